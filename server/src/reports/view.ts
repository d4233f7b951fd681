import type { Place } from '../protocol.ts';
import { plural } from '../text/words.ts';
import type { Block, ReportDocument } from './blocks.ts';
import {
  cellOf,
  type Draw,
  escapeHtml,
  figureOf,
  headOf,
  type Lead,
  leadOf,
  pictureGroups,
  signOffOf,
  textOf,
  tilesOf,
} from './html.ts';

/** A report as an editor shows it. */
export interface ReportBody {
  /**
   * What goes into the page's body: no script, no style, nothing fetched. A link to a file has the place's index as
   * `data-source`.
   */
  readonly html: string;
  /** The places that the links lead to. */
  readonly sources: readonly Place[];
}

/** The rows of one section beyond which nobody reads on: a page must stay light enough to be drawn anew at each change. */
const MOST_ROWS = 400;

/**
 * A report as the body of a page. Colours, widths and fonts are the page's matter: a strict Content Security Policy
 * leaves no style in an attribute.
 * @param fileOf a file's name for readers
 */
export function toView(
  { title, lead, blocks, footer }: ReportDocument,
  fileOf: (uri: string) => string,
  draw?: Draw,
): ReportBody {
  const sources: Place[] = [];
  const known = new Map<string, number>();
  const link: Lead = (place, html) => {
    const { start, end } = place.range;
    const key = [place.uri, start.line, start.character, end.line, end.character].join(' ');
    let index = known.get(key);
    if (index === undefined) {
      index = sources.push(place) - 1;
      known.set(key, index);
    }
    const where = escapeHtml(`Open ${fileOf(place.uri)}, line ${start.line + 1}`);
    return `<a class="source" href="#source-${index}" data-source="${index}" title="${where}">${html}</a>`;
  };
  const shown = shorten(blocks);
  const sections = shown.flatMap((part, index) =>
    part.kind === 'heading' && part.level === 2
      ? [`<li><a href="#part-${index}">${escapeHtml(part.text)}</a></li>`]
      : [],
  );
  const contents = sections.length > 1 ? `<nav aria-label="Sections"><ul>${sections.join('')}</ul></nav>` : '';
  return {
    html: `<header>
<h1>${escapeHtml(title)}</h1>
${leadOf(lead)}
</header>
${contents}
<main>
${pictureGroups(shown, (part, index) => block(part, index, link, draw))}
</main>
<footer>${escapeHtml(footer)}</footer>`,
    sources,
  };
}

function block(part: Block, index: number, link: Lead, draw: Draw | undefined): string {
  switch (part.kind) {
    case 'heading':
      return `<h${part.level} id="part-${index}" tabindex="-1">${escapeHtml(part.text)}</h${part.level}>`;
    case 'paragraph':
      return `<p dir="auto">${textOf(part.text, link)}</p>`;
    case 'tiles':
      return tilesOf(part.tiles);
    case 'table': {
      const columns = part.widths
        ? `<colgroup>${part.widths.map((width) => `<col width="${width}%">`).join('')}</colgroup>`
        : '';
      const rows = part.rows
        .map((cells) => `<tr>${cells.map((cell) => `<td>${cellOf(cell, link)}</td>`).join('')}</tr>`)
        .join('\n');
      const size = part.head.length > 7 ? 'wide' : part.head.length > 3 ? 'middle' : 'small';
      return `<div class="scroll"><table class="${size}">${columns}${headOf(part.head)}\n<tbody>\n${rows}\n</tbody></table></div>`;
    }
    case 'picture':
      return figureOf(part.picture, `p${index}`, draw);
    case 'signOff':
      return `<div class="scroll">${signOffOf(part.roles)}</div>`;
  }
}

/** Leaves out what a section has beyond its first rows, and says so. */
function shorten(blocks: readonly Block[]): readonly Block[] {
  const shown: Block[] = [];
  let left = MOST_ROWS;
  let hidden = 0;
  let cut = false;
  const close = () => {
    if (hidden)
      shown.push({
        kind: 'paragraph',
        text: `${plural(hidden, 'more row')} of this section ${hidden === 1 ? 'is' : 'are'} not shown here; an exported report has them all.`,
      });
    left = MOST_ROWS;
    hidden = 0;
    cut = false;
  };
  for (const part of blocks) {
    if (part.kind === 'heading' && part.level === 2) close();
    cut ||= left === 0 && (part.kind === 'heading' || part.kind === 'table');
    if (part.kind === 'table') {
      const rows = part.rows.slice(0, left);
      left -= rows.length;
      hidden += part.rows.length - rows.length;
      if (rows.length) shown.push({ ...part, rows });
    } else if (!cut) shown.push(part);
  }
  close();
  return shown;
}
