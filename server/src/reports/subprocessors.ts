import { gdprRole, hasPersonalData } from '../kinds/supplier/model.ts';
import { type ListedPlace, placesOf } from '../kinds/supplier/rules/places.ts';
import type { Supplier } from '../kinds/supplier/types.ts';
import type { Block, Cell } from './blocks.ts';
import { byId, type Earlier } from './changes.ts';
import { mechanismName, placeLabel, statesNoTransfer, transfersOf } from './criteria.ts';
import { nameOf, type RootData, readRoot } from './model.ts';
import { type Link, linksFrom } from './sources.ts';
import { byText } from './text.ts';

/** What the public may know of a subprocessor: nothing else may be added here without asking who reads it. */
export interface Subprocessor {
  readonly name: string;
  readonly purpose: string;
  readonly places: readonly string[];
  readonly transfers: readonly string[];
}

export interface SubprocessorChange {
  readonly change: 'new' | 'removed' | 'changed';
  readonly name: string;
  readonly fields: readonly {
    readonly field: 'Name' | 'Purpose' | 'Place of processing' | 'Transfer mechanism';
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

/** A place in public words: the catalogue's name of a region, and an author's own words for a country. */
const publicPlace = ({ text, place }: ListedPlace): string => {
  if (!place) return text;
  if (!place.members) return 'Worldwide';
  if (place.provider) return placeLabel(place);
  const note = /\(([^()]*)\)$/.exec(text)?.[1];
  return note ? `${placeLabel(place)} (${note})` : placeLabel(place);
};

function subprocessor(supplier: Supplier): Subprocessor {
  const { fields } = supplier;
  // Keeping data is processing it, so a place of storage is a place of processing, whatever else is stated.
  const places = new Set(
    [fields.processing, fields.hosting, fields.model?.value?.storage]
      .flatMap((list) => placesOf(list))
      .map(publicPlace),
  );
  const transfers = transfersOf(supplier).map(
    ({ text, place, mechanism }) =>
      `${publicPlace({ text, place, torn: false, start: 0, end: 0 })}: ${mechanismName(mechanism)}`,
  );
  return {
    name: nameOf(supplier),
    purpose: fields.purpose?.text ?? '',
    places: [...places],
    transfers: statesNoTransfer(supplier) ? ['None'] : transfers,
  };
}

export function subprocessorReport(data: RootData, earlier?: Earlier): SubprocessorReport {
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
        fields: describe(is).map(([field, after]) => ({ field, before: '', after })),
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

function listed({ suppliers, sources }: Pick<RootData, 'suppliers' | 'sources'>): Map<string, Subprocessor> {
  const map = new Map<string, Subprocessor>();
  for (const [key, { supplier, at }] of byId(suppliers))
    if (isSubprocessor(supplier))
      map.set(
        key,
        sources.note(subprocessor(supplier), () => at(supplier.anchor)),
      );
  return map;
}

const describe = ({ purpose, places, transfers }: Subprocessor) =>
  [
    ['Purpose', purpose],
    ['Place of processing', places.join('; ')],
    ['Transfer mechanism', transfers.join('; ')],
  ] as const;

const stated = (text: string): string => text || 'Not stated';
const statedLines = (texts: readonly string[]): Cell => (texts.length ? { lines: texts } : 'Not stated');

export function subprocessorBlocks(
  { subprocessors, changes }: SubprocessorReport,
  organisation: string | undefined,
  link: Link = linksFrom(undefined),
): Block[] {
  const us = organisation ?? 'us';
  const blocks: Block[] = [
    { kind: 'paragraph', text: `These companies process personal data on behalf of ${us} and its customers.` },
    subprocessors.length
      ? {
          kind: 'table',
          head: ['Name', 'Purpose', 'Place of processing', 'Transfer to third countries, and its mechanism'],
          rows: subprocessors.map((entry): Cell[] => [
            link(entry, entry.name, { strong: true }),
            stated(entry.purpose),
            statedLines(entry.places),
            statedLines(entry.transfers),
          ]),
          widths: [26, 30, 22, 22],
        }
      : { kind: 'paragraph', text: 'There are none.' },
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

export const subprocessorHead = ['Name', 'Purpose', 'Place of processing', 'Transfer mechanism'] as const;

/** The list as rows of a table; with an earlier state, what changed in a column of its own. */
export function subprocessorRows({ subprocessors, changes }: SubprocessorReport): {
  head: readonly string[];
  rows: readonly (readonly string[])[];
} {
  const row = ({ name, purpose, places, transfers }: Subprocessor) => [
    name,
    purpose,
    places.join('; '),
    transfers.join('; '),
  ];
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
        .map(({ name }) => [name, '', '', '', 'No longer used']),
    ],
  };
}
