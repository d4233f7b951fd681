import { escapeMarkdown } from '../text/markdown.ts';
import {
  type Block,
  type Cell,
  type Inline,
  inlines,
  isBeside,
  linesOf,
  type ReportDocument,
  type Text,
} from './blocks.ts';

const inline = (part: Inline): string => {
  if (typeof part === 'string') return escapeInner(part);
  const text = escapeInner(part.text);
  if (part.href) return isBeside(part.href) ? `[${text}](${part.href})` : `[${text}](<${part.href}>)`;
  return part.strong || part.tone === 'bad' ? `**${text}**` : text;
};

/** Blanks at the ends of a part separate it from its neighbours. */
const escapeInner = (text: string): string =>
  `${/^\s/.test(text) ? ' ' : ''}${escapeMarkdown(text)}${/\s$/.test(text) && text.trim() ? ' ' : ''}`;

const textOf = (text: Text): string => inlines(text).map(inline).join('').trim();
const cellOf = (cell: Cell): string => linesOf(cell).map(textOf).join('<br>');

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');
}

function block(part: Block): string {
  switch (part.kind) {
    case 'heading':
      return `${'#'.repeat(part.level)} ${escapeMarkdown(part.text)}`;
    case 'paragraph':
      return textOf(part.text);
    case 'tiles':
      return tableOf(
        part.tiles.map(({ label }) => escapeMarkdown(label)),
        [part.tiles.map(({ value, tone }) => inline({ text: String(value), ...(tone ? { tone } : {}) }))],
      );
    case 'table':
      return tableOf(
        part.head.map(escapeMarkdown),
        part.rows.map((cells) => cells.map(cellOf)),
      );
    case 'picture':
      return escapeMarkdown(part.picture.alt);
    case 'signOff':
      return tableOf(
        ['', 'Name', 'Date', 'Signature'],
        part.roles.map((role) => [escapeMarkdown(role), '', '', '']),
      );
  }
}

/** A report as Markdown with GitHub's tables. */
export function toMarkdown({ title, lead, blocks, footer }: ReportDocument): string {
  const parts = [
    `# ${escapeMarkdown(title)}`,
    lead.map(({ label, text }) => `${escapeMarkdown(label)}: ${escapeMarkdown(text)}`).join('  \n'),
    ...blocks.map(block),
    '---',
    `*${escapeMarkdown(footer)}*`,
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}
