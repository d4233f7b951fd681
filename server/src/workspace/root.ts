import { checkProject, type PlacedFinding } from '../check/check.ts';
import type { Policy } from '../kinds/policy/types.ts';
import { resolveSettings } from '../kinds/settings/resolve.ts';
import type { Settings } from '../kinds/settings/types.ts';
import type { SoaRow, Statement } from '../kinds/soa/types.ts';
import type { Placed, PlacedSpan, Project } from '../model/rule.ts';
import type { ResolvedSettings } from '../model/settings.ts';
import type { Field } from '../model/types.ts';
import type { Span } from '../yaml/tree.ts';
import type { IsmsDocument, Part, PartResult } from './document.ts';

/** Which part of which document something stands in. */
export interface Home {
  readonly document: IsmsDocument;
  readonly part: Part;
}

interface IdPlace extends Home {
  readonly kind: IdKind;
  readonly id: string;
  readonly span: Span;
}

type IdKind = 'supplier' | 'policy';

/** What a root keeps of a part that is in it. */
export interface Kept {
  readonly result: PartResult;
  readonly places: readonly IdPlace[];
}

/**
 * An ISMS root, or a file on its own: what all its documents together define. Everything is kept by difference: a part
 * that is read again takes its old entries out and puts its new ones in.
 */
export class Root {
  readonly documents = new Map<string, IsmsDocument>();
  settings: ResolvedSettings = resolveSettings();
  private readonly ids = { supplier: new Map<string, IdPlace[]>(), policy: new Map<string, IdPlace[]>() };
  private readonly duplicated = { supplier: new Set<string>(), policy: new Set<string>() };
  private counted = { suppliers: 0, policies: 0 };
  private cachedProject: { project: Project; findings: Map<IsmsDocument, PlacedFinding[]> } | undefined;

  /** @param uri the folder of `isms.yaml`, or of the file that stands on its own; ends with `/` */
  constructor(
    readonly uri: string,
    readonly standalone: boolean,
  ) {}

  get counts(): { readonly suppliers: number; readonly policies: number } {
    return this.counted;
  }

  hasPolicy(id: string): boolean {
    return this.ids.policy.has(id);
  }

  policyIds(): Iterable<string> {
    return this.ids.policy.keys();
  }

  supplierIds(): Iterable<string> {
    return this.ids.supplier.keys();
  }

  /** Where an id is defined, in order of path and position. */
  definitions(kind: IdKind, id: string): readonly IdPlace[] {
    return inOrder([...(this.ids[kind].get(id) ?? [])]);
  }

  /** Takes a part's definitions out. */
  remove(part: Part): void {
    if (!part.kept) return;
    const { result, places } = part.kept;
    part.kept = undefined;
    for (const place of places) {
      const { kind, id } = place;
      const all = this.ids[kind].get(id)!;
      all.splice(all.indexOf(place), 1);
      if (all.length === 0) this.ids[kind].delete(id);
      this.noteDuplicate(kind, id);
    }
    this.counted.suppliers -= result.counts.suppliers;
    this.counted.policies -= result.counts.policies;
    if (concernsAll(result)) this.cachedProject = undefined;
  }

  /** Puts the definitions of a part that was read in. */
  add(document: IsmsDocument, part: Part): void {
    const result = part.result!;
    const places = result.ids.map(({ kind, id, span }) => {
      const place: IdPlace = { kind, id, document, part, span: { start: span.start, end: span.end } };
      const all = this.ids[kind].get(id);
      if (all) all.push(place);
      else this.ids[kind].set(id, [place]);
      this.noteDuplicate(kind, id);
      return place;
    });
    part.kept = { result, places };
    this.counted.suppliers += result.counts.suppliers;
    this.counted.policies += result.counts.policies;
    if (concernsAll(result)) this.cachedProject = undefined;
  }

  private noteDuplicate(kind: IdKind, id: string): void {
    const many = (this.ids[kind].get(id)?.length ?? 0) > 1;
    if (many || this.duplicated[kind].has(id)) this.cachedProject = undefined;
    if (many) this.duplicated[kind].add(id);
    else this.duplicated[kind].delete(id);
  }

  /** Applies the settings that the root's `isms.yaml` holds now. */
  resolve(): void {
    const entity = this.settingsEntity();
    this.settings = resolveSettings(entity);
    this.cachedProject = undefined;
  }

  private settingsEntity(): Settings | undefined {
    for (const document of this.documents.values()) {
      if (document.kind !== 'settings') continue;
      for (const part of document.parts)
        for (const entity of part.result?.entities ?? []) if (entity.kind === 'settings') return entity;
    }
    return undefined;
  }

  invalidateProject(): void {
    this.cachedProject = undefined;
  }

  /** What the rules over the whole root see, and what reports and views build on. */
  get project(): Project {
    return this.compute().project;
  }

  /** The findings over the whole root that stand in a document. */
  projectFindings(document: IsmsDocument): readonly PlacedFinding[] {
    return this.compute().findings.get(document) ?? [];
  }

  private compute() {
    if (this.cachedProject) return this.cachedProject;
    const policies: Placed<Policy>[] = [];
    const rows: Placed<SoaRow>[] = [];
    let soaKey: PlacedSpan | undefined;
    let soaBroken = false;
    let statement: Field<Statement> | undefined;
    let settingsKey: PlacedSpan | undefined;
    for (const document of this.inOrder()) {
      if (document.kind === 'suppliers') continue;
      for (const part of document.parts) {
        const home: Home = { document, part };
        const { result } = part;
        for (const entity of result?.entities ?? []) {
          if (entity.kind === 'policy') policies.push({ entity, home });
          else if (entity.kind === 'soa') rows.push({ entity, home });
        }
        if (document.kind === 'soa') {
          soaBroken ||= result?.broken ?? false;
          statement ??= result?.beside.statement as typeof statement;
        }
        const key = result?.topKey ?? (document.kind === 'soa' ? headKey(part) : undefined);
        if (!key) continue;
        if (document.kind === 'soa') soaKey ??= { home, span: key };
        else if (document.kind === 'settings') settingsKey ??= { home, span: key };
      }
    }
    const duplicates = (['supplier', 'policy'] as const).flatMap((kind) =>
      [...this.duplicated[kind]].map((id) => ({
        kind,
        id,
        places: this.definitions(kind, id).map(({ document, part, span }) => ({
          home: { document, part } satisfies Home,
          span,
        })),
      })),
    );
    const project: Project = {
      policies,
      soa: soaKey && { rows, statement, key: soaKey, broken: soaBroken },
      settingsKey,
      duplicates,
    };
    const findings = new Map<IsmsDocument, PlacedFinding[]>();
    const all = this.standalone
      ? checkProject({ ...project, soa: undefined, settingsKey: undefined }, this.settings)
      : checkProject(project, this.settings);
    for (const finding of all) {
      const { document } = finding.at.home as Home;
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
  private toldFindings: ReadonlyMap<IsmsDocument, readonly PlacedFinding[]> | undefined;

  /** The documents by path. */
  inOrder(): IsmsDocument[] {
    return [...this.documents.values()].sort((a, b) => (a.uri < b.uri ? -1 : a.uri > b.uri ? 1 : 0));
  }
}

/** Whether rules over the whole root look at something in a part: anything but suppliers. */
const concernsAll = ({ entities, rows, topKey }: PartResult): boolean =>
  entities.length > 0 || (topKey !== undefined && rows.length === 0);

/** In a register read by items, the list's key stands in the head. */
function headKey(part: Part): Span | undefined {
  if (part.role !== 'plain') return undefined;
  const match = /^soa(?=:)/m.exec(part.text);
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
