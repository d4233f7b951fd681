import { htmlEscape } from 'escape-goat';
import type { Place } from '../protocol.ts';
import { clean } from '../text/clean.ts';
import { webLink } from '../text/words.ts';
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
import type { Picture } from './pictures.ts';

/** Days are not torn apart at the end of a line. */
const wholeDays = (html: string): string => html.replace(/\b\d{4}-\d\d-\d\d\b/g, '<span class="day">$&</span>');

/** A value as HTML text or as the value of a quoted attribute. */
export const escapeHtml = (text: string): string => htmlEscape(clean(text)).replaceAll('##[', '#&#35;[');

/** Blanks at the ends of a part separate it from its neighbours. */
const escapeInner = (text: string): string =>
  `${/^\s/.test(text) ? ' ' : ''}${escapeHtml(text)}${/\s$/.test(text) && text.trim() ? ' ' : ''}`;

/** Makes of a piece of HTML what leads to a place. */
export type Lead = (place: Place, html: string) => string;

function inline(part: Inline, lead: Lead | undefined): string {
  if (typeof part === 'string') return wholeDays(escapeInner(part));
  const text = escapeInner(part.text);
  const href = part.href === undefined ? undefined : webLink(part.href);
  if (part.href !== undefined && isBeside(part.href)) return `<a href="${part.href}">${text}</a>`;
  if (href) return `<a href="${escapeHtml(href)}" rel="noopener noreferrer">${text}</a>`;
  const strong = part.strong ? `<strong>${text}</strong>` : text;
  const shown = part.place && lead ? lead(part.place, wholeDays(strong)) : strong;
  return part.tone ? `<span class="${part.tone === 'mute' ? 'mute' : `tag ${part.tone}`}">${shown}</span>` : shown;
}

export const textOf = (text: Text, lead?: Lead): string =>
  inlines(text)
    .map((part) => inline(part, lead))
    .join('')
    .trim();
// A name written from right to left stays inside its cell.
export const cellOf = (cell: Cell, lead?: Lead): string =>
  linesOf(cell)
    .map((line) => `<div dir="auto">${textOf(line, lead)}</div>`)
    .join('');

/** Draws a picture as an SVG element. @param name is unique on the page */
export type Draw = (picture: Picture, name: string) => string;

export const tilesOf = (tiles: Extract<Block, { kind: 'tiles' }>['tiles']): string =>
  `<dl class="tiles">${tiles
    .map(
      ({ label, value, tone }) =>
        `<div class="tile ${tone ?? ''}"><dt>${escapeHtml(label)}</dt><dd>${escapeHtml(String(value))}</dd></div>`,
    )
    .join('')}</dl>`;

/** @param name of the picture, unique on the page @param draw without it the picture is told in words */
export function figureOf(picture: Picture, name: string, draw: Draw | undefined): string {
  const { title, note, alt } = picture;
  const caption = `<figcaption>${escapeHtml(title)}${note ? `<small>${escapeHtml(note)}</small>` : ''}</figcaption>`;
  return `<figure>${caption}${draw ? draw(picture, name) : `<p>${escapeHtml(alt)}</p>`}</figure>`;
}

/** @param running whose table it is: shown in print, at the top of each page */
export const headOf = (head: readonly string[], running?: string): string =>
  `<thead>${running === undefined ? '' : `<tr class="running"><th colspan="${head.length}" scope="colgroup">${escapeHtml(running)}</th></tr>`}<tr>${head.map((text) => `<th scope="col">${escapeHtml(text)}</th>`).join('')}</tr></thead>`;

export const signOffOf = (roles: readonly string[]): string =>
  `<table class="sign"><thead><tr><th scope="col"><span class="hidden">Role</span></th><th scope="col">Name</th><th scope="col">Date</th><th scope="col">Signature</th></tr></thead><tbody>${roles
    .map((role) => `<tr><th scope="row">${escapeHtml(role)}</th><td></td><td></td><td></td></tr>`)
    .join('')}</tbody></table>`;

export const leadOf = (lead: ReportDocument['lead']): string =>
  `<dl class="lead">${lead.map(({ label, text }) => `<div><dt>${escapeHtml(label)}</dt><dd dir="auto">${escapeHtml(text)}</dd></div>`).join('')}</dl>`;

function block(part: Block, index: number, draw: Draw | undefined): string {
  switch (part.kind) {
    case 'heading':
      return `<h${part.level} id="s${index}"${part.newPage ? ' class="page"' : ''}>${escapeHtml(part.text)}</h${part.level}>`;
    case 'paragraph':
      return `<p dir="auto">${textOf(part.text)}</p>`;
    case 'tiles':
      return tilesOf(part.tiles);
    case 'table': {
      const columns = part.widths
        ? `<colgroup>${part.widths.map((width) => `<col style="width:${width}%">`).join('')}</colgroup>`
        : '';
      const rows = part.rows
        .map(
          (cells) =>
            // On a narrow screen each cell shows its column's heading.
            `<tr>${cells.map((cell, column) => `<td${cell === '–' ? ' class="none"' : ''} data-head="${escapeHtml(part.head[column] ?? '')}">${cellOf(cell)}</td>`).join('')}</tr>`,
        )
        .join('\n');
      return `<div class="table"><table${part.widths ? ' class="fixed"' : ''}>${columns}${headOf(part.head, part.running)}\n<tbody>\n${rows}\n</tbody></table></div>`;
    }
    case 'picture':
      return figureOf(part.picture, `p${index}`, draw);
    case 'signOff':
      return signOffOf(part.roles);
  }
}

/**
 * Writes blocks one after the other. Pictures that follow each other stand side by side where there is room.
 * @param write one block, by its index
 */
export function pictureGroups(blocks: readonly Block[], write: (part: Block, index: number) => string): string {
  return blocks
    .map((part, index) => {
      const html = write(part, index);
      if (part.kind !== 'picture') return html;
      const first = blocks[index - 1]?.kind !== 'picture';
      const last = blocks[index + 1]?.kind !== 'picture';
      return `${first ? '<div class="pictures">' : ''}${html}${last ? '</div>' : ''}`;
    })
    .join('\n');
}

/** Links to the sections, where there are enough of them to look for one. */
function contentsOf(blocks: readonly Block[]): string {
  const sections = blocks.flatMap((part, index) =>
    part.kind === 'heading' && part.level === 2 ? [{ part, index }] : [],
  );
  if (sections.length < 4) return '';
  const links = sections.map(({ part, index }) => `<a href="#s${index}">${escapeHtml(part.text)}</a>`);
  return `<nav aria-label="Contents">${links.join('')}</nav>`;
}

const STYLE = `
:root { color-scheme: light dark; --text: #1f1f1f; --page: #fff; --faint: #555; --line: #d8d8d8; --strong: #2b2b2b; --head: #f4f4f4; --link: #1a4f8b; --good: #e6f1e8; --good-text: #17401f; --warn: #fbf0d9; --warn-text: #5a3d00; --bad: #f7e1df; --bad-text: #7a1610; --note: #e9eff6; --note-text: #233a57; }
@media screen and (prefers-color-scheme: dark) {
  :root { --text: #e4e4e4; --page: #1b1b1d; --faint: #a9a9a9; --line: #43434a; --strong: #8a8a92; --head: #29292d; --link: #8ab8f0; --good: #1d3323; --good-text: #b6e0bf; --warn: #3a2e12; --warn-text: #f0d08a; --bad: #431f1c; --bad-text: #f4b6b0; --note: #22303f; --note-text: #b9cfe8; }
  figure svg { background: #fff; border-radius: .3rem; padding: .3rem; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem 1.5rem 3rem; max-width: 72rem; font: 15px/1.45 system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; color: var(--text); background: var(--page); }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .4rem; }
h2 { font-size: 1.3rem; margin: 2.2rem 0 .6rem; padding-bottom: .25rem; border-bottom: 2px solid var(--strong); }
h3 { font-size: 1.05rem; margin: 1.6rem 0 .3rem; }
p { margin: .5rem 0; max-width: 60rem; overflow-wrap: anywhere; }
h1, h2, h3, dd { overflow-wrap: anywhere; }
td { overflow-wrap: break-word; }
.table { overflow-x: auto; }
.lead { display: flex; flex-wrap: wrap; gap: .2rem 2rem; margin: 0 0 1.2rem; }
.lead dt { display: inline; color: var(--faint); }
.lead dt::after { content: ":"; }
.lead dd { display: inline; margin: 0 0 0 .35rem; font-weight: 600; }
table { width: 100%; border-collapse: collapse; margin: .6rem 0 1.2rem; font-size: .86rem; }
th { text-align: start; font-weight: 600; }
nav { display: flex; flex-wrap: wrap; gap: .3rem 1.1rem; margin: 0 0 1.2rem; font-size: .9rem; }
td, th { padding: .35rem .5rem; border-bottom: 1px solid var(--line); vertical-align: top; }
thead th { border-bottom: 1.5px solid var(--strong); background: var(--head); }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(7.4rem, 1fr)); gap: .6rem; margin: 1rem 0 1.4rem; }
.tile { display: flex; flex-direction: column-reverse; justify-content: flex-end; padding: .55rem .7rem; border: 1px solid var(--line); border-inline-start: 5px solid #b8b8b8; }
.tile dt { font-size: .8rem; color: var(--faint); }
.tile dd { margin: 0; font-size: 1.6rem; font-weight: 650; line-height: 1.2; }
.tile.good { border-inline-start-color: #7fb08a; } .tile.warn { border-inline-start-color: #d9a441; } .tile.bad { border-inline-start-color: #a3322b; } .tile.note { border-inline-start-color: #9db4cf; }
.day, .tag { white-space: nowrap; }
.tag { display: inline-block; padding: 0 .4rem; border-radius: .2rem; border: 1px solid transparent; }
.tag.good { background: var(--good); border-color: #7fb08a; color: var(--good-text); }
.tag.warn { background: var(--warn); border-color: #d9a441; color: var(--warn-text); }
.tag.bad { background: var(--bad); border-color: #a3322b; color: var(--bad-text); font-weight: 600; }
.tag.note { background: var(--note); border-color: #9db4cf; color: var(--note-text); }
.mute { color: var(--faint); }
.pictures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(26rem, 100%), 1fr)); gap: 1rem 2.5rem; align-items: start; }
.pictures > :only-child { grid-column: 1 / -1; }
figure { margin: .6rem 0 1rem; max-width: 44rem; break-inside: avoid; }
figure svg { width: 100%; height: auto; }
figcaption { font-weight: 600; margin-bottom: .5rem; }
figcaption small { display: block; font-weight: 400; color: var(--faint); }
.sign td { height: 3.4rem; border: 1px solid var(--strong); width: 28%; }
.sign th[scope=row] { vertical-align: middle; white-space: nowrap; }
.running { display: none; }
.hidden { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
footer { margin-top: 2.5rem; padding-top: .5rem; border-top: 1px solid var(--line); color: var(--faint); font-size: .8rem; }
a { color: var(--link); }
@page { size: A4; margin: 16mm 14mm 18mm; @bottom-right { content: counter(page) " / " counter(pages); font: 8pt system-ui, sans-serif; color: #555; } }
@media screen and (max-width: 84rem) {
  .table table { font-size: .8rem; }
  td, th { padding: .3rem .35rem; }
}
@media screen and (max-width: 50rem) {
  body { padding: 1rem .8rem 2rem; }
  .table thead { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
  .table table, .table tbody, .table tr, .table td { display: block; width: auto; }
  .table colgroup { display: none; }
  .table tr { padding: .4rem 0; border-bottom: 1.5px solid var(--strong); }
  .table td { display: grid; grid-template-columns: minmax(6.5rem, 30%) 1fr; gap: 0 .6rem; border: 0; padding: .15rem 0; overflow-wrap: anywhere; }
  .table td::before { content: attr(data-head); color: var(--faint); grid-row: 1 / span 20; }
  .table td > div { grid-column: 2; }
  .table td.none { display: none; }
  .table td:first-child > div { font-weight: 600; }
}
@media print {
  nav { display: none; }
  .table { overflow: visible; }
  table.fixed { table-layout: fixed; }
  td { overflow-wrap: anywhere; }
  html { font-size: 9pt; }
  body { padding: 0; max-width: none; font-size: 9pt; line-height: 1.35; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  thead { display: table-header-group; }
  .running { display: table-row; }
  .running th { background: none; border: 0; padding-bottom: 0; font-weight: 400; color: var(--faint); }
  td, th { padding: .2rem .4rem; }
  h2 { margin: 1.4rem 0 .4rem; }
  h3 { margin: 1rem 0 .2rem; }
  table { margin: .4rem 0 .8rem; }
  .tiles { grid-template-columns: repeat(auto-fit, minmax(6.4rem, 1fr)); margin: .7rem 0 .9rem; }
  .tile { padding: .35rem .5rem; }
  footer { margin-top: 1rem; }
  .sign { break-inside: avoid; break-before: avoid; }
  .sign td { height: 2.6rem; }
  tr, .tile, .sign tr { break-inside: avoid; }
  h1, h2, h3 { break-after: avoid; }
  h3 + p { break-after: avoid; }
  .pictures { grid-template-columns: 1fr 1fr; gap: .4rem 2rem; }
  .page { break-before: page; margin-top: 0; }
  p { orphans: 3; widows: 3; max-width: none; }
  a { color: inherit; }
}
`;

/** A report as one HTML page that needs no script and fetches nothing. @param draw without it, pictures are told in words */
export function toHtml({ title, lead, blocks, landscape, footer }: ReportDocument, draw?: Draw): string {
  const page = landscape ? `${STYLE}@page { size: A4 landscape; margin: 13mm 13mm 15mm; }\n` : STYLE;
  const organisation = lead.find(({ label }) => label === 'Organisation')?.text;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(organisation ? `${title}, ${organisation}` : title)}</title>
<style>${page}</style>
</head>
<body>
<header>
<h1>${escapeHtml(title)}</h1>
${leadOf(lead)}
${contentsOf(blocks)}</header>
<main>
${pictureGroups(blocks, (part, index) => block(part, index, draw))}
</main>
<footer>${escapeHtml(footer)}</footer>
</body>
</html>
`;
}
