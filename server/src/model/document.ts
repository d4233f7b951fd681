import type { AnyEntity } from '../kinds/types.ts';
import {
  type DocumentKind,
  documentShapes,
  type MapShape,
  policyShape,
  type Shape,
  soaRowShape,
  supplierShape,
} from '../schema/shapes.ts';
import { isNullText, type MapNode, type Node, type Span, type SyntaxProblem, type Tree } from '../yaml/tree.ts';
import type { Day } from './dates.ts';
import { firstValue, type Issue, ModelReader } from './read.ts';
import type { Field } from './types.ts';

export interface ReadEntity {
  readonly entity: AnyEntity;
  readonly issues: readonly Issue[];
}

/** What a text turned out to hold. All offsets are from the start of the text. */
export interface ReadDocument {
  readonly entities: readonly ReadEntity[];
  /** What is wrong outside any entity. */
  readonly issues: readonly Issue[];
  readonly problems: readonly SyntaxProblem[];
  /** The values of the document's other top-level keys. */
  readonly beside: Readonly<Record<string, Field<unknown>>>;
  /** Where the document's top-level key stands, for findings about a whole root. */
  readonly topKey: Span | undefined;
  /** Aliases whose anchor stands in another part of the file: the file must be read as a whole. */
  readonly openAliases: boolean;
}

export interface ReadSettings {
  readonly today: Day;
  /** Markdown front matter: its map is one policy, and keys that are not ours are somebody else's. */
  readonly frontMatter?: boolean;
}

const KINDS = {
  suppliers: { one: 'supplier', list: 'suppliers', shape: supplierShape, kind: 'supplier', what: 'this supplier' },
  policies: { one: 'policy', list: 'policies', shape: policyShape, kind: 'policy', what: 'this policy' },
  soa: { one: undefined, list: 'soa', shape: soaRowShape, kind: 'soa', what: 'this row' },
} as const;

type ListKind = keyof typeof KINDS;

class DocumentReader {
  private readonly entities: ReadEntity[] = [];
  private readonly issues: Issue[] = [];
  private readonly beside: Record<string, Field<unknown>> = {};
  private topKey: Span | undefined;

  constructor(
    private readonly kind: DocumentKind,
    private readonly settings: ReadSettings,
    private readonly length: number,
  ) {}

  documents(trees: readonly Tree[]): ReadDocument {
    for (const tree of trees) this.document(tree);
    const problems = trees.flatMap((tree) => tree.problems);
    // A file with nothing in it at all is a mistake; an empty document among others is not.
    if (trees.every(({ root }) => isEmpty(root)) && problems.length === 0 && !this.settings.frontMatter) {
      const key = this.kind === 'settings' ? 'isms' : this.kind;
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

  items(trees: readonly Tree[]): ReadDocument {
    for (const { root, problems } of trees) {
      if (root?.kind === 'seq' && this.kind !== 'settings') this.list(root, problems, this.length);
    }
    return this.result(trees);
  }

  private result(trees: readonly Tree[]): ReadDocument {
    return {
      entities: this.entities,
      issues: this.issues,
      problems: trees.flatMap((tree) => tree.problems),
      beside: this.beside,
      topKey: this.topKey,
      openAliases: trees.some((tree) => tree.openAliases),
    };
  }

  private document({ root, problems }: Tree): void {
    if (isEmpty(root)) return;
    if (root!.kind !== 'map') {
      if (root!.kind !== 'broken') {
        const keys = [...documentShapes[this.kind].keys.keys()];
        this.issues.push({
          rule: 'schema/type',
          start: root!.start,
          end: root!.end,
          message: `Expected a map with the key ${this.kind === 'settings' ? 'isms' : keys.join(' or ')} at the top, found ${root!.kind === 'seq' ? 'a list' : 'text'}`,
        });
      }
      return;
    }
    if (this.settings.frontMatter) this.entity(root!, root!, 'policies', problems, this.length);
    else if (this.kind === 'settings') this.settingsDocument(root!, problems);
    else this.listDocument(root!, this.kind, problems);
  }

  private settingsDocument(root: MapNode, problems: readonly SyntaxProblem[]): void {
    const shape = documentShapes.settings;
    const broken = problems.length > 0;
    const reader = new ModelReader({ today: this.settings.today, broken });
    const fields = reader.mapFields(root, shape, undefined, { lenient: false }) as Record<string, Field<unknown>>;
    const anchor = root.entries.find((entry) => entry.key.text === 'isms')?.key ?? root.entries[0]?.key ?? root;
    reader.requireKeys(root, shape, fields, anchor, 'the settings');
    this.topKey ??= { start: anchor.start, end: anchor.end };
    this.entities.push({
      entity: { kind: 'settings', fields, start: root.start, end: root.end, anchor, broken } as AnyEntity,
      issues: reader.issues,
    });
  }

  private listDocument(root: MapNode, kind: ListKind, problems: readonly SyntaxProblem[]): void {
    const { one, list } = KINDS[kind];
    const shape = documentShapes[kind];
    const reader = new ModelReader({ today: this.settings.today });
    let known = false;
    for (const [index, entry] of root.entries.entries()) {
      const name = entry.key.text;
      const until = root.entries[index + 1]?.key.start ?? this.length;
      if (name !== list && name !== one) {
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
      if (name === one) {
        if (value!.kind === 'map') this.entity(value!, at ?? value!, kind, problems, until, at);
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
    if (!known && problems.length === 0) {
      const first = root.entries[0]?.key ?? root;
      const keys = one ? `${list} (a list) or ${one}` : `${list} (a list)`;
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
    const kind = this.kind as ListKind;
    for (const [index, item] of seq.items.entries()) {
      let after = index + 1;
      while (after < seq.items.length && seq.items[after] === undefined) after++;
      const next = seq.items[after]?.start ?? until;
      const place = at ?? (item?.kind === 'alias' ? item : undefined);
      const value = item?.kind === 'alias' ? item.target : item;
      if (isEmpty(value) || value!.kind === 'broken') continue;
      if (value!.kind === 'map') this.entity(value!, place ?? value!, kind, problems, next, place);
      else {
        const found = value!.kind === 'seq' ? 'a list' : 'text';
        const where = place ?? value!;
        this.issues.push({
          rule: 'schema/type',
          start: where.start,
          end: where.end,
          message: `Expected a map of keys for ${KINDS[kind].what}, found ${found}`,
        });
      }
    }
  }

  private entity(
    node: MapNode,
    extent: Span,
    listKind: ListKind,
    problems: readonly SyntaxProblem[],
    until: number,
    at?: Span,
  ): void {
    const { shape, kind, what } = KINDS[listKind];
    const broken = problems.some(({ start }) => start >= extent.start && start < Math.max(until, extent.end));
    const reader = new ModelReader({ today: this.settings.today, broken });
    const fields = reader.mapFields(node, shape as MapShape, at, {
      lenient: Boolean(this.settings.frontMatter),
    }) as Record<string, Field<unknown>>;
    const id = kind === 'soa' ? undefined : fields.id;
    const { start, end } = id ?? firstValue(node, at);
    const anchor = { start, end };
    reader.requireKeys(node, shape as MapShape, fields, anchor, what);
    this.entities.push({
      entity: { kind, fields, start: extent.start, end: extent.end, anchor, broken } as AnyEntity,
      issues: reader.issues,
    });
  }
}

const isEmpty = (node: Node | undefined): boolean => !node || (node.kind === 'scalar' && isNullText(node));

/** Reads a whole text: every document in it. */
export const readDocument = (
  trees: readonly Tree[],
  kind: DocumentKind,
  settings: ReadSettings,
  length: number,
): ReadDocument => new DocumentReader(kind, settings, length).documents(trees);

/** Reads a text that is one or more items of the document's list, without the list's key. */
export const readItems = (
  trees: readonly Tree[],
  kind: DocumentKind,
  settings: ReadSettings,
  length: number,
): ReadDocument => new DocumentReader(kind, settings, length).items(trees);
