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
  /** It is directly below its heading, with at most a line that leads to it in between. */
  readonly first: boolean;
}

interface Kept {
  readonly runs: BlockRuns;
  readonly key: string;
  readonly read: BlockRead;
  says: Says | undefined;
}

/** A text of Markdown, read. It can be read again after a change, which costs what the change touched. */
export interface Prose {
  readonly blocks: readonly Block[];
  readonly sections: readonly Section[];
  /** Anchors that a link may lead to. */
  readonly anchors: ReadonlySet<string>;
  readonly state: unknown;
}

interface State {
  readonly from: number;
  readonly parsed: Parsed;
  readonly kept: readonly { readonly at: number; readonly end: number; readonly name: string; readonly kept: Kept }[];
  readonly around: string;
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
const OPENING = /^[^\p{L}\p{N}]*((?:[5-8])\.\d{1,2})(?![\p{L}\p{N}]|\.\d|,\d|:\d)/u;
const OWN_TEMPLATE =
  /(?<![\p{L}])(?:(?:copy|use|fill in|this|entire) (?:this |the )?(?:entire )?template|diese (?:Muster)?vorlage|dieses Muster)(?![\p{L}])/iu;
const ROOT: Section = {
  heading: undefined,
  parent: undefined,
  says: {
    old: false,
    template: false,
    appendix: false,
    mapping: undefined,
    review: false,
    suppliers: false,
    control: false,
  },
};

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
    vague.push(...vagueIn(run));
    const opening = OPENING.exec(run.text)?.[1];
    if (opening && controlById(`A.${opening}`)) openers.push(`A.${opening}`);
  }
  for (const cells of tables.values()) {
    suppliers.push(...suppliersInTable(cells));
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
  if (runs.parents.length) suppliers.push(...suppliersInList(runs.runs, runs.parents));
  const ignores = [
    ...runs.comments.flatMap((comment) => ignoreOf(comment, 4) ?? []),
    ...runs.runs.flatMap(({ expressions }) =>
      expressions.flatMap(({ start, end, text }) => {
        const comment = /^\{\s*\/\*([\s\S]*)\*\/\s*\}$/.exec(text);
        return (comment && ignoreOf({ start, end, text: comment[1]! }, text.indexOf(comment[1]!))) || [];
      }),
    ),
  ];
  return {
    headings: runs.runs.filter(({ kind }) => kind === 'heading').map(headingOf),
    mentions,
    openers,
    placeholders,
    vague,
    cadences,
    controlBlock: once(() => controlBlockIn(runs.runs)),
    suppliers,
    links: [...runs.runs.flatMap(({ links }) => links), ...runs.links],
    ignores,
    anchors: runs.anchors,
  };
}

/** What every mention has in it: a number with a dot, or a word before a plain one. */
const NUMBERED = /\d\.\d|[Cc]lause|Art|Cl\.|Abschnitt|Kapitel|Klausel/;

const LEADS = new Set(['BulletList', 'OrderedList', 'Table', 'Blockquote', 'FencedCode', 'HTMLBlock', 'Paragraph']);

/**
 * Reads Markdown.
 * @param from where the Markdown begins: behind front matter
 * @param before what was read before a change, whose offsets are in the text
 */
export function readProse(
  source: string,
  from: number,
  mdx: boolean,
  before?: { readonly prose: Prose; readonly change: Change },
): Prose {
  const state = before?.prose.state as State | undefined;
  const change = before &&
    state && { from: before.change.from - state.from, to: before.change.to - state.from, length: before.change.length };
  const usable = state && change && state.from === from && change.from >= 0 && state.parsed.mdx === mdx;
  const parsed = parse(source.slice(from), mdx, usable ? { parsed: state.parsed, change } : undefined);
  const { text, tree } = parsed;

  // A block that ends before the change, or begins behind it, is what it was: only its place is another one.
  const old = new Map<number, State['kept'][number]>();
  if (usable) {
    const shift = change.length - (change.to - change.from);
    for (const block of state.kept) {
      if (block.end < change.from) old.set(block.at, block);
      else if (block.at > change.to) old.set(block.at + shift, block);
    }
  }
  const nodes: { node: NonNullable<typeof tree.topNode.firstChild>; runs: BlockRuns; kept: Kept | undefined }[] = [];
  const definitions = new Set<string>();
  const opened = new Map<string, boolean>();
  let appendix = false;
  let copied = false;
  for (let node = tree.topNode.firstChild; node; node = node.nextSibling) {
    const was = old.get(node.from);
    const kept = was && was.name === node.name && was.end - was.at === node.to - node.from ? was.kept : undefined;
    const runs = kept?.runs ?? runsOf(node, text);
    nodes.push({ node, runs, kept });
    for (const label of runs.definitions) definitions.add(label);
    // Behind a footnote, definitions are lines of its paragraph to a parser that does not know footnotes.
    for (const run of runs.runs)
      if (run.text.includes(']:'))
        for (const found of run.text.matchAll(/^ {0,3}\[([^\]\n]+)\]:[ \t]/gm))
          definitions.add(found[1]!.toLowerCase());
    for (const { text: tag } of runs.tags) {
      const name = /^<\/([\w.:-]+)/.exec(tag)?.[1];
      if (name) opened.set(name, true);
    }
    // A text that calls itself a template is there to be filled in by whoever copies it.
    if (nodes.length <= 20)
      copied ||= runs.runs.some(({ kind, text: said }) => kind !== 'heading' && OWN_TEMPLATE.test(said));
    if (/^(?:ATX|Setext)/.test(node.name))
      appendix ||= /^\W*(?:appendix|annex|anhang)?\s*A\.?[1-4]\b/i.test(runs.runs[0]?.text ?? '');
  }
  const closed = new Set(opened.keys());
  const shared = `${[...definitions].join()}|${[...closed].join()}|${appendix}`;

  const blocks: Block[] = [];
  const sections: Section[] = [ROOT];
  const keep: State['kept'][number][] = [];
  const anchors = new Set<string>();
  const slugs = new Slugs();
  let section = ROOT;
  let lead: { readonly text: string; readonly end: number } | undefined;
  let below = false;
  for (const { node, runs, kept } of nodes) {
    const first = runs.runs[0];
    const isHeading = first?.kind === 'heading' && runs.runs.length === 1 && !first.inQuote && first.item === undefined;
    let says: Says | undefined = kept?.says;
    if (isHeading) {
      says ??= saysOf(first.text);
      const level = first.level!;
      while (section.heading && section.heading.level >= level) section = section.parent!;
    }
    const chain = surroundingsOf(section);
    const led = lead && LEADS.has(node.name) && node.from - lead.end <= 3 ? lead : undefined;
    const colon = led !== undefined && /:\s*$/.test(led.text);
    const around: Surroundings = {
      governs: chain.governs,
      lead: led && (node.name === 'Table' || colon) ? governorOf(led.text, chain.governs) : undefined,
      old: chain.old || (colon && OLD.test(led.text)),
      template:
        copied ||
        chain.template ||
        (colon && saysTemplate(led.text.slice(-200))) ||
        Boolean(isHeading && says!.template),
      appendix: chain.appendix || appendix,
    };
    const key = `${around.governs}|${around.lead}|${around.old}|${around.template}|${around.appendix}|${shared}`;
    const current: Kept =
      kept && kept.key === key ? kept : { runs, key, read: readBlock(runs, around, mdx, definitions, closed), says };
    current.says = says;
    const at = from + node.from;
    if (isHeading) {
      const heading = current.read.headings[0]!;
      section = {
        heading: {
          ...heading,
          start: at + heading.start,
          end: at + heading.end,
          anchor: heading.id ?? slugs.next(heading.slug),
        },
        parent: section,
        says: says!,
      };
      anchors.add(section.heading!.anchor);
      sections.push(section);
    } else for (const heading of current.read.headings) anchors.add(heading.id ?? slugs.next(heading.slug));
    for (const anchor of current.read.anchors) anchors.add(anchor);
    blocks.push({ at, end: from + node.to, name: node.name, read: current.read, section, first: below });
    below =
      isHeading ||
      (below && node.name === 'Paragraph' && /:\s*$/.test(first?.text ?? '')) ||
      (below && node.name === 'CommentBlock');
    keep.push({ at: node.from, end: node.to, name: node.name, kept: current });
    lead = node.name === 'Paragraph' && first ? { text: first.text.slice(-400), end: node.to } : undefined;
  }
  return { blocks, sections, anchors, state: { from, parsed, kept: keep, around: shared } satisfies State };
}

/** What the headings above say together: the nearest that names a standard, and what any of them says. */
function surroundingsOf(section: Section): {
  governs: Governs | undefined;
  old: boolean;
  template: boolean;
  appendix: boolean;
} {
  let governs: Governs | undefined;
  let old = false;
  let template = false;
  let appendix = false;
  for (let above: Section | undefined = section; above; above = above.parent) {
    // The Annex A below the heading of another standard is that one's.
    if (governs === undefined || (governs === 'annex' && above.says.governs === 'other')) governs = above.says.governs;
    old ||= above.says.old;
    template ||= above.says.template;
    appendix ||= above.says.appendix;
  }
  return { governs, old, template, appendix };
}

/** The sections that a section is in, itself first. */
export function* within(section: Section): Generator<Section> {
  for (let above: Section | undefined = section; above; above = above.parent) yield above;
}
