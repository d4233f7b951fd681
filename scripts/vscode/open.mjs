#!/usr/bin/env node
/**
 * Behind `npm start`: opens VS Code with the extension on an ISMS folder (the sample, unless another is named).
 *
 *   node scripts/vscode/open.mjs [FOLDER] [--browser] [--no-open] [--port N] [--check]
 *
 * A desktop VS Code (VSCODE_PATH, or `code` on the PATH) is taken where there is one and a display to show it on;
 * else VS Code is hosted for the browser and its address printed, until Ctrl+C.
 *   --browser    the browser-hosted one in any case
 *   --no-open    print the address only
 *   --port N     a fixed port
 *   --check      load the page once in a headless Chromium, say whether VS Code shows the folder, and end
 */
import { spawn } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { onPath, root } from './install.mjs';
import { openWorkbench, quietSettings, startChromium, startServer } from './workbench.mjs';

const sample = path.join(root, 'test-fixtures', 'botbrains');

function display() {
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

/** @returns {string | undefined} a desktop VS Code that can be shown here */
function desktop() {
  const given = process.env.VSCODE_PATH;
  if (given && !existsSync(given)) throw new Error(`VSCODE_PATH is ${given}, which does not exist.`);
  if (!display()) return undefined;
  return given ?? onPath('code', 'code-insiders', 'codium')[0];
}

/**
 * Opens a new window of the desktop VS Code, with a profile of its own, so that nothing of the user's is changed.
 * @param {string} executable
 * @param {string} folder
 * @param {string} extension
 */
async function openDesktop(executable, folder, extension) {
  const profile = path.join(root, '.vscode-test', 'desktop-profile');
  await mkdir(path.join(profile, 'User'), { recursive: true });
  await writeFile(path.join(profile, 'User', 'settings.json'), JSON.stringify(quietSettings, null, 2));
  const args = [
    '--new-window',
    `--extensionDevelopmentPath=${extension}`,
    `--user-data-dir=${profile}`,
    `--extensions-dir=${path.join(root, '.vscode-test', 'desktop-extensions')}`,
    ...['--disable-workspace-trust', '--skip-welcome', '--skip-release-notes', '--disable-telemetry'],
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    folder,
  ];
  console.log(`ISMS Author opens in VS Code: ${executable}`);
  const shell = process.platform === 'win32';
  const quote = (/** @type {string} */ arg) => (shell ? `"${arg}"` : arg);
  const child = spawn(quote(executable), args.map(quote), { stdio: 'inherit', shell });
  return new Promise((resolve) => {
    child.once('error', (error) => {
      console.error(error.message);
      resolve(false);
    });
    child.once('exit', (code) => resolve(code === 0));
  });
}

/** Shows the address in the default browser, if there is one. @param {string} address */
function openInBrowser(address) {
  if (!display() || process.env.CI) return;
  const [command, args] =
    process.platform === 'darwin'
      ? ['open', [address]]
      : process.platform === 'win32'
        ? ['rundll32', ['url.dll,FileProtocolHandler', address]]
        : [onPath('xdg-open')[0], [address]];
  if (!command) return;
  const child = spawn(command, args, { stdio: 'ignore', detached: true });
  // The address is printed all the same.
  child.on('error', () => {});
  child.unref();
}

async function main() {
  const { values, positionals } = parseArgs({
    options: {
      browser: { type: 'boolean' },
      check: { type: 'boolean' },
      extension: { type: 'string' },
      'no-open': { type: 'boolean' },
      port: { type: 'string' },
    },
    allowPositionals: true,
  });
  const folder = path.resolve(positionals[0] ?? sample);
  if (!existsSync(folder)) throw new Error(`There is no folder ${folder}.`);
  if (!statSync(folder).isDirectory() && !folder.endsWith('.code-workspace')) {
    throw new Error(`${folder} is a file: name the folder that holds it.`);
  }
  const port = Number(values.port ?? 0);
  if (!Number.isInteger(port) || port < 0 || port > 65535) throw new Error(`--port ${values.port} is no port.`);
  const extension = path.resolve(values.extension ?? root);

  const executable = values.browser || values.check ? undefined : desktop();
  if (executable) {
    if (await openDesktop(executable, folder, extension)) return;
    console.log(`${executable} did not start: VS Code opens in the browser instead.`);
  }

  const server = await startServer({ port });
  const address = server.address({ folder, extensions: [extension] });
  if (values.check) {
    const { page, close } = await startChromium();
    await openWorkbench(page, address);
    const name = path.basename(folder).replace(/\.code-workspace$/, '');
    await page.locator('.explorer-folders-view .monaco-list-row').first().waitFor({ timeout: 30_000 });
    await page.locator('.monaco-workbench', { hasText: name }).waitFor({ timeout: 10_000 });
    await close();
    await server.stop();
    console.log(`ok: VS Code shows ${name}`);
    return;
  }
  console.log(`ISMS Author is ready: ${address}`);
  console.log('Open that address in a browser on this machine. Ctrl+C ends it.');
  if (!values['no-open']) openInBrowser(address);
  const code = await server.ended;
  throw new Error(`VS Code's server ended with ${code}.`);
}

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  // The server ends with this process. Ctrl+C is the way to end it, hence no failure.
  process.on(signal, () => process.exit(signal === 'SIGINT' ? 0 : 1));
}
main().then(
  () => process.exit(0),
  (error) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
