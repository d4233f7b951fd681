// Makes a release: npm run release -- [--dry-run] [--skip-tests]. Builds, tests, packs both packages, tries them in empty
// places, and publishes what was packed; with --dry-run it prints the commands instead. The version is that of
// package.json, the text that of its section in the changelog.
import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

const root = path.resolve(import.meta.dirname, '..');
const { values } = parseArgs({ options: { 'dry-run': { type: 'boolean' }, 'skip-tests': { type: 'boolean' } } });

function run(what, command, args) {
  console.log(`\n── ${what}`);
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
  if (status !== 0) {
    console.error(`\nNo release: ${what.toLowerCase()} failed.`);
    process.exit(1);
  }
}

const { name, version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const changelog = readFileSync(path.join(root, 'CHANGELOG.md'), 'utf8');
const section = (title) => changelog.split(/^## /m).find((text) => text.split('\n')[0].trim() === title);
const text = section(version);
if (!text) {
  console.error(`No release: CHANGELOG.md has no section ${version}.`);
  process.exit(1);
}
if (section('Unreleased')) {
  const why = `CHANGELOG.md has a section Unreleased: name it ${version}, or raise the version.`;
  if (!values['dry-run']) {
    console.error(`No release: ${why}`);
    process.exit(1);
  }
  console.log(`A release would be refused: ${why}`);
}

run('Build', 'npm', ['run', '--silent', 'build']);
if (!values['skip-tests']) run('Tests', 'npm', ['run', '--silent', 'test:only']);
run('Both packages in empty places', process.execPath, ['scripts/try.mjs']);
run('npm package', process.execPath, ['scripts/npm.mjs']);
run('Extension', 'npm', ['run', '--silent', 'package:only']);

const tarball = `./dist/${name}-${version}.tgz`;
const extension = `dist/${name}.vsix`;
const commands = [
  ['npm', 'publish', tarball],
  ['npx', 'vsce', 'publish', '--packagePath', extension],
  ['npx', 'ovsx', 'publish', extension],
];
for (const file of [tarball, extension])
  console.log(`${file}: ${Math.round(statSync(path.join(root, file)).size / 1024)} kB`);
if (values['dry-run']) {
  run('npm publish --dry-run', 'npm', ['publish', '--dry-run', '--loglevel=error', tarball]);
  console.log(`\nWould publish ${name} ${version}:\n${commands.map((command) => `  ${command.join(' ')}`).join('\n')}`);
  console.log(`\n${text.trim()}`);
} else for (const [command, ...args] of commands) run([command, ...args].join(' '), command, args);
