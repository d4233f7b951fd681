import { clean } from '../../text/clean.ts';
import { visibleJson } from '../../text/visible.ts';
import { fingerprints } from './fingerprints.ts';
import { fromRepository } from './paths.ts';
import { type CheckResult, relative } from './result.ts';

const SEVERITIES = { error: 'major', warning: 'minor', information: 'info' } as const;

/**
 * Findings as a report of GitLab's Code Quality, which compares those of a merge request with those of its target:
 * what is known is there as well, what is waived is not. Lines from 1.
 */
export function gitlab({ all, base, textOf }: CheckResult): string {
  const name = fromRepository(base);
  const fingerprint = fingerprints(base, textOf);
  return visibleJson(
    all.flatMap((finding) => {
      const { rule, severity, message, uri, range, waived } = finding;
      const entry = {
        type: 'issue',
        check_name: rule,
        description: clean(message),
        fingerprint: fingerprint(finding),
        severity: SEVERITIES[severity],
        location: {
          path: name(relative(base, uri)),
          lines: { begin: range.start.line + 1, end: range.end.line + 1 },
        },
      };
      return waived ? [] : [entry];
    }),
  );
}
