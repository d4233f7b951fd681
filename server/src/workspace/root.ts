import { checkProject, type PlacedFinding } from '../check/check.ts';
import { type AnyEntity, type DocumentKind, kindNamed, kinds } from '../kinds/index.ts';
import { isSettings, resolveSettings } from '../kinds/settings/resolve.ts';
import type { Settings } from '../kinds/settings/types.ts';
import type { Day } from '../model/dates.ts';
import type { Held, Placed, PlacedSpan, Project } from '../model/project.ts';
import type { ResolvedSettings } from '../model/settings.ts';
import type { Entity, Field } from '../model/types.ts';
import type { Prose } from '../prose/read.ts';
import type { Span } from '../yaml/tree.ts';
import type { Home, IdPlace, IsmsDocument, KeptTexts, Link, Part, PartResult } from './document.ts';
import { folderOf, targetsOf } from './uri.ts';

export type { Home } from './document.ts';

const NO_TEXTS: KeptTexts = [];

/** A map of maps, whose inner ones come with their first entry. */
const inner = <K, V>(map: Map<string, Map<K, V>>, key: string): Map<K, V> => {
  let found = map.get(key);
  if (!found) {
    found = new Map();
    map.set(key, found);
  }
  return found;
};

/**
 * An ISMS root, or a file on its own: what all its documents together define, and what they refer to. Everything is kept
 * by difference: a part that is read again takes its old entries out and puts its new ones in.
 */
export class Root {
  readonly documents = new Map<string, IsmsDocument>();
  settings: ResolvedSettings = resolveSettings();
  /** Where ids are defined, by kind. */
  private readonly defined = new Map<string, Map<string, IdPlace[]>>();
  /** Which parts name an id, by kind. */
  private readonly named = new Map<string, Map<string, Map<Part, IsmsDocument>>>();
  /** Ids that parts name and that came or went since this was last asked, with whether they were defined then. */
  private readonly moved = new Map<string, Link & { readonly before: boolean }>();
  private readonly duplicated = new Map<string, Map<string, true>>();
  private readonly counted = Object.fromEntries(kinds.map(({ list }) => [list, 0])) as Record<DocumentKind, number>;
  private cachedProject:
    | {
        readonly project: Project<Home>;
        readonly findings: ReadonlyMap<IsmsDocument, PlacedFinding<Home>[]>;
        leading?: ReadonlyMap<IsmsDocument, ReadonlySet<IsmsDocument>>;
      }
    | undefined;

  /** @param uri the folder of `isms.yaml`, or of the file that stands on its own; ends with `/` */
  constructor(
    readonly uri: string,
    readonly standalone: boolean,
    /** Called where a rule over the root throws. */
    readonly failed: (error: unknown, rule?: string) => void = () => {},
  ) {}

  /** How many entities there are, by kind of document. */
  get counts(): Readonly<Record<DocumentKind, number>> {
    return this.counted;
  }

  isDefined(kind: string, id: string): boolean {
    return this.defined.get(kind)?.has(id) ?? false;
  }

  idsOf(kind: string): Iterable<string> {
    return this.defined.get(kind)?.keys() ?? [];
  }

  /** The entities of a kind that have an id, with what people call them. */
  *entitiesOf(name: string): Generator<{ readonly id: string; readonly title: string | undefined }> {
    const kind = kindNamed(name);
    for (const { holds, parts } of this.inOrder()) {
      if (holds !== kind) continue;
      for (const { result } of parts) {
        for (const row of result?.rows ?? []) if (row.id) yield { id: row.id, title: row.name };
        for (const entity of result?.entities ?? []) {
          const { id } = entity.fields as { readonly id?: Field<string> };
          if (id?.value !== undefined) yield { id: id.value, title: kind.title?.(entity) };
        }
      }
    }
  }

  /** Where an id is defined, in order of path and position. */
  definitions(kind: string, id: string): readonly IdPlace[] {
    return inOrder([...(this.defined.get(kind)?.get(id) ?? [])]);
  }

  /** Ids and names in the registers of which only rows are kept; `undefined`: there is no register. */
  get names(): readonly { readonly id: string; readonly name: string }[] | undefined {
    if (![...this.documents.values()].some(({ holds }) => holds.keep)) return undefined;
    this.knownNames ??= [...this.documents.values()].flatMap(({ holds, parts }) =>
      holds.keep ? parts.flatMap(({ result }) => result?.rows ?? []) : [],
    );
    return this.knownNames;
  }
  private knownNames: readonly { readonly id: string; readonly name: string }[] | undefined;

  /** The entity whose text a file is: the first by path and position. */
  ownerOf(uri: string): { readonly home: Home; readonly entity: AnyEntity } | undefined {
    return [...(this.texts.get(uri)?.values() ?? [])].sort((a, b) =>
      a.home.document === b.home.document
        ? a.entity.start - b.entity.start
        : a.home.document.uri < b.home.document.uri
          ? -1
          : 1,
    )[0];
  }

  /** What was read of an entity's text, in its own document or in those that it names. */
  proseOf(entity: AnyEntity, { document }: Home): readonly Prose[] {
    const apart = [...this.texts].flatMap(([uri, owners]) =>
      owners.has(entity) ? (this.documents.get(uri)?.textPart?.prose ?? []) : [],
    );
    const own = document.textPart?.prose;
    return own ? [own, ...apart] : apart;
  }

  /** Whether a file is the text of an entity in another one. */
  isText(uri: string): boolean {
    return Boolean(this.texts.get(uri)?.size);
  }
  /** Files of texts, by what names them. */
  private readonly texts = new Map<string, Map<AnyEntity, { readonly home: Home; readonly entity: AnyEntity }>>();
  private readonly movedTexts = new Set<string>();

  /** The files of texts whose owner came, changed or went since this was last asked. */
  takeTexts(): readonly string[] {
    const moved = [...this.movedTexts];
    this.movedTexts.clear();
    return moved;
  }

  /** What the rules of a text found where its owner is. */
  private readonly apart = new Map<string, readonly PlacedFinding<Home>[]>();
  setApart(uri: string, findings: readonly PlacedFinding<Home>[]): readonly IsmsDocument[] {
    const had = this.apart.get(uri) ?? [];
    if (findings.length) this.apart.set(uri, findings);
    else this.apart.delete(uri);
    return [...had, ...findings].map(({ at }) => at.home.document);
  }

  /** Takes out what a part defines and names. */
  remove(part: Part): void {
    if (!part.kept) return;
    const { result, places, kind } = part.kept;
    for (const { entity, uris } of part.kept.texts) {
      for (const uri of uris) {
        this.texts.get(uri)!.delete(entity);
        this.movedTexts.add(uri);
        this.apart.delete(uri);
      }
    }
    part.kept = undefined;
    for (const place of places) {
      this.note(place);
      const ids = this.defined.get(place.kind)!;
      const all = ids.get(place.id)!;
      all.splice(all.indexOf(place), 1);
      if (all.length === 0) ids.delete(place.id);
      this.noteDuplicate(place);
    }
    for (const link of result.refers) {
      const ids = this.named.get(link.kind)!;
      const parts = ids.get(link.id)!;
      parts.delete(part);
      if (parts.size === 0) ids.delete(link.id);
    }
    if (result.rows.length) this.knownNames = undefined;
    this.counted[kind] -= result.count;
    if (concernsAll(result)) this.cachedProject = undefined;
  }

  /** Puts in what a part that was read defines and names. */
  add(document: IsmsDocument, part: Part): void {
    const result = part.result!;
    const { name, list } = document.holds;
    const places = result.ids.map(({ id, span }) => {
      const place: IdPlace = { kind: name, id, document, part, span: { start: span.start, end: span.end } };
      this.note(place);
      const ids = inner(this.defined, name);
      const all = ids.get(id);
      if (all) all.push(place);
      else ids.set(id, [place]);
      this.noteDuplicate(place);
      return place;
    });
    for (const { kind, id } of result.refers) {
      const ids = inner(this.named, kind);
      const parts = ids.get(id);
      if (parts) parts.set(part, document);
      else ids.set(id, new Map([[part, document]]));
    }
    part.kept = { result, kind: list, places, texts: this.addTexts(document, part) };
    if (result.rows.length) this.knownNames = undefined;
    this.counted[list] += result.count;
    if (concernsAll(result)) this.cachedProject = undefined;
  }

  private addTexts(document: IsmsDocument, part: Part): KeptTexts {
    const { text } = document.holds;
    if (!text || this.standalone) return NO_TEXTS;
    const kept: { entity: AnyEntity; uris: string[] }[] = [];
    for (const entity of part.result!.entities) {
      const path = text(entity as never)?.replace(/[#?].*$/, '');
      if (!path || !/\.mdx?$/i.test(path) || /^[a-z][\w+.-]*:/i.test(path)) continue;
      const uris = targetsOf(path, folderOf(document.uri), this.uri).filter(
        (uri): uri is string => uri !== undefined && uri !== document.uri,
      );
      for (const uri of uris) {
        const owners = this.texts.get(uri) ?? new Map();
        this.texts.set(uri, owners.set(entity, { home: { document, part }, entity }));
        this.movedTexts.add(uri);
      }
      kept.push({ entity, uris });
    }
    return kept.length ? kept : NO_TEXTS;
  }

  /** Remembers whether an id was defined, before it comes or goes; nobody asks where nothing names its kind. */
  private note({ kind, id }: Link): void {
    if (!this.named.get(kind)?.size) return;
    const key = `${kind} ${id}`;
    if (!this.moved.has(key)) this.moved.set(key, { kind, id, before: this.isDefined(kind, id) });
  }

  /**
   * The parts to judge again, since ids came or went that they name, since this was last asked. A part that names an
   * unknown id is one of them whichever id it was: another one may be nearer now.
   */
  takeConcerned(): Map<Part, IsmsDocument> {
    const concerned = new Map<Part, IsmsDocument>();
    const changed = new Set<string>();
    const add = (parts: ReadonlyMap<Part, IsmsDocument> | undefined): void => {
      for (const [part, document] of parts ?? []) concerned.set(part, document);
    };
    for (const { kind, id, before } of this.moved.values()) {
      if (before === this.isDefined(kind, id)) continue;
      changed.add(kind);
      add(this.named.get(kind)?.get(id));
    }
    this.moved.clear();
    for (const kind of changed)
      for (const [id, parts] of this.named.get(kind) ?? []) if (!this.isDefined(kind, id)) add(parts);
    return concerned;
  }

  private noteDuplicate({ kind, id }: Link): void {
    const many = (this.defined.get(kind)?.get(id)?.length ?? 0) > 1;
    const known = this.duplicated.get(kind);
    if (many || known?.has(id)) this.cachedProject = undefined;
    if (many) inner(this.duplicated, kind).set(id, true);
    else known?.delete(id);
  }

  /** Applies the settings that the root's `isms.yaml` holds now. */
  resolve(today: Day): void {
    const entity = this.settingsEntity();
    this.settings = resolveSettings(entity, today);
    this.cachedProject = undefined;
  }

  private settingsEntity(): Settings | undefined {
    for (const document of this.documents.values()) {
      if (!document.holds.whole) continue;
      for (const part of document.parts)
        for (const entity of part.result?.entities ?? []) if (isSettings(entity)) return entity;
    }
    return undefined;
  }

  invalidateProject(): void {
    this.cachedProject = undefined;
  }

  /** What the rules over the whole root see, and what reports and views build on. */
  get project(): Project<Home> {
    return this.compute().project;
  }

  /** The findings over the whole root that stand in a document. */
  projectFindings(document: IsmsDocument): readonly PlacedFinding<Home>[] {
    const findings = this.compute().findings.get(document) ?? [];
    if (!this.apart.size) return findings;
    return [
      ...findings,
      ...[...this.apart.values()].flatMap((apart) => apart.filter(({ at }) => at.home.document === document)),
    ];
  }

  private compute() {
    if (this.cachedProject) return this.cachedProject;
    const held = new Map<string, Held<AnyEntity, Home>>();
    const inPathOrder = this.inOrder();
    for (const kind of kinds) {
      const entities: Placed<AnyEntity, Home>[] = [];
      let first: PlacedSpan<Home> | undefined;
      let broken = false;
      const beside: Record<string, Field<unknown>> = {};
      for (const document of kind.keep ? [] : inPathOrder) {
        if (document.holds !== kind) continue;
        for (const part of document.parts) {
          const home: Home = { document, part };
          for (const entity of part.result?.entities ?? []) entities.push({ entity, home });
          broken ||= part.result?.broken ?? false;
          for (const [key, field] of Object.entries(part.result?.beside ?? {})) beside[key] ??= field;
          const key = part.result?.topKey ?? headKey(part, kind.list);
          if (key) first ??= { home, span: key };
        }
      }
      held.set(kind.name, { entities, key: first, beside, broken });
    }
    const duplicates = [...this.duplicated].flatMap(([kind, ids]) =>
      [...ids.keys()].map((id) => ({
        kind,
        id,
        places: this.definitions(kind, id).map(({ document, part, span }) => ({ home: { document, part }, span })),
      })),
    );
    const project: Project<Home> = {
      // What is held under the name of a kind is of that kind.
      of: <E extends Entity>(kind: E['kind']) => held.get(kind) as unknown as Held<E, Home>,
      duplicates,
    };
    const findings = new Map<IsmsDocument, PlacedFinding<Home>[]>();
    for (const finding of checkProject(project, this)) {
      const { document } = finding.at.home;
      const list = findings.get(document);
      if (list) list.push(finding);
      else findings.set(document, [finding]);
    }
    this.cachedProject = { project, findings };
    return this.cachedProject;
  }

  /** The documents in which findings over the whole root came, changed or went since this was last asked. */
  takeChanged(): Iterable<IsmsDocument> {
    const { findings } = this.compute();
    if (findings === this.toldFindings) return [];
    const documents = new Set([...(this.toldFindings?.keys() ?? []), ...findings.keys()]);
    this.toldFindings = findings;
    return documents;
  }
  private toldFindings: ReadonlyMap<IsmsDocument, readonly PlacedFinding<Home>[]> | undefined;

  /** The other documents in which findings over the whole root lead into this one. */
  leadingTo(document: IsmsDocument): Iterable<IsmsDocument> {
    // Where findings are worked out again, all are published.
    if (!this.cachedProject) return [];
    this.cachedProject.leading ??= leadingIn(this.cachedProject.findings);
    return this.cachedProject.leading.get(document) ?? [];
  }

  /** The documents by path. */
  inOrder(): IsmsDocument[] {
    return [...this.documents.values()].sort((a, b) => (a.uri < b.uri ? -1 : a.uri > b.uri ? 1 : 0));
  }
}

/** Documents → the others with findings that lead into them. */
function leadingIn(findings: ReadonlyMap<IsmsDocument, readonly PlacedFinding<Home>[]>) {
  const leading = new Map<IsmsDocument, Set<IsmsDocument>>();
  for (const [document, all] of findings)
    for (const { related = [] } of all)
      for (const { home } of related)
        if (home.document !== document)
          leading.set(home.document, (leading.get(home.document) ?? new Set()).add(document));
  return leading;
}

/** Whether rules over the whole root look at something in a part: anything but suppliers. */
const concernsAll = ({ entities, rows, topKey }: PartResult): boolean =>
  entities.length > 0 || (topKey !== undefined && rows.length === 0);

/** In a register read by items, the list's key stands in the head. */
function headKey(part: Part, list: string): Span | undefined {
  if (part.role !== 'plain' || part.markdown) return undefined;
  const match = new RegExp(`(?<=^\\uFEFF?)${list}(?=:)`, 'm').exec(part.text);
  return match ? { start: match.index, end: match.index + match[0].length } : undefined;
}

function inOrder(places: IdPlace[]): IdPlace[] {
  if (places.length < 2) return places;
  const order = new Map<Part, number>();
  for (const { document, part } of places) if (!order.has(part)) order.set(part, document.indexOf(part));
  return places.sort((a, b) =>
    a.document !== b.document
      ? a.document.uri < b.document.uri
        ? -1
        : 1
      : order.get(a.part)! - order.get(b.part)! || a.span.start - b.span.start,
  );
}
