import {
  Composer,
  type CST,
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  Lexer,
  type Node as LibraryNode,
  type ParsedNode,
  Parser,
} from 'yaml';
import { blankRegions, blockAt, flowAt, openPlaces, regionAt } from './broken.ts';
import {
  type AliasNode,
  DEEPEST,
  type Entry,
  type MapNode,
  type Node,
  type ScalarNode,
  type Span,
  type SyntaxProblem,
  type Tree,
} from './tree.ts';

/**
 * How often a text is read again without the place that was broken: fewer times the longer it is, for each time costs a
 * full reading. Beyond that the rest stays as it could be read.
 */
const mostBroken = (text: string): number => Math.max(1, Math.min(50, Math.floor(200_000 / (text.length + 1))));
/** How many values aliases may bring into one text, beside one for each of its characters: a chain of them doubles. */
const ALIASED = 100_000;
/**
 * How many tokens the library may make of a text: each takes some hundred bytes. That is about 20 MB of what people write,
 * where the fast reader cannot read it.
 */
const MOST_TOKENS = 6_000_000;
const TOO_LARGE = 'The file is too large to be read from here on: divide it, or write its list in block style';
const TOO_DEEP = `Lists and maps are nested more than ${DEEPEST} deep here: this value is not read, so write it flatter`;
/** How many repeated keys are named in one message. */
const MOST_NAMED = 5;

/**
 * Reads any text with the `yaml` library. A broken place is one problem, on the bracket or quote left open or else where
 * reading fails; its value becomes a `broken` node and the rest is read as if it were not there.
 */
export function readFull(text: string): Tree[] {
  // A %YAML directive changes nothing: as a comment of the same length it cannot.
  // A lone carriage return ends a line, which the library does not know.
  let readable = text.replace(/^%YAML(?=[ \t])/gm, '#YAML').replace(/\r(?!\n)/g, '\n');
  const problems: SyntaxProblem[] = [];
  const broken: Span[] = [];
  const most = mostBroken(text);
  let rounds = 0;
  let { documents, trouble } = compose(readable);
  const again = (): void => {
    // Two readings of a large text are more than the memory may have room for.
    documents = [];
    ({ documents, trouble } = compose(readable));
  };
  if (trouble && !trouble.deep) {
    const places = openPlaces(readable).slice(0, most);
    for (const place of places) {
      problems.push({ start: place.start, end: place.start + 1, message: place.message });
      broken.push(place.region);
    }
    if (places.length) {
      readable = blankRegions(readable, broken);
      again();
    }
  }
  for (; trouble && rounds < most; rounds++) {
    const region = trouble.deep ? deepRegion(readable, trouble.deep) : regionAt(readable, trouble.offset);
    if (readable.slice(region.start, region.end).trim() === '') break;
    // Broken lines one below the other are one broken place.
    const beside =
      !trouble.deep &&
      wholeLines(readable, region) &&
      broken.some((other) => wholeLines(text, other) && isBetweenBlank(readable, other, region));
    if (!beside) problems.push(spanOf(readable, trouble));
    broken.push(region);
    readable = blankRegions(readable, [region]);
    again();
  }
  if (trouble) problems.push(spanOf(readable, trouble));
  // Nothing can be read from where it is too deep on.
  if (trouble?.deep) {
    const region = { start: trouble.offset, end: readable.length };
    broken.push(region);
    readable = blankRegions(readable, [region]);
    again();
  }
  broken.sort((a, b) => a.start - b.start);

  const converter = new Converter(broken, ALIASED + text.length);
  let from = 0;
  const trees = documents.map((document, index) => {
    const until = index + 1 < documents.length ? (document.range?.[2] ?? text.length) : Number.POSITIVE_INFINITY;
    const tree = converter.tree(document);
    const own = problems.filter((problem) => problem.start >= from && problem.start < until);
    from = until;
    return { ...tree, problems: [...own, ...tree.problems].sort((a, b) => a.start - b.start) };
  });
  return trees;
}

/** Whether a region goes from the start of a line, white space apart, to the end of one. */
const wholeLines = (text: string, { start }: Span): boolean =>
  text.slice(text.lastIndexOf('\n', start - 1) + 1, start).trim() === '';

/** Whether nothing stands between two regions. */
function isBetweenBlank(text: string, a: Span, b: Span): boolean {
  const [first, second] = a.start < b.start ? [a, b] : [b, a];
  return text.slice(first.end, second.start).trim() === '';
}

/** What is wrong first in a text, by its place, as the library tells it; or where it is nested too deep. */
interface Trouble {
  readonly code: string;
  readonly message: string;
  readonly pos: readonly [number, number];
  /** Where it stands: see `offsetOf`. */
  readonly offset: number;
  readonly deep?: Deep;
}

/** Where nesting gets too deep, or the text too large. */
interface Deep {
  readonly offset: number;
  readonly message: string;
  /** Where the outermost bracket around it opens, if it is in brackets. */
  readonly bracket: number | undefined;
}

/** Reads a text up to where it is nested too deep, if it is. */
function compose(text: string): { documents: Document.Parsed[]; trouble: Trouble | undefined } {
  const composer = new Composer({
    schema: 'failsafe',
    uniqueKeys: false,
    strict: true,
    keepSourceTokens: false,
    logLevel: 'silent',
  });
  let first: Trouble | undefined;
  const note = (code: string, message: string, pos: readonly [number, number]): void => {
    // Most errors follow from the first: they are passed over as soon as it can be seen that they come later.
    if (first && pos[0] > first.offset) return;
    const offset = offsetOf(text, code, message, pos[0]);
    // Of several at one place, a tab is what is behind the others.
    if (first && (offset > first.offset || (offset === first.offset && code !== 'TAB_AS_INDENT'))) return;
    first = { code, message, pos, offset };
  };
  // The library makes an error of everything that is wrong, with a stack, a million of them in a large file.
  const internals = composer as unknown as { onError: OnError };
  internals.onError = (source, code, message, warning) => {
    // The library counts blank and broken lines above a key as a part of it.
    if (!warning && code !== 'KEY_OVER_1024_CHARS') note(code, message, placeOf(source));
  };
  let at: Deep | undefined;
  const documents = [
    ...composer.compose(
      tokens(text, note, (place) => {
        at = place;
      }),
      true,
      text.length,
    ),
  ] as Document.Parsed[];
  if (!at || (first && first.offset < at.offset)) return { documents, trouble: first };
  return {
    documents,
    trouble: { code: 'DEEP', message: at.message, pos: [at.offset, at.offset + 1], offset: at.offset, deep: at },
  };
}

type OnError = (
  source: number | readonly number[] | { offset: number; source?: string },
  code: string,
  message: string,
  warning?: boolean,
) => void;

/** Where the library means that an error is, as it works it out itself. */
function placeOf(source: Parameters<OnError>[0]): readonly [number, number] {
  if (typeof source === 'number') return [source, source + 1];
  if (Array.isArray(source)) return [source[0] as number, source[1] as number];
  const { offset, source: text } = source as { offset: number; source?: string };
  return [offset, offset + (typeof text === 'string' ? text.length : 1)];
}

/**
 * The library's tokens of a text, without those that are errors. Where it is nested too deep they end: the library would
 * go on until its stack ends.
 */
function* tokens(
  text: string,
  note: (code: string, message: string, pos: readonly [number, number]) => void,
  tooDeep: (place: Deep) => void,
): Generator<CST.Token> {
  const parser = new Parser();
  let documents = 0;
  let lexemes = 0;
  function* passed(all: Iterable<CST.Token>): Generator<CST.Token> {
    for (const token of all) {
      if (token.type === 'document') documents++;
      if (token.type === 'error') note('UNEXPECTED_TOKEN', token.message, placeOf(token));
      else if (token.type === 'doc-end' && !documents)
        note('UNEXPECTED_TOKEN', 'Unexpected doc-end without preceding document', placeOf(token));
      else yield token;
    }
  }
  for (const lexeme of new Lexer().lex(text)) {
    yield* passed(parser.next(lexeme));
    if (++lexemes > MOST_TOKENS) {
      tooDeep({ offset: parser.offset, message: TOO_LARGE, bracket: undefined });
      break;
    }
    if (parser.stack.length <= DEEPEST) continue;
    const bracket = parser.stack.find(({ type }) => type === 'flow-collection');
    tooDeep({ offset: parser.stack.at(-1)!.offset, message: TOO_DEEP, bracket: bracket?.offset });
    break;
  }
  yield* passed(parser.end());
}

/** What has to be left out where nesting is too deep. */
function deepRegion(text: string, { offset, message, bracket }: Deep): Span {
  if (message === TOO_LARGE) return { start: offset, end: text.length };
  const region = bracket === undefined ? blockAt(text, offset) : flowAt(text, bracket);
  return region.start <= offset && offset < region.end ? region : { start: offset, end: text.length };
}

/** Errors that the library tells at the white space before what does not fit. */
const AHEAD: ReadonlySet<string> = new Set(['BAD_INDENT', 'TAB_AS_INDENT', 'BLOCK_AS_IMPLICIT_KEY']);

/** Where an error stands: on the first text at or behind its place, where the library points at the space before it. */
function offsetOf(text: string, code: string, message: string, place: number): number {
  const at = Math.min(place, text.length);
  const ahead = AHEAD.has(code) || (code === 'MISSING_CHAR' && message.startsWith('Sequence item'));
  if (!ahead || !/\s/.test(text[at] ?? '')) return at;
  let p = at;
  for (;;) {
    while (p < text.length && /\s/.test(text[p]!)) p++;
    if (text[p] !== '#') break;
    const end = text.indexOf('\n', p);
    p = end < 0 ? text.length : end;
  }
  return p < text.length ? p : at;
}

/** Where to show a reader's error: on text, never on the line end behind it. */
function spanOf(text: string, error: Trouble): SyntaxProblem {
  let start = error.offset;
  if (start === text.length || /\s/.test(text[start]!)) {
    const lineStart = text.lastIndexOf('\n', start - 1) + 1;
    const before = text.slice(lineStart, start).trimEnd().length;
    if (before > 0) start = lineStart + before - 1;
    else {
      const next = /\S/.exec(text.slice(start));
      if (next) start += next.index;
      else start = Math.max(0, text.trimEnd().length - 1);
    }
  }
  if (error.code === 'BLOCK_AS_IMPLICIT_KEY') {
    // A value that runs on to a line with a colon: that line is the one that does not fit.
    const colon = /:(?=\s|$)/m.exec(text.slice(start));
    const breakBefore = colon ? text.lastIndexOf('\n', start + colon.index) : -1;
    if (breakBefore > start) start = breakBefore + 1 + /^\s*/.exec(text.slice(breakBefore + 1))![0].length;
  }
  let end = Math.max(error.pos[1], start + 1);
  const lineEnd = /\r?\n/.exec(text.slice(start));
  if (lineEnd) end = Math.min(end, Math.max(start + lineEnd.index, start + 1));
  return { start, end: Math.max(start, Math.min(end, text.length)), message: plainMessage(error, text, start) };
}

/** A line with a key: what is before the key, the key and its colon, and the value. */
const PAIR = /^( *(?:- +)*)(["']?[\w./-]+["']?:)(?: +(\S.*))?$/;

/** What is wrong in words for an author; the library's own first sentence where there is nothing better to say. */
function plainMessage(error: Trouble, text: string, at: number): string {
  const lineStart = text.lastIndexOf('\n', at - 1) + 1;
  const line = /^[^\r\n]*/.exec(text.slice(lineStart))![0];
  const [, lead, key = '', value = ''] = PAIR.exec(line) ?? [];
  switch (error.code) {
    case 'TAB_AS_INDENT':
      return 'YAML is indented with spaces, not with tabs';
    case 'BAD_DQ_ESCAPE':
      return 'In double quotes a backslash changes the letter behind it: write / in a path, or use single quotes';
    case 'DEEP':
      return error.message;
  }
  const glued = /^ *(?:- +)*([\w-]+):(?=[^\s/])/.exec(line);
  if (glued && !key) return `A space is missing behind the colon of ${glued[1]}`;
  const shift = key && lead !== undefined ? shifted(text, lineStart, lead.length) : undefined;
  if (shift !== undefined && (INDENT.has(error.code) || at <= lineStart + lead!.length))
    return `${key} is indented by ${lead!.length} spaces, where the keys above it have ${shift}: move it below them`;
  if (value.startsWith('- '))
    return 'A list begins on a line of its own below its key: move it there, or put quotes around the value';
  const [first = ''] = value;
  const quoted = first === '"' || first === "'";
  if (error.code === 'UNEXPECTED_TOKEN' && quoted)
    return `The text goes on behind the quote that ends it: ${first === "'" && value.endsWith(first) ? "write ' inside it twice" : 'put quotes around all of it'}`;
  if (error.code === 'UNEXPECTED_TOKEN' && '[{'.includes(first) && first)
    return `The text goes on behind the bracket that ends the list: put quotes around a text that begins with ${first}`;
  if (first && '>|&!*%@`]},?'.includes(first) && at >= lineStart + lead!.length + key.length)
    return `A value that starts with ${first} needs quotes`;
  switch (error.code) {
    case 'MULTILINE_IMPLICIT_KEY':
    case 'MISSING_CHAR':
      return 'This is no `key: value`: a colon is missing, or a quote or bracket';
    case 'BLOCK_AS_IMPLICIT_KEY':
      return 'A value with a colon and a space in it needs quotes, and a nested key a line of its own';
    case 'BAD_INDENT':
      return 'The indentation does not fit the lines around it';
    case 'BAD_SCALAR_START':
      return 'A value that starts with this character needs quotes';
    default:
      return /^ *[\]}]/.test(line) && error.code === 'UNEXPECTED_TOKEN'
        ? 'Nothing is open that this bracket closes: remove it'
        : (error.message.split(/ at line \d+|\n/)[0] ?? error.message).replace(/[.:]\s*$/, '');
  }
}

/** What the library says of a key that is not in the column of those above it. */
const INDENT: ReadonlySet<string> = new Set([
  'BLOCK_AS_IMPLICIT_KEY',
  'BAD_INDENT',
  'MULTILINE_IMPLICIT_KEY',
  'MISSING_CHAR',
]);

/**
 * The column of the keys above a line with a key that is in none of their columns, and one or two away; `undefined`
 * where it is in one, or far away.
 * @param lineStart offset of the line, and @param column where its key or dash is, 0-based
 */
export function shifted(text: string, lineStart: number, column: number): number | undefined {
  let near: number | undefined;
  let lowest = Number.POSITIVE_INFINITY;
  for (let end = lineStart - 1; end > 0; ) {
    const start = text.lastIndexOf('\n', end - 1) + 1;
    const [, lead, key, value] = PAIR.exec(text.slice(start, end).replace(/\r$/, '')) ?? [];
    if (key && lead!.length < lowest) {
      lowest = lead!.length;
      if (lowest === column) return undefined;
      // A deeper line is at home directly below a key without a value.
      if (lowest < column && !value && near === undefined) return undefined;
      if (near === undefined && Math.abs(lowest - column) <= 2) near = lowest;
      if (lowest < column) break;
    }
    end = start - 1;
  }
  return near;
}

class Converter {
  private anchors = new Map<
    string,
    { readonly node: Node | undefined; readonly size: number; readonly height: number }
  >();
  private problems: SyntaxProblem[] = [];
  private openAliases = false;
  /** How many nodes were made, those that aliases lead to counted as often as they do. */
  private made = 0;
  /** How deep the node at hand is nested, and the deepest one in it that was seen, through aliases. */
  private level = 0;
  private reach = 0;

  /**
   * @param broken in order
   * @param aliased how many nodes aliases may bring in, over all documents
   */
  constructor(
    private readonly broken: readonly Span[],
    private aliased: number,
  ) {}

  tree(document: Document.Parsed): Tree {
    this.anchors = new Map();
    this.problems = [];
    this.openAliases = false;
    const root = this.node(document.contents as ParsedNode | null, document.range?.[0] ?? 0, document.range?.[1] ?? 0);
    return { root, problems: this.problems, ...(this.openAliases ? { openAliases: true } : {}) };
  }

  /** The node, or what an empty one means: nothing, or a value that was broken. */
  private node(node: LibraryNode | null | undefined, start: number, end: number): Node | undefined {
    if (!node?.range) return this.emptyAt(start, end);
    const [from, to] = node.range;
    if (isAlias(node)) {
      const name = node.source;
      const anchored = this.anchors.get(name);
      const left = this.aliased;
      if (anchored) {
        this.made += anchored.size;
        this.aliased -= anchored.size;
      } else {
        this.openAliases = true;
        this.problems.push({ start: from, end: to, message: `There is no anchor &${clip(name)} before this alias` });
      }
      const reach = this.level + 1 + (anchored?.height ?? 0);
      if (anchored && this.aliased >= 0 && reach <= DEEPEST) {
        this.reach = Math.max(this.reach, reach);
        return { kind: 'alias', start: from, end: to, name, target: anchored.node } satisfies AliasNode;
      }
      if (anchored && reach > DEEPEST) this.problems.push({ start: from, end: to, message: TOO_DEEP });
      // One problem: the aliases behind it say nothing more.
      else if (anchored && left >= 0)
        this.problems.push({
          start: from,
          end: to,
          message: 'Aliases repeat too much: write out what is here, for it and the aliases below are not read',
        });
      return { kind: 'broken', start: from, end: to };
    }
    const before = this.made++;
    const around = this.reach;
    this.reach = ++this.level;
    let result: Node | undefined;
    if (isScalar(node)) {
      // A tag changes nothing: `!!timestamp` would make a moment of it.
      const text = node.source ?? String(node.value ?? '');
      const empty = from === to && styleOf(node.type) === 'plain';
      result = empty
        ? this.emptyAt(start, end)
        : { kind: 'scalar', start: from, end: to, text, style: styleOf(node.type) };
    } else if (isSeq(node)) {
      const items = node.items.map((item) =>
        this.node(isPair(item) ? (item.key as LibraryNode) : (item as LibraryNode), from, to),
      );
      const flow = Boolean(node.flow);
      // The library lets a block list run on to the next content: here it ends where its last item does.
      result = { kind: 'seq', flow, start: from, end: flow ? to : (items.at(-1)?.end ?? to), items };
    } else if (isMap(node)) {
      result = this.map(node.items as { key: LibraryNode; value: LibraryNode | null }[], Boolean(node.flow), from, to);
    }
    const anchor = (node as { anchor?: string }).anchor;
    if (anchor) this.anchors.set(anchor, { node: result, size: this.made - before, height: this.reach - this.level });
    this.level--;
    this.reach = Math.max(around, this.reach);
    return result;
  }

  private map(
    pairs: { key: LibraryNode; value: LibraryNode | null }[],
    flow: boolean,
    start: number,
    end: number,
  ): MapNode {
    const entries: Entry[] = [];
    const merges: { node: Node; at: Span }[] = [];
    const seen = new Set<string>();
    const repeated: ScalarNode[] = [];
    let lastEnd = start;
    for (const [index, { key: keyNode, value: valueNode }] of pairs.entries()) {
      const key = this.key(keyNode);
      if (!key) {
        this.node(valueNode, end, end);
        if (keyNode?.range && !this.emptyAt(keyNode.range[0], keyNode.range[1])) {
          this.problems.push({
            start: keyNode.range[0],
            end: keyNode.range[1],
            message: 'A key must be a word, not a list, a map or an alias',
          });
        }
        continue;
      }
      const next = pairs[index + 1]?.key?.range?.[0] ?? end;
      const value = this.node(valueNode, key.end, next);
      lastEnd = value ? value.end : key.end + 1;
      if (key.style === 'plain' && key.text === '<<') {
        if (value) merges.push({ node: value, at: value });
        continue;
      }
      if (seen.has(key.text)) {
        repeated.push(key);
        continue;
      }
      this.repeat(repeated);
      seen.add(key.text);
      entries.push({ key, value });
    }
    this.repeat(repeated);
    for (const { node, at } of merges) this.merge(node, at, entries, seen);
    return { kind: 'map', flow, start, end: flow ? end : Math.max(lastEnd, start), entries };
  }

  /** Tells keys that stand one below the other and are all there already: a whole item of them is one fault. */
  private repeat(keys: ScalarNode[]): void {
    const [first] = keys;
    if (keys.length > 2) {
      this.problems.push({
        start: first!.start,
        end: first!.end,
        message: `${keys
          .slice(0, MOST_NAMED)
          .map(({ text }) => clip(text))
          .join(
            ', ',
          )}${keys.length > MOST_NAMED ? ' and more' : ''} are there already, and the first ones count: is the dash of a new item missing?`,
      });
    } else {
      for (const { start, end, text } of keys)
        this.problems.push({ start, end, message: `The key ${clip(text)} is there already: the first one counts` });
    }
    keys.length = 0;
  }

  /** @param listed an item of a list of maps, which may not be a list itself */
  private merge(node: Node, at: Span, entries: Entry[], seen: Set<string>, listed = false): void {
    const target = node.kind === 'alias' ? node.target : node;
    if (target?.kind === 'seq' && !listed) {
      for (const item of target.items)
        if (item) this.merge(item, node.kind === 'alias' ? at : item, entries, seen, true);
      return;
    }
    if (target?.kind !== 'map') {
      if (target && target.kind !== 'broken')
        this.problems.push({ start: at.start, end: at.end, message: 'Only a map can be merged' });
      return;
    }
    for (const entry of target.entries) {
      if (seen.has(entry.key.text)) continue;
      seen.add(entry.key.text);
      // Written out here (`<<: { … }`), the entry is where it stands; else it sits on the alias.
      entries.push(node.kind === 'alias' ? { ...entry, via: { start: at.start, end: at.end } } : entry);
    }
  }

  private key(node: LibraryNode | null): ScalarNode | undefined {
    if (!isScalar(node) || !node.range) return undefined;
    const [start, end] = node.range;
    return { kind: 'scalar', start, end, text: String(node.value ?? ''), style: styleOf(node.type) };
  }

  private emptyAt(start: number, end: number): Node | undefined {
    let low = 0;
    for (let high = this.broken.length; low < high; ) {
      const middle = (low + high) >> 1;
      if (this.broken[middle]!.start < start - 1) low = middle + 1;
      else high = middle;
    }
    const region = this.broken[low];
    return region && region.start < Math.max(end, start + 1)
      ? { kind: 'broken', start: region.start, end: region.end }
      : undefined;
  }
}

/** A name as far as a message has room for it. */
const clip = (text: string): string => (text.length > 40 ? `${text.slice(0, 37)}…` : text || '“”');

const styleOf = (type: string | undefined): ScalarNode['style'] =>
  type === 'QUOTE_DOUBLE'
    ? 'double'
    : type === 'QUOTE_SINGLE'
      ? 'single'
      : type?.startsWith('BLOCK')
        ? 'block'
        : 'plain';
