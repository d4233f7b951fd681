import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { commit, environment, fixture, folder, git, put, root, today } from './run.ts';

/** The examples of docs/ci.md, as far as they run without their platforms: each command, in a repository with an ISMS. */
const example = (name: string): string => readFileSync(path.join(root, 'docs/examples', name), 'utf8');
const QUIET_NPM = {
  npm_config_prefer_offline: 'true',
  npm_config_update_notifier: 'false',
  npm_config_loglevel: 'error',
  ISMS_AS_OF: today,
};

let repository: string;
beforeAll(() => {
  repository = folder();
  git(repository, ['init', '-q', '-b', 'main']);
  mkdirSync(path.join(repository, 'tools'));
  const packed = spawnSync(
    'npm',
    ['pack', '--ignore-scripts', '--silent', '--pack-destination', path.join(repository, 'tools')],
    { cwd: root, env: environment(QUIET_NPM), encoding: 'utf8' },
  );
  expect(packed.status).toBe(0);
  renameSync(
    path.join(repository, 'tools', packed.stdout.trim().split('\n').at(-1)!),
    path.join(repository, 'tools/isms-author.tgz'),
  );
  cpSync(fixture('broken/clean'), repository, { recursive: true });
  commit(repository, 'one', '2026-07-01');
}, 120_000);

function shell(command: string, env: Record<string, string> = {}) {
  return spawnSync('bash', ['-eo', 'pipefail', '-c', command], {
    cwd: repository,
    env: environment({ ...QUIET_NPM, ISMS_AUTHOR: './tools/isms-author.tgz', ISMS: '.', ...env }),
    encoding: 'utf8',
  });
}

/** With the register broken, and put right again afterwards. */
function whileBroken(check: () => void): void {
  const file = path.join(repository, 'suppliers.yaml');
  const text = readFileSync(file, 'utf8');
  put(repository, { 'suppliers.yaml': text.replace(/status: active/, 'status: activ') });
  try {
    check();
  } finally {
    put(repository, { 'suppliers.yaml': text });
  }
}

describe('examples for CI', () => {
  it('GitHub Actions: the commands pass on a good ISMS and fail on a bad one', () => {
    const { jobs } = parse(example('github-actions.yml')) as { jobs: Record<string, { steps: { run?: string }[] }> };
    const [sarif, annotate] = jobs.check!.steps.flatMap(({ run }) => run ?? []);
    const [reports] = jobs.reports!.steps.flatMap(({ run }) => run ?? []);
    expect(shell(sarif!)).toMatchObject({ status: 0, stderr: '' });
    expect(JSON.parse(readFileSync(path.join(repository, 'isms.sarif'), 'utf8')).version).toBe('2.1.0');
    expect(shell(annotate!)).toMatchObject({ status: 0, stderr: '' });
    expect(shell(reports!)).toMatchObject({ status: 0, stderr: '' });
    expect(readdirSync(path.join(repository, 'reports'))).toHaveLength(16);
    whileBroken(() => {
      expect(shell(sarif!).status).toBe(0);
      const { status, stdout } = shell(annotate!);
      expect(status).toBe(1);
      expect(stdout).toContain('::error file=suppliers.yaml,');
    });
  }, 120_000);

  it('GitLab CI: the commands pass on a good ISMS, and leave a test report of a bad one', () => {
    const jobs = parse(example('gitlab-ci.yml')) as Record<string, { script: string[] }>;
    const check = jobs['isms-check']!.script.join('\n');
    expect(shell(check).status).toBe(0);
    expect(shell(jobs['isms-reports']!.script.join('\n')).status).toBe(0);
    whileBroken(() => {
      expect(shell(check).status).toBe(1);
      expect(readFileSync(path.join(repository, 'isms.xml'), 'utf8')).toContain('<failure');
    });
  }, 120_000);

  it('pre-commit: the entry fails on a bad ISMS', () => {
    const { repos } = parse(example('pre-commit-config.yaml')) as {
      repos: { hooks: { entry: string; files: string }[] }[];
    };
    const { entry, files } = repos[0]!.hooks[0]!;
    expect(new RegExp(files).test('policies/backup.md')).toBe(true);
    expect(shell(entry).status).toBe(0);
    whileBroken(() => expect(shell(entry).status).toBe(1));
  }, 120_000);

  it('the plain hook checks what is staged, not what lies about', () => {
    mkdirSync(path.join(repository, '.git/hooks'), { recursive: true });
    copyFileSync(path.join(root, 'docs/examples/pre-commit.sh'), path.join(repository, '.git/hooks/pre-commit'));
    const save = () => shell('git -c user.name=Test -c user.email=test@example.com commit -q --allow-empty -m next');
    expect(save().status).toBe(0);
    whileBroken(() => {
      expect(save().status).toBe(0);
      expect(shell('git add suppliers.yaml').status).toBe(0);
      const { status, stdout, stderr } = save();
      expect(status).not.toBe(0);
      expect(stdout + stderr).toContain('schema/value');
    });
  }, 120_000);

  it('are all named in the page', () => {
    const page = readFileSync(path.join(root, 'docs/ci.md'), 'utf8');
    for (const name of readdirSync(path.join(root, 'docs/examples'))) expect(page).toContain(`examples/${name}`);
    expect(existsSync(path.join(root, '.npmignore'))).toBe(true);
  });
});
