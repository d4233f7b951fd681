/**
 * The runner inside VS Code's extension host: `test(name, fn)` registers, `run()` runs them in order and goes on
 * after a failure. It prints `ok` and `not ok` lines and writes each result down at once, so that a crash of
 * VS Code costs only the tests it kept from running.
 */
import { appendFileSync } from 'node:fs';
import { findSourceMap } from 'node:module';
import { fileURLToPath } from 'node:url';
import { driver } from './driver.ts';

interface Test {
  name: string;
  fn: () => unknown;
  /** Milliseconds. */
  timeout: number;
}

/** One line of the file that run.mjs reads. */
type Line =
  | { type: 'plan'; names: string[] }
  | { type: 'test'; name: string; status: 'passed' | 'failed' | 'skipped'; ms: number; error?: string }
  | { type: 'end' };

const tests: Test[] = [];

/** Thrown by `skip()`: the test could not be run here, and that is no failure. */
export class Skipped extends Error {}

/** Ends the running test without a verdict, e.g. since it needs the real screen and there is none. */
export function skip(why: string): never {
  throw new Skipped(why);
}

/** Registers a test. `timeout` is in milliseconds. */
export function test(name: string, fn: () => unknown, { timeout = 60_000 }: { timeout?: number } = {}): void {
  if (tests.some((other) => other.name === name)) throw new Error(`Two tests have the name ${name}.`);
  tests.push({ name, fn, timeout });
}

/**
 * Asks again and again until `fn` returns something truthy, and returns that. What it throws counts as "not yet".
 * Tests never sleep: they say what they wait for.
 */
export async function until<T>(
  fn: () => T | PromiseLike<T>,
  {
    timeout = 10_000,
    interval = 30,
    what = 'the expected state',
  }: { timeout?: number; interval?: number; what?: string | (() => string) } = {},
): Promise<NonNullable<T>> {
  const deadline = Date.now() + timeout;
  for (;;) {
    let problem: unknown;
    try {
      const value = await fn();
      if (value) return value as NonNullable<T>;
      problem = undefined;
    } catch (error) {
      problem = error;
    }
    if (Date.now() > deadline) {
      const last = problem instanceof Error ? `: ${problem.message}` : '';
      throw new Error(`Waited ${timeout} ms in vain for ${typeof what === 'string' ? what : what()}${last}`);
    }
    await new Promise((resolve) => setTimeout(resolve, interval));
  }
}

function record(line: Line): void {
  const file = process.env.ISMS_TEST_RESULTS;
  if (file) appendFileSync(file, `${JSON.stringify(line)}\n`);
}

async function withTimeout(fn: () => unknown, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  try {
    await Promise.race([
      (async () => fn())(),
      new Promise((_, reject) => {
        timer = setTimeout(() => reject(new Error(`The test did not end in ${ms} ms.`)), ms);
      }),
    ]);
  } finally {
    clearTimeout(timer);
  }
}

/** The error's message and the tests' own lines in its stack: VS Code's hooks keep Node from naming them itself. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const [before, ...frames] = (error.stack ?? error.message).split(/\n(?=\s+at )/);
  const mapped = frames.flatMap((frame) => {
    const found = /([^\s(]+\.tests\.cjs):(\d+):(\d+)/.exec(frame);
    if (!found) return [];
    const entry = findSourceMap(found[1]!)?.findEntry(Number(found[2]) - 1, Number(found[3]) - 1);
    if (!entry || !('originalSource' in entry)) return [frame];
    const source = entry.originalSource.startsWith('file:')
      ? fileURLToPath(entry.originalSource)
      : entry.originalSource;
    if (source.endsWith('runner.ts')) return [];
    return [`    at ${source}:${entry.originalLine + 1}:${entry.originalColumn + 1}`];
  });
  return [before, ...mapped].join('\n');
}

/** What VS Code calls. Rejects if a test failed, which makes VS Code's exit code a failure. */
export async function run(): Promise<void> {
  const only = process.env.ISMS_TEST_ONLY;
  const chosen = only ? tests.filter(({ name }) => name.includes(only)) : tests;
  record({ type: 'plan', names: chosen.map(({ name }) => name) });
  let failed = 0;
  let number = 0;
  for (const { name, fn, timeout } of chosen) {
    number++;
    const began = Date.now();
    const ms = () => Date.now() - began;
    try {
      await withTimeout(fn, timeout);
      record({ type: 'test', name, status: 'passed', ms: ms() });
      console.log(`ok ${number} - ${name} (${ms()} ms)`);
    } catch (error) {
      const text = describe(error);
      if (error instanceof Skipped) {
        record({ type: 'test', name, status: 'skipped', ms: ms(), error: error.message });
        console.log(`ok ${number} - ${name} # SKIP ${error.message}`);
        continue;
      }
      failed++;
      record({ type: 'test', name, status: 'failed', ms: ms(), error: text });
      const picture = await driver.screenshot(`failed ${name}`).catch(() => undefined);
      console.log(
        `not ok ${number} - ${name} (${ms()} ms)\n  ${text.replaceAll('\n', '\n  ')}${picture ? `\n  seen: ${picture}` : ''}`,
      );
    }
  }
  record({ type: 'end' });
  if (failed) {
    const verdict = new Error(`${failed} of ${chosen.length} tests failed.`);
    // Where it was thrown tells nobody anything.
    delete verdict.stack;
    throw verdict;
  }
}
