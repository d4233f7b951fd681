import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { handlers } from '../../server/src/hosts/lsp/handlers.ts';

const root = path.join(import.meta.dirname, '../..');
const read = (name: string) => readFileSync(path.join(root, name), 'utf8');

it('docs/lsp.md has the requests of the table of handlers, and tests that are there', () => {
  const rows = [...read('docs/lsp.md').matchAll(/^\| ([^|]+) \| ([^|]+) \|$/gm)];
  const named = rows.flatMap(([, methods]) => methods!.match(/\b(?:\w+\/)+\w+/g) ?? []);
  const methods = handlers.map(({ method }) => method);
  expect(new Set(methods).size).toBe(methods.length);
  expect(methods.filter((method) => !named.includes(method))).toEqual([]);
  const sent = ['workspace/codeLens/refresh', 'workspace/inlayHint/refresh', 'textDocument/publishDiagnostics'];
  const notified = ['textDocument/didOpen', 'workspace/didChangeWatchedFiles'];
  expect(named.filter((name) => ![...methods, ...sent, ...notified].includes(name))).toEqual([]);
  const tests = rows.flatMap(([, , shown]) => [...shown!.matchAll(/`(tests\/[^`]+)`/g)].map(([, file]) => file!));
  expect(tests.filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
});
