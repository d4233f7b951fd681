import { ruleById } from '../check/rules.ts';
import { heightOf, nameOf as riskName, risksOf } from '../kinds/risk/model.ts';
import type { Risk } from '../kinds/risk/types.ts';
import { scopeOf } from '../kinds/supplier/model.ts';
import type { Block } from './blocks.ts';
import type { ReportKind } from './list.ts';
import { nameOf, type PlacedSupplier, placeOf, type RootData } from './model.ts';
import type { Choice } from './report.ts';
import { chosenOf } from './review.ts';

/** Something that a report would have to leave out, because what is written cannot be judged. */
export interface Omission {
  /** What it is and why, as a clause: `suppliers.yaml:12 Acme (its status cannot be read)`. */
  readonly text: string;
  /** Relative to the root, with `/`. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
}

/** Why a supplier cannot be judged for a report; `undefined` if it can. */
function whyNot(kind: ReportKind | 'calendar', { supplier }: PlacedSupplier): string | undefined {
  const { status, access } = supplier.fields;
  if (status?.value === 'terminated') return undefined;
  if (supplier.broken) return 'the entry cannot be read as YAML';
  if (status?.value === undefined) return status ? 'its status cannot be read' : 'its status is missing';
  if (kind !== 'subprocessors' || status.value === 'prospective') return undefined;
  if (access && (!access.value || access.partial)) return 'its access cannot be read';
  return scopeOf(supplier) === 'unknown' ? 'what it can reach (access) is not stated' : undefined;
}

/** Why a risk cannot be judged for a report; `undefined` if it can. */
function whyNotRisk(risk: Risk, { settings }: RootData): string | undefined {
  const { status, inherent, residual } = risk.fields;
  if (risk.broken) return 'the entry cannot be read as YAML';
  if (status?.value === undefined) return status ? 'its status cannot be read' : 'its status is missing';
  return [inherent, residual].some((one) => one && !heightOf(one, settings))
    ? 'its assessment cannot be read'
    : undefined;
}

/** Kind of report → the kinds of document that its figures come from. */
const MADE_OF: Readonly<Record<ReportKind | 'calendar', readonly string[]>> = {
  review: ['suppliers'],
  subprocessors: ['suppliers'],
  soa: ['soa', 'policies', 'risks'],
  risks: ['risks'],
  policies: ['policies'],
  coverage: ['policies', 'soa'],
  calendar: ['suppliers', 'policies', 'soa', 'risks'],
};

/** What a report on a root would leave out or could get wrong, by file and line. Empty: it says everything. */
export function omissionsOf(kind: ReportKind | 'calendar', root: RootData, choice?: Choice): Omission[] {
  // What cannot be read may have any criticality, but is not the one supplier that is asked for.
  const data = choice?.supplier === undefined ? root : chosenOf(root, choice);
  const found = new Map<string, Omission>();
  const add = (file: string, line: number, what: string, why: string): void => {
    const key = `${file}:${line}`;
    if (!found.has(key)) found.set(key, { text: `${key} ${what} (${why})`, file, line });
  };
  const made = MADE_OF[kind];
  if (made.includes('suppliers'))
    for (const placed of data.suppliers) {
      const why = whyNot(kind, placed);
      if (why) add(placed.file, placed.line, nameOf(placed.supplier), why);
    }
  if (kind === 'risks')
    for (const { entity: risk, home } of risksOf(data.project)) {
      const why = whyNotRisk(risk, data);
      const place = why ? placeOf(home, risk.anchor) : undefined;
      if (place) add(data.fileOf(place.uri), place.range.start.line + 1, riskName(risk), why!);
    }
  const owned = new Set(data.suppliers.flatMap(({ findings }) => findings));
  for (const finding of data.findings) {
    if (!made.includes(data.kindOf(finding.uri)) || owned.has(finding)) continue;
    // What is wrong inside a policy or a row that can be read changes no figure, but for what cannot be read at all.
    const whole = finding.rule === 'yaml/syntax' || (!finding.subject && ruleById(finding.rule)?.rejects === 'shape');
    if (whole && finding.severity === 'error')
      add(finding.file, finding.range.start.line + 1, finding.subject?.id ?? 'this place', finding.message);
  }
  return [...found.values()].sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line));
}

/** The note at the top of a report that leaves something out. */
export const omissionBlocks = (omitted: readonly Omission[]): Block[] =>
  omitted.length
    ? [
        {
          kind: 'paragraph',
          text: {
            text: `Incomplete: ${omitted.length === 1 ? 'one entry' : `${omitted.length} entries`} could not be judged and may be missing here.`,
            tone: 'bad',
            strong: true,
          },
        },
        {
          kind: 'table',
          head: ['Not judged'],
          rows: omitted.map(({ text }) => [text]),
        },
      ]
    : [];
