#!/usr/bin/env node
/**
 * Pictures of VS Code with the extension, taken by steps that a user could do.
 *
 * Library: `takeScreenshots({folder, steps, …})`.
 * Command line: `node scripts/vscode/screenshots.mjs [--shots FILE] [--out FOLDER] [SHOT…]` takes the shots that
 * the module FILE exports as `shots` (scripts/vscode/shots.mjs unless said); `--theme`, `--viewport` and `--vsix`
 * apply to all. With a .vsix the window's title
 * is that which users see, without "Extension Development Host", and the theme is the one asked for.
 */
import { cp, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { draw } from './draw.mjs';
import { root } from './install.mjs';
import {
  actionsOf,
  installVsix,
  openWorkbench,
  startChromium,
  startServer,
  temporaryFolder,
  themeSettings,
  themeShown,
} from './workbench.mjs';

/**
 * One step is a record with one key, or an action of `actionsOf` with its parameters.
 * @typedef {{open: string} | {activity: string} | {command: string} | {waitFor: string, hasText?: string}
 *   | {type: string} | {press: string} | {click: string, hasText?: string} | {hover: string, hasText?: string}
 *   | {shot: string, of?: string} | {draw: string, of: string[], width?: number, height?: number} | {action: string, [parameter: string]: unknown}} Step
 *   `open` a file by its name, with `:line:column` if wanted · `activity` the title of an icon in the activity bar ·
 *   `command` by its title, through the palette · `waitFor`, `click`, `hover` a selector · `type` text · `press` a key ·
 *   `shot` the picture's name, `of` a selector for a part of the window · `draw` the same as SVG, see draw.mjs
 */

/**
 * @typedef {object} Shots
 * @property {string} name
 * @property {string} [folder] what VS Code opens, below the project; a copy, so that steps may edit it; none: an empty window
 * @property {Step[]} steps
 * @property {'light' | 'dark' | 'hc-dark' | 'hc-light'} [theme]
 * @property {{width: number, height: number}} [viewport] 1440 × 900 unless said
 * @property {Record<string, unknown>} [settings]
 * @property {string} [extension] another extension than this project
 * @property {string} [vsix] a packaged extension to install instead
 * @property {Record<string, string>} [env]
 */

/**
 * Starts VS Code, does the steps and saves the pictures.
 * @param {Omit<Shots, 'name'> & {out: string}} options
 * @returns {Promise<string[]>} the files
 */
export async function takeScreenshots({
  folder,
  steps,
  out,
  theme = 'light',
  viewport,
  settings,
  extension,
  vsix,
  env,
}) {
  const temporary = await temporaryFolder('shots');
  const copy = folder && path.join(temporary.folder, path.basename(folder));
  if (copy) await cp(path.resolve(root, folder), copy, { recursive: true });
  const extensionsDir = vsix && path.join(temporary.folder, 'extensions');
  if (vsix && extensionsDir) await installVsix(vsix, extensionsDir);
  const extensions = vsix ? [] : [path.resolve(root, extension ?? '.')];
  const server = await startServer({ settings: { ...themeSettings(theme), ...settings }, extensionsDir, env });
  const { page, close } = await startChromium({ viewport });
  const actions = actionsOf(page, { screenshots: path.resolve(out) });
  /** @type {string[]} */
  const files = [];
  try {
    await mkdir(path.resolve(out), { recursive: true });
    await openWorkbench(page, server.address({ folder: copy, extensions }));
    // A window that an extension is developed in keeps VS Code's own theme.
    if (vsix) await themeShown(page, theme);
    for (const step of steps) {
      try {
        const file = await perform(step, page, actions, path.resolve(out));
        if (file) files.push(file);
      } catch (error) {
        const picture = await actions.screenshot({ name: 'failed' }).catch(() => null);
        const message = error instanceof Error ? error.message : error;
        throw new Error(`The step ${JSON.stringify(step)} failed: ${message}${picture ? `\nSeen: ${picture}` : ''}`);
      }
    }
  } finally {
    await Promise.all([close(), server.stop()]);
    await temporary.remove();
  }
  return files;
}

/**
 * @param {Record<string, any>} step
 * @param {import('playwright-core').Page} page
 * @param {ReturnType<typeof actionsOf>} actions
 * @param {string} out
 * @returns {Promise<string | null | undefined>} the picture, if the step took one
 */
async function perform(step, page, actions, out) {
  if ('action' in step) {
    const { action, ...parameters } = step;
    const act = Object.hasOwn(actions, action) && actions[/** @type {keyof typeof actions} */ (action)];
    if (!act) throw new Error(`There is no action ${action}.`);
    await act(/** @type {any} */ (parameters));
  } else if ('open' in step) {
    await actions.quickOpen({ text: step.open });
    const name = path.basename(step.open).replace(/:\d.*$/, '');
    await actions.waitFor({ selector: '.tab.active', hasText: name });
    await actions.waitFor({ selector: '.editor-instance .view-line' });
  } else if ('activity' in step) {
    await actions.click({ selector: `.activitybar .action-item a[aria-label^="${step.activity}"]` });
  } else if ('command' in step) {
    await actions.quickOpen({ text: `>${step.command}` });
  } else if ('waitFor' in step) {
    await actions.waitFor({ selector: step.waitFor, hasText: step.hasText, timeout: 20_000 });
  } else if ('type' in step) {
    await actions.type({ text: step.type });
  } else if ('press' in step) {
    await actions.press({ key: step.press });
  } else if ('click' in step) {
    await actions.click({ selector: step.click, hasText: step.hasText });
  } else if ('hover' in step) {
    await actions.hover({ selector: step.hover, hasText: step.hasText });
  } else if ('shot' in step) {
    await actions.clearNotifications();
    await settled(page);
    return actions.screenshot({ name: step.shot, selector: step.of });
  } else if ('draw' in step) {
    await actions.clearNotifications();
    await settled(page);
    const file = path.join(out, `${step.draw}.svg`);
    await writeFile(file, await draw(page, { of: step.of, width: step.width, height: step.height }));
    return file;
  } else {
    throw new Error('It is no step that is known here.');
  }
}

/** Waits until the window stops changing: nothing in progress, and two looks in a row that see the same. */
async function settled(/** @type {import('playwright-core').Page} */ page) {
  const deadline = Date.now() + 10_000;
  let before = '';
  while (Date.now() < deadline) {
    const now = await page.evaluate(() => {
      const busy = document.querySelectorAll('.monaco-progress-container.active, .codicon-modifier-spin').length;
      return busy
        ? `busy ${Math.random()}`
        : (document.querySelector('.monaco-workbench')?.innerHTML.length ?? 0).toString();
    });
    if (now === before) return;
    before = now;
    await page.waitForTimeout(300);
  }
}

async function main() {
  const here = path.dirname(fileURLToPath(import.meta.url));
  const { values, positionals } = parseArgs({
    options: {
      shots: { type: 'string' },
      out: { type: 'string' },
      theme: { type: 'string' },
      viewport: { type: 'string' },
      vsix: { type: 'string' },
    },
    allowPositionals: true,
  });
  const list = path.resolve(values.shots ?? path.join(here, 'shots.mjs'));
  /** @type {{shots: Shots[]}} */
  const { shots } = await import(pathToFileURL(list).href);
  const unknown = positionals.filter((name) => !shots.some((shot) => shot.name === name));
  if (unknown.length) throw new Error(`There are no shots ${unknown.join(', ')}.`);
  const size = /^(\d+)x(\d+)$/.exec(values.viewport ?? '');
  for (const { name, ...options } of shots) {
    if (positionals.length && !positionals.includes(name)) continue;
    const files = await takeScreenshots({
      ...options,
      out: values.out ?? path.join(root, 'dist', 'screenshots'),
      ...(values.theme ? { theme: /** @type {Shots['theme']} */ (values.theme) } : {}),
      ...(values.vsix ? { vsix: values.vsix } : {}),
      ...(size ? { viewport: { width: Number(size[1]), height: Number(size[2]) } } : {}),
    });
    for (const file of files) console.log(path.relative(process.cwd(), file));
  }
}

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.on(signal, () => process.exit(130));
  main().then(
    () => process.exit(0),
    (error) => {
      console.error(error instanceof Error ? error.message : error);
      process.exit(1);
    },
  );
}
