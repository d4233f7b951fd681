import { createColors } from 'picocolors';
import type { Severity } from '../../model/types.ts';
import { visible } from '../../text/visible.ts';
import { type CheckResult, relative, summaryLine } from './result.ts';

/**
 * Colour is for a terminal, never for a file or, unless FORCE_COLOR asks for it, a pipe: whatever CI says of itself.
 * NO_COLOR switches it off.
 */
export const coloured = (out?: string): boolean => {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (out !== undefined || NO_COLOR) return false;
  if (FORCE_COLOR !== undefined) return !/^(?:0|false|)$/.test(FORCE_COLOR);
  return Boolean(process.stdout.isTTY) && TERM !== 'dumb';
};

/**
 * Findings for people, by file. What a file says cannot steer the terminal: control characters are shown as their codes.
 * @param findings those that are shown
 */
export function pretty(result: CheckResult, colour: boolean, findings = result.findings): string {
  const colors = createColors(colour);
  const paint: Record<Severity, (text: string) => string> = {
    error: colors.red,
    warning: colors.yellow,
    information: colors.blue,
  };
  const lines: string[] = [];
  let file: string | undefined;
  for (const finding of findings) {
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
  if (findings.length) lines.push('');
  lines.push(summaryLine(result));
  return `${lines.join('\n')}\n`;
}
