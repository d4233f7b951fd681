// Measures the language server and the command line against what people use today, and prints the ratios.
//
//   npm run bench                  everything, into docs/benchmarks.md; a quarter of an hour and more
//   npm run bench -- --quick       up to 1,000 suppliers, few rounds, printed only
//   npm run bench -- --only NAME   one part: start, session, steps, files, cli, memory (repeatable); printed only
//   npm run bench -- --sizes 10,1000   --no-build   --node PATH (run both sides with another Node)
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import {
  commandLines,
  manyFiles,
  memoryOverSession,
  session,
  starts,
  typingAmongFiles,
  workspace,
} from './measure.mjs';
import { installPeers, peerConfiguration, SPECTRAL_RULES, writeSchema } from './peers.mjs';
import { AS_OF, oneSupplier, register } from './register.mjs';
import { Report } from './report.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true },
    sizes: { type: 'string' },
    'no-build': { type: 'boolean', default: false },
    node: { type: 'string', default: process.execPath },
  },
});
const PARTS = ['start', 'session', 'steps', 'files', 'cli', 'memory'];
for (const part of options.only ?? []) {
  if (!PARTS.includes(part)) {
    console.error(`There is no part “${part}”; there are ${PARTS.join(', ')}`);
    process.exit(2);
  }
}
const { quick } = options;
const full = !quick && !options.only && !options.sizes;
const sizes = options.sizes?.split(',').map(Number) ?? (quick ? [10, 100, 1000] : [10, 100, 1000, 10_000]);
const largest = Math.max(...sizes);

// Nothing may hang: the whole run has a limit, and what it started goes with it.
setTimeout(() => {
  console.error('The benchmark took longer than 25 minutes and was given up');
  process.exit(1);
}, 25 * 60_000).unref();

if (!options['no-build'] || !existsSync(path.join(root, 'dist/server/node.cjs'))) {
  const { status } = spawnSync(process.execPath, ['esbuild.mjs'], { cwd: root, stdio: 'inherit', timeout: 120_000 });
  if (status !== 0) process.exit(1);
}

const bench = path.join(root, '.bench');
mkdirSync(bench, { recursive: true });
// Not below .bench: servers and glob patterns pass over hidden folders.
const home = mkdtempSync(path.join(os.tmpdir(), 'isms-bench-'));
process.on('exit', () => rmSync(home, { recursive: true, force: true }));

// What is measured is a copy, so that a build in between changes nothing.
const dist = path.join(home, 'dist');
cpSync(path.join(root, 'dist'), dist, {
  recursive: true,
  filter: (from) => !/[\\/]tests(?:[\\/]|$)|\.vsix$/.test(from),
});

const nodeVersion = execFileSync(options.node, ['--version'], { encoding: 'utf8' }).trim();
const peers = installPeers(bench, nodeVersion);
const schema = writeSchema(path.join(root, 'schemas'), home);
const env = { ISMS_AS_OF: AS_OF };
const ours = {
  name: 'ISMS Author',
  node: options.node,
  command: [path.join(dist, 'server/node.cjs'), '--stdio'],
  versioned: true,
  env,
};
const peer = {
  name: 'yaml-language-server',
  node: options.node,
  command: [peers['yaml-language-server'].main, '--stdio'],
  configuration: peerConfiguration(schema),
};
const both = [ours, peer];

const report = new Report({ sizes, nodeVersion, peers, quick });
const say = (text) => console.log(`${String(Math.round(process.uptime())).padStart(4)} s  ${text}`);
const fmt = (size) => size.toLocaleString('en-US');

/** Counts by side for a size: where the peer takes seconds, few must do. */
const few = (ourCount, peerCounts) => (size) => [
  quick ? Math.ceil(ourCount / 4) : ourCount,
  peerCounts[size >= 10_000 ? 2 : size >= 1000 ? 1 : 0],
];
const counts = {
  start: (size) => (quick ? [5, 2] : size >= 10_000 ? [7, 2] : size >= 1000 ? [9, 4] : [15, 7]),
  keystrokes: few(400, quick ? [10, 4, 2] : [30, 15, 3]),
  completions: few(100, quick ? [5, 3, 1] : [15, 6, 2]),
  hovers: few(200, quick ? [10, 5, 3] : [50, 20, 5]),
};
const budget = quick ? 8 : 45;

/**
 * The first start of an installation has to compile, and leaves a code cache for the next ones once it has worked for a
 * few seconds: it is told on its own, and nothing else is measured before.
 */
async function firstStart() {
  say('first start after installing');
  const text = register(100);
  const space = workspace(home, 'first', { 'suppliers.yaml': text });
  const { start } = await starts(both, text, space, [1, 1], { stay: 7000 });
  report.add('first-start', 100, start);
}

const parts = {
  async start() {
    for (const size of sizes) {
      say(`start and first edit, ${fmt(size)} suppliers`);
      const text = register(size);
      const space = workspace(home, `start-${size}`, { 'suppliers.yaml': text });
      const { start, firstEdit, findings } = await starts(both, text, space, counts.start(size));
      report.add('start', size, start);
      report.add('first-edit', size, firstEdit);
      report.findings(size, findings);
    }
  },

  async session() {
    for (const size of sizes) {
      say(`edits, completions and hovers, ${fmt(size)} suppliers`);
      const text = register(size);
      const space = workspace(home, `session-${size}`, { 'suppliers.yaml': text });
      const result = await session(both, text, space, {
        keystrokes: counts.keystrokes(size),
        completions: counts.completions(size),
        hovers: counts.hovers(size),
        budget,
      });
      report.add('keystroke', size, result.typed);
      report.add('completion', size, result.completed);
      report.add('hover', size, result.hovered);
      report.add('new-line', size, result.lined);
      report.add(
        'memory',
        size,
        result.memory.map((value) => (value === undefined ? [] : [value])),
      );
      for (const note of result.notes) report.note(`${fmt(size)} suppliers: ${note}`);
    }
  },

  async steps() {
    const steps = [
      ['all-faulty', { faulty: 'all' }],
      ['anchors', { style: 'anchors' }],
      ['flow', { style: 'flow' }],
    ];
    for (const [name, shape] of steps) {
      for (const size of sizes) {
        say(`${name}, ${fmt(size)} suppliers`);
        const text = register(size, shape);
        const space = workspace(home, `${name}-${size}`, { 'suppliers.yaml': text });
        // At 10,000 the peer is not asked: half a minute a step, and what it takes there is known from above.
        const sides = size >= 10_000 ? [ours] : both;
        const { start, notes } = await starts(sides, text, space, size >= 10_000 ? [2] : [3, 2]);
        report.add(`${name}-start`, size, start);
        for (const note of notes) report.note(`${name}, ${fmt(size)} suppliers: ${note}`);
        const [most, peerMost] = counts.keystrokes(size);
        const answering = notes.length ? [ours] : sides;
        const { typed } = await session(answering, text, space, {
          keystrokes: [Math.min(most, 60), Math.min(peerMost, 8)],
          budget: budget / 3,
        });
        report.add(`${name}-keystroke`, size, typed);
      }
    }
    say('a file with one supplier');
    const text = oneSupplier(2, true);
    const space = workspace(home, 'one', { 'aws.supplier.yaml': text, 'suppliers/aws.yaml': text });
    const result = await session(both, text, space, {
      keystrokes: counts.keystrokes(1),
      completions: counts.completions(1),
      hovers: counts.hovers(1),
      budget,
      file: 'suppliers/aws.yaml',
    });
    report.add('one-keystroke', 1, result.typed);
    report.add('one-completion', 1, result.completed);
    report.add('one-hover', 1, result.hovered);
    const count = quick ? 1000 : 10_000;
    say(`typing in one of ${fmt(count)} files`);
    const typed = await typingAmongFiles(both, home, count, counts.keystrokes(1));
    report.add('among-keystroke', count, typed);
  },

  async files() {
    const rounds = quick ? 3 : 7;
    for (const [name, count, how] of [
      ['files', 1000, {}],
      ['files-faulty', 1000, { faulty: 'all' }],
      ['files-many', 10_000, { typing: true }],
    ]) {
      if (quick && count > 1000) continue;
      say(`${fmt(count)} files with one supplier`);
      const taken = [];
      const keys = [];
      for (let round = 0; round < (count > 1000 ? 2 : rounds); round++) {
        const result = await manyFiles(ours, home, count, how);
        taken.push(result.took);
        keys.push(...result.keys);
      }
      report.add(name, count, [taken]);
      if (how.typing) report.add(`${name}-keystroke`, count, [keys]);
    }
  },

  async cli() {
    for (const size of sizes) {
      say(`command lines, ${fmt(size)} suppliers`);
      const text = register(size);
      const space = workspace(home, `cli-${size}`, { 'suppliers.yaml': text, 'ruleset.yaml': SPECTRAL_RULES });
      const at = { cwd: space.folder, env };
      const series = await commandLines(
        [
          { node: options.node, command: [path.join(dist, 'cli.mjs'), 'check', '.'], options: at, expected: [0, 1] },
          {
            node: options.node,
            command: [peers['@stoplight/spectral-cli'].main, 'lint', 'suppliers.yaml', '--ruleset', 'ruleset.yaml'],
            options: at,
            expected: [0, 1],
          },
          {
            node: options.node,
            command: [peers['ajv-cli'].main, 'validate', '--strict=false', '-s', schema, '-d', 'suppliers.yaml'],
            options: at,
            expected: [0, 1],
          },
        ],
        quick ? 3 : size >= 10_000 ? 5 : 9,
      );
      report.add('spectral', size, [series[0], series[1]]);
      report.add('ajv', size, [series[0], series[2]]);
    }
  },

  async memory() {
    const edits = quick ? 200 : 1000;
    say(`memory over ${fmt(edits)} edits, ${fmt(largest)} suppliers`);
    const text = register(largest);
    const gauge = path.join(root, 'tests/bench/gauge.cjs');
    const inside = workspace(home, 'memory', { 'suppliers.yaml': text });
    report.held('in the workspace', largest, edits, await memoryOverSession(ours, gauge, text, inside, edits, true));
    const alone = workspace(home, 'memory-alone', { 'isms.yaml': undefined });
    report.held(
      'in no workspace, not on disk',
      largest,
      edits,
      await memoryOverSession(ours, gauge, text, alone, edits, false),
    );
  },
};

let failed = false;
await firstStart();
for (const part of options.only ?? PARTS) {
  try {
    await parts[part]();
  } catch (error) {
    // One part that fails does not take the others' numbers with it.
    failed = true;
    report.note(`${part} broke off: ${error instanceof Error ? error.message : error}`);
    console.error(error);
  }
}
const text = report.markdown();
console.log(`\n${text}`);
writeFileSync(path.join(bench, 'last.json'), JSON.stringify(report, undefined, 1));
if (full && !failed) report.write(path.join(root, 'docs/benchmarks.md'), text);
say('done');
process.exit(failed ? 1 : 0);
