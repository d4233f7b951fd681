// Neovim, headless, as an author would use it, with the built server: node tests/neovim/run.mjs
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');

/** Neovim's version; `undefined` where it is not installed. */
export function neovim() {
  const { stdout, status } = spawnSync('nvim', ['--version'], { encoding: 'utf8' });
  return status === 0 ? stdout.split('\n')[0] : undefined;
}

/** @returns what Neovim said, a line a step, and its exit code */
export function drive() {
  const folder = mkdtempSync(path.join(tmpdir(), 'isms-neovim-'));
  try {
    writeFileSync(path.join(folder, 'isms.yaml'), 'isms: 1\nroles:\n  ciso: { name: Chief }\n  cto:\n');
    writeFileSync(
      path.join(folder, 'suppliers.yaml'),
      `suppliers:
  - id: first # the first
    name: Example GmbH
    status: active
    country: DE
    owner: ciso
    access: [customer-data]
    hosting: ["hetzner:fsn1 (Falkenstein)", UK]
`,
    );
    const { status, stdout, stderr, error } = spawnSync(
      'nvim',
      ['--headless', '--clean', '-n', '-S', path.join(import.meta.dirname, 'drive.lua')],
      {
        encoding: 'utf8',
        timeout: 120_000,
        env: {
          ...process.env,
          HOME: folder,
          XDG_STATE_HOME: folder,
          XDG_CACHE_HOME: folder,
          ISMS_FOLDER: folder,
          ISMS_SERVER: [process.execPath, path.join(root, 'dist/cli.mjs'), 'lsp', '--stdio'].join('\t'),
        },
      },
    );
    return { status: status ?? 1, output: `${stdout}${stderr}${error ? `\n${error.message}` : ''}` };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === import.meta.filename) {
  const version = neovim();
  if (!version) console.log('Skipped: Neovim is not installed (Debian: apt-get install neovim).');
  else {
    const { status, output } = drive();
    console.log(`${version}\n${output.trim()}`);
    process.exitCode = status;
  }
}
