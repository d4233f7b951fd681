import { commands, type Disposable, type ExtensionContext, window } from 'vscode';
import type { Server } from '../common/server.ts';
import { unlinked } from '../common/unlinked.ts';
import type { Views } from '../views/index.ts';
import type { ReportPanels } from '../views/report/index.ts';
import { adoptPolicies } from './adopt.ts';
import { arrangeSuppliers, showAllSuppliers } from './arrange.ts';
import { addPolicy, addRisk, addSupplier, recordReview } from './guided.ts';
import { importSuppliers } from './import.ts';
import { open, showFindings } from './open.ts';
import { exportReport, showReport, switchReport } from './report.ts';
import { startIsms } from './start.ts';
import { createStatement } from './statement.ts';

/** What commands are given. */
export interface Extension {
  readonly context: ExtensionContext;
  readonly server: Server;
  readonly views: Views;
  readonly reports: ReportPanels;
}

/** A command; what VS Code passes depends on where it was chosen: an item of a view, a file, nothing. */
export type Command = (extension: Extension, ...args: unknown[]) => unknown;

/** Every command that `package.json` contributes, by its id. */
const all: Readonly<Record<string, Command>> = {
  'isms.generateReviewReport': showReport('review'),
  'isms.generateSubprocessorList': showReport('subprocessors'),
  'isms.generateStatementOfApplicability': showReport('soa'),
  'isms.generateRiskReport': showReport('risks'),
  'isms.generatePolicyRegister': showReport('policies'),
  'isms.generateCoverageReport': showReport('coverage'),
  'isms.switchReport': switchReport,
  'isms.exportReport': exportReport,
  'isms.recordReview': recordReview,
  'isms.addSupplier': addSupplier,
  'isms.addPolicy': addPolicy,
  'isms.addRisk': addRisk,
  'isms.createStatement': createStatement,
  'isms.start': startIsms,
  'isms.importSuppliers': importSuppliers,
  'isms.adoptPolicies': adoptPolicies,
  'isms.open': open,
  'isms.showFindings': showFindings,
  'isms.arrangeSuppliers': arrangeSuppliers,
  'isms.showAllSuppliers': showAllSuppliers,
  // Choosing it has activated the extension, and the server looks at the file from now on.
  'isms.check': () => commands.executeCommand('workbench.actions.view.problems'),
  'isms.restart': ({ server }) => server.restart(),
  'isms.showLog': ({ server }) => server.showLog(),
};

export function registerCommands(extension: Extension): Disposable[] {
  return Object.entries(all).map(([id, run]) =>
    commands.registerCommand(id, async (...args: unknown[]) => {
      try {
        return await run(extension, ...args);
      } catch (error) {
        void window.showErrorMessage(unlinked(`ISMS: ${error instanceof Error ? error.message : String(error)}`));
        return undefined;
      }
    }),
  );
}
