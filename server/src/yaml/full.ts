import {
  Composer,
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Node as LibraryNode,
  type ParsedNode,
  Parser,
  type YAMLError,
} from 'yaml';
import { blankRegion, openPlaces, regionAt } from './broken.ts';
import type { AliasNode, Entry, MapNode, Node, ScalarNode, Span, SyntaxProblem, Tree } from './tree.ts';

/**
 * How often a text is read again without the place that was broken: fewer times the longer it is, for each time costs a
 * full reading. Beyond that the rest stays as it could be read.
 */
const mostBroken = (text: string): number => Math.max(4, Math.min(50, Math.floor(500_000 / (text.length + 1))));
/** How many entries merge keys may bring into one document, so that a chain of them cannot fill the memory. */
const MOST_MERGED = 5000;

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
  const note = (problem: SyntaxProblem, region: Span) => {
    problems.push(problem);
    broken.push(region);
    readable = blankRegion(readable, region);
  };
  let documents = compose(readable);
  let error = firstError(documents, readable);
  if (error) {
    for (const place of openPlaces(readable).slice(0, most)) {
      note({ start: place.start, end: place.start + 1, message: place.message }, place.region);
    }
    if (broken.length) {
      documents = compose(readable);
      error = firstError(documents, readable);
    }
  }
  while (error && rounds++ < most) {
    const region = regionAt(readable, offsetOf(readable, error));
    if (readable.slice(region.start, region.end).trim() === '') break;
    // Broken lines one below the other are one broken place.
    const beside =
      wholeLines(readable, region) &&
      broken.some((other) => wholeLines(text, other) && isBetweenBlank(readable, other, region));
    if (beside) {
      broken.push(region);
      readable = blankRegion(readable, region);
    } else note(errorSpan(readable, error), region);
    documents = compose(readable);
    error = firstError(documents, readable);
  }
  if (error) problems.push(errorSpan(readable, error));

  let from = 0;
  const trees = documents.map((document, index) => {
    const until = index + 1 < documents.length ? (document.range?.[2] ?? text.length) : Number.POSITIVE_INFINITY;
    const tree = new Converter(broken).tree(document);
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

function compose(text: string): Document.Parsed[] {
  const composer = new Composer({
    schema: 'failsafe',
    uniqueKeys: false,
    strict: true,
    keepSourceTokens: false,
    logLevel: 'silent',
  });
  const documents: Document.Parsed[] = [];
  for (const document of composer.compose(new Parser().parse(text), true, text.length))
    documents.push(document as Document.Parsed);
  return documents;
}

/** Errors that the library tells at the white space before what does not fit. */
const AHEAD: ReadonlySet<string> = new Set(['BAD_INDENT', 'TAB_AS_INDENT', 'BLOCK_AS_IMPLICIT_KEY']);

/** Where an error stands: on the first text at or behind its place, where the library points at the space before it. */
function offsetOf(text: string, error: YAMLError): number {
  const at = Math.min(error.pos[0], text.length);
  const ahead = AHEAD.has(error.code) || (error.code === 'MISSING_CHAR' && error.message.startsWith('Sequence item'));
  if (!ahead || !/\s/.test(text[at] ?? '')) return at;
  const space = /(?:\s+|#[^\n]*)*/y;
  space.lastIndex = at;
  space.test(text);
  return space.lastIndex < text.length ? space.lastIndex : at;
}

function firstError(documents: readonly Document.Parsed[], text: string): YAMLError | undefined {
  let first: YAMLError | undefined;
  let offset = 0;
  for (const { errors } of documents) {
    for (const error of errors) {
      const at = offsetOf(text, error);
      // Of several at one place, a tab is what is behind the others.
      if (first && (at > offset || (at === offset && error.code !== 'TAB_AS_INDENT'))) continue;
      first = error;
      offset = at;
    }
  }
  return first;
}

/** Where to show a reader's error: on text, never on the line end behind it. */
function errorSpan(text: string, error: YAMLError): SyntaxProblem {
  let start = offsetOf(text, error);
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
  return { start, end: Math.max(start, Math.min(end, text.length)), message: plainMessage(error) };
}

/** What is wrong in words for an author; the library's own first sentence where there is nothing better to say. */
function plainMessage(error: YAMLError): string {
  switch (error.code) {
    case 'MULTILINE_IMPLICIT_KEY':
    case 'MISSING_CHAR':
      return 'This is no `key: value`: a colon is missing, or a quote or bracket';
    case 'BLOCK_AS_IMPLICIT_KEY':
      return 'A value with a colon and a space in it needs quotes, and a nested key a line of its own';
    case 'TAB_AS_INDENT':
      return 'YAML is indented with spaces, not with tabs';
    case 'BAD_INDENT':
      return 'The indentation does not fit the lines around it';
    case 'BAD_SCALAR_START':
      return 'A value that starts with this character needs quotes';
    default:
      return (error.message.split(/ at line \d+|\n/)[0] ?? error.message).replace(/[.:]\s*$/, '');
  }
}

class Converter {
  private readonly anchors = new Map<string, Node | undefined>();
  private readonly problems: SyntaxProblem[] = [];
  private openAliases = false;
  private merged = 0;

  constructor(private readonly broken: readonly Span[]) {}

  tree(document: Document.Parsed): Tree {
    const root = this.node(document.contents as ParsedNode | null, document.range?.[0] ?? 0, document.range?.[1] ?? 0);
    return { root, problems: this.problems, ...(this.openAliases ? { openAliases: true } : {}) };
  }

  /** The node, or what an empty one means: nothing, or a value that was broken. */
  private node(node: LibraryNode | null | undefined, start: number, end: number): Node | undefined {
    if (!node?.range) return this.emptyAt(start, end);
    const [from, to] = node.range;
    if (isAlias(node)) {
      const name = node.source;
      const alias: AliasNode = { kind: 'alias', start: from, end: to, name, target: this.anchors.get(name) };
      if (!this.anchors.has(name)) {
        this.openAliases = true;
        this.problems.push({ start: from, end: to, message: `There is no anchor &${name} before this alias` });
        return { kind: 'broken', start: from, end: to };
      }
      return alias;
    }
    let result: Node | undefined;
    if (isScalar(node)) {
      const text = String(node.value ?? '');
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
    if (anchor) this.anchors.set(anchor, result);
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
        if (keyNode?.range) {
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
        message: `${keys.map(({ text }) => text).join(', ')} are there already, and the first ones count: is the dash of a new item missing?`,
      });
    } else {
      for (const { start, end, text } of keys)
        this.problems.push({ start, end, message: `The key ${text} is there already: the first one counts` });
    }
    keys.length = 0;
  }

  private merge(node: Node, at: Span, entries: Entry[], seen: Set<string>): void {
    const target = node.kind === 'alias' ? node.target : node;
    if (target?.kind === 'seq') {
      for (const item of target.items) if (item) this.merge(item, node.kind === 'alias' ? at : item, entries, seen);
      return;
    }
    if (target?.kind !== 'map') {
      if (target && target.kind !== 'broken')
        this.problems.push({ start: at.start, end: at.end, message: 'Only a map can be merged' });
      return;
    }
    for (const entry of target.entries) {
      if (seen.has(entry.key.text) || ++this.merged > MOST_MERGED) continue;
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
    const region = this.broken.find((span) => span.start >= start - 1 && span.start < Math.max(end, start + 1));
    return region && { kind: 'broken', start: region.start, end: region.end };
  }
}

const styleOf = (type: string | undefined): ScalarNode['style'] =>
  type === 'QUOTE_DOUBLE'
    ? 'double'
    : type === 'QUOTE_SINGLE'
      ? 'single'
      : type?.startsWith('BLOCK')
        ? 'block'
        : 'plain';
