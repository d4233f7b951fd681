import { supplierKind } from '../kinds/supplier/kind.ts';
import {
  behind,
  columnOf,
  dashOf,
  indentsOf,
  inline,
  insertKey,
  insertLines,
  lineBreakOf,
  lineStart,
  nextLine,
  type Sketch,
  scalarSource,
} from '../yaml/edits.ts';
import { readYaml } from '../yaml/read.ts';
import { isNullText, type MapNode, type Node, type SeqNode } from '../yaml/tree.ts';
import { normal } from './words.ts';
import { writeRegister } from './write.ts';

type Supplier = Readonly<Record<string, unknown>>;

const { list: LIST, single: SINGLE } = supplierKind;

/** A file of a register. */
export interface RegisterFile {
  readonly name: string;
  readonly text: string;
}

/** What an import makes of a register that is there. */
export interface Update {
  /** The files that change, with their new texts. */
  readonly files: readonly RegisterFile[];
  /** Suppliers that the register has not, and no list to put them in. */
  readonly left: readonly Supplier[];
  /** What was added, one line each: to which supplier, and which keys. */
  readonly added: readonly string[];
  /** What the sheet says otherwise than the register, which stays as it is. */
  readonly differences: readonly string[];
}

/** What a node says, for comparison: texts, lists and maps. */
function plain(node: Node | undefined): unknown {
  if (!node) return undefined;
  if (node.kind === 'alias') return plain(node.target);
  if (node.kind === 'scalar') return isNullText(node) ? undefined : node.text;
  if (node.kind === 'seq') return node.items.map(plain);
  if (node.kind === 'map') return Object.fromEntries(node.entries.map(({ key, value }) => [key.text, plain(value)]));
  return undefined;
}

const asText = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(asText)
    : value && typeof value === 'object'
      ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, asText(inner)]))
      : String(value);

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether a register says a value, whatever the order of keys and of lists of words. */
function same(stated: unknown, value: unknown): boolean {
  if (Array.isArray(stated) && Array.isArray(value))
    return stated.length === value.length && value.every((one) => stated.some((other) => same(other, one)));
  if (isMap(stated) && isMap(value)) return Object.entries(value).every(([key, inner]) => same(stated[key], inner));
  return stated === value;
}

const sketchOf = (value: unknown): Sketch =>
  Array.isArray(value)
    ? value.map((item) => (isMap(item) ? inline(sketchOf(item)) : sketchOf(item)))
    : isMap(value)
      ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, sketchOf(inner)]))
      : scalarSource(String(value), true);

const show = (value: unknown): string => inline(sketchOf(value));

/** A supplier of the register: the stretch of its file that it is in, and how to find it there. */
interface Home {
  readonly file: number;
  readonly start: number;
  readonly end: number;
  /** The map of the supplier in the stretch, or in it as it is after a change. */
  readonly find: (text: string) => MapNode | undefined;
}

function homesIn({ text }: RegisterFile, file: number): (Home & { readonly map: MapNode })[] {
  const homes: (Home & { readonly map: MapNode })[] = [];
  for (const [tree, { root }] of readYaml(text).entries()) {
    if (root?.kind !== 'map') continue;
    for (const { key, value } of root.entries) {
      const within = (entry: string) => (changed: string) => {
        const top = readYaml(changed)[tree]?.root;
        return top?.kind === 'map' ? top.entries.find((other) => other.key.text === entry)?.value : undefined;
      };
      if (key.text === SINGLE && value?.kind === 'map') {
        const find = (changed: string) => {
          const found = within(SINGLE!)(changed);
          return found?.kind === 'map' ? found : undefined;
        };
        homes.push({ file, start: 0, end: text.length, map: value, find });
      }
      if (key.text !== LIST || value?.kind !== 'seq') continue;
      for (const [index, item] of value.items.entries()) {
        if (item?.kind !== 'map') continue;
        const dash = value.flow ? -1 : dashOf(text, item);
        if (dash < 0) {
          const find = (changed: string) => {
            const list = within(LIST)(changed);
            const found = list?.kind === 'seq' ? list.items[index] : undefined;
            return found?.kind === 'map' ? found : undefined;
          };
          homes.push({ file, start: 0, end: text.length, map: item, find });
        } else {
          // Lines of their own: they can be read by themselves.
          const find = (changed: string) => {
            const list = readYaml(changed)[0]?.root;
            const found = list?.kind === 'seq' ? list.items[0] : undefined;
            return found?.kind === 'map' ? found : undefined;
          };
          homes.push({ file, start: lineStart(text, dash), end: nextLine(text, item.end - 1), map: item, find });
        }
      }
    }
  }
  return homes;
}

/**
 * Adds to a register what a sheet says and the register does not. Nothing that the register states is changed.
 * @param order of a supplier's keys
 * @param source what the suppliers come from
 */
export function updateRegister(
  files: readonly RegisterFile[],
  suppliers: readonly Supplier[],
  order: readonly string[],
  source: string,
): Update {
  const homes = files.flatMap(homesIn);
  const byId = new Map<string, (typeof homes)[number]>();
  const byName = new Map<string, (typeof homes)[number]>();
  for (const home of homes) {
    const { id, name } = plain(home.map) as Readonly<Record<string, unknown>>;
    if (typeof id === 'string') byId.set(id, home);
    if (typeof name === 'string') byName.set(normal(name), home);
  }
  const added: string[] = [];
  const differences: string[] = [];
  const fresh: Supplier[] = [];
  const changes: { readonly home: Home; readonly text: string }[] = [];
  for (const supplier of suppliers) {
    const { id, name } = supplier as { readonly id?: string; readonly name?: string };
    const home = byName.get(normal(name ?? '')) ?? byId.get(id ?? '');
    if (!home) {
      fresh.push(supplier);
      continue;
    }
    const stated = plain(home.map) as Readonly<Record<string, unknown>>;
    const who = String(stated.id ?? name ?? id);
    let text = files[home.file]!.text.slice(home.start, home.end);
    const keys: string[] = [];
    const put = (key: string, value: unknown, inner?: string): void => {
      const map = home.find(text);
      const target = inner === undefined ? map : map?.entries.find((entry) => entry.key.text === inner)?.value;
      const splice =
        target?.kind === 'map'
          ? insertKey(
              text,
              target,
              key,
              isMap(value) ? inline(sketchOf(value)) : sketchOf(value),
              inner ? [] : order,
              indentsOf(text, map),
            )
          : undefined;
      const path = inner === undefined ? key : `${inner}.${key}`;
      if (!splice) differences.push(`${who}: ${path} is ${show(value)} in the sheet, and could not be added`);
      else {
        text = text.slice(0, splice.start) + splice.text + text.slice(splice.end);
        keys.push(path);
      }
    };
    for (const [key, raw] of Object.entries(supplier)) {
      const value = asText(raw);
      const here = stated[key];
      if (key === 'id' || same(here, value)) continue;
      if (here === undefined) put(key, value);
      else if (isMap(here) && isMap(value)) {
        for (const [inner, text] of Object.entries(value)) {
          if (same(here[inner], text)) continue;
          if (here[inner] === undefined) put(inner, text, key);
          else differences.push(`${who}: ${key}.${inner} is ${show(here[inner])} here and ${show(text)} in the sheet`);
        }
      } else differences.push(`${who}: ${key} is ${show(here)} here and ${show(value)} in the sheet`);
    }
    if (!keys.length) continue;
    added.push(`${who}: ${keys.join(', ')}`);
    changes.push({ home, text });
  }
  const texts = files.map(({ text }) => text);
  // From the end, so that what is before stays where it is.
  for (const { home, text } of [...changes].sort((a, b) => b.home.start - a.home.start)) {
    const before = texts[home.file]!;
    texts[home.file] = before.slice(0, home.start) + text + before.slice(home.end);
  }
  const at = texts.findIndex((text) => listIn(text) !== undefined);
  if (fresh.length && at >= 0) {
    texts[at] = withItems(texts[at]!, fresh, source);
    for (const { id, name } of fresh) added.push(`${id ?? name}: new`);
  }
  return {
    files: files.flatMap(({ name, text }, index) => (texts[index] === text ? [] : [{ name, text: texts[index]! }])),
    left: at >= 0 ? [] : fresh,
    added,
    differences,
  };
}

/** The list of a register that has lines of its own. */
function listIn(text: string): SeqNode | undefined {
  for (const { root } of readYaml(text)) {
    const value = root?.kind === 'map' ? root.entries.find(({ key }) => key.text === LIST)?.value : undefined;
    if (value?.kind === 'seq' && !value.flow && value.items.some((item) => item && dashOf(text, item) >= 0))
      return value;
  }
  return undefined;
}

/** The text with further suppliers at the end of its list. */
function withItems(text: string, suppliers: readonly Supplier[], source: string): string {
  const list = listIn(text)!;
  const last = list.items.findLast((item) => item !== undefined)!;
  const column = columnOf(text, dashOf(text, last));
  const written = writeRegister({ suppliers }, source);
  const lines = written
    .slice(written.indexOf(`${LIST}:\n`) + LIST.length + 2)
    .trimEnd()
    .split('\n')
    .map((line) => (line === '' ? line : `${' '.repeat(column)}${line.slice(2)}`));
  const splice = insertLines(text, behind(text, last.end - 1, column), ['', ...lines], lineBreakOf(text));
  return text.slice(0, splice.start) + splice.text + text.slice(splice.end);
}
