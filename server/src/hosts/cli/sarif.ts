import type { Location, Log, ReportingDescriptor, Result } from 'sarif';
import { rules, ruleUrl } from '../../check/rules.ts';
import type { Basis } from '../../model/rule.ts';
import { rankOf } from '../../model/severity.ts';
import type { Severity } from '../../model/types.ts';
import { clean } from '../../text/clean.ts';
import { visibleJson } from '../../text/visible.ts';
import { version } from '../../version.ts';
import type { Range } from '../../workspace/document.ts';
import { encodeText } from '../../workspace/uri.ts';
import type { Finding } from '../../workspace/workspace.ts';
import { fingerprints } from './fingerprints.ts';
import { pageOf } from './pages.ts';
import { fromRepository } from './paths.ts';
import { type CheckResult, relative } from './result.ts';

const LEVELS = { error: 'error', warning: 'warning', information: 'note' } as const satisfies Record<
  Severity,
  Result.level
>;
const ROOT = '%SRCROOT%';

/** A rule in a few sentences. */
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

/** What code scanning takes of a run, and of a rule. */
const MOST_RESULTS = 25_000;
const MOST_RELATED = 100;
const MOST_TAGS = 20;

/** The table of all rules. Those that have results come with their pages. */
const tableOf = (used: ReadonlySet<string>): ReportingDescriptor[] =>
  rules.map(({ id, title, severity, lower, basis }) => {
    const text = helpOf(title, lower, basis);
    const page = used.has(id) ? pageOf(id) : undefined;
    const tags = ['isms', id.split('/')[0]!, ...(basis?.controls ?? []), ...(basis?.regulations ?? [])];
    return {
      id,
      name: id.replace(/(?:^|[/-])(\w)/g, (_, letter: string) => letter.toUpperCase()),
      shortDescription: { text: title },
      fullDescription: { text },
      helpUri: ruleUrl(id),
      help: { text, ...(page ? { markdown: page } : {}) },
      defaultConfiguration: { level: LEVELS[severity] },
      properties: { tags: tags.slice(0, MOST_TAGS), ...(basis?.policy ? { policy: basis.policy } : {}) },
    };
  });
const indexes = new Map(rules.map(({ id }, index) => [id, index]));

/** The gravest findings, in their order, where there are more than a run takes. */
function most(findings: readonly Finding[]): readonly Finding[] {
  if (findings.length <= MOST_RESULTS) return findings;
  const grave = [...findings].sort((a, b) => rankOf(b.severity) - rankOf(a.severity)).slice(0, MOST_RESULTS);
  const kept = new Set(grave);
  return findings.filter((finding) => kept.has(finding));
}

/**
 * Findings as SARIF 2.1.0. Files are named from the repository's root; lines and columns count from 1, columns in UTF-16
 * units, the end exclusive. Those that are known are there as well: code scanning takes what is not there for settled.
 * Where there are more than it takes, the gravest are there, and a notification says so.
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
  const shown = most(all);
  const results = shown.map((finding): Result => {
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
            relatedLocations: related.slice(0, MOST_RELATED).map((place) => ({
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
  const left = all.length - shown.length;
  const log: Log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'ISMS Author',
            version,
            semanticVersion: version,
            rules: tableOf(new Set(shown.map(({ rule }) => rule))),
          },
        },
        originalUriBaseIds: {
          [ROOT]: { description: { text: 'The root of the repository; outside one, the folder that was checked.' } },
        },
        columnKind: 'utf16CodeUnits',
        results,
        invocations: [
          {
            executionSuccessful: true,
            ...(left
              ? {
                  toolExecutionNotifications: [
                    {
                      level: 'warning',
                      message: { text: `${left} findings are left out: a run of code scanning takes ${MOST_RESULTS}.` },
                    },
                  ],
                }
              : {}),
          },
        ],
        properties: { asOf },
      },
    ],
  };
  return visibleJson(log);
}
