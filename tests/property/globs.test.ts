import picomatch from 'picomatch/posix';
import { describe, expect, it } from 'vitest';
import { matchesAny, readGlob } from '../../server/src/text/globs.ts';
import { BASE, workspaceWith } from '../unit/support/folders.ts';

/** A generator of numbers from 0 to below 1 that is the same in each run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

describe('path patterns', () => {
  it.each([
    ['suppliers.yaml', 'suppliers.yaml', true],
    ['./suppliers.yml', 'suppliers.yaml', true],
    ['suppliers.yaml', 'suppliers.yml', true],
    ['suppliers/**/*.yaml', 'suppliers/a.yaml', true],
    ['suppliers/**/*.yaml', 'suppliers/a/b/c.yaml', true],
    ['suppliers/**/*.yaml', 'suppliers/.git/c.yaml', false],
    ['**/*.yaml', '.hidden.yaml', false],
    ['**/.hidden.yaml', 'a/.hidden.yaml', true],
    ['{a,b/{c,d}}/*.md', 'b/d/x.md', true],
    ['{a,b/{c,d}}/*.md', 'b/x.md', false],
    ['[a-c!]?.md', 'b1.md', true],
    ['[!a-c]?.md', 'b1.md', false],
    ['\\*.md', '*.md', true],
    ['\\*.md', 'a.md', false],
    ['docs (old)/*.md', 'docs (old)/a.md', true],
    ['[', '[', true],
    ['', 'a', false],
    ['../**/*.yaml', 'a.yaml', false],
    ['/**', 'a.yaml', false],
  ])('%j and %j: %j', (pattern, path, expected) => {
    expect(matchesAny([pattern], path)).toBe(expected);
  });

  it('mean what a well-known library takes them for', () => {
    const random = seeded(10);
    const one = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
    const text = (pieces: readonly string[], most: number) =>
      Array.from({ length: 1 + Math.floor(random() * most) }, () => one(pieces)).join('');
    let matched = 0;
    for (let n = 0; n < 20_000; n++) {
      const pattern = Array.from({ length: 1 + Math.floor(random() * 3) }, () =>
        random() < 0.3 ? '**' : text(['a', 'b', '*', '?', '[ab]', '[^a]', '{a,b}', '.', 'a'], 4),
      ).join('/');
      // Not compared: two stars within a name, names of dots only, and whether the folder before a last ** is meant too.
      if (/\*\*[^/]|[^/]\*\*|\*\{|\}\*/.test(pattern) || /(?:^|\/)\.+(?:\/|$)|\/\*\*$/.test(pattern)) continue;
      const path = Array.from({ length: 1 + Math.floor(random() * 3) }, () => text(['a', 'b', 'ab', '.a'], 3)).join(
        '/',
      );
      // Nor whether a class that leaves something out has the dot of a hidden name.
      if (pattern.includes('[^') && /(?:^|\/)\./.test(path)) continue;
      const expected = picomatch(pattern, { dot: false })(path);
      expect(matchesAny([pattern], path), `${pattern} and ${path}`).toBe(expected);
      if (expected) matched++;
    }
    expect(matched).toBeGreaterThan(500);
  });

  it.each([
    '*(*a)*b.yaml',
    '+(a+)+b',
    '!(a|b)*(c|d)+(e|f)',
    '(a|b).yaml',
    '!a.yaml',
    '{a,b}'.repeat(12),
    '{1..9999999}.yaml',
    'a'.repeat(1001),
    '{'.repeat(400) + ',}'.repeat(400),
  ])('%s is refused on the value, or read at once', (pattern) => {
    const started = performance.now();
    const refused = 'problem' in readGlob(pattern);
    if (pattern.startsWith('{{')) matchesAny([pattern], 'a.yaml');
    else expect(refused).toBe(true);
    const workspace = workspaceWith(
      new Map([
        ['isms.yaml', `isms: 1\nfiles:\n  suppliers: [${JSON.stringify(pattern)}]\n`],
        [`${'a'.repeat(200)}.yaml`, 'suppliers: []\n'],
      ]),
    );
    const found = workspace.findings(`${BASE}isms.yaml`).filter(({ rule }) => rule === 'schema/value');
    expect(found).toHaveLength(refused ? 1 : 0);
    expect(performance.now() - started).toBeLessThan(2000);
  });

  it('match in the time of their length', () => {
    const started = performance.now();
    for (const pattern of [
      '*a*a*a*a*a*a*a*a*a*a*b.yaml',
      `${'**/a/'.repeat(150)}b.yaml`,
      `${'*'.repeat(500)}b`,
      '*?'.repeat(120),
    ])
      for (let n = 0; n < 50; n++) {
        matchesAny([pattern], `${'a'.repeat(250)}.yaml`);
        matchesAny([pattern], `${'a/'.repeat(500)}c.yaml`);
      }
    expect(performance.now() - started).toBeLessThan(4000);
  });
});
