import colors from 'picocolors';
import type { Severity } from '../../model/types.ts';
import type { CheckResult } from './check.ts';
import { relative } from './check.ts';

const plural = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;

/** Findings for people, by file. Colours only where the terminal has them. */
export function pretty({ findings, summary, base, asOf }: CheckResult): string {
  const paint: Record<Severity, (text: string) => string> = { error: colors.red, warning: colors.yellow, information: colors.blue };
  const lines: string[] = [];
  let file: string | undefined;
  for (const finding of findings) {
    const name = relative(base, finding.uri);
    if (name !== file) {
      if (file !== undefined) lines.push('');
      lines.push(colors.underline(name));
      file = name;
    }
    const { line, character } = finding.range.start;
    const severity = finding.waived ? 'waived' : finding.severity;
    lines.push(`  ${colors.dim(`${line + 1}:${character + 1}`.padEnd(8))} ${paint[finding.severity](severity.padEnd(11))} ${finding.message}  ${colors.dim(finding.rule)}`);
  }
  if (findings.length) lines.push('');
  const { error, warning, information, suppliers, policies } = summary;
  lines.push(
    `${plural(error, 'error')}, ${plural(warning, 'warning')}, ${plural(information, 'information', 'information')} in ${plural(suppliers, 'supplier')} and ${plural(policies, 'policy', 'policies')} as of ${asOf}`,
  );
  return `${lines.join('\n')}\n`;
}
