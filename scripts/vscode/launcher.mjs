#!/usr/bin/env node
/**
 * Stands in for the desktop VS Code where that can't be had: takes the arguments that `runTests` of
 * `@vscode/test-electron` gives an executable, runs the browser-hosted VS Code in a headless Chromium, and ends
 * with the result of the tests.
 *
 *   launcher.mjs FOLDER --extensionDevelopmentPath=… --extensionTestsPath=… [--user-data-dir=…] [--extensions-dir=…]
 *   launcher.mjs --install-extension FILE.vsix --extensions-dir=…
 *
 * User settings are those of `<user-data-dir>/User/settings.json`, as on the desktop; flags that it doesn't know
 * mean nothing here and are passed over. Environment:
 *   ISMS_SCREENSHOTS       folder for pictures
 *   ISMS_VIEWPORT          e.g. 1440x900
 *   ISMS_VSCODE_TIMEOUT    seconds after which the run has failed (180)
 *   ISMS_VSCODE_VERBOSE=1  everything that VS Code logs
 *
 * The extension host finds ISMS_DRIVER_URL and ISMS_DRIVER_TOKEN in its environment: there it can post
 * `{action, ...}` to type, click and look as a user does (see `actionsOf` in workbench.mjs, and driver.ts).
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { actionsOf, installVsix, openWorkbench, startChromium, startServer } from './workbench.mjs';

const verbose = process.env.ISMS_VSCODE_VERBOSE === '1';

/** What VS Code itself says in every run: it comes the same way as the console of the tests. */
const chatter =
  /^((Ignoring fetching|Updating) additional|Creating a socket|Resolv(ing|ed) connection token|\[(reconnection-grace-time|remote-connection|AgentHost|AccountPolicyGate|Service Worker)|(Error: )?Could not locate the bindings file|Cannot find module '\.\/build\/|Canceled|(Error: )?Timed out waiting for authentication provider)/;

/** @param {string[]} argv */
function parse(argv) {
  /** @type {Record<string, string[]>} */
  const flags = {};
  /** @type {string[]} */
  const places = [];
  const takesValue = new Set([
    'extensionDevelopmentPath',
    'extensionTestsPath',
    'extensionDevelopmentKind',
    'user-data-dir',
    'extensions-dir',
    'install-extension',
  ]);
  for (let i = 0; i < argv.length; i++) {
    const flag = /^--([^=]+)(?:=(.*))?$/s.exec(argv[i]);
    if (!flag) {
      places.push(argv[i]);
      continue;
    }
    const [, name, value] = flag;
    // The flags known here may also have their value in the next argument.
    const given = value ?? (takesValue.has(name) ? argv[++i] : '');
    flags[name] = [...(flags[name] ?? []), given ?? ''];
  }
  return { flags, places };
}

/** @param {string | undefined} userDataDir @returns {Record<string, unknown>} */
function settingsIn(userDataDir) {
  if (!userDataDir) return {};
  const file = path.join(userDataDir, 'User', 'settings.json');
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return {};
    throw new Error(`${file}: ${error instanceof Error ? error.message : error}`);
  }
}

/**
 * Lets the code in the extension host reach the page: over loopback, and only with the token.
 * @param {() => ReturnType<typeof actionsOf> | undefined} actions
 */
async function startDriver(actions) {
  const token = randomBytes(24).toString('hex');
  const expected = Buffer.from(`Bearer ${token}`);
  /** @type {Promise<unknown>} */
  let last = Promise.resolve();
  const server = createServer((request, response) => {
    const given = Buffer.from(request.headers.authorization ?? '');
    const allowed = given.length === expected.length && timingSafeEqual(given, expected);
    const answer = (/** @type {number} */ status, /** @type {unknown} */ body) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (!allowed || request.method !== 'POST') {
      answer(403, { error: 'Not allowed.' });
      return;
    }
    let body = '';
    request.on('data', (data) => {
      body += data;
    });
    request.on('end', () => {
      // One after the other, as from one pair of hands.
      last = last.then(async () => {
        try {
          const { action, ...parameters } = JSON.parse(body);
          const all = actions();
          const act = all && Object.hasOwn(all, action) ? all[/** @type {keyof typeof all} */ (action)] : undefined;
          if (!act) throw new Error(`There is no action ${action}.`);
          answer(200, { value: await act(parameters) });
        } catch (error) {
          answer(500, { error: error instanceof Error ? error.message : String(error) });
        }
      });
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    env: { ISMS_DRIVER_URL: `http://127.0.0.1:${port}/`, ISMS_DRIVER_TOKEN: token },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** @param {unknown[]} args @returns {string} what a console would print, without the colours it asks for */
function format(args) {
  const [first, ...rest] = args.map((arg) => (typeof arg === 'string' ? arg : JSON.stringify(arg)));
  if (first === undefined) return '';
  const styles = first.match(/%c/g)?.length ?? 0;
  const text = first.replaceAll('%c', '');
  // The styles are the next arguments, one for each mark.
  return [text, ...rest.slice(styles)].join(' ').trim();
}

async function main() {
  const { flags, places } = parse(process.argv.slice(2));
  const extensionsDir = flags['extensions-dir']?.at(-1);
  if (flags['install-extension']) {
    if (!extensionsDir) throw new Error('--install-extension needs --extensions-dir here.');
    for (const vsix of flags['install-extension']) await installVsix(vsix, extensionsDir);
    return 0;
  }
  if (flags.version) {
    console.log('browser-hosted VS Code');
    return 0;
  }

  const tests = flags.extensionTestsPath?.at(-1);
  if (!tests) throw new Error('--extensionTestsPath is missing: this runs tests; `npm start` opens VS Code.');
  const size = /^(\d+)x(\d+)$/.exec(process.env.ISMS_VIEWPORT ?? '1440x900');
  if (!size) throw new Error(`ISMS_VIEWPORT is ${process.env.ISMS_VIEWPORT}, not a size such as 1440x900.`);
  const limit = Number(process.env.ISMS_VSCODE_TIMEOUT ?? 180);

  /** @type {ReturnType<typeof actionsOf> | undefined} */
  let actions;
  const driver = await startDriver(() => actions);
  const log = verbose ? (/** @type {string} */ line) => process.stderr.write(line) : undefined;
  const [server, chromium] = await Promise.all([
    startServer({ settings: settingsIn(flags['user-data-dir']?.at(-1)), extensionsDir, env: driver.env, log }),
    startChromium({ viewport: { width: Number(size[1]), height: Number(size[2]) } }),
  ]);
  const { page } = chromium;
  actions = actionsOf(page, { screenshots: process.env.ISMS_SCREENSHOTS });

  const result = new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`The tests did not end in ${limit} s.`)), limit * 1000);
    timer.unref();
    page.exposeFunction('codeAutomationExit', (/** @type {number} */ code) => resolve(code));
    page.exposeFunction('codeAutomationLog', (/** @type {string} */ type, /** @type {unknown[]} */ args) => {
      const text = format(args);
      if (verbose) console.log(`[${type}] ${text}`);
      else if (!chatter.test(text)) console.log(text);
    });
    page.on('crash', () => reject(new Error('The page crashed.')));
    page.on('close', () => reject(new Error('The page was closed.')));
    server.ended.then((code) => reject(new Error(`VS Code's server ended with ${code}.`)));
  });
  try {
    const address = server.address({
      folder: places[0] && path.resolve(places[0]),
      extensions: flags.extensionDevelopmentPath,
      tests,
      kind: flags.extensionDevelopmentKind?.includes('web') ? 'web' : undefined,
    });
    await Promise.race([openWorkbench(page, address), result]);
    return /** @type {number} */ (await result);
  } catch (error) {
    const picture = await Promise.race([
      actions.screenshot({ name: 'launcher-failed' }).catch(() => null),
      new Promise((resolve) => setTimeout(resolve, 5000, null)),
    ]);
    if (picture) console.error(`What was to be seen: ${picture}`);
    throw error;
  } finally {
    result.catch(() => {});
    driver.close();
    await Promise.all([chromium.close(), server.stop()]);
  }
}

for (const [signal, code] of /** @type {const} */ ([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
])) {
  // What was started ends with this process: see the exit handler in workbench.mjs.
  process.on(signal, () => process.exit(code));
}
if (process.platform !== 'win32') {
  const parent = process.ppid;
  // Nobody waits for the result any more.
  setInterval(() => process.ppid !== parent && process.exit(1), 1000).unref();
}
main().then(
  (code) => process.exit(code),
  (error) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
