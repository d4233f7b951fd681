import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Client } from './client.ts';

let client: Client;
beforeAll(async () => {
  client = await Client.start({ files: { 'isms.yaml': 'isms: 1\n', 'suppliers/other.yaml': 'supplier: { id: o }\n' } });
});
afterAll(() => client.stop());

const levels = Array.from({ length: 1000 }, (_, level) => `${' '.repeat(level + 1)}a:\n`).join('');

describe('a text that once ended the server', { timeout: 60_000 }, () => {
  it.each([
    ['dashes', `suppliers:\n${'- '.repeat(1200)}a`, 'nested more than 100 deep'],
    ['question marks', `${'? '.repeat(1000)}a`, 'nested more than 100 deep'],
    ['brackets', `suppliers: ${'['.repeat(2000)}`, 'nested more than 100 deep'],
    ['levels', `suppliers:\n${levels}`, 'nested more than 100 deep'],
    ['lines that are no keys', `suppliers:\n${'a\n'.repeat(20_000)}`, 'This is no `key: value`'],
  ])('%s', async (name, text, problem) => {
    const file = `suppliers/${name}.yaml`;
    await client.open(file, text);
    const [first] = (await client.diagnostics(file)).filter(({ code }) => code === 'yaml/syntax');
    expect(first!.message).toContain(problem);
    const textDocument = { uri: client.uri(file) };
    const range = { start: { line: 0, character: 0 }, end: { line: 5000, character: 0 } };
    for (const method of ['documentSymbol', 'inlayHint', 'foldingRange', 'codeLens', 'documentLink'])
      await client.request(`textDocument/${method}`, { textDocument, range });
    await client.request('textDocument/selectionRange', { textDocument, positions: [{ line: 1, character: 300 }] });
    await client.request('textDocument/hover', { textDocument, position: { line: 1, character: 300 } });
    await client.close(file);
    expect(client.log.join('\n')).not.toMatch(/Error/);
    expect((await client.diagnostics('suppliers/other.yaml')).length).toBeGreaterThan(0);
  });
});
