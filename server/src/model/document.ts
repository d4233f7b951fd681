import type { MapShape, Shape } from '../schema/shapes.ts';
import type { Issue, Reference } from '../schema/value.ts';
import { isNullText, type MapNode, type Node, type Span, type SyntaxProblem, type Tree } from '../yaml/tree.ts';
import type { Day } from './dates.ts';
import { firstValue, ModelReader } from './read.ts';
import type { Entity, Field } from './types.ts';

/** What the reader has to know of a kind of document. */
export interface DocumentForm<E extends Entity = Entity> {
  /** What an entity is: `supplier`. */
  readonly name: E['kind'];
  /** The top-level key of the list of entities: `suppliers`. */
  readonly list: string;
  /** The top-level key of a single entity, where a file may hold one. */
  readonly single?: string;
  /** The document itself is the entity. */
  readonly whole?: true;
  /** What it is called in messages: `this supplier`. */
  readonly what: string;
  /** The shape of a document. */
  readonly document: MapShape;
  /** The shape of an entity. */
  readonly shape: MapShape;
  /** The key that an entity is known by. */
  readonly id: string;
}

export interface ReadEntity<E extends Entity = Entity> {
  readonly entity: E;
  readonly issues: readonly Issue[];
  /** What it names that something else defines. */
  readonly references: readonly Reference[];
}

/** What a text turned out to hold. All offsets are from the start of the text. */
export interface ReadDocument<E extends Entity = Entity> {
  readonly entities: readonly ReadEntity<E>[];
  /** What is wrong outside any entity. */
  readonly issues: readonly Issue[];
  readonly problems: readonly SyntaxProblem[];
  /** What is named outside any entity. */
  readonly references: readonly Reference[];
  /** The values of the document's other top-level keys. */
  readonly beside: Readonly<Record<string, Field<unknown>>>;
  /** Where the document's top-level key stands, for findings about a whole root. */
  readonly topKey: Span | undefined;
  /** Aliases whose anchor stands in another part of the file: the file must be read as a whole. */
  readonly openAliases: boolean;
}

export interface ReadSettings {
  readonly today: Day;
  /** Markdown front matter: its map is one entity, and keys that are not ours are somebody else's. */
  readonly frontMatter?: boolean;
}

class DocumentReader<E extends Entity> {
  private readonly entities: ReadEntity<E>[] = [];
  private readonly issues: Issue[] = [];
  private readonly references: Reference[] = [];
  private readonly beside: Record<string, Field<unknown>> = {};
  private topKey: Span | undefined;

  constructor(
    private readonly form: DocumentForm<E>,
    private readonly settings: ReadSettings,
    private readonly length: number,
  ) {}

  documents(trees: readonly Tree[]): ReadDocument<E> {
    for (const tree of trees) this.document(tree);
    const problems = trees.flatMap((tree) => tree.problems);
    // A file with nothing in it at all is a mistake; an empty document among others is not.
    if (trees.every(({ root }) => isEmpty(root)) && problems.length === 0 && !this.settings.frontMatter) {
      const key = this.form.whole ? this.form.id : this.form.list;
      this.issues.push({
        rule: 'schema/required',
        start: 0,
        end: 0,
        message: `${key} is missing: there is nothing in this file yet`,
        data: { missing: key },
      });
    }
    return this.result(trees);
  }

  items(trees: readonly Tree[]): ReadDocument<E> {
    for (const { root, problems } of trees) {
      if (root?.kind === 'seq') this.list(root, problems, this.length);
    }
    return this.result(trees);
  }

  private result(trees: readonly Tree[]): ReadDocument<E> {
    return {
      entities: this.entities,
      issues: this.issues,
      problems: trees.flatMap((tree) => tree.problems),
      references: this.references,
      beside: this.beside,
      topKey: this.topKey,
      openAliases: trees.some((tree) => tree.openAliases),
    };
  }

  private document({ root, problems }: Tree): void {
    if (isEmpty(root)) return;
    if (root!.kind !== 'map') {
      if (root!.kind !== 'broken') {
        const { whole, id, list, single } = this.form;
        this.issues.push({
          rule: 'schema/type',
          start: root!.start,
          end: root!.end,
          message: `Expected a map with the key ${whole ? id : [list, single].filter(Boolean).join(' or ')} at the top, found ${root!.kind === 'seq' ? 'a list' : 'text'}`,
        });
      }
      return;
    }
    if (this.settings.frontMatter) this.entity(root!, root!, problems, this.length);
    else if (this.form.whole) this.wholeDocument(root!, problems);
    else this.listDocument(root!, problems);
  }

  private wholeDocument(root: MapNode, problems: readonly SyntaxProblem[]): void {
    const { shape, id, what, name } = this.form;
    const broken = problems.length > 0;
    const reader = new ModelReader({ today: this.settings.today, broken });
    const fields = reader.mapFields(root, shape, undefined, { lenient: false });
    const anchor = root.entries.find((entry) => entry.key.text === id)?.key ?? root.entries[0]?.key ?? root;
    reader.requireKeys(root, shape, fields, anchor, what);
    this.topKey ??= { start: anchor.start, end: anchor.end };
    this.add({ kind: name, fields, start: root.start, end: root.end, anchor, broken }, reader);
  }

  private add(entity: Entity, { issues, references }: ModelReader): void {
    // The shape that the fields were read along is that of the kind.
    this.entities.push({ entity: entity as E, issues, references });
  }

  private listDocument(root: MapNode, problems: readonly SyntaxProblem[]): void {
    const { single, list, document: shape } = this.form;
    const reader = new ModelReader({ today: this.settings.today });
    let known = false;
    for (const [index, entry] of root.entries.entries()) {
      const name = entry.key.text;
      const until = root.entries[index + 1]?.key.start ?? this.length;
      if (name !== list && name !== single) {
        const { [name]: field } = reader.mapFields({ ...root, entries: [entry] }, shape, undefined, {
          lenient: false,
        }) as Record<string, Field<unknown>>;
        if (field) this.beside[name] = field;
        continue;
      }
      known = true;
      this.topKey ??= { start: entry.key.start, end: entry.key.end };
      const at = entry.via ?? (entry.value?.kind === 'alias' ? entry.value : undefined);
      const value = entry.value?.kind === 'alias' ? entry.value.target : entry.value;
      if (isEmpty(value) || value!.kind === 'broken') continue;
      if (name === single) {
        if (value!.kind === 'map') this.entity(value!, at ?? value!, problems, until, at);
        else reader.read(value, shape.keys.get(name)!, entry.key, at);
      } else if (value!.kind === 'seq') this.list(value!, problems, until, at);
      else
        reader.read(
          value,
          { kind: 'list', items: { kind: 'map', keys: new Map(), required: [] } } satisfies Shape,
          entry.key,
          at,
        );
    }
    this.issues.push(...reader.issues);
    this.references.push(...reader.references);
    if (!known && problems.length === 0) {
      const first = root.entries[0]?.key ?? root;
      const keys = single ? `${list} (a list) or ${single}` : `${list} (a list)`;
      this.issues.push({
        rule: 'schema/required',
        start: first.start,
        end: first.end,
        message: `This file holds no ${keys}: it starts with that key`,
        data: { missing: list },
      });
    }
  }

  private list(
    seq: Extract<Node, { kind: 'seq' }>,
    problems: readonly SyntaxProblem[],
    until: number,
    at?: Span,
  ): void {
    for (const [index, item] of seq.items.entries()) {
      let after = index + 1;
      while (after < seq.items.length && seq.items[after] === undefined) after++;
      const next = seq.items[after]?.start ?? until;
      const place = at ?? (item?.kind === 'alias' ? item : undefined);
      const value = item?.kind === 'alias' ? item.target : item;
      if (isEmpty(value) || value!.kind === 'broken') continue;
      if (value!.kind === 'map') this.entity(value!, place ?? value!, problems, next, place);
      else {
        const found = value!.kind === 'seq' ? 'a list' : 'text';
        const where = place ?? value!;
        this.issues.push({
          rule: 'schema/type',
          start: where.start,
          end: where.end,
          message: `Expected a map of keys for ${this.form.what}, found ${found}`,
        });
      }
    }
  }

  private entity(node: MapNode, extent: Span, problems: readonly SyntaxProblem[], until: number, at?: Span): void {
    const { shape, name, what, id } = this.form;
    const broken = problems.some(({ start }) => start >= extent.start && start < Math.max(until, extent.end));
    const reader = new ModelReader({ today: this.settings.today, broken });
    const fields = reader.mapFields(node, shape, at, { lenient: Boolean(this.settings.frontMatter) });
    const { start, end } = (fields as Record<string, Field<unknown>>)[id] ?? firstValue(node, at);
    const anchor = { start, end };
    reader.requireKeys(node, shape, fields, anchor, what);
    this.add({ kind: name, fields, start: extent.start, end: extent.end, anchor, broken }, reader);
  }
}

const isEmpty = (node: Node | undefined): boolean => !node || (node.kind === 'scalar' && isNullText(node));

/** Reads a whole text: every document in it. */
export const readDocument = <E extends Entity>(
  trees: readonly Tree[],
  form: DocumentForm<E>,
  settings: ReadSettings,
  length: number,
): ReadDocument<E> => new DocumentReader(form, settings, length).documents(trees);

/** Reads a text that is one or more items of the document's list, without the list's key. */
export const readItems = <E extends Entity>(
  trees: readonly Tree[],
  form: DocumentForm<E>,
  settings: ReadSettings,
  length: number,
): ReadDocument<E> => new DocumentReader(form, settings, length).items(trees);
