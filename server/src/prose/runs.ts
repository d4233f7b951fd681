import type { SyntaxNode } from '@lezer/common';
import { words } from './words.ts';

/** Offsets are UTF-16 units from the start of the block that something is in. */
export interface Link {
  readonly start: number;
  readonly end: number;
  /** What stands in brackets; for an image its description. */
  readonly text: string;
  readonly destination: string;
  readonly at: number;
  readonly until: number;
  readonly image: boolean;
}

/** A tag of HTML, or of a component, as it is written. */
export interface Tag {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * A stretch of running text: a paragraph, a heading, a cell. Its text is as long as its source: what is not looked at
 * (code, addresses, tags, comments, images) and marks are blanks or U+FFFC, so that places in it are places in the source.
 */
export interface Run {
  readonly kind: 'heading' | 'paragraph' | 'cell' | 'html';
  readonly start: number;
  readonly text: string;
  /** Of a heading: as it is written, as long as `text`. */
  readonly source?: string;
  readonly level?: number;
  /** The item of a list that it is in, by its number in the block; the item above, if the list is in another one. */
  readonly item?: number;
  readonly inQuote?: boolean;
  readonly cell?: { readonly table: number; readonly row: number; readonly column: number };
  readonly links: readonly Link[];
  readonly codes: readonly { readonly start: number; readonly end: number; readonly text: string }[];
  readonly tags: readonly Tag[];
  readonly expressions: readonly Tag[];
}

export interface BlockRuns {
  readonly runs: readonly Run[];
  /** Item → the item that its list is in. */
  readonly parents: readonly (number | undefined)[];
  /** Labels of reference definitions. */
  readonly definitions: readonly string[];
  /** Links of definitions. */
  readonly links: readonly Link[];
  /** Comments, without their marks. */
  readonly comments: readonly { readonly start: number; readonly end: number; readonly text: string }[];
  /** Values of `id` and `name` in HTML. */
  readonly anchors: readonly string[];
  readonly tags: readonly Tag[];
}

const HTML = new Set(words.htmlTags);
const CODE_TAG = /^<(code|kbd|samp|pre|script|style|svg|math)\b/i;
const CONTAINERS = new Set(['Blockquote', 'BulletList', 'OrderedList', 'ListItem', 'Task', 'Document']);
const OBJECT = '\uFFFC';

/** A text with stretches of it blanked. */
class Mask {
  private pieces: string[] = [];
  private at: number;
  constructor(
    private readonly source: string,
    from: number,
  ) {
    this.at = from;
  }
  hide(from: number, to: number, character = ' ', first = character): void {
    if (to <= this.at) return;
    const start = Math.max(from, this.at);
    this.pieces.push(this.source.slice(this.at, start), first, character.repeat(to - start - 1));
    this.at = to;
  }
  finish(to: number): string {
    this.pieces.push(this.source.slice(this.at, Math.max(to, this.at)));
    return this.pieces.length === 1 ? this.pieces[0]! : this.pieces.join('');
  }
}

const idsIn = (tag: string): string[] =>
  [...tag.matchAll(/\s(?:id|name)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/gi)].map((m) => m[1] ?? m[2] ?? m[3]!);

/** The name of a tag if no language of markup knows it; `undefined` for one that does. */
export const unknownTag = (text: string): string | undefined => {
  const name = /^<([A-Za-z][\w.:-]*)/.exec(text)?.[1];
  return name === undefined || HTML.has(name.toLowerCase()) ? undefined : name;
};

/** Takes a block of Markdown apart into runs of text. */
export function runsOf(block: SyntaxNode, source: string): BlockRuns {
  const origin = block.from;
  const runs: Run[] = [];
  const parents: (number | undefined)[] = [];
  const definitions: string[] = [];
  const definitionLinks: Link[] = [];
  const comments: { start: number; end: number; text: string }[] = [];
  const anchors: string[] = [];
  const allTags: Tag[] = [];
  let tables = 0;

  const linkOf = (node: SyntaxNode, image: boolean): Link | undefined => {
    // An address in the text of a link is no destination.
    const opens = node.name === 'LinkReference' ? 0 : (node.getChildren('LinkMark')[1]?.to ?? 0);
    const url = node.getChildren('URL').find(({ from }) => from >= opens);
    if (!url) return undefined;
    let [at, until] = [url.from, url.to];
    if (source[at] === '<' && source[until - 1] === '>') {
      at++;
      until--;
    }
    const marks = node.getChildren('LinkMark');
    return {
      start: node.from - origin,
      end: node.to - origin,
      text: marks.length > 1 ? source.slice(marks[0]!.to, marks[1]!.from) : '',
      destination: source.slice(at, until),
      at: at - origin,
      until: until - origin,
      image,
    };
  };

  const leaf = (node: SyntaxNode, kind: Run['kind'], more: Partial<Run> = {}): void => {
    const mask = new Mask(source, node.from);
    const links: Link[] = [];
    const codes: { start: number; end: number; text: string }[] = [];
    const tags: Tag[] = [];
    const expressions: Tag[] = [];
    let codeUntil = -1;
    const inline = (parent: SyntaxNode, until = parent.to): void => {
      for (let child = parent.firstChild; child; child = child.nextSibling) {
        const { from, to, name } = child;
        if (from < codeUntil) continue;
        if (from >= until) break;
        switch (name) {
          case 'InlineCode': {
            const marks = child.getChildren('CodeMark');
            codes.push({
              start: (marks[0]?.to ?? from) - origin,
              end: (marks.at(-1)?.from ?? to) - origin,
              text: source.slice(marks[0]?.to ?? from, marks.at(-1)?.from ?? to).trim(),
            });
            mask.hide(from, to, OBJECT);
            break;
          }
          case 'Image': {
            const link = linkOf(child, true);
            if (link) links.push(link);
            mask.hide(from, to, OBJECT);
            break;
          }
          case 'Strikethrough':
          case 'URL':
          case 'Autolink':
            mask.hide(from, to, OBJECT);
            break;
          case 'Comment':
          case 'ProcessingInstruction':
            if (name === 'Comment')
              comments.push({ start: from - origin, end: to - origin, text: source.slice(from + 4, to - 3) });
            mask.hide(from, to);
            break;
          case 'MdxExpression':
            expressions.push({ start: from - origin, end: to - origin, text: source.slice(from, to) });
            mask.hide(from, to);
            break;
          case 'HTMLTag': {
            const text = source.slice(from, to);
            const tag = { start: from - origin, end: to - origin, text };
            anchors.push(...idsIn(text));
            tags.push(tag);
            allTags.push(tag);
            const open = CODE_TAG.exec(text)?.[1];
            const close =
              open && !text.endsWith('/>') ? source.slice(to, node.to).search(new RegExp(`</${open}\\s*>`, 'i')) : -1;
            if (close >= 0) {
              codeUntil = to + close;
              mask.hide(from, codeUntil, OBJECT);
            } else if (/^<br\b/i.test(text)) mask.hide(from, to, ' ', '\n');
            else mask.hide(from, to);
            break;
          }
          case 'Link': {
            const label = child.getChild('LinkLabel');
            const link = linkOf(child, false);
            if (link) links.push(link);
            if (!link && !label && !source.startsWith('[^', from)) {
              inline(child);
              break;
            }
            const marks = child.getChildren('LinkMark');
            if (source.startsWith('[^', from) && !link) mask.hide(from, to);
            else {
              mask.hide(from, marks[0]?.to ?? from + 1);
              inline(child, marks[1]?.from);
              mask.hide(marks[1]?.from ?? from, to);
            }
            break;
          }
          case 'Entity': {
            const entity = source.slice(from, to);
            mask.hide(
              from,
              to,
              ' ',
              entity === '&ndash;' ? '\u2013' : entity === '&mdash;' ? '\u2014' : entity === '&amp;' ? '&' : ' ',
            );
            break;
          }
          case 'EmphasisMark':
          case 'QuoteMark':
          case 'HeaderMark':
          case 'TaskMarker':
            mask.hide(from, to);
            break;
          case 'LinkMark':
          case 'Escape':
          case 'HardBreak':
            break;
          default:
            inline(child);
        }
      }
    };
    inline(node);
    const text = mask.finish(node.to);
    runs.push({
      kind,
      start: node.from - origin,
      text,
      links,
      codes,
      tags,
      expressions,
      ...(kind === 'heading' ? { source: source.slice(node.from, node.to) } : {}),
      ...more,
    });
  };

  /** Text between tags; what stands in `pre`, `code` and comments is not looked at. */
  const html = (from: number, to: number, item: number | undefined): void => {
    const mask = new Mask(source, from);
    const text = source.slice(from, to);
    const tags: Tag[] = [];
    for (const found of text.matchAll(
      /<!--([\s\S]*?)(?:-->|$)|<(pre|code|script|style|svg)\b[^>]*>[\s\S]*?(?:<\/\2\s*>|$)|<\/?[A-Za-z](?:"[^"]*"|'[^']*'|[^'">])*>/gi,
    )) {
      const start = from + found.index;
      if (found[1] !== undefined)
        comments.push({ start: start - origin, end: start + found[0].length - origin, text: found[1] });
      else if (found[2] === undefined) {
        const tag = { start: start - origin, end: start + found[0].length - origin, text: found[0] };
        tags.push(tag);
        allTags.push(tag);
        anchors.push(...idsIn(found[0]));
      }
      mask.hide(
        start,
        start + found[0].length,
        ' ',
        /^<(?:br|\/?(?:p|li|td|th|tr|div|h\d))\b/i.test(found[0]) ? '\n' : ' ',
      );
    }
    const masked = mask.finish(to);
    const heading = /<h([1-6])\b[^>]*>([\s\S]*?)<\/h\1\s*>/i.exec(text);
    const more = item === undefined ? {} : { item };
    const run = { start: from - origin, text: masked, links: [], codes: [], tags, expressions: [], ...more };
    if (heading) runs.push({ ...run, kind: 'heading', level: Number(heading[1]) });
    else if (masked.trim()) runs.push({ ...run, kind: 'html' });
  };

  const table = (node: SyntaxNode): void => {
    const number = tables++;
    let row = 0;
    for (let line = node.firstChild; line; line = line.nextSibling) {
      if (line.name !== 'TableHeader' && line.name !== 'TableRow') continue;
      let column = 0;
      let first = true;
      for (let child = line.firstChild; child; child = child.nextSibling) {
        if (child.name === 'TableDelimiter') {
          if (!first || child.from > line.from) column++;
        } else if (child.name === 'TableCell') leaf(child, 'cell', { cell: { table: number, row, column } });
        first = false;
      }
      row++;
    }
  };

  const walk = (node: SyntaxNode, item: number | undefined, inQuote: boolean): void => {
    const more = { ...(item === undefined ? {} : { item }), ...(inQuote ? { inQuote } : {}) };
    const { name } = node;
    if (CONTAINERS.has(name)) {
      let inner = item;
      if (name === 'ListItem') {
        inner = parents.length;
        parents.push(item);
      }
      if (name === 'Task') leaf(node, 'paragraph', more);
      else
        for (let child = node.firstChild; child; child = child.nextSibling)
          walk(child, inner, inQuote || name === 'Blockquote');
    } else if (name === 'Paragraph') leaf(node, 'paragraph', more);
    else if (/^(?:ATX|Setext)Heading/.test(name)) leaf(node, 'heading', { level: Number(name.at(-1)), ...more });
    else if (name === 'Table') table(node);
    else if (name === 'HTMLBlock' || name === 'CommentBlock') html(node.from, node.to, item);
    else if (name === 'LinkReference') {
      const label = node.getChild('LinkLabel');
      if (label)
        definitions.push(
          source
            .slice(label.from + 1, label.to - 1)
            .replace(/\s+/g, ' ')
            .toLowerCase(),
        );
      const link = linkOf(node, false);
      if (link) definitionLinks.push(link);
    }
  };
  walk(block, undefined, false);
  return { runs, parents, definitions, links: definitionLinks, comments, anchors, tags: allTags };
}
