import { isListPlace, itemShape, type TextSite } from '../edit/place.ts';
import { blankOf, skeletonOf, sketchOf } from '../edit/skeletons.ts';
import type { Draft, Fault, Fix } from '../model/fix.ts';
import type { Shape } from '../schema/shapes.ts';
import {
  inline,
  insertLines,
  itemLines,
  keyLines,
  lineBreakOf,
  lineEnd,
  lineStart,
  removeItem,
  type Splice,
  scalarSource,
} from '../yaml/edits.ts';
import { isNullText, type Node, type ScalarNode } from '../yaml/tree.ts';
import { change, putBlank, quotes, replacing } from './common.ts';
import { durationMeant } from './form.ts';

function* type({ node, place: at, site, source, inFlow }: Fault): Generator<Draft> {
  const { text } = site;
  const shape = at?.shape;
  if (!node || !shape) return;
  if (node.kind === 'scalar') yield* opened(node, shape, text);
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

/** A text where keys are expected, under the key that it is a value of; else the keys, to fill in. */
function* opened(node: ScalarNode, shape: Shape, text: string): Generator<Draft> {
  const map = shape.kind === 'list' ? shape.items : shape;
  if (map.kind !== 'map' || map.orText || node.style === 'block') return;
  const [, glued, rest] = /^([\w-]+):(\S.*)$/.exec(node.text) ?? [];
  const at = { start: node.start, end: node.end };
  if (glued !== undefined && map.keys.has(glued) && shape.kind === 'map') {
    const own = text.slice(lineStart(text, node.start), node.start).trim() === '';
    const pair = `${glued}: ${rest}`;
    yield {
      title: 'Add the missing space',
      splices: { ...at, text: own ? pair : `{ ${pair} }` },
      safe: true,
      preferred: true,
    };
    return;
  }
  const plain = (word: string): string => word.toLowerCase().replace(/[^a-z0-9]/g, '');
  const wrap = (inner: string): string => (shape.kind === 'list' ? `[${inner}]` : inner);
  for (const [key, child] of map.keys) {
    const value = child.kind === 'enum' ? child.values.find((word) => plain(word) === plain(node.text)) : undefined;
    if (value === undefined) continue;
    yield { title: `Write ${key}: ${value}`, splices: { ...at, text: wrap(`{ ${key}: ${value} }`) }, preferred: true };
    return;
  }
  const sketch = blankOf(map);
  // Blanks that no rule asks for would only hide what is wrong.
  if (typeof sketch !== 'string' && map.required.length)
    yield { title: 'Replace it by keys to fill in', splices: { ...at, text: wrap(inline(sketch)) } };
}

/** A block map under a key, as the only item of a list: each of its lines moves in by a dash. */
function dashed({ text }: TextSite, map: Extract<Node, { kind: 'map' }>): Splice[] | undefined {
  if (text.slice(lineStart(text, map.start), map.start).trim() !== '') return undefined;
  const splices: Splice[] = [{ start: map.start, end: map.start, text: '- ' }];
  for (let at = lineEnd(text, map.start); at < map.end; ) {
    const start = at + (text.startsWith('\r\n', at) ? 2 : 1);
    at = lineEnd(text, start);
    if (start < map.end && at > start) splices.push({ start, end: start, text: '  ' });
  }
  return splices;
}

function* value(fault: Fault): Generator<Draft> {
  const { node, place: at, span, trail } = fault;
  const meant = fault.data?.replace;
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
  yield* change(fault);
  const list = trail.places.findLast(isListPlace);
  if (
    node?.kind === 'scalar' &&
    list?.shape?.kind === 'list' &&
    list.shape.alone === node.text &&
    meant === undefined
  ) {
    yield { title: `Remove ${node.text}`, splices: removeItem(fault.site.text, list.node, node) };
  }
}

function* unknownKey(fault: Fault): Generator<Draft> {
  const { map, trail } = fault;
  const key = trail.onKey?.key;
  if (!key || !map) return;
  const meant = fault.data?.replace;
  if (meant !== undefined && !map.node.entries.some((entry) => entry.key.text === meant)) yield* change(fault);
  const own = `x-${key.text.replace(/^(?:x?-)+/i, '')}`;
  if (key.style === 'plain' && !map.shape.others && !map.node.entries.some((entry) => entry.key.text === own)) {
    yield { title: `Keep it as a key of your own: ${own}`, splices: { start: key.start, end: key.end, text: own } };
  }
}

function* required(fault: Fault): Generator<Draft> {
  const { site } = fault;
  const key = fault.data?.missing;
  if (key === undefined) return;
  if (site.trees.some(({ root }) => root && !(root.kind === 'scalar' && isNullText(root)))) {
    yield* putBlank(fault, key);
    return;
  }
  const { shape, text } = site;
  const list = shape.kind === 'map' ? itemShape(shape.keys.get(key)) : undefined;
  if (shape.kind !== 'map' || (list && list.kind !== 'map')) return;
  const indents = { block: 2, dash: 2 };
  const lines = list
    ? [`${key}:`, ...itemLines(sketchOf(list, list.required), 2, indents)]
    : skeletonOf(shape).flatMap((one) => keyLines(one, blankOf(shape.keys.get(one)), 0, indents));
  yield {
    title: `Start with ${key}`,
    // Directives end with a marker.
    splices: insertLines(text, text.length, [...(isDirectives(text) ? ['---'] : []), ...lines], lineBreakOf(text)),
    preferred: true,
  };
}

/** Whether the last line of a text that is not a comment is a directive (`%YAML 1.2`). */
const isDirectives = (text: string): boolean =>
  text
    .split(/\r\n|\n|\r/)
    .findLast((line) => line.trim() !== '' && !line.startsWith('#'))
    ?.replace(/^\uFEFF/, '')
    .startsWith('%') ?? false;

export const otherType: Fix = { title: 'Make it a list, or take it out of one', drafts: type };
export const otherValue: Fix = { title: 'Write the value in the form that counts', drafts: value };
export const otherKey: Fix = { title: 'Correct the key, or keep it as a key of your own', drafts: unknownKey };
export const requiredKey: Fix = { title: 'Add the key', drafts: required };

/** An id that is free, for one that is taken. */
export const freeId: Fix = {
  title: 'Give it an id that is free',
  *drafts(fault) {
    const { node, about, world } = fault;
    if (node?.kind !== 'scalar' || about === undefined) return;
    let n = 2;
    while (world.isDefined(about, `${node.text}-${n}`)) n++;
    const id = `${node.text}-${n}`;
    yield { title: `Give this ${about} the id ${id}`, splices: replacing(fault, id) };
  },
};
