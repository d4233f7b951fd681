import type {
  CompletionItem,
  CompletionItemKind,
  CompletionList,
  InsertTextFormat,
  InsertTextMode,
} from 'vscode-languageserver-types';
import { skeletonOf } from '../../edit/skeletons.ts';
import { controls } from '../../facts/controls.ts';
import { kinds } from '../../kinds/index.ts';
import type { MapShape, Shape } from '../../schema/shapes.ts';
import { valueNamed } from '../../values/index.ts';
import type { IsmsDocument, Part, Position } from '../../workspace/document.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import { sourceAt } from '../place/place.ts';
import { type Source, type Spot, spotsAt } from '../place/spot.ts';
import { EVIDENCE_KEYS, nounOf } from '../place/words.ts';
import { type Candidate, type Surroundings, valuesFor } from './completionValues.ts';

/** What an editor can do with a completion. */
export interface CompletionClient {
  readonly snippets: boolean;
  /** It indents the further lines of what is inserted as the first one. */
  readonly adjustsIndentation: boolean;
  readonly labelDetails: boolean;
  /** Its command that shows completions again, for behind a key. */
  readonly again?: string | undefined;
}

export interface CompletionQuery {
  readonly workspace: Workspace;
  readonly uri: string;
  readonly position: Position;
  /** Whether keys are offered; skeletons are either way. */
  readonly keys: boolean;
  /** The character that asked, where one did. */
  readonly trigger?: string | undefined;
  readonly client: CompletionClient;
  readonly listFolder?: ((uri: string) => readonly string[] | undefined) | undefined;
}

// The numbers are LSP's; the pure features do not load a protocol library for them.
const KIND = {
  property: 10,
  value: 12,
  keyword: 14,
  snippet: 15,
  file: 17,
  reference: 18,
  folder: 19,
  enumMember: 20,
  constant: 21,
  event: 23,
} as const satisfies Record<string, CompletionItemKind>;
const KINDS = {
  value: KIND.enumMember,
  reference: KIND.reference,
  place: KIND.constant,
  file: KIND.file,
  folder: KIND.folder,
  date: KIND.event,
  control: KIND.value,
} as const;
const PLAIN: InsertTextFormat = 1;
const SNIPPET: InsertTextFormat = 2;
const AS_IS: InsertTextMode = 1;
const ADJUST: InsertTextMode = 2;

/** How many values of a long list are sent at once; typing brings the others. */
const MOST = 200;

/** What may be written at a position. */
export function complete(query: CompletionQuery): CompletionList {
  const { workspace, uri, position, trigger } = query;
  const document = workspace.document(uri);
  const root = workspace.rootOf(uri);
  const source = document && sourceAt(document, position);
  if (document?.parts[document.partAtLine(position.line)]?.markdown === 'text') return inText(document, position);
  if (!document || !root || !source) return { isIncomplete: false, items: [] };
  const spots = spotsAt(source, position.character);
  const part = document.parts[document.partAtLine(position.line)]!;
  const around: Surroundings = {
    root,
    today: workspace.today,
    uri,
    found: () => foundIn(part),
    listFolder: query.listFolder,
  };
  const writer = new Writer(query.client, source);
  let incomplete = false;
  const items: CompletionItem[] = [];
  for (const [order, spot] of spots.entries()) {
    if (trigger !== undefined && !wanted(spot, trigger)) continue;
    if (spot.kind === 'key') {
      items.push(...keyItems(spot, source, writer, order, query.keys));
      // Rule ids are keys under `rules:` alone, and no schema tells them.
      if (spot.shape.kind === 'map' && spot.shape.others?.kind === 'enum')
        items.push(...ruleKeys(spot, around, writer));
    } else {
      const found = valuesFor(spot, around);
      incomplete ||= found.search ?? false;
      items.push(...valueItems(spot, found.list, found.search ?? false, writer, order));
      if (!spot.typed) items.push(...blockItems(spot, source, writer));
    }
  }
  return { isIncomplete: incomplete, items };
}

/** Controls behind `A.` in a text, by number or by words. Nothing is offered elsewhere: it is the author's prose. */
function inText(document: IsmsDocument, position: Position): CompletionList {
  const index = document.partAtLine(position.line);
  const part = document.parts[index]!;
  const at = part.offsetAt(document.toPart(index, position));
  const line = part.text.slice(part.text.lastIndexOf('\n', at - 1) + 1, at);
  const typed = /(?:^|[^\p{L}\p{N}.])(A\.[\d.]*(?:\p{L}[\p{L} -]{0,40})?)$/u.exec(line)?.[1];
  if (typed === undefined) return { isIncomplete: false, items: [] };
  const range = { start: { line: position.line, character: position.character - typed.length }, end: position };
  return {
    isIncomplete: false,
    items: controls.map(({ id, title }, order) => ({
      label: id,
      detail: title,
      kind: KIND.value,
      filterText: `${id} A.${title}`,
      sortText: String(order).padStart(3, '0'),
      textEdit: { range, newText: id },
    })),
  };
}

function foundIn(part: Part): ReturnType<Surroundings['found']> {
  return (part.result?.findings ?? []).map(({ rule, range }) => ({
    rule,
    text: part.text.slice(part.offsetAt(range.start), part.offsetAt(range.end)),
  }));
}

/** Typing a space or a dash asks by itself: only where a value is expected next is that an answer to something. */
function wanted(spot: Spot, trigger: string): boolean {
  switch (trigger) {
    case ' ':
    case '[':
    case '{':
    case ',':
      // Between words of a title too, but not in indentation.
      return spot.token.start < spot.token.end || spot.flow || spot.beside || (spot.inList && !spot.prefix.trim());
    case ':':
    case '/':
    case '-':
    case '.':
      return spot.kind === 'value' && spot.typed.length > 1;
    default:
      return true;
  }
}

// --- Values

function valueItems(
  spot: Spot,
  candidates: readonly Candidate[],
  search: boolean,
  writer: Writer,
  order: number,
): CompletionItem[] {
  let list = candidates;
  if (search) {
    if (spot.typed.trim()) list = list.filter((candidate) => fits(candidate, spot.typed));
    list = [...list]
      .sort((a, b) => start(a, spot.typed) - start(b, spot.typed) || (a.rank ?? 0) - (b.rank ?? 0))
      .slice(0, MOST);
  }
  return list.map((candidate, index) => {
    const text = candidate.insert ?? candidate.label;
    const words = candidate.words ? `${candidate.label} ${candidate.words}` : candidate.label;
    // What was found by the server is found: the editor keeps the order.
    const filterText = search && spot.typed ? `${spot.typed} ${words}` : words;
    const sort = search ? index : (candidate.rank ?? 0) * 100_000 + index;
    return writer.item(spot, writer.value(spot, text), {
      label: candidate.label,
      kind: KINDS[candidate.kind],
      filterText,
      sortText: `${order}1${String(Math.round(sort)).padStart(9, '0')}`,
      ...writer.note(candidate.note, candidate.detail),
      ...(candidate.documentation
        ? { documentation: { kind: 'markdown' as const, value: candidate.documentation } }
        : {}),
    });
  });
}

/** Whether each word that was typed begins a word of the candidate, or its id. */
function fits({ label, words = '' }: Candidate, typed: string): boolean {
  const text = `${label} ${words}`.toLowerCase();
  const wanted = typed.toLowerCase().trim();
  if (text.startsWith(wanted)) return true;
  return wanted.split(/\s+/).every((word) => {
    for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1))
      if (at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1]!)) return true;
    return false;
  });
}

/** Candidates that begin with what was typed come first. */
function start({ label, words = '' }: Candidate, typed: string): number {
  const wanted = typed.trim().toLowerCase();
  if (!wanted) return 0;
  return label.toLowerCase().startsWith(wanted) || words.toLowerCase().startsWith(wanted) ? 0 : 1;
}

// --- Keys

/** The tops of documents that hold one thing. */
const ONE_OF: ReadonlySet<Shape> = new Set(kinds.flatMap(({ whole, document }) => (whole ? [] : [document])));

function keyItems(spot: Spot, source: Source, writer: Writer, order: number, keys: boolean): CompletionItem[] {
  const shape = spot.shape as MapShape;
  const variant = shape.cases && spot.siblings.get(shape.cases.by)?.text;
  const special = variant === undefined ? undefined : shape.cases!.when.get(variant);
  const required = new Set([...shape.required, ...(special?.required ?? [])]);
  const evidence = shape.cases?.by === 'kind' ? EVIDENCE_KEYS[variant ?? ''] : undefined;
  const others = new Set(
    evidence
      ? Object.values(EVIDENCE_KEYS)
          .flat()
          .filter((key) => !evidence.includes(key))
      : [],
  );
  const items: CompletionItem[] = [];
  let index = 0;
  for (const [key, child] of keys ? shape.keys : []) {
    index++;
    if (spot.siblings.has(key) || special?.without.has(key)) continue;
    // Of a selector that only some platforms have, nothing is offered before the platform is known.
    if (
      shape.cases &&
      variant === undefined &&
      key !== shape.cases.by &&
      [...shape.cases.when.values()].some(({ without }) => without.has(key))
    )
      continue;
    // `supplier` and `suppliers` exclude each other.
    if (ONE_OF.has(shape) && [...shape.keys.keys()].some((other) => spot.siblings.has(other))) continue;
    const rank = required.has(key) ? 0 : others.has(key) ? 3 : evidence && !evidence.includes(key) ? 2 : 1;
    const text = spot.hasColon ? key : `${key}:${writer.after(child, spot)}`;
    items.push(
      writer.item(spot, writer.lines(spot, text, source), {
        label: key,
        kind: KIND.property,
        filterText: key,
        sortText: `${order}${rank + 2}${String(index).padStart(3, '0')}`,
        ...writer.note(required.has(key) ? 'required' : undefined, typeOf(child)),
        documentation: { kind: 'markdown', value: keyText(key, child, required.has(key)) },
        ...(writer.client.again && !spot.hasColon && isBeside(child)
          ? { command: { title: 'Values', command: writer.client.again } }
          : {}),
      }),
    );
  }
  const noun = spot.siblings.size === 0 && spot.inList ? nounOf(spot.path.at(-1) ?? '') : undefined;
  const _name = spot.path.at(-1) ?? '';
  if (noun && !spot.hasColon && shape.keys.size > 1)
    items.unshift(skeletonItem(spot, noun, skeletonOf(shape), shape, source, writer, order));
  return items;
}

function ruleKeys(spot: Spot, around: Surroundings, writer: Writer): CompletionItem[] {
  return valuesFor(
    { ...spot, kind: 'value', shape: { kind: 'scalar', scalar: 'rule-id', value: valueNamed('rule-id') } },
    around,
  ).list.map((candidate, index) =>
    writer.item(
      spot,
      { text: `${spot.prefix}${candidate.label}${spot.hasColon ? '' : ': '}` },
      {
        label: candidate.label,
        kind: KIND.property,
        filterText: `${candidate.label} ${candidate.words ?? ''}`,
        sortText: `1${(candidate.rank ?? 0) * 1000 + index + 10_000}`,
        ...writer.note(candidate.note, undefined),
        documentation: { kind: 'markdown', value: candidate.documentation! },
      },
    ),
  );
}

/** A new item of a list, with the keys that it will need and blank values. */
function skeletonItem(
  spot: Spot,
  noun: string,
  keys: readonly string[],
  shape: MapShape,
  source: Source,
  writer: Writer,
  order: number,
): CompletionItem {
  const body = writer.map(shape, keys, spot.flow && !spot.prefix, spot.column);
  return writer.item(spot, writer.lines(spot, body, source), {
    label: `new ${noun}`,
    kind: KIND.snippet,
    filterText: `new ${noun}`,
    sortText: `${order}0`,
    ...writer.note('skeleton', keys.join(', ')),
    documentation: {
      kind: 'markdown',
      value: `A ${noun} with blank values: what is still missing stays flagged until it is filled in.`,
    },
  });
}

/** Beside a key whose value is a list of maps, or a map: the block below it, or the brackets. */
function blockItems(spot: Spot, source: Source, writer: Writer): CompletionItem[] {
  const list = spot.shape.kind === 'list' ? spot.shape : undefined;
  const shape = list ? list.items : spot.shape;
  if (shape.kind !== 'map' || (!list && spot.inList && !spot.flow)) return [];
  const key = spot.path.at(-1) ?? '';
  const keys = skeletonOf(shape);
  const what = list || spot.inList ? `new ${nounOf(key) ?? key}` : `${key} block`;
  const items: CompletionItem[] = [];
  if (spot.beside && !spot.flow) {
    const column = spot.column + (list ? writer.indents.dash : writer.indents.block);
    const body = writer.map(shape, keys, false, list ? column + 2 : column);
    const text = `\n${' '.repeat(column)}${list ? '- ' : ''}${body}`;
    items.push(
      writer.item(
        { ...spot, token: { start: endOfKey(source.text, spot.token.start), end: spot.token.end }, prefix: '' },
        writer.lines({ ...spot, prefix: '' }, text, source),
        {
          label: what,
          kind: KIND.snippet,
          filterText: what,
          sortText: '00',
          ...writer.note('block', keys.join(', ')),
        },
      ),
    );
  }
  const inner = `{ ${writer.map(shape, keys, true, 0)} }`;
  items.push(
    writer.item(
      spot,
      { text: spot.prefix + (list ? `[${inner}]` : inner), snippet: true },
      {
        label: spot.flow ? what : `${what} in brackets`,
        kind: KIND.snippet,
        filterText: what,
        sortText: '01',
        ...writer.note('in brackets', keys.join(', ')),
      },
    ),
  );
  if (list?.empty) {
    items.push(
      writer.item(
        spot,
        { text: `${spot.prefix}[]` },
        {
          label: '[]',
          kind: KIND.value,
          filterText: '[] none',
          sortText: '02',
          ...writer.note('states that there is none', undefined),
        },
      ),
    );
  }
  return items;
}

const endOfKey = (text: string, offset: number): number => {
  let p = offset;
  while (text[p - 1] === ' ') p--;
  return p;
};

/** Whether a value is written beside its key, so that its values can be shown at once. */
const isBeside = (shape: Shape): boolean =>
  shape.kind === 'enum' ||
  (shape.kind === 'list' && shape.items.kind !== 'map') ||
  (shape.kind === 'scalar' && shape.scalar !== 'text' && shape.scalar !== 'id');

/** What a value has to be, in a few words. */
export function typeOf(shape: Shape): string {
  switch (shape.kind) {
    case 'enum':
      return shape.values.length === 1 ? shape.values[0]! : `one of ${someOf(shape.values)}`;
    case 'list': {
      const { items } = shape;
      if (items.kind === 'enum') return `list: any of ${someOf(items.values)}`;
      return items.kind === 'scalar' ? `list of ${items.value.nouns[1]}` : 'list of maps of keys';
    }
    case 'map':
      return 'map of keys';
    default:
      return shape.value.nouns[0];
  }
}

const someOf = (values: readonly string[]): string =>
  values.length > 6 ? `${values.slice(0, 5).join(', ')}, …` : values.join(', ');

/** What a key means, as Markdown. */
export function keyText(key: string, shape: Shape, required: boolean): string {
  const values =
    shape.kind === 'enum'
      ? shape.values
      : shape.kind === 'list' && shape.items.kind === 'enum'
        ? shape.items.values
        : undefined;
  return [
    `**${key}**${required ? ' (required)' : ''}: ${shape.description ?? typeOf(shape)}`,
    `Type: ${typeOf(shape)}.`,
    ...(values && values.length > 6 ? [`Values: ${values.join(', ')}.`] : []),
  ].join('\n\n');
}

// --- Text

interface Text {
  readonly text: string;
  /** It has the marks of a snippet: `$1`. */
  readonly snippet?: boolean;
  readonly multiline?: boolean;
}

/** How far the author indents. */
interface Indents {
  /** The keys of a block, from the key that it is under. */
  readonly block: number;
  /** The dashes of a list, from its key. */
  readonly dash: number;
}

/** The indentation that the beginning of a text shows, or two spaces. */
function indentsIn(text: string): Indents {
  let block: number | undefined;
  let dash: number | undefined;
  for (const match of text.slice(0, 20_000).matchAll(/^( *(?:- +)*)[\w-]+: *(?:#.*)?\r?\n( *)(- )?(?=[\w"'-])/gm)) {
    const deeper = match[2]!.length - match[1]!.length;
    if (match[3] && deeper >= 0) dash ??= deeper;
    else if (!match[3] && deeper > 0) block ??= deeper;
  }
  return { block: block ?? (dash || 2), dash: dash ?? block ?? 2 };
}

/** Puts what is inserted into words, as the editor can take it. */
class Writer {
  private stop = 0;
  readonly indents: Indents;

  constructor(
    readonly client: CompletionClient,
    private readonly source: Source,
  ) {
    this.indents = indentsIn(source.text);
  }

  item(spot: Spot, { text, snippet, multiline }: Text, rest: Omit<CompletionItem, 'textEdit'>): CompletionItem {
    this.stop = 0;
    const stops = snippet === true && this.client.snippets;
    return {
      ...rest,
      textEdit: { range: this.range(spot.token), newText: this.endLines(snippet && !stops ? plain(text) : text) },
      ...(stops ? { insertTextFormat: SNIPPET } : { insertTextFormat: PLAIN }),
      ...(multiline ? { insertTextMode: this.client.adjustsIndentation ? ADJUST : AS_IS } : {}),
    };
  }

  private endLines(text: string): string {
    return text.includes('\n') && this.source.text.includes('\r\n') ? text.replaceAll('\n', '\r\n') : text;
  }

  private range({ start, end }: { start: number; end: number }) {
    // A token is on one line.
    const line = this.source.line;
    const first = this.source.offsetOf(line)!;
    const at = (offset: number) => ({ line: line + this.source.firstLine, character: offset - first });
    return { start: at(start), end: at(end) };
  }

  note(note: string | undefined, detail: string | undefined): Partial<CompletionItem> {
    if (this.client.labelDetails)
      return {
        ...(note ? { labelDetails: { description: note } } : {}),
        ...(detail ? { detail } : {}),
      };
    const both = [note, detail].filter(Boolean).join(' · ');
    return both ? { detail: both } : {};
  }

  /** A value in the style of its place: quoted where it must be, in brackets where a list is wanted. */
  value(spot: Spot, text: string): Text {
    if (spot.quote) return { text: spot.quote === "'" ? text.replaceAll("'", "''") : text.replace(/["\\]/g, '\\$&') };
    const numeric = spot.shape.kind === 'scalar' && spot.shape.scalar === 'clause';
    const inList =
      spot.shape.kind === 'list' && spot.shape.items.kind === 'scalar' && spot.shape.items.scalar === 'clause';
    const scalar = numeric || inList ? `"${text}"` : scalarText(text, spot.flow || spot.shape.kind === 'list');
    if (spot.shape.kind === 'list') return { text: `${spot.prefix}[${inSnippet(scalar)}$0]`, snippet: true };
    return { text: spot.prefix + scalar };
  }

  /** Text of several lines, indented as its place is. */
  lines(spot: Spot, text: string, source: Source): Text {
    const whole = spot.prefix + text;
    const snippet = /\$\d/.test(text);
    if (!whole.includes('\n')) return { text: whole, snippet };
    if (!this.client.adjustsIndentation) return { text: whole, snippet, multiline: true };
    // The editor adds the spaces that stand before what is replaced.
    const lineStart = source.offsetOf(source.line)!;
    let base = 0;
    while (lineStart + base < spot.token.start && source.text[lineStart + base] === ' ') base++;
    const cut = new RegExp(`\\n {0,${base}}`, 'g');
    return { text: whole.replace(cut, '\n'), snippet, multiline: true };
  }

  /** What stands behind a key's colon when the key is inserted. */
  after(shape: Shape, spot: Spot): string {
    this.stop = 0;
    if (spot.flow)
      return shape.kind === 'list'
        ? shape.items.kind === 'map'
          ? ` [{ ${this.map(shape.items, skeletonOf(shape.items), true, 0)} }]`
          : ` [$1]`
        : shape.kind === 'map'
          ? ` { ${this.map(shape, skeletonOf(shape), true, 0)} }`
          : ' ';
    return this.block(shape, spot.column, true);
  }

  private block(shape: Shape, column: number, alone: boolean): string {
    if (shape.kind === 'list') {
      if (shape.items.kind !== 'map') return ` [${this.next()}]`;
      const dash = column + this.indents.dash;
      const item = this.map(shape.items, skeletonOf(shape.items), false, dash + 2);
      return `\n${' '.repeat(dash)}- ${item}`;
    }
    if (shape.kind === 'map') {
      const below = column + this.indents.block;
      const keys = skeletonOf(shape);
      return `\n${' '.repeat(below)}${keys.length ? this.map(shape, keys, false, below) : this.next()}`;
    }
    return alone ? ' ' : ` ${this.next()}`;
  }

  private next(): string {
    return `$${++this.stop}`;
  }

  /** Some keys of a map with blank values. */
  map(shape: MapShape, keys: readonly string[], flow: boolean, column: number): string {
    const entries = keys.flatMap((key) => {
      const child = shape.keys.get(key);
      if (!child) return [];
      if (!flow) return [`${key}:${this.block(child, column, false)}`];
      const value =
        child.kind === 'list' && child.items.kind !== 'map'
          ? `[${this.next()}]`
          : child.kind === 'list'
            ? '[]'
            : child.kind === 'map'
              ? '{}'
              : this.next();
      return [`${key}: ${value}`];
    });
    return flow ? entries.join(', ') : entries.join(`\n${' '.repeat(column)}`);
  }
}

/** A snippet without its marks. */
const plain = (text: string): string => text.replace(/\$\d+/g, '').replace(/\\([$}\\])/g, '$1');
const inSnippet = (text: string): string => text.replace(/[\\$}]/g, '\\$&');

/** A text as a plain scalar where it can be one. */
function scalarText(text: string, flow: boolean): string {
  const unsafe = /^[\s?:,[\]{}#&*!|>'"%@`]|^-(?:\s|$)|:(?:\s|$)|\s#|^$/.test(text) || (flow && /[,[\]{}]/.test(text));
  return unsafe ? `"${text.replace(/["\\]/g, '\\$&')}"` : text;
}
