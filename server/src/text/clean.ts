/** Characters that are never meant to be seen: controls, and those that turn the direction of text around. */
const UNSEEN = /[\p{Cc}\p{Bidi_Control}\p{Noncharacter_Code_Point}\ufeff]/gu;
const LONGEST = 2000;

/**
 * A value of the author's as one line of harmless text: no line breaks, no control characters, no halves of surrogate
 * pairs, and by default not longer than a reader can take in. What a format must escape beyond that is the format's matter.
 */
export function clean(text: string, longest = LONGEST): string {
  const line = text
    .replace(/[\t\n\r\u0085\u2028\u2029]+/g, ' ')
    .replace(UNSEEN, '')
    .replace(/\p{Cs}/gu, '\ufffd')
    .trim();
  return line.length > longest ? `${line.slice(0, longest).replace(/\p{Cs}$/u, '')}…` : line;
}
