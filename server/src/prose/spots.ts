import { sentenceAt } from './mentions.ts';
import { type Run, unknownTag } from './runs.ts';
import type { Cadence, Placeholder, Vague } from './types.ts';
import { anyOf, words, wordsOf } from './words.ts';

const TEMPLATE = wordsOf(words.templates);
/** Whether a heading or a sentence says that what follows is a template or an example. */
export const saysTemplate = (text: string): boolean => TEMPLATE.test(text);

const WORD = new RegExp(
  `(?<![\\p{L}\\p{N}_/#@.“"'‘„-])(?:${anyOf(words.placeholderWords)})(?![\\p{L}\\p{N}_/@”"'’-])`,
  'gu',
);
const TALK = new RegExp(
  `^\\s+(?:${anyOf(words.placeholderTalk)})(?![\\p{L}])|^\\s*(?:\\||=|[(–—:-]*\\s*)to be (?:d|c)`,
  'iu',
);
const CURLY = /\{\{\s*([^{}\n]{1,60}?)\s*\}\}/g;
/** What site generators put in double braces: variables of theirs, shortcodes, filters. */
const GENERATOR =
  /^(?:[<%#/!>&^]|(?:site|page|config|params|include|post|content|layout|env|github|secrets|vars|steps|matrix|inputs|needs|runner)\b\.?|\$|\.)|\(|\|/;
const BRACKET = /\[([^[\]\n]{2,100})\](?![([:])/g;
const STARTS = new RegExp(`^(?:${anyOf(words.bracketStarts)})(?![\\p{L}])`, 'iu');
const PHRASE = new RegExp(`^(?:${anyOf(words.bracketPhrases)})$`, 'iu');
const NOUNS = new Set(words.bracketNouns);
const NOUN_END = new RegExp(`\\p{Lu}(?:${anyOf(words.bracketNounParts)})$`, 'u');
const isNoun = (word: string): boolean => NOUNS.has(word) || NOUN_END.test(word);
const LABELS = new Set(words.bracketLabels);
const DATES = new RegExp(
  `(?<![\\p{L}\\p{N}_.,/:-])(?:${anyOf(words.dateForms)})(?![\\p{L}\\p{N}_/:-]|\\.[\\p{L}\\p{N}])`,
  'gu',
);
const FORMATS = wordsOf(words.formats);
/** What stands before a date: a label, a word that a day follows, or nothing. */
const VALUE =
  /(?:^|[:|(\n]|(?<![\p{L}])(?:since|on|from|by|until|till|before|after|of|dated|to|date|am|ab|seit|vom|bis|zum|den|im|effective|is|was|ist|war))[\s*_]*$/iu;
const LOREM = /\blorem ipsum\b/gi;
const HINT = /\[|\{\{|TBD|TODO|TBC|FIXME|YY|JJ|xx|XX|[Ll]orem/;

/** Whether what stands in brackets is left to fill in. */
function isBlank(content: string): boolean {
  const text = content.trim();
  if (STARTS.test(text)) return /\s|_/.test(text) || /^\p{Lu}{2,}$/u.test(text);
  if (PHRASE.test(text)) return true;
  const head = /^([\p{Lu}][\p{Lu}\d _/&'’-]*)(?:$|[,:;]|\s(?:e\.g\.|z\.\s?B\.|i\.e\.|[\u2013\u2014-]|\())/u
    .exec(text)?.[1]
    ?.trim();
  if (head === undefined) return false;
  const parts = head.split(/[\s_/&-]+/).filter(Boolean);
  if (parts.some((part) => LABELS.has(part))) return parts.length > 1 && parts.some(isNoun) && head.includes('_');
  if (parts.length === 1) return words.placeholderWords.includes(head) || isNoun(head);
  return head.includes('_') || parts.some(isNoun) || parts.every((part) => part.length > 3 && !/\d/.test(part));
}

/**
 * Text left to fill in, in a run.
 * @param definitions labels of reference links: what stands in brackets then is one
 * @param closed names of tags that are closed somewhere: elements of somebody's own
 */
export function placeholdersIn(
  run: Run,
  mdx: boolean,
  definitions: ReadonlySet<string>,
  closed: ReadonlySet<string>,
): Placeholder[] {
  const { text, start: origin } = run;
  const found: Placeholder[] = [];
  const add = (at: number, said: string, formats: boolean): void => {
    const { start, end } = sentenceAt(text, at);
    const sentence = text.slice(start, at) + text.slice(at + said.length, end);
    if (
      saysTemplate(sentence) ||
      (formats && (FORMATS.test(sentence) || /\b(?:as|in|like)\s*$/i.test(text.slice(Math.max(0, at - 5), at))))
    )
      return;
    if (/["“”„'‘’]$/.test(text.slice(0, at)) && /^["“”'‘’]/.test(text.slice(at + said.length))) return;
    const from = origin + at;
    if (!found.some((other) => from < other.end && from + said.length > other.start))
      found.push({ start: from, end: from + said.length, text: said });
  };
  if (HINT.test(text)) {
    for (const { 0: said, 1: content, index } of text.matchAll(BRACKET)) {
      if (definitions.has(content!.replace(/\s+/g, ' ').trim().toLowerCase())) continue;
      if (/[\p{L}\p{N}_.\]]$/u.test(text.slice(0, index)) && !/_$/.test(text.slice(0, index))) continue;
      if (words.placeholderWords.includes(content!.trim()) || isBlank(content!)) add(index, said, false);
    }
    if (!mdx)
      for (const { 0: said, 1: content, index } of text.matchAll(CURLY))
        if (!GENERATOR.test(content!)) add(index, said, true);
    for (const { 0: said, index } of text.matchAll(WORD)) {
      if (text[index - 1] === '[' && text[index + said.length] === ']') continue;
      if (TALK.test(text.slice(index + said.length, index + said.length + 40))) continue;
      if (
        /(?:marked|called|named|words?|term|as|with|of|no|without|keyword|or|Wort|ohne|any)\s*$/i.test(
          text.slice(Math.max(0, index - 12), index),
        ) &&
        !/(?:\bis|\bas of)\s*$/i.test(text.slice(Math.max(0, index - 6), index))
      )
        continue;
      add(index, said, false);
    }
    for (const { 0: said, index } of text.matchAll(DATES)) if (VALUE.test(text.slice(0, index))) add(index, said, true);
    for (const { 0: said, index } of text.matchAll(LOREM)) add(index, said, false);
  }
  for (const tag of run.tags) {
    const name = unknownTag(tag.text);
    if (
      name === undefined ||
      tag.text.startsWith('</') ||
      /\/>$|=/.test(tag.text) ||
      closed.has(name) ||
      name.length < 3
    )
      continue;
    // A component begins with a capital; where there are none, that is a blank, too.
    if (mdx && /^\p{Lu}/u.test(name) && /\p{Ll}/u.test(name)) continue;
    const at = tag.start - origin;
    if (/[^\s(“"„:|]$/.test(text.slice(0, at)) || !/^(?:[\s).,;:!?”"’|]|$)/.test(text.slice(at + tag.text.length)))
      continue;
    add(at, tag.text, true);
  }
  for (const { start, text: said } of run.expressions) {
    if (/^\{\{\s*[\p{L}][\p{L}\d _.-]*\s*\}\}$/u.test(said)) add(start - origin, said, true);
  }
  return found.sort((a, b) => a.start - b.start);
}

/** Words that a text that obliges has in it, quick to look for. */
const OBLIGE_HINT = /must|shall|should|ha(?:s|ve) to|required|muss|müss|soll|darf|dürfen| zu/i;
const OBLIGE = wordsOf(words.oblige);
const VAGUE = wordsOf([...words.vague.en, ...words.vague.de], 'giu');
const MEASURE = new RegExp(anyOf(words.measure), 'iu');
const ROLES = new RegExp(words.roles.join('|'), 'u');

/** Words that cannot be checked, in sentences that oblige and give no measure. */
export function vagueIn(run: Run): Vague[] {
  const { text, start: origin } = run;
  if (run.kind === 'heading' || !OBLIGE_HINT.test(text) || !OBLIGE.test(text)) return [];
  const found: Vague[] = [];
  for (const { 0: said, index } of text.matchAll(VAGUE)) {
    const { start, end } = sentenceAt(text, index);
    const sentence = text.slice(start, end);
    // A quotation is somebody else's wording, and as long as something is needed is a measure.
    if (/(?:["\u201C\u201E\u00AB][^"\u201D\u00BB]*|\blong )$/.test(text.slice(start, index))) continue;
    if (!OBLIGE.test(sentence) || MEASURE.test(sentence) || ROLES.test(sentence)) continue;
    if (run.links.some((link) => link.start >= origin + start && link.start < origin + end)) continue;
    found.push({ start: origin + index, end: origin + index + said.length, text: said, sentence });
  }
  return found;
}

const { adverbs, numbers, atLeast } = words.cadence;
const COUNT = `(?:\\d{1,2}|${Object.keys(numbers).join('|')})`;
const CADENCE = new RegExp(
  [
    `(?<adverb>${Object.keys(adverbs)
      .sort((a, b) => b.length - a.length)
      .join('|')})`,
    `(?:every|each|alle|jede[sn]?|in jedem)\\s+(?:(?<count>${COUNT})\\s+)?(?<unit>days?|weeks?|months?|quarters?|years?|Tage?|Wochen?|Monate?|Quartale?|Jahre?)`,
    `(?<times>once|twice|einmal|zweimal)\\s+(?:(?:a|an|per|every|each|in|im|pro|jedes|jährlich)\\s*)?(?<per>year|Jahr|jährlich|quarter|Quartal|month|Monat)`,
    `on (?:a|an) (?<basis>annual|yearly|quarterly|monthly|semi-annual|bi-annual|half-yearly) basis`,
  ]
    .map((part) => `(?<![\\p{L}-])(?:${part})(?![\\p{L}])`)
    .join('|'),
  'giu',
);
const MONTHS_OF = { d: 1 / 30, t: 1 / 30, w: 7 / 30, m: 1, q: 3, y: 12, j: 12 } as const;

/** The number of months between two times of a cadence as it is written. */
function monthsOf(groups: Readonly<Record<string, string | undefined>>): number | undefined {
  const { adverb, count, unit, times, per, basis } = groups;
  const letter = (word: string) => MONTHS_OF[word[0]!.toLowerCase() as keyof typeof MONTHS_OF];
  if (adverb) return (adverbs as Record<string, number>)[adverb.toLowerCase()];
  if (basis) return { a: 12, y: 12, q: 3, m: 1, s: 6, b: 6, h: 6 }[basis[0]!.toLowerCase()];
  if (times) return letter(per!) / (/^(?:twice|zweimal)$/i.test(times) ? 2 : 1);
  if (!unit) return undefined;
  const n = count === undefined ? 1 : Number(count) || (numbers as Record<string, number>)[count.toLowerCase()];
  return n === undefined ? undefined : n * letter(unit);
}

const POLICY = '(?:this|the|our|diese[rs]?|die|das|dieses)';
const THING = '(?:policy|document|Richtlinie|Dokument|Leitlinie)';
const REVIEWED =
  '(?:reviewed|revised|re-?evaluated|re-?assessed|reconsidered|überprüft|geprüft|revidiert|überarbeitet)';
const AUX = '(?:is|shall be|must be|will be|should be|has to be|gets|are|wird|muss|ist|soll|werden|müssen|sind|sollen)';
const SUBJECTS: readonly (readonly [RegExp, Cadence['of']])[] = [
  [new RegExp(`^\\W*(?:${POLICY})\\s+${THING}\\s+(?:itself\\s+)?${AUX}\\b`, 'iu'), 'own'],
  [
    new RegExp(
      `(?<![\\p{L}])(?:reviews?|reviewed by|reviews and updates|überprüft|prüft)\\s+(?:this|diese|dieses)\\s+${THING}\\b`,
      'iu',
    ),
    'own',
  ],
  [
    new RegExp(
      `^\\W*(?:(?:a|the)\\s+)?reviews? of (?:this|the) ${THING}\\s+(?:is|are|takes?|shall|must|will)\\b`,
      'iu',
    ),
    'own',
  ],
  [
    new RegExp(`^\\W*(?:all\\s+|our\\s+|alle\\s+)?(?:suppliers|vendors|Lieferanten|Dienstleister)\\s+${AUX}\\b`, 'iu'),
    'vendors',
  ],
];

/** What a run says of how often the policy, or suppliers as a whole, are reviewed. */
export function cadencesIn(run: Run): Cadence[] {
  const { text, start: origin } = run;
  if (run.kind === 'heading' || !/review|revis|evaluat|assess|prüf|revidier|überarbeit/i.test(text)) return [];
  const found: Cadence[] = [];
  let at = 0;
  while (at < text.length) {
    const { start, end } = sentenceAt(text, at);
    at = Math.max(end, at + 1);
    while (at < text.length && /\s/.test(text[at]!)) at++;
    const sentence = text.slice(start, end);
    const subject = SUBJECTS.find(([pattern]) => pattern.test(sentence));
    if (!subject || !new RegExp(`${REVIEWED}|reviews?\\b`, 'iu').test(sentence)) continue;
    const matches = [...sentence.matchAll(CADENCE)];
    const [match] = matches;
    if (!match || (matches.length > 1 && subject[1] === 'own')) continue;
    // Between the subject and the cadence nothing else may be what is reviewed.
    if (
      /\b(?:that|which|whether|requires?|ensures?|if|when|after|unless|except|critical|wenn|falls|sofern|dass|kritische\w*|access|rights|logs|plan|risks?)\b/i.test(
        sentence.slice(0, match.index),
      )
    )
      continue;
    const months = monthsOf(match.groups!);
    if (months === undefined) continue;
    const around = sentence.slice(0, match.index + match[0].length + 40);
    found.push({
      start: origin + start + match.index,
      end: origin + start + match.index + match[0].length,
      of: subject[1],
      text: match[0],
      months,
      atLeast: wordsOf(atLeast).test(around),
    });
  }
  return found;
}
