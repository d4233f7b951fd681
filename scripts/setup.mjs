// Does the set-up that a fresh clone lacks, then runs the npm script named on the command line.
// It runs on the machine's own Node (20 or newer) and needs nothing installed: only Node's own modules.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const [script, ...rest] = process.argv.slice(2);
if (Number(process.versions.node.split('.')[0]) < 20) {
  console.error(`ISMS Author needs Node 20 or newer; this is ${process.version}.`);
  process.exit(1);
}

/** Runs a command with the terminal's own streams and ends this process if it fails. */
function run(command, args) {
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (error) {
    console.error(`${command} could not be started: ${error.message}`);
    process.exit(1);
  }
  if (status !== 0) process.exit(status ?? 1);
}

// The stamp names the lock file that node_modules was installed from, so that a pulled change installs anew.
const stamp = path.join(root, 'node_modules', '.isms-setup');
const wanted = createHash('sha256')
  .update(readFileSync(path.join(root, 'package-lock.json')))
  .digest('hex');
if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
  console.log('Setting up: npm ci (once, about half a minute) …');
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  writeFileSync(stamp, wanted);
}
run('npm', ['run', '--silent', script, ...(rest.length ? ['--', ...rest] : [])]);
