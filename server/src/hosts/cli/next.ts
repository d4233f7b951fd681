import { rankOf } from '../../model/severity.ts';
import { visible } from '../../text/visible.ts';
import type { Finding } from '../../workspace/workspace.ts';
import { type CheckResult, relative, summaryLine } from './result.ts';

/** Rules by the harm that waiting does, the worst first: what may not go on, what no contract covers, what has run out. */
const HARM: readonly RegExp[] = [
  /^yaml\//,
  /^model\/(?:training-allowed|inference-outside|storage-outside)/,
  /^supplier\/dpa-(?:missing|unsigned|expired)/,
  /^supplier\/(?:third-country-transfer|transfer-mechanism|hosting-outside|processing-outside)/,
  /^supplier\/agreement-missing/,
  /^supplier\/assurance-(?:missing|insufficient|expired)|^supplier\/questionnaire-incomplete/,
  /^(?:review|policy|risk)\/.*(?:overdue|triggered|missing)|^waiver\/expired/,
  /^model\//,
];

/** Within a severity, the smaller the worse. */
const harmOf = ({ rule }: Finding): number => {
  const index = HARM.findIndex((pattern) => pattern.test(rule));
  return index < 0 ? HARM.length : index;
};

const worseFirst = (a: Finding, b: Finding): number => rankOf(b.severity) - rankOf(a.severity) || harmOf(a) - harmOf(b);

/**
 * What to settle next, one supplier, policy or file at a time, in the order of harm.
 * @param most how many of them
 */
export function next(result: CheckResult, most: number): string {
  const groups = new Map<string, Finding[]>();
  for (const finding of result.findings) {
    if (finding.waived) continue;
    const { subject, uri } = finding;
    const key = subject ? `${subject.kind} ${subject.id}` : relative(result.base, uri);
    const group = groups.get(key);
    if (group) group.push(finding);
    else groups.set(key, [finding]);
  }
  const sorted = [...groups]
    .map(([key, findings]) => ({ key, findings: findings.sort(worseFirst) }))
    .sort((a, b) => worseFirst(a.findings[0]!, b.findings[0]!) || b.findings.length - a.findings.length);
  const lines = sorted.slice(0, most).flatMap(({ key, findings }, index) => [
    `${index + 1}. ${visible(key)}`,
    ...findings.map(({ uri, range, severity, message, rule }) => {
      const place = `${relative(result.base, uri)}:${range.start.line + 1}:${range.start.character + 1}`;
      return `   ${severity.padEnd(11)} ${visible(message)}  ${visible(place)} ${rule}`;
    }),
    '',
  ]);
  const left = sorted.length - most;
  if (left > 0) lines.push(`… and ${left} more.`);
  return `${[...lines, summaryLine(result)].join('\n')}\n`;
}
