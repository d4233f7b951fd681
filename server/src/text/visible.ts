/** Characters that steer a terminal or a reader: controls, marks that turn the direction of text, halves of pairs. */
const UNSEEN = /[\p{Cc}\p{Bidi_Control}\p{Noncharacter_Code_Point}\p{Cs}\u2028\u2029\ufeff]/gu;

const codeOf = (character: string): string => character.codePointAt(0)!.toString(16);

/**
 * A text as one line for a terminal or a log, the names of files included: what steers is shown as its code, and no
 * service that reads logs takes the line, or a part of it, for a command (`::error::`, `##[error]`).
 */
export const visible = (text: string): string =>
  text
    .replaceAll('\n', '\\n')
    .replace(UNSEEN, (character) => `\\u{${codeOf(character)}}`)
    .replace(/^(\s*):(?=:)/, '$1\\u{3a}')
    .replaceAll('##[', '#\\u{23}[');

/** The same for texts of several lines, such as where an error came from. */
export const visibleLines = (text: string): string => text.split('\n').map(visible).join('\n');

/** JSON whose texts are escaped where they steer a terminal or a log; it is read back as the same values. */
export const visibleJson = (value: unknown): string =>
  `${JSON.stringify(value, null, 2)
    .replace(UNSEEN, (character) =>
      character === '\n'
        ? character
        : [...Array(character.length).keys()]
            .map((unit) => `\\u${character.charCodeAt(unit).toString(16).padStart(4, '0')}`)
            .join(''),
    )
    .replaceAll('##[', '#\\u0023[')}\n`;
