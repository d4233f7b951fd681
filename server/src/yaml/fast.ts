import { detached } from './detached.ts';
import { DEEPEST, type Entry, type MapNode, type Node, type ScalarNode, type SeqNode } from './tree.ts';

/**
 * Reads the YAML that people write in registers and policies, about ten times faster than a full YAML parser: block and
 * flow collections, plain and quoted scalars on one line, literal block scalars, comments. At anything else, and at
 * anything that looks wrong, it gives up, and the full parser has the word; a fuzz test holds the two to the same tree.
 *
 * It takes whole lines out of a longer text, because looking at the characters of a slice takes three times as long.
 * @param from where the lines start; offsets in the tree count from here
 * @param to where they end: behind a line break or at the text's end
 * @returns the tree (`undefined` root: nothing but comments), or `null` if this is not for this reader
 */
export function readFast(text: string, from = 0, to = text.length): { root: Node | undefined } | null {
  // A lone carriage return ends a line, in a comment too.
  const lines = text.slice(from, to);
  if (lines.includes('\r') && /\r(?!\n)/.test(lines)) return null;
  try {
    return new FastReader(text, from, to).document();
  } catch (error) {
    if (error === GIVE_UP) return null;
    throw error;
  }
}

const GIVE_UP = new Error('not for the fast reader');
const fail = (): never => {
  throw GIVE_UP;
};

const LF = 10;
const CR = 13;
const SPACE = 32;
const TAB = 9;
const HASH = 35;
const DASH = 45;
const COLON = 58;
const COMMA = 44;
const OPEN_SEQ = 91;
const CLOSE_SEQ = 93;
const OPEN_MAP = 123;
const CLOSE_MAP = 125;
const BACKSLASH = 92;
const DOUBLE = 34;
const SINGLE = 39;
const PIPE = 124;

/** What a character is to this reader, as bits in a table: most characters are asked about several times. */
const KEY = 1;
const INDICATOR = 2;
/** Somewhere in a plain scalar it may end it, or be wrong. */
const STOP = 4;
const STOP_IN_FLOW = 8;
const CLASSES = new Uint8Array(128);
const mark = (characters: string, bit: number): void => {
  for (const character of characters) CLASSES[character.charCodeAt(0)]! |= bit;
};
/** Keys that need no thought: letters, digits and the marks that ids and rule ids have. */
mark('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./', KEY);
/** Characters that give a plain scalar another meaning when they come first. */
mark('!"#%&\'*,:>?@[]`{|}', INDICATOR);
mark('\n\r\t:#', STOP | STOP_IN_FLOW);
mark(',[]{}', STOP_IN_FLOW);
const isOf = (c: number, bits: number): boolean => c < 128 && (CLASSES[c]! & bits) !== 0;

/**
 * Keys that were seen, by a hash of a few of their characters: the same few keys come again and again, and a text that is
 * already known costs neither memory nor a new hash where fields are looked up by it.
 */
const seenKeys: (string | undefined)[] = new Array(1024).fill(undefined);
function keyText(text: string, start: number, end: number): string {
  const length = end - start;
  const slot =
    (text.charCodeAt(start) * 31 +
      text.charCodeAt(start + (length >> 1)) * 17 +
      text.charCodeAt(end - 1) * 7 +
      length * 67) &
    1023;
  const seen = seenKeys[slot];
  if (seen !== undefined && seen.length === length && text.startsWith(seen, start)) return seen;
  const key = detached(text.slice(start, end));
  seenKeys[slot] = key;
  return key;
}

/** Maps with fewer entries than this compare their keys one by one. */
const MANY_KEYS = 32;

/** Gives up at a key that is there already. @returns the keys of a map with many entries, the new one included */
function withKey(text: string, entries: readonly Entry[], seen: Set<string> | undefined): Set<string> | undefined {
  if (entries.length < MANY_KEYS) {
    for (const { key } of entries) if (key.text === text) fail();
    return undefined;
  }
  const keys = seen ?? new Set(entries.map(({ key }) => key.text));
  if (keys.has(text)) fail();
  return keys.add(text);
}

/** As deep as this reader goes: less than the full one, whose count is another. */
const DEEPEST_HERE = DEEPEST / 2;

class FastReader {
  private pos: number;
  /** Column of the next content line once `nextLine` has found one; -1 at the end. */
  private indent = -1;

  constructor(
    private readonly text: string,
    private readonly from: number,
    private readonly to: number,
  ) {
    this.pos = from;
  }

  document(): { root: Node | undefined } {
    const { text } = this;
    this.nextLine();
    if (this.indent === 0 && text.startsWith('---', this.pos)) {
      // One marker before the only document; what follows on its line is for the full parser.
      this.pos += 3;
      this.endOfLine();
      this.nextLine();
    }
    if (this.indent < 0) return { root: undefined };
    const root = this.block(this.indent);
    if (this.indent >= 0) fail();
    return { root };
  }

  /** Moves to the first character of the next line with content, from the start of a line. */
  private nextLine(): void {
    const { text } = this;
    for (;;) {
      let column = 0;
      let p = this.pos;
      while (text.charCodeAt(p) === SPACE) {
        p++;
        column++;
      }
      if (p >= this.to) {
        this.pos = p;
        this.indent = -1;
        return;
      }
      const c = text.charCodeAt(p);
      if (c === LF) {
        this.pos = p + 1;
        continue;
      }
      if (c === CR) {
        if (text.charCodeAt(p + 1) !== LF) fail();
        this.pos = p + 2;
        continue;
      }
      if (c === HASH) {
        const end = text.indexOf('\n', p);
        this.pos = end < 0 ? this.to : end + 1;
        continue;
      }
      if (c === TAB || c === 0xfeff) fail();
      if (column === 0 && (c === DASH || c === 46)) {
        // `---` and `...` in the middle divide documents.
        const three = text.substr(p, 3);
        if ((three === '---' && p > 0 && this.seenContent) || three === '...') fail();
      }
      if (column === 0 && c === 37) fail();
      this.pos = p;
      this.indent = column;
      this.seenContent = true;
      return;
    }
  }
  private seenContent = false;
  /** How many lists and maps are open. */
  private depth = 0;

  /** Goes one list or map deeper; what is deeper than people write is for the full parser, which tells where it is too deep. */
  private enter(): void {
    if (++this.depth > DEEPEST_HERE) fail();
  }

  /** Passes spaces and a comment up to the line's end; anything else is not for this reader. */
  private endOfLine(): void {
    const { text } = this;
    let p = this.pos;
    while (text.charCodeAt(p) === SPACE) p++;
    const c = text.charCodeAt(p);
    if (p >= this.to) {
      this.pos = p;
    } else if (c === LF) {
      this.pos = p + 1;
    } else if (c === CR && text.charCodeAt(p + 1) === LF) {
      this.pos = p + 2;
    } else if (c === HASH && p > this.pos) {
      const end = text.indexOf('\n', p);
      this.pos = end < 0 ? this.to : end + 1;
    } else fail();
  }

  /** Whether only spaces or a comment are left on the line. */
  private atEndOfLine(): boolean {
    const { text } = this;
    let p = this.pos;
    while (text.charCodeAt(p) === SPACE) p++;
    if (p >= this.to) return true;
    const c = text.charCodeAt(p);
    return c === LF || c === CR || (c === HASH && p > this.pos);
  }

  /** A block node whose first character is at `pos`, in column `indent`. */
  private block(indent: number): Node {
    const c = this.text.charCodeAt(this.pos);
    if (c === DASH && this.isBlank(this.pos + 1)) return this.seq(indent);
    const colon = this.colon();
    if (colon >= 0) return this.map(indent, colon);
    const node = this.inline(indent - 1);
    this.afterValue(indent - 1);
    return node;
  }

  private isBlank(p: number): boolean {
    const c = this.text.charCodeAt(p);
    return c === SPACE || c === LF || c === CR || p >= this.to;
  }

  /** Where the colon is if the line goes on with `key:`; else -1. Keys that are not plain words are left to the full parser. */
  private colon(inFlow = false): number {
    const { text, pos } = this;
    // A key in quotes, as JSON has it, must be such a word as well.
    const quoted = text.charCodeAt(pos) === DOUBLE;
    let p = quoted ? pos + 1 : pos;
    while (isOf(text.charCodeAt(p), KEY)) p++;
    if (quoted && (p === pos + 1 || text.charCodeAt(p++) !== DOUBLE)) return -1;
    return p > pos && text.charCodeAt(p) === COLON && ((quoted && inFlow) || this.isBlank(p + 1)) ? p : -1;
  }

  private scalar(start: number, end: number, text: string, style: ScalarNode['style']): ScalarNode {
    return { kind: 'scalar', start: start - this.from, end: end - this.from, text, style };
  }

  private key(colon: number): ScalarNode {
    const { text, pos } = this;
    if (text.charCodeAt(pos) === DOUBLE) return this.scalar(pos, colon, keyText(text, pos + 1, colon - 1), 'double');
    return this.scalar(pos, colon, keyText(text, pos, colon), 'plain');
  }

  /** @param colon where the first key ends */
  private map(indent: number, colon: number): MapNode {
    this.enter();
    const start = this.pos;
    const entries: Entry[] = [];
    let seen: Set<string> | undefined;
    let end = start;
    for (let next = colon; ; next = this.colon()) {
      if (next < 0) fail();
      const key = this.key(next);
      seen = withKey(key.text, entries, seen);
      this.pos = next + 1;
      const value = this.value(indent, true);
      entries.push({ key, value });
      end = value ? value.end : next + 1 - this.from;
      if (this.indent < indent) break;
      if (this.indent > indent || (this.text.charCodeAt(this.pos) === DASH && this.isBlank(this.pos + 1))) fail();
    }
    this.depth--;
    return { kind: 'map', flow: false, start: start - this.from, end, entries };
  }

  private seq(indent: number): SeqNode {
    this.enter();
    const start = this.pos;
    const items: (Node | undefined)[] = [];
    let end = start;
    for (;;) {
      const dash = this.pos;
      this.pos++;
      let value: Node | undefined;
      if (this.atEndOfLine()) value = this.value(indent, false);
      else {
        let p = this.pos;
        while (this.text.charCodeAt(p) === SPACE) p++;
        this.pos = p;
        if (this.text.charCodeAt(p) === DASH && this.isBlank(p + 1)) fail();
        const colon = this.colon();
        if (colon >= 0) value = this.map(indent + (p - dash), colon);
        else {
          value = this.inline(indent);
          this.afterValue(indent);
        }
      }
      // An empty item is somebody in the middle of typing.
      if (!value) fail();
      items.push(value);
      end = value!.end;
      if (this.indent < indent) break;
      if (this.indent > indent || this.text.charCodeAt(this.pos) !== DASH || !this.isBlank(this.pos + 1)) {
        // Under a key in the same column the list ends where the next key begins.
        if (this.indent === indent) break;
        fail();
      }
    }
    this.depth--;
    return { kind: 'seq', flow: false, start: start - this.from, end, items };
  }

  /** The value after `key:` or `-`, on the same line or below, then moves to the next line. */
  private value(indent: number, ofKey: boolean): Node | undefined {
    const { text } = this;
    if (this.atEndOfLine()) {
      this.endOfLine();
      this.nextLine();
      if (this.indent > indent) return this.block(this.indent);
      if (ofKey && this.indent === indent && text.charCodeAt(this.pos) === DASH && this.isBlank(this.pos + 1))
        return this.seq(indent);
      return undefined;
    }
    if (text.charCodeAt(this.pos) !== SPACE) fail();
    while (text.charCodeAt(this.pos) === SPACE) this.pos++;
    if (text.charCodeAt(this.pos) === PIPE) return this.literal(indent);
    const node = this.inline(indent);
    this.afterValue(indent);
    return node;
  }

  /** After a value on one line: the rest of the line, then the next one, which must not continue the value. */
  private afterValue(indent: number): void {
    this.endOfLine();
    this.nextLine();
    if (this.indent > indent) fail();
  }

  private inline(indent: number): Node {
    const c = this.text.charCodeAt(this.pos);
    if (c === OPEN_SEQ || c === OPEN_MAP) return this.flow(indent, 0);
    if (c === DOUBLE || c === SINGLE) return this.quoted();
    return this.plain(false);
  }

  private quoted(): ScalarNode {
    const { text } = this;
    const start = this.pos;
    const quote = text.charCodeAt(start);
    let p = start + 1;
    let doubled = false;
    let escaped = false;
    for (; ; p++) {
      const c = text.charCodeAt(p);
      if (p >= this.to || c === LF || c === CR) fail();
      if (c === quote) {
        if (quote === SINGLE && text.charCodeAt(p + 1) === SINGLE) {
          doubled = true;
          p++;
          continue;
        }
        break;
      }
      if (c === BACKSLASH && quote === DOUBLE) {
        // The escapes that JSON has; YAML has more.
        const next = text.charAt(p + 1);
        if (!'"\\/bfnrt'.includes(next) && !(next === 'u' && /^[0-9a-f]{4}$/i.test(text.slice(p + 2, p + 6)))) fail();
        escaped = true;
        p++;
      } else if (c < SPACE) fail();
    }
    this.pos = p + 1;
    const content = text.slice(start + 1, p);
    return this.scalar(
      start,
      p + 1,
      doubled ? content.replaceAll("''", "'") : escaped ? (JSON.parse(`"${content}"`) as string) : content,
      quote === SINGLE ? 'single' : 'double',
    );
  }

  private plain(inFlow: boolean): ScalarNode {
    const { text } = this;
    const start = this.pos;
    const first = text.charCodeAt(start);
    if (isOf(first, INDICATOR) || (first === DASH && (this.isBlank(start + 1) || inFlow))) fail();
    const stop = inFlow ? STOP_IN_FLOW : STOP;
    let p = start;
    for (; p < this.to; p++) {
      const c = text.charCodeAt(p);
      if (!isOf(c, stop)) continue;
      if (c === LF || c === CR) break;
      if (c === TAB) fail();
      if (c === COLON) {
        if (this.isBlank(p + 1)) fail();
        if (inFlow) {
          const next = text.charCodeAt(p + 1);
          if (next === COMMA || next === OPEN_SEQ || next === CLOSE_SEQ || next === OPEN_MAP || next === CLOSE_MAP)
            fail();
        }
      } else if (c === HASH) {
        if (text.charCodeAt(p - 1) === SPACE) break;
      } else if (c === OPEN_SEQ || c === OPEN_MAP) fail();
      else break;
    }
    let end = p;
    while (end > start && text.charCodeAt(end - 1) === SPACE) end--;
    if (end === start) fail();
    this.pos = end;
    return this.scalar(start, end, text.slice(start, end), 'plain');
  }

  /** Passes white space, line ends and comments inside a flow collection. */
  private flowSpace(indent: number, depth: number): void {
    const { text } = this;
    for (;;) {
      const c = text.charCodeAt(this.pos);
      if (c === SPACE) this.pos++;
      else if (c === LF || c === CR || c === HASH) {
        if (c === HASH && text.charCodeAt(this.pos - 1) !== SPACE) fail();
        const end = text.indexOf('\n', this.pos);
        if (end < 0) fail();
        if (c === CR && text.charCodeAt(this.pos + 1) !== LF) fail();
        this.pos = end + 1;
        this.nextLine();
        if (this.indent > indent) continue;
        // Only the last bracket may stand under the key that it belongs to.
        const next = text.charCodeAt(this.pos);
        if (this.indent < indent || this.indent < 0 || depth > 0 || (next !== CLOSE_SEQ && next !== CLOSE_MAP)) fail();
      } else return;
    }
  }

  private flow(indent: number, depth: number): MapNode | SeqNode {
    const { text } = this;
    this.enter();
    const opened = this.pos;
    const isMap = text.charCodeAt(opened) === OPEN_MAP;
    const close = isMap ? CLOSE_MAP : CLOSE_SEQ;
    const entries: Entry[] = [];
    const items: Node[] = [];
    let seen: Set<string> | undefined;
    this.pos++;
    this.flowSpace(indent, depth);
    while (text.charCodeAt(this.pos) !== close) {
      if (isMap) {
        const colon = this.colon(true);
        if (colon < 0) fail();
        const key = this.key(colon);
        seen = withKey(key.text, entries, seen);
        this.pos = colon + 1;
        this.flowSpace(indent, depth);
        const next = text.charCodeAt(this.pos);
        entries.push({ key, value: next === COMMA || next === CLOSE_MAP ? undefined : this.flowValue(indent, depth) });
      } else items.push(this.flowValue(indent, depth));
      this.flowSpace(indent, depth);
      if (text.charCodeAt(this.pos) === COMMA) {
        this.pos++;
        if (!this.isBlank(this.pos)) {
          // `a,b` is one more thing that people write: fine, unless it is a quote or a bracket.
          const next = text.charCodeAt(this.pos);
          if (next === COMMA || next === HASH) fail();
        }
        this.flowSpace(indent, depth);
        if (text.charCodeAt(this.pos) === COMMA) fail();
      } else if (text.charCodeAt(this.pos) !== close) fail();
    }
    this.pos++;
    const start = opened - this.from;
    const end = this.pos - this.from;
    this.depth--;
    return isMap ? { kind: 'map', flow: true, start, end, entries } : { kind: 'seq', flow: true, start, end, items };
  }

  private flowValue(indent: number, depth: number): Node {
    const c = this.text.charCodeAt(this.pos);
    let node: Node;
    if (c === OPEN_SEQ || c === OPEN_MAP) node = this.flow(indent, depth + 1);
    else if (c === DOUBLE || c === SINGLE) node = this.quoted();
    else node = this.plain(true);
    // A colon after it would make it a key.
    let p = this.pos;
    while (this.text.charCodeAt(p) === SPACE) p++;
    if (this.text.charCodeAt(p) === COLON) fail();
    return node;
  }

  /** A literal block scalar (`|`, `|-`) with its content indented by spaces, in the common shape. */
  private literal(indent: number): ScalarNode {
    const { text } = this;
    const start = this.pos;
    this.pos++;
    const strip = text.charCodeAt(this.pos) === DASH;
    if (strip) this.pos++;
    this.endOfLine();
    let column = -1;
    const lines: string[] = [];
    let end = this.pos;
    for (;;) {
      // The next line, if there is one, is no longer ours.
      if (this.pos >= this.to) break;
      let p = this.pos;
      while (text.charCodeAt(p) === SPACE) p++;
      const spaces = p - this.pos;
      const c = text.charCodeAt(p);
      if (p >= this.to || c === LF || c === CR) {
        // A blank line: ours if content follows. Spaces beyond the column would be content.
        if (p >= this.to) {
          if (spaces) fail();
          break;
        }
        if (column < 0 || spaces > column) fail();
        if (c === CR && text.charCodeAt(p + 1) !== LF) fail();
        lines.push('');
        this.pos = p + (c === CR ? 2 : 1);
        continue;
      }
      if (column < 0) {
        if (spaces <= indent) fail();
        column = spaces;
      }
      if (spaces < column) {
        if (spaces > indent) fail();
        break;
      }
      if (c === TAB) fail();
      let lineEnd = text.indexOf('\n', p);
      if (lineEnd < 0) lineEnd = this.to;
      const contentEnd = text.charCodeAt(lineEnd - 1) === CR ? lineEnd - 1 : lineEnd;
      const line = text.slice(this.pos + column, contentEnd);
      if (line.includes('\r')) fail();
      lines.push(line);
      this.pos = Math.min(lineEnd + 1, this.to);
      end = this.pos;
      if (lineEnd === this.to) break;
    }
    if (column < 0) fail();
    while (lines[lines.length - 1] === '') lines.pop();
    this.nextLine();
    if (this.indent > indent) fail();
    const content = lines.join('\n');
    return this.scalar(start, end, strip ? content : `${content}\n`, 'block');
  }
}
