import { createColors } from 'picocolors';
import type { Severity } from '../../model/types.ts';
import { plural } from '../../reports/text.ts';
import { visible } from '../../text/visible.ts';
import type { CheckResult } from './check.ts';
import { relative } from './check.ts';

/** Colour is for a terminal whose user has not asked for none: never for a pipe or a file, whatever CI says of itself. */
export const coloured = (out?: string): boolean =>
  out === undefined && Boolean(process.stdout.isTTY) && !process.env.NO_COLOR && process.env.TERM !== 'dumb';

/** What it came to, in a line. */
export function summaryLine({ summary, asOf }: Pick<CheckResult, 'summary' | 'asOf'>): string {
  const { error, warning, information, suppliers, policies } = summary;
  return `${plural(error, 'error')}, ${plural(warning, 'warning')}, ${plural(information, 'information', 'information')} in ${plural(suppliers, 'supplier')} and ${plural(policies, 'policy', 'policies')} as of ${asOf}`;
}

/** Findings for people, by file. What a file says cannot steer the terminal: control characters are shown as their codes. */
export function pretty(result: CheckResult, colour: boolean): string {
  const colors = createColors(colour);
  const paint: Record<Severity, (text: string) => string> = {
    error: colors.red,
    warning: colors.yellow,
    information: colors.blue,
  };
  const lines: string[] = [];
  let file: string | undefined;
  for (const finding of result.findings) {
    const name = relative(result.base, finding.uri);
    if (name !== file) {
      if (file !== undefined) lines.push('');
      lines.push(colors.underline(visible(name)));
      file = name;
    }
    const { line, character } = finding.range.start;
    const severity = finding.waived ? 'waived' : finding.severity;
    lines.push(
      `  ${colors.dim(`${line + 1}:${character + 1}`.padEnd(8))} ${paint[finding.severity](severity.padEnd(11))} ${visible(finding.message)}  ${colors.dim(finding.rule)}`,
    );
  }
  if (result.findings.length) lines.push('');
  lines.push(summaryLine(result));
  return `${lines.join('\n')}\n`;
}
