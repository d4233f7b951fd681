import type { TextEdit } from 'vscode-languageserver-types';
import { ruleById } from '../../check/rules.ts';
import { controlById, controls, readControl } from '../../facts/controls.ts';
import { withoutNote } from '../../facts/places.ts';
import { controlOf, soaOf } from '../../kinds/soa/model.ts';
import type { Finding, Workspace } from '../../workspace/workspace.ts';
import {
  addItem,
  behind,
  columnOf,
  dashOf,
  inline,
  insertLines,
  itemLines,
  lineBreakOf,
  lineEnd,
  lineStart,
  removeEntry,
  removeFromList,
  removeItem,
  replaceScalar,
  type Sketch,
  type Splice,
  scalarSource,
} from '../../yaml/edits.ts';
import { problemsIn } from '../../yaml/read.ts';
import { isNullText, type Node, type SeqNode, type Span } from '../../yaml/tree.ts';
import { putItem, putKey, waiverFor } from '../blocks/fixesSkeletons.ts';
import { reviewToday } from '../blocks/reviewItem.ts';
import { blankOf } from '../blocks/skeletons.ts';
import {
  editsOf,
  entityKind,
  entityOn,
  indentsAt,
  isMapPlace,
  itemShape,
  type MapPlace,
  ownEntry,
  type Place,
  type Site,
  siteOf,
  spanOf,
  type Trail,
  trailTo,
} from '../place/place.ts';
import { asRanges, controlMeant, daysMeant, durationMeant } from './fixesForm.ts';
import { syntaxCandidates } from './fixesSyntax.ts';
import { textFixes } from './fixesText.ts';

/** A way to mend a finding. None states anything of the world that the author has not stated. */
export interface Fix {
  readonly title: string;
  readonly finding: Finding;
  /** Canonical URI → edits. */
  readonly edits: ReadonlyMap<string, readonly TextEdit[]>;
  /** It only mends how something is written and there is no other reading, so it may be applied without a look. */
  readonly safe: boolean;
  readonly preferred: boolean;
}

interface Draft {
  readonly title: string;
  readonly splices: readonly Splice[] | Splice | undefined;
  readonly safe?: boolean;
  readonly preferred?: boolean;
  /** Where the change is made, if not where the finding is. */
  readonly site?: Site;
}

/** A finding and what stands there. */
interface Fault {
  readonly site: Site;
  readonly finding: Finding;
  readonly span: Span;
  /** The source text under the finding. */
  readonly source: string;
  readonly trail: Trail;
  /** The node that the finding is on, if it is on a whole one. */
  readonly node: Node | undefined;
  /** What the schema says of that node. */
  readonly place: Place | undefined;
  /** The map around the finding. */
  readonly map: MapPlace | undefined;
  readonly entity: ReturnType<typeof entityOn>;
  readonly inFlow: boolean;
}

type Fixer = (fault: Fault) => Iterable<Draft>;

function faultOf(site: Site, finding: Finding): Fault {
  const span = spanOf(site, finding.range);
  const trail = trailTo(site, span.start);
  const places = trail.places;
  const at = places.findLastIndex(({ node }) => node.start === span.start && node.end === span.end);
  const holders = at >= 0 && !trail.onKey ? places.slice(0, at) : places;
  return {
    site,
    finding,
    span,
    source: site.text.slice(span.start, span.end),
    trail,
    node: trail.onKey ? undefined : places[at]?.node,
    place: trail.onKey ? undefined : places[at],
    map: holders.findLast((place): place is MapPlace => isMapPlace(place) && place.node !== places[at]?.node),
    entity: entityOn(trail),
    inFlow: holders.some(({ node }) => (node.kind === 'map' || node.kind === 'seq') && node.flow),
  };
}

// --- Form

/** Puts another text where the finding is, in the quotes that are there. */
function replacing({ span, node, trail, inFlow, site }: Fault, text: string): Splice | undefined {
  const key = trail.onKey?.key;
  if (key?.start === span.start && key.end === span.end) return replaceScalar(key, text, inFlow);
  if (node?.kind === 'scalar') return replaceScalar(node, text, inFlow);
  // A part of a comma-separated text.
  const inner = trail.places.at(-1)?.node;
  return inner?.kind === 'scalar' &&
    inner.style !== 'block' &&
    inner.start <= span.start &&
    span.end <= inner.end &&
    site.text.slice(span.start, span.end).trim() !== ''
    ? { ...span, text }
    : undefined;
}

const spelling = (text: string): string =>
  text
    .replace(/([a-z])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[_\s]+/g, '-');

/** What the finding says was probably meant. A mere matter of spelling is safe, a guess is not. */
function* nearest(fault: Fault): Generator<Draft> {
  const meant = fault.finding.data?.replace;
  if (meant === undefined) return;
  const written = fault.node?.kind === 'scalar' ? fault.node.text : fault.source;
  yield {
    title: `Change to ${meant}`,
    splices: replacing(fault, meant),
    preferred: true,
    safe: spelling(written) === spelling(meant),
  };
}

const quotes = (text: string): string => (text.includes('"') ? `'${text.replaceAll("'", "''")}'` : `"${text}"`);

/** A place that is written wrongly: `UK`, or a note with a comma that tore it apart. */
function* place(fault: Fault): Generator<Draft> {
  const meant = fault.finding.data?.replace;
  if (meant === undefined) return;
  if (fault.node?.kind === 'scalar' || !/^"/.test(meant)) {
    yield { title: `Change to ${meant}`, splices: replacing(fault, meant), preferred: true, safe: true };
  } else if (!/[\r\n]/.test(fault.source)) {
    yield {
      title: 'Put quotes around the place',
      splices: { ...fault.span, text: quotes(fault.source) },
      preferred: true,
      safe: true,
    };
  }
}

function* schemaType({ node, place: at, site, source, inFlow }: Fault): Generator<Draft> {
  const { text } = site;
  const shape = at?.shape;
  if (!node || !shape) return;
  if (shape.kind === 'list') {
    const items = itemShape(shape);
    if (
      node.kind === 'scalar' &&
      node.style !== 'block' &&
      items?.kind !== 'map' &&
      items?.kind !== 'list' &&
      !/[\r\n]/.test(source)
    ) {
      const torn = node.style === 'plain' && /\([^)]*,/.test(source);
      const bare =
        node.style === 'plain' && !torn
          ? source
              .split(/\s*,\s*/)
              .filter(Boolean)
              .map((item) => scalarSource(item, true))
              .join(', ')
          : torn
            ? quotes(source)
            : source;
      yield {
        title: 'Make it a list',
        splices: { start: node.start, end: node.end, text: `[${bare}]` },
        preferred: true,
        safe: true,
      };
    } else if (
      node.kind === 'map' &&
      items?.kind === 'map' &&
      node.entries.some(({ key }) => items.keys.has(key.text))
    ) {
      const wrapped = node.flow
        ? [
            { start: node.start, end: node.start, text: '[' },
            { start: node.end, end: node.end, text: ']' },
          ]
        : dashed(site, node);
      yield { title: 'Make it a list of one', splices: wrapped, preferred: true, safe: true };
    }
    return;
  }
  if (node.kind === 'seq' && node.flow && node.items.length === 1 && shape.kind !== 'map') {
    const item = node.items[0];
    if (item?.kind !== 'scalar') return;
    const bare = item.style === 'plain' && !inFlow ? scalarSource(item.text, false) : text.slice(item.start, item.end);
    yield {
      title: 'Take it out of the list',
      splices: { start: node.start, end: node.end, text: bare },
      preferred: true,
      safe: true,
    };
  }
  if (
    node.kind === 'scalar' &&
    shape.kind === 'scalar' &&
    shape.scalar === 'factor' &&
    node.style !== 'plain' &&
    /^[1-5]$/.test(node.text)
  ) {
    yield {
      title: 'Remove the quotes',
      splices: { start: node.start, end: node.end, text: node.text },
      preferred: true,
      safe: true,
    };
  }
}

/** A block map under a key, as the only item of a list: each of its lines moves in by a dash. */
function dashed({ text }: Site, map: Extract<Node, { kind: 'map' }>): Splice[] | undefined {
  if (text.slice(lineStart(text, map.start), map.start).trim() !== '') return undefined;
  const splices: Splice[] = [{ start: map.start, end: map.start, text: '- ' }];
  for (let at = lineEnd(text, map.start); at < map.end; ) {
    const start = at + (text.startsWith('\r\n', at) ? 2 : 1);
    at = lineEnd(text, start);
    if (start < map.end && at > start) splices.push({ start, end: start, text: '  ' });
  }
  return splices;
}

function* schemaValue(fault: Fault): Generator<Draft> {
  const { node, place: at, span, trail } = fault;
  const meant = fault.finding.data?.replace;
  const shape = at?.shape;
  if (node?.kind === 'scalar' && shape?.kind === 'scalar') {
    if (shape.scalar === 'duration' || shape.scalar === 'cadence') {
      const duration = durationMeant(node.text);
      // Of nothing between two reviews nobody knows how long it is meant to be.
      if (duration && duration !== node.text && !/^0+ /.test(duration))
        yield { title: `Write ${duration}`, splices: replacing(fault, duration), preferred: true, safe: true };
      return;
    }
    if (shape.scalar === 'boolean' && meant) {
      // In quotes it would still be text.
      yield { title: `Write ${meant}`, splices: { ...span, text: meant }, preferred: true, safe: true };
      return;
    }
    if (meant) {
      yield {
        title: `Change to ${meant}`,
        splices: replacing(fault, meant),
        preferred: true,
        safe: shape.scalar !== 'id',
      };
      return;
    }
  }
  yield* nearest(fault);
  const list = trail.places.findLast((place) => place.node.kind === 'seq');
  if (
    node?.kind === 'scalar' &&
    list?.shape?.kind === 'list' &&
    list.shape.alone === node.text &&
    meant === undefined
  ) {
    yield { title: `Remove ${node.text}`, splices: removeItem(fault.site.text, list.node as SeqNode, node) };
  }
}

function* unknownKey(fault: Fault): Generator<Draft> {
  const { map, trail } = fault;
  const key = trail.onKey?.key;
  if (!key || !map) return;
  const meant = fault.finding.data?.replace;
  if (meant !== undefined && !map.node.entries.some((entry) => entry.key.text === meant)) yield* nearest(fault);
  const own = `x-${key.text.replace(/^(?:x?-)+/i, '')}`;
  if (key.style === 'plain' && !map.shape.others && !map.node.entries.some((entry) => entry.key.text === own)) {
    yield { title: `Keep it as a key of your own: ${own}`, splices: { start: key.start, end: key.end, text: own } };
  }
}

function* dates(fault: Fault): Generator<Draft> {
  const { node } = fault;
  if (node?.kind !== 'scalar') return;
  const days = daysMeant(node.text);
  for (const day of days)
    yield {
      title: `Write ${day}`,
      splices: replacing(fault, day),
      safe: days.length === 1,
      preferred: days.length === 1,
    };
}

// --- YAML

/** Characters of a text that is read again for a fix that is only offered. */
const LONGEST = 200_000;

/** Mends a broken place; offered only where the text then reads with fewer problems than before. */
function* syntax(fault: Fault): Generator<Draft> {
  const { site, span } = fault;
  const { text } = site;
  if (text.length > LONGEST) return;
  if (site.part.unclosed && span.end === text.trimEnd().length)
    yield {
      title: 'Close the front matter with ---',
      splices: { start: span.end, end: span.end, text: `${lineBreakOf(text)}---` },
      preferred: true,
    };
  const before = site.trees.reduce((sum, { problems }) => sum + problems.length, 0);
  const better = (splices: readonly Splice[]): boolean => {
    let mended = text;
    for (const { start, end, text: put } of [...splices].sort((a, b) => b.start - a.start))
      mended = mended.slice(0, start) + put + mended.slice(end);
    return problemsIn(mended) < before;
  };
  const at = text[span.start] ?? '';
  const line = { start: lineStart(text, span.start), end: lineEnd(text, span.start) };
  const source = text.slice(line.start, line.end);
  const candidates: Draft[] = [];
  const comment = / +#.*$/.exec(source);
  const contentEnd = line.start + (comment ? comment.index : source.trimEnd().length);
  const close = { '[': ']', '{': '}', '"': '"', "'": "'" }[at];
  const room = at === '{' && text[span.start + 1] === ' ' ? ' ' : '';
  if (close)
    candidates.push({
      title: `Close it with ${close}`,
      splices: { start: contentEnd, end: contentEnd, text: room + close },
    });
  const lead = /^[ \t]*/.exec(source)![0];
  if (lead.includes('\t')) {
    // A tab says nothing of how deep it is meant: as deep as the line above, else two or four spaces.
    const above = /^ */.exec(text.slice(lineStart(text, Math.max(0, line.start - 1)), line.start))![0];
    for (const indent of [above, lead.replaceAll('\t', '  '), lead.replaceAll('\t', '    ')]) {
      const tabs: Splice = { start: line.start, end: line.start + lead.length, text: indent };
      if (!better([tabs])) continue;
      candidates.push({ title: 'Indent with spaces', splices: tabs, preferred: true });
      break;
    }
  }
  const pair = /^( *(?:- +)*[\w./-]+: +)(.+)$/.exec(text.slice(line.start, contentEnd));
  if (pair && !/^["'[{|>&*]/.test(pair[2]!)) {
    const start = line.start + pair[1]!.length;
    candidates.push({
      title: 'Put quotes around the value',
      splices: { start, end: contentEnd, text: quotes(pair[2]!) },
      preferred: true,
    });
  }
  const word = /^( *(?:- +)*)([\w-]+)$/.exec(text.slice(line.start, contentEnd));
  if (word)
    candidates.push({ title: 'Add the missing colon', splices: { start: contentEnd, end: contentEnd, text: ':' } });
  for (const candidate of [...syntaxCandidates(text, span.start), ...candidates]) {
    const splices = [candidate.splices ?? []].flat() as Splice[];
    if (better(splices)) yield candidate;
  }
}

// --- Controls

/** The list that a reference stands in, and the item that it is. */
function listAround({ trail, node }: Fault): { list: Place & { node: SeqNode }; item: Node } | undefined {
  const list = trail.places.findLast((place): place is Place & { node: SeqNode } => place.node.kind === 'seq');
  return list && node && list.node.items.includes(node) ? { list, item: node } : undefined;
}

function* superseded(fault: Fault): Generator<Draft> {
  const successors = fault.finding.data?.replace?.split(', ') ?? [];
  for (const id of successors) {
    yield {
      title: `Replace by ${id} ${controlById(id)?.title ?? ''}`.trim(),
      splices: replacing(fault, id),
      preferred: successors.length === 1,
    };
  }
  if (successors.length > 1 && fault.entity?.kind === 'policy') {
    const around = listAround(fault);
    const inString = !around && fault.node?.kind !== 'scalar';
    if (around?.list.node.flow || inString) {
      yield {
        title: `Replace by all of ${successors.join(', ')}`,
        splices: { ...fault.span, text: successors.join(', ') },
      };
    } else if (around) {
      const first = replacing(fault, successors[0]!);
      const more = moreItems(fault.site, around.item, successors.slice(1));
      if (first && more) yield { title: `Replace by all of ${successors.join(', ')}`, splices: [first, more] };
    }
  }
}

/** Items in lines of their own behind one of a block list. */
export function moreItems({ text }: Site, item: Node, items: readonly string[]): Splice | undefined {
  const dash = dashOf(text, item);
  if (dash < 0 || items.length === 0) return undefined;
  const column = columnOf(text, dash);
  const lead = text.slice(dash, item.start);
  if (!/^- +$/.test(lead)) return undefined;
  return insertLines(
    text,
    behind(text, item.end, column),
    items.map((id) => `${' '.repeat(column)}${lead}${id}`),
    lineBreakOf(text),
  );
}

function* unquoted(fault: Fault): Generator<Draft> {
  const { node, span, source } = fault;
  if (node?.kind !== 'scalar') return;
  yield {
    title: `Put quotes around ${source}`,
    splices: { ...span, text: `"${source}"` },
    preferred: true,
    safe: true,
  };
  yield { title: `Write A.${source}`, splices: { ...span, text: `A.${source}` } };
}

function* unknownControl(fault: Fault): Generator<Draft> {
  const meant = controlMeant(fault.node?.kind === 'scalar' ? fault.node.text : fault.source);
  if (meant) yield { title: `Write ${meant}`, splices: replacing(fault, meant), preferred: true };
}

/** A control twice: the later mention goes, and of a range what is mapped already. */
function* duplicate(fault: Fault): Generator<Draft> {
  const { site, span, entity, trail, finding } = fault;
  if (entity?.kind === 'soa') {
    // A row holds more than its control. Only one that says nothing new can go.
    const list = trail.places.find((place): place is Place & { node: SeqNode } => place.node.kind === 'seq');
    const related = finding.related?.[0];
    if (!list || !related || related.uri !== site.document.uri) return;
    const other = siteOf(site.workspace, site.document, site.document.partAtLine(related.range.start.line));
    const twin = other && entityOn(trailTo(other, spanOf(other, related.range).start));
    if (twin && JSON.stringify(bare(twin.node)) === JSON.stringify(bare(entity.node)))
      yield { title: 'Remove this row', splices: removeItem(site.text, list.node, entity.node) };
    return;
  }
  const read = readControl(fault.node?.kind === 'scalar' ? fault.node.text : fault.source);
  const controls = entity && ownEntry(entity.node, 'controls');
  if (read.kind !== 'controls' || !controls || !entity) return;
  const earlier = new Set<string>();
  for (const reference of referencesBefore(controls.value, span.start)) {
    const known = readControl(reference);
    if (known.kind === 'controls') for (const id of known.ids) earlier.add(id);
  }
  const left = read.ids.filter((id) => !earlier.has(id));
  if (left.length === read.ids.length) return;
  const around = listAround(fault);
  if (left.length === 0) {
    if (around)
      yield {
        title: `Remove ${fault.source}`,
        splices: removeItem(site.text, around.list.node, around.item),
        preferred: true,
        safe: true,
      };
    else
      yield { title: `Remove ${fault.source}`, splices: withoutSegment(site.text, span), preferred: true, safe: true };
    return;
  }
  const ranges = asRanges(left);
  const title = `Keep only what is new: ${ranges.join(', ')}`;
  if (!around || around.list.node.flow) yield { title, splices: { ...span, text: ranges.join(', ') }, preferred: true };
  else {
    const first = replacing(fault, ranges[0]!);
    const more = ranges.length > 1 ? moreItems(site, around.item, ranges.slice(1)) : undefined;
    if (first && (more || ranges.length === 1))
      yield { title, splices: more ? [first, more] : [first], preferred: true };
  }
}

/** A node's content without its places. */
function bare(node: Node | undefined): unknown {
  if (node?.kind === 'scalar') return node.text;
  if (node?.kind === 'seq') return node.items.map(bare);
  if (node?.kind === 'map')
    return Object.fromEntries(
      [...node.entries]
        .map(({ key, value }): [string, unknown] => [key.text, bare(value)])
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    );
  return node?.kind;
}

function referencesBefore(node: Node | undefined, offset: number): string[] {
  if (node?.kind === 'seq')
    return node.items.flatMap((item) => (item?.kind === 'scalar' && item.start < offset ? [item.text] : []));
  if (node?.kind !== 'scalar') return [];
  const start = node.start + (node.style === 'plain' ? 0 : 1);
  return [...node.text.matchAll(/[^,\s](?:[^,]*[^,\s])?/g)].flatMap((match) =>
    start + match.index < offset ? [match[0]] : [],
  );
}

/** Takes a part out of a comma-separated text; it is never the first. */
function withoutSegment(text: string, { start, end }: Span): Splice | undefined {
  let from = start;
  while (/[\s]/.test(text[from - 1] ?? '')) from--;
  return text[from - 1] === ',' ? { start: from - 1, end, text: '' } : undefined;
}

// --- What is missing

/** The map that lacks a key, for a finding that stands on the key of a block, on an id, or on an item's first value. */
function mapLacking({ trail }: Fault, key: string): MapPlace | undefined {
  const fits = (place: Place): place is MapPlace =>
    isMapPlace(place) && place.shape.keys.has(key) && isEmptyEntry(place, key);
  const inside = trail.onKey && trail.places.length ? below(trail) : undefined;
  return [...(inside ? [inside] : []), ...[...trail.places].reverse()].find(fits);
}

/** What stands under the key that a trail ends on. */
function below({ places, onKey }: Trail): Place | undefined {
  const holder = places.at(-1);
  if (!holder || !onKey?.value || onKey.via) return undefined;
  const shape =
    holder.shape?.kind === 'map' ? (holder.shape.keys.get(onKey.key.text) ?? holder.shape.others) : undefined;
  return { node: onKey.value, shape };
}

function isEmptyEntry(map: MapPlace, key: string): boolean {
  const entry = map.node.entries.find((other) => other.key.text === key);
  return !entry || (!entry.via && (!entry.value || (entry.value.kind === 'scalar' && isNullText(entry.value))));
}

function* required(fault: Fault): Generator<Draft> {
  const key = fault.finding.data?.missing;
  if (key === undefined) return;
  const { site } = fault;
  if (site.trees.every(({ root }) => !root || (root.kind === 'scalar' && isNullText(root)))) {
    const sketch = EMPTY_FILES[key];
    if (sketch)
      yield {
        title: `Start with ${key}`,
        splices: insertLines(
          site.text,
          site.text.length,
          // Directives end with a marker.
          [...(isDirectives(site.text) ? ['---'] : []), ...sketch.split('\n')],
          lineBreakOf(site.text),
        ),
        preferred: true,
      };
    return;
  }
  yield* blank(key)(fault);
}

/** Whether the last line of a text that is not a comment is a directive (`%YAML 1.2`). */
const isDirectives = (text: string): boolean =>
  text
    .split(/\r\n|\n|\r/)
    .findLast((line) => line.trim() !== '' && !line.startsWith('#'))
    ?.replace(/^\uFEFF/, '')
    .startsWith('%') ?? false;

/** What an empty file begins with. */
const EMPTY_FILES: Readonly<Record<string, string>> = {
  isms: 'isms: 1\norganisation:',
  suppliers: 'suppliers:\n  - id:\n    name:\n    status:\n    access: []',
  policies: 'policies:\n  - id:\n    title:\n    status:',
  soa: 'soa:\n  - control:\n    applicable:',
};

/** Puts a key in with nothing, or with blanks, in it. */
const blank = (key: string, value?: Sketch): Fixer =>
  function* (fault) {
    const map = mapLacking(fault, key);
    const sketch = value ?? blankOf(key, map?.shape.keys.get(key));
    const filled = typeof sketch === 'string' ? sketch !== '' : !Array.isArray(sketch) || sketch.length > 0;
    const title =
      typeof sketch === 'string' && filled
        ? `Add ${key}: ${sketch}`
        : `Add ${key} ${filled ? 'with its keys ' : ''}to fill in`;
    // A file's own key may be misspelt: another beside it would only hide that.
    if (map && (key === 'isms' || entityKind(map.shape) || !fault.site.trees.some(({ root }) => root === map.node)))
      yield { title, splices: putKey(fault.site, map, key, sketch), preferred: true };
  };

/** As `blank`, for the key that the finding itself names. */
const missing: Fixer = function* (fault) {
  const key = fault.finding.data?.missing;
  if (key !== undefined) yield* blank(key)(fault);
};

/** A blank in the supplier or policy itself. */
const lacks = (key: string): Fixer =>
  function* (fault) {
    const { entity, site } = fault;
    if (entity && isEmptyEntry(entity, key))
      yield* blank(key)({ ...fault, trail: { places: [entity], onKey: undefined } });
    else if (entity && ownEntry(entity.node, key)?.value?.kind === 'seq')
      yield { title: `Add ${key} with its keys to fill in`, splices: putKey(site, entity, key), preferred: true };
  };

function* agreement(fault: Fault): Generator<Draft> {
  const { entity, site } = fault;
  const present = entity && ownEntry(entity.node, 'agreement')?.value;
  const shape = entity?.shape.keys.get('agreement');
  if (entity && present?.kind === 'map' && shape) {
    const inner: Place = { node: present, shape };
    if (isMapPlace(inner))
      yield { title: 'Add signed to fill in', splices: putKey(site, inner, 'signed'), preferred: true };
  } else yield* lacks('agreement')(fault);
}

const evidence: Fixer = function* ({ site, entity }) {
  if (entity?.kind === 'supplier')
    yield {
      title: 'Add new evidence to fill in',
      splices: putItem(site, entity, 'assurance', { kind: '', document: '' }),
    };
};

const review: Fixer = function* ({ site, entity }) {
  if (entity?.kind === 'supplier' || entity?.kind === 'policy') {
    yield {
      title: 'Record a review held today, to fill in',
      splices: reviewToday(site, entity, site.workspace.today),
    };
  }
};

/** The selectors of an inference entry that are not given yet and belong to its platform. */
function* selectors({ site, trail }: Fault): Generator<Draft> {
  const entry = trail.places.findLast(
    (place): place is MapPlace => isMapPlace(place) && place.shape.keys.has('platform'),
  );
  const platform = entry && ownEntry(entry.node, 'platform')?.value;
  const others = platform?.kind === 'scalar' ? entry?.shape.cases?.when.get(platform.text)?.without : undefined;
  if (!entry || !others) return;
  for (const key of ['region', 'profile', 'destinations', 'deployment', 'location', 'endpoint', 'inference-geo']) {
    if (others.has(key) || !entry.shape.keys.has(key) || entry.node.entries.some((other) => other.key.text === key))
      continue;
    yield { title: `Add ${key} to fill in`, splices: putKey(site, entry, key) };
  }
}

// --- Decisions

/** A waiver to fill in, for the rules that allow one. */
function* waive({ site, entity, finding, node, source }: Fault): Generator<Draft> {
  const rule = ruleById(finding.rule);
  if (entity?.kind !== 'supplier' || finding.waived || !rule?.waivable) return;
  const value = node?.kind === 'scalar' ? scalarSource(withoutNote(node.text), false) : undefined;
  const splices = waiverFor(site, entity, rule, /^[*<]/.test(source) ? undefined : value);
  yield { title: `Add a waiver of ${finding.rule} to fill in`, splices };
}

function* withdraw({ site, trail, entity, finding, node }: Fault): Generator<Draft> {
  const waivers = entity && ownEntry(entity.node, 'waivers');
  const item = trail.places.findLast((place) => isMapPlace(place) && place.node !== entity?.node)?.node;
  if (!entity || !waivers || !item) return;
  if (
    finding.rule === 'waiver/not-allowed' &&
    node?.kind === 'scalar' &&
    ruleById(node.text)?.waivable === 'for a value'
  ) {
    const waiver = trail.places.findLast(isMapPlace);
    if (waiver) yield { title: 'Add for to fill in', splices: putKey(site, waiver, 'for'), preferred: true };
  }
  yield {
    title: 'Remove this waiver',
    splices: removeFromList(site.text, entity.node, waivers, item),
    preferred: finding.rule === 'waiver/unused',
  };
}

function* dropOverride({ site, trail, entity }: Fault): Generator<Draft> {
  const rules = entity && ownEntry(entity.node, 'rules');
  const map = trail.places.findLast(isMapPlace);
  const entry = trail.places.at(-1)?.entry;
  if (!rules || !map || !entry || rules.value !== map.node) return;
  const own = map.node.entries.filter(({ via }) => !via);
  yield {
    title: `Remove the override of ${entry.key.text}`,
    splices: own.length > 1 ? removeEntry(site.text, map.node, entry) : removeEntry(site.text, entity.node, rules),
    preferred: true,
  };
}

function* reference(fault: Fault): Generator<Draft> {
  yield* nearest(fault);
  const { node, place: at, site } = fault;
  if (node?.kind !== 'scalar' || at?.shape?.kind !== 'scalar' || at.shape.scalar !== 'role') return;
  for (const document of site.root.documents.values()) {
    if (document.kind !== 'settings') continue;
    const settings = siteOf(site.workspace, document, 0);
    const top = settings?.trees[0]?.root;
    if (top?.kind !== 'map' || settings?.shape.kind !== 'map') continue;
    const roles = ownEntry(top, 'roles')?.value;
    const shape = settings.shape.keys.get('roles');
    if (roles?.kind !== 'map' || shape?.kind !== 'map' || roles.entries.length === 0) continue;
    const splices = putKey(settings, { node: roles, shape }, scalarSource(node.text, roles.flow), '');
    yield { title: `Add the role ${node.text} to isms.yaml`, splices, site: settings };
  }
}

function* duplicateId(fault: Fault): Generator<Draft> {
  const { node, site, finding } = fault;
  if (node?.kind !== 'scalar' || (finding.subject?.kind !== 'supplier' && finding.subject?.kind !== 'policy')) return;
  for (let n = 2; ; n++) {
    const id = `${node.text}-${n}`;
    if (site.root.definitions(finding.subject.kind, id).length) continue;
    yield { title: `Give this ${finding.subject.kind} the id ${id}`, splices: replacing(fault, id) };
    return;
  }
}

// --- Statement of Applicability

/** Rows for the controls that have none, each behind the last row of a control before it. Whether they apply is left blank. */
function* missingRows({ site }: Fault): Generator<Draft> {
  const { document } = site;
  const rows = (soaOf(site.root.project)?.rows ?? []).filter(({ home }) => home.document === document);
  const last = rows.at(-1);
  if (!last) return;
  const there = new Set((soaOf(site.root.project)?.rows ?? []).map(({ entity }) => controlOf(entity)));
  const { part } = last.home;
  const target = siteOf(site.workspace, document, document.indexOf(part));
  const list =
    target &&
    trailTo(target, last.entity.anchor.start).places.findLast(
      (place): place is Place & { node: SeqNode } =>
        place.node.kind === 'seq' && itemShape(place.shape)?.kind === 'map',
    );
  if (!target || !list) return;
  const lacking = controls.map(({ id }) => id).filter((id) => !there.has(id));
  const item = list.node.items.findLast((node) => node?.kind === 'map');
  if (!item || lacking.length === 0) return;
  const sketches: Sketch[] = lacking.map((control) => ({ control, applicable: '' }));
  const title = `Add rows for the ${lacking.length} controls without one, to fill in`;
  if (list.node.flow) {
    yield {
      title,
      splices: { start: item.end, end: item.end, text: `, ${sketches.map(inline).join(', ')}` },
      site: target,
    };
    return;
  }
  const dash = dashOf(target.text, item);
  const one = addItem(target.text, list.node, sketches[0]!, indentsAt(target));
  if (dash < 0 || !one) return;
  const column = columnOf(target.text, dash);
  const flow = item.kind === 'map' && item.flow;
  const lines = sketches.flatMap((sketch) =>
    flow ? [`${' '.repeat(column)}- ${inline(sketch)}`] : itemLines(sketch, column, indentsAt(target)),
  );
  yield { title, splices: insertLines(target.text, one.start, lines, lineBreakOf(target.text)), site: target };
}

/** By rule id; rules that are not here have no fix but, where one is allowed, a waiver. */
const FIXERS: Readonly<Record<string, readonly Fixer[]>> = {
  'yaml/syntax': [syntax, duplicateKey],
  'schema/type': [schemaType],
  'schema/required': [required],
  'schema/value': [schemaValue],
  'schema/unknown-key': [unknownKey],
  'schema/duplicate-id': [duplicateId],
  'reference/unknown': [reference],
  'date/invalid': [dates],
  'place/unknown': [place],
  'settings/non-negotiable': [dropOverride],
  'control/unknown': [unknownControl],
  'control/superseded': [superseded],
  'control/unquoted-number': [unquoted],
  'control/duplicate': [duplicate],
  'supplier/assurance-missing': [lacks('assurance')],
  'supplier/assurance-insufficient': [evidence],
  'supplier/assurance-expired': [evidence],
  'supplier/assurance-expiring': [evidence],
  'supplier/questionnaire-incomplete': [missing],
  'supplier/hosting-missing': [lacks('hosting')],
  'supplier/transfers-unstated': [lacks('transfers')],
  'supplier/dpa-missing': [lacks('dpa')],
  'supplier/dpa-unsigned': [missing],
  'supplier/agreement-missing': [agreement],
  'supplier/criticality-missing': [lacks('criticality')],
  'supplier/criticality-mismatch': [nearest],
  'model/facts-missing': [modelFacts],
  'model/storage-outside-residency': [place],
  'model/inference-unproven': [selectors],
  'model/training-unstated': [missing],
  'model/training-unevidenced': [missing],
  'review/missing': [review],
  'review/overdue': [review],
  'review/due-soon': [review],
  'review/triggered': [review],
  'review/incomplete': [missing, review],
  'review/open-action': [missing],
  'review/cadence-too-long': [nearest],
  'waiver/expired': [withdraw],
  'waiver/not-allowed': [withdraw],
  'waiver/unused': [withdraw],
  'policy/review-missing': [lacks('effective'), review],
  'policy/review-overdue': [review],
  'policy/review-due-soon': [review],
  'policy/unapproved': [lacks('approved-by')],
  'policy/unmapped': [lacks('controls')],
  'soa/control-missing': [missingRows],
  'soa/justification-missing': [missing],
  'soa/action-missing': [missing],
  'soa/uncovered': [lacks('policies')],
};

/** The rules that have a fix of their own. */
export const fixedRules: readonly string[] = Object.keys(FIXERS);

function* modelFacts(fault: Fault): Generator<Draft> {
  if (fault.finding.data?.missing === undefined) yield* lacks('model')(fault);
  else yield* missing(fault);
}

/** A key twice: what its second mention says is not read, so it can go where it says the same. */
function* duplicateKey({ site, span }: Fault): Generator<Draft> {
  const { text } = site;
  const key = text.slice(span.start, span.end);
  const start = lineStart(text, span.start);
  const end = lineEnd(text, span.start);
  if (!/^["']?[\w./-]+["']?$/.test(key) || text.slice(start, span.start).trim() !== '') return;
  const source = text
    .slice(start, end)
    .replace(/ +#.*$/, '')
    .trimEnd();
  const twin = text
    .slice(0, start)
    .split(/\r\n|\n|\r/)
    .some((line) => line.replace(/ +#.*$/, '').trimEnd() === source);
  const next = end + (text.startsWith('\r\n', end) ? 2 : 1);
  const following = /^ */.exec(text.slice(next))![0].length;
  if (twin && following <= span.start - start && source.length > key.length + 2)
    yield { title: `Remove the second ${key}`, splices: { start, end: Math.min(next, text.length), text: '' } };
}

const SORTS: (fix: Fix) => number = ({ preferred }) => (preferred ? 0 : 1);

/** The fixes of some findings of one document, in their order; the preferred one of a finding first. */
export function fixesFor(workspace: Workspace, uri: string, findings: readonly Finding[]): Fix[] {
  const document = workspace.document(uri);
  if (!document) return [];
  const sites = new Map<number, Site | undefined>();
  const fixes: Fix[] = [];
  for (const finding of findings) {
    const index = document.partAtLine(finding.range.start.line);
    if (!sites.has(index))
      sites.set(
        index,
        siteOf(workspace, document, index) ??
          // What is wrong with a whole file is on its key, above the part that its fix changes.
          (ruleById(finding.rule)?.scope === 'project' ? siteOf(workspace, document, index + 1) : undefined),
      );
    const part = document.parts[index]!;
    if (part.markdown)
      for (const { title, edits, preferred } of textFixes(workspace, document, part, finding))
        fixes.push({ title, finding, edits: new Map([[uri, edits]]), safe: false, preferred });
    const site = sites.get(index);
    if (!site || part.markdown) continue;
    const fault = faultOf(site, finding);
    const found: Fix[] = [];
    for (const fixer of [...(FIXERS[finding.rule] ?? []), waive]) {
      for (const { title, splices, safe = false, preferred = false, site: where = site } of fixer(fault)) {
        const list = [splices ?? []].flat() as Splice[];
        if (list.length)
          found.push({ title, finding, edits: new Map([[where.document.uri, editsOf(where, list)]]), safe, preferred });
      }
    }
    fixes.push(...found.sort((a, b) => SORTS(a) - SORTS(b)));
  }
  return fixes;
}
