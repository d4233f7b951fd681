import type { Location, Log, ReportingDescriptor, Result } from 'sarif';
import { rules } from '../../check/rules.ts';
import type { Basis } from '../../model/rule.ts';
import type { Severity } from '../../model/types.ts';
import { clean } from '../../text/clean.ts';
import { visibleJson } from '../../text/visible.ts';
import { version } from '../../version.ts';
import type { Range } from '../../workspace/document.ts';
import { encodeText } from '../../workspace/uri.ts';
import { fingerprints } from './fingerprints.ts';
import { fromRepository } from './paths.ts';
import { type CheckResult, relative } from './result.ts';

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

/**
 * Findings as SARIF 2.1.0. Files are named from the repository's root; lines and columns count from 1, columns in UTF-16
 * units, the end exclusive. Those that are known are there as well: code scanning takes what is not there for settled.
 */
export function sarif(result: CheckResult): string {
  const { all, known, base, asOf, textOf } = result;
  const name = fromRepository(base);
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
  const fingerprint = fingerprints(base, textOf);
  const results = all.map((finding): Result => {
    const { rule, severity, message, uri, range, subject, related, waived } = finding;
    return {
      ruleId: rule,
      ...(indexes.has(rule) ? { ruleIndex: indexes.get(rule)! } : {}),
      level: LEVELS[severity],
      ...(known ? { baselineState: known.has(finding) ? 'unchanged' : 'new' } : {}),
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
