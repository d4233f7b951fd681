import { checkEntity, checkStructure, subjectOf } from '../check/check.ts';
import { checkText, checkUnregistered } from '../check/text.ts';
import { type AnyEntity, type AnyKind, type AnyRow, type DocumentKind, kindNamed } from '../kinds/index.ts';
import { isPolicy } from '../kinds/policy/model.ts';
import type { TextContext } from '../kinds/prose/text.ts';
import { type ReadDocument, type ReadEntity, readDocument, readItems } from '../model/document.ts';
import type { Position, Range } from '../model/range.ts';
import type { Context, RawFinding } from '../model/rule.ts';
import type { Field, Severity } from '../model/types.ts';
import type { Change } from '../prose/parse.ts';
import type { Prose } from '../prose/read.ts';
import type { Shape } from '../schema/shapes.ts';
import { readPlain, readYaml } from '../yaml/read.ts';
import { isStrange, textProblems } from '../yaml/strange.ts';
import type { Span, SyntaxProblem, Tree } from '../yaml/tree.ts';
import {
  countLines,
  endOfLine,
  firstDash,
  frontMatter,
  hasId,
  hasLoneCr,
  type Items,
  isHead,
  lineStarts,
  split,
  splitItems,
} from './parts.ts';

export type { Position, Range } from '../model/range.ts';

/** A finding whose range counts lines from the start of the part that it stands in. */
export interface PartFinding extends Omit<RawFinding, 'start' | 'end' | 'related'> {
  readonly range: Range;
  readonly related?: readonly { readonly range: Range; readonly message: string }[];
}

/** An id that a part defines. */
export interface DefinedId {
  readonly id: string;
  readonly span: Span;
}

/** An entity that is named: its kind and its id. */
export interface Link {
  readonly kind: string;
  readonly id: string;
}

/** What reading a part came to. Syntax trees are let go, and so are models of a kind of which rows are kept. */
export interface PartResult {
  /** By place, then by rule. */
  readonly findings: readonly PartFinding[];
  readonly ids: readonly DefinedId[];
  /** What it names of other entities, each once. */
  readonly refers: readonly Link[];
  readonly rows: readonly AnyRow[];
  /** Of the kinds of which no rows are kept: there are few, and rules look at all of them. */
  readonly entities: readonly AnyEntity[];
  /** How many entities there are. */
  readonly count: number;
  readonly beside: ReadDocument['beside'];
  readonly topKey: Span | undefined;
  readonly broken: boolean;
}

/** What reads prose: a bundle of its own, loaded where there is prose. */
export type ProseEngine = typeof import('../prose/index.ts');

/** What a text is read with, and what its rules may know. */
export interface Texts {
  /** `undefined`: not loaded yet. */
  readonly engine: ProseEngine | undefined;
  readonly context: TextContext;
  /** The entity in another document whose text this is. */
  readonly owner: () => AnyEntity | undefined;
  /** Takes what rules find where the owner is. */
  readonly apart: (findings: readonly RawFinding[]) => void;
}

/** Markdown that belongs to a site or a repository, and is no policy that somebody forgot to register. */
const NO_POLICY = /\/(?:README|index|_[^/]*|CHANGELOG)\.mdx?$/i;

/** An anchor, or what looks like one. */
const ANCHOR = /(?:^|[\s,[{])&[^\s,[\]{}]/m;

const NOTHING: PartResult = {
  findings: [],
  ids: [],
  refers: [],
  rows: [],
  entities: [],
  count: 0,
  beside: {},
  topKey: undefined,
  broken: false,
};

/** Which part of which document something is in. */
export interface Home {
  readonly document: IsmsDocument;
  readonly part: Part;
}

export interface IdPlace extends Home {
  readonly kind: string;
  readonly id: string;
  readonly span: Span;
}

/** The files that hold the texts of entities. */
export type KeptTexts = readonly { readonly entity: AnyEntity; readonly uris: readonly string[] }[];

/** What a root keeps of a part that is in it. */
export interface Kept {
  readonly result: PartResult;
  readonly kind: DocumentKind;
  readonly places: readonly IdPlace[];
  readonly texts: KeptTexts;
}

/** A stretch of whole lines of a document that is read on its own. */
export class Part {
  /** `undefined`: not read yet, or to be read again. */
  result: PartResult | undefined;
  readonly lines: number;
  /** What its root has put in for it; only the root touches it. */
  kept: Kept | undefined;
  private starts: number[] | undefined;
  /** Where the document last saw this part in its list: a hint, for `indexOf`. */
  slot = -1;
  /** It is front matter that nothing ends. */
  unclosed = false;
  /** What was read of a text. */
  prose: Prose | undefined;
  /** The files that its links lead to. */
  readonly linked = new Set<string>();
  /** What was read of it before it was changed. */
  before: { readonly prose: Prose; readonly change: Change } | undefined;

  /**
   * @param source the text that the part is a stretch of: looking at the characters of a slice would take longer
   * @param role `item`: items of the document's list; `whole`: a whole text; `frontMatter`; `plain`: no YAML to read
   * @param markdown it is a text to check, or Markdown that counts as no policy
   */
  constructor(
    private readonly source: string,
    readonly role: 'item' | 'whole' | 'frontMatter' | 'plain',
    private readonly from = 0,
    private readonly to = source.length,
    lines = countLines(source, from, to),
    readonly markdown?: 'text' | 'unregistered',
  ) {
    this.lines = lines;
    if (role === 'plain') this.result = NOTHING;
  }

  get text(): string {
    return this.source.slice(this.from, this.to);
  }

  get length(): number {
    return this.to - this.from;
  }

  /** The position of an offset, from the start of this part. */
  positionAt(offset: number): Position {
    this.starts ??= lineStarts(this.text);
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    // Between a carriage return and its line feed there is no position.
    const end = this.from + Math.min(offset, this.length);
    const torn = this.source.charCodeAt(end) === 10 && this.source.charCodeAt(end - 1) === 13 ? 1 : 0;
    return { line: low, character: end - this.from - this.starts[low]! - torn };
  }

  rangeOf({ start, end }: Span): Range {
    return { start: this.positionAt(start), end: this.positionAt(end) };
  }

  /** The offset of a position in this part; past a line's end it is the line's end. */
  offsetAt({ line, character }: Position): number {
    this.starts ??= lineStarts(this.text);
    const start = this.starts[line];
    if (start === undefined) return this.length;
    const next = this.starts[line + 1];
    let end = next ?? this.length;
    if (next !== undefined) {
      end--;
      const { text } = this;
      if (text.charCodeAt(end) === 10 && text.charCodeAt(end - 1) === 13 && end > start) end--;
    }
    return Math.min(start + Math.max(character, 0), end);
  }

  /** The source with a stretch of this part replaced, and where the part begins in it. */
  replaced(start: number, end: number, text: string): { readonly source: string; readonly from: number } {
    const whole = this.text;
    return this.from === 0
      ? { source: whole.slice(0, start) + text + whole.slice(end), from: 0 }
      : { source: `\n${whole.slice(0, start)}${text}${whole.slice(end)}`, from: 1 };
  }

  /** Line starts are only worth keeping while somebody works in the part. */
  forgetLines(): void {
    this.starts = undefined;
  }

  /** Where the Markdown of a text begins: behind front matter and the line that ends it. */
  get textStart(): number {
    if (this.from === 0) {
      const matter = frontMatter(this.text);
      return matter ? matter.end + markerLine(this.text, matter.end) : 0;
    }
    return markerLine(this.text, 0);
  }

  /** Reads a text; after a change only what it touched. */
  readProse(engine: ProseEngine, mdx: boolean): Prose {
    this.prose ??= engine.readProse(this.text, this.textStart, mdx, this.before);
    this.before = undefined;
    return this.prose;
  }

  /** Reads the part into a model, whatever was kept of it. */
  read(kind: AnyKind, today: string): ReadDocument<AnyEntity> {
    // A text of which nothing is strange falls apart into items; others are read as a whole.
    if (this.role === 'item')
      return readItems(readPlain(this.source, this.from, this.to), kind, { today }, this.length);
    const trees = this.unclosed ? unclosed(readYaml(this.text), this.text) : readYaml(this.source, this.from, this.to);
    return readDocument(trees, kind, { today, frontMatter: this.role === 'frontMatter' }, this.length);
  }
}

/**
 * A document of an ISMS: an array of parts, of which only those that changed are read again. Its face is small: text
 * goes in as a whole or as edits, results come out by part, and positions are given as the editor counts them.
 */
export class IsmsDocument {
  private list: Part[] = [];
  private column = -1;
  private readonly found = new Set<Part>();
  private sortedFound: Part[] | undefined;
  /** How many findings the parts have, by severity. */
  readonly foundCounts: Record<Severity, number> = { error: 0, warning: 0, information: 0 };
  /** The parts know their places in the list. */
  private slotted = false;
  /** First line of each part; rebuilt when lines came or went. */
  private firstLines: number[] | undefined;
  /** An alias reaches into another part, so the parts cannot be read one by one. */
  private linked = false;
  /** Some part has an alias without an anchor: a new anchor anywhere may be what it waits for. */
  private openAliases = false;

  constructor(
    readonly uri: string,
    /** What its entities are. */
    readonly holds: AnyKind,
    text: string,
  ) {
    this.setText(text);
  }

  get kind(): DocumentKind {
    return this.holds.list;
  }

  get parts(): readonly Part[] {
    return this.list;
  }

  get text(): string {
    return this.list.length === 1 ? this.list[0]!.text : this.list.map((part) => part.text).join('');
  }

  get isMarkdown(): boolean {
    return /\.mdx?$/i.test(this.uri);
  }

  /** Whether this is a document of the ISMS at all: Markdown only counts with an `id` in its front matter. */
  get counts(): boolean {
    return !this.isMarkdown || this.list.some(({ role, markdown }) => role !== 'plain' || markdown);
  }

  setText(text: string): void {
    this.linked = false;
    this.openAliases = false;
    this.divide(text);
  }

  private divide(text: string): void {
    for (const part of this.found) this.note(part, undefined);
    this.firstLines = undefined;
    this.slotted = false;
    this.column = -1;
    if (this.isMarkdown) {
      this.list = this.divideMarkdown(text);
      return;
    }
    const parts = this.linked || this.holds.whole || isStrange(text) ? undefined : split(text, this.holds.list);
    if (!parts) {
      this.list = [new Part(text, 'whole')];
      return;
    }
    this.column = parts.column;
    this.list = [new Part(text, 'plain', 0, parts.items.starts[0]), ...itemParts(text, parts.items)];
  }

  private divideMarkdown(text: string): Part[] {
    if (this.holds.markdown === 'only') return [markdownPart(text, 0, 'text')];
    const matter = frontMatter(text);
    const yaml = matter && text.slice(matter.start, matter.end);
    if (!matter || !hasId(yaml!))
      return [NO_POLICY.test(this.uri) ? new Part(text, 'plain') : markdownPart(text, 0, 'unregistered')];
    // A change of the front matter leaves the text what it was.
    const before = this.textPart;
    const body = text.slice(matter.end);
    const front = new Part(yaml!, 'frontMatter');
    front.unclosed = matter.open ?? false;
    return [
      new Part(text, 'plain', 0, matter.start),
      front,
      before?.text === body ? before : markdownPart(text, matter.end, 'text'),
    ];
  }

  /** Whether it is Markdown without an `id`. */
  get isUnregistered(): boolean {
    return this.isMarkdown && this.list.length === 1 && this.list[0]!.markdown !== 'text';
  }

  /** The part that is a text in Markdown. */
  get textPart(): Part | undefined {
    const last = this.list.at(-1);
    return last?.markdown === 'text' ? last : undefined;
  }

  /** The part of a text that a change within it leaves, or `undefined` if the document falls apart otherwise. */
  private editText(index: number, start: number, end: number, text: string): Part | undefined {
    const part = this.list[index]!;
    if (part.markdown !== 'text' || start <= part.textStart) return undefined;
    // What is written in the text may end front matter that nothing ended before.
    if (this.list.some(({ unclosed }) => unclosed)) return undefined;
    const { source, from } = part.replaced(start, end, text);
    const next = markdownPart(source, from, 'text');
    // Several changes in a row are read one by one.
    const prose = part.prose ?? (part.before && this.engine ? part.readProse(this.engine, this.isMdx) : undefined);
    if (prose) next.before = { prose, change: { from: start, to: end, length: text.length } };
    return next;
  }

  private get isMdx(): boolean {
    return /x$/i.test(this.uri);
  }
  private engine: ProseEngine | undefined;

  /**
   * Applies one edit.
   * @returns the parts that are gone and the parts that came in their place
   */
  edit(range: Range, text: string): { readonly removed: readonly Part[]; readonly added: readonly Part[] } {
    let first = this.partAtLine(range.start.line);
    const last = this.partAtLine(range.end.line);
    let start = this.list[first]!.offsetAt(this.toPart(first, range.start));
    const end = this.list[last]!.offsetAt(this.toPart(last, range.end));
    if (start === 0 && first > 0) {
      // What is put before an item's dash belongs to the item above, or to the head.
      first--;
      start = this.list[first]!.length;
    }
    const touched = this.list.slice(first, last + 1);
    const edited = first === last ? this.editText(first, start, end, text) : undefined;
    if (edited) return { removed: touched, added: this.put(first, last, [edited]) };
    const merged = touched[0]!.text.slice(0, start) + text + this.list[last]!.text.slice(end);
    const hangsTogether = this.openAliases && (ANCHOR.test(merged) || touched.some((part) => ANCHOR.test(part.text)));
    if (this.column >= 0 && !hangsTogether) {
      const parts = this.divideAgain(first === 0, last + 1 === this.list.length, merged);
      if (parts) return { removed: touched, added: this.put(first, last, parts) };
    }
    const removed = this.list;
    const before = this.list.slice(0, first).map((part) => part.text);
    const after = this.list.slice(last + 1).map((part) => part.text);
    this.setText([...before, merged, ...after].join(''));
    return { removed, added: this.list };
  }

  /** The parts that an edited stretch falls into, or `undefined` if it no longer has the simple shape. */
  private divideAgain(fromHead: boolean, toEnd: boolean, merged: string): Part[] | undefined {
    if (hasLoneCr(merged) || isStrange(merged)) return undefined;
    // The last touched part must still end with its line, or the next item would hang on it.
    if (!toEnd && !merged.endsWith('\n')) return undefined;
    if (!fromHead) {
      const items = splitItems(merged, this.column);
      return items && itemParts(merged, items);
    }
    const dash = firstDash(merged);
    if (dash === undefined) return toEnd || !isHead(merged, this.holds.list) ? undefined : [new Part(merged, 'plain')];
    const items = isHead(merged.slice(0, dash), this.holds.list) ? splitItems(merged, this.column, dash) : undefined;
    return items && [new Part(merged, 'plain', 0, dash), ...itemParts(merged, items)];
  }

  private put(first: number, last: number, added: Part[]): Part[] {
    const lines = this.list.slice(first, last + 1).reduce((sum, part) => sum + part.lines, 0);
    if (added.length !== last - first + 1 || lines !== added.reduce((sum, part) => sum + part.lines, 0))
      this.firstLines = undefined;
    for (const part of this.list.slice(first, last + 1)) if (part.result?.findings.length) this.note(part, undefined);
    if (added.length === last - first + 1) for (const [i, part] of added.entries()) part.slot = first + i;
    else this.slotted = false;
    this.list.splice(first, last - first + 1, ...added);
    return added;
  }

  /** The index of the part that has a line (0-based); the last part for lines behind the end. */
  partAtLine(line: number): number {
    const starts = this.partLines();
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= line) low = middle;
      else high = middle - 1;
    }
    // A part that ends without a line break shares its line with the one behind it only at the very end.
    return low;
  }

  /** The first line of each part. */
  partLines(): readonly number[] {
    if (!this.firstLines) {
      const starts = new Array<number>(this.list.length);
      let line = 0;
      for (let i = 0; i < this.list.length; i++) {
        starts[i] = line;
        line += this.list[i]!.lines;
      }
      this.firstLines = starts;
    }
    return this.firstLines;
  }

  /** A position of the document, from the start of one of its parts. */
  toPart(index: number, { line, character }: Position): Position {
    return { line: line - this.partLines()[index]!, character };
  }

  /** A range of a part, in the document. */
  fromPart(index: number, { start, end }: Range): Range {
    const line = this.partLines()[index]!;
    return {
      start: { line: start.line + line, character: start.character },
      end: { line: end.line + line, character: end.character },
    };
  }

  /** The index of a part; -1 if it is gone. */
  indexOf(part: Part): number {
    if (!this.slotted) {
      for (let i = 0; i < this.list.length; i++) this.list[i]!.slot = i;
      this.slotted = true;
    }
    return this.list[part.slot] === part ? part.slot : -1;
  }

  /** The parts in which something was found, in order. */
  get foundIn(): readonly Part[] {
    this.sortedFound ??= [...this.found].sort((a, b) => this.indexOf(a) - this.indexOf(b));
    return this.sortedFound;
  }

  /** Keeps note of a part's findings: those it had go, those it has now come. */
  private note(part: Part, result: PartResult | undefined): void {
    const had = part.result?.findings ?? [];
    for (const { severity } of had) this.foundCounts[severity]--;
    part.result = result;
    const has = result?.findings ?? [];
    for (const { severity } of has) this.foundCounts[severity]++;
    if (had.length && !has.length) {
      this.found.delete(part);
      this.sortedFound = undefined;
    } else if (has.length && !had.length) {
      this.found.add(part);
      this.sortedFound = undefined;
    }
  }

  /**
   * Reads a part and checks its entities.
   * @returns `false` if the document turned out to hang together across its parts and was put together again
   */
  check(part: Part, context: Context, texts: Texts): boolean {
    let result: PartResult;
    try {
      if (part.markdown === 'text') {
        this.engine = texts.engine;
        if (texts.engine) part.readProse(texts.engine, this.isMdx);
        this.judge(texts);
        return true;
      }
      if (part.markdown === 'unregistered') {
        const line = /^[^\r\n]*/.exec(part.text)![0];
        const strange = syntaxFindings(textProblems(part.text));
        const found = checkUnregistered({ start: 0, end: line.length }, context.settings);
        this.note(part, { ...NOTHING, findings: placedIn(part, strange.length ? strange : found) });
        return true;
      }
      const read = part.read(this.holds, context.today);
      if (read.openAliases && part.role === 'item') {
        if (this.list.some((other) => other !== part && ANCHOR.test(other.text))) {
          this.linked = true;
          this.divide(this.text);
          return false;
        }
        this.openAliases = true;
      }
      result = resultOf(part, this.holds, read, context);
    } catch (error) {
      context.failed(error);
      result = { ...NOTHING, broken: true };
    }
    this.note(part, result);
    if (part.role === 'frontMatter') {
      this.matter = part.result;
      this.judge(texts);
    }
    part.forgetLines();
    return true;
  }

  /** What was found in the front matter by itself. */
  private matter: PartResult | undefined;

  /** Runs the rules of the text, which look at the front matter, too, and may find something there. */
  private judge(texts: Texts): void {
    const part = this.textPart;
    if (!part) return;
    const above = this.list.find(({ role }) => role === 'frontMatter');
    const { prose } = part;
    // The front matter comes first: without it nothing can be said of the text.
    if (!prose || (above && !above.result)) {
      part.result ??= NOTHING;
      return;
    }
    const entity = above ? this.matter?.entities[0] : texts.owner();
    const policy = entity && isPolicy(entity) ? entity : undefined;
    const found = checkText({ prose, policy }, texts.context, policy && subjectOf(policy));
    if (!above) texts.apart(found.filter((finding) => finding.in));
    // A letter in another encoding is reported once a file.
    if (!above?.text.includes('\ufffd')) found.push(...syntaxFindings(textProblems(part.text)));
    this.note(part, {
      ...NOTHING,
      findings: placedIn(
        part,
        found.filter((finding) => !finding.in),
      ),
    });
    if (above && this.matter) {
      const inMatter = placedIn(
        above,
        found.filter((finding) => finding.in),
      );
      this.note(
        above,
        inMatter.length
          ? { ...this.matter, findings: [...this.matter.findings, ...inMatter].sort(byPlace) }
          : this.matter,
      );
      above.forgetLines();
    }
    part.forgetLines();
  }
}

const byPlace = (a: PartFinding, b: PartFinding): number =>
  a.range.start.line - b.range.start.line ||
  a.range.start.character - b.range.start.character ||
  (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0);

/** How long the line is that ends front matter, if it is at a place. */
const markerLine = (text: string, at: number): number =>
  text.startsWith('---', at) || text.startsWith('...', at) ? endOfLine(text, at) : 0;

/** The part's own ids are known to each other before they are known to the root. */
function knowing(ids: readonly DefinedId[], { name }: AnyKind, context: Context): Context {
  if (ids.length === 0) return context;
  const own = new Set(ids.map(({ id }) => id));
  return {
    ...context,
    isDefined: (kind, id) => (kind === name && own.has(id)) || context.isDefined(kind, id),
  };
}

/** The shape of the top of a part. */
export function topShape(kind: AnyKind, part: Part): Shape {
  if (part.role === 'frontMatter') return kind.shape;
  return part.role === 'item' ? kind.document.keys.get(kind.list)! : kind.document;
}

/** Front matter that is not closed, with what is to be said of that, on its last line. */
function unclosed([tree, ...trees]: readonly Tree[], text: string): readonly Tree[] {
  const end = text.trimEnd().length;
  const start = text.lastIndexOf('\n', end - 1) + 1;
  const message = 'The front matter is not closed: put a line with --- below it';
  return tree ? [{ ...tree, problems: [...tree.problems, { start, end, message }] }, ...trees] : [];
}

const markdownPart = (source: string, from: number, markdown: 'text' | 'unregistered'): Part =>
  new Part(source, 'plain', from, source.length, undefined, markdown);

/** The items of a text as parts. */
const itemParts = (text: string, { starts, lines }: Items): Part[] =>
  starts.map((start, index) => new Part(text, 'item', start, starts[index + 1], lines[index]));

function idsIn(entities: readonly ReadEntity<AnyEntity>[]): DefinedId[] {
  const ids: DefinedId[] = [];
  for (const { entity } of entities) {
    const { id } = entity.fields as { readonly id?: Field<string> };
    if (id?.value !== undefined) ids.push({ id: id.value, span: id });
  }
  return ids;
}

const NO_LINKS: readonly Link[] = [];

function linksIn(entities: readonly ReadEntity<AnyEntity>[]): readonly Link[] {
  let links: Map<string, Link> | undefined;
  for (const { references } of entities)
    for (const { to, id } of references) {
      if (!kindNamed(to)) continue;
      links ??= new Map();
      links.set(`${to} ${id}`, { kind: to, id });
    }
  return links ? [...links.values()] : NO_LINKS;
}

const syntaxFindings = (problems: readonly SyntaxProblem[]): RawFinding[] =>
  problems.map((problem) => ({ rule: 'yaml/syntax', severity: 'error', ...problem }));

/** Findings with their places as lines of a part, in order. */
const placedIn = (part: Part, raw: readonly RawFinding[]): PartFinding[] =>
  [...raw]
    .sort((a, b) => a.start - b.start || (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0))
    .map(
      ({ start, end, related, ...finding }): PartFinding => ({
        ...finding,
        range: part.rangeOf({ start, end }),
        ...(related
          ? { related: related.map((place) => ({ range: part.rangeOf(place), message: place.message })) }
          : {}),
      }),
    );

function resultOf(part: Part, kind: AnyKind, read: ReadDocument<AnyEntity>, context: Context): PartResult {
  const raw: RawFinding[] = checkStructure(read, context);
  const ids = kind.unique ? idsIn(read.entities) : [];
  const rows: AnyRow[] = [];
  const entities: AnyEntity[] = [];
  const within = kind.keep ? context : knowing(ids, kind, context);
  for (const item of read.entities) {
    const found = checkEntity(item, part.text, within);
    raw.push(...found);
    if (kind.keep) rows.push(kind.keep(item.entity, found, part, context));
    else entities.push(item.entity);
  }
  return {
    findings: placedIn(part, raw),
    ids,
    refers: linksIn(read.entities),
    rows,
    entities,
    count: read.entities.length,
    beside: read.beside,
    topKey: read.topKey,
    broken: read.problems.length > 0,
  };
}
