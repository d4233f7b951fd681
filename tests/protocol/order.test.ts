import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';
import type { Diagnostic } from 'vscode-languageserver-protocol';
import { Client, SERVER } from './client.ts';

const posix = process.platform !== 'win32';

/** A server and a connection to it that has not said anything. */
function bare() {
  const child = spawn(process.execPath, [SERVER, '--stdio'], { stdio: ['pipe', 'pipe', 'ignore'] });
  const connection = createMessageConnection(
    new StreamMessageReader(child.stdout!),
    new StreamMessageWriter(child.stdin!),
  );
  connection.listen();
  const ask = (method: string, params: object = {}) =>
    connection.sendRequest(method, params).then(
      (result) => ({ result }),
      ({ code, message }) => ({ code, message }),
    );
  return { child, connection, ask };
}

const INITIALIZE = { processId: process.pid, rootUri: null, capabilities: {} };

describe('the order of the protocol', () => {
  it('requests before initialize and after shutdown are refused', async () => {
    const { child, connection, ask } = bare();
    const place = { textDocument: { uri: 'file:///a/suppliers.yaml' }, position: { line: 0, character: 0 } };
    for (const method of ['textDocument/hover', 'isms/starterFiles', 'shutdown', 'unheard/of'])
      expect(await ask(method, place)).toMatchObject({ code: -32002 });
    // A notification is dropped.
    await connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri: place.textDocument.uri, languageId: 'yaml', version: 1, text: 'suppliers: 1' },
    });
    expect(await ask('initialize', INITIALIZE)).toHaveProperty('result');
    await connection.sendNotification('initialized', {});
    expect(await ask('initialize', INITIALIZE)).toMatchObject({ code: -32600 });
    expect(await ask('textDocument/documentSymbol', place)).toEqual({ result: [] });
    expect(await ask('unheard/of', {})).toMatchObject({ code: -32601 });
    expect(await ask('shutdown')).toEqual({ result: null });
    for (const method of ['textDocument/hover', 'shutdown', 'initialize'])
      expect(await ask(method, place)).toMatchObject({ code: -32600 });
    const ended = once(child, 'exit');
    await connection.sendNotification('exit');
    expect((await ended)[0]).toBe(0);
    connection.dispose();
  });

  it('exit before initialize ends the server', async () => {
    const { child, connection } = bare();
    const ended = once(child, 'exit');
    await connection.sendNotification('exit');
    expect((await ended)[0]).toBe(1);
    connection.dispose();
  });

  it.skipIf(!existsSync('/dev/full'))('a standard output that is full ends the server', async () => {
    const full = openSync('/dev/full', 'w');
    const child = spawn(process.execPath, [SERVER, '--stdio'], { stdio: ['pipe', full, 'pipe'] });
    closeSync(full);
    let said = '';
    child.stderr!.on('data', (data) => {
      said += data;
    });
    child.stdin!.on('error', () => {});
    const ended = once(child, 'close');
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params: INITIALIZE });
    child.stdin!.write(`Content-Length: ${body.length}\r\n\r\n${body}`);
    expect((await ended)[0]).toBe(1);
    expect(said).toBe('');
  });
});

describe.skipIf(!posix)('the server reads regular files only', () => {
  it.each([
    ['a pipe', (file: string) => expect(spawnSync('mkfifo', [file]).status).toBe(0)],
    ['a link to a device', (file: string) => symlinkSync('/dev/zero', file)],
  ])('%s in place of a register', async (_, make) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'isms-'));
    const files = ['suppliers.yaml', 'isms.yaml', 'policies/a.md'].map((name) => path.join(folder, name));
    mkdirSync(path.join(folder, 'policies'));
    writeFileSync(path.join(folder, 'isms.yaml'), 'isms: 1\n');
    writeFileSync(path.join(folder, 'suppliers.yaml'), 'suppliers:\n  - id: a\n');
    // One is there from the start.
    make(files[2]!);
    const client = await Client.start({ folder });
    await client.findings('suppliers.yaml', (found) => found.length > 0);
    await client.open('suppliers.yaml', 'suppliers:\n  - id: a\n');
    for (const file of files.slice(0, 2)) {
      rmSync(file);
      make(file);
    }
    await client.close('suppliers.yaml');
    await client.notify('workspace/didChangeWatchedFiles', {
      changes: files.map((file) => ({ uri: client.uri(path.relative(folder, file)), type: 2 })),
    });
    await client.until('a word in the log', () =>
      client.log.some((line) => /isms\.yaml .*not a regular file/.test(line)),
    );
    expect(await client.request('workspace/symbol', { query: '' })).toEqual([]);
    expect(client.log.filter((line) => line.includes('not a regular file')).length).toBeGreaterThanOrEqual(3);
    await client.stop();
    rmSync(folder, { recursive: true });
  });
});

it('a finding that leads into another file follows its lines', async () => {
  const register = 'suppliers:\n  - { id: acme, name: Acme, status: terminated, categories: [other] }\n';
  const client = await Client.start({
    files: { 'isms.yaml': 'isms: 1\n', 'suppliers/a.yaml': register, 'suppliers/b.yaml': register },
  });
  const leadsTo = (line: number) => (found: readonly Diagnostic[]) =>
    found.some(({ relatedInformation }) => relatedInformation?.[0]?.location.range.start.line === line);
  await client.findings('suppliers/b.yaml', leadsTo(1));
  await client.open('suppliers/a.yaml', register);
  await client.type('suppliers/a.yaml', { line: 0, character: 0 }, '# A comment\n');
  await client.findings('suppliers/b.yaml', leadsTo(2));
  await client.stop();
});
