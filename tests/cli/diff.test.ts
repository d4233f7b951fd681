import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { commit, folder, git, isms, put, today } from './run.ts';

const supplier = (id: string, more: string) =>
  `  - id: ${id}\n    name: ${id[0]!.toUpperCase()}${id.slice(1)} Ltd\n    status: active\n    categories: [hosting]\n    purpose: Hosting\n${more}`;
const ALPHA = `    access: [customer-data]
    hosting: [DE]
    dpa: { status: signed, signed: 2025-03-01 }
    assurance: [{ kind: iso27001, valid-until: 2026-12-31, scope: all }]
    criticality: { business-impact: 3, data-access: 3, replacement-difficulty: 2 }
    reviews: [{ date: 2026-01-10, by: ciso, outcome: approved, checked: [assurance, dpa, residency, risk] }]
`;
const POLICY = (front: string, text: string) =>
  `---\nid: one\ntitle: Policy One\nowner: ciso\napproved-by: ciso\neffective: 2026-02-01\n${front}---\n\n# One\n\n${text}\n`;
const WAIVER =
  '    waivers: [{ rule: supplier/hosting-outside-residency, for: US, reason: static files, approved-by: ciso, approved: 2026-02-01, expires: 2027-01-31 }]\n';

/** Ten commits, each with what it changes. */
const STEPS: readonly Readonly<Record<string, string>>[] = [
  {
    'isms.yaml': 'isms: 1\n',
    'suppliers.yaml': `suppliers:\n${supplier('alpha', ALPHA)}`,
    'policies/one.md': POLICY(
      'status: approved\nversion: 1\ncontrols: [A.5.19, A.5.20]\n',
      'All suppliers are reviewed.',
    ),
  },
  {
    'suppliers.yaml': `suppliers:\n${supplier('alpha', ALPHA)}${supplier('beta', '    access: [production]\n    hosting: [FR]\n')}`,
  },
  {
    'suppliers.yaml': `suppliers:\n${supplier('alpha', ALPHA.replace('[DE]', '[US]'))}${supplier('beta', '    access: [production]\n    hosting: [FR]\n')}`,
  },
  {
    'suppliers.yaml': `suppliers:\n${supplier('alpha', ALPHA.replace('[DE]', '[US]').replace(/ {4}dpa.*\n/, ''))}${supplier('beta', '    access: [production]\n    hosting: [FR]\n')}`,
  },
  {
    'suppliers.yaml': `suppliers:\n${supplier('alpha', ALPHA.replace('[DE]', '[US]').replace('approved, checked', 'approved, checked').replace('2026-12-31', '2028-12-31') + WAIVER)}${supplier('beta', '    access: [production]\n    hosting: [FR]\n')}`,
  },
  {
    'suppliers.yaml': `suppliers:\n${supplier('alpha', ALPHA.replace('[DE]', '[US]').replace('2026-12-31', '2028-12-31'))}`,
  },
  {
    'suppliers.yaml': `suppliers:\n${supplier('alpha', ALPHA.replace('[DE]', '[US]').replace('2026-12-31', '2028-12-31') + WAIVER).replace('reviews: [', 'reviews: [{ date: 2026-07-01, by: ciso, outcome: conditions }, ')}`,
  },
  {
    'policies/one.md': POLICY('status: approved\nversion: 1\ncontrols: [A.5.19, A.5.20]\n', 'No supplier is reviewed.'),
  },
  {
    'policies/one.md': POLICY(
      'status: approved\nversion: 2\nreviews: [{ date: 2026-07-01, by: ciso, outcome: approved }]\ncontrols: [A.5.19, A.5.21]\n',
      'Some suppliers are reviewed.',
    ),
  },
  { 'isms.yaml': 'isms: 1\nresidency: [EU, US]\n' },
];

describe('isms diff', () => {
  let at: string;
  const run = (range: string, more: readonly string[] = []) => isms(['diff', range, at, '--as-of', today, ...more]);
  interface Json {
    readonly roots: readonly {
      readonly root: string;
      readonly statements: readonly { readonly tone: string; readonly about: string; readonly text: string }[];
      readonly findings: Readonly<Record<string, readonly { readonly rule: string; readonly was?: string }[]>>;
    }[];
  }
  const json = (range: string) => (JSON.parse(run(range, ['--format', 'json']).stdout) as Json).roots[0]!;
  const said = (range: string) => json(range).statements.map(({ tone, about, text }) => `${tone} | ${about}: ${text}`);
  const step = (n: number) => `s${n - 1}..s${n}`;

  beforeAll(() => {
    at = folder();
    git(at, ['init', '-q', '-b', 'main']);
    for (const [index, files] of STEPS.entries()) {
      put(at, files);
      commit(at, `step ${index}`, `2026-08-${String(index + 10)}`);
      git(at, ['tag', `s${index}`]);
    }
  });

  it.each([
    [1, ['neutral | Beta Ltd: new supplier: active; hosting FR (France)']],
    [
      2,
      [
        'worse | Alpha Ltd: hosting moves out of the residency, or may: US (United States of America)',
        'worse | Alpha Ltd: hosting place added: US (United States of America), outside the residency',
        'neutral | Alpha Ltd: hosting place dropped: DE (Germany)',
      ],
    ],
    [3, ['worse | Alpha Ltd: data processing agreement dropped (was of 2025-03-01)']],
    [
      4,
      [
        'better | Alpha Ltd: data processing agreement of 2025-03-01 recorded',
        'better | Alpha Ltd: evidence counts until 2028-12-31, was 2026-12-31',
        'worse | Alpha Ltd: waiver of supplier/hosting-outside-residency for US added until 2027-01-31',
      ],
    ],
    [
      5,
      [
        'worse | Beta Ltd: supplier taken out of the register',
        'better | Alpha Ltd: waiver of supplier/hosting-outside-residency for US removed',
      ],
    ],
    [
      6,
      [
        'better | Alpha Ltd: review of 2026-07-01 by ciso, conditions: recorded',
        'worse | Alpha Ltd: waiver of supplier/hosting-outside-residency for US re-opened until 2027-01-31',
      ],
    ],
    [7, ['worse | Policy One: text changed after its approval, without a new version']],
    [
      8,
      [
        'neutral | Policy One: version 2, was 1',
        'neutral | Policy One: text changed',
        'worse | Policy One: covers no longer A.5.20',
        'better | Policy One: covers A.5.21',
        'better | Policy One: review of 2026-07-01 by ciso, approved: recorded',
      ],
    ],
    [9, ['worse | Settings: residency is EU, US, was EU']],
  ])('step %i', (n, sentences) => {
    expect(said(step(n))).toEqual(sentences);
  });

  it('says which findings are new, worse, better and gone', () => {
    expect(json(step(2)).findings.new!.map(({ rule }) => rule)).toContain('supplier/hosting-outside-residency');
    expect(json(step(3)).findings.new!.map(({ rule }) => rule)).toEqual(['supplier/dpa-missing']);
    expect(json(step(4)).findings.gone!.map(({ rule }) => rule)).toContain('supplier/dpa-missing');
    put(at, {
      'isms.yaml': 'isms: 1\nresidency: [EU, US]\nrules: { supplier/dpa-missing: error, review/open-action: error }\n',
    });
    const { findings } = json('HEAD');
    expect(findings.worse!.map(({ rule, was }) => `${rule} ${was}`)).toEqual(['review/open-action warning']);
    git(at, ['checkout', '-q', '--', 'isms.yaml']);
    expect(json('HEAD')).toMatchObject({ statements: [], findings: { new: [], worse: [], better: [], gone: [] } });
  });

  it('is Markdown for a pull request, and names what parted where', () => {
    const { code, stdout, stderr } = run('s2..s3');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^<!-- isms diff -->\n## What this change does to the ISMS\n/);
    expect(stdout).toContain(
      '**Needs a look**\n\n- **Alpha Ltd**: data processing agreement dropped (was of 2025-03-01)\n',
    );
    expect(stdout).toMatch(/\*\*1 finding new\*\*\n\n- error, supplier\/alpha: /);
    expect(run('s3..s3').stdout).toContain('Nothing of the ISMS changes.');
    git(at, ['branch', '-f', 'side', 's3']);
    expect(json('main...side').statements).toEqual([]);
    const out = path.join(folder(), 'change.md');
    for (const _ of [1, 2]) expect(run('s2..s3', ['--out', out]).code).toBe(0);
    expect(readFileSync(out, 'utf8')).toBe(stdout);
  });

  it('lets no value become Markdown of its own', () => {
    const own = folder();
    git(own, ['init', '-q', '-b', 'main']);
    put(own, { 'isms.yaml': 'isms: 1\n' });
    commit(own, 'one', '2026-08-01');
    put(own, {
      'suppliers.yaml':
        'suppliers:\n  - id: a\n    name: "[x](http://e.example) <img src=x> | ![y](z)\\n# big"\n    status: active\n',
    });
    const { stdout } = isms(['diff', 'HEAD', own, '--as-of', today]);
    expect(stdout).toContain('new supplier');
    expect(stdout).not.toMatch(/(?<!\\)\[x(?<!\\)\]\(|<img|(?<!\\)!\[|^# big/m);
  });

  it.each([
    ['an unknown revision', ['nowhere..HEAD']],
    ['no revision', ['..HEAD']],
    ['an option as a revision', ['--', '--output=x..HEAD']],
    ['a folder without a repository', ['HEAD', folder()]],
    ['an ending that the format does not have', ['HEAD', '--format', 'md', '--out', 'a.json']],
  ])('%s is wrong usage', (_, args) => {
    const { code, stdout, stderr } = isms(['diff', ...args], { cwd: at });
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^isms: [^\n]+\n$/);
    expect(code).toBe(2);
  });
});
