// Puts the commands into node_modules/.bin, so that `npx isms-author` works from the repository root as it does elsewhere.
import { chmodSync, existsSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const bin = path.join(root, 'node_modules', '.bin');
const target = path.join(root, 'dist', 'cli.mjs');
if (existsSync(bin) && existsSync(target)) {
  for (const name of ['isms', 'isms-author']) {
    const link = path.join(bin, name);
    rmSync(link, { force: true });
    if (process.platform === 'win32') writeFileSync(`${link}.cmd`, '@node "%~dp0\\..\\..\\dist\\cli.mjs" %*\r\n');
    else symlinkSync(path.relative(bin, target), link);
  }
  chmodSync(target, 0o755);
}
