/**
 * Starts the browser-hosted VS Code, opens it in a headless Chromium, and drives it as a user would.
 * The launcher of the tests, `npm start` and the screenshots are built from these parts.
 */
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ensureServer, findChromium } from './install.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));

/** Settings of every VS Code started here: nothing that greets, asks, advertises, phones home or adds AI. */
export const quietSettings = {
  'chat.commandCenter.enabled': false,
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  // As on the desktop; in the browser the default is to save after a moment.
  'files.autoSave': 'off',
  'git.openRepositoryInParentFolders': 'never',
  'json.schemaDownload.enable': false,
  'remote.autoForwardPorts': false,
  'security.workspace.trust.enabled': false,
  'security.workspace.trust.startupPrompt': 'never',
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'update.showReleaseNotes': false,
  'window.confirmBeforeClose': 'never',
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
};

/** No marketplace: nothing is looked up on the network. */
const noGallery = { EXTENSIONS_GALLERY: JSON.stringify({ serviceUrl: '' }) };

/** VS Code's own themes, by the names used here. */
export const themes = {
  light: 'Light Modern',
  dark: 'Dark Modern',
  'hc-dark': 'Default High Contrast',
  'hc-light': 'Default High Contrast Light',
};

/** @param {keyof typeof themes} theme @returns {Record<string, unknown>} the settings that choose it */
export function themeSettings(theme) {
  if (!(theme in themes)) throw new Error(`Unknown theme ${theme}: choose one of ${Object.keys(themes).join(', ')}.`);
  return { 'workbench.colorTheme': themes[theme], 'window.autoDetectColorScheme': false };
}

/** What VS Code calls the themes in the class of the workbench, once they are there: some seconds after it. */
const themeFiles = { light: 'light_modern', dark: 'dark_modern', 'hc-dark': 'hc_black', 'hc-light': 'hc_light' };

/**
 * Waits until a theme is shown.
 * @param {import('playwright-core').Page} page
 * @param {keyof typeof themes} theme
 */
export async function themeShown(page, theme) {
  await page.locator(`.monaco-workbench[class*="themes-${themeFiles[theme]}-"]`).waitFor({ timeout: 60_000 });
}

/** What must end with this process, newest first. @type {Set<() => void>} */
const cleanups = new Set();
process.on('exit', () => {
  for (const cleanup of [...cleanups].reverse()) cleanup();
});

/** Ends a process group started by this process. @param {number | undefined} pid @param {NodeJS.Signals} signal */
function killGroup(pid, signal) {
  if (!pid) return;
  try {
    if (process.platform === 'win32') spawnSync('taskkill', ['/pid', String(pid), '/t', '/f']);
    else process.kill(-pid, signal);
  } catch {
    // Already gone.
  }
}

/**
 * A temporary folder that is removed with this process at the latest.
 * @param {string} purpose part of its name
 * @returns {Promise<{folder: string, remove: () => Promise<void>}>}
 */
export async function temporaryFolder(purpose) {
  // The real path, since VS Code and its extensions compare paths as text.
  const folder = await mkdtemp(path.join(await realpath(os.tmpdir()), `isms-${purpose}-`));
  const now = () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  cleanups.add(now);
  return {
    folder,
    remove: async () => {
      await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
      cleanups.delete(now);
    },
  };
}

/**
 * @typedef {object} Server
 * @property {number} port
 * @property {(options: PageOptions) => string} address where a browser finds VS Code on a folder
 * @property {Promise<number | null>} ended
 * @property {() => Promise<void>} stop
 */

/**
 * @typedef {object} PageOptions
 * @property {string} [folder] a folder, or a `.code-workspace` file; none opens an empty window
 * @property {string[]} [extensions] extensions under development, by their folders
 * @property {string} [tests] the module whose `run()` the extension host calls
 * @property {'web'} [kind] also starts the extension host of the browser (a web worker)
 */

/**
 * Starts the server on a free port of the loopback interface.
 * @param {object} [options]
 * @param {Record<string, unknown>} [options.settings] user settings, over `quietSettings`
 * @param {string} [options.extensionsDir] where installed extensions are; by default there are none
 * @param {Record<string, string>} [options.env] more environment, which the extensions see too
 * @param {number} [options.port]
 * @param {(line: string) => void} [options.log] what the server says
 * @returns {Promise<Server>}
 */
export async function startServer({ settings = {}, extensionsDir, env = {}, port = 0, log } = {}) {
  const server = await ensureServer();
  const data = await temporaryFolder('vscode');
  const user = path.join(data.folder, 'data', 'User');
  await mkdir(user, { recursive: true });
  await writeFile(path.join(user, 'settings.json'), JSON.stringify({ ...quietSettings, ...settings }, null, 2));
  // Any page that a browser on this machine shows could otherwise speak to the server, which runs code.
  const token = randomBytes(24).toString('hex');

  const child = spawn(
    server.node,
    [
      '--import',
      pathToFileURL(path.join(here, 'watchdog.mjs')).href,
      server.main,
      ...['--host', '127.0.0.1', '--port', String(port), '--connection-token', token],
      ...['--accept-server-license-terms', '--server-data-dir', data.folder, '--telemetry-level', 'off'],
      ...(extensionsDir ? ['--extensions-dir', extensionsDir] : []),
      '--enable-smoke-test-driver',
      // The extensions get this process's environment, not what a login shell would make of it.
      '--force-disable-user-env',
    ],
    {
      cwd: data.folder,
      env: { ...cleanEnvironment(), ...noGallery, ...env, ISMS_SERVER_PARENT: String(process.pid) },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
    },
  );
  const kill = () => killGroup(child.pid, 'SIGKILL');
  cleanups.add(kill);
  const ended = new Promise((resolve) => child.once('exit', resolve));

  let output = '';
  const listening = await new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`VS Code's server did not start in a minute:\n${output}`)), 60_000);
    const onData = (/** @type {Buffer} */ data) => {
      log?.(String(data));
      if (output.length < 100_000) output += data;
      const found = /Extension host agent listening on (\d+)/.exec(output)?.[1];
      if (!found) return;
      clearTimeout(timer);
      resolve(Number(found));
    };
    child.stdout.on('data', onData);
    child.stderr.on('data', onData);
    child.once('error', reject);
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`VS Code's server ended with ${code}:\n${output}`));
    });
  });

  const authority = `127.0.0.1:${listening}`;
  const remote = (/** @type {string} */ file) =>
    `vscode-remote://${authority}${pathToFileURL(path.resolve(file)).pathname}`;
  const inUrl = (/** @type {string} */ file) => encodeURIComponent(pathUri(file)).replaceAll('%2F', '/');
  return {
    port: listening,
    ended,
    address({ folder, extensions = [], tests, kind }) {
      const payload = [
        ...extensions.map((extension) => ['extensionDevelopmentPath', remote(extension)]),
        ...(tests ? [['extensionTestsPath', remote(tests)]] : []),
        ...(kind ? [['extensionDevelopmentKind', kind]] : []),
        ['skipWelcome', 'true'],
        ['skipReleaseNotes', 'true'],
      ];
      const place = !folder
        ? 'ew=true'
        : `${folder.endsWith('.code-workspace') ? 'workspace' : 'folder'}=${inUrl(folder)}`;
      return `http://${authority}/?tkn=${token}&${place}&payload=${encodeURIComponent(JSON.stringify(payload))}`;
    },
    async stop() {
      killGroup(child.pid, 'SIGTERM');
      const timer = setTimeout(kill, 3000);
      await ended;
      clearTimeout(timer);
      // The group, since the extension host may outlive the server by a moment.
      kill();
      cleanups.delete(kill);
      await data.remove();
    },
  };
}

/** @param {string} file @returns {string} its path as in a URI, not yet encoded: `/c:/x` on Windows */
function pathUri(file) {
  const absolute = path.resolve(file);
  return process.platform === 'win32' ? `/${absolute.replaceAll('\\', '/')}` : absolute;
}

/** This process's environment without what an enclosing VS Code or Node adds, which would misguide another one. */
function cleanEnvironment() {
  const env = { ...process.env };
  for (const key of Object.keys(env)) if (/^(VSCODE_(?!PATH)|ELECTRON_|NODE_OPTIONS$)/.test(key)) delete env[key];
  return env;
}

/**
 * Installs a packaged extension, as a user would.
 * @param {string} vsix
 * @param {string} extensionsDir
 */
export async function installVsix(vsix, extensionsDir) {
  const server = await ensureServer();
  const data = await temporaryFolder('install');
  const { status, stdout, stderr } = spawnSync(
    server.node,
    [
      server.main,
      ...['--install-extension', path.resolve(vsix), '--extensions-dir', path.resolve(extensionsDir)],
      ...['--server-data-dir', data.folder, '--accept-server-license-terms', '--telemetry-level', 'off'],
    ],
    { encoding: 'utf8', env: { ...cleanEnvironment(), ...noGallery }, timeout: 120_000 },
  );
  await data.remove();
  if (status !== 0 || !/successfully installed/.test(stdout))
    throw new Error(`${vsix} was not installed:\n${stdout}${stderr}`);
}

/**
 * A page of a headless Chromium.
 * @param {object} [options]
 * @param {{width: number, height: number}} [options.viewport]
 * @returns {Promise<{page: import('playwright-core').Page, close: () => Promise<void>}>}
 */
export async function startChromium({ viewport = { width: 1440, height: 900 } } = {}) {
  const { chromium } = await import('playwright-core');
  const found = await findChromium();
  const browser = await chromium.launch({
    executablePath: found.executablePath,
    // This module's users end it themselves, after they have said what happened.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      // Small in containers.
      '--disable-dev-shm-usage',
      ...found.args,
    ],
    env: { ...process.env, ...found.env },
  });
  const context = await browser.newContext({
    viewport,
    reducedMotion: 'reduce',
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const page = await context.newPage();
  return { page, close: () => browser.close().catch(() => {}) };
}

/**
 * Loads VS Code and waits until its workbench is there.
 * @param {import('playwright-core').Page} page
 * @param {string} address
 */
export async function openWorkbench(page, address) {
  await page.goto(address, { waitUntil: 'domcontentloaded', timeout: 60_000 });
  await page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 60_000 });
}

/**
 * @typedef {object} Target what an action is about
 * @property {string} [selector] CSS, or any selector of Playwright's; all that match, in the page or in a webview
 * @property {string} [hasText] only those that contain this text
 * @property {number} [timeout] milliseconds to wait for it; 10 000 unless said
 * @property {boolean} [hidden] those that cannot be seen too
 */

/**
 * What the tests, and the screenshots, can do to the page. Each takes one plain record and returns a plain value.
 * @param {import('playwright-core').Page} page
 * @param {object} [options]
 * @param {string} [options.screenshots] where pictures go; without it none are taken
 */
export function actionsOf(page, { screenshots } = {}) {
  const matching = (
    /** @type {import('playwright-core').Frame} */ frame,
    /** @type {Target} */ { selector = '', hasText, hidden },
  ) => {
    const all = frame.locator(selector, hasText === undefined ? {} : { hasText });
    return hidden ? all : all.filter({ visible: true });
  };
  /** @param {Target} target @returns {Promise<import('playwright-core').Locator>} */
  const find = async ({ selector, hasText, timeout = 10_000, hidden }) => {
    if (!selector) throw new Error('This action needs a selector.');
    const deadline = Date.now() + timeout;
    for (;;) {
      // The first frame is the workbench; webviews are frames within frames.
      for (const frame of page.frames()) {
        const locator = matching(frame, { selector, hasText, hidden });
        if ((await locator.count().catch(() => 0)) > 0) return locator;
      }
      if (Date.now() > deadline) {
        const about = hasText === undefined ? selector : `${selector} with the text ${JSON.stringify(hasText)}`;
        throw new Error(`Nothing${hidden ? '' : ' visible'} matches ${about} after ${timeout} ms.`);
      }
      await page.waitForTimeout(50);
    }
  };
  const gone = async (/** @type {Target} */ target) => {
    const deadline = Date.now() + (target.timeout ?? 10_000);
    while ((await count(target)) > 0) {
      if (Date.now() > deadline) throw new Error(`${target.selector} is still there.`);
      await page.waitForTimeout(50);
    }
  };
  const count = async (/** @type {Target} */ target) => {
    let total = 0;
    for (const frame of page.frames()) {
      total += await matching(frame, target)
        .count()
        .catch(() => 0);
    }
    return total;
  };
  const press = async (/** @type {{key: string}} */ { key }) => {
    // "Control+K Control+S" is a chord, as VS Code writes it.
    for (const stroke of key.split(' ')) await page.keyboard.press(stroke.replace(/^Mod\+/, 'ControlOrMeta+'));
    return null;
  };
  const type = async (/** @type {{text: string, delay?: number}} */ { text, delay = 5 }) => {
    await page.keyboard.type(text, { delay });
    return null;
  };
  const click = async (
    /** @type {Target & {button?: 'left' | 'right', count?: number, modifiers?: ('Alt' | 'Control' | 'Meta' | 'Shift')[]}} */ {
      button = 'left',
      count: clickCount = 1,
      modifiers = [],
      ...target
    },
  ) => {
    const found = await find(target);
    await found.first().click({ button, clickCount, modifiers, timeout: target.timeout ?? 10_000 });
    return null;
  };
  return {
    type,
    press,
    click,
    count,
    async hover(/** @type {Target} */ target) {
      await (await find(target)).first().hover({ timeout: target.timeout ?? 10_000 });
      return null;
    },
    /** The visible text of each that matches; waits for the first. @returns {Promise<string[]>} */
    async text(/** @type {Target} */ target) {
      return (await find(target)).allInnerTexts();
    },
    /** One attribute of each that matches. */
    async attribute(/** @type {Target & {name: string}} */ target) {
      const found = await find(target);
      return Promise.all((await found.all()).map((one) => one.getAttribute(target.name)));
    },
    async waitFor(/** @type {Target} */ target) {
      await find(target);
      return null;
    },
    async waitForGone(/** @type {Target} */ target) {
      await gone(target);
      return null;
    },
    /** What a screen reader would be told, as Playwright's ARIA snapshot. */
    async aria(/** @type {Target} */ target) {
      return (await find({ selector: 'body', ...target })).first().ariaSnapshot();
    },
    /** Evaluates an expression in the workbench's page. */
    async evaluate(/** @type {{expression: string}} */ { expression }) {
      return (await page.evaluate(expression)) ?? null;
    },
    /** Evaluates an expression in the page, or the webview, of the first that matches. */
    async evaluateIn(/** @type {Target & {expression: string}} */ { expression, ...target }) {
      await find(target);
      for (const frame of page.frames()) {
        const there = await matching(frame, target)
          .count()
          .catch(() => 0);
        if (there) return (await frame.evaluate(expression)) ?? null;
      }
      return null;
    },
    async viewport(/** @type {{width: number, height: number}} */ size) {
      await page.setViewportSize(size);
      return null;
    },
    /** Opens the quick input with a text, e.g. `>ISMS: Generate`, and takes the first offer. */
    async quickOpen(/** @type {{text: string, accept?: boolean}} */ { text, accept = true }) {
      // F1 and Ctrl+P are free on every platform and focus; each opens the same input.
      await page.keyboard.press(text.startsWith('>') ? 'F1' : 'ControlOrMeta+P');
      const input = page.locator('.quick-input-widget input[type=text]');
      await input.waitFor({ timeout: 10_000 });
      await input.fill(text);
      const words = text.replace(/^>/, '').trim().toLowerCase();
      const first = page.locator('.quick-input-list .monaco-list-row').filter({ visible: true }).first();
      // The list follows the text with a delay; taking an offer too early would run another command.
      await page.waitForFunction(
        (wanted) => {
          const row = document.querySelector('.quick-input-list .monaco-list-row .label-name');
          return row?.textContent?.toLowerCase().includes(wanted);
        },
        // Of a path only the file's name is in the label.
        text.startsWith('>')
          ? words
          : (words
              .split(/[/\\]/)
              .at(-1)
              ?.replace(/:\d.*$/, '') ?? ''),
        { timeout: 10_000, polling: 50 },
      );
      if (accept) {
        await first.click();
        await input.waitFor({ state: 'hidden', timeout: 10_000 }).catch(() => {});
      }
      return null;
    },
    /** A picture of the page, or of the first that matches. @returns {Promise<string | null>} its path */
    async screenshot(/** @type {Target & {name: string}} */ { name, ...target }) {
      if (!screenshots) return null;
      const file = path.join(screenshots, `${name.replace(/[^\w.-]+/g, '-')}.png`);
      await mkdir(screenshots, { recursive: true });
      // A blinking cursor would make each picture another one.
      const options = {
        path: file,
        caret: /** @type {const} */ ('hide'),
        animations: /** @type {const} */ ('disabled'),
      };
      if (target.selector) await (await find(target)).first().screenshot(options);
      else await page.screenshot(options);
      return file;
    },
    /** Closes notifications, so that none covers what is to be seen. */
    async clearNotifications() {
      for (const button of await page.locator('.notification-toast .codicon-notifications-clear').all()) {
        await button.click({ timeout: 2000 }).catch(() => {});
      }
      return null;
    },
  };
}
