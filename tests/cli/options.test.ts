import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { cli, commit, environment, fixture, folder, git, isms, put, type RunOptions, today } from './run.ts';

const posix = process.platform !== 'win32';
const SAMPLE = ['check', fixture('broken/clean'), '--as-of', today];
const supplier = (id: string, more = '') => `  - id: ${id}
    name: ${id}
    status: active
    categories: [hosting]
    purpose: Hosting
    access: [production]
${more}`;
const register = (...suppliers: string[]) => `suppliers:\n${suppliers.join('')}`;
const FILES = { 'isms.yaml': 'isms: 1\n', 'suppliers.yaml': register(supplier('alpha', '    hosting: [US]\n')) };

interface Json {
  readonly findings: readonly { readonly rule: string; readonly file: string; readonly severity: string }[];
  readonly summary: Readonly<Record<string, number>>;
}
const run = (at: string, args: readonly string[], options: RunOptions = {}) =>
  isms(['check', ...args, '--as-of', today], { cwd: at, ...options });
const json = (at: string, args: readonly string[] = [], options: RunOptions = {}): Json =>
  JSON.parse(run(at, [...args, '--format', 'json'], options).stdout);
const rulesOf = ({ findings }: Json): string[] => findings.map(({ rule }) => rule);

describe('outputs', () => {
  it('are for people in a pipe as well, and for GitHub beside that where it runs', () => {
    const plain = isms(SAMPLE).stdout;
    expect(plain).toMatch(/^(?!\{)[\s\S]*\d errors, /);
    const at = folder(FILES);
    const { stdout } = run(at, [], { env: { GITHUB_ACTIONS: 'true' } });
    expect(stdout).toContain('  2:9      error ');
    expect(stdout).toContain('::error file=suppliers.yaml,line=2,');
    expect(stdout.match(/\d+ errors, /g)).toHaveLength(1);
    expect(run(at, ['--format', 'pretty'], { env: { GITHUB_ACTIONS: 'true' } }).stdout).not.toContain('::error');
  });

  it('are several in one run, each with its file', () => {
    const at = folder(FILES);
    const { stdout, code } = run(at, [
      '--format',
      'pretty',
      ...['--format', 'sarif', '--out', 'a.sarif'],
      ...['--format', 'junit', '--out', 'b'],
      ...['--out', 'c.json'],
      ...['--format', 'gitlab', '--out', 'd.json'],
    ]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^suppliers\.yaml\n/m);
    const text = (name: string) => readFileSync(path.join(at, name), 'utf8');
    expect(JSON.parse(text('a.sarif')).version).toBe('2.1.0');
    expect(text('b')).toContain('<testsuites');
    expect(run(at, ['--out', 'e', '--format', 'json']).stdout).toBe('');
    expect(JSON.parse(text('e'))).toEqual(JSON.parse(text('c.json')));
    expect(JSON.parse(text('c.json')).summary.suppliers).toBe(1);
    const issues = JSON.parse(text('d.json')) as { check_name: string; fingerprint: string }[];
    const issue = issues.find((one) => one.check_name === 'supplier/agreement-missing')!;
    expect(issue).toMatchObject({
      severity: 'major',
      location: { path: 'suppliers.yaml', lines: { begin: 2 } },
    });
    expect(issue.fingerprint).toMatch(/^[0-9a-f]{32}$/);
  });

  it.each([
    ['two for standard output', ['--format', 'json', '--format', 'sarif']],
    ['one file twice', ['--format', 'json', '--out', 'a.json', '--format', 'sarif', '--out', './a.json']],
    ['an ending that the format does not have', ['--format', 'sarif', '--out', 'a.xml']],
    ['an ending that no format has', ['--out', 'a.pdf']],
    ['a baseline to be written nowhere', ['--write-baseline']],
    ['a baseline that is not there', ['--baseline', 'none.json']],
    ['a baseline that is none', ['--baseline', 'isms.yaml']],
    ['a rule that is none', ['--rule', 'supplier/dpa-mising']],
    ['a number that is none', ['--max-warnings', 'few']],
    ['a text without a name', ['--stdin']],
    ['a name without a text', ['--stdin-filename', 'suppliers.yaml']],
    ['a text and a path', ['.', '--stdin', '--stdin-filename', 'suppliers.yaml']],
    ['a revision where there is no repository', ['--since', 'HEAD']],
    ['a pattern that cannot be read', ['policies/@(a|b)*.md']],
    ['a pattern that names nothing', ['policies/**/*.md']],
  ])('cannot be %s', (_, args) => {
    const at = folder(FILES);
    const { code, stdout, stderr } = run(at, args);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^isms: [^\n]+\n$/);
    expect(code).toBe(2);
    expect(existsSync(path.join(at, 'a.json'))).toBe(false);
  });

  it('reports have their endings too', () => {
    const at = folder(FILES);
    expect(isms(['report', 'soa', '--out', 'a.pdf'], { cwd: at }).code).toBe(2);
    expect(isms(['report', 'soa', '--format', 'html', '--out', 'a.md'], { cwd: at }).code).toBe(2);
    expect(isms(['rules', '--format', 'json', '--out', 'a.txt'], { cwd: at }).code).toBe(2);
    expect(isms(['rules', '--out', 'a.json'], { cwd: at }).code).toBe(0);
    expect(JSON.parse(readFileSync(path.join(at, 'a.json'), 'utf8')).length).toBeGreaterThan(50);
  });
});

describe('what is checked', () => {
  const at = folder({
    'one/isms.yaml': 'isms: 1\n',
    'one/suppliers/a.yaml': register(supplier('alpha')),
    'one/suppliers/b.yml': register(supplier('beta')),
    'two/isms.yaml': 'isms: 1\n',
    'two/suppliers.yaml': register(supplier('gamma')),
    'notes/readme.md': '# Notes\n',
  });
  const files = (args: readonly string[]) => [...new Set(json(at, args).findings.map(({ file }) => file))].sort();

  it('patterns name files and folders', () => {
    expect(files(['*/suppliers/*.yaml'])).toEqual(['one/suppliers/a.yaml', 'one/suppliers/b.yml']);
    expect(files(['{one,two}/suppliers*'])).toEqual([
      'one/suppliers/a.yaml',
      'one/suppliers/b.yml',
      'two/suppliers.yaml',
    ]);
    expect(files(['**/[ab].yaml'])).toEqual(['one/suppliers/a.yaml', 'one/suppliers/b.yml']);
  });

  it.each([
    ['a folder', 'notes'],
    ['a file', 'notes/readme.md'],
    ['a pattern', 'notes/*.md'],
  ])('%s without a document is wrong, also beside one with', (_, empty) => {
    const { code, stdout, stderr } = run(at, ['two', empty]);
    expect(stderr).toBe(`isms: no ISMS document was found under ${empty}: an ISMS folder has an isms.yaml.\n`);
    expect(stdout).toContain('two/suppliers.yaml');
    expect(code).toBe(2);
  });

  it.skipIf(!posix)('a link that leads nowhere is wrong', () => {
    const own = folder(FILES);
    symlinkSync('nowhere', path.join(own, 'soa.yaml'));
    symlinkSync('nowhere', path.join(own, 'README.md'));
    const { code, stderr, stdout } = run(own, []);
    expect(stderr).toBe(`isms: ${path.join(own, 'soa.yaml')} cannot be read: the link leads nowhere\n`);
    expect(stdout).toContain('suppliers.yaml');
    expect(code).toBe(2);
    expect(run(own, ['soa.yaml']).code).toBe(2);
    expect(isms(['report', 'coverage'], { cwd: own }).code).toBe(2);
  });

  it('what .gitignore leaves out is left out, unless it is named', () => {
    const own = folder({
      ...FILES,
      '.gitignore': 'build/\n/draft.suppliers.yaml\nsuppliers/*\n!suppliers/kept.yaml\n',
      'build/isms.yaml': 'isms: 2\n',
      'suppliers/gone.yaml': register(supplier('gone')),
      'suppliers/kept.yaml': register(supplier('kept')),
      'deep/.gitignore': '!build/\n*.md\n',
      'deep/build/isms.yaml': 'isms: 2\n',
    });
    const { stderr, stdout } = run(own, ['--format', 'json']);
    expect(stderr).toBe(
      `isms: ${path.join('suppliers', 'gone.yaml')} is left out, because .gitignore names it. isms check FILE checks it.\n`,
    );
    const of = (out: string) => [...new Set((JSON.parse(out) as Json).findings.map(({ file }) => file))].sort();
    expect(of(stdout)).toEqual(['deep/build/isms.yaml', 'isms.yaml', 'suppliers.yaml', 'suppliers/kept.yaml']);
    expect(of(run(own, ['suppliers/gone.yaml', '--format', 'json']).stdout)).toEqual(['gone.yaml']);
    expect(of(run(own, ['build', '--format', 'json']).stdout)).toEqual(['isms.yaml']);
  });

  it('a text from standard input takes the place of a file, which need not be there', () => {
    const own = folder(FILES);
    const input = (name: string, text: string) =>
      run(own, ['--stdin', '--stdin-filename', name, '--format', 'json'], { input: text });
    const { stdout, code } = input('suppliers.yaml', register(supplier('alpha', '    hosting: [DE]\n')));
    expect(code).toBe(1);
    expect(rulesOf(JSON.parse(stdout))).not.toContain('supplier/hosting-outside-residency');
    expect(readFileSync(path.join(own, 'suppliers.yaml'), 'utf8')).toBe(FILES['suppliers.yaml']);
    const fresh = JSON.parse(input('suppliers/new.yaml', register(supplier('alpha'))).stdout) as Json;
    expect(rulesOf(fresh)).toContain('schema/duplicate-id');
    expect(fresh.findings.every(({ file }) => file === 'new.yaml')).toBe(true);
    const none = input('README.md', '# Text\n');
    expect(none.code).toBe(2);
    expect(none.stderr).toMatch(/^isms: no ISMS document [^\n]*\n$/);
  });
});

describe('what counts', () => {
  it('--rule and --ignore take ids, families and patterns', () => {
    const at = folder(FILES);
    const all = rulesOf(json(at));
    const some = json(at, ['--rule', 'supplier/hosting-outside-residency,review']);
    expect(rulesOf(some).sort()).toEqual(['review/missing', 'supplier/hosting-outside-residency']);
    expect(some.summary.ignored).toBe(all.length - 2);
    expect(rulesOf(json(at, ['--rule', 'supplier', '--ignore', 'supplier/a*', '--ignore', 'supplier/crit*']))).toEqual([
      'supplier/hosting-outside-residency',
    ]);
    const { code, stderr } = run(at, ['--rule', 'supplier/dpa-mising']);
    expect(code).toBe(2);
    expect(stderr).toContain('Did you mean supplier/dpa-missing?');
  });

  it('--quiet shows what fails, and nothing where nothing does', () => {
    const at = fixture('broken/hosting-unproven');
    expect(isms(['check', at, '--as-of', today]).stdout).toContain('warning');
    expect(isms(['check', at, '--as-of', today, '--quiet'])).toEqual({ code: 0, stdout: '', stderr: '' });
    const strict = isms(['check', at, '--as-of', today, '--quiet', '--fail-on', 'warning']);
    expect(strict.code).toBe(1);
    expect(strict.stdout).toContain('warning');
    expect(strict.stdout.split('\n').filter((line) => / information /.test(line.slice(0, 24)))).toEqual([]);
  });

  it('--next shows one supplier or policy at a time, in the order of harm', () => {
    const at = folder({
      'isms.yaml': 'isms: 1\n',
      'policies.yaml':
        'policies:\n  - { id: p, title: P, status: approved, effective: 2020-01-01, owner: ciso, approved-by: ciso, clauses: ["8.1"] }\n',
      'suppliers.yaml': register(
        supplier('alpha', '    hosting: [DE]\n'),
        supplier('beta', '    hosting: [DE]\n').replace('production', 'customer-data'),
        supplier(
          'gamma',
          '    hosting: [DE]\n    model: { storage: [DE], inference: [{ platform: openai, endpoint: api.openai.com }], training: allowed }\n',
        ),
      ),
    });
    const heads = (stdout: string) => stdout.match(/^\d+\. .*$/gm);
    const { stdout, code } = run(at, ['--next', '4']);
    expect(code).toBe(1);
    expect(heads(stdout)).toEqual(['1. supplier gamma', '2. supplier beta', '3. supplier alpha', '4. policy p']);
    expect(stdout).toMatch(/^1\. supplier gamma\n {3}error {7}.* suppliers\.yaml:\d+:\d+ model\//);
    expect(stdout).toMatch(/… and 1 more\.\n\d+ errors/);
    expect(heads(run(at, ['--next']).stdout)).toHaveLength(5);
    expect(heads(run(at, ['--next', '1', '--quiet', '--ignore', 'model']).stdout)).toEqual(['1. supplier beta']);
    expect(run(at, ['--next', 'few']).code).toBe(2);
  });

  it('--max-warnings limits warnings', () => {
    const at = fixture('broken/hosting-unproven');
    const { warning } = json(at).summary;
    const limited = (most: number) => run(at, ['--max-warnings', String(most)]);
    expect(limited(warning!).code).toBe(0);
    const { code, stderr } = limited(warning! - 1);
    expect(code).toBe(1);
    expect(stderr).toBe(`isms: ${warning} warnings, and --max-warnings allows ${warning! - 1}.\n`);
  });
});

describe('--baseline', () => {
  const write = (at: string) => run(at, ['--baseline', 'known.json', '--write-baseline']);
  const against = (at: string, more: readonly string[] = []) => json(at, ['--baseline', 'known.json', ...more]);

  it('lists what is known, however lines move, and lets only what is new count', () => {
    const at = folder(FILES);
    const count = json(at).findings.length;
    expect(write(at)).toEqual({ code: 0, stdout: `wrote known.json: a baseline of ${count}\n`, stderr: '' });
    expect(run(at, ['--baseline', 'known.json']).code).toBe(0);
    expect(against(at).findings).toEqual([]);
    put(at, {
      'suppliers.yaml': `# A comment\n\n${FILES['suppliers.yaml']}${supplier('beta', '    hosting: [DE]\n')}`,
    });
    const { findings, summary } = against(at);
    expect(findings.length).toBeGreaterThan(0);
    expect(summary.known).toBe(count);
    expect(findings.map((finding) => (finding as unknown as { subject: { id: string } }).subject.id)).toEqual(
      findings.map(() => 'beta'),
    );
    const { code, stdout } = run(at, ['--baseline', 'known.json']);
    expect(code).toBe(1);
    expect(stdout).toContain(`(${count} known)`);
    // It is written again, in one order.
    expect(write(at).code).toBe(0);
    const text = readFileSync(path.join(at, 'known.json'), 'utf8');
    expect(write(at).code).toBe(0);
    expect(readFileSync(path.join(at, 'known.json'), 'utf8')).toBe(text);
  });

  it('a finding that got worse is new, one that is gone is settled', () => {
    const at = folder({ ...FILES, 'suppliers.yaml': register(supplier('alpha', '    hosting: [EEA]\n')) });
    write(at);
    put(at, { 'isms.yaml': 'isms: 1\nrules: { supplier/criticality-missing: warning }\n' });
    expect(against(at).findings).toEqual([]);
    write(at);
    put(at, { 'isms.yaml': 'isms: 1\n' });
    expect(rulesOf(against(at))).toEqual(['supplier/criticality-missing']);
    put(at, { 'suppliers.yaml': register(supplier('alpha', '    hosting: [DE]\n')) });
    expect(against(at).summary.settled).toBe(1);
    // Files that are not looked at are not settled.
    expect(json(at, ['isms.yaml', '--baseline', 'known.json']).summary.settled).toBeUndefined();
  });

  it('a further control in a list is new, one less is not', () => {
    const row = (control: string) =>
      `  - { control: ${control}, applicable: true, implementation: implemented, drivers: [law] }\n`;
    const soa = (...ids: string[]) => `soa:\n${ids.map(row).join('')}`;
    const at = folder({ 'isms.yaml': 'isms: 1\n', 'soa.yaml': soa('A.5.1', 'A.5.2', 'A.5.3') });
    write(at);
    const missing = () => rulesOf(against(at)).filter((rule) => rule === 'soa/control-missing');
    put(at, { 'soa.yaml': soa('A.5.1', 'A.5.2', 'A.5.3', 'A.5.4') });
    expect(missing()).toEqual([]);
    put(at, { 'soa.yaml': soa('A.5.1', 'A.5.2', 'A.5.4') });
    expect(missing()).toEqual(['soa/control-missing']);
  });

  it('code scanning gets everything, with what is new', () => {
    const at = folder(FILES);
    write(at);
    put(at, { 'suppliers.yaml': FILES['suppliers.yaml'].replace('[US]', '[CN]') });
    const { code, stdout } = run(at, ['--baseline', 'known.json', '--format', 'sarif']);
    expect(code).toBe(1);
    const states = JSON.parse(stdout).runs[0].results.map(
      ({ ruleId, baselineState }: Record<string, string>) => `${baselineState} ${ruleId}`,
    );
    expect(states.filter((state: string) => state.startsWith('new'))).toEqual([
      'new supplier/hosting-outside-residency',
    ]);
    expect(states.length).toBeGreaterThan(2);
  });
});

describe('--since', () => {
  it('counts what a branch brings, not what time does', () => {
    const at = folder();
    git(at, ['init', '-q', '-b', 'main']);
    const proof = '    agreement: { signed: 2026-01-01, document: evidence/a.pdf }\n';
    put(at, { 'ISMS é/isms.yaml': 'isms: 1\n', 'ISMS é/suppliers.yaml': register(supplier('alpha', proof)) });
    commit(at, 'one', '2026-01-01');
    git(at, ['switch', '-q', '-c', 'work']);
    put(at, { 'ISMS é/suppliers.yaml': register(supplier('alpha', proof), supplier('beta')) });
    commit(at, 'two', '2026-02-01');
    git(at, ['switch', '-q', 'main']);
    // What main has settled in the meantime is not the branch's to answer for.
    put(at, { 'ISMS é/suppliers.yaml': register(supplier('alpha', `${proof}    hosting: [DE]\n`)) });
    commit(at, 'three', '2026-03-01');
    git(at, ['switch', '-q', 'work']);
    const of = (since: string) =>
      (json(at, ['--since', since]).findings as unknown as { subject?: { id: string } }[]).map(
        ({ subject }) => subject?.id,
      );
    const ids = of('main');
    expect(ids.length).toBeGreaterThan(2);
    expect(new Set(ids)).toEqual(new Set(['beta']));
    expect(of('work')).toEqual([]);
    expect(of('2026-01-15')).toEqual(ids);
    // A document that was missing before is known, one that was taken away is new.
    put(at, { 'ISMS é/evidence/a.pdf': 'x' });
    commit(at, 'four', '2026-03-02');
    git(at, ['rm', '-q', 'ISMS é/evidence/a.pdf']);
    expect(rulesOf(json(at, ['--since', 'HEAD']))).toEqual(['reference/file-missing']);
    expect(run(at, ['--since', 'nothing']).code).toBe(2);
  });
});

describe('--fix', () => {
  it('corrects the form, keeps the rest to the byte, and reports what is left', () => {
    const text = `\ufeffsuppliers: # all of them\r\n  - id:   alpha\r\n    name: Alpha\r\n    engaged: 01.03.2025   # first day\r\n    statsu: active\r\n`;
    const at = folder({ 'isms.yaml': 'isms: 1\n', 'suppliers.yaml': text });
    const { code, stderr, stdout } = run(at, ['--fix', '--format', 'json']);
    expect(stderr).toMatch(/^isms: suppliers\.yaml: \d corrections? of form\.\n$/);
    expect(code).toBe(1);
    const fixed = readFileSync(path.join(at, 'suppliers.yaml'), 'utf8');
    expect(fixed).toBe(text.replace('01.03.2025', '2025-03-01'));
    expect(rulesOf(JSON.parse(stdout))).not.toContain('date/invalid');
    expect(run(at, ['--fix', '--format', 'json']).stderr).toBe('');
    expect(readFileSync(path.join(at, 'suppliers.yaml'), 'utf8')).toBe(fixed);
  });

  it('of the rules that are asked for', () => {
    const text = 'supplier:\n  id: alpha\n  engaged: 01.03.2025\n  statsu: active\n';
    const at = folder({ 'isms.yaml': 'isms: 1\n', 'suppliers/a.yaml': text });
    run(at, ['--fix', '--rule', 'date']);
    expect(readFileSync(path.join(at, 'suppliers/a.yaml'), 'utf8')).toBe(text.replace('01.03.2025', '2025-03-01'));
  });

  it.skipIf(!posix)('writes through no link, and nothing that is not UTF-8', () => {
    const text = 'supplier:\n  id: alpha\n  engaged: 01.03.2025\n';
    const elsewhere = folder({ 'a.yaml': text });
    const at = folder({ 'isms.yaml': 'isms: 1\n', 'suppliers/b.yaml': '' });
    symlinkSync(path.join(elsewhere, 'a.yaml'), path.join(at, 'suppliers/a.yaml'));
    const latin = Buffer.from(`${text.replace('alpha', 'beta')}  name: M\u00fcller\n`, 'latin1');
    writeFileSync(path.join(at, 'suppliers/b.yaml'), latin);
    const { stderr } = run(at, ['--fix']);
    expect(stderr).toMatch(/suppliers.a\.yaml is not corrected: it is a link\./);
    expect(readFileSync(path.join(elsewhere, 'a.yaml'), 'utf8')).toBe(text);
    expect(readFileSync(path.join(at, 'suppliers/b.yaml')).equals(latin)).toBe(true);
  });
});

describe('--watch', () => {
  it('checks again after a change', async () => {
    const at = folder(FILES);
    const child = spawn(process.execPath, [cli, 'check', '--watch', '--as-of', today], {
      cwd: at,
      env: environment(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const until = (wanted: RegExp) =>
      new Promise<void>((done) => {
        const look = () => wanted.test(output) && done();
        child.stdout.on('data', look);
        child.stderr.on('data', look);
        look();
      });
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += data));
    try {
      await until(/watching for changes/);
      expect(output).toContain('hosting-outside-residency');
      output = '';
      put(at, { 'suppliers.yaml': register(supplier('alpha', '    hosting: [DE]\n')) });
      await until(/watching for changes/);
      expect(output).toContain('suppliers.yaml');
      expect(output).not.toContain('hosting-outside-residency');
    } finally {
      child.kill();
    }
  });
});

describe('isms explain', () => {
  it('prints the page of a rule', () => {
    const { code, stdout } = isms(['explain', 'supplier/dpa-missing']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^# No data processing agreement\n/);
    expect(stdout).toContain('## How to settle it');
    expect(stdout).not.toContain('<!--');
    expect(isms(['explain', 'dpa-missing']).stdout).toBe(stdout);
    const { code: wrong, stderr } = isms(['explain', 'supplier/dpa-mising']);
    expect(stderr).toBe('isms: there is no rule supplier/dpa-mising. Did you mean supplier/dpa-missing?\n');
    expect(wrong).toBe(2);
  });
});

describe('isms lsp', () => {
  it('names the transports where none is given', () => {
    const { status, stderr, stdout } = spawnSync(process.execPath, [cli, 'lsp'], { input: '', encoding: 'utf8' });
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^isms: isms lsp needs a transport[^\n]*--stdio[^\n]*\n$/);
    expect(status).toBe(2);
  });
});

describe('help', () => {
  it('has every option of check', () => {
    const { stdout } = isms(['check', '--help']);
    for (const option of ['format', 'out', 'since', 'baseline', 'write-baseline', 'rule', 'ignore', 'quiet', 'fix'])
      expect(stdout).toContain(`--${option}`);
    for (const option of ['max-warnings', 'stdin', 'stdin-filename', 'watch', 'force', 'fail-on', 'as-of'])
      expect(stdout).toContain(`--${option}`);
  });
});
