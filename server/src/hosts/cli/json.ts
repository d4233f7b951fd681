import { visibleJson } from '../../text/visible.ts';
import type { Finding } from '../../workspace/workspace.ts';
import { type CheckResult, relative } from './result.ts';

const jsonRange = ({ start, end }: Finding['range']) => ({
  start: { line: start.line + 1, column: start.character + 1 },
  end: { line: end.line + 1, column: end.character + 1 },
});

/** Findings as JSON: lines and columns from 1, columns in UTF-16 units, the end exclusive. */
export function json({ asOf, findings, summary: { counts, ...summary }, base, basisOf }: CheckResult): string {
  return visibleJson({
    version: 1,
    asOf,
    findings: findings.map((finding) => {
      const basis = basisOf(finding);
      return {
        rule: finding.rule,
        severity: finding.severity,
        message: finding.message,
        file: relative(base, finding.uri),
        range: jsonRange(finding.range),
        ...(finding.subject ? { subject: finding.subject } : {}),
        ...(basis ? { basis } : {}),
        ...(finding.related
          ? {
              related: finding.related.map(({ uri, range, message }) => ({
                file: relative(base, uri),
                range: jsonRange(range),
                message,
              })),
            }
          : {}),
        waived: Boolean(finding.waived),
        ...(finding.waived ? { waiver: finding.waived } : {}),
      };
    }),
    summary: { ...summary, ...counts },
  });
}
