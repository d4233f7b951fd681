import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Report, ReportFormat, ReportKind, ReportView } from '../../server/src/protocol.ts';
import { renderReport } from '../../server/src/reports/index.ts';
import { Workspace } from '../../server/src/workspace/workspace.ts';
import { copy, fixture, isms, today } from '../cli/run.ts';
import { at, Client } from './client.ts';

/** The sample, and an ISMS beside it. */
const folder = copy('botbrains');
const other = copy('broken/clean');
const uriOf = (at: string): string => `${pathToFileURL(at).href}/`;

let client: Client;
const outdated: string[] = [];
beforeAll(async () => {
  client = await Client.start({ folder, folders: [other] });
  client.connection.onNotification('isms/reportOutdated', ({ root }: { root: string }) => void outdated.push(root));
});
afterAll(() => client.stop());

const view = (kind: ReportKind, root = folder) =>
  client.request<ReportView | null>('isms/reportView', { root: uriOf(root), kind });
const report = (kind: ReportKind, format: ReportFormat, root = folder) =>
  client.request<Report | null>('isms/report', { root: uriOf(root), kind, format });

describe('isms/report', () => {
  it.each([
    ['review', 'html'],
    ['review', 'md'],
    ['coverage', 'html'],
    ['soa', 'csv'],
    ['subprocessors', 'json'],
  ] as const)('%s as %s is what the command line writes, pictures included', async (kind, format) => {
    const { text, uri } = (await report(kind, format))!;
    const { stdout } = isms(['report', kind, fixture('botbrains'), '--format', format, '--as-of', today]);
    // Only the command line asks git.
    expect(text).toBe(stdout.replace(/ of git commit [0-9a-f]{12}(?:, with changes that are not committed)?/, ''));
    expect(uri).toMatch(
      new RegExp(
        `/(?:supplier-review|control-coverage|statement-of-applicability|subprocessors)-${today}\\.${format}$`,
      ),
    );
    if (format === 'html') expect(text).toContain('<svg');
  });
});

describe('isms/reportView', () => {
  it('has the pictures, and links whose sources are the files of the root', async () => {
    const { html, sources, today: day } = (await view('review'))!;
    expect(day).toBe(today);
    expect(html.match(/<svg/g)).toHaveLength(4);
    expect(html).toContain('Hetzner Online GmbH');
    const files = ['suppliers.yaml', 'risks.yaml'].map((file) => client.uri(file));
    for (const { uri } of sources) expect(files).toContain(uri);
  });

  it('is null for a root that is not there', async () => {
    expect(await view('review', path.join(folder, 'nowhere'))).toBeNull();
  });

  it('is told to be out of date once, and only if something of its root changed', async () => {
    const text = `suppliers:\n  - { id: a, name: First, status: active, categories: [other], access: [customer-data] }\n`;
    await client.open('suppliers.yaml', text);
    await client.until('the text that is open', () => outdated.length > 0);
    outdated.length = 0;
    expect((await view('review'))!.html).toContain('First');
    await client.open(pathToFileURL(path.join(other, 'suppliers.yaml')).href, text);
    // A file that is none of the ISMS's, and an edit that is taken back before anybody asks.
    await client.open('notes.md', '# Notes\n');
    expect((await view('review'))!.html).toContain('First');
    expect(outdated).toEqual([]);

    const place = {
      start: at(text, 'First'),
      end: { ...at(text, 'First'), character: at(text, 'First').character + 5 },
    };
    await client.change('suppliers.yaml', 'Second', place);
    await client.until('the change', () => outdated.length > 0);
    await client.change('suppliers.yaml', '# one more line\n', {
      start: { line: 0, character: 0 },
      end: { line: 0, character: 0 },
    });
    const { html, sources } = (await view('review'))!;
    expect(outdated).toEqual([uriOf(folder)]);
    expect(html).toContain('Second');
    expect(sources[0]!.range.start.line).toBe(2);
    // A line more moves everything, though nothing else was read again.
    await client.change('suppliers.yaml', '# and another\n', {
      start: { line: 0, character: 0 },
      end: { line: 0, character: 0 },
    });
    await client.until('the line', () => outdated.length > 1);
    expect((await view('review'))!.sources[0]!.range.start.line).toBe(3);
  });

  it('is told to be out of date when the day changes', async () => {
    await view('coverage');
    outdated.length = 0;
    await client.notify('workspace/didChangeConfiguration', { settings: { isms: { asOf: '2027-01-05' } } });
    await client.until('the day', () => outdated.length > 0);
    expect((await view('coverage'))!.today).toBe('2027-01-05');
  });

  it('follows its root when that goes and comes back', async () => {
    const settings = path.join(other, 'isms.yaml');
    const text = readFileSync(settings, 'utf8');
    const tell = (type: number) =>
      client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: pathToFileURL(settings).href, type }] });
    const before = (await view('coverage', other))!.html;
    outdated.length = 0;
    rmSync(settings);
    await tell(3);
    await client.until('the root gone', () => outdated.includes(uriOf(other)));
    const without = await view('coverage', other);
    expect(without?.html).not.toBe(before);
    outdated.length = 0;
    writeFileSync(settings, text);
    await tell(1);
    await client.until('the root back', () => outdated.includes(uriOf(other)));
    await vi.waitFor(async () => expect((await view('coverage', other))!.html).toBe(before), { timeout: 10_000 });
  });
});

describe('a report on a large register', () => {
  const SUPPLIERS = 3000;
  const item = (n: number): string =>
    `  - { id: s${n}, name: Example ${n}, status: active, categories: [hosting], access: [customer-data], hosting: [DE, US], owner: ciso }\n`;
  const files = {
    'isms.yaml': 'isms: 1\norganisation: Example\nroles:\n  ciso:\n',
    'suppliers.yaml': `suppliers:\n${Array.from({ length: SUPPLIERS }, (_, n) => item(n)).join('')}`,
    'policies.yaml': 'policies:\n  - { id: p, title: P, status: draft, document: p.md }\n',
  };

  it('is made apart: the server answers meanwhile, and what comes of it is the same', { timeout: 60_000 }, async () => {
    const large = await Client.start({ files });
    const root = uriOf(large.folder);
    await large.request('isms/summary', {});
    let done = false;
    const view = large.request<ReportView | null>('isms/reportView', { root, kind: 'review' }).finally(() => {
      done = true;
    });
    for (let n = 0; n < 20; n++) await large.request('isms/locate', { id: 's1' });
    expect(done).toBe(false);
    expect((await view)!.html).toContain('Example 7');
    const here = new Workspace({ today: () => today, exists: () => false });
    for (const [name, text] of Object.entries(files)) here.set(root + name, text);
    here.update();
    for (const format of ['md', 'json'] as const) {
      const report = await large.request<Report | null>('isms/report', { root, kind: 'review', format });
      expect(report!.text).toBe(renderReport('review', format, here, here.allRoots()[0]!));
    }
    await large.stop();
  });
});
