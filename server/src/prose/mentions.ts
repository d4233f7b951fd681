import { controlById, controls, readClause, readControl } from '../facts/controls.ts';
import { readRegulation } from '../facts/gdpr.ts';
import type { Run } from './runs.ts';
import { type Governs, type Named, namedAt, namedIn } from './standards.ts';
import type { ArticleMention, ClauseMention, ControlMention, Mention } from './types.ts';
import { anyOf, standards, words, wordsOf } from './words.ts';

/** What is around a run, as far as it decides what its numbers mean. */
export interface Around {
  /** What governs by the column, the list's lead, or the headings above. */
  readonly governs?: Governs;
  /** The column says that there are controls, clauses or ids in it. */
  readonly column?: 'control' | 'clause' | 'standard';
  /** A column or heading says that ids are those of another edition. */
  readonly old?: boolean;
  /** Ids may be numbers of the document's own appendix. */
  readonly appendix?: boolean;
}

type Found = { -readonly [K in keyof ControlMention]: ControlMention[K] };

const NUMBER = '(?:[5-9]|1[0-8])\\.[1-9]\\d?(?:\\.[1-9]\\d?)?';
const MARK = '(?:Ann?exe?\\s+A(?:\\.\\s?|\\s)|Anhangs?\\s+A(?:\\.\\s?|\\s)|A\\.|A\\s|A(?=\\d))';
const END = '(?![\\p{L}\\p{N}_@]|\\.\\d|,\\d|:\\d)';
const MARKED = new RegExp(`(?<![\\p{L}\\p{N}_./@#&-])(${MARK})(${NUMBER})${END}`, 'gu');
const DASH = '[-\\u2010-\\u2015\\u2212]';
const TO = `(?:\\s*(?:${DASH}|\\u2026)\\s*|\\s+(?:to|bis|through|thru|until)\\s+)`;
const RANGE = new RegExp(`(${TO})(${MARK})?(${NUMBER})${END}`, 'yu');
const SHORT = new RegExp(`${DASH}([1-9]\\d?)(?![\\p{L}\\p{N}_%@]|[.,:/-]\\d)`, 'yu');
const LIST = new RegExp(
  `\\s*(?:,|;|/|&|\\+)?\\s*(?:(?<=\\s|,)(?:and|or|und|oder|sowie|as well as)\\s+)?(${NUMBER})${END}`,
  'yu',
);
const BETWEEN = /^\s*(?:[,;/&+]|and|or|und|oder|sowie|as well as|[,;]\s*(?:and|or|und|oder))\s*$/;
const UNMARKED = new RegExp(`(?<![\\p{L}\\p{N}_.,/:@#$€£+=<>-]|[§#] ?)(${NUMBER})${END}`, 'gu');
const NUMBERS_ANY = /\d\.\d/;

const AMBIGUOUS =
  /^(?:.|[ap]m|min|in|users\?|servers\?|releases\?|persons\?|people|personen|points\?|punkte\?|x|or .*|and .*|oder .*|score|rating|stars\?|times)$/i;
const units = (list: readonly string[]): RegExp => new RegExp(`\\s?(?:${anyOf(list)})(?![\\p{L}\\d])`, 'iyu');
const UNIT = units(standards.units);
const PLAIN_UNIT = units(standards.units.filter((unit) => !AMBIGUOUS.test(unit) || /^[%‰°€£¥]$/.test(unit)));
const matchesAt = (pattern: RegExp, text: string, at: number): RegExpExecArray | null => {
  pattern.lastIndex = at;
  return pattern.exec(text);
};

const NOT_OURS = new RegExp(
  `(?<![\\p{L}])(?:${anyOf(standards.notOurs.map((word) => word.replace('.', '\\.')))})\\.?\\s*$`,
  'iu',
);
const BEFORE_NUMBER = new RegExp(`(?<![\\p{L}])(?:${anyOf(standards.beforeNumber)})\\.?\\s*$`, 'iu');
const CONTROL_WORD = /(?<![\p{L}])(?:controls?|Maßnahmen?|Kontrollen?)\s+(?:no\.?\s*|nos\.?\s*|Nr\.?\s*)?$/iu;
const OLD = wordsOf(words.oldEdition);
const ELSEWHERE =
  /\b(?:not|no|never|excluded|exclude[sd]?|except|n\/a|out of scope|elsewhere|see|refer to|covered by|covered in|addressed (?:by|in)|defined in|described in|nicht|kein\w*|ausgenommen|siehe|entfällt|gilt nicht)\b/i;

/** Another document whose mapping this is: “Backup policy: A.8.13”. */
const OF_ANOTHER =
  /(?<!\b(?:this|the|our|diese[rs]?|die|das|unsere) )\b(?:[\p{L}-]*(?:richtlinie|verfahren|konzept|plan)|polic(?:y|ies)|procedures?|guidelines?)[\s\uFFFC)\]*]*[:(\u2013\u2014-]\s*$/iu;
/** A link to another text. */
export const MARKDOWN = /^[^:#]+\.mdx?(?:[#?].*)?$/i;

/** The stretch of a text between sentence ends around a place. */
export function sentenceAt(text: string, at: number): { readonly start: number; readonly end: number } {
  let start = 0;
  const ENDS = /[.!?]["”)\]]?\s+(?=[\p{Lu}\d"“([*])|\n\s*\n|\n(?=\s*[*-]\s)/gu;
  for (const end of text.matchAll(ENDS)) {
    if (
      end[0].startsWith('.') &&
      /(?:\b(?:Art|Abs|Nr|No|Cl|e\.g|i\.e|z\.\s?B|ca|vgl|cf|bzw|Ziff|Kap|Fig|Sec|approx|incl)|\d)$/.test(
        text.slice(Math.max(0, end.index - 7), end.index),
      ) &&
      !/\d$/.test(text[end.index - 1] ?? '')
    )
      continue;
    const next = end.index + end[0].length;
    if (next <= at) start = next;
    else if (end.index >= at) return { start, end: end.index + 1 };
  }
  return { start, end: text.length };
}

/** A title without small words, plurals and differences of spelling. */
const plainTitle = (text: string): string =>
  text
    .toLowerCase()
    .replace(/\b(?:end|life|re|clean) ?-?(?=point|cycle|use)/g, (part) => part.replace(/[ -]/g, ''))
    .replace(/re-use/g, 'reuse')
    .replace(/is(?=ation|ed|e\b|ing)/g, 'iz')
    .replace(/labell/g, 'label')
    .replace(/programme/g, 'program')
    .replace(/[^a-z0-9]+/g, ' ')
    .replace(/\b(?:of|the|and|or|for|in|on|to|a|an|with|within|during|from|by)\b/g, ' ')
    .replace(/(\w{3,})ies\b/g, '$1y')
    .replace(/(\w{3,}[^s])s\b/g, '$1')
    .replace(/\s+/g, ' ')
    .trim();

const controlByTitle = new Map(controls.map(({ id, title }) => [plainTitle(title), id]));

/** The control whose title a text is; `undefined` for none. */
const titledBy = (text: string): string | undefined => controlByTitle.get(plainTitle(text));

const kindsFor = (marked: boolean, { kind }: Named): boolean => !marked || (kind !== 'contract' && kind !== 'law');

/** What governs at a place of a run: what is named right behind, else nearest before it in the run, else what is around. */
function governs(text: string, names: readonly Named[], start: number, end: number, marked: boolean, around: Around) {
  const behind =
    /^\s*[)\]]?\s*(?:\((?=\S)|(?:of|in|from|under|per|von|der|des|aus|nach|according to)\s+(?:the\s+)?(?:Annex A of\s+(?:the\s+)?)?)/.exec(
      text.slice(end, end + 50),
    );
  if (behind) {
    const kind = namedAt(text, end + behind[0].length);
    if (kind && kindsFor(marked, { kind, start: 0, end: 0 })) return { kind, named: true, far: false };
  }
  for (let i = names.length - 1; i >= 0; i--) {
    const name = names[i]!;
    if (name.end > start || !kindsFor(marked, name)) continue;
    return { kind: name.kind, named: true, far: sentenceAt(text, start).start > name.start };
  }
  return { kind: around.governs, named: false, far: true };
}

interface Reading {
  readonly ids: readonly string[];
  readonly superseded?: { readonly id: string; readonly successors: readonly string[] };
  readonly unknown?: string;
}

function readOne(number: string): Reading {
  const read = readControl(`A.${number}`);
  if (read.kind === 'controls') return { ids: read.ids };
  if (read.kind === 'superseded') return { ids: [], superseded: { id: read.id, successors: read.successors } };
  const parent = /^(\d+\.\d+)\.\d+$/.exec(number)?.[1];
  if (parent && controlById(`A.${parent}`)) return { ids: [`A.${parent}`] };
  return { ids: [], unknown: read.why };
}

function readRange(from: string, to: string): Reading {
  const read = readControl(`A.${from}-A.${to}`);
  if (read.kind === 'controls') return { ids: read.ids };
  const [first, last] = [readOne(from), readOne(to)];
  if (first.superseded && last.superseded)
    return {
      ids: [],
      superseded: {
        id: `${first.superseded.id}-${last.superseded.id}`,
        successors: [...new Set([...first.superseded.successors, ...last.superseded.successors])],
      },
    };
  return { ids: [], unknown: read.kind === 'unknown' ? read.why : 'is no range of controls' };
}

/** The controls, clauses and articles that a run names, in order. Places are offsets in its block. */
export function mentionsIn(run: Run, around: Around): Mention[] {
  const { text, start: origin } = run;
  const articles = articlesIn(text, origin);
  if (!NUMBERS_ANY.test(text) && !CLAUSE_HINT.test(text)) return articles;
  const names = namedIn(text, around.governs);
  const clauses = clausesIn(text, names, around, origin);
  const found: Found[] = [];
  const taken = (at: number): boolean =>
    found.some(({ start, end }) => at >= start - origin && at < end - origin) ||
    clauses.some(({ start, end }) => at >= start - origin && at < end - origin);
  const isOld = (at: number): boolean => {
    if (around.old) return true;
    const { start, end } = sentenceAt(text, at);
    return OLD.test(text.slice(start, end));
  };

  const add = (
    start: number,
    end: number,
    first: number,
    marked: boolean,
    reading: Reading,
    more: Partial<Found> = {},
  ): Found => {
    const mention: Found = {
      kind: 'control',
      start: origin + start,
      end: origin + end,
      text: text.slice(start, end),
      marked,
      first: origin + first,
      ...reading,
      ...more,
    };
    found.push(mention);
    return mention;
  };

  for (const match of text.matchAll(MARKED)) {
    const start = match.index;
    if (taken(start)) continue;
    const mark = match[1]!;
    const number = match[2]!;
    let end = start + match[0].length;
    const spaced = mark === 'A ' || /^A\s$/.test(mark);
    if (NOT_OURS.test(text.slice(Math.max(0, start - 30), start))) continue;
    if (matchesAt(spaced ? UNIT : PLAIN_UNIT, text, end)) continue;
    let reading = readOne(number);
    if (spaced && reading.unknown) {
      // An article before a number: “A 9.5 fold increase”.
      const word = /^[\s-]+(?=[\p{L}\d])([\p{L}\d]+)/u.exec(text.slice(end, end + 40))?.[1];
      if (word && !/^(?:and|or|to|und|oder|bis|through|of|in|for|is|are|was|ist|\p{Lu}\p{Ll}{3,})$/u.test(word))
        continue;
    }
    const first = end;
    let range = false;
    const short = matchesAt(SHORT, text, end);
    const long = short ? null : matchesAt(RANGE, text, end);
    if (short && !matchesAt(PLAIN_UNIT, text, end + short[0].length)) {
      const to = number.replace(/\d+$/, short[1]!);
      const read = readRange(number, to);
      if (!read.unknown || Number(short[1]) > Number(/\d+$/.exec(number)![0])) {
        reading = read;
        end += short[0].length;
        range = true;
      }
    } else if (long && !matchesAt(PLAIN_UNIT, text, end + long[0].length)) {
      const read = readRange(number, long[3]!);
      const last = readOne(long[3]!);
      const dash = !/\s(?:to|bis|through|thru|until)\s/.test(long[1]!);
      const migrates = Boolean(reading.superseded) !== Boolean(last.superseded) && !last.unknown;
      const sure = Boolean(long[2]) || !/\s/.test(long[1]!) || !dash;
      if (!migrates && (sure || !read.unknown)) {
        reading = read;
        end += long[0].length;
        range = true;
      }
    }
    const { kind } = governs(text, names, start, end, true, around);
    if (kind === 'other') {
      // The rest of its list is the other one's, too: whoever reads on must not take it up.
      continue;
    }
    if (around.appendix && kind === undefined && (reading.unknown || reading.superseded)) continue;
    const old = (reading.superseded || reading.unknown) && isOld(start);
    const migrated =
      reading.superseded &&
      !range &&
      /^\s*(?:\u2192|->|=>|to\b|is now|became|wurde|jetzt|now)/.test(text.slice(end, end + 12));
    if (old || migrated) add(start, end, first, true, { ids: [] });
    else add(start, end, first, true, reading);
    for (;;) {
      const next = matchesAt(LIST, text, end);
      if (!next || next[0].trimStart() === next[1] || matchesAt(UNIT, text, end + next[0].length)) break;
      if (governs(text, names, end + next[0].length, end + next[0].length, true, around).kind === 'other') break;
      const at = end + next[0].length - next[1]!.length;
      const one = readOne(next[1]!);
      const to = matchesAt(RANGE, text, end + next[0].length);
      let stop = end + next[0].length;
      let read = one;
      if (to && !matchesAt(UNIT, text, stop + to[0].length)) {
        const ranged = readRange(next[1]!, to[3]!);
        // With blanks around its dash it may be two things, and one that runs to nothing is then none.
        if (!ranged.unknown || (one.ids.length && !/^\s.*\s$/.test(to[1]!))) {
          read = ranged;
          stop += to[0].length;
        }
      }
      // What is nothing may be another kind of number, unless the list plainly ends or goes on behind it.
      if (read.unknown && !/^\s*(?:[,;.)|]|$|and\b|und\b)/.test(text.slice(stop, stop + 6))) break;
      add(at, stop, end + next[0].length, true, (read.unknown || read.superseded) && isOld(at) ? { ids: [] } : read);
      end = stop;
    }
  }

  for (const match of text.matchAll(UNMARKED)) {
    const start = match.index;
    if (taken(start)) continue;
    const number = match[1]!;
    let end = start + number.length;
    const before = text.slice(Math.max(0, start - 40), start);
    const direct = CONTROL_WORD.test(before);
    const opens = !/[\p{L}\p{N}]/u.test(text.slice(0, start));
    const inColumn = around.column !== undefined;
    if (matchesAt(UNIT, text, end) || BEFORE_NUMBER.test(before)) continue;
    if (opens && !(run.kind === 'cell' && inColumn)) continue;
    if (/^\s*(?:[-\u2010-\u2015]|to|bis)\s*\d+:\d/.test(text.slice(end, end + 12))) continue;
    const { kind, named, far } = governs(text, names, start, end, false, around);
    if (kind === 'other' || kind === 'law' || kind === 'contract') continue;
    if (run.kind === 'cell' && !inColumn && !named && !direct) continue;
    const follows = found.some(
      (other) => other.end === origin + start || BETWEEN.test(text.slice(other.end - origin, start)),
    );
    if (!direct && !(inColumn && opens) && !follows) {
      if (kind === undefined) continue;
      if (far && !/[(,;/&]\s*$/.test(before)) continue;
    }
    const asControl =
      direct ||
      around.column === 'control' ||
      kind === 'iso27002' ||
      kind === 'annex' ||
      (follows && !around.column && kind !== 'iso27001');
    let reading = readOne(number);
    const range = matchesAt(RANGE, text, end);
    if (range && !matchesAt(UNIT, text, end + range[0].length)) {
      const read = readRange(number, range[3]!);
      if (read.unknown) continue;
      reading = read;
      end += range[0].length;
    }
    if (!asControl) {
      if (around.column === 'clause' || readClause(number)) {
        if (readClause(number))
          clauses.push({
            kind: 'clause',
            start: origin + start,
            end: origin + start + number.length,
            text: number,
            ids: [number],
          });
        continue;
      }
    }
    if (reading.unknown || (reading.superseded && (!direct || isOld(start)))) continue;
    add(start, end, start + number.length, false, reading);
  }

  const all = found.sort((a, b) => a.start - b.start);
  for (const [index, mention] of all.entries()) {
    const sentence = sentenceAt(text, mention.start - origin);
    const before = text.slice(sentence.start, mention.start - origin);
    if (ELSEWHERE.test(text.slice(sentence.start, sentence.end)) || OF_ANOTHER.test(before)) mention.elsewhere = true;
    const linked = ({ start, image, destination }: Run['links'][number]): boolean =>
      !image && start >= origin + sentence.start && start < mention.start && MARKDOWN.test(destination);
    if (run.links.some(linked)) mention.elsewhere = true;
    const next = all[index + 1];
    const previous = all[index - 1];
    const inList =
      (next && BETWEEN.test(text.slice(mention.end - origin, next.start - origin))) ||
      (previous && BETWEEN.test(text.slice(previous.end - origin, mention.start - origin)));
    if (!inList && mention.marked && mention.ids.length === 1 && mention.end === mention.first)
      titleBeside(run, mention);
  }
  for (const clause of clauses) if (clause.control) all.push(clause.control);
  return [...all, ...clauses.flatMap(({ control, ...clause }) => (control ? [] : [clause])), ...articles].sort(
    (a, b) => a.start - b.start,
  );
}

const BESIDE = /[ \t]*(?:(?:[\u2013\u2014:]|-(?=\s))[ \t]*([^\n;()|.\uFFFC]+)|\(([^\n()\uFFFC]+)\))/y;

/** Notes the title that stands beside a mention, if it is that of another control. */
function titleBeside(run: Run, mention: Found): void {
  const { text, start: origin } = run;
  const match = matchesAt(BESIDE, text, mention.end - origin);
  if (!match) return;
  const said = (match[1] ?? match[2]!).replace(/\s+$/, '');
  const at = match.index + match[0].indexOf(match[1] ?? match[2]!);
  const own = mention.ids[0]!;
  const commas = [...said.matchAll(/,|\s[\u2013\u2014-]\s/g)].map(({ index }) => said.slice(0, index));
  for (const part of [said, ...commas.reverse()]) {
    const of = titledBy(part);
    if (of === own) return;
    if (of === undefined) continue;
    const lead = part.length - part.trimStart().length;
    const start = origin + at + lead;
    const end = origin + at + part.trimEnd().length;
    if (run.links.some((link) => link.start < end && link.end > start)) return;
    mention.title = { start, end, text: part.trim(), of };
    return;
  }
}

/** A title in the cell next to a mention that fills its own. */
export function titleInCell(mention: Mention, title: Run): Mention {
  if (mention.kind !== 'control' || mention.title || mention.ids.length !== 1 || mention.end !== mention.first)
    return mention;
  const said = title.text.trim();
  const of = title.links.length ? undefined : titledBy(said);
  if (of === undefined || of === mention.ids[0]) return mention;
  const start = title.start + title.text.indexOf(said);
  return { ...mention, title: { start, end: start + said.length, text: said, of } };
}

const CLAUSE_HINT = /(?:clause|cl\.|abschnitt|kapitel|klausel)/i;
const CLAUSE_NUMBER = '\\d{1,2}(?:\\.\\d{1,2}){0,3}';
const POINT = '(?:\\s?\\(?[a-z]\\))?';
const CLAUSES = new RegExp(
  `(?<![\\p{L}])(?:clauses?|cl\\.|Abschnitt(?:e[ns]?|s)?|Kapiteln?|Klauseln?)\\s+(?:no\\.?\\s*|Nr\\.?\\s*)?(${CLAUSE_NUMBER}${POINT}(?:(?:\\s*(?:,|;|/|&|\\u002d|[\\u2010-\\u2015])\\s*|\\s+(?:and|or|to|through|und|oder|bis|sowie)\\s+|,\\s*(?:and|und)\\s+)${CLAUSE_NUMBER}${POINT})*)(?![\\p{L}\\p{N}_@]|\\.\\d)`,
  'giu',
);

type FoundClause = ClauseMention & { readonly control?: ControlMention };

function clausesIn(text: string, names: readonly Named[], around: Around, origin: number): FoundClause[] {
  if (!CLAUSE_HINT.test(text)) return [];
  const clauses: FoundClause[] = [];
  for (const match of text.matchAll(CLAUSES)) {
    const listAt = match.index + match[0].lastIndexOf(match[1]!);
    const end = match.index + match[0].length;
    if (
      /^\s*(?:of|in|der|des|dieser|von|im|to)\s+(?:this|our|that|the|dieser|dieses|unserer|der|des|dem)?\s*(?:[\p{L}-]+\s+){0,2}?(?:policy|policies|document|procedure|agreements?|contracts?|terms|handbook|standard contractual|Richtlinie|Dokuments?|Vertrags?|Vertrages|Vereinbarung|Handbuchs?|NDA|MSA|DPA|AVV|SCCs?)/iu.test(
        text.slice(end, end + 60),
      )
    )
      continue;
    const { kind } = governs(text, names, match.index, end, false, around);
    if (kind !== 'iso27001' && kind !== 'iso27002' && kind !== 'annex') continue;
    const { start: from, end: to } = sentenceAt(text, match.index);
    const old = around.old || OLD.test(text.slice(from, to));
    for (const part of match[1]!.matchAll(new RegExp(`${CLAUSE_NUMBER}${POINT}`, 'gu'))) {
      const at = listAt + part.index;
      const number = /^[\d.]+/.exec(part[0])![0];
      const start = part.index === 0 ? match.index : at;
      const base = {
        start: origin + start,
        end: origin + at + part[0].length,
        text: text.slice(start, at + part[0].length),
      };
      if (kind === 'iso27002') {
        const read = readOne(number);
        if (read.ids.length)
          clauses.push({
            ...base,
            kind: 'clause',
            ids: [],
            control: { ...base, kind: 'control', marked: false, ids: read.ids, cited: true, first: base.end },
          });
        continue;
      }
      const parts = number.split('.');
      const main = Number(parts[0]);
      if (main < 1 || parts.length > 3) continue;
      const known = main < 4 || readClause(number) !== undefined;
      clauses.push({
        ...base,
        kind: 'clause',
        ids: known && main >= 4 ? [number] : [],
        ...(known || old
          ? {}
          : { unknown: `${number} is no clause of ISO/IEC 27001:2022 (4 to 10, with their sub-clauses)` }),
      });
    }
  }
  return clauses;
}

const LAW =
  '(?:(?:EU[ -])?(?:GDPR|DS-?GVO)(?![\\p{L}-])|(?:EU )?General Data Protection Regulation|(?:EU-)?Datenschutz-?Grundverordnung|(?:Regulation|Verordnung) \\(E[UG]\\) (?:Nr\\. )?2016/679)';
const ARTICLE_ONE =
  '\\d{1,3}(?:\\s?\\(\\d{1,2}\\))?(?:\\s?\\([a-z]\\))?(?:\\s?(?:Abs\\.|Absatz|para(?:graph)?\\.?)\\s?\\d{1,2})?(?:\\s?(?:UAbs\\.|S\\.|Satz|lit\\.|Buchst\\.|point)\\s?(?:\\d|\\(?[a-z]\\)?)(?![\\p{L}])){0,3}';
const ARTICLE_JOIN = '(?:\\s*(?:,|;|/|&|[-\\u2013])\\s*|,?\\s+(?:and|or|to|und|oder|bis|sowie)\\s+)';
const ARTICLE_LIST = new RegExp(
  `(?<![\\p{L}])Art(?:icles?|ikeln?|t|s)?\\.?\\s*(${ARTICLE_ONE}(?:${ARTICLE_JOIN}${ARTICLE_ONE})*)(?![\\p{N}]|\\.\\d)`,
  'gu',
);
const JOINED = new RegExp(`^${ARTICLE_JOIN}$`, 'u');
const LAW_BEHIND = new RegExp(`\\s*(?:\\(\\s*)?(?:(?:of|der|des)\\s+(?:the\\s+)?)?${LAW}`, 'uy');
const LAW_BEFORE = new RegExp(`(?<![\\p{L}])(?<!UK )(${LAW})[,:]?\\s*\\(?$`, 'u');

/** The articles of the GDPR: its name stands directly behind them, or else directly before them. */
function articlesIn(text: string, origin: number): ArticleMention[] {
  if (!text.includes('Art') || !/GDPR|VO|rordnung|Regulation/.test(text)) return [];
  interface Stretch {
    readonly start: number;
    readonly end: number;
    readonly list: string;
    ours: boolean;
    other: boolean;
  }
  const stretches: Stretch[] = [];
  let used = 0;
  for (const match of text.matchAll(ARTICLE_LIST)) {
    const start = match.index;
    const listed = start + match[0].length;
    const law = matchesAt(LAW_BEHIND, text, listed);
    if (law) {
      stretches.push({ start, end: listed + law[0].length, list: match[1]!, ours: true, other: false });
      used = listed + law[0].length;
      continue;
    }
    // What comes after the article is its law: “GDPR, Art. 21 NIS2”.
    const after = /^\s*\(?(?:(?:of|der|des)\s+(?:the\s+)?)?/.exec(text.slice(listed, listed + 30))!;
    const other =
      namedAt(text, listed + after[0].length) === 'other' ||
      /^\s*\(?(?:(?:of|der|des)\s|\p{Lu}{2,})/u.test(text.slice(listed, listed + 12));
    const name = LAW_BEFORE.exec(text.slice(Math.max(used, start - 60), start));
    const from = name ? start - name[0].length : start;
    stretches.push({ start: other ? start : from, end: listed, list: match[1]!, ours: Boolean(name) && !other, other });
  }
  const joined = (a: Stretch, b: Stretch): boolean => !a.other && !b.other && JOINED.test(text.slice(a.end, b.start));
  // Articles in a row are of the law that is named at either end.
  for (let i = 1; i < stretches.length; i++)
    if (stretches[i - 1]!.ours && joined(stretches[i - 1]!, stretches[i]!)) stretches[i]!.ours = true;
  for (let i = stretches.length - 1; i > 0; i--)
    if (stretches[i]!.ours && joined(stretches[i - 1]!, stretches[i]!)) stretches[i - 1]!.ours = true;
  return stretches.flatMap(({ start, end, list, ours }): ArticleMention[] => {
    if (!ours) return [];
    const read = readRegulation(`GDPR Art. ${list.replace(/\s+(?:und|oder|or|sowie)\s+/g, ' and ')}`);
    return [
      {
        kind: 'article',
        start: origin + start,
        end: origin + end,
        text: text.slice(start, end),
        articles: 'wrong' in read ? [] : read.articles,
        ...('wrong' in read ? { unknown: read.wrong } : {}),
      },
    ];
  });
}
