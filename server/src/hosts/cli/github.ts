import { visible } from '../../text/visible.ts';
import type { CheckResult } from './check.ts';
import { relative } from './check.ts';
import { fromRepository } from './paths.ts';
import { summaryLine } from './pretty.ts';

const COMMANDS = { error: 'error', warning: 'warning', information: 'notice' } as const;

/** The value of a workflow command, on one line: what would end it, or begin another, is encoded. */
const data = (text: string): string => visible(text).replaceAll('%', '%25');
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

/** Findings as GitHub's workflow commands, which become annotations. Lines and columns from 1, both ends inclusive. */
export function github(result: CheckResult): string {
  const name = fromRepository(result.base);
  const lines = result.findings.map(({ uri, range: { start, end }, rule, severity, message, waived }) => {
    const columns =
      start.line === end.line
        ? `,col=${start.character + 1},endColumn=${Math.max(end.character, start.character + 1)}`
        : '';
    const title = waived ? `${rule} (waived)` : rule;
    return `::${COMMANDS[severity]} file=${property(name(relative(result.base, uri)))},line=${start.line + 1},endLine=${end.line + 1}${columns},title=${property(title)}::${data(message)}`;
  });
  return [...lines, summaryLine(result), ''].join('\n');
}
