import data from './data/placeholders.json' with { type: 'json' };

const WORDS: ReadonlySet<string> = new Set(data.words);

/** Whether a value only holds the place of one that is still to come, such as `TBD`. */
export const isPlaceholder = (text: string): boolean => text.length <= 8 && WORDS.has(text.trim().toLowerCase());
