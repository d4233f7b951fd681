import { readdirSync } from 'node:fs';
import path from 'node:path';
import { htmlUnescape } from 'escape-goat';
import { describe, expect, it } from 'vitest';
import { readMessage } from '../../client/src/views/report/messages.ts';
import { pageOf } from '../../client/src/views/report/page.ts';
import { readControl } from '../../server/src/facts/controls.ts';
import type { Place } from '../../server/src/protocol.ts';
import { drawThemed } from '../../server/src/reports/charts.ts';
import {
  type ReportBody,
  type ReportKind,
  renderReport,
  renderView,
  reportKinds,
} from '../../server/src/reports/index.ts';
import { BASE, filesIn, fixtures, workspaceWith } from '../unit/support/folders.ts';

const viewOf = (kind: ReportKind, files: ReadonlyMap<string, string>): ReportBody => {
  const workspace = workspaceWith(files);
  const root = workspace.allRoots().find(({ standalone }) => !standalone)!;
  return renderView(kind, workspace, root, drawThemed);
};
/** The links to files: what they say, and where they lead. */
const linksOf = ({ html, sources }: ReportBody) =>
  [...html.matchAll(/<a class="source" href="#source-(\d+)" data-source="(\d+)" title="([^"]*)">(.*?)<\/a>/g)].map(
    ([, href, source, title, text]) => {
      expect(href).toBe(source);
      const place = sources[Number(source)];
      expect(place, text).toBeDefined();
      return { title: title!, text: text!.replace(/<[^>]*>/g, ''), place: place! };
    },
  );
const textAt = (files: ReadonlyMap<string, string>, { uri, range }: Place): string => {
  const lines = files.get(decodeURIComponent(uri.slice(BASE.length)))!.split(/\r\n|\n|\r/);
  if (range.start.line !== range.end.line) return lines.slice(range.start.line, range.end.line + 1).join('\n');
  return lines[range.start.line]!.slice(range.start.character, range.end.character);
};
const section = ({ html }: ReportBody, heading: string): string =>
  html.split(/(?=<h2 )/).find((part) => part.includes(`>${heading}</h2>`))!;

const sample = filesIn(path.join(fixtures, 'botbrains'));

describe('the page', () => {
  const page = pageOf({
    title: `"><script>alert(1)</script>`,
    state: { root: `file:///x"><img src=x onerror=alert(1)>/&amp;`, kind: 'review' },
    script: 'https://files.example/report.js',
    style: 'https://files.example/style.css',
    nonce: 'abc123',
    cspSource: 'https://files.example',
  });

  it('allows the one script and the style sheets of the extension, and nothing else', () => {
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)![1]!;
    expect(htmlUnescape(policy)).toBe(
      "default-src 'none'; style-src https://files.example; script-src 'nonce-abc123'; base-uri 'none'; form-action 'none'",
    );
    expect(page.match(/<script/g)).toHaveLength(1);
    expect(page).toContain('<script nonce="abc123" src="https://files.example/report.js">');
    expect(page.replace(/"[^"]*"/g, '')).not.toMatch(/ on\w+=|style=|<style|<img/);
  });

  it('remembers what it is about, whatever characters that has', () => {
    const state = /data-state="([^"]*)"/.exec(page)![1]!;
    const text = htmlUnescape(state);
    expect(JSON.parse(text)).toEqual({ root: `file:///x"><img src=x onerror=alert(1)>/&amp;`, kind: 'review' });
  });
});

describe('what the page says', () => {
  it('is taken for what it is', () => {
    expect(readMessage({ type: 'ready' })).toEqual({ type: 'ready' });
    expect(readMessage({ type: 'open', report: 2, source: 0, more: 'x' })).toEqual({
      type: 'open',
      report: 2,
      source: 0,
    });
  });
  it.each([
    undefined,
    null,
    'open',
    {},
    { type: 'open' },
    { type: 'open', report: 1, source: 'file:///etc/passwd' },
    { type: 'open', report: 1, source: -1 },
    { type: 'open', report: 1, source: 1.5 },
    { type: 'command', command: 'x' },
  ])('is nothing: %j', (raw) => {
    expect(readMessage(raw)).toBeUndefined();
  });
});

describe('links', () => {
  it.each(reportKinds)('of %s say the file and line that they lead to', (kind) => {
    const view = viewOf(kind, sample);
    const links = linksOf(view);
    expect(links.length).toBeGreaterThan(5);
    for (const { title, place } of links) {
      expect(title).toBe(`Open ${place.uri.slice(BASE.length)}, line ${place.range.start.line + 1}`);
      expect(textAt(sample, place)).not.toBe('');
    }
    expect(new Set(view.sources.map((place) => JSON.stringify(place))).size).toBe(view.sources.length);
  });

  it('of suppliers lead to their ids', () => {
    const view = viewOf('review', sample);
    for (const heading of ['Suppliers', 'Criteria']) {
      const links = linksOf({ ...view, html: section(view, heading) });
      expect(links.map(({ text }) => text)).toContain('Hetzner Online GmbH');
      const found = new Map(links.map(({ text, place }) => [text, textAt(sample, place)]));
      expect(found.get('Hetzner Online GmbH')).toBe('hetzner');
      expect(found.get('Functional Software, Inc. (Sentry)')).toBe('sentry');
      expect(links).toHaveLength(11);
    }
    const listed = linksOf(viewOf('subprocessors', sample));
    expect(textAt(sample, listed.find(({ text }) => text === 'Modal Labs, Inc.')!.place)).toBe('modal');
  });

  it('of findings lead to what is wrong', () => {
    const view = viewOf('review', sample);
    const rows = [...section(view, 'Findings').matchAll(/<tr>(.*)<\/tr>/g)].map(([, row]) => row!);
    const row = rows.find((one) => one.includes('review/triggered'))!;
    const [link] = linksOf({ ...view, html: row });
    expect(textAt(sample, link!.place)).toBe('2026-10-05');
    expect(link!.text).toBe(`suppliers.yaml:${link!.place.range.start.line + 1}`);
  });

  it('of waivers, open actions and reasons lead to where they stand', () => {
    const view = viewOf('review', sample);
    const of = (heading: string) => linksOf({ ...view, html: section(view, heading) });
    expect(of('Waivers').map(({ place }) => textAt(sample, place))).toEqual(['supplier/processing-outside-residency']);
    expect(of('Open actions').map(({ text, place }) => [text, textAt(sample, place)])).toEqual([
      ['2026-07-02', '2026-07-02'],
      ['2026-07-01', '2026-07-01'],
    ]);
    const reason = of('Evidence by supplier').find(({ text }) => text.includes('was due on'));
    expect(textAt(sample, reason!.place)).toBe('2025-10-20');
  });

  it('of controls lead to their rows, those of policies to where they map the control', () => {
    for (const kind of ['soa', 'coverage'] as const) {
      const view = viewOf(kind, sample);
      let rows = 0;
      for (const [, row] of view.html.matchAll(/<tr>(.*?)<\/tr>/g)) {
        const [control, ...policies] = linksOf({ ...view, html: row! });
        if (!control || !/^A\.\d/.test(control.text)) continue;
        rows++;
        expect(control.place.uri).toBe(`${BASE}soa.yaml`);
        expect(textAt(sample, control.place).replace(/"/g, '')).toBe(control.text);
        for (const { place } of policies) {
          const text = textAt(sample, place).replace(/"/g, '');
          // Named in the row alone, a policy has no mapping: the link leads to its id.
          const read = readControl(text);
          if (read?.kind === 'controls') expect(read.ids, text).toContain(control.text);
          else expect(text).toMatch(/^[a-z-]+$/);
        }
      }
      expect(rows).toBeGreaterThanOrEqual(93);
    }
  });

  it('lead to the mapping where there is no Statement of Applicability', () => {
    const files = new Map([
      ['isms.yaml', 'isms: 1\n'],
      [
        'policies.yaml',
        'policies:\n  - { id: a, title: A, status: draft, controls: [A.5.1-A.5.3], clauses: ["8.1"] }\n',
      ],
    ]);
    const soa = linksOf(viewOf('soa', files));
    expect(soa.map(({ text, place }) => [text, textAt(files, place)])).toEqual(
      ['A.5.1', 'A.5.2', 'A.5.3'].flatMap((id) => [
        [id, 'A.5.1-A.5.3'],
        ['A', 'A.5.1-A.5.3'],
      ]),
    );
    const coverage = viewOf('coverage', files);
    const clauses = linksOf({ ...coverage, html: section(coverage, 'Clauses') });
    expect(new Set(clauses.map(({ place }) => textAt(files, place)))).toEqual(new Set(['"8.1"']));
  });
});

describe('the body', () => {
  it('has the pictures, in colours of the theme alone', () => {
    const { html } = viewOf('review', sample);
    const pictures = [...html.matchAll(/<svg[\s\S]*?<\/svg>/g)].map(([svg]) => svg);
    expect(pictures).toHaveLength(4);
    for (const svg of pictures) {
      expect(svg).toMatch(/^<svg [^>]*role="img" aria-label="[^"]+"/);
      expect(svg).not.toMatch(/style|<script/);
      for (const [, colour] of svg.matchAll(/(?:fill|stroke)="([^"]*)"(?![^>]*stroke-width="0")/g))
        expect(colour).toMatch(/^(?:none|var\(--(?:ink|faint|on-tone|good|warn|bad|note|mute)\))$/);
    }
    expect(viewOf('coverage', sample).html.match(/<svg/g)).toHaveLength(1);
  });

  it('has one h1, sections that the contents name, and a scope on each head of a column', () => {
    for (const kind of reportKinds) {
      const { html } = viewOf(kind, sample);
      expect(html.match(/<h1>/g)).toHaveLength(1);
      for (const [, id] of html.matchAll(/href="#(part-\d+)"/g)) expect(html).toContain(`id="${id}"`);
      const ids = [...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
      expect(new Set(ids).size).toBe(ids.length);
      expect(html).not.toMatch(/<th>/);
    }
  });

  it('says the same as the exported report', () => {
    const workspace = workspaceWith(sample);
    const root = workspace.allRoots().find(({ standalone }) => !standalone)!;
    const words = (html: string) =>
      /<main>([\s\S]*)<\/main>/
        .exec(html)![1]!
        .replace(/<svg[\s\S]*?<\/svg>/g, '')
        // Only in print.
        .replace(/<tr class="running">.*?<\/tr>/g, '')
        .replace(/<[^>]+>/g, ' ')
        .replace(/\s+/g, ' ')
        .trim();
    for (const kind of reportKinds) {
      const page = renderReport(kind, 'html', workspace, root, { draw: drawThemed });
      expect(words(renderView(kind, workspace, root, drawThemed).html)).toBe(words(page));
    }
  });

  it('stays light: a section ends after some hundred rows, and says so', () => {
    const suppliers = Array.from(
      { length: 1000 },
      (_, n) => `  - { id: s${n}, name: Supplier ${n}, status: active, categories: [other], access: [production] }\n`,
    );
    const view = viewOf(
      'review',
      new Map([
        ['isms.yaml', 'isms: 1\n'],
        ['suppliers.yaml', `suppliers:\n${suppliers.join('')}`],
      ]),
    );
    expect(section(view, 'Suppliers').match(/<tr>/g)!.length).toBe(401);
    expect(section(view, 'Suppliers')).toContain('600 more rows of this section are not shown here');
    const evidence = section(view, 'Evidence by supplier');
    expect(evidence.match(/<tr>/g)!.length).toBeLessThan(600);
    // No heading without its table, apart from the one in whose table the section ends.
    expect(evidence.match(/<h3/g)!.length).toBe(evidence.match(/<table/g)!.length);
    expect(view.html.length).toBeLessThan(2_000_000);
  });
});

const hostile = [
  ...readdirSync(path.join(fixtures, 'hostile'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => `hostile/${entry.name}`),
  'botbrains',
  'broken/half-a-register',
  'broken/half-typed',
  'broken/wrong-types',
];
describe.each(hostile)('%s', (name) => {
  const files = filesIn(path.join(fixtures, name));
  const workspace = workspaceWith(files);
  const root = workspace.allRoots()[0];

  it.skipIf(!root).each(reportKinds)('%s is text, and leads only to its own files', (kind) => {
    const { html, sources } = renderView(kind, workspace, root!, drawThemed);
    const known =
      'header main footer nav ul li h1 h2 h3 p div span strong small a dl dt dd table colgroup col thead tbody tr th td figure figcaption svg title g path rect text'.split(
        ' ',
      );
    for (const [, tag] of html.matchAll(/<\/?([a-z][a-z0-9]*)/gi)) expect(known).toContain(tag);
    for (const [tag] of html.matchAll(/<[a-z][^>]*>/gi)) {
      expect((tag.match(/"/g) ?? []).length % 2, tag).toBe(0);
      expect(tag.replace(/"[^"]*"/g, '')).not.toMatch(/\s(?:on[a-z]+|style)\s*=|javascript:/i);
    }
    for (const [, href] of html.matchAll(/href="([^"]*)"/g))
      expect(href).toMatch(/^(?:https?:\/\/|#(?:source|part)-\d+$)/);
    expect(html).not.toMatch(/(?!\n)\p{Cc}|\p{Bidi_Control}/u);
    for (const { uri, range } of sources) {
      const document = workspace.document(uri);
      expect(document, uri).toBeDefined();
      expect(range.start.line).toBeLessThan(document!.text.split(/\r\n|\n|\r/).length);
    }
  });
});
