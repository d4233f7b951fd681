import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, expect, test } from 'vitest';
// @ts-expect-error: a script without types
import { Client } from '../bench/client.mjs';
import { SERVER } from './client.ts';

const gauge = path.join(import.meta.dirname, '../bench/gauge.cjs');
const TIMES = 2000;
/** How many times what is in use before may be in use after. */
const MOST = 1.1;

let folder: string;
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const register = (n: number) =>
  `suppliers:\n  - { id: s${n}, name: S ${n}, status: active, access: [customer-data], hosting: [US] }\n`;

test.each(['inside the folder', 'outside every folder'])(
  'files that are opened and closed leave nothing behind, %s',
  { timeout: 120_000 },
  async (where) => {
    folder = mkdtempSync(path.join(tmpdir(), 'isms-memory-'));
    writeFileSync(path.join(folder, 'isms.yaml'), 'isms: 1\n');
    const home = pathToFileURL(folder).href;
    const client = new Client({
      name: 'isms',
      node: process.execPath,
      command: ['--expose-gc', '--require', gauge, SERVER, '--stdio'],
      ipc: true,
    });
    /** Megabytes in use after full collections. */
    const used = () =>
      new Promise<number>((resolve) => {
        client.child.once('message', (memory: unknown) => resolve((memory as { used: number }).used));
        client.child.send('measure');
      });
    const openAndClose = async (uri: string, n: number) => {
      client.open(uri, register(n));
      await client.request('textDocument/documentSymbol', { textDocument: { uri } });
      client.close(uri);
    };
    try {
      await client.initialize(home);
      const base = `${where.startsWith('in') ? home : 'file:///nowhere'}/suppliers`;
      for (let n = 0; n < TIMES; n++) await openAndClose(`${base}/other(${n}).supplier.yaml`, n);
      const before = await used();
      for (let n = 0; n < TIMES; n++) await openAndClose(`${base}/one.supplier.yaml`, n);
      expect(await used()).toBeLessThan(before * MOST);
    } finally {
      await client.stop();
    }
  },
);
