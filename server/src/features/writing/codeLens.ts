import type { CodeLens } from 'vscode-languageserver-types';
import { type AnyEntity, kindOf } from '../../kinds/index.ts';
import type { IsmsDocument, Part, Range } from '../../workspace/document.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import { modelOf } from '../place/place.ts';

/** Above this many in a file each has one lens instead of two. */
const MANY = 2000;

/** What a lens is of, kept short: a file of thousands sends as many. The number names the file. */
export type LensData = readonly [file: number, what: 'all' | 'state' | 'findings'];

/** Lenses come without words: only those on the screen are put into words, when the editor asks. */
export class CodeLenses {
  private readonly uris: string[] = [];

  constructor(private readonly workspace: Workspace) {}

  /** Where the lenses of a file are. */
  of(uri: string): CodeLens[] {
    const document = this.workspace.document(uri);
    if (!document?.holds.lens) return [];
    let file = this.uris.indexOf(uri);
    if (file < 0) file = this.uris.push(uri) - 1;
    const lines = linesOf(document);
    const kinds: readonly LensData[1][] = lines.length > MANY ? ['all'] : ['state', 'findings'];
    return lines.flatMap((line) => {
      const at = { line, character: 0 };
      return kinds.map((what) => ({ range: { start: at, end: at }, data: [file, what] satisfies LensData }));
    });
  }

  /**
   * Puts a lens into words.
   * @param command the editor's command that shows findings; without one a lens is text
   */
  resolve(lens: CodeLens, command: string | undefined): CodeLens {
    const [file, what] = lens.data as LensData;
    const uri = this.uris[file];
    const document = uri === undefined ? undefined : this.workspace.document(uri);
    const root = uri === undefined ? undefined : this.workspace.rootOf(uri);
    const found = document && entityOn(document, lens.range.start.line, this.workspace.today);
    if (!document || !root || !found) return { ...lens, command: { title: '', command: '' } };
    const { entity, part, range } = found;
    const state = document.holds.lens!(entity, { settings: root.settings, today: this.workspace.today });
    const findings = findingsIn(part, document, range);
    const title = what === 'state' ? state : what === 'findings' ? findings : `${state} · ${findings}`;
    const shows = command !== undefined && what !== 'state' && findings !== NO_FINDINGS;
    return {
      ...lens,
      command: shows ? { title, command, arguments: [document.uri, range] } : { title, command: '' },
    };
  }
}

/** The lines above which lenses go: where entities begin. */
function linesOf(document: IsmsDocument): number[] {
  const lines: number[] = [];
  const firstLines = document.partLines();
  for (const [index, part] of document.parts.entries()) {
    const { result } = part;
    if (!result || part.role === 'plain') continue;
    const first = firstLines[index]!;
    // An item's part begins with its dash.
    if (part.role === 'item') {
      if (result.rows.length + result.entities.length > 0) lines.push(first);
    } else {
      for (const row of result.rows) lines.push(first + row.range.start.line);
      for (const entity of result.entities) lines.push(first + part.positionAt(entity.start).line);
    }
  }
  return lines;
}

/** The entity on a line, and its range in the document. */
function entityOn(
  document: IsmsDocument,
  line: number,
  today: string,
): { entity: AnyEntity; part: Part; range: Range } | undefined {
  const index = document.partAtLine(line);
  const part = document.parts[index]!;
  if (part.role === 'plain') return undefined;
  for (const { entity } of modelOf(part, document, today).entities) {
    if (kindOf(entity) !== document.holds) continue;
    const range = document.fromPart(index, part.rangeOf(entity));
    if (range.start.line <= line && line <= range.end.line) return { entity, part, range };
  }
  return undefined;
}

const NO_FINDINGS = 'no findings';

function findingsIn(part: Part, document: IsmsDocument, range: Range): string {
  const first = document.partLines()[document.indexOf(part)]!;
  let open = 0;
  let waived = 0;
  for (const finding of part.result?.findings ?? []) {
    const line = finding.range.start.line + first;
    if (line < range.start.line || line > range.end.line) continue;
    if (finding.waived) waived++;
    else open++;
  }
  if (!open && !waived) return NO_FINDINGS;
  const text = `${open} finding${open === 1 ? '' : 's'}`;
  return waived ? `${text}, ${waived} waived` : text;
}
