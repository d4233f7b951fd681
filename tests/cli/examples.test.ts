import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import path from 'node:path';
import type { Log } from 'sarif';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { reportFormats, reportKinds } from '../../server/src/reports/list.ts';
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
  const at = folder();
  const packed = spawnSync(process.execPath, ['scripts/npm.mjs', at], { cwd: root, encoding: 'utf8' });
  expect(packed.stderr).toBe('');
  renameSync(
    path.join(at, readdirSync(at).find((name) => name.endsWith('.tgz'))!),
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

const sarif = (): Log => JSON.parse(readFileSync(path.join(repository, 'isms.sarif'), 'utf8'));

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
    const [check] = jobs.check!.steps.flatMap(({ run }) => run ?? []);
    const [reports] = jobs.reports!.steps.flatMap(({ run }) => run ?? []);
    expect(shell(check!)).toMatchObject({ status: 0, stderr: '' });
    expect(sarif().version).toBe('2.1.0');
    expect(shell(reports!)).toMatchObject({ status: 0, stderr: '' });
    expect(readdirSync(path.join(repository, 'reports'))).toHaveLength(reportKinds.length * reportFormats.length);
    const [change] = jobs.change!.steps.flatMap(({ run }) => run ?? []);
    const [command] = change!.split('\n');
    expect(shell(command!, { BASE: 'HEAD' })).toMatchObject({ status: 0, stderr: '' });
    expect(readFileSync(path.join(repository, 'change.md'), 'utf8')).toContain('Nothing of the ISMS changes.');
    whileBroken(() => {
      const { status, stdout } = shell(check!);
      expect(status).toBe(1);
      expect(stdout).toContain('::error file=suppliers.yaml,');
      expect(sarif().runs[0]!.results!.map(({ ruleId }) => ruleId)).toContain('schema/value');
    });
  }, 120_000);

  describe('the action', () => {
    interface Step {
      readonly env: Readonly<Record<string, string>>;
      readonly run: string;
    }
    const action = parse(readFileSync(path.join(root, 'action.yml'), 'utf8')) as {
      inputs: Record<string, { default: string; description: string }>;
      runs: { steps: Step[] };
    };
    /** Runs its script as GitHub does: inputs come through the environment. */
    function act(inputs: Readonly<Record<string, string>>) {
      const files = folder({ summary: '', output: '' });
      const [{ run, env }] = action.runs.steps as [Step];
      const given = { ...inputs, package: inputs.package ?? './tools/isms-author.tgz' };
      const values = Object.entries(env).map(([name, value]) => [
        name,
        value.replace(
          /^\$\{\{ inputs\.([a-z-]+) \}\}$/,
          (_, key: keyof typeof given) => given[key] ?? action.inputs[key]!.default,
        ),
      ]);
      const ran = shell(run, {
        ...Object.fromEntries(values),
        GITHUB_ACTIONS: 'true',
        GITHUB_ACTION_PATH: root,
        GITHUB_STEP_SUMMARY: path.join(files, 'summary'),
        GITHUB_OUTPUT: path.join(files, 'output'),
      });
      const text = (name: string) => readFileSync(path.join(files, name), 'utf8');
      return { ...ran, summary: text('summary'), output: text('output') };
    }

    it('annotates, writes a summary and a SARIF file, and fails as the check does', () => {
      const good = act({});
      expect(good).toMatchObject({ status: 0, stderr: '', output: 'result=passed\n' });
      expect(good.summary).toMatch(/^### ISMS\n\n(?: {4}.*\n)+$/);
      whileBroken(() => {
        const bad = act({ sarif: 'other.sarif' });
        expect(bad).toMatchObject({ status: 1, output: 'result=failed\n' });
        expect(bad.stdout).toContain('::error file=suppliers.yaml,');
        expect(bad.summary).toContain('schema/value');
        expect(existsSync(path.join(repository, 'other.sarif'))).toBe(true);
        expect(act({ 'fail-on': 'never' }).status).toBe(0);
        expect(act({ since: 'HEAD' }).status).toBe(1);
        expect(act({ ignore: 'schema,supplier,reference', path: 'isms.yaml\nsuppliers.yaml' }).status).toBe(0);
      });
    }, 120_000);

    it('lets no input become a part of the script', () => {
      const { status, output, stderr } = act({ path: '$(touch pwned)`touch pwned`";touch pwned;"', since: '--help' });
      expect(stderr).toMatch(/^isms: /m);
      expect({ status, output }).toEqual({ status: 2, output: 'result=wrong\n' });
      expect(existsSync(path.join(repository, 'pwned'))).toBe(false);
    }, 60_000);

    it('has every input in its script, and every option of the check that a workflow needs', () => {
      const env = Object.values(action.runs.steps[0]!.env).join(' ');
      for (const name of Object.keys(action.inputs)) expect(env).toContain(`inputs.${name} `);
      const { jobs } = parse(example('github-action.yml')) as { jobs: { check: { steps: { with?: object }[] } } };
      const uses = jobs.check.steps.map((step) => Object.keys(step.with ?? {}));
      for (const name of uses[2]!) expect(Object.keys(action.inputs)).toContain(name);
    });
  });

  it('GitLab CI: the commands pass on a good ISMS, and leave reports of a bad one', () => {
    const jobs = parse(example('gitlab-ci.yml')) as Record<string, { script: string[] }>;
    const check = jobs['isms-check']!.script.join('\n');
    expect(shell(check).status).toBe(0);
    expect(shell(jobs['isms-reports']!.script.join('\n')).status).toBe(0);
    whileBroken(() => {
      expect(shell(check).status).toBe(1);
      expect(readFileSync(path.join(repository, 'isms.xml'), 'utf8')).toContain('<failure');
      const issues = JSON.parse(readFileSync(path.join(repository, 'gl-code-quality-report.json'), 'utf8'));
      for (const issue of issues)
        expect(Object.keys(issue).sort()).toEqual([
          'check_name',
          'description',
          'fingerprint',
          'location',
          'severity',
          'type',
        ]);
      expect(new Set(issues.map(({ fingerprint }: { fingerprint: string }) => fingerprint)).size).toBe(issues.length);
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

  it('pre-commit: the hooks that the repository offers', () => {
    const hooks = parse(readFileSync(path.join(root, '.pre-commit-hooks.yaml'), 'utf8')) as {
      id: string;
      language: string;
      entry: string;
    }[];
    expect(hooks.map(({ id, language }) => `${id} ${language}`)).toEqual(['isms-check node', 'isms-fix node']);
    for (const { entry } of hooks) {
      const [command, ...args] = entry.split(' ');
      expect(command).toBe('isms');
      expect(shell(`npx --yes --package=./tools/isms-author.tgz ${command} ${args.join(' ')}`).status).toBe(0);
    }
  }, 120_000);

  it('the Dockerfile names files and commands that exist', () => {
    const docker = readFileSync(path.join(root, 'Dockerfile'), 'utf8');
    const { bin, name } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
    const [, entry] = /^ENTRYPOINT \["(\w+)"\]$/m.exec(docker)!;
    expect(Object.keys(bin)).toContain(entry);
    expect(docker).toContain(`mv dist/${name}-*.tgz ${name}.tgz`);
  });

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
