// How fast prose is: node tests/bench/prose.mjs, after npm run build.
//
// Keystrokes in a policy of 100 kB, from the change to its diagnostics over stdio, and `isms check` of 40 policies of
// 2.5 MB together beside what the Markdown parser alone takes for them.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import { GFM, parser } from '@lezer/markdown';
import { Client } from './client.mjs';
import { policyText } from './policies.mjs';
import { quantile } from './stats.mjs';

const root = path.join(import.meta.dirname, '../..');
const folder = mkdtempSync(path.join(tmpdir(), 'isms-prose-'));
const matter = (id) =>
  `---\nid: ${id}\ntitle: Policy ${id}\nstatus: approved\nowner: ciso\napproved-by: ciso\neffective: 2026-07-01\ncontrols: [A.5.15]\n---\n`;
try {
  mkdirSync(path.join(folder, 'policies'));
  writeFileSync(path.join(folder, 'isms.yaml'), 'isms: 1\n');
  const texts = Array.from({ length: 40 }, (_, index) => matter(`p${index}`) + policyText(62_500, index));
  for (const [index, text] of texts.entries()) writeFileSync(path.join(folder, `policies/p${index}.md`), text);

  const markdown = parser.configure(GFM);
  let from = performance.now();
  for (const text of texts) markdown.parse(text);
  const alone = performance.now() - from;
  from = performance.now();
  const { status, stderr } = spawnSync(
    process.execPath,
    [path.join(root, 'dist/cli.mjs'), 'check', folder, '--format', 'json', '--fail-on', 'never'],
    { maxBuffer: 1 << 28 },
  );
  const whole = performance.now() - from;
  if (status !== 0) throw new Error(String(stderr));
  console.log(
    `40 files of 2.5 MB: the parser alone ${Math.round(alone)} ms, isms check ${Math.round(whole)} ms (${(whole / alone).toFixed(2)}×)`,
  );

  const long = matter('long') + policyText(100_000, 7);
  const file = path.join(folder, 'policies/long.md');
  const uri = pathToFileURL(file).href;
  const client = new Client({
    name: 'isms',
    node: process.execPath,
    command: [path.join(root, 'dist/server/node.cjs'), '--stdio'],
    env: { ISMS_AS_OF: '2026-11-21' },
    versioned: true,
  });
  await client.initialize(pathToFileURL(folder).href);
  const first = client.diagnosed(uri, 1);
  client.open(uri, long);
  await first;
  await client.request('textDocument/documentSymbol', { textDocument: { uri } });
  const lines = long.split('\n').length;
  const times = [];
  for (let i = 0; i < 220; i++) {
    const line = 15 + Math.floor(((lines - 20) * ((i * 37) % 220)) / 220);
    const at = { line, character: 0 };
    const began = performance.now();
    const version = client.change(uri, [{ start: at, end: at }, 'x']);
    const { at: ended } = await client.diagnosed(uri, version);
    if (i >= 20) times.push(ended - began);
  }
  await client.stop();
  console.log(
    `A keystroke in 100 kB: ${quantile(times, 0.5).toFixed(1)} ms (95 %: ${quantile(times, 0.95).toFixed(1)} ms)`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
