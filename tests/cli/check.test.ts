import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import type { Log, Result } from 'sarif';
import { beforeAll, describe, expect, it } from 'vitest';
import { cli, copy, environment, fixture, folder, git, isms, put, root, today } from './run.ts';

const SAMPLE = ['check', fixture('botbrains'), '--as-of', today];
const MARKUP = ['check', fixture('hostile/markup'), '--as-of', today];
const control = /(?![\n\t])\p{Cc}/u;

describe('exit codes', () => {
  it('are 0 without, 1 with findings, as --fail-on says', () => {
    expect(isms(['check', fixture('broken/clean'), '--as-of', today]).code).toBe(0);
    expect(isms(SAMPLE).code).toBe(1);
    expect(isms([...SAMPLE, '--fail-on', 'never']).code).toBe(0);
    expect(isms(['check', fixture('broken/hosting-unproven'), '--as-of', today]).code).toBe(0);
    expect(isms(['check', fixture('broken/hosting-unproven'), '--as-of', today, '--fail-on', 'warning']).code).toBe(1);
  });

  it.each([
    ['a day that is none', ['check', '--as-of', '2026-13-01']],
    ['a day in another form', ['check', '--as-of', '1.1.2026']],
    ['an unknown command', ['chekc']],
    ['an unknown option', ['check', '--formt', 'json']],
    ['an unknown format', ['check', '--format', 'xml']],
    ['a path that is not there', ['check', 'no/such/folder']],
    ['a folder without an ISMS', ['check', 'scripts']],
    ['an unknown report', ['report', 'everything']],
    ['a report without an ISMS', ['report', 'review', 'scripts']],
    ['no command', []],
  ])('are 2 for %s, with a line on stderr and no stack trace', (_, args) => {
    const { code, stdout, stderr } = isms(args);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(stderr.trim()).not.toBe('');
    if (args.length) expect(stderr).toMatch(/^isms: /);
  });

  it('say in one line what is wrong with a day', () => {
    expect(isms(['check', '--as-of', 'tomorrow']).stderr.trim().split('\n')).toHaveLength(1);
    const { code, stderr } = isms(SAMPLE.slice(0, 2), { env: { ISMS_AS_OF: 'tomorrow' } });
    expect(code).toBe(2);
    expect(stderr).toBe('isms: ISMS_AS_OF is “tomorrow”: expected a day as YYYY-MM-DD.\n');
  });

  it('hold in a pipe, also where nobody reads on', () => {
    const piped = (command: string) =>
      spawnSync('bash', ['-c', `set -o pipefail; ${command}; exit \${PIPESTATUS[0]}`], {
        cwd: root,
        env: environment(),
        encoding: 'utf8',
      });
    const run = `"${process.execPath}" "${cli}"`;
    expect(piped(`${run} ${SAMPLE.join(' ')} --format pretty | cat`).status).toBe(1);
    expect(piped(`${run} check test-fixtures/broken/clean --as-of ${today} | cat`).status).toBe(0);
    expect(piped(`${run} check nowhere | cat`).status).toBe(2);
    const { status, stderr } = piped(`${run} ${SAMPLE.join(' ')} --format sarif | head -c 10`);
    expect(status).toBe(1);
    expect(stderr).toBe('');
  });
});

describe('pretty', () => {
  it('has no colour and no progress in a pipe, unless FORCE_COLOR asks for it', () => {
    for (const env of [{}, { CI: 'true' }, { FORCE_COLOR: '0' }, { FORCE_COLOR: '1', NO_COLOR: '1' }] as Record<
      string,
      string
    >[]) {
      const { stdout, stderr } = isms([...SAMPLE, '--format', 'pretty'], { env });
      expect(stdout).not.toContain('\u001b');
      expect(stderr).toBe('');
    }
    expect(isms(SAMPLE, { env: { FORCE_COLOR: '1' } }).stdout).toContain('\u001b[31m');
  });

  it('leaves escape sequences of the files out', () => {
    expect(isms([...MARKUP, '--format', 'pretty']).stdout.replace(/\n/g, '')).not.toMatch(control);
  });

  it('has colour on a terminal, unless NO_COLOR says otherwise', () => {
    const terminal = (env: Record<string, string>) =>
      spawnSync('script', ['-qec', `"${process.execPath}" "${cli}" ${SAMPLE.join(' ')}`, '/dev/null'], {
        env: environment({ TERM: 'xterm', ...env }),
        encoding: 'utf8',
      });
    const { error, stdout } = terminal({});
    // Without the tool that makes a terminal there is nothing to see.
    if (error) return;
    expect(stdout).toContain('\u001b[31m');
    expect(terminal({ NO_COLOR: '1' }).stdout).not.toContain('\u001b[31m');
  });
});

describe('sarif', () => {
  const schema = JSON.parse(
    readFileSync(
      createRequire(import.meta.url).resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json'),
      'utf8',
    ),
  );
  delete schema.$schema;
  delete schema.id;
  // A pattern of the schema is none with the u flag.
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
  (addFormats as unknown as (ajv: Ajv) => void)(ajv);
  const validate = ajv.compile(schema);
  const sarif = (args: readonly string[], cwd?: string): Log => {
    const log = JSON.parse(isms([...args, '--format', 'sarif'], cwd ? { cwd } : {}).stdout) as Log;
    validate(log);
    expect(validate.errors ?? []).toEqual([]);
    return log;
  };
  const resultsOf = (log: Log): Result[] => log.runs[0]!.results!;

  it('is valid against the official schema, with a table of all rules', () => {
    const log = sarif(SAMPLE);
    const { rules } = log.runs[0]!.tool.driver;
    expect(rules!.length).toBe(JSON.parse(isms(['rules', '--format', 'json']).stdout).length);
    for (const { ruleId, ruleIndex } of resultsOf(log)) expect(rules![ruleIndex!]!.id).toBe(ruleId);
    const waived = resultsOf(log).filter(({ suppressions }) => suppressions?.length);
    expect(waived.map(({ ruleId }) => ruleId)).toEqual(['supplier/processing-outside-residency']);
  });

  it.each([
    'markup',
    'odd names & more #1 (50%) – übung',
    'paths',
    'unicode',
    'carriage-returns',
    'long-lines',
    'prototype-names',
    'encodings',
  ])('is valid for hostile/%s', (name) => {
    const { stdout } = isms(['check', fixture(`hostile/${name}`), '--as-of', today, '--format', 'sarif']);
    const log = JSON.parse(stdout);
    validate(log);
    expect(validate.errors ?? []).toEqual([]);
  });

  it('names files from the root of the repository, as addresses', () => {
    const at = folder();
    git(at, ['init', '-q']);
    put(at, { 'deep down/isms #1/isms.yaml': 'isms: 2\n' });
    const [result] = resultsOf(sarif(['check', '.', '--as-of', today], path.join(at, 'deep down', 'isms #1')));
    expect(result!.locations![0]!.physicalLocation!.artifactLocation!.uri).toBe('deep%20down/isms%20%231/isms.yaml');
  });

  it('keeps its fingerprints when lines and days move, and never gives one twice', () => {
    const at = copy('botbrains');
    const prints = (day: string) =>
      resultsOf(sarif(['check', at, '--as-of', day])).map(
        ({ ruleId, partialFingerprints }) => `${ruleId} ${Object.values(partialFingerprints!)[0]}`,
      );
    const before = prints(today);
    expect(new Set(before).size).toBe(before.length);
    for (const name of ['suppliers.yaml', 'soa.yaml'])
      put(at, { [name]: `# One more\n# and one more\n${readFileSync(path.join(at, name), 'utf8')}` });
    expect(prints('2026-11-22').sort()).toEqual([...before].sort());
  });
});

describe('github', () => {
  const lines = (args: readonly string[]) =>
    isms([...args, '--format', 'github'])
      .stdout.trimEnd()
      .split('\n');

  it('is one workflow command a finding, from the root of the repository', () => {
    const { findings } = JSON.parse(isms([...SAMPLE, '--format', 'json']).stdout);
    const commands = lines(SAMPLE).filter((line) => line.startsWith('::'));
    expect(commands).toHaveLength(findings.length);
    expect(
      commands.some((line) =>
        line.startsWith(
          '::error file=test-fixtures/botbrains/suppliers.yaml,line=124,endLine=124,col=9,endColumn=14,title=supplier/hosting-outside-residency::global can be anywhere',
        ),
      ),
    ).toBe(true);
  });

  it('lets no file begin a command of its own', () => {
    for (const name of ['markup', 'odd names & more #1 (50%) – übung', 'carriage-returns']) {
      for (const line of lines(['check', fixture(`hostile/${name}`), '--as-of', today]).slice(0, -1)) {
        expect(line).toMatch(
          /^::(?:error|warning|notice) file=[^:,]*,line=\d+,endLine=\d+(?:,col=\d+,endColumn=\d+)?,title=[a-z0-9/-]+(?: \(waived\))?::[^\r\n]*$/,
        );
      }
    }
  });
});

describe('junit', () => {
  /** Checks that tags are balanced and nothing is left unescaped, and counts elements. */
  function parse(xml: string): Map<string, number> {
    const counts = new Map<string, number>();
    const open: string[] = [];
    const body = xml.replace(/^<\?xml[^>]*\?>\n/, '');
    for (const [, close, name, , self] of body.matchAll(/<(\/?)([a-z-]+)((?:\s+[a-z]+="[^"<]*")*)\s*(\/?)>/g)) {
      if (close) expect(open.pop()).toBe(name);
      else {
        counts.set(name!, (counts.get(name!) ?? 0) + 1);
        if (!self) open.push(name!);
      }
    }
    expect(open).toEqual([]);
    const text = body.replace(/<\/?[a-z-]+(?:\s+[a-z]+="[^"<]*")*\s*\/?>/g, '');
    expect(text).not.toMatch(/[<>]|&(?!(?:amp|lt|gt|quot|#39);)/);
    expect(text).not.toMatch(control);
    return counts;
  }

  it('fails exactly the cases that make the command fail', () => {
    const { findings } = JSON.parse(isms([...SAMPLE, '--format', 'json']).stdout);
    const errors = findings.filter(
      (finding: { severity: string; waived: boolean }) => finding.severity === 'error' && !finding.waived,
    ).length;
    expect(parse(isms([...SAMPLE, '--format', 'junit']).stdout).get('failure')).toBe(errors);
    expect(parse(isms([...SAMPLE, '--format', 'junit', '--fail-on', 'never']).stdout).get('failure')).toBeUndefined();
  });

  it.each(['markup', 'nul', 'unicode', 'odd names & more #1 (50%) – übung', 'prototype-names'])(
    'is well-formed for hostile/%s',
    (name) => {
      parse(isms(['check', fixture(`hostile/${name}`), '--as-of', today, '--format', 'junit']).stdout);
    },
  );
});

describe('help', () => {
  let help: string;
  beforeAll(() => {
    help = isms(['--help']).stdout;
  });

  it('has examples for every command that takes more than a word', () => {
    expect(help).toContain('Examples:');
    for (const command of ['check', 'report', 'init', 'import']) {
      const { code, stdout } = isms([command, '--help']);
      expect(code).toBe(0);
      expect(stdout).toContain(`  isms ${command}`);
    }
  });

  it('writes what --out names, and nothing else', () => {
    const at = folder();
    const out = path.join(at, 'findings.json');
    expect(isms([...SAMPLE, '--out', out])).toEqual({ code: 1, stdout: '', stderr: '' });
    expect(JSON.parse(readFileSync(out, 'utf8')).version).toBe(1);
    expect(isms([...SAMPLE, '--out', at]).code).toBe(2);
  });
});
