import { policiesOf } from '../kinds/policy/model.ts';
import type { Policy } from '../kinds/policy/types.ts';
import { soaOf } from '../kinds/soa/model.ts';
import type { SoaRow } from '../kinds/soa/types.ts';
import type { Supplier } from '../kinds/supplier/types.ts';
import type { Day } from '../model/dates.ts';
import type { ResolvedSettings } from '../model/settings.ts';
import { rankOf } from '../model/severity.ts';
import type { Entity, Fields, Severity } from '../model/types.ts';
import type { Place } from '../protocol.ts';
import type { Issue } from '../schema/value.ts';
import type { Position } from '../workspace/document.ts';
import type { Home, Root } from '../workspace/root.ts';
import { readable } from '../workspace/uri.ts';
import type { Finding, Workspace } from '../workspace/workspace.ts';
import type { Span } from '../yaml/tree.ts';
import { Sources } from './sources.ts';

/** A finding with the file it stands in, relative to the root, with `/`. */
export interface PlacedFinding extends Finding {
  readonly file: string;
}

/** A supplier with all its fields, where it stands, and what was found in it. */
export interface PlacedSupplier {
  readonly supplier: Supplier;
  /** What the reader found wrong with its structure and dates. Offsets are those of `text`. */
  readonly issues: readonly Issue[];
  /** The text that the supplier's offsets count in. */
  readonly text: string;
  /** Relative to the root, with `/`. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly findings: readonly PlacedFinding[];
  /** The place of a span of its text, as long as the workspace does not change. */
  readonly at: (span: Span) => Place;
}

/** Everything that reports are made of: one root, read whole. */
export interface RootData {
  readonly today: Day;
  readonly settings: ResolvedSettings;
  readonly suppliers: readonly PlacedSupplier[];
  readonly policies: readonly Policy[];
  /** `undefined`: the root has no Statement of Applicability. */
  readonly soa: readonly SoaRow[] | undefined;
  /** All findings of the root, by file, line, column and rule. */
  readonly findings: readonly PlacedFinding[];
  /** Without examples. */
  readonly project: Root['project'];
  /** The kind of a document, as `files` in `isms.yaml` names it. */
  readonly kindOf: (uri: string) => string;
  /** What was read of an entity's text. */
  readonly proseOf: Root['proseOf'];
  /** A file's name relative to the root, with `/`. */
  readonly fileOf: (uri: string) => string;
  /** Filled while a report's data is put together. */
  readonly sources: Sources;
}

const before = (a: Position, b: Position): boolean =>
  a.line < b.line || (a.line === b.line && a.character < b.character);

/** The file's name relative to its root's folder. */
export function fileOf(uri: string, root: Root): string {
  return readable(uri.startsWith(root.uri) ? uri.slice(root.uri.length) : uri);
}

/**
 * Reads a root for a report, without what is marked as an example. Models of suppliers are not kept after checking, so they are read anew from the texts that
 * the workspace holds. Call `workspace.update()` before, so that the findings are those of the same texts.
 */
export function readRoot(workspace: Workspace, root: Root): RootData {
  const { today } = workspace;
  const suppliers: PlacedSupplier[] = [];
  const findings: PlacedFinding[] = [];
  const examples = new Set<PlacedFinding>();
  for (const document of root.inOrder()) {
    if (!document.counts) continue;
    const file = fileOf(document.uri, root);
    const own = workspace.findings(document.uri).map((finding): PlacedFinding => ({ ...finding, file }));
    findings.push(...own);
    if (document.kind !== 'suppliers') continue;
    const placed: {
      start: Position;
      end: Position;
      entry: Omit<PlacedSupplier, 'findings'>;
      findings: PlacedFinding[];
    }[] = [];
    for (const [index, part] of document.parts.entries()) {
      if (part.role === 'plain') continue;
      for (const { entity, issues } of part.read(document.holds, today).entities) {
        if (entity.kind !== 'supplier') continue;
        const { start, end } = document.fromPart(index, part.rangeOf(entity));
        const line = document.fromPart(index, part.rangeOf(entity.anchor)).start.line + 1;
        const at = (span: Span): Place => {
          const range = document.fromPart(index, part.rangeOf(span));
          part.forgetLines();
          return { uri: document.uri, range };
        };
        placed.push({ start, end, entry: { supplier: entity, issues, text: part.text, file, line, at }, findings: [] });
      }
      part.forgetLines();
    }
    placed.sort((a, b) => (before(a.start, b.start) ? -1 : before(b.start, a.start) ? 1 : 0));
    for (const finding of own) {
      // The last supplier that begins at or before the finding, if the finding is not behind its end.
      let low = -1;
      let high = placed.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (before(finding.range.start, placed[middle]!.start)) high = middle - 1;
        else low = middle;
      }
      if (low >= 0 && !before(placed[low]!.end, finding.range.start)) placed[low]!.findings.push(finding);
    }
    for (const { entry, findings: its } of placed) {
      if (entry.supplier.fields.example?.value) for (const finding of its) examples.add(finding);
      else suppliers.push({ ...entry, findings: its });
    }
  }
  const project: Root['project'] = {
    duplicates: root.project.duplicates,
    of: <E extends Entity>(kind: E['kind']) => {
      const held = root.project.of<E>(kind);
      const entities = held.entities.filter(
        ({ entity }) => !(entity.fields as Fields<{ example: boolean }>).example?.value,
      );
      return { ...held, entities };
    },
  };
  return {
    today,
    settings: root.settings,
    suppliers,
    policies: policiesOf(project).map(({ entity }) => entity),
    soa: soaOf(project)?.rows.map(({ entity }) => entity),
    findings: examples.size ? findings.filter((finding) => !examples.has(finding)) : findings,
    project,
    proseOf: (entity, home) => root.proseOf(entity, home),
    fileOf: (uri) => fileOf(uri, root),
    kindOf: (uri) => workspace.document(uri)?.kind ?? '',
    sources: new Sources(),
  };
}

/** The place of a span of what a root keeps: a policy, a row of the Statement of Applicability. */
export function placeOf(home: Home, span: Span): Place {
  const { document, part } = home;
  return { uri: document.uri, range: document.fromPart(document.indexOf(part), part.rangeOf(span)) };
}

/** The worst severity among findings that are not waived. */
export function worst(findings: readonly Pick<Finding, 'severity' | 'waived'>[]): Severity | undefined {
  let found: Severity | undefined;
  for (const { severity, waived } of findings)
    if (!waived && (!found || rankOf(severity) > rankOf(found))) found = severity;
  return found;
}

export const nameOf = ({ fields }: Supplier): string => fields.name?.text || fields.id?.text || '(no name)';
