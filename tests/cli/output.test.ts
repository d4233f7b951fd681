import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cli, copy, environment, fixture, folder, isms, root, today } from './run.ts';

const posix = process.platform !== 'win32';
const COMMANDS: readonly (readonly string[])[] = [['check'], ['report', 'soa'], ['rules']];
const run = (command: readonly string[], at: string, more: readonly string[], cwd = root) =>
  isms([...command, ...(command[0] === 'rules' ? [] : [at, '--as-of', today]), ...more], { cwd });
/** Every file of a folder and its bytes. */
const bytes = (at: string) =>
  readdirSync(at, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => [path.join(parentPath, name), readFileSync(path.join(parentPath, name), 'hex')])
    .sort();

describe('what an author wrote is not overwritten', () => {
  it.each(COMMANDS)('%s %s', (...command) => {
    const at = copy('botbrains');
    const elsewhere = folder({ 'notes.txt': 'my notes\n' });
    if (posix) {
      symlinkSync(path.join(at, 'suppliers.yaml'), path.join(elsewhere, 'link.json'));
      linkSync(path.join(at, 'isms.yaml'), path.join(at, 'hard.json'));
    }
    const before = bytes(at);
    for (const out of [
      path.join(at, 'suppliers.yaml'),
      path.join(at, 'isms.yaml'),
      path.join(at, 'policies/access-control.md'),
      path.join(at, 'policies/new.yaml'),
      ...(posix ? [path.join(elsewhere, 'link.json')] : []),
      ...(posix && command[0] !== 'rules' ? [path.join(at, 'hard.json')] : []),
    ])
      for (const force of [[], ['--force']]) {
        const { code, stderr } = run(command, at, ['--out', out, ...force]);
        expect(stderr).toMatch(/^isms: [^\n]*name another[^\n]*\n$/);
        expect(code).toBe(2);
      }
    const notes = path.join(elsewhere, 'notes.txt');
    const { code, stderr } = run(command, at, ['--out', notes]);
    expect(stderr).toMatch(/--force/);
    expect(code).toBe(2);
    expect(readFileSync(notes, 'utf8')).toBe('my notes\n');
    expect(bytes(at)).toEqual(before);
    expect(run(command, at, ['--out', notes, '--force']).stderr).toBe('');
    expect(readFileSync(notes, 'utf8')).not.toContain('my notes');
  });

  it('what isms wrote is written again, in every format', () => {
    const at = fixture('botbrains');
    const out = path.join(folder(), 'out');
    const formats: [readonly string[], readonly string[]][] = [
      [['check'], ['pretty', 'json', 'sarif', 'github', 'gitlab', 'junit']],
      [
        ['report', 'subprocessors'],
        ['md', 'html', 'csv', 'json'],
      ],
      [['rules'], ['pretty', 'json']],
    ];
    for (const [command, own] of formats)
      for (const format of own) {
        rmSync(out, { force: true });
        for (const _ of [1, 2]) {
          const { stderr } = run(command, at, ['--format', format, '--out', out]);
          expect(stderr, `${command} ${format}`).toBe('');
        }
      }
  }, 180_000);

  it('isms report all writes none where one would be lost', () => {
    const at = fixture('botbrains');
    const out = folder({ 'control-coverage.md': 'mine\n' });
    const { code, stderr } = isms(['report', 'all', at, '--format', 'md', '--out', out]);
    expect(stderr).toContain('control-coverage.md');
    expect(code).toBe(2);
    expect(readdirSync(out)).toEqual(['control-coverage.md']);
    expect(isms(['report', 'all', at, '--format', 'md', '--out', out, '--force']).code).toBe(0);
    expect(isms(['report', 'all', at, '--format', 'md', '--out', out]).code).toBe(0);
  });

  it('isms import keeps the spreadsheet', () => {
    const at = folder({ 'a.csv': 'Name\nAlpha\n' });
    const { code, stderr } = isms(['import', 'a.csv', '--out', 'a.csv', '--force'], { cwd: at });
    expect(stderr).toContain('name another file');
    expect(code).toBe(2);
    expect(readFileSync(path.join(at, 'a.csv'), 'utf8')).toBe('Name\nAlpha\n');
  });
});

describe.skipIf(!posix)('links and permissions are kept', () => {
  it('through a link, also to a file that is not there yet', () => {
    const at = folder();
    const there = folder({ old: '' });
    chmodSync(path.join(there, 'old'), 0o640);
    symlinkSync(path.join(there, 'old'), path.join(at, 'a'));
    symlinkSync(path.join(there, 'new'), path.join(at, 'b'));
    for (const name of ['a', 'b']) {
      expect(run(['rules'], at, ['--out', path.join(at, name)]).stderr).toBe('');
      expect(lstatSync(path.join(at, name)).isSymbolicLink()).toBe(true);
      expect(readFileSync(path.join(at, name), 'utf8')).toMatch(/^yaml\/syntax/);
    }
    expect(readlinkSync(path.join(at, 'a'))).toBe(path.join(there, 'old'));
    expect(statSync(path.join(there, 'old')).mode & 0o777).toBe(0o640);
    expect(readdirSync(there).sort()).toEqual(['new', 'old']);
  });

  it('a device is written to', () => {
    expect(run(['rules'], '', ['--out', '/dev/null']).code).toBe(0);
    const { stdout } = spawnSync('sh', ['-c', `'${process.execPath}' '${cli}' rules --out /dev/stdout | cat`], {
      encoding: 'utf8',
    });
    expect(stdout).toMatch(/^yaml\/syntax/);
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
  });
});

describe.skipIf(!existsSync('/dev/full'))('a full standard output', () => {
  it.each([
    ['rules'],
    ['--help'],
    ['--version'],
    ['check', fixture('botbrains')],
    ['report', 'soa', fixture('botbrains')],
  ])('isms %s is told in a line', (...args) => {
    const full = openSync('/dev/full', 'w');
    const { status, stderr } = spawnSync(process.execPath, [cli, ...args], {
      cwd: root,
      env: environment(),
      stdio: ['ignore', full, 'pipe'],
      encoding: 'utf8',
    });
    closeSync(full);
    expect(stderr).toBe('isms: standard output cannot be written: no space is left on the disk.\n');
    expect(status).toBe(2);
  });

  it('and nobody to tell it to', () => {
    const full = openSync('/dev/full', 'w');
    const { status } = spawnSync(process.execPath, [cli, 'rules'], {
      cwd: root,
      env: environment(),
      stdio: ['ignore', full, full],
    });
    closeSync(full);
    expect(status).toBe(2);
  });
});

const DISK = folder();
/** A disk of 64 kB, where this may be made. */
const mounted =
  process.platform === 'linux' &&
  process.getuid?.() === 0 &&
  spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'isms-test', DISK]).status === 0;

describe.skipIf(!mounted)('a full disk', () => {
  afterAll(() => {
    spawnSync('umount', [DISK]);
  });
  beforeAll(() => {
    mkdirSync(path.join(DISK, 'isms'));
  });
  /** Leaves so many bytes free, in whole pages. */
  const fill = (free: number) => {
    writeFileSync(path.join(DISK, 'filler'), '');
    let size = 64 << 10;
    for (; size >= 0; size -= 4096) {
      try {
        writeFileSync(path.join(DISK, 'filler'), Buffer.alloc(size));
        break;
      } catch {
        rmSync(path.join(DISK, 'filler'), { force: true });
      }
    }
    writeFileSync(path.join(DISK, 'filler'), Buffer.alloc(Math.max(0, size - free)));
  };

  it('an output that does not fit leaves the old one', () => {
    const out = path.join(DISK, 'out.txt');
    for (const command of COMMANDS) {
      rmSync(path.join(DISK, 'filler'), { force: true });
      expect(run(['rules'], '', ['--out', out]).stderr).toBe('');
      const before = readFileSync(out, 'utf8');
      fill(command[0] === 'rules' ? 0 : 4096);
      const { code, stderr } = run(command, fixture('botbrains'), ['--out', out]);
      expect(stderr).toMatch(/^isms: [^\n]*no space is left[^\n]*\n$/);
      expect(code).toBe(2);
      expect(readFileSync(out, 'utf8')).toBe(before);
      expect(readdirSync(DISK).sort()).toEqual(['filler', 'isms', 'out.txt']);
    }
  });

  it('isms import --force leaves the old register, isms import none', () => {
    const out = path.join(DISK, 'isms/suppliers.yaml');
    rmSync(path.join(DISK, 'filler'), { force: true });
    writeFileSync(out, 'suppliers: []\n');
    fill(4096);
    const source = folder({ 'a.csv': `Name\n${Array.from({ length: 500 }, (_, n) => `Supplier ${n}\n`).join('')}` });
    for (const more of [
      ['--out', out, '--force'],
      ['--out', path.join(DISK, 'isms/new.yaml')],
    ]) {
      const { code, stderr } = isms(['import', path.join(source, 'a.csv'), ...more]);
      expect(stderr).toMatch(/no space is left/);
      expect(code).toBe(2);
    }
    expect(readFileSync(out, 'utf8')).toBe('suppliers: []\n');
    expect(readdirSync(path.join(DISK, 'isms'))).toEqual(['suppliers.yaml']);
  });

  it('isms init leaves nothing', () => {
    fill(4096);
    const { code, stderr } = isms(['init', path.join(DISK, 'a/b')]);
    expect(stderr).toMatch(/no space is left/);
    expect(code).toBe(2);
    expect(existsSync(path.join(DISK, 'a'))).toBe(false);
  });
});
