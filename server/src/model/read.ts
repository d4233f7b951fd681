import { isPlaceholder } from '../facts/placeholders.ts';
import type { EnumShape, ListShape, MapShape, ScalarShape, Shape } from '../schema/shapes.ts';
import { type Issue, type IssueData, quote, type Reading, type Reference, type Value } from '../schema/value.ts';
import { nearest, slipOf } from '../text/nearest.ts';
import { type Entry, isNullText, type MapNode, type Node, type ScalarNode, type Span } from '../yaml/tree.ts';
import type { Day } from './dates.ts';
import type { Field } from './types.ts';

export interface ReadOptions {
  readonly today: Day;
  /** An entity with a syntax error: what is missing in it is not told. */
  readonly broken?: boolean;
}

const KIND_NAMES = {
  scalar: 'text',
  map: 'a map of keys',
  seq: 'a list',
  alias: 'an alias',
  broken: 'unreadable',
} as const;

/** Required keys for which a placeholder counts as absent. */
const NO_PLACEHOLDER: ReadonlySet<string> = new Set(['reason', 'approved-by']);

/** What is wrong where keys are expected. */
const wantsKeys = (node: Node, shape: MapShape): string =>
  node.kind === 'scalar'
    ? `Expected keys, ${foundText(node, shape)}`
    : `Expected a map of keys, found ${KIND_NAMES[node.kind]}`;

function foundText({ text }: ScalarNode, shape: MapShape): string {
  const [, glued] = /^([\w-]+):\S/.exec(text) ?? [];
  if (glued !== undefined && shape.keys.has(glued))
    return `found ${quote(text)}: put a space behind the colon of ${glued}`;
  const [first] = shape.required.length ? shape.required : shape.keys.keys();
  return `found ${quote(text)}: put it under a key of its own${first === undefined ? '' : `, such as ${first}`}`;
}

/** Reads nodes into fields along a shape, and tells what does not fit. */
export class ModelReader implements Reading {
  readonly issues: Issue[] = [];
  /** What the values name that something else defines. */
  readonly references: Reference[] = [];
  readonly today: Day;

  constructor(private readonly options: ReadOptions) {
    this.today = options.today;
  }

  /**
   * @param key where the value's key stands, for what has no place of its own
   * @param at where everything is shown, if the value came in through an alias
   * @returns the field, or `undefined` if the value is empty
   */
  read(node: Node | undefined, shape: Shape, key: Span | undefined, at?: Span): Field<unknown> | undefined {
    if (!node) return undefined;
    if (node.kind === 'alias') {
      const span = at ?? node;
      return node.target && this.read(node.target, shape, key, span);
    }
    const place = at ?? node;
    if (node.kind === 'scalar') {
      if (isNullText(node)) return undefined;
      if (shape.kind === 'scalar' || shape.kind === 'enum') return this.text(node, shape, key, place);
      if (shape.kind === 'map' && shape.orText) return this.mapOfText(node, shape, shape.orText, key, place);
    }
    const field = { start: place.start, end: place.end, key: key ?? place, text: '' };
    if (node.kind === 'broken') return { ...field, value: undefined, partial: true };
    // An empty list is an absent key, whatever the key takes.
    if (key && node.kind === 'seq' && node.items.length === 0 && shape.kind !== 'list') return undefined;
    switch (shape.kind) {
      case 'map':
        return this.map(node, shape, field, key !== undefined, at);
      case 'list':
        return this.list(node, shape, field, at);
      default:
        this.issue(
          'schema/type',
          place,
          `Expected ${shape.kind === 'enum' ? 'one word' : shape.value.expected}, found ${KIND_NAMES[node.kind]}`,
        );
        return { ...field, value: undefined };
    }
  }

  /** A scalar where one is expected. */
  private text(
    node: ScalarNode,
    shape: ScalarShape | EnumShape,
    key: Span | undefined,
    place: Span,
  ): Field<unknown> | undefined {
    if (shape.kind === 'scalar' && node.text.trim() === '') return undefined;
    const value = shape.kind === 'enum' ? this.enum(node, shape.values, place) : this.scalar(node, shape.value, place);
    return {
      start: place.start,
      end: place.end,
      key: key ?? place,
      text: node.text,
      plain: node.style === 'plain',
      value,
    };
  }

  /** A scalar that stands for a map: the value of its one key. */
  private mapOfText(
    node: ScalarNode,
    shape: MapShape,
    only: string,
    key: Span | undefined,
    place: Span,
  ): Field<unknown> | undefined {
    const field = this.read(node, shape.keys.get(only)!, key, place);
    return field && { ...field, first: field, value: { ...blankOf(shape), [only]: field } };
  }

  issue(rule: string, at: Span, message: string, data?: IssueData): undefined {
    this.issues.push({ rule, start: at.start, end: at.end, message, ...(data ? { data } : {}) });
    return undefined;
  }

  /** @param keyed a block under a key; otherwise an item of a list */
  private map(
    node: Node,
    shape: MapShape,
    field: Omit<Field<unknown>, 'value'>,
    keyed: boolean,
    at?: Span,
  ): Field<unknown> {
    if (node.kind !== 'map') {
      this.issue('schema/type', field, wantsKeys(node, shape));
      return { ...field, value: undefined };
    }
    const first = firstValue(node, at);
    const value = this.mapFields(node, shape, at, { lenient: false });
    this.requireKeys(node, shape, value, keyed ? field.key : first, keyed ? 'this block' : 'this item');
    return { start: field.start, end: field.end, key: field.key, text: '', first, value };
  }

  /**
   * The fields of a map. What is missing in it is told by `requireKeys`.
   */
  mapFields(
    node: MapNode,
    shape: MapShape,
    at: Span | undefined,
    { lenient }: { lenient: boolean },
  ): Record<string, Field<unknown>> | Map<string, Field<unknown>> {
    if (shape.others) return this.openMap(node, shape, at);
    // All maps of a shape get the same keys in the same order, whatever the author wrote: rules look into them fast.
    const fields: Record<string, Field<unknown> | undefined> = { ...blankOf(shape) };
    const variant = shape.cases && caseOf(node, shape.cases.by);
    const special = variant === undefined ? undefined : shape.cases!.when.get(variant);
    for (const entry of node.entries) {
      const name = entry.key.text;
      const span = at ?? entry.via;
      const keySpan = span ?? entry.key;
      const child = shape.keys.get(name);
      if (!child) {
        this.unknownKey(entry, shape, keySpan, lenient);
        continue;
      }
      if (special?.without.has(name)) {
        this.issue(
          'schema/unknown-key',
          keySpan,
          `${name} says nothing about ${variant}: it belongs to another ${shape.cases!.by}`,
        );
        continue;
      }
      const field = this.read(entry.value, child, keySpan, span);
      if (field) fields[name] = field;
      else if (child.kind === 'list' && child.filled) {
        const empty = entry.value?.kind === 'scalar' ? undefined : entry.value;
        this.issue(
          'schema/value',
          span ?? empty ?? keySpan,
          `${name} is empty: name what the supplier can see or reach, or none`,
        );
      }
    }
    if (shape.order) this.inOrder(fields, shape.order);
    return fields as Record<string, Field<unknown>>;
  }

  /** Rejects a day that comes before the one that it follows, so that nothing is concluded from it. */
  private inOrder(fields: Record<string, Field<unknown> | undefined>, order: NonNullable<MapShape['order']>): void {
    for (const [before, after] of order) {
      const first = fields[before]?.value as Day | undefined;
      const second = fields[after];
      if (first === undefined || second?.value === undefined || (second.value as Day) >= first) continue;
      this.issue('date/order', second, `${after} ${second.text} is before ${before} ${first}: correct one of the two`);
      fields[after] = { ...second, value: undefined };
    }
  }

  /**
   * Reports the required keys that a map lacks, its discriminator's included. Where a placeholder is no evidence, it is
   * rejected.
   */
  requireKeys(node: MapNode, shape: MapShape, fields: object, where: Span, what: string): void {
    if (this.options.broken) return;
    const variant = shape.cases && caseOf(node, shape.cases.by);
    const more = variant === undefined ? undefined : shape.cases!.when.get(variant)?.required;
    const required = more?.length ? [...shape.required, ...more] : shape.required;
    for (const key of required) {
      // A list that may not be empty is told as such where it is.
      const child = shape.keys.get(key);
      const held = NO_PLACEHOLDER.has(key) && (fields as Record<string, Field<unknown> | undefined>)[key];
      // A key that is only misspelled is reported as that.
      if (
        !held &&
        node.entries.some(
          ({ key: other }) => !shape.keys.has(other.text) && nearest(other.text, shape.keys.keys()) === key,
        )
      )
        continue;
      if (held && isPlaceholder(held.text)) {
        this.issue('schema/required', held, `${key} is missing in ${what}: ${quote(held.text)} holds its place`);
        (fields as Record<string, Field<unknown>>)[key] = { ...held, value: undefined };
        const named = this.references.findLastIndex(({ start, end }) => start === held.start && end === held.end);
        if (named >= 0) this.references.splice(named, 1);
        continue;
      }
      const told = child?.kind === 'list' && child.filled && node.entries.some((entry) => entry.key.text === key);
      if (told || (fields instanceof Map ? fields.has(key) : (fields as Record<string, unknown>)[key] !== undefined))
        continue;
      this.issue('schema/required', where, `${key} is missing in ${what}: ${describeKey(shape, key)}`, {
        missing: key,
      });
    }
  }

  private openMap(node: MapNode, shape: MapShape, at: Span | undefined): Map<string, Field<unknown>> {
    const fields = new Map<string, Field<unknown>>();
    for (const entry of node.entries) {
      if (entry.key.text.startsWith('x-')) continue;
      const span = at ?? entry.via;
      const key = span ?? entry.key;
      const empty = { start: key.start, end: key.end, key, text: '', value: {} };
      const { names } = shape;
      if (names?.refersTo && names.defines !== 'key')
        this.references.push({ to: names.refersTo, id: entry.key.text, start: key.start, end: key.end });
      const field = this.read(entry.value, shape.others!, key, span);
      // A role without details is listed all the same; a rule without a severity says nothing.
      if (field) fields.set(entry.key.text, field);
      else if (shape.others!.kind === 'map') fields.set(entry.key.text, empty);
    }
    return fields;
  }

  private unknownKey(entry: Entry, shape: MapShape, span: Span, lenient: boolean): void {
    const name = entry.key.text;
    if (name.startsWith('x-')) return;
    const near = lenient ? slipOf(name, shape.keys.keys()) : nearest(name, shape.keys.keys());
    if (lenient && !near) return;
    const taken = near !== undefined && entry.key.text !== near;
    this.issue(
      'schema/unknown-key',
      span,
      near
        ? `There is no key ${name} here: did you mean ${near}?`
        : `There is no key ${name} here; keys of your own start with x-`,
      taken ? { replace: near } : undefined,
    );
  }

  private list(
    node: Node,
    shape: ListShape,
    field: Omit<Field<unknown>, 'value'>,
    at?: Span,
  ): Field<unknown> | undefined {
    if (node.kind === 'scalar' && shape.orText) {
      const items =
        shape.orText === 'comma'
          ? this.commaItems(node, shape.items, field, at)
          : [{ ...field, text: node.text, value: node.text }];
      return items.length ? { ...field, value: items } : undefined;
    }
    if (node.kind !== 'seq') {
      this.issue(
        'schema/type',
        field,
        node.kind === 'map' && shape.items.kind === 'map'
          ? 'Expected a list, found its keys without a dash: put a dash before the first key of each item'
          : node.kind === 'scalar' && shape.items.kind === 'map'
            ? `Expected a list of items with keys, ${foundText(node, shape.items)}`
            : `Expected a list, found ${KIND_NAMES[node.kind]}`,
        node.kind === 'scalar' && !at && node.style === 'plain' ? { replace: `[${node.text}]` } : undefined,
      );
      return { ...field, value: undefined };
    }
    const items: Field<unknown>[] = [];
    let partial = false;
    for (const item of node.items) {
      if (item?.kind === 'broken') partial = true;
      const read = this.read(item, shape.items, undefined, at);
      if (!read) continue;
      if (read.value === undefined) partial = true;
      items.push(read);
    }
    const { alone } = shape;
    if (alone !== undefined && items.length > 1) {
      for (const item of items) {
        if (item.value === alone)
          this.issue('schema/value', item, `${alone} stands alone: remove it, or what is listed beside it`);
      }
    }
    if (items.length === 0 && !partial && !shape.empty) return undefined;
    return { start: field.start, end: field.end, key: field.key, text: '', value: items, partial };
  }

  /** The parts of a comma-separated text, each with its own place where the source shows it as it is. */
  private commaItems(
    node: ScalarNode,
    shape: Shape,
    field: Omit<Field<unknown>, 'value'>,
    at?: Span,
  ): Field<unknown>[] {
    const items: Field<unknown>[] = [];
    const offset = node.style === 'plain' ? 0 : 1;
    // A scalar with escapes or folded lines is longer in the source than in its text: its parts share its place.
    const direct = !at && node.style !== 'block' && node.end - node.start === node.text.length + 2 * offset;
    for (const match of node.text.matchAll(/[^,\s](?:[^,]*[^,\s])?/g)) {
      const text = match[0];
      const start = direct ? field.start + offset + match.index : field.start;
      const end = direct ? start + text.length : field.end;
      // Only a scalar that is a single reference can be taken for a number.
      const style = node.style === 'plain' && text === node.text ? 'plain' : 'double';
      const item = this.read({ kind: 'scalar', start, end, text, style }, shape, undefined);
      if (item) items.push({ ...item, key: field.key });
    }
    return items;
  }

  private enum(node: ScalarNode, values: readonly string[], at: Span): string | undefined {
    if (values.includes(node.text)) return node.text;
    const near = nearest(node.text, values);
    return this.issue(
      'schema/value',
      at,
      `${quote(node.text)} is not one of ${values.join(', ')}${near ? `: did you mean ${near}?` : ''}`,
      near ? { replace: near } : undefined,
    );
  }

  private scalar(node: ScalarNode, type: Value, at: Span): unknown {
    const value = type.read(node, at, this);
    if (type.refersTo !== undefined && value !== undefined) {
      const isName = type.isName?.(node.text) ?? true;
      const loose = type.loose ? { loose: isName ? ('name' as const) : ('text' as const) } : undefined;
      if (isName || loose)
        this.references.push({ to: type.refersTo, id: value as string, start: at.start, end: at.end, ...loose });
    }
    return value;
  }
}

const blanks = new WeakMap<MapShape, Readonly<Record<string, undefined>>>();

/** A map of a shape in which nothing is said. */
function blankOf(shape: MapShape): Readonly<Record<string, undefined>> {
  let blank = blanks.get(shape);
  if (!blank) {
    blank = Object.fromEntries([...shape.keys.keys()].map((key) => [key, undefined]));
    blanks.set(shape, blank);
  }
  return blank;
}

/** The value of a map's discriminator, if it can be read. */
function caseOf(node: MapNode, by: string): string | undefined {
  const value = node.entries.find((entry) => entry.key.text === by)?.value;
  const scalar = value?.kind === 'alias' ? value.target : value;
  return scalar?.kind === 'scalar' ? scalar.text : undefined;
}

/** Where the first value of a map stands: its first key if that has none. */
export function firstValue(node: MapNode, at?: Span): Span {
  if (at) return at;
  for (const { value, via, key } of node.entries) {
    if (via) return via;
    if (value && !(value.kind === 'scalar' && isNullText(value))) return value;
    if (node.entries.length === 1) return key;
  }
  return node.entries[0]?.key ?? node;
}

function describeKey(shape: MapShape, key: string): string {
  const child = shape.keys.get(key);
  if (child?.kind === 'enum')
    return child.values.length > 1 ? `one of ${child.values.join(', ')}` : `write ${key}: ${child.values[0]}`;
  const description = child?.description;
  return description && description.toLowerCase() !== `${key}.`
    ? description.charAt(0).toLowerCase() + description.slice(1).replace(/\.$/, '')
    : 'it is required';
}
