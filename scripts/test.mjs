// Runs every check and every test, and closes with one line: N passed, N failed.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const results = { passed: 0, failed: 0 };
const run = (what, command, args) => {
  console.log(`\n── ${what}`);
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
  return status === 0;
};
const count = (ok) => (ok ? results.passed++ : results.failed++);

/** Reads a result file that a runner wrote; a missing one is a failure. */
function add(file, read) {
  const full = path.join(root, file);
  if (!existsSync(full)) {
    results.failed++;
    console.error(`${file} was not written: the run did not come to an end.`);
    return;
  }
  const { passed, failed } = read(JSON.parse(readFileSync(full, 'utf8')));
  results.passed += passed;
  results.failed += failed;
}

for (const file of ['dist/tests/vitest.json', 'dist/tests/vscode-results.json'])
  rmSync(path.join(root, file), { force: true });
count(run('Types', 'npm', ['run', '--silent', 'typecheck']));
count(run('Lint and format', 'npm', ['run', '--silent', 'lint']));
const built = run('Build', 'npm', ['run', '--silent', 'build']);
count(built);
if (built) {
  run('Unit, protocol, command line, fuzz', 'npx', [
    'vitest',
    'run',
    '--reporter=default',
    '--reporter=json',
    '--outputFile.json=dist/tests/vitest.json',
  ]);
  add('dist/tests/vitest.json', (json) => ({
    passed: json.numPassedTests,
    failed: json.numFailedTests + (json.numFailedTestSuites && !json.numFailedTests ? json.numFailedTestSuites : 0),
  }));
  run('Real VS Code', 'npm', ['run', '--silent', 'test:vscode']);
  add('dist/tests/vscode-results.json', (json) => json);
}
console.log(`\n${results.passed} passed, ${results.failed} failed`);
process.exitCode = results.failed ? 1 : 0;
