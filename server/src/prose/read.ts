import { controlById } from '../facts/controls.ts';
import { controlBlockIn, namesControlBlock } from './control-block.ts';
import { type Around, MARKDOWN, mentionsIn, titleInCell } from './mentions.ts';
import { type Change, type Parsed, parse } from './parse.ts';
import { type BlockRuns, type Run, runsOf } from './runs.ts';
import { Slugs, slugOf } from './slugs.ts';
import { cadencesIn, placeholdersIn, saysTemplate, vagueIn } from './spots.ts';
import { type Governs, governorOf } from './standards.ts';
import { listsSuppliers, suppliersInList, suppliersInTable } from './suppliers.ts';
import type { BlockRead, Heading, Ignore, Mention, Placeholder, SupplierName, Vague } from './types.ts';
import { bare, onlyOf, words, wordsOf } from './words.ts';

/** A heading and everything below it, up to the next heading that is not smaller. Places count from the text's start. */
export interface Section {
  readonly heading: (Heading & { readonly anchor: string }) | undefined;
  readonly parent: Section | undefined;
  readonly says: Says;
  /** What it and the headings above say together. */
  readonly chain: Chain;
}

interface Chain {
  /** What the nearest that names a standard says. */
  readonly governs: Governs | undefined;
  /** Some heading names another standard. */
  readonly other: boolean;
  readonly old: boolean;
  readonly template: boolean;
  readonly appendix: boolean;
  /** All of this, to be compared. */
  readonly key: string;
}

/** What a heading says of what is below it. */
interface Says {
  readonly governs?: Governs | undefined;
  readonly old: boolean;
  readonly template: boolean;
  readonly appendix: boolean;
  /** Names ISO/IEC 27001, 27002 or Annex A, or says mapping. */
  readonly mapping: 'named' | 'said' | undefined;
  readonly review: boolean;
  readonly suppliers: boolean;
  readonly control: boolean;
}

/** A block of the text: a paragraph, a list, a table, a heading, … with all that is in it. */
export interface Block {
  /** Offsets in the text. */
  readonly at: number;
  readonly end: number;
  readonly name: string;
  readonly read: BlockRead;
  readonly section: Section;
}

/** What is known of a block wherever it stands. */
interface Facts {
  readonly runs: BlockRuns;
  readonly definitions: readonly string[];
  /** Names of tags that it closes. */
  readonly closes: readonly string[];
  /** A heading that begins a section. */
  readonly heading: Run | undefined;
  readonly says: Says | undefined;
  /** It is a heading of the document's own appendix. */
  readonly appendix: boolean;
  /** The end of a paragraph, which may lead to what follows. */
  readonly lead: Lead | undefined;
  /** It calls the text a template; looked for where that counts. */
  readonly copied: () => boolean;
}

/** Where names may be those of suppliers: below a heading that says so, and directly below it. */
type Naming = 'nowhere' | 'below' | 'first';

interface Lead {
  readonly text: string;
  /** It ends with a colon. */
  readonly colon: boolean;
  readonly old: boolean;
  readonly template: boolean;
}

interface Kept {
  readonly facts: Facts;
  /** What it was read with. */
  readonly chain: string;
  readonly lead: Lead | undefined;
  readonly named: Naming;
  readonly shared: string;
  readonly read: BlockRead;
}

/** A text of Markdown, read. It can be read again after a change, which costs what the change touched. */
export interface Prose {
  readonly blocks: readonly Block[];
  readonly sections: readonly Section[];
  /** Anchors that a link may lead to. */
  readonly anchors: ReadonlySet<string>;
  readonly state: unknown;
}

/** A block's place in the Markdown, and what is kept of it. */
interface Item {
  readonly at: number;
  readonly end: number;
  readonly name: string;
  readonly facts: Facts;
  readonly kept: Kept | undefined;
}

interface State {
  readonly from: number;
  readonly parsed: Parsed;
  readonly items: readonly (Item & { readonly kept: Kept })[];
  readonly shared: string;
  readonly anchors: ReadonlySet<string>;
}

const OLD = wordsOf(words.oldEdition);
const MAPPING = wordsOf(words.headings.mapping);
const NOT_MAPPING = wordsOf(words.headings.notMapping);
const REVIEW = wordsOf(words.headings.review);
const APPENDIX = wordsOf(words.headings.appendix);
const TITLE_COLUMN = onlyOf(words.headings.titleColumns);
const POLICY_COLUMN = onlyOf(words.headings.policyColumns);
/** A row of a mapping that says that a control is not followed. */
const EXCLUDED = wordsOf(words.excluded);
const isHeading = ({ kind }: Run): boolean => kind === 'heading';
const OPENING = /^[\s*_>|-]*((?:[5-8])\.\d{1,2})(?![\p{L}\p{N}]|\.\d|,\d|:\d)/u;
const OWN_TEMPLATE =
  /(?<![\p{L}])(?:(?:copy|use|fill in|this|entire) (?:this |the )?(?:entire )?template|diese (?:Muster)?vorlage|dieses Muster)(?![\p{L}])/iu;
const NOTHING: Says = {
  old: false,
  template: false,
  appendix: false,
  mapping: undefined,
  review: false,
  suppliers: false,
  control: false,
};
const ROOT: Section = { heading: undefined, parent: undefined, says: NOTHING, chain: chainOf(NOTHING, undefined) };

/** The Annex A below the heading of another standard is that one's. */
function chainOf(says: Says, above: Chain | undefined): Chain {
  const governs = says.governs === 'annex' && above?.other ? 'other' : (says.governs ?? above?.governs);
  const other = says.governs === 'other' || Boolean(above?.other);
  const old = says.old || Boolean(above?.old);
  const template = says.template || Boolean(above?.template);
  const appendix = says.appendix || Boolean(above?.appendix);
  return { governs, other, old, template, appendix, key: `${governs} ${old} ${template} ${appendix}` };
}

function saysOf(text: string): Says {
  const governs = governorOf(text);
  const ours = governs === 'iso27001' || governs === 'iso27002' || governs === 'annex';
  return {
    governs,
    old: OLD.test(text),
    template: saysTemplate(text),
    appendix: !ours && APPENDIX.test(text),
    mapping: NOT_MAPPING.test(text) ? undefined : ours ? 'named' : MAPPING.test(text) ? 'said' : undefined,
    review: REVIEW.test(text),
    suppliers: listsSuppliers(text),
    control: namesControlBlock(text),
  };
}

/** The text of a heading without its `{#id}` and without marks around it. */
function headingOf(run: Run): Heading {
  const custom = /\s*\{#([\w.:-]+)\}\s*$/.exec(run.text);
  const said = custom ? run.text.slice(0, custom.index) : run.text;
  const text = said.replace(/[\s\uFFFC]+/g, ' ').trim();
  const lead = said.length - said.trimStart().length;
  return {
    level: run.level!,
    start: run.start + lead,
    end: run.start + said.trimEnd().length,
    text,
    slug: slugOf(headingText(run, said).trim()),
    ...(custom ? { id: custom[1]! } : {}),
  };
}

/** What a heading shows: what is masked for other eyes (code) is part of its anchor. */
function headingText(run: Run, said: string): string {
  let text = said;
  for (const { start, end, text: code } of [...run.codes].reverse()) {
    const from = start - run.start;
    text = `${text.slice(0, from)}${code}${text.slice(end - run.start)}`;
  }
  // Marks of emphasis became blanks: they are none in the anchor.
  return unmarked(run, text);
}

const unmarked = (run: Run, text: string): string => {
  const source = run.source;
  if (source === undefined || source.length !== run.text.length || text.length !== source.length)
    return text.replace(/\uFFFC/g, '');
  let out = '';
  for (let i = 0; i < text.length; i++)
    if (text[i] === source[i] || (text[i] !== ' ' && text[i] !== '\uFFFC')) out += text[i];
  return out;
};

function once<T>(compute: () => T): () => T {
  let known: { readonly value: T } | undefined;
  return () => {
    known ??= { value: compute() };
    return known.value;
  };
}

const IGNORE = /^(\s*isms-ignore(-file)?\s+)([\w-]+\/[\w-]+)\s*(?::([\s\S]*))?$/;

function ignoreOf(
  comment: { readonly start: number; readonly end: number; readonly text: string },
  mark: number,
): Ignore | undefined {
  const match = IGNORE.exec(comment.text);
  if (!match) return undefined;
  const start = comment.start + mark + match[1]!.length;
  return {
    start: comment.start,
    end: comment.end,
    rule: match[3]!,
    reason: (match[4] ?? '').trim(),
    file: match[2] !== undefined,
    at: { start, end: start + match[3]!.length },
  };
}

interface Surroundings {
  /** Lists and columns of names in it may be suppliers. */
  readonly named: Naming;
  readonly governs?: Governs | undefined;
  readonly lead?: Governs | undefined;
  readonly old: boolean;
  readonly template: boolean;
  readonly appendix: boolean;
}

function readBlock(
  runs: BlockRuns,
  around: Surroundings,
  mdx: boolean,
  definitions: ReadonlySet<string>,
  closed: ReadonlySet<string>,
): BlockRead {
  const mentions: Mention[] = [];
  const placeholders: Placeholder[] = [];
  const vague: Vague[] = [];
  const openers: string[] = [];
  const cadences: BlockRead['cadences'][number][] = [];
  const suppliers: SupplierName[] = [];
  const tables = new Map<number, Run[]>();
  const { governs, lead, old, appendix } = around;
  const base: Around = {
    ...((lead ?? governs) ? { governs: (lead ?? governs)! } : {}),
    ...(old ? { old } : {}),
    ...(appendix ? { appendix } : {}),
  };
  const textOfItem = new Map<number, string>();
  for (const run of runs.runs) {
    if (run.cell) {
      const cells = tables.get(run.cell.table);
      if (cells) cells.push(run);
      else tables.set(run.cell.table, [run]);
    } else {
      let own = base;
      for (
        let item = run.item === undefined ? undefined : runs.parents[run.item];
        item !== undefined;
        item = runs.parents[item]
      ) {
        const above = textOfItem.get(item) ?? '';
        const named = governorOf(above, base.governs);
        if (named) {
          own = { ...base, governs: named };
          break;
        }
      }
      if (run.item !== undefined && !textOfItem.has(run.item)) textOfItem.set(run.item, run.text);
      mentions.push(...mentionsIn(run, own));
      cadences.push(...cadencesIn(run));
    }
    if (!around.template) placeholders.push(...placeholdersIn(run, mdx, definitions, closed));
    const unclear = vagueIn(run);
    if (unclear.length) vague.push(...unclear);
    const opening = OPENING.exec(run.text)?.[1];
    if (opening && controlById(`A.${opening}`)) openers.push(`A.${opening}`);
  }
  for (const cells of tables.values()) {
    suppliers.push(...suppliersInTable(cells, around.named !== 'nowhere'));
    if (!cells.some(({ text }) => NUMBERED.test(text))) continue;
    const head: (Run | undefined)[] = [];
    for (const run of cells) if (run.cell!.row === 0) head[run.cell!.column] = run;
    const columns = head.map((run): Around & { readonly title?: boolean; readonly policy?: boolean } => {
      if (!run) return base;
      const text = run.text;
      const named = governorOf(text, base.governs);
      const ours = named === undefined ? base.governs !== 'other' : named !== 'other';
      const label = bare(text);
      const column = !ours
        ? undefined
        : named === 'iso27002' || named === 'annex' || /(?<![\p{L}-])(?:controls?|maßnahmen?)(?![\p{L}-])/u.test(label)
          ? 'control'
          : /(?<![\p{L}])(?:clauses?|klauseln?|abschnitte?)(?![\p{L}])/u.test(label) && (named ?? base.governs)
            ? 'clause'
            : named
              ? 'standard'
              : undefined;
      return {
        ...base,
        ...(named ? { governs: named } : {}),
        ...(column ? { column } : {}),
        ...(OLD.test(text) ? { old: true } : {}),
        title: TITLE_COLUMN.test(label),
        policy: POLICY_COLUMN.test(label),
      };
    });
    const rows = new Map<number, Run[]>();
    for (const run of cells) {
      const row = rows.get(run.cell!.row);
      if (row) row.push(run);
      else rows.set(run.cell!.row, [run]);
    }
    for (const [number, row] of rows) {
      const last = row.findLastIndex(({ text }) => NUMBERED.test(text));
      if (last < 0) continue;
      const elsewhere =
        number > 0 &&
        row.some(
          (run) =>
            (columns[run.cell!.column]?.policy && /\p{L}{3}/u.test(run.text)) ||
            EXCLUDED.test(run.text) ||
            run.links.some((link) => !link.image && MARKDOWN.test(link.destination)),
        );
      let before: Governs | undefined;
      const inRow: Mention[][] = row.map((run, index) => {
        if (index > last) return [];
        const column = number === 0 ? base : (columns[run.cell!.column] ?? base);
        const named = head[run.cell!.column] && column.governs !== base.governs;
        const found = mentionsIn(run, named || column.column || !before ? column : { ...column, governs: before });
        before = governorOf(run.text, base.governs) ?? before;
        return elsewhere
          ? found.map((mention) => (mention.kind === 'control' ? { ...mention, elsewhere } : mention))
          : found;
      });
      for (const [index, run] of row.entries()) {
        const next = row[index + 1];
        const found = inRow[index]!;
        const only = found[0];
        if (
          number > 0 &&
          found.length === 1 &&
          only &&
          next &&
          next.cell!.column === run.cell!.column + 1 &&
          columns[next.cell!.column]?.title &&
          run.text.trim().length === only.end - only.start
        )
          found[0] = titleInCell(only, next);
        mentions.push(...found);
      }
    }
  }
  if (runs.parents.length && around.named === 'first') suppliers.push(...suppliersInList(runs.runs, runs.parents));
  const ignores =
    !runs.comments.length && runs.runs.every(({ expressions }) => !expressions.length)
      ? []
      : [
          ...runs.comments.flatMap((comment) => ignoreOf(comment, 4) ?? []),
          ...runs.runs.flatMap(({ expressions }) =>
            expressions.flatMap(({ start, end, text }) => {
              const comment = /^\{\s*\/\*([\s\S]*)\*\/\s*\}$/.exec(text);
              return (comment && ignoreOf({ start, end, text: comment[1]! }, text.indexOf(comment[1]!))) || [];
            }),
          ),
        ];
  return {
    headings: runs.runs.some(isHeading) ? runs.runs.filter(isHeading).map(headingOf) : [],
    mentions,
    openers,
    placeholders,
    vague,
    cadences,
    controlBlock: once(() => controlBlockIn(runs.runs)),
    suppliers,
    links: runs.runs.some(({ links }) => links.length)
      ? [...runs.runs.flatMap(({ links }) => links), ...runs.links]
      : runs.links,
    ignores,
    anchors: runs.anchors,
  };
}

/** What every mention has in it: a number with a dot, or a word before a plain one. */
const NUMBERED = /\d\.\d|[Cc]lause|Art|Cl\.|Abschnitt|Kapitel|Klausel/;

const LEADS = new Set(['BulletList', 'OrderedList', 'Table', 'Blockquote', 'FencedCode', 'HTMLBlock', 'Paragraph']);

const NONE: readonly string[] = [];
const OWN_APPENDIX = /^\W*(?:appendix|annex|anhang)?\s*A\.?[1-4]\b/i;

function factsOf(name: string, runs: BlockRuns): Facts {
  const [first] = runs.runs;
  // Behind a footnote, definitions are lines of its paragraph to a parser that does not know footnotes.
  const inText = runs.runs.flatMap(({ text }) =>
    text.includes(']:')
      ? [...text.matchAll(/^ {0,3}\[([^\]\n]+)\]:[ \t]/gm)].map((found) => found[1]!.toLowerCase())
      : [],
  );
  const definitions = [...runs.definitions, ...inText];
  const closes = runs.tags.flatMap(({ text }) => /^<\/([\w.:-]+)/.exec(text)?.[1] ?? []);
  const heading =
    first?.kind === 'heading' && runs.runs.length === 1 && !first.inQuote && first.item === undefined
      ? first
      : undefined;
  const end = name === 'Paragraph' && first ? first.text.slice(-400) : undefined;
  return {
    runs,
    definitions: definitions.length ? definitions : NONE,
    closes: closes.length ? closes : NONE,
    heading,
    says: heading && saysOf(heading.text),
    appendix: /^(?:ATX|Setext)/.test(name) && OWN_APPENDIX.test(first?.text ?? ''),
    lead:
      end === undefined
        ? undefined
        : {
            text: end,
            ...(/:\s*$/.test(end)
              ? { colon: true, old: OLD.test(end), template: saysTemplate(end.slice(-200)) }
              : { colon: false, old: false, template: false }),
          },
    copied: once(() => runs.runs.some(({ kind, text }) => kind !== 'heading' && OWN_TEMPLATE.test(text))),
  };
}

/** How many blocks before a change are looked at again: what is typed behind a block may become a part of it. */
const BEFORE = 2;

/** The blocks of a text. Of those read before, the ones that a change did not touch are taken as they are. */
function itemsOf({ tree, text }: Parsed, state: State | undefined, change: Change | undefined): Item[] {
  const old = state?.items ?? [];
  let head = 0;
  let tail = old.length;
  const shift = change ? change.length - (change.to - change.from) : 0;
  if (change) {
    while (head < old.length && old[head]!.end < change.from) head++;
    tail = head;
    while (tail < old.length && old[tail]!.at <= change.to) tail++;
  }
  const known = head;
  head = Math.max(0, head - BEFORE);
  const items: Item[] = old.slice(0, head);
  let next = head;
  const before = items.at(-1);
  let node = before ? tree.topNode.childAfter(before.end) : tree.topNode.firstChild;
  for (; node; node = node.nextSibling) {
    const { from: at, to: end, name } = node;
    const is = (item: Item | undefined, by: number): boolean =>
      item !== undefined && item.at + by === at && item.name === name && item.end + by === end;
    while (tail < old.length && old[tail]!.at + shift < at) tail++;
    // From the first block behind the change that is what it was, all are.
    if (change && is(old[tail], shift)) break;
    while (next < known && old[next]!.at < at) next++;
    if (next < known && is(old[next], 0)) items.push(old[next]!);
    else items.push({ at, end, name, facts: factsOf(name, runsOf(node, text)), kept: undefined });
  }
  if (node)
    for (const item of old.slice(tail))
      items.push(shift ? { ...item, at: item.at + shift, end: item.end + shift } : item);
  return items;
}

/**
 * Reads Markdown.
 * @param from where the Markdown begins: behind front matter
 * @param before what was read before a change, whose offsets are in the text; only then what the next change needs is
 * kept, for most texts are never changed
 */
export function readProse(
  source: string,
  from: number,
  mdx: boolean,
  before?: { readonly prose: Prose; readonly change: Change },
): Prose {
  const last = before?.prose.state as State | undefined;
  const shifted = before &&
    last && { from: before.change.from - last.from, to: before.change.to - last.from, length: before.change.length };
  const usable = last && shifted && last.from === from && shifted.from >= 0 && last.parsed.mdx === mdx;
  const [state, change] = usable ? [last, shifted] : [];
  const parsed = parse(source.slice(from), mdx, state && change && { parsed: state.parsed, change });
  const items = itemsOf(parsed, state, change);

  const definitions = new Set<string>();
  const closed = new Set<string>();
  let appendix = false;
  for (const { facts } of items) {
    for (const label of facts.definitions) definitions.add(label);
    for (const tag of facts.closes) closed.add(tag);
    appendix ||= facts.appendix;
  }
  // A text that calls itself a template is there to be filled in by whoever copies it.
  const copied = items.slice(0, 20).some(({ facts }) => facts.copied());
  const together = `${[...definitions].join()}|${[...closed].join()}|${appendix}|${copied}`;
  const shared = together === state?.shared ? state.shared : together;

  const blocks: Block[] = [];
  const sections: Section[] = [ROOT];
  const keep: (Item & { readonly kept: Kept })[] = [];
  const anchors = new Set<string>();
  const slugs = new Slugs();
  let section = ROOT;
  let lead: Lead | undefined;
  let leadEnd = 0;
  let below = false;
  for (const item of items) {
    const { facts, name } = item;
    const { heading: run, says } = facts;
    if (run) while (section.heading && section.heading.level >= run.level!) section = section.parent!;
    const { chain } = section;
    const led =
      lead && (lead.colon || name === 'Table') && item.at - leadEnd <= 3 && LEADS.has(name) ? lead : undefined;
    const known = item.kept;
    let kept = known;
    const named: Naming = !section.says.suppliers ? 'nowhere' : below ? 'first' : 'below';
    if (!known || known.chain !== chain.key || known.lead !== led || known.named !== named || known.shared !== shared) {
      const around: Surroundings = {
        named,
        governs: chain.governs,
        lead: led && governorOf(led.text, chain.governs),
        old: chain.old || Boolean(led?.colon && led.old),
        template: copied || chain.template || Boolean(led?.colon && led.template) || Boolean(says?.template),
        appendix: chain.appendix || appendix,
      };
      const read = readBlock(facts.runs, around, mdx, definitions, closed);
      kept = { facts, chain: chain.key, lead: led, named, shared, read };
    }
    const { read } = kept!;
    const at = from + item.at;
    if (run) {
      const heading = read.headings[0]!;
      section = {
        heading: {
          ...heading,
          start: at + heading.start,
          end: at + heading.end,
          anchor: heading.id ?? slugs.next(heading.slug),
        },
        parent: section,
        says: says!,
        chain: chainOf(says!, section.chain),
      };
      anchors.add(section.heading!.anchor);
      sections.push(section);
    } else for (const heading of read.headings) anchors.add(heading.id ?? slugs.next(heading.slug));
    for (const anchor of read.anchors) anchors.add(anchor);
    blocks.push({ at, end: from + item.end, name, read, section });
    below = run !== undefined || (below && (facts.lead?.colon || name === 'CommentBlock'));
    keep.push(kept === known ? (item as Item & { readonly kept: Kept }) : { ...item, kept: kept! });
    lead = facts.lead;
    leadEnd = item.end;
  }
  if (!before) return { blocks, sections, anchors, state: undefined };
  const had = state?.anchors;
  // The same set as before, if it is: what is worked out from it holds.
  const same = had && had.size === anchors.size && [...anchors].every((anchor) => had.has(anchor)) ? had : anchors;
  return {
    blocks,
    sections,
    anchors: same,
    state: { from, parsed, items: keep, shared, anchors: same } satisfies State,
  };
}

/** The sections that a section is in, itself first. */
export function* within(section: Section): Generator<Section> {
  for (let above: Section | undefined = section; above; above = above.parent) yield above;
}
