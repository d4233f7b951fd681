/**
 * ISMS Author as a library: the pure service, which knows nothing of files, editors or clocks. Give a workspace the texts
 * of an ISMS under `file:///…` URIs, ask it for findings, and a service over it for what editors show.
 */
export { rulePage, rules, ruleUrl } from './check/rules.ts';
export type { Basis, Subject } from './model/rule.ts';
export type { Severity } from './model/types.ts';
export {
  type ReportFormat,
  type ReportKind,
  type ReportOptions,
  renderReport,
  reportFormats,
  reportKinds,
} from './reports/index.ts';
export { createService, type Service } from './service.ts';
export { version } from './version.ts';
export type { Position, ProseEngine, Range } from './workspace/document.ts';
export type { Root } from './workspace/root.ts';
export { canonicalUri } from './workspace/uri.ts';
export { type Finding, isCandidate, type Ports, Workspace } from './workspace/workspace.ts';

/** Loads what reads the text of policies; give it to `Workspace.useProse` where `wantsProse` is true. */
export const loadProse = (): Promise<import('./workspace/document.ts').ProseEngine> => import('./prose/index.ts');
