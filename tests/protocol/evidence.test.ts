import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { CAPABILITIES, Client } from './client.ts';

const REGISTER = `suppliers:
  - id: acme
    name: Acme Cloud GmbH
    status: active
    categories: [other]
    access: [production]
    hosting: [DE]
    agreement: { signed: 2026-01-15, document: evidence/a.pdf }
`;
const TEXT = `---
id: access
title: Access
status: draft
owner: ciso
controls: [A.5.15]
---
# Access

See [the record](evidence/a.pdf) and [the other policy](other.md).
`;
const FILES = { 'isms.yaml': 'isms: 1\n', 'suppliers.yaml': REGISTER, 'policies/access.md': TEXT };
const MISSING = 'reference/file-missing';

let client: Client;
afterEach(() => client.stop());

const file = (name: string) => path.join(client.folder, name);
const put = (name: string, text = '') => {
  mkdirSync(path.dirname(file(name)), { recursive: true });
  writeFileSync(file(name), text);
};
const event = (name: string, type: 1 | 2 | 3) =>
  client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: client.uri(name), type }] });
const says = (name: string, code: string, count = 1) =>
  client.findings(name, (found) => found.filter((finding) => finding.code === code).length === count);

describe('a document that is named', () => {
  it('is noticed when it comes, goes, and is a folder, where the editor watches files', async () => {
    client = await Client.start({ files: FILES });
    await client.until('a watcher', () => JSON.stringify(client.asked).includes('"**/*"'));
    await says('suppliers.yaml', MISSING);
    put('evidence/a.pdf');
    await event('evidence/a.pdf', 1);
    await says('suppliers.yaml', MISSING, 0);
    rmSync(file('evidence'), { recursive: true });
    await event('evidence', 3);
    await says('suppliers.yaml', MISSING);
    mkdirSync(file('evidence/a.pdf'), { recursive: true });
    await event('evidence', 1);
    await client.findings('suppliers.yaml', (found) =>
      found.some(({ message }) => String(message).includes('evidence/a.pdf is a folder')),
    );
  });

  it('is noticed at the next save where it does not', async () => {
    const { didChangeWatchedFiles: _, ...workspace } = CAPABILITIES.workspace!;
    client = await Client.start({ files: FILES, capabilities: { ...CAPABILITIES, workspace } });
    await client.open('suppliers.yaml', REGISTER);
    await says('suppliers.yaml', MISSING);
    put('evidence/a.pdf');
    await client.notify('textDocument/didSave', { textDocument: { uri: client.uri('suppliers.yaml') } });
    await says('suppliers.yaml', MISSING, 0);
    rmSync(file('evidence/a.pdf'));
    await client.open('isms.yaml', FILES['isms.yaml']);
    await says('suppliers.yaml', MISSING);
  });

  it('is the same file in either form of its accents', async () => {
    client = await Client.start({
      files: { ...FILES, 'suppliers.yaml': REGISTER.replace('a.pdf', 'M\u00fcller.pdf') },
    });
    await says('suppliers.yaml', MISSING);
    put('evidence/Mu\u0308ller.pdf');
    await event('evidence/Mu\u0308ller.pdf', 1);
    await says('suppliers.yaml', MISSING, 0);
  });

  it('loses no letters in silence to backslashes', async () => {
    const text = REGISTER.replace('evidence/a.pdf', '"C:\\evidence\\acme.pdf"');
    client = await Client.start({ files: { ...FILES, 'suppliers.yaml': text } });
    const found = await says('suppliers.yaml', MISSING);
    expect(found.find(({ code }) => code === MISSING)?.message).toContain('A backslash in double quotes');
  });
});

describe('a link in a text', () => {
  it('is judged again when its file comes or goes', async () => {
    client = await Client.start({ files: { ...FILES, 'policies/other.md': TEXT.replace('id: access', 'id: other') } });
    await says('policies/access.md', 'prose/link-broken');
    put('policies/evidence/a.pdf');
    await event('policies/evidence/a.pdf', 1);
    await says('policies/access.md', 'prose/link-broken', 0);
    rmSync(file('policies/other.md'));
    await event('policies/other.md', 3);
    await says('policies/access.md', 'prose/link-broken');
  });
});

describe('a file that the editor spells in another way', () => {
  it.each(['ISMS (2026)', 'R&D', 'a+b@c'])('has its findings once: %s', async (name) => {
    client = await Client.start({
      files: { [`${name}/isms.yaml`]: 'isms: 1\n', [`${name}/suppliers.yaml`]: REGISTER },
    });
    const plain = client.uri(`${name}/suppliers.yaml`);
    const escaped = plain.replace(/[(&+@)]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
    const [first] = await client.until('findings', () => {
      const uris = [plain, escaped].filter((uri) => client.known(uri)?.length);
      return uris.length ? uris : undefined;
    });
    const other = first === plain ? escaped : plain;
    await client.open(other, REGISTER);
    await says(other, MISSING);
    expect(client.known(first!)).toEqual([]);
  });
});
