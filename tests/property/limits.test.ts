import { describe, expect, it } from 'vitest';
import { readYaml } from '../../server/src/yaml/read.ts';
import type { Node } from '../../server/src/yaml/tree.ts';

/** How deep a tree is, through aliases. */
function depthOf(node: Node | undefined, seen = 0): number {
  if (!node || seen > 1000) return seen;
  if (node.kind === 'alias') return depthOf(node.target, seen + 1);
  const below = node.kind === 'map' ? node.entries.map(({ value }) => value) : node.kind === 'seq' ? node.items : [];
  return Math.max(seen, ...below.map((child) => depthOf(child, seen + 1)));
}

const keys = (node: Node | undefined): string[] =>
  node?.kind === 'map' ? node.entries.map(({ key }) => key.text) : [];

const blocks = (depth: number): string =>
  Array.from({ length: depth }, (_, level) => `${' '.repeat(level + 1)}a:\n`).join('');

const DEEP: Readonly<Record<string, string>> = {
  dashes: `suppliers:\n${'- '.repeat(1200)}a\n`,
  questions: `${'? '.repeat(1000)}a\n`,
  'dashes and brackets': `suppliers:\n  - ${'- '.repeat(60)}${'[ '.repeat(60)}a\n`,
  'brackets left open': `suppliers: ${'['.repeat(2000)}\n`,
  'brackets that close': `suppliers: ${'['.repeat(2000)}${']'.repeat(2000)}\n`,
  'brackets on lines of their own': `suppliers:\n  - ${'[\n    '.repeat(2000)}${']'.repeat(2000)}\n  - b\n`,
  braces: `suppliers: ${'{ a: '.repeat(3000)}\n`,
  'block levels': `suppliers:\n${blocks(3000)}`,
  'block levels of a fast reader': `suppliers:\n${blocks(70)}`,
};

describe('nesting', () => {
  for (const [name, text] of Object.entries(DEEP)) {
    it(`${name}: one problem at the place, and the rest is read`, () => {
      const [tree] = readYaml(`${text}last: 1\n`);
      expect(tree!.problems.map(({ message }) => message)).toEqual(
        name === 'block levels of a fast reader' ? [] : [expect.stringContaining('nested more than 100 deep')],
      );
      expect(keys(tree!.root)).toContain('last');
      expect(depthOf(tree!.root)).toBeLessThanOrEqual(101);
    });
  }

  it('a chain of aliases is nesting too, and aliases of aliases that double end', () => {
    const chain = Array.from({ length: 3000 }, (_, n) => `b${n}: &a${n + 1} [*a${n}]\n`).join('');
    const [deep] = readYaml(`a: &a0 [x]\n${chain}last: 1\n`);
    expect(deep!.problems[0]!.message).toContain('nested more than 100 deep');
    expect(depthOf(deep!.root)).toBeLessThanOrEqual(210);
    for (const line of [
      (n: number) => `b${n}: &a${n + 1} [*a${n}, *a${n}, *a${n}]\n`,
      (n: number) => `b${n}: &a${n + 1} { <<: [*a${n}, *a${n}, *a${n}], k${n}: 1 }\n`,
    ]) {
      const [wide] = readYaml(`a: &a0 { k: 1 }\n${Array.from({ length: 40 }, (_, n) => line(n)).join('')}last: 1\n`);
      expect(wide!.problems.map(({ message }) => message)).toEqual([expect.stringContaining('repeat too much')]);
      expect(keys(wide!.root)).toContain('last');
    }
  });

  it('a register whose suppliers share what an anchor has is read in full', () => {
    const item = (n: number) => `  - id: s${n}\n    <<: *shared\n    hosting: *places\n`;
    const text = `x-a: &shared { status: active, owner: ciso }\nx-b: &places [DE, FR]\nsuppliers:\n${Array.from({ length: 3000 }, (_, n) => item(n)).join('')}`;
    const [tree] = readYaml(text);
    expect(tree!.problems).toEqual([]);
    const list = tree!.root?.kind === 'map' ? tree!.root.entries.at(-1)!.value : undefined;
    expect(list?.kind === 'seq' && keys(list.items.at(-1))).toEqual(['id', 'hosting', 'status', 'owner']);
  });
});

describe('much of the same', () => {
  /** Each was quadratic, doubled with each character, or cost an error with its stack for each line. */
  const UNITS: Readonly<Record<string, readonly [string, string, string]>> = {
    'lines that are no keys': ['suppliers:\n', 'a\n', ''],
    'keys of one map': ['', 'KEY: 1\n', ''],
    'keys of one map in brackets': ['x: {', 'KEY: 1, ', '}\n'],
    'one key again and again': ['', 'a: 1\n', ''],
    'brackets that close, a line each': ['', '- [a]\n', '- ]\n'],
    'brackets left open': ['', '- [a\n', ''],
    'documents that begin with a bracket': ['', '--- # c\n[a]\n', ']\n'],
    'ends of documents': ['', '...\n', ''],
    directives: ['', '%X\n---\n', ''],
    'spaces in a line without a colon': ['a: [\na', ' ', 'b\n'],
    dashes: ['', '- ', 'a\n'],
    'blank lines before what is wrong': ['a:\n  b: 1\n', '\n', ' c: 1\n'],
    'comments before what is wrong': ['a:\n  b: 1\n', '# c\n', ' c: 1\n'],
    'maps that merge': ['a: &a { b: 1, c: 2 }\nl:\n', '  - <<: *a\n', ''],
    'one alias': ['a: &a [x, y, z]\nl: [', '*a, ', ']\n'],
  };
  for (const [name, [before, unit, after]] of Object.entries(UNITS)) {
    it(`${name}: takes a moment`, { timeout: 15_000 }, () => {
      const count = Math.ceil(100_000 / unit.length);
      const body = unit.includes('KEY')
        ? Array.from({ length: count }, (_, n) => unit.replace('KEY', `k${n}`)).join('')
        : unit.repeat(count);
      const trees = readYaml(before + body + after);
      for (const { message } of trees.flatMap(({ problems }) => problems)) expect(message.length).toBeLessThan(300);
    });
  }
});
