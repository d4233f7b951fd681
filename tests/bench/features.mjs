// How long each feature takes in a register of 1,000 suppliers: from the request to the whole answer, over stdio.
//   node tests/bench/features.mjs [suppliers]
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Client } from './client.mjs';
import { AS_OF, EVIDENCE, register, SETTINGS, supplierId } from './register.mjs';

const COUNT = Number(process.argv[2] ?? 1000);
const ROUNDS = 40;
const root = path.resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(path.join(tmpdir(), 'isms-features-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

const text = register(COUNT);
const policies = `policies:\n${Array.from({ length: 24 }, (_, i) => `  - id: policy-${i}\n    title: Policy ${i}\n    version: "1.0"\n    status: approved\n    owner: ciso\n    approved-by: ciso\n    effective: 2026-07-01\n    controls: [A.5.${i + 1}, A.8.1-A.8.5]\n    related: [policy-${(i + 1) % 24}]\n`).join('')}`;
const files = { 'isms.yaml': SETTINGS, 'suppliers.yaml': text, 'policies.yaml': policies };
mkdirSync(path.join(folder, 'evidence'));
for (const name of EVIDENCE) writeFileSync(path.join(folder, name), '');
for (const [name, content] of Object.entries(files)) writeFileSync(path.join(folder, name), content);

const uri = (name) => pathToFileURL(path.join(folder, name)).href;
const server = new Client({
  name: 'isms-author',
  node: process.execPath,
  command: [path.join(root, 'dist/server/node.cjs'), '--stdio'],
  env: { ISMS_AS_OF: AS_OF },
  versioned: true,
});
await server.initialize(pathToFileURL(folder).href);
server.open(uri('suppliers.yaml'), text);
server.open(uri('policies.yaml'), policies);
// Names are looked for while nobody waits; wait as long as a person needs to read the first line.
await new Promise((resolve) => setTimeout(resolve, 3000 + COUNT));

/** The position of a text in the middle supplier, or in a file. */
function at(content, needle, from = 0) {
  const offset = content.indexOf(needle, from);
  const before = content.slice(0, offset + 1).split('\n');
  return { line: before.length - 1, character: before.at(-1).length };
}
const middle = text.indexOf(supplierId(COUNT >> 1));
const inSuppliers = (needle) => ({ textDocument: { uri: uri('suppliers.yaml') }, position: at(text, needle, middle) });
const inPolicies = (needle) => ({ textDocument: { uri: uri('policies.yaml') }, position: at(policies, needle) });
const here = inSuppliers('status:');
const range = { start: here.position, end: here.position };
const faulty = (server.diagnostics.get(uri('suppliers.yaml')) ?? []).at(-1)?.range ?? range;
const doc = { textDocument: { uri: uri('suppliers.yaml') } };
const { result: control } = await server.request('textDocument/prepareCallHierarchy', inPolicies('A.8.1'));

const requests = [
  ['code action: a finding', 'textDocument/codeAction', { ...doc, range: faulty, context: { diagnostics: [] } }],
  ['code action: a line without', 'textDocument/codeAction', { ...doc, range, context: { diagnostics: [] } }],
  ['definition of a role', 'textDocument/definition', inSuppliers('ciso')],
  ['definition of a policy', 'textDocument/definition', inPolicies('policy-3]')],
  [
    'references of a supplier',
    'textDocument/references',
    { ...inSuppliers(supplierId(COUNT >> 1)), context: { includeDeclaration: true } },
  ],
  [
    'references of a role',
    'textDocument/references',
    { ...inSuppliers('ciso'), context: { includeDeclaration: true } },
  ],
  [
    'references of a control',
    'textDocument/references',
    { ...inPolicies('A.8.1'), context: { includeDeclaration: true } },
  ],
  ['highlights of a role', 'textDocument/documentHighlight', inSuppliers('ciso')],
  ['prepare rename', 'textDocument/prepareRename', inSuppliers('ciso')],
  ['rename of a policy', 'textDocument/rename', { ...inPolicies('policy-3'), newName: 'other' }],
  ['rename of a role', 'textDocument/rename', { ...inSuppliers('ciso'), newName: 'other' }],
  ['document links', 'textDocument/documentLink', doc],
  ['document symbols', 'textDocument/documentSymbol', doc],
  ['workspace symbols', 'workspace/symbol', { query: 'supplier-005' }],
  ['folding', 'textDocument/foldingRange', doc],
  ['selection ranges', 'textDocument/selectionRange', { ...doc, positions: [here.position] }],
  ['hierarchy of a control', 'textDocument/prepareCallHierarchy', inPolicies('A.8.1')],
  ['incoming calls of a control', 'callHierarchy/incomingCalls', { item: control[0] }],
];

const row = (...cells) =>
  console.log(cells.map((cell, i) => (i ? String(cell).padStart(10) : String(cell).padEnd(30))).join(''));
console.log(`${COUNT} suppliers, ${(text.length / 1e6).toFixed(1)} MB, ${ROUNDS} rounds; milliseconds`);
row('', 'first', 'median', 'p95', 'answer kB');
for (const [name, method, params] of requests) {
  const times = [];
  let size = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const started = performance.now();
    const { result, at: done } = await server.request(method, params);
    times.push(done - started);
    size = JSON.stringify(result).length;
  }
  const first = times[0];
  times.sort((a, b) => a - b);
  row(
    name,
    first.toFixed(1),
    times[ROUNDS >> 1].toFixed(1),
    times[Math.floor(ROUNDS * 0.95)].toFixed(1),
    (size / 1000).toFixed(0),
  );
}
await server.stop();
process.exit(0);
