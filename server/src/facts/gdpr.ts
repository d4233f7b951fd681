import data from './data/gdpr.json' with { type: 'json' };

/** The articles of the GDPR, number and title. */
export const articles: readonly { readonly article: number; readonly title: string }[] = data.articles;
/** The points of Art. 28(3), a to h, in own words. */
export const art28Points: Readonly<Record<string, string>> = data['art28(3)'];

const NAME = /\b(?:GDPR|DS-?GVO|General Data Protection Regulation|Datenschutz-?Grundverordnung)(?![\p{L}\p{N}])/iu;
const ARTICLES = /\bart(?:icles?|ikeln?|s)?\.?\s*([\d(][\w()/,&\s.\u2013-]*)/i;
/** Paragraphs and points in words, each with its form in brackets; what is below a point counts no further. */
const IN_WORDS: readonly (readonly [RegExp, string])[] = [
  [/\s*\b(?:abs(?:atz|\.)?|para(?:graph|\.)?)\s*(\d+)/gi, '($1)'],
  [/\s*\b(?:S\.?|Satz|UAbs\.?|Unterabs(?:atz|\.)|Hs\.?|Nr\.?|sentence)\s*\d+\b/gi, ''],
  [/\s*\b(?:lit(?:era|\.)?|Buchst(?:abe|\.)?|points?)\s*\(?([a-z])\b\)?/gi, '($1)'],
];

/**
 * Reads one regulation reference, in English or German: `GDPR Art. 28(3)(h)`, `Art. 28 Abs. 3 lit. h DSGVO`.
 * @returns the GDPR articles it names (none for `GDPR` on its own or another regulation), or what is wrong with it
 */
export function readRegulation(text: string): { readonly articles: readonly number[] } | { readonly wrong: string } {
  if (!NAME.test(text)) return { articles: [] };
  let rest = text.replace(NAME, ' ').trim();
  for (const [words, brackets] of IN_WORDS) rest = rest.replace(words, brackets);
  const list = ARTICLES.exec(rest)?.[1] ?? (/^\d/.test(rest) ? rest : undefined);
  if (list === undefined) {
    return /\bart(?:icles?|ikeln?|s)?\b/i.test(rest)
      ? { wrong: `an article of the GDPR has a number, 1 to ${articles.length}` }
      : { articles: [] };
  }
  const found: number[] = [];
  for (const part of list.split(/\s*(?:\/|,|&|\b(?:and|or|to|und|oder|bis)\b|[-\u2013])\s*/i)) {
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
