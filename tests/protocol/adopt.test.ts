import { afterEach, expect, it } from 'vitest';
import type { CodeAction } from 'vscode-languageserver-protocol';
import type { Requests } from '../../server/src/protocol.ts';
import { Client } from './client.ts';

const TEXT = '# Access Policy\n\n**Owner:** CISO | **Version:** 1.0\n';

let client: Client;
afterEach(() => client.stop());

const adopt = (folder: string) =>
  client.request<Requests['isms/adopt']['result']>('isms/adopt', { folder: client.uri(folder) });

it('proposes front matter for a folder, and settings where there are none', async () => {
  client = await Client.start({
    files: { 'docs/access.md': TEXT, 'docs/b.md': '---\ntitle: B\n---\n', 'README.md': '# R\n' },
  });
  const { files, settings } = await adopt('.');
  expect(files.map(({ uri, line, keys }) => [uri, line, keys])).toEqual([
    [client.uri('docs/access.md'), 0, ['id', 'title', 'version', 'owner']],
    [client.uri('docs/b.md'), 1, ['id']],
  ]);
  expect(files[0]!.text).toBe('---\nid: access\ntitle: Access Policy\nversion: "1.0"\nowner: CISO\n---\n\n');
  expect(files[0]!.open).toEqual(['status is not stated: add it']);
  expect(settings?.uri).toBe(client.uri('isms.yaml'));
  expect(settings?.text).toContain('"docs/**/*.{md,mdx}"');
});

it('proposes it for one file as a fix of policy/unregistered', async () => {
  client = await Client.start({ files: { 'isms.yaml': 'isms: 1\n', 'policies/access.md': TEXT } });
  const [finding] = await client.findings('policies/access.md', (found) => found.length > 0);
  expect(finding!.code).toBe('policy/unregistered');
  const actions = await client.request<CodeAction[]>('textDocument/codeAction', {
    textDocument: { uri: client.uri('policies/access.md') },
    range: finding!.range,
    context: { diagnostics: [finding] },
  });
  const fix = actions.find(({ title }) => title.startsWith('Add front matter'));
  expect(fix?.title).toBe('Add front matter with what the text states: id, title, version, owner');
  expect(fix?.edit?.changes?.[client.uri('policies/access.md')]?.[0]?.newText).toContain('title: Access Policy\n');
  expect((await adopt('.')).settings).toBeUndefined();
});
