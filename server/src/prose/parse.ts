import { type Tree, TreeFragment } from '@lezer/common';
import { type BlockContext, GFM, type InlineContext, type Line, type MarkdownExtension, parser } from '@lezer/markdown';

const code = (text: string): number => text.charCodeAt(0);

/** The end of a stretch in braces that starts at `at`, texts in quotes passed over; -1 if it is left open. */
function closeBrace(text: string, at: number): number {
  let depth = 0;
  for (let p = at; p < text.length; p++) {
    const c = text[p]!;
    if (c === '{') depth++;
    else if (c === '}') {
      depth--;
      if (!depth) return p + 1;
    } else if (c === '/' && text[p + 1] === '*') {
      const end = text.indexOf('*/', p + 2);
      if (end < 0) return -1;
      p = end + 1;
    } else if (c === '"' || c === "'" || c === '`') {
      // An apostrophe in running text opens nothing: it has no partner on its line.
      const end = text.indexOf(c, p + 1);
      const line = text.indexOf('\n', p);
      if (end > 0 && (c === '`' || line < 0 || end < line)) p = end;
    }
  }
  return -1;
}

/** The end of a tag of JSX that starts at `at`; -1 if there is none. */
function closeTag(text: string, at: number): number {
  const name = /^<\/?(?:[A-Za-z][\w.:-]*)?(?=[\s/>{])/.exec(text.slice(at, at + 100));
  if (!name) return -1;
  for (let p = at + name[0].length; p < text.length; p++) {
    const c = text[p]!;
    if (c === '>') return p + 1;
    if (c === '<') return -1;
    if (c === '{') {
      const end = closeBrace(text, p);
      if (end < 0) return -1;
      p = end - 1;
    } else if (c === '"' || c === "'") {
      const end = text.indexOf(c, p + 1);
      if (end < 0) return -1;
      p = end;
    }
  }
  return -1;
}

const MODULE =
  /^(?:import\s*(?:["'{*]|[\w$]+(?:\s*,\s*\{[^}]*\}?)?\s+from\b)|export\s+(?:const|let|var|function|default|async|class|\{|\*))/;

/** MDX: imports and exports, expressions in braces, tags of JSX; neither HTML blocks nor indented code. */
const MDX: MarkdownExtension = {
  remove: ['HTMLBlock', 'IndentedCode'],
  defineNodes: [{ name: 'MdxModule', block: true }, 'MdxExpression'],
  parseBlock: [
    {
      name: 'MdxModule',
      before: 'LinkReference',
      parse(cx: BlockContext, line: Line): boolean {
        if (line.indent || cx.depth > 1 || !MODULE.test(line.text)) return false;
        const from = cx.lineStart;
        while (cx.nextLine() && line.text.trim()) {}
        cx.addElement(cx.elt('MdxModule', from, cx.prevLineEnd()));
        return true;
      },
    },
  ],
  parseInline: [
    {
      name: 'MdxExpression',
      before: 'Escape',
      parse(cx: InlineContext, next: number, pos: number): number {
        if (next !== code('{')) return -1;
        const end = closeBrace(cx.text, pos - cx.offset);
        return end < 0 ? -1 : cx.addElement(cx.elt('MdxExpression', pos, end + cx.offset));
      },
    },
    {
      name: 'MdxTag',
      before: 'HTMLTag',
      parse(cx: InlineContext, next: number, pos: number): number {
        if (next !== code('<')) return -1;
        const end = closeTag(cx.text, pos - cx.offset);
        return end < 0 ? -1 : cx.addElement(cx.elt('HTMLTag', pos, end + cx.offset));
      },
    },
  ],
};

const markdown = parser.configure(GFM);
const mdx = parser.configure([GFM, MDX]);

/** A change of a text: what stood at `from` to `to` is now `length` long. Offsets in UTF-16 units. */
export interface Change {
  readonly from: number;
  readonly to: number;
  readonly length: number;
}

/** A text and its tree. */
export interface Parsed {
  readonly text: string;
  readonly tree: Tree;
  readonly mdx: boolean;
}

/** The text as the parser reads it: line breaks of every kind are one, and nothing moves. */
const plain = (text: string): string =>
  text.includes('\r') ? text.replace(/\r\n/g, ' \n').replace(/\r/g, '\n') : text;

/** Parses a text; of an earlier state of it only what a change touched. */
export function parse(
  source: string,
  isMdx: boolean,
  before?: { readonly parsed: Parsed; readonly change: Change },
): Parsed {
  const text = plain(source);
  const engine = isMdx ? mdx : markdown;
  if (!before) return { text, tree: engine.parse(text), mdx: isMdx };
  const { change, parsed } = before;
  const fragments = TreeFragment.applyChanges(TreeFragment.addTree(parsed.tree), [
    { fromA: change.from, toA: change.to, fromB: change.from, toB: change.from + change.length },
  ]);
  return { text, tree: engine.parse(text, fragments), mdx: isMdx };
}
