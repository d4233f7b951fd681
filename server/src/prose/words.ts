import standards from './data/standards.json' with { type: 'json' };
import words from './data/words.json' with { type: 'json' };

export { standards, words };

/** One expression for a list of alternatives, the longest first where they are plain words. */
export const anyOf = (list: readonly string[]): string =>
  [...list]
    .sort((a, b) => b.length - a.length)
    .map((word) => `(?:${word})`)
    .join('|');

/** Finds the words of a list as whole words, in any case. */
export const wordsOf = (list: readonly string[], flags = 'iu'): RegExp =>
  new RegExp(`(?<![\\p{L}\\d_])(?:${anyOf(list)})(?![\\p{L}\\d_])`, flags);

/** Matches a text in small letters that is one of a list's words and nothing else. */
export const onlyOf = (list: readonly string[]): RegExp => new RegExp(`^(?:${anyOf(list)})$`, 'u');

/** A text without marks, emoji and letters' case, for comparing labels and headings. */
export const bare = (text: string): string =>
  text
    .replace(/[^\p{L}\p{N}\s.,&/()-]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase();
