import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  rmSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { commit, copy, folder, git, isms, put, type RunOptions, today } from './run.ts';

const posix = process.platform !== 'win32';

const SUPPLIER = `  - id: alpha
    name: Alpha Ltd
    status: active
    categories: [hosting]
    purpose: Hosting
    access: [customer-data]
    hosting: [DE]
`;
const FILES = { 'isms.yaml': 'isms: 1\n', 'suppliers.yaml': `suppliers:\n${SUPPLIER}` };

/** A repository with two states, and a program that leaves a mark where it runs. */
function repository(): { at: string; program: string; ran: () => boolean } {
  const at = folder();
  const outside = folder();
  const mark = path.join(outside, 'ran');
  const program = path.join(outside, 'program');
  writeFileSync(program, `#!/bin/sh\necho ran >> '${mark}'\nexit 0\n`);
  chmodSync(program, 0o755);
  git(at, ['init', '-q', '-b', 'main']);
  put(at, FILES);
  commit(at, 'one', '2026-02-01');
  put(at, { 'suppliers.yaml': `suppliers:\n${SUPPLIER.replace('DE', 'FR')}` });
  commit(at, 'two', '2026-06-01');
  return { at, program, ran: () => existsSync(mark) };
}

const since = (at: string, revision: string, more: RunOptions = {}) =>
  isms(['report', 'review', at, '--format', 'json', '--as-of', today, `--since=${revision}`], {
    timeout: 20_000,
    ...more,
  });
const changed = (stdout: string) => JSON.parse(stdout).changes.suppliers.map(({ id }: { id: string }) => id);

/** Rewrites a commit as if it were signed. @returns the new commit */
function signed(at: string, revision: string): string {
  const text = git(at, ['cat-file', 'commit', revision]);
  const end = text.indexOf('\n\n');
  const signature = 'gpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----';
  const { stdout } = spawnSync('git', ['hash-object', '-t', 'commit', '-w', '--stdin'], {
    cwd: at,
    input: `${text.slice(0, end)}\n${signature}${text.slice(end)}`,
    encoding: 'utf8',
  });
  return stdout.trim();
}

describe.skipIf(!posix)('git runs nothing that a repository names', () => {
  it('whatever its configuration, attributes and hooks say', () => {
    const { at, program, ran } = repository();
    const first = signed(at, 'HEAD~1');
    git(at, ['update-ref', 'refs/tags/signed', first]);
    // The history between is signed as well.
    const second = git(at, ['cat-file', 'commit', 'HEAD']).replace(/^parent .*$/m, `parent ${first}`);
    const head = spawnSync('git', ['hash-object', '-t', 'commit', '-w', '--stdin'], {
      cwd: at,
      input: second,
      encoding: 'utf8',
    }).stdout.trim();
    git(at, ['update-ref', 'HEAD', signed(at, head)]);
    appendFileSync(
      path.join(at, '.git/config'),
      `[log]\n\tshowSignature = true\n[gpg]\n\tprogram = ${program}\n[gpg "ssh"]\n\tprogram = ${program}\n` +
        `[core]\n\tfsmonitor = ${program}\n\tpager = ${program}\n\teditor = ${program}\n\tsshCommand = ${program}\n\thooksPath = ${path.join(at, 'hooks')}\n\talternateRefsCommand = ${program}\n` +
        `[diff]\n\texternal = ${program}\n[diff "x"]\n\ttextconv = ${program}\n\tcommand = ${program}\n` +
        `[filter "x"]\n\tsmudge = ${program}\n\tclean = ${program}\n\tprocess = ${program}\n\trequired = true\n` +
        `[pager]\n\trev-list = ${program}\n\tcat-file = ${program}\n[alias]\n\tls-tree = !${program}\n\tcat-file = !${program}\n`,
    );
    put(at, { '.gitattributes': '* filter=x diff=x\n', '.git/info/attributes': '* filter=x diff=x\n' });
    for (const hook of ['post-index-change', 'reference-transaction', 'post-checkout', 'fsmonitor-watchman']) {
      put(at, { [`hooks/${hook}`]: `#!/bin/sh\n${program}\n` });
      chmodSync(path.join(at, 'hooks', hook), 0o755);
    }
    for (const revision of ['signed', '2026-03-01']) {
      const { code, stdout, stderr } = since(at, revision);
      expect(stderr).toBe('');
      expect(code).toBe(0);
      expect(changed(stdout)).toEqual(['alpha']);
    }
    expect(ran()).toBe(false);
  });

  it.each([
    ['uploadpack', (program: string) => `[remote "o"]\n\turl = /\n\tuploadpack = ${program}\n\tpromisor = true\n`],
    [
      'core.sshCommand',
      (program: string) =>
        `[core]\n\tsshCommand = ${program}\n[remote "o"]\n\turl = ssh://x.example/x\n\tpromisor = true\n`,
    ],
    ['ext::', (program: string) => `[remote "o"]\n\turl = ext::${program}\n\tpromisor = true\n`],
    [
      'a helper',
      (program: string) => `[remote "o"]\n\turl = x\n\tvcs = ext\n\tpushurl = ${program}\n\tpromisor = true\n`,
    ],
  ])('a clone that lacks objects fetches none: %s', (_, remote) => {
    const { at, program, ran } = repository();
    const blob = git(at, ['rev-parse', 'HEAD~1:suppliers.yaml']).trim();
    appendFileSync(
      path.join(at, '.git/config'),
      `[core]\n\trepositoryformatversion = 1\n[extensions]\n\tpartialClone = o\n[protocol]\n\tallow = always\n[protocol "ext"]\n\tallow = always\n[protocol "file"]\n\tallow = always\n[protocol "ssh"]\n\tallow = always\n${remote(program)}`,
    );
    rmSync(path.join(at, '.git/objects', blob.slice(0, 2), blob.slice(2)));
    const { code, stderr } = since(at, 'HEAD~1');
    expect(stderr).toMatch(/^isms: [^\n]*partial clone[^\n]*\n$/);
    expect(code).toBe(2);
    expect(ran()).toBe(false);
    // What is there is read.
    expect(since(at, 'HEAD').code).toBe(0);
  });

  it('a tree or the history that is missing is told as well', () => {
    const { at } = repository();
    const tree = git(at, ['rev-parse', 'HEAD~1^{tree}']).trim();
    rmSync(path.join(at, '.git/objects', tree.slice(0, 2), tree.slice(2)));
    const { code, stderr } = since(at, 'HEAD~1');
    expect(stderr).toMatch(/^isms: [^\n]*partial clone[^\n]*\n$/);
    expect(code).toBe(2);
  });

  it('no git of the folder or of a relative path runs', () => {
    const { at, program, ran } = repository();
    put(at, { git: `#!/bin/sh\n${program}\n`, 'bin/git': `#!/bin/sh\n${program}\n` });
    chmodSync(path.join(at, 'git'), 0o755);
    chmodSync(path.join(at, 'bin/git'), 0o755);
    const PATH = ['', '.', 'bin', at, path.join(at, 'bin'), process.env.PATH].join(path.delimiter);
    const { code, stdout } = since(at, 'HEAD~1', { cwd: at, env: { PATH } });
    expect(code).toBe(0);
    expect(changed(stdout)).toEqual(['alpha']);
    expect(ran()).toBe(false);
  });

  it('no variable leads elsewhere', () => {
    const { at, program, ran } = repository();
    const other = repository();
    const { code, stdout } = since(at, 'HEAD~1', {
      env: {
        GIT_DIR: path.join(other.at, '.git'),
        GIT_WORK_TREE: other.at,
        GIT_OBJECT_DIRECTORY: folder(),
        GIT_INDEX_FILE: path.join(other.at, 'x'),
        GIT_NAMESPACE: 'x',
        GIT_EXEC_PATH: folder(),
        GIT_EXTERNAL_DIFF: program,
        GIT_SSH_COMMAND: program,
        GIT_CONFIG_COUNT: '1',
        GIT_CONFIG_KEY_0: 'core.worktree',
        GIT_CONFIG_VALUE_0: other.at,
        GIT_TRACE: path.join(at, 'trace'),
      },
    });
    expect(code).toBe(0);
    expect(changed(stdout)).toEqual(['alpha']);
    expect(ran()).toBe(false);
    expect(existsSync(path.join(at, 'trace'))).toBe(false);
  });

  it('a worktree, whose .git is a file, is read as any other', () => {
    const { at } = repository();
    const tree = path.join(folder(), 'tree');
    git(at, ['worktree', 'add', '-q', '--detach', tree]);
    const { code, stdout } = since(tree, 'HEAD~1');
    expect(code).toBe(0);
    expect(changed(stdout)).toEqual(['alpha']);
  });

  it('a revision is no option', () => {
    const { at } = repository();
    const { code, stderr } = since(at, '--output=x');
    expect(code).toBe(2);
    expect(stderr).toContain('neither a day');
    expect(existsSync(path.join(at, 'x'))).toBe(false);
  });
});

describe.skipIf(!posix)('only regular files are read', () => {
  const fifo = (at: string, name: string) => expect(spawnSync('mkfifo', [path.join(at, name)]).status).toBe(0);
  const link = (at: string, name: string) => symlinkSync('/dev/zero', path.join(at, name));

  it.each([
    ['a pipe', fifo],
    ['a link to a device', link],
  ])('%s in place of a file', (_, make) => {
    for (const name of ['suppliers.yaml', 'isms.yaml', 'policies/a.md']) {
      const at = folder({ ...FILES, 'policies/b.md': 'x' });
      rmSync(path.join(at, name), { force: true });
      make(at, name);
      for (const args of [
        ['check', path.join(at, name)],
        ['check', at],
        ['report', 'review', at],
        ['import', path.join(at, name)],
      ]) {
        const { code, stderr } = isms(args, { timeout: 10_000 });
        expect(stderr, args.join(' ')).toMatch(/not a regular file/);
        expect(code, args.join(' ')).toBe(2);
      }
    }
  });

  it('a link to a regular file is read', () => {
    const at = folder(FILES);
    const elsewhere = folder({ 'list.txt': FILES['suppliers.yaml'] });
    unlinkSync(path.join(at, 'suppliers.yaml'));
    symlinkSync(path.join(elsewhere, 'list.txt'), path.join(at, 'suppliers.yaml'));
    const { stdout } = isms(['check', at, '--format', 'json', '--as-of', today]);
    expect(JSON.parse(stdout).summary.suppliers).toBe(1);
  });

  it('of 64 MB at most', () => {
    const at = folder(FILES);
    truncateSync(path.join(at, 'suppliers.yaml'), (64 << 20) + 1);
    for (const args of [
      ['check', at],
      ['import', path.join(at, 'suppliers.yaml')],
    ]) {
      const { code, stderr } = isms(args, { timeout: 10_000 });
      expect(stderr).toMatch(/larger than 64 MB/);
      expect(code).toBe(2);
    }
    const { code, stderr } = isms(['import', '-'], { input: 'x'.repeat((64 << 20) + 1), timeout: 20_000 });
    expect(stderr).toMatch(/larger than 64 MB/);
    expect(code).toBe(2);
  });
});

describe.skipIf(!posix)('names and values do not steer a terminal or a log', () => {
  const NAME = 'a\n::error title=x::y\u001b[31m\u009b\u202e##[error]z.yaml';
  const VALUE = '"\\n::error title=x::y \\e[31m \\N \\_ \u009b \u202e ##[error]z"';
  const at = folder({
    'isms.yaml': 'isms: 1\n',
    [`policies/${NAME}`]: `policy:\n  id: ${VALUE}\n  status: ${VALUE}\n`,
    'suppliers.yaml': `suppliers:\n  - id: ${VALUE}\n    status: ${VALUE}\n    ${VALUE}: 1\n`,
  });
  mkdirSync(path.join(at, 'suppliers'));
  expect(spawnSync('mkfifo', [path.join(at, 'suppliers', NAME)]).status).toBe(0);

  /** What a terminal obeys, and what a service that reads logs takes for a command. */
  const steers = (text: string): string[] => [
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    ...(text.match(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\u200e\u200f]/g) ?? []),
    ...(text.match(/##\[/g) ?? []),
    ...(text.match(/^\s*::(?!(?:error|warning|notice) file=).*/gm) ?? []),
  ];

  it.each(['pretty', 'json', 'sarif', 'github', 'gitlab', 'junit'])('isms check --format %s', (format) => {
    const { code, stdout, stderr } = isms(['check', at, '--format', format, '--as-of', today], { timeout: 10_000 });
    expect(steers(stdout)).toEqual([]);
    expect(steers(stderr)).toEqual([]);
    expect(stderr).toMatch(/^isms: [^\n]*not a regular file\n$/);
    expect(code).toBe(2);
    if (format === 'json')
      expect(JSON.parse(stdout).findings.map(({ file }: { file: string }) => file)).toContain(`policies/${NAME}`);
    if (format === 'github')
      expect(stdout.split('\n').filter((line) => line.startsWith('::')).length).toBeGreaterThan(2);
  });

  it.each(['md', 'html', 'json'])('isms report review --format %s', (format) => {
    const own = copy('hostile/markup');
    const { stdout } = isms(['report', 'review', own, '--format', format, '--as-of', today]);
    expect(steers(stdout.replace(/<script[\s\S]*?<\/script>/g, ''))).toEqual([]);
  });

  it.each([
    [['check', `${at}/${NAME}`]],
    [['import', `${at}/${NAME}`]],
    [['check', '--x\n::error::y\u009b']],
    [[NAME]],
  ])('isms %j', (args) => {
    const { code, stderr } = isms(args);
    expect(steers(stderr)).toEqual([]);
    expect(stderr).toMatch(/^isms: [^\n]+\n/);
    expect(code).toBe(2);
  });
});
