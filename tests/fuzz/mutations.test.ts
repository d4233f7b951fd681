import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { isRule } from '../../server/src/check/rules.ts';
import { type Finding, Workspace } from '../../server/src/workspace/workspace.ts';
import { readFast } from '../../server/src/yaml/fast.ts';
import { readFull } from '../../server/src/yaml/full.ts';
import type { Node } from '../../server/src/yaml/tree.ts';
import { parseCase } from '../unit/support/cases.ts';
import { type Random, randomOf } from './random.ts';

/** Another seed with FUZZ_SEED; more rounds with FUZZ_ROUNDS. */
const SEED = Number(process.env.FUZZ_SEED ?? 20261121);
const ROUNDS = Number(process.env.FUZZ_ROUNDS ?? 1000);
const TODAY = '2026-11-21';

const root = path.join(import.meta.dirname, '../..');
const textsOf = (folder: string, pattern: RegExp): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && pattern.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort()
    .map((file) => readFileSync(file, 'utf8'));

/** Valid files of every kind, as name and text. */
const botbrains = path.join(root, 'test-fixtures/botbrains');
const valid: { readonly name: string; readonly text: string }[] = [
  ...['isms.yaml', 'suppliers.yaml', 'soa.yaml'].map((name) => ({
    name,
    text: readFileSync(path.join(botbrains, name), 'utf8'),
  })),
  ...readdirSync(path.join(botbrains, 'policies')).map((name) => ({
    name: `policies/${name}`,
    text: readFileSync(path.join(botbrains, 'policies', name), 'utf8'),
  })),
  // The register in flow style, as JSON has it: over many lines, on one, and under a key.
  ...[2, 0].flatMap((indent) => {
    const { suppliers } = parse(readFileSync(path.join(botbrains, 'suppliers.yaml'), 'utf8')) as {
      suppliers: object[];
    };
    return [
      { name: 'suppliers.yaml', text: JSON.stringify({ suppliers }, undefined, indent) },
      { name: 'suppliers.yaml', text: `suppliers: ${JSON.stringify(suppliers.slice(0, 3), undefined, indent)}\n` },
    ];
  }),
  ...textsOf(path.join(root, 'tests/unit/cases'), /\.case$/).flatMap((text) =>
    [...parseCase(text).files].map(([name, content]) => ({ name, text: content })),
  ),
].filter(({ name }) => /\.(?:ya?ml|mdx?)$/.test(name));

const PIECES = [
  '[',
  ']',
  '{',
  '}',
  '"',
  "'",
  ':',
  ': ',
  '- ',
  '-',
  ',',
  '#',
  ' #',
  '&a',
  '*a',
  '|',
  '>',
  '|-',
  '\t',
  '\n',
  '\r\n',
  '\r',
  '  ',
  ' ',
  '---\n',
  '...\n',
  '?',
  '? ',
  '!!str ',
  '!',
  '%',
  '@',
  '`',
  '~',
  '<<: ',
  '\\',
  '😀',
  'é',
  '日本',
  '\u2028',
  '\u0085',
  '\u0000',
  '\ufeff',
  '2026-02-30',
  'US',
  'null',
  'x-',
  '0',
];

function mutate(text: string, random: Random): string {
  const at = random.below(text.length + 1);
  const lines = text.split('\n');
  const line = random.below(lines.length);
  switch (random.below(14)) {
    case 0:
      return text.slice(0, at) + text.slice(at + 1 + random.below(4));
    case 1:
      return text.slice(0, at) + random.pick(PIECES) + text.slice(at);
    case 2:
      return lines.toSpliced(line, 1 + random.below(2)).join('\n');
    case 3:
      return lines.toSpliced(line, 0, lines[line]!).join('\n');
    case 4: {
      const places = [...text.matchAll(/[[\]{}"']/g)];
      if (!places.length) return text;
      const { index } = random.pick(places);
      return text.slice(0, index) + text.slice(index + 1);
    }
    case 5:
      return lines.with(line, ' '.repeat(random.below(5)) + lines[line]!).join('\n');
    case 6:
      return lines.with(line, lines[line]!.replace(/^ {1,2}/, '')).join('\n');
    case 7:
      return lines.with(line, lines[line]!.replace(/^ +/, '\t')).join('\n');
    case 8:
      return text.replaceAll('\n', '\r\n');
    case 9:
      return text.slice(0, at);
    case 10:
      return text.slice(0, at) + text.slice(at, at + 30).toUpperCase() + text.slice(at + 30);
    case 11:
      return lines.with(line, lines[line]!.replace(/: .*$/, ':')).join('\n');
    case 12:
      return lines.with(line, `${lines[line]!} ${random.pick(PIECES)}`).join('\n');
    default: {
      const other = random.below(lines.length);
      return lines.with(line, lines[other]!).join('\n');
    }
  }
}

const lengths = (text: string): number[] =>
  text
    .replace(/^\ufeff/, '')
    .split(/\r\n|\n|\r/)
    .map((line) => line.length);

/** Why findings are not as they must be; `undefined` if they are. */
function wrong(findings: readonly Finding[], text: string): string | undefined {
  const lines = lengths(text);
  let before: Finding | undefined;
  for (const finding of findings) {
    const { start, end } = finding.range;
    const inside = ({ line, character }: typeof start) =>
      line >= 0 && line < lines.length && character >= 0 && character <= lines[line]!;
    if (!isRule(finding.rule)) return `unknown rule ${finding.rule}`;
    if (!inside(start) || !inside(end))
      return `${finding.rule} outside the file: ${JSON.stringify(finding.range)} of ${lines.length} lines`;
    if (end.line < start.line || (end.line === start.line && end.character < start.character))
      return `${finding.rule} ends before it starts`;
    if (before) {
      const last = before.range.start;
      const order = start.line - last.line || start.character - last.character || (finding.rule < before.rule ? -1 : 0);
      if (order < 0) return `${finding.rule} is not in order`;
    }
    before = finding;
  }
  return undefined;
}

describe(`mutations, seed ${SEED}`, () => {
  it(`${ROUNDS} mutated files: no throw, ranges inside the file, findings in order, known rules`, () => {
    const random = randomOf(SEED);
    const failures: string[] = [];
    for (let round = 0; round < ROUNDS && failures.length < 5; round++) {
      const { name, text } = random.pick(valid);
      let mutated = text;
      for (let times = 1 + random.below(3); times > 0; times--) mutated = mutate(mutated, random);
      const workspace = new Workspace({ today: () => TODAY, exists: () => false });
      try {
        if (!name.endsWith('isms.yaml')) workspace.set('file:///root/isms.yaml', 'isms: 1\nroles: { ciso: }\n');
        workspace.set(`file:///root/${name}`, mutated);
        workspace.update();
        for (const uri of workspace.uris()) {
          const why = wrong(
            workspace.findings(uri),
            uri.endsWith(`/${name}`) ? mutated : 'isms: 1\nroles: { ciso: }\n',
          );
          if (why) failures.push(`round ${round}, ${name}: ${why}\n${JSON.stringify(mutated)}`);
        }
      } catch (error) {
        failures.push(`round ${round}, ${name}: ${(error as Error).stack}\n${JSON.stringify(mutated)}`);
      }
    }
    expect(failures, `seed ${SEED}`).toEqual([]);
  });

  it('one slip in an item leaves the items around it, and is told in one or two places', () => {
    const item = (id: string, hosting: string) =>
      `  - id: ${id}\n    name: Example GmbH\n    status: active\n    categories: [hosting]\n    access: [personal-data]\n    hosting: [${hosting}]\n    dpa: { status: signed, signed: 2026-01-15 }\n    assurance:\n      - { kind: iso27001, valid-until: 2028-05-31 }\n    reviews:\n      - date: 2026-06-01\n        by: ciso\n        outcome: approved\n`;
    const before = `suppliers:\n${item('first', 'US')}`;
    const middle = item('middle', 'DE');
    const random = randomOf(SEED + 2);
    // A line that is torn in two, or a document that ends, begins something new: what is below it is its own.
    const inLine = PIECES.filter((piece) => !/[\n\r?]/.test(piece));
    let lost = 0;
    let scattered = 0;
    const rounds = Math.ceil(ROUNDS / 2);
    for (let round = 0; round < rounds; round++) {
      const at = random.below(middle.length);
      const piece = random.below(4) ? random.pick(inLine) : '';
      const slip = middle.slice(0, at) + piece + middle.slice(piece ? at : at + 1);
      const workspace = new Workspace({ today: () => TODAY, exists: () => false });
      workspace.set('file:///root/isms.yaml', 'isms: 1\n');
      workspace.set('file:///root/suppliers.yaml', before + slip + item('last', 'US'));
      workspace.update();
      const found = workspace.findings('file:///root/suppliers.yaml');
      if (found.filter(({ rule }) => rule === 'supplier/hosting-outside-residency').length < 2) lost++;
      if (found.filter(({ rule }) => rule === 'yaml/syntax').length > 2) scattered++;
    }
    expect(lost / rounds, `seed ${SEED}`).toBeLessThan(0.02);
    expect(scattered / rounds, `seed ${SEED}`).toBeLessThan(0.02);
  });

  it('the fast reader and the full one give the same tree, and the fast one reads only what is right', () => {
    const random = randomOf(SEED + 1);
    const failures: string[] = [];
    let fast = 0;
    for (let round = 0; round < ROUNDS * 5 && failures.length < 5; round++) {
      const { text } = random.pick(valid);
      // A stretch is as good as the whole and read sooner.
      const lines = text.split('\n');
      const first = random.below(lines.length);
      let mutated = random.below(3) ? lines.slice(first, first + 3 + random.below(25)).join('\n') : text.slice(0, 4000);
      for (let times = random.below(4); times > 0; times--) mutated = mutate(mutated, random);
      const read = readFast(mutated);
      // Whole lines out of a longer text are read as if they were all there is.
      const lone = `${mutated}\n`;
      const within = readFast(`é: 1\n${lone}  - more\n`, 5, 5 + lone.length);
      const same = JSON.stringify(within) === JSON.stringify(readFast(lone));
      if (!same) failures.push(`round ${round}: read otherwise within a longer text\n${JSON.stringify(mutated)}`);
      if (!read) continue;
      fast++;
      const trees = readFull(mutated);
      const why =
        trees.length > 1
          ? `${trees.length} documents`
          : trees.some(({ problems }) => problems.length)
            ? `the full reader finds: ${trees[0]!.problems[0]!.message}`
            : difference(read.root, trees[0]?.root, 'root');
      if (why) failures.push(`round ${round}: ${why}\n${JSON.stringify(mutated)}`);
    }
    expect(failures, `seed ${SEED}`).toEqual([]);
    // Worth its name only if it reads a good part.
    expect(fast).toBeGreaterThan(ROUNDS);
  });
});

function difference(a: Node | undefined, b: Node | undefined, where: string): string | undefined {
  if (!a || !b) return a === b ? undefined : `${where}: ${a?.kind ?? 'nothing'} and ${b?.kind ?? 'nothing'}`;
  if (a.kind !== b.kind) return `${where}: ${a.kind} and ${b.kind}`;
  if (a.start !== b.start || a.end !== b.end)
    return `${where} (${a.kind}): ${a.start}-${a.end} and ${b.start}-${b.end}`;
  if (a.kind === 'scalar' && b.kind === 'scalar') {
    if (a.text !== b.text) return `${where}: ${JSON.stringify(a.text)} and ${JSON.stringify(b.text)}`;
    return a.style === b.style ? undefined : `${where}: ${a.style} and ${b.style}`;
  }
  if (a.kind === 'seq' && b.kind === 'seq') {
    if (a.items.length !== b.items.length || a.flow !== b.flow)
      return `${where}: ${a.items.length} and ${b.items.length} items`;
    for (const [index, item] of a.items.entries()) {
      const why = difference(item, b.items[index], `${where}[${index}]`);
      if (why) return why;
    }
  }
  if (a.kind === 'map' && b.kind === 'map') {
    if (a.entries.length !== b.entries.length || a.flow !== b.flow)
      return `${where}: ${a.entries.length} and ${b.entries.length} entries`;
    for (const [index, { key, value }] of a.entries.entries()) {
      const other = b.entries[index]!;
      const why =
        difference(key, other.key, `${where}.${key.text} (key)`) ??
        difference(value, other.value, `${where}.${key.text}`);
      if (why) return why;
    }
  }
  return undefined;
}
