// The measurements. Each is taken in turn from both sides, never from both at once, with the same client.
import { spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import { Client, ENVIRONMENT } from './client.mjs';
import { EVIDENCE, oneSupplier, random, SETTINGS } from './register.mjs';

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** What the peer waits after every change before it starts to read, in milliseconds. */
export const PEER_WAIT = 200;

/** A folder with an ISMS in it; `files` by path, `undefined` for one that is not to be there. */
export function workspace(home, name, files) {
  const folder = path.join(home, name);
  rmSync(folder, { recursive: true, force: true });
  for (const [file, text] of Object.entries({
    'isms.yaml': SETTINGS,
    ...Object.fromEntries(EVIDENCE.map((file) => [file, ''])),
    ...files,
  })) {
    if (text === undefined) continue;
    const full = path.join(folder, file);
    mkdirSync(path.dirname(full), { recursive: true });
    writeFileSync(full, text);
  }
  return { folder, uri: pathToFileURL(`${folder}/`).href, file: (name) => pathToFileURL(path.join(folder, name)).href };
}

/**
 * A register in an editor: where things stand in it.
 * @param {ReturnType<typeof workspace>} space
 */
function editor(space, file, text) {
  const lines = text.split('\n');
  const find = (pattern) => {
    const places = [];
    for (let line = 0; line < lines.length; line++) {
      const match = pattern.exec(lines[line]);
      if (match) places.push({ line, character: match.index + match[0].length });
    }
    return places;
  };
  const next = random(42);
  const any = (places) => places[Math.floor(next() * places.length)];
  const prose = find(/(?:^|["\s])purpose"?: "/);
  const statuses = find(/(?:^|\s)status: (?=active)/);
  let typing = any(prose);
  let typed = 0;
  return {
    uri: space.file(file),
    space,
    text,
    /** One character in the middle of a text; every ten characters elsewhere. */
    keystroke() {
      if (typed++ % 10 === 0) typing = any(prose);
      return [{ start: typing, end: typing }, 'x'];
    },
    /** A line above everything. */
    newLine: [{ start: { line: 1, character: 0 }, end: { line: 1, character: 0 } }, '# One line more\n'],
    anyStatus: () => any(statuses),
    statuses: statuses.length,
  };
}

const shifted = ({ line, character }, by) => ({ line, character: character + by });

/** Starts a server, opens a document and waits for its first diagnostics. @returns the client and the time in ms */
export async function start(server, doc) {
  const client = new Client(server);
  try {
    await client.initialize(doc.space.uri);
    const first = client.watch((uri) => uri === doc.uri);
    client.open(doc.uri, doc.text);
    const { at, diagnostics } = await first;
    return { client, took: at - client.startedAt, findings: diagnostics.length };
  } catch (error) {
    client.kill();
    throw error;
  }
}

/** Time from one character to the diagnostics of the text with it, in ms. */
async function typeOne(client, doc, edit = doc.keystroke()) {
  const before = performance.now();
  const version = client.change(doc.uri, edit);
  const { at } = await client.diagnosed(doc.uri, version);
  return at - before;
}

/** Time from one character to the completions there, in ms; `undefined` where none came. */
async function completeOne(client, doc) {
  const at = doc.anyStatus();
  const after = shifted(at, 1);
  const before = performance.now();
  const version = client.change(doc.uri, [{ start: at, end: shifted(at, 'active'.length) }, 'a']);
  const diagnosed = client.diagnosed(doc.uri, version);
  diagnosed.catch(() => {});
  const answer = await client.request('textDocument/completion', { textDocument: { uri: doc.uri }, position: after });
  await diagnosed;
  const items = Array.isArray(answer.result) ? answer.result : answer.result?.items;
  const restored = client.change(doc.uri, [{ start: at, end: after }, 'active']);
  await client.diagnosed(doc.uri, restored);
  return items?.some(({ label }) => /active/.test(label)) ? answer.at - before : undefined;
}

/** Time from a question to the hover there, in ms; `undefined` where none came. */
async function hoverOne(client, doc) {
  const before = performance.now();
  const { result, at } = await client.request('textDocument/hover', {
    textDocument: { uri: doc.uri },
    position: shifted(doc.anyStatus(), -5),
  });
  return result?.contents ? at - before : undefined;
}

/**
 * Takes a measurement from each side in turn, until each has as many as asked for or its time is used up.
 * @param {readonly { client: Client, doc: object, most: number }[]} sides
 * @param {number} budget seconds a side, after the least number of rounds
 * @param {(client: Client, doc: object) => Promise<number | undefined>} measure
 * @returns {Promise<number[][]>} by side
 */
async function alternate(sides, budget, measure, { least = 3, drop = 3 } = {}) {
  const series = sides.map(() => []);
  const rounds = Math.min(...sides.map(({ most }) => most));
  const spent = sides.map(() => 0);
  const taken = sides.map(() => 0);
  const takeOne = async (side) => {
    const { client, doc } = sides[side];
    if (client.dead) return undefined;
    try {
      return await measure(client, doc);
    } catch (error) {
      // A side that fails or takes too long is asked no more; the other goes on.
      client.failure ??= error instanceof Error ? error.message : String(error);
      client.kill();
      client.dead = true;
      return undefined;
    }
  };
  for (let side = 0; side < sides.length; side++) {
    // The first few warm up; where they take seconds, there are too few to leave one out.
    if (sides[side].most > 5) for (let turn = 0; turn < drop; turn++) await takeOne(side);
  }
  for (let round = 0; round < rounds; round++) {
    for (let side = 0; side < sides.length; side++) {
      const until = Math.round(((round + 1) / rounds) * sides[side].most);
      for (; taken[side] < until && !sides[side].client.dead; taken[side]++) {
        if (spent[side] > budget * 1000 && taken[side] >= least) break;
        const before = performance.now();
        const value = await takeOne(side);
        spent[side] += performance.now() - before;
        if (value !== undefined) series[side].push(value);
        else if (taken[side] > 2 && !series[side].length) spent[side] = Number.POSITIVE_INFINITY;
      }
    }
  }
  return series;
}

/**
 * Start and first edit after opening, each with fresh processes, which stay for some milliseconds more.
 * A peer that does not answer is asked no more.
 * @returns {Promise<{ start: number[][], firstEdit: number[][], findings: number[], notes: string[] }>} by side
 */
export async function starts(sides, text, space, rounds, { file = 'suppliers.yaml', stay = 0 } = {}) {
  const result = {
    start: sides.map(() => []),
    firstEdit: sides.map(() => []),
    findings: sides.map(() => 0),
    notes: [],
  };
  const failed = new Set();
  for (let round = 0; round < Math.max(...rounds); round++) {
    for (let side = 0; side < sides.length; side++) {
      if (round >= rounds[side] || failed.has(side)) continue;
      const doc = editor(space, file, text);
      let started;
      try {
        started = await start(sides[side], doc);
      } catch (error) {
        if (side === 0) throw error;
        failed.add(side);
        result.notes.push(error.message.trim());
        continue;
      }
      const { client, took, findings } = started;
      result.start[side].push(took);
      result.findings[side] = findings;
      await settled(client);
      result.firstEdit[side].push(await typeOne(client, doc));
      if (stay) await pause(stay);
      await client.stop();
    }
  }
  return result;
}

/** In the place of a peer that did not answer. */
const ABSENT = { dead: true, capabilities: {}, peakMemory: () => undefined, stop: async () => {} };

/** Waits until a server has not said anything for a while: it may have more to say after the first word. */
async function settled(client, quiet = 400) {
  for (let seen = -1; seen !== client.messages; await pause(quiet)) seen = client.messages;
}

/**
 * A session of edits, completions and hovers on one register, both servers running.
 * @param {object} options
 * @param {readonly number[]} options.keystrokes how many by side
 * @returns by side: series of ms, peak memory in MB, and what was left out
 */
export async function session(
  sides,
  text,
  space,
  { keystrokes, completions, hovers, budget, file = 'suppliers.yaml' },
) {
  const running = [];
  const notes = [];
  try {
    for (const side of sides) {
      const doc = editor(space, file, text);
      try {
        const { client } = await start(side, doc);
        running.push({ client, doc });
        await settled(client);
      } catch (error) {
        if (side === sides[0]) throw error;
        running.push({ client: ABSENT, doc });
        notes.push(error.message.trim());
      }
    }
    const many = (counts) => running.map((side, index) => ({ ...side, most: counts[index] }));
    const typed = await alternate(many(keystrokes), budget, typeOne);
    const can = (capability) => running.map(({ client }) => Boolean(client.capabilities[capability]));
    const asked = async (capability, counts, measure) => {
      const able = can(capability);
      const series = running.map(() => []);
      if (!running[0].doc.statuses) return series;
      const who = many(counts)
        .map((side, index) => ({ ...side, index }))
        .filter(({ index }) => able[index]);
      const got = await alternate(who, budget, measure, { least: 2, drop: 1 });
      who.forEach(({ index }, at) => {
        series[index] = got[at];
      });
      series.forEach((values, index) => {
        if (!values.length)
          notes.push(
            `${sides[index].name}: no ${capability.replace('Provider', '')} (${able[index] ? 'nothing answered' : 'not offered'})`,
          );
      });
      return series;
    };
    const completed = completions ? await asked('completionProvider', completions, completeOne) : undefined;
    const hovered = hovers ? await asked('hoverProvider', hovers, hoverOne) : undefined;
    // Read before the last step: a server that breaks off there has still worked through the same session.
    const memory = running.map(({ client }) => client.peakMemory());
    const lined = await alternate(
      many(keystrokes.map((count) => Math.min(count, count > 20 ? 20 : 2))),
      budget / 4,
      (client, doc) => typeOne(client, doc, doc.newLine),
      { least: 1, drop: 0 },
    );
    for (const { client } of running) if (client.failure) notes.push(client.failure);
    return { typed, completed, hovered, lined, memory, notes };
  } finally {
    for (const { client } of running) await client.stop();
  }
}

/** The files of a workspace with one supplier each, and those of them that have a fault. */
function supplierFiles(count, faulty) {
  const files = {};
  const expected = [];
  for (let index = 0; index < count; index++) {
    const name = `suppliers/s${String(index).padStart(5, '0')}.yaml`;
    const wrong = faulty === 'all' || index % 100 === 7 || index === count - 1;
    files[name] = oneSupplier(index, wrong);
    if (wrong) expected.push(name);
  }
  return { files, expected };
}

/** Times of keystrokes in one file of many, once all are read, in ms by side. The peer reads only the open one. */
export async function typingAmongFiles(sides, home, count, most) {
  const { files } = supplierFiles(count, 'some');
  const space = workspace(home, `among-${count}`, files);
  const name = Object.keys(files)[0];
  const { typed } = await session(sides, files[name], space, { keystrokes: most, budget: 30, file: name });
  rmSync(space.folder, { recursive: true, force: true });
  return typed;
}

/**
 * Files with one supplier each, none open: time from process start until every file with a fault was told of, in ms.
 * With an open file, somebody types in it meanwhile: the longest that a keystroke took.
 */
export async function manyFiles(server, home, count, { faulty = 'some', typing = false } = {}) {
  const { files, expected } = supplierFiles(count, faulty);
  const space = workspace(home, `many-${count}-${faulty}`, files);
  const waiting = new Set(expected.map(space.file));
  const client = new Client(server);
  try {
    const all = client.watch((uri, diagnostics) => {
      if (diagnostics.length) waiting.delete(uri);
      return waiting.size === 0;
    });
    await client.initialize(space.uri);
    const keys = [];
    if (typing) {
      const name = Object.keys(files)[0];
      const doc = editor(space, name, files[name]);
      client.open(doc.uri, doc.text);
      let done = false;
      all.then(
        () => {
          done = true;
        },
        () => {
          done = true;
        },
      );
      while (!done) {
        keys.push(await typeOne(client, doc));
        await pause(30);
      }
    }
    const { at } = await all;
    return { took: at - client.startedAt, keys, memory: client.peakMemory() };
  } finally {
    await client.stop();
    rmSync(space.folder, { recursive: true, force: true });
  }
}

/**
 * Memory before a register is opened, while it is open, and after a thousand edits and closing it, in MB.
 * @param {boolean} inWorkspace whether the folder is the editor's workspace, so that the register is known before and after
 */
export async function memoryOverSession(server, gauge, text, space, edits, inWorkspace) {
  const client = new Client({ ...server, command: ['--expose-gc', '--require', gauge, ...server.command], ipc: true });
  const measured = () =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('The gauge does not answer')), 20_000);
      client.child.once('message', (memory) => {
        clearTimeout(timer);
        resolve(memory);
      });
      client.child.send('measure');
    });
  try {
    const doc = editor(space, 'suppliers.yaml', text);
    await client.initialize(inWorkspace ? space.uri : undefined);
    if (inWorkspace) await client.watch((uri) => uri === doc.uri);
    await settled(client);
    const before = await measured();
    const first = client.watch((uri) => uri === doc.uri);
    client.open(doc.uri, text);
    await first;
    await settled(client);
    const opened = await measured();
    for (let edit = 0; edit < edits; edit++) await typeOne(client, doc);
    const edited = await measured();
    client.close(doc.uri);
    await settled(client, 1000);
    const closed = await measured();
    return { before, opened, edited, closed };
  } finally {
    await client.stop();
  }
}

/** Runs a command line and waits for its end. @returns milliseconds, exit code and how much it said */
export function run(node, command, { cwd, env, limit = 120_000 } = {}) {
  return new Promise((resolve, reject) => {
    const before = performance.now();
    const child = spawn(node, command, { cwd, env: { ...ENVIRONMENT, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = 0;
    let last = '';
    const hear = (chunk) => {
      said += chunk.length;
      last = chunk.toString('utf8').slice(-300);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    const stop = () => child.kill('SIGKILL');
    process.on('exit', stop);
    const timer = setTimeout(stop, limit);
    child.on('close', (code) => {
      clearTimeout(timer);
      process.off('exit', stop);
      if (code === null) reject(new Error(`${command.join(' ')} did not end in time`));
      else resolve({ took: performance.now() - before, code, said, last });
    });
  });
}

/** Time of whole command lines in turn, in ms by command. */
export async function commandLines(commands, rounds) {
  const series = commands.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (let at = 0; at < commands.length; at++) {
      const { node, command, options, expected } = commands[at];
      const { took, code, said, last } = await run(node, command, options);
      if (!expected.includes(code) || !said) throw new Error(`${command.join(' ')} ended with ${code}: ${last}`);
      series[at].push(took);
    }
  }
  return series;
}
