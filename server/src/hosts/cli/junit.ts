import { escapeHtml } from '../../reports/html.ts';
import type { Finding } from '../../workspace/workspace.ts';
import { type CheckResult, relative } from './result.ts';

/** What escapes HTML escapes XML: five entities that both know, and no characters that XML forbids. */
const xml = escapeHtml;

/**
 * Findings as JUnit's XML: a suite a file, a case a finding; a file without findings is one case that passes. A case
 * fails exactly if it makes the command fail, so that the two never disagree.
 */
export function junit({ findings, base, asOf, files, fails }: CheckResult): string {
  const byFile = new Map<string, Finding[]>(files.map((uri) => [uri, []]));
  for (const finding of findings) byFile.get(finding.uri)!.push(finding);
  const suites = [...byFile].map(([uri, own]) => {
    const file = xml(relative(base, uri));
    const cases = own.map((finding) => {
      const { line, character } = finding.range.start;
      const where = `${relative(base, uri)}:${line + 1}:${character + 1}`;
      const message = xml(finding.message);
      const body = fails(finding)
        ? `<failure type="${finding.severity}" message="${message}">${xml(where)}: ${message}</failure>`
        : finding.waived
          ? `<skipped message="${message}"/>`
          : `<system-out>${finding.severity}: ${xml(where)}: ${message}</system-out>`;
      return `    <testcase classname="${file}" name="${xml(`${finding.rule} (${line + 1}:${character + 1})`)}" file="${file}" line="${line + 1}" time="0">${body}</testcase>`;
    });
    if (!cases.length) cases.push(`    <testcase classname="${file}" name="no findings" file="${file}" time="0"/>`);
    return [
      `  <testsuite name="${file}" tests="${cases.length}" failures="${own.filter(fails).length}" errors="0" skipped="${own.filter(({ waived }) => waived).length}" time="0">`,
      ...cases,
      '  </testsuite>',
    ].join('\n');
  });
  const tests = [...byFile.values()].reduce((sum, own) => sum + Math.max(own.length, 1), 0);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="isms check as of ${asOf}" tests="${tests}" failures="${findings.filter(fails).length}" errors="0" time="0">`,
    ...suites,
    '</testsuites>',
    '',
  ].join('\n');
}
