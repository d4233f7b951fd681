// How long the author waits while writing: each question over LSP, there and back, on a register of many suppliers.
// node tests/bench/writing.mjs [suppliers]
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import { Client } from './client.mjs';
import { AS_OF, EVIDENCE, random, register, SETTINGS } from './register.mjs';
import { quantile, show, table } from './stats.mjs';

const COUNT = Number(process.argv[2] ?? 1000);
/** Where one text hangs on another by anchors, or stands in one bracket, a keystroke reads the whole file again. */
const ROUNDS = { block: 200, anchors: 3, flow: 3 };

/** What is typed below a supplier's status, and where the cursor is then. */
const COMPLETIONS = {
  'keys, on an empty line': '    ',
  'words of a list': '    categories: [hosting, ',
  'places, nothing typed': '    processing: [',
  'places by city': '    processing: [frankf',
  'where a model runs': '    model: { inference: [{ platform: azure-foundry, deployment: ',
  'rules to waive': '    waivers: [{ rule: ',
};

async function measure(style) {
  const rounds = ROUNDS[style];
  const folder = mkdtempSync(path.join(tmpdir(), 'isms-bench-'));
  const client = new Client({
    name: 'isms',
    node: process.execPath,
    command: [path.resolve('dist/server/node.cjs'), '--stdio'],
    env: { ISMS_AS_OF: AS_OF },
    versioned: true,
  });
  const rows = [];
  try {
    writeFileSync(path.join(folder, 'isms.yaml'), SETTINGS);
    mkdirSync(path.join(folder, 'evidence'));
    for (const name of EVIDENCE) writeFileSync(path.join(folder, name), '');
    const file = path.join(folder, 'suppliers.yaml');
    const text = register(COUNT, { style });
    writeFileSync(file, text);
    const uri = pathToFileURL(file).href;
    await client.initialize(pathToFileURL(folder).href);
    const opened = client.diagnosed(uri, 1);
    client.open(uri, text);
    await opened;
    const lines = text.split('\n');
    const next = random(7);
    const starts = lines.flatMap((line, index) => (/^ {4}status: |^ +"name":/.test(line) ? [index] : []));
    const anywhere = () => starts[Math.floor(next() * starts.length)];
    const note = (what, times) =>
      rows.push([what, show(quantile(times, 0.5), 'ms'), show(quantile(times, 0.95), 'ms')]);
    const ask = async (method, params) => {
      const from = performance.now();
      const { result, at } = await client.request(method, params);
      return { result, time: at - from };
    };
    const textDocument = { uri };

    for (const [what, typed] of style === 'flow' ? [] : Object.entries(COMPLETIONS)) {
      const times = [];
      for (let round = 0; round < rounds; round++) {
        const line = anywhere() + 1;
        const at = { line, character: 0 };
        // The keystroke and the question go out together, as editors send them; what is read again is the supplier.
        let done = client.diagnosed(uri, client.change(uri, [{ start: at, end: at }, `${typed.slice(0, -1)}\n`]));
        await done;
        const end = { line, character: typed.length - 1 };
        done = client.diagnosed(uri, client.change(uri, [{ start: end, end }, typed.at(-1)]));
        const { result, time } = await ask('textDocument/completion', {
          textDocument,
          position: { line, character: typed.length },
        });
        if (!result?.items.length) throw new Error(`nothing was offered: ${what}`);
        await done;
        times.push(time);
        done = client.diagnosed(uri, client.change(uri, [{ start: at, end: { line: line + 1, character: 0 } }, '']));
        await done;
      }
      note(`keystroke and completion: ${what}`, times);
    }

    const hovers = [];
    for (let round = 0; round < rounds * 3; round++) {
      const line = anywhere() + Math.floor(next() * 12);
      const character = Math.max(0, lines[line].length - 3);
      hovers.push((await ask('textDocument/hover', { textDocument, position: { line, character } })).time);
    }
    note('hover', hovers);

    const lenses = [];
    const resolved = [];
    for (let round = 0; round < 20; round++) {
      const { result, time } = await ask('textDocument/codeLens', { textDocument });
      lenses.push(time);
      for (let i = 0; i < 10; i++)
        resolved.push((await ask('codeLens/resolve', result[Math.floor(next() * result.length)])).time);
    }
    note('code lenses, the whole file', lenses);
    note('code lens, put into words', resolved);

    const hints = [];
    for (let round = 0; round < rounds; round++) {
      const line = anywhere();
      hints.push(
        (
          await ask('textDocument/inlayHint', {
            textDocument,
            range: { start: { line, character: 0 }, end: { line: line + 60, character: 0 } },
          })
        ).time,
      );
    }
    note('inlay hints, 60 lines', hints);
  } finally {
    client.kill();
    rmSync(folder, { recursive: true, force: true });
  }
  return rows;
}

for (const style of Object.keys(ROUNDS)) {
  console.log(`\n${COUNT} suppliers, ${style}\n`);
  console.log(table(['what', 'median', '95 %'], await measure(style)));
}
