import { visible } from '../../text/visible.ts';
import type { Finding } from '../../workspace/workspace.ts';
import { fromRepository } from './paths.ts';
import { type CheckResult, relative, summaryLine } from './result.ts';

const COMMANDS = { error: 'error', warning: 'warning', information: 'notice' } as const;

/** The value of a workflow command, on one line: what would end it, or begin another, is encoded. */
const data = (text: string): string => visible(text).replaceAll('%', '%25');
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

/**
 * Findings as GitHub's workflow commands, which become annotations. Lines and columns from 1, both ends inclusive.
 * @param summary whether a last line says what it came to
 */
export function github(result: CheckResult, findings: readonly Finding[], summary: boolean): string {
  const name = fromRepository(result.base);
  const lines = findings.map(({ uri, range: { start, end }, rule, severity, message, waived }) => {
    const columns =
      start.line === end.line
        ? `,col=${start.character + 1},endColumn=${Math.max(end.character, start.character + 1)}`
        : '';
    const title = waived ? `${rule} (waived)` : rule;
    return `::${COMMANDS[severity]} file=${property(name(relative(result.base, uri)))},line=${start.line + 1},endLine=${end.line + 1}${columns},title=${property(title)}::${data(message)}`;
  });
  return [...lines, ...(summary ? [summaryLine(result)] : [])].map((line) => `${line}\n`).join('');
}
