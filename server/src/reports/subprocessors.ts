import { countryName } from '../facts/countries.ts';
import { inferencePlaces } from '../facts/inference.ts';
import { gdprRole, hasPersonalData } from '../kinds/supplier/model.ts';
import { inferenceInput } from '../kinds/supplier/rules/model.ts';
import { type ListedPlace, placesOf } from '../kinds/supplier/rules/places.ts';
import type { Supplier } from '../kinds/supplier/types.ts';
import type { Day } from '../model/dates.ts';
import { byText } from '../text/words.ts';
import type { Block, Cell } from './blocks.ts';
import { byId, type Earlier } from './changes.ts';
import { mechanismName, placeLabel, statesNoTransfer, transfersOf } from './criteria.ts';
import { nameOf, type RootData, readRoot } from './model.ts';
import type { Maker } from './report.ts';
import type { Link } from './sources.ts';

/** What the public may know of a subprocessor: nothing else may be added here without asking who reads it. */
export interface Subprocessor {
  readonly name: string;
  /** Where the contracting entity has its seat. */
  readonly seat: string;
  readonly purpose: string;
  readonly data: readonly string[];
  /** Wherever data is hosted, stored, processed or used for inference. */
  readonly places: readonly string[];
  readonly transfers: readonly string[];
  /** The first day of use; '' if it is not stated. */
  readonly since: Day | '';
}

export interface SubprocessorChange {
  readonly change: 'new' | 'removed' | 'changed';
  readonly name: string;
  readonly fields: readonly {
    readonly field: string;
    readonly before: string;
    readonly after: string;
  }[];
}

export interface SubprocessorReport {
  readonly subprocessors: readonly Subprocessor[];
  readonly changes?: { readonly since: string; readonly entries: readonly SubprocessorChange[] };
}

/** The active and suspended processors of personal data. A role that cannot be read does not hide one. */
export function isSubprocessor(supplier: Supplier): boolean {
  const status = supplier.fields.status?.value;
  const role = gdprRole(supplier);
  return (
    (status === 'active' || status === 'suspended') &&
    hasPersonalData(supplier) &&
    (role === 'processor' || role === undefined)
  );
}

/** `Frankfurt, Germany` */
const plainLabel = (label: string): string =>
  label.replace(/^[^()]+ \(([^()]+)\), (.+)$/, (_, place: string, country: string) =>
    place === country ? country : `${place}, ${country}`,
  );

/** A place in public words: the catalogue's name of a region, and an author's own words for a country. */
const publicPlace = ({ text, place }: ListedPlace): string => {
  if (!place) return text;
  if (!place.members) return 'Worldwide';
  if (place.provider) return placeLabel(place);
  const note = /\(([^()]*)\)$/.exec(text)?.[1];
  return note ? `${placeLabel(place)} (${note})` : placeLabel(place);
};

function subprocessor(supplier: Supplier, today: Day): Subprocessor {
  const { fields } = supplier;
  // Keeping data is processing it, so a place of storage is a place of processing, whatever else is stated.
  const places = new Set([
    ...[fields.processing, fields.hosting, fields.model?.value?.storage]
      .flatMap((list) => placesOf(list))
      .map(publicPlace),
    ...(fields.model?.value?.inference?.value ?? []).flatMap((entry) => {
      const input = inferenceInput(entry, today);
      return input ? inferencePlaces(input).map(plainLabel) : [];
    }),
  ]);
  const transfers = transfersOf(supplier).map(
    ({ text, place, mechanism }) =>
      `${publicPlace({ text, place, torn: false, start: 0, end: 0 })}: ${mechanismName(mechanism)}`,
  );
  return {
    name: nameOf(supplier),
    seat: fields.country?.value ? countryName(fields.country.value) : '',
    purpose: fields.purpose?.text ?? '',
    data: (fields.data?.value ?? []).map(({ text }) => text),
    places: [...places],
    transfers: statesNoTransfer(supplier) ? ['None'] : transfers,
    since: fields.engaged?.value ?? '',
  };
}

function subprocessorReport(data: RootData, earlier?: Earlier): SubprocessorReport {
  const now = listed(data);
  const subprocessors = [...now.values()].sort((a, b) => byText(a.name, b.name));
  if (!earlier) return { subprocessors };
  const then = earlier.root ? listed(readRoot(earlier.workspace, earlier.root)) : new Map<string, Subprocessor>();
  const entries: SubprocessorChange[] = [];
  for (const [key, is] of now) {
    const was = then.get(key);
    if (!was)
      entries.push({
        change: 'new',
        name: is.name,
        fields: describe(is).flatMap(([field, after]) => (after ? [{ field, before: '', after }] : [])),
      });
    else {
      const before = describe(was);
      const fields = [['Name', is.name] as const, ...describe(is)].flatMap(([field, after]) => {
        const old = field === 'Name' ? was.name : before.find(([name]) => name === field)![1];
        return old === after ? [] : [{ field, before: old, after }];
      });
      if (fields.length) entries.push({ change: 'changed', name: is.name, fields });
    }
  }
  for (const [key, was] of then) if (!now.has(key)) entries.push({ change: 'removed', name: was.name, fields: [] });
  const rank = { new: 0, changed: 1, removed: 2 };
  entries.sort((a, b) => rank[a.change] - rank[b.change] || byText(a.name, b.name));
  return { subprocessors, changes: { since: earlier.day, entries } };
}

function listed({
  suppliers,
  sources,
  today,
}: Pick<RootData, 'suppliers' | 'sources' | 'today'>): Map<string, Subprocessor> {
  const map = new Map<string, Subprocessor>();
  for (const [key, { supplier, at }] of byId(suppliers))
    if (isSubprocessor(supplier))
      map.set(
        key,
        sources.note(subprocessor(supplier, today), () => at(supplier.anchor)),
      );
  return map;
}

const describe = ({ seat, purpose, data, places, transfers, since }: Subprocessor) =>
  [
    ['Seat', seat],
    ['Purpose', purpose],
    ['Data', data.join('; ')],
    ['Place of processing', places.join('; ')],
    ['Transfer mechanism', transfers.join('; ')],
    ['In use since', since],
  ] as const;

const stated = (text: string): string => text || 'Not stated';
const statedLines = (texts: readonly string[]): Cell => (texts.length ? { lines: texts } : 'Not stated');

function subprocessorBlocks(
  { subprocessors, changes }: SubprocessorReport,
  organisation: string | undefined,
  link: Link,
): Block[] {
  const blocks: Block[] = [
    {
      kind: 'paragraph',
      text: organisation
        ? `These companies process personal data on behalf of ${organisation} and its customers.`
        : 'These companies process personal data as subprocessors.',
    },
    subprocessors.length
      ? {
          kind: 'table',
          head: [
            'Name',
            'Purpose',
            'Data',
            'Place of processing',
            'Transfer to third countries, and its mechanism',
            'Since',
          ],
          rows: subprocessors.map((entry): Cell[] => [
            { lines: [link(entry, entry.name, { strong: true }), `Seat: ${stated(entry.seat)}`] },
            stated(entry.purpose),
            statedLines(entry.data),
            statedLines(entry.places),
            statedLines(entry.transfers),
            stated(entry.since),
          ]),
          widths: [20, 20, 15, 19, 16, 10],
        }
      : { kind: 'paragraph', text: 'No subprocessor is listed.' },
  ];
  if (!changes) return blocks;
  blocks.push({ kind: 'heading', level: 2, text: `Changes since ${changes.since}` });
  if (!changes.entries.length) blocks.push({ kind: 'paragraph', text: 'None.' });
  else {
    const words = { new: 'New', changed: 'Changed', removed: 'No longer used' };
    blocks.push({
      kind: 'table',
      head: ['Change', 'Subprocessor', 'What'],
      rows: changes.entries.map(({ change, name, fields }): Cell[] => [
        words[change],
        { text: name, strong: true },
        {
          lines: fields.map(({ field, before, after }) =>
            change === 'new' ? `${field}: ${stated(after)}` : `${field}: ${stated(after)} (before: ${stated(before)})`,
          ),
        },
      ]),
      widths: [16, 30, 54],
    });
  }
  return blocks;
}

const subprocessorHead = [
  'Name',
  'Seat',
  'Purpose',
  'Data',
  'Place of processing',
  'Transfer mechanism',
  'In use since',
] as const;

/** The list as rows of a table; with an earlier state, what changed in a column of its own. */
function subprocessorRows({ subprocessors, changes }: SubprocessorReport): {
  head: readonly string[];
  rows: readonly (readonly string[])[];
} {
  const row = (one: Subprocessor) => [one.name, ...describe(one).map(([, text]) => text)];
  if (!changes) return { head: subprocessorHead, rows: subprocessors.map(row) };
  const changeOf = (name: string): string => {
    const entry = changes.entries.find((one) => one.name === name && one.change !== 'removed');
    if (!entry) return '';
    return entry.change === 'new'
      ? 'New'
      : entry.fields.map(({ field, before }) => `${field} changed, before: ${before || 'not stated'}`).join('; ');
  };
  return {
    head: [...subprocessorHead, `Change since ${changes.since}`],
    rows: [
      ...subprocessors.map((one) => [...row(one), changeOf(one.name)]),
      ...changes.entries
        .filter(({ change }) => change === 'removed')
        .map(({ name }) => [name, ...subprocessorHead.slice(1).map(() => ''), 'No longer used']),
    ],
  };
}

export const makeSubprocessors: Maker = (data, earlier) => {
  const report = subprocessorReport(data, earlier);
  return {
    data: report,
    blocks: (_draw, link) => subprocessorBlocks(report, data.settings.organisation, link),
    rows: () => subprocessorRows(report),
  };
};
