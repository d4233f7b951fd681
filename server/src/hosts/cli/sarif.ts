import { createHash } from 'node:crypto';
import type { Location, Log, ReportingDescriptor, Result } from 'sarif';
import { rules } from '../../check/rules.ts';
import type { Basis } from '../../model/rule.ts';
import type { Severity } from '../../model/types.ts';
import { clean } from '../../text/clean.ts';
import { visibleJson } from '../../text/visible.ts';
import { version } from '../../version.ts';
import type { Range } from '../../workspace/document.ts';
import { encodeText } from '../../workspace/uri.ts';
import type { Finding } from '../../workspace/workspace.ts';
import type { CheckResult } from './check.ts';
import { relative } from './check.ts';
import { fromRepository } from './paths.ts';

const LEVELS = { error: 'error', warning: 'warning', information: 'note' } as const satisfies Record<
  Severity,
  Result.level
>;
const ROOT = '%SRCROOT%';

function helpOf(title: string, lower: string | undefined, basis: Basis | undefined): string {
  const rests = [
    basis?.policy,
    basis?.controls?.length ? `ISO/IEC 27001:2022 ${basis.controls.join(', ')}` : undefined,
    basis?.regulations?.join(', '),
  ].filter(Boolean);
  return [`${title}.`, lower && `One step lower ${lower}.`, rests.length && `Rests on: ${rests.join('; ')}.`]
    .filter(Boolean)
    .join(' ');
}

const table: readonly ReportingDescriptor[] = rules.map(({ id, title, severity, lower, basis }) => ({
  id,
  name: id.replace(/(?:^|[/-])(\w)/g, (_, letter: string) => letter.toUpperCase()),
  shortDescription: { text: title },
  fullDescription: { text: helpOf(title, lower, basis) },
  help: { text: helpOf(title, lower, basis) },
  defaultConfiguration: { level: LEVELS[severity] },
  properties: {
    tags: ['isms', id.split('/')[0]!, ...(basis?.controls ?? []), ...(basis?.regulations ?? [])],
    ...(basis?.policy ? { policy: basis.policy } : {}),
  },
}));
const indexes = new Map(rules.map(({ id }, index) => [id, index]));

/** The text under a range, from the lines of its file. */
function textAt(lines: readonly string[], { start, end }: Range): string {
  if (start.line === end.line) return (lines[start.line] ?? '').slice(start.character, end.character);
  return [
    (lines[start.line] ?? '').slice(start.character),
    ...lines.slice(start.line + 1, end.line),
    (lines[end.line] ?? '').slice(0, end.character),
  ].join('\n');
}

/**
 * Findings as SARIF 2.1.0. Files are named from the repository's root; lines and columns count from 1, columns in UTF-16
 * units, the end exclusive. A fingerprint is made of the rule, the subject and the value, so a finding keeps it when
 * lines, or the days in its message, change.
 */
export function sarif(result: CheckResult): string {
  const { findings, base, asOf, textOf } = result;
  const name = fromRepository(base);
  const lines = new Map<string, readonly string[]>();
  const linesOf = (uri: string) => {
    const list = lines.get(uri) ?? textOf(uri).split(/\r\n|\r|\n/);
    lines.set(uri, list);
    return list;
  };
  const location = (uri: string, { start, end }: Range): Location => ({
    physicalLocation: {
      artifactLocation: {
        uri: name(relative(base, uri)).split('/').map(encodeText).join('/'),
        uriBaseId: ROOT,
      },
      region: {
        startLine: start.line + 1,
        startColumn: start.character + 1,
        endLine: end.line + 1,
        endColumn: end.character + 1,
      },
    },
  });
  const seen = new Map<string, number>();
  const fingerprint = ({ rule, uri, subject, range }: Finding): string => {
    const what = JSON.stringify([
      rule,
      subject ? [subject.kind, subject.id] : name(relative(base, uri)),
      textAt(linesOf(uri), range),
    ]);
    const count = (seen.get(what) ?? 0) + 1;
    seen.set(what, count);
    return createHash('sha256').update(`${what}\n${count}`).digest('hex').slice(0, 32);
  };
  const results = findings.map((finding): Result => {
    const { rule, severity, message, uri, range, subject, related, waived } = finding;
    return {
      ruleId: rule,
      ...(indexes.has(rule) ? { ruleIndex: indexes.get(rule)! } : {}),
      level: LEVELS[severity],
      message: { text: clean(message, Number.POSITIVE_INFINITY) },
      locations: [
        {
          ...location(uri, range),
          ...(subject
            ? {
                logicalLocations: [
                  {
                    name: clean(subject.id) || '-',
                    fullyQualifiedName: `${subject.kind}/${clean(subject.id)}`,
                    kind: 'object',
                  },
                ],
              }
            : {}),
        },
      ],
      ...(related?.length
        ? {
            relatedLocations: related.map((place) => ({
              ...location(place.uri, place.range),
              message: { text: clean(place.message) },
            })),
          }
        : {}),
      partialFingerprints: { 'ismsFinding/v1': fingerprint(finding) },
      ...(waived
        ? {
            suppressions: [
              {
                kind: 'inSource',
                status: 'accepted',
                justification: clean(`Waived, approved by ${waived.approvedBy} until ${waived.expires}`),
              },
            ],
          }
        : {}),
    };
  });
  const log: Log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'ISMS Author', version, semanticVersion: version, rules: [...table] } },
        originalUriBaseIds: {
          [ROOT]: { description: { text: 'The root of the repository; outside one, the folder that was checked.' } },
        },
        columnKind: 'utf16CodeUnits',
        results,
        invocations: [{ executionSuccessful: true }],
        properties: { asOf },
      },
    ],
  };
  return visibleJson(log);
}
