import data from './data/gdpr.json' with { type: 'json' };

/** The articles of the GDPR, number and title. */
export const articles: readonly { readonly article: number; readonly title: string }[] = data.articles;
/** The points of Art. 28(3), a to h, in own words. */
export const art28Points: Readonly<Record<string, string>> = data['art28(3)'];

const NAME = /\bGDPR\b/i;
const ARTICLES = /\bart(?:icle|icles|s)?\.?\s*([\d(][\w()/,&\s.\u2013-]*)/i;

/**
 * Reads one regulation reference.
 * @returns the GDPR articles it names (none for `GDPR` on its own or another regulation), or what is wrong with it
 */
export function readRegulation(text: string): { readonly articles: readonly number[] } | { readonly wrong: string } {
  if (!NAME.test(text)) return { articles: [] };
  const rest = text.replace(NAME, ' ').trim();
  const list = ARTICLES.exec(rest)?.[1] ?? (/^\d/.test(rest) ? rest : undefined);
  if (list === undefined) {
    return /\bart(?:icles?|s)?\b/i.test(rest)
      ? { wrong: `an article of the GDPR has a number, 1 to ${articles.length}` }
      : { articles: [] };
  }
  const found: number[] = [];
  for (const part of list.split(/\s*(?:\/|,|&|\band\b|[-\u2013])\s*/i)) {
    const match = /^(\d+)\s*(?:\(\s*(\d+)\s*\))?\s*(?:\(\s*([a-z])\s*\))?/.exec(part.trim());
    if (!match) continue;
    const number = Number(match[1]);
    if (number < 1 || number > articles.length)
      return { wrong: `the GDPR has articles 1 to ${articles.length}, no Art. ${match[1]}` };
    if (number === 28 && match[2] === '3' && match[3] && !Object.hasOwn(art28Points, match[3])) {
      return { wrong: `GDPR Art. 28(3) has points a to h, no ${match[3]}` };
    }
    found.push(number);
  }
  return { articles: found };
}
