import { controlOrder } from '../../facts/controls.ts';
import { isPlaceholder } from '../../facts/placeholders.ts';
import { asRanges } from '../../fixes/form.ts';
import { policyKind } from '../../kinds/policy/kind.ts';
import { statedIn } from '../../kinds/prose/rules/mapping.ts';
import { controlBlocks, rolesBy, rolesIn, versionOf } from '../../kinds/prose/rules/metadata.ts';
import { addDuration, formatDuration, parseDay, parseDuration } from '../../model/dates.ts';
import type { ResolvedSettings } from '../../model/settings.ts';
import { slug } from '../../model/slug.ts';
import type { Prose } from '../../prose/read.ts';
import type { ControlField, Entry, Mention } from '../../prose/types.ts';
import { frontMatter, hasId } from '../../workspace/parts.ts';
import { inline, lineBreakOf, scalarSource } from '../../yaml/edits.ts';
import { readYaml } from '../../yaml/read.ts';
import type { Node } from '../../yaml/tree.ts';

/** A text of Markdown that may become a policy. */
export interface Candidate {
  /** From the folder that is adopted, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** A key that is proposed, as it is written, and what says so. */
export interface Understood {
  readonly key: string;
  readonly value: string;
  readonly from: string;
}

/** The front matter that is proposed for a text. */
export interface Proposal {
  readonly path: string;
  readonly understood: readonly Understood[];
  /** What the text says and the proposal does not, or what it does not say. */
  readonly open: readonly string[];
  /** The only change: at an offset of the text. */
  readonly insert: { readonly at: number; readonly text: string };
}

/** What reads a text: see `prose/`. */
export type ReadProse = (text: string, from: number, mdx: boolean) => Prose;

export interface AdoptOptions {
  readonly settings: ResolvedSettings;
  /** Ids that are taken. */
  readonly ids: Iterable<string>;
  /** Keys and values that the user gives, where a text has none. */
  readonly set?: ReadonlyMap<string, string>;
}

/** Markdown that belongs to a repository or a site. */
const NO_POLICY =
  /(?:^|\/)(?:[^/]*README|index|_[^/]*|CHANGELOG|CHANGES|LICEN[CS]E|NOTICE|AUTHORS|MAINTAINERS|CONTRIBUTING|CODE_OF_CONDUCT|SUPPORT|SECURITY|GOVERNANCE|SUMMARY|STYLE_?GUIDE|TODO|(?:PULL_REQUEST|ISSUE)_TEMPLATE)(?:\.[\w-]+)?\.mdx?$/i;

/** Whether a file may become a policy: Markdown that has no id of its own. */
const mayAdopt = ({ path, text }: Candidate): boolean => {
  if (!/\.mdx?$/i.test(path) || NO_POLICY.test(path) || text.trim() === '') return false;
  const matter = frontMatter(text);
  return !matter || !hasId(text.slice(matter.start, matter.end));
};

/** Proposes front matter for texts: what each states, and nothing else. */
export function adopt(texts: readonly Candidate[], readProse: ReadProse, options: AdoptOptions): Proposal[] {
  const taken = new Set(options.ids);
  const read = texts
    .filter((text) => mayAdopt(text) || isLeaf(text, texts))
    .map((candidate) => {
      const matter = frontMatter(candidate.text);
      const from = matter ? lineBehind(candidate.text, matter.end) : 0;
      return { candidate, matter, prose: readProse(candidate.text, from, /x$/i.test(candidate.path)) };
    });
  const headings = read.map(({ candidate, prose }) => headingOf(candidate.text, prose));
  const company = commonParts(headings);
  return read.map(({ candidate, matter, prose }, index) => {
    const proposer = new Proposer(candidate, prose, options);
    proposer.matter(matter && candidate.text.slice(matter.start, matter.end));
    proposer.id(taken);
    proposer.title(headings[index], company);
    proposer.control();
    proposer.mapping();
    proposer.given();
    return proposer.proposal(matter);
  });
}

/** Whether a text is all that its folder holds: `access-control/_index.md` is the policy that its folder is named after. */
function isLeaf({ path, text }: Candidate, all: readonly Candidate[]): boolean {
  const folder = INDEX.exec(path)?.[1];
  return (
    folder !== undefined &&
    mayAdopt({ path: `${folder}.md`, text }) &&
    all.filter((other) => other.path.startsWith(`${folder}/`)).length === 1
  );
}
const INDEX = /^(.+)\/(?:_?index|README)\.mdx?$/i;

const lineBehind = (text: string, at: number): number => {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end + 1;
};

/** The first heading, in Markdown or in HTML. */
function headingOf(text: string, { blocks }: Prose): string | undefined {
  const first = blocks.flatMap(({ read, at }) =>
    read.headings.map((heading) => ({ ...heading, start: at + heading.start })),
  )[0];
  const html = /<h1\b[^>]*>([\s\S]*?)<\/h1>/i.exec(text);
  if (html && (!first || first.level > 1 || html.index < first.start))
    return html[1]!.replace(/<[^>]*>/g, ' ').replace(/&amp;/g, '&');
  return first?.text;
}

/** What stands between dashes, bars and colons of a title, without emoji and marks. */
const partsOf = (title: string): string[] =>
  title
    .replace(/\[[^\]]*\]|\{\{.*?\}\}/g, ' ')
    .replace(/(?:[\p{Extended_Pictographic}\p{Emoji_Modifier}*_`]|\u200d|\ufe0f|\u20e3)/gu, ' ')
    .split(/\s+[\u2013\u2014|:\u00b7-]+\s+|:\s+/)
    .map((part) => part.replace(/\s+/g, ' ').trim())
    .filter(Boolean);

/** What most titles of a folder have in common is the company's name, or the handbook's. */
function commonParts(titles: readonly (string | undefined)[]): ReadonlySet<string> {
  const counts = new Map<string, number>();
  for (const title of titles)
    for (const part of new Set(partsOf(title ?? ''))) counts.set(part, (counts.get(part) ?? 0) + 1);
  return new Set([...counts].filter(([, count]) => count >= 3 && count > titles.length / 2).map(([part]) => part));
}

/** Keys of other tools → ours. */
const FOREIGN: Readonly<Record<string, string>> = {
  name: 'title',
  'policy-owner': 'owner',
  'document-owner': 'owner',
  approver: 'approved-by',
  approvedby: 'approved-by',
  'approved by': 'approved-by',
  'effective-date': 'effective',
  'valid-from': 'effective',
  'review-cycle': 'review-every',
  'review-frequency': 'review-every',
  'review-interval': 'review-every',
  'iso-controls': 'controls',
  'iso27001-controls': 'controls',
  'annex-a': 'controls',
  iso27001: 'controls',
};

const INTERVALS: readonly (readonly [RegExp, string])[] = [
  [/^(?:bi-?annual|twice a year|semi-?annual|half-?yearly|every six months|halbj\u00e4hrlich)/i, '6 months'],
  [/^(?:annual|yearly|every year|once a year|at least annual|j\u00e4hrlich|every twelve months)/i, '12 months'],
  [/^(?:quarterly|viertelj\u00e4hrlich|every quarter|every three months)/i, '3 months'],
  [/^(?:monthly|monatlich|every month)/i, '1 month'],
  [/^(?:every two years|biennial|alle zwei jahre)/i, '24 months'],
];

/** A length of time as people, and ISO 8601, write it. */
function intervalOf(text: string): string | undefined {
  const value = text.trim();
  const [, count, unit] =
    /^P(\d+)([YMWD])$/.exec(value) ??
    /^(?:every |alle )?(\d+)[\s-]*(year|month|week|day|jahr|monat)/i.exec(value) ??
    [];
  if (count) {
    const name = { y: 'year', j: 'year', m: 'month', w: 'week', d: 'day' }[unit![0]!.toLowerCase()]!;
    const read = parseDuration(`${Number(count)} ${name}s`);
    return read && formatDuration(read);
  }
  return INTERVALS.find(([pattern]) => pattern.test(value))?.[1];
}

/** A value that says nothing: text left to fill in. */
const isBlank = (text: string): boolean => isPlaceholder(text) || /^[[<{].*[\]>}]$|\[[A-Z]{2}|\{\{|<\w+>/.test(text);

class Proposer {
  private readonly found = new Map<string, Understood>();
  private readonly open: string[] = [];
  /** Keys of ours that the front matter has. */
  private readonly there = new Set<string>();
  private readonly values = new Map<string, string>();

  constructor(
    private readonly candidate: Candidate,
    private readonly prose: Prose,
    private readonly options: AdoptOptions,
  ) {}

  private put(key: string, value: string, from: string): void {
    if (!this.there.has(key) && !this.found.has(key)) this.found.set(key, { key, value, from });
  }

  private text(key: string, value: string, from: string): void {
    this.put(key, scalarSource(value, false), from);
  }

  /** Reads front matter that other tools have made; what has our names stays as it is. */
  matter(yaml: string | undefined): void {
    const root = yaml === undefined ? undefined : readYaml(yaml)[0]?.root;
    if (root?.kind !== 'map') return;
    const { keys } = policyKind.shape;
    for (const { key } of root.entries) if (keys.has(key.text)) this.there.add(key.text);
    for (const { key, value } of root.entries) {
      const name = key.text.toLowerCase().replaceAll('_', '-');
      const own = FOREIGN[name] ?? (keys.has(name) ? name : undefined);
      const from = `front matter: ${key.text}`;
      const said = scalarsIn(value);
      const [first] = said;
      if (first === undefined || isBlank(first)) continue;
      if (name === 'effective-date' || name === 'valid-from' || key.text === 'effective')
        this.values.set('effective', first);
      if (name === 'next-review' || name === 'next-review-date') this.values.set('nextReview', first);
      if (name === 'last-reviewed' || name === 'last-review')
        this.open.push(`${key.text}: ${first} is a review: record it under reviews, with by and outcome`);
      if (keys.has(key.text)) this.own(key.text, said);
      else if (own === 'controls')
        this.controls(
          said.map((text) => text.replace(/^iso[\w/-]*[:\s]+/i, '')),
          from,
        );
      else if (own === 'review-every') this.interval(first, from);
      else if (own === 'effective') this.day(own, first, from);
      else if (own === 'owner' || own === 'approved-by') this.role(own, first, from);
      else if (own) this.text(own, first, from);
    }
  }

  /** A key of ours that other tools fill in another way can only be reported: what is there stays. */
  private own(key: string, said: readonly string[]): void {
    const [first = ''] = said;
    if (key === 'status' && !['draft', 'approved', 'retired'].includes(first))
      this.open.push(`status: ${first} is none of draft, approved, retired: change it`);
    if (key === 'controls' && said.some((text) => /^iso/i.test(text)))
      this.open.push(`controls: ${first} is written in another form: write ${first.replace(/^iso[\w/-]*[:\s]+/i, '')}`);
    if (key === 'effective' && !parseDay(first)) this.open.push(`effective: ${first} is no day such as 2026-01-31`);
    if (key === 'review-every' && !parseDuration(first))
      this.open.push(`review-every: ${first} is no duration such as 12 months`);
  }

  id(taken: Set<string>): void {
    const { path } = this.candidate;
    const named = INDEX.exec(path)?.[1] ?? path;
    const name = named.slice(named.lastIndexOf('/') + 1).replace(/(?:\.[a-z]{2})?\.mdx?$/i, '');
    const base = slug(name) || policyKind.name;
    const folder = slug(path.split('/').at(-2) ?? '');
    let id = base;
    if (taken.has(id) && folder) id = `${folder}-${base}`;
    for (let n = 2; taken.has(id); n++) id = `${base}-${n}`;
    taken.add(id);
    this.put('id', scalarSource(id, false), `the ${INDEX.test(path) ? 'folder' : 'file'}’s name`);
  }

  title(heading: string | undefined, company: ReadonlySet<string>): void {
    if (this.there.has('title') || this.found.has('title')) return;
    const parts = partsOf(heading ?? '').filter((part) => !/^v?\d+(?:\.\d+)*$/i.test(part));
    const own = parts.filter((part) => !company.has(part) && !isBlank(part));
    const title = (own.length ? own : parts.filter((part) => !isBlank(part))).join(': ');
    if (title) this.text('title', title, 'the first heading');
    else this.open.push('no heading says its title: add title');
  }

  /** What the document control block says. */
  control(): void {
    const entries = new Map<ControlField, Entry>();
    for (const block of controlBlocks({ prose: this.prose }))
      for (const { entry } of block) {
        const { field, label, value } = entry;
        if (isBlank(value)) continue;
        if (field === 'other') {
          if (/cycle|frequency|interval|period|turnus|zyklus|intervall/.test(label))
            this.interval(value, `document control: ${label}`);
        } else if (!entries.has(field)) entries.set(field, entry);
      }
    const from = ({ label }: Entry) => `document control: ${label}`;
    const version = entries.get('version');
    if (version) {
      const number = versionOf(version.value) === undefined ? undefined : /\d+(?:\.\d+)*/.exec(version.value)![0];
      if (number) this.put('version', JSON.stringify(number), from(version));
      else this.open.push(`version ${clip(version.value)} is no number`);
    }
    const status = entries.get('status');
    if (status?.status) this.put('status', status.status, from(status));
    else if (status && !this.there.has('status'))
      this.open.push(`status ${clip(status.value)} is none of draft, approved, retired`);
    const owner = entries.get('owner');
    if (owner) this.role('owner', owner.value, from(owner));
    const approver = entries.get('approver');
    if (approver) this.role('approved-by', approver.value, from(approver));
    const effective = entries.get('effective');
    if (effective) this.day('effective', effective.value, from(effective), effective);
    const next = entries.get('nextReview');
    const nextDay =
      next?.days && next.days.from === next.days.to ? next.days.from : parseDay(this.values.get('nextReview') ?? '');
    if (nextDay) this.nextReview(nextDay);
    else if (next) this.open.push(`next review ${clip(next.value)} is no day`);
  }

  private day(key: string, value: string, from: string, entry?: Entry): void {
    const days = entry?.days;
    const day = days && days.from === days.to ? days.from : parseDay(value);
    if (day) {
      this.put(key, day, from);
      this.values.set(key, day);
    } else if (!this.there.has(key)) this.open.push(`${key} ${clip(value)} is no day that can only mean one`);
  }

  private role(key: string, value: string, from: string): void {
    if (this.there.has(key) || this.found.has(key) || isBlank(value)) return;
    const { roles, roleNames } = this.options.settings;
    const known = [...rolesIn(value, rolesBy({ settings: this.options.settings }))];
    if (known.length === 1 && (roles || roleNames)) this.text(key, known[0]!, from);
    else if (!roles && value.length <= 60) this.text(key, value, from);
    else this.open.push(`${key} ${clip(value)} is no role of isms.yaml`);
  }

  private interval(value: string, from: string): void {
    if (this.there.has('review-every') || this.found.has('review-every')) return;
    const interval = intervalOf(value);
    if (interval) this.put('review-every', interval, from);
    else this.open.push(`review cycle ${clip(value)} is no length of time`);
  }

  /** A next review says how often only if it follows from the effective day. */
  private nextReview(next: string): void {
    const effective = parseDay(this.values.get('effective') ?? '');
    const stated = this.found.get('review-every')?.value;
    if (!effective) {
      this.open.push(`next review ${next} counts from no stated day: add effective or a review`);
      return;
    }
    const months = [...Array(36).keys()]
      .map((n) => n + 1)
      .find((count) => addDuration(effective, { count, unit: 'month' }) === next);
    if (months === undefined || (stated && stated !== formatDuration({ count: months, unit: 'month' })))
      this.open.push(`next review ${next} does not follow from ${effective}${stated ? ` and ${stated}` : ''}`);
    else this.put('review-every', formatDuration({ count: months, unit: 'month' }), 'document control: next review');
  }

  /** What the mapping section names, else what the text names with its mark. */
  mapping(): void {
    const stated = statedIn({ prose: this.prose });
    const all = this.prose.blocks.flatMap(({ read }) => read.mentions);
    const mentions: readonly Mention[] = stated.length
      ? stated.map(({ mention }) => mention)
      : all.filter((mention) => mention.kind !== 'control' || (mention.marked && !mention.cited));
    const from = stated.length ? 'the mapping section' : 'the text';
    const ids = new Set<string>();
    for (const mention of mentions) {
      if (mention.kind !== 'control' || mention.elsewhere) continue;
      for (const id of mention.ids) ids.add(id);
      const { superseded, unknown, text } = mention;
      if (superseded?.successors.length === 1) ids.add(superseded.successors[0]!);
      else if (superseded)
        this.note(
          `${superseded.id} is of the 2013 edition, and became ${superseded.successors.join(', ') || 'nothing'}`,
        );
      else if (unknown && mention.marked) this.note(`${clip(text)} ${unknown}`);
    }
    this.list('controls', [...ids], from);
    const clauses = new Set(
      all.flatMap((mention) => (mention.kind === 'clause' && !mention.unknown ? [mention.ids.join('-')] : [])),
    );
    if (clauses.size) this.put('clauses', inline([...clauses].map((id) => JSON.stringify(id))), 'the text');
    const articles = new Set(
      all.flatMap((mention) => (mention.kind === 'article' && !mention.unknown ? mention.articles : [])),
    );
    if (articles.size)
      this.put(
        'regulations',
        inline([...articles].sort((a, b) => a - b).map((article) => `GDPR Art. ${article}`)),
        'the text',
      );
  }

  private controls(texts: readonly string[], from: string): void {
    this.list(
      'controls',
      texts.filter((text) => controlOrder(text) >= 0),
      from,
    );
    for (const text of texts) if (controlOrder(text) < 0) this.note(`${clip(text)} is no control of the 2022 edition`);
  }

  private list(key: string, ids: readonly string[], from: string): void {
    const sorted = [...ids].sort((a, b) => controlOrder(a) - controlOrder(b));
    if (sorted.length) this.put(key, inline(asRanges(sorted)), from);
  }

  private note(text: string): void {
    if (!this.open.includes(text)) this.open.push(text);
  }

  /** What the user says where the text says nothing. */
  given(): void {
    for (const [key, value] of this.options.set ?? []) this.put(key, value, 'what you gave');
    for (const key of policyKind.shape.required)
      if (!this.found.has(key) && !this.there.has(key)) this.note(`${key} is not stated: add it`);
  }

  proposal(matter: ReturnType<typeof frontMatter>): Proposal {
    const order = [...policyKind.shape.keys.keys()];
    const understood = [...this.found.values()].sort((a, b) => order.indexOf(a.key) - order.indexOf(b.key));
    const { path, text } = this.candidate;
    const eol = lineBreakOf(text);
    const lines = understood.map(({ key, value }) => `${key}: ${value}${eol}`).join('');
    const at = matter?.start ?? (text.startsWith('\ufeff') ? 1 : 0);
    const put = matter ? lines : `---${eol}${lines}---${eol}${/^\s*\n/.test(text) ? '' : eol}`;
    return { path, understood, open: this.open, insert: { at, text: put } };
  }
}

const clip = (text: string): string => `“${text.length > 50 ? `${text.slice(0, 49)}…` : text}”`;

/** The scalars of a value: itself, or those of a list, or of the maps in it that have an id. */
function scalarsIn(node: Node | undefined): string[] {
  if (node?.kind === 'scalar') return node.text === '' ? [] : [node.text];
  if (node?.kind === 'seq') return node.items.flatMap(scalarsIn);
  return [];
}

/** The text with what is proposed. */
export const adopted = (text: string, { insert }: Proposal): string =>
  text.slice(0, insert.at) + insert.text + text.slice(insert.at);

/**
 * The settings for a folder that has none.
 * @param paths of its policies, from the folder
 */
export function settingsFor(paths: readonly string[]): string {
  const { list, files } = policyKind;
  const folder = `${list}/`;
  if (paths.every((path) => path.startsWith(folder))) return 'isms: 1\n';
  const tops = new Set(
    paths.map((path) => (path.includes('/') ? `${path.slice(0, path.indexOf('/'))}/**/*.{md,mdx}` : '*.{md,mdx}')),
  );
  const all = [...files, ...[...tops].sort()].map((glob) => JSON.stringify(glob));
  return `isms: 1\nfiles:\n  ${list}: [${all.join(', ')}]\n`;
}
