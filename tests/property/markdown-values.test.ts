import { marked } from 'marked';
import { describe, expect, it } from 'vitest';
import { isScalar, parseDocument, visit } from 'yaml';
import { CodeLenses } from '../../server/src/features/writing/codeLens.ts';
import { complete } from '../../server/src/features/writing/completion.ts';
import { hover } from '../../server/src/features/writing/hover.ts';
import { inlayHints } from '../../server/src/features/writing/inlayHints.ts';
import { escapeMarkdown } from '../../server/src/text/markdown.ts';
import type { Position } from '../../server/src/workspace/document.ts';
import type { Workspace } from '../../server/src/workspace/workspace.ts';
import { BASE, workspaceWith } from '../unit/support/folders.ts';

/** Values that load, link, shout or lay out where they are taken for Markdown. */
const HOSTILE = [
  '![i](https://x.example/p.png)',
  '[l](command:x.example) [l]: https://x.example',
  '<img src="https://x.example/p.png"> &lt;img src=x.example&gt;',
  'https://x.example www.x.example a@x.example <https://x.example>',
  '` ![i](https://x.example/p.png) `` <img src=x.example>',
  'a\n\n# x.example\n\n- x.example\n\n    x.example\n\n| x.example |\n| --- |',
  '**x.example** _x.example_ ~~x.example~~ $(alert) $x.example$',
  '# x.example',
  '1. x.example',
];

/** What of a hostile value becomes more than text in the renderer that VS Code has. */
function harmOf(markdown: string): string[] {
  const html = marked.parse(markdown, { gfm: true, async: false });
  return [
    ...html.matchAll(/<(?:img|script|iframe|input|h\d|table|ol|pre)\b[^>]*>/g),
    ...html.matchAll(/(?:href|src)="[^"]*x\.example[^"]*"/g),
    ...html.matchAll(/<(?:em|del)>[^<]*x\.example/g),
    ...html.matchAll(/<strong>x\.example<\/strong> /g),
    ...markdown.replace(/\\./g, '').matchAll(/\$\(/g),
  ].map(([found]) => found);
}

const files = new Map([
  [
    'isms.yaml',
    `isms: 1
organization: Example
residency: [EU]
roles:
  ciso: { name: Security }
  management: { name: Management }
`,
  ],
  [
    'suppliers.yaml',
    `suppliers:
  - id: hoster
    name: Hoster
    purpose: Runs the product
    status: active
    owner: ciso
    categories: [hosting, model]
    access: [production, customer-data]
    hosting: ["aws:eu-central-1 (primary)", DE]
    criticality: { business-impact: 3, data-access: 2, replacement-difficulty: 1, rating: medium }
    model:
      name: Models
      inference:
        - platform: aws-bedrock
          region: eu-central-1
          profile: eu.anthropic.claude
          destinations: [eu-central-1]
        - platform: azure-openai
          deployment: DataZoneStandard
          region: swedencentral
    assurance:
      - kind: iso27001
        issuer: Body
        scope: All
        valid-until: 2027-01-01
    reviews:
      - date: 2026-06-01
        by: ciso
        outcome: approved
        notes: Fine
    waivers:
      review/overdue: { reason: Because, approved-by: management, approved: 2026-06-01, expires: 2026-12-01 }
`,
  ],
  [
    'policies/access.yaml',
    `policy:
  id: access
  title: Access control
  summary: Who may enter
  version: "1.0"
  status: approved
  owner: ciso
  approved-by: management
  effective: 2026-01-01
  review-every: 12 months
  controls: [A.5.15, A.5.16-A.5.18]
  clauses: ["8.1"]
  regulations: [GDPR Art. 32]
  related: [access]
`,
  ],
  [
    'soa.yaml',
    `soa:
  - control: A.5.15
    applicable: true
    implementation: implemented
    justification: Needed
    policies: [access]
`,
  ],
]);

/** The spans of a file's scalars, keys included. */
function scalarsOf(text: string): { start: number; end: number }[] {
  const found: { start: number; end: number }[] = [];
  visit(parseDocument(text), {
    Scalar(_, node) {
      if (isScalar(node) && node.range) found.push({ start: node.range[0], end: node.range[1] });
    },
  });
  return found;
}

function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length - 1, character: before.at(-1)!.length };
}

/** Every Markdown that any feature makes anywhere in a file. */
function* markdownIn(workspace: Workspace, uri: string): Generator<string> {
  const { text } = workspace.document(uri)!;
  const lenses = new CodeLenses(workspace);
  for (const lens of lenses.of(uri)) yield lenses.resolve(lens, undefined).command!.title;
  const end = { line: text.split('\n').length, character: 0 };
  for (const { tooltip } of inlayHints(workspace, uri, { start: { line: 0, character: 0 }, end }))
    if (tooltip && typeof tooltip !== 'string') yield tooltip.value;
  for (const { start } of scalarsOf(text)) {
    const position = positionAt(text, start + 1);
    const shown = hover(workspace, uri, position, { keys: true });
    if (shown) yield shown.value;
    const list = complete({
      workspace,
      uri,
      position,
      keys: true,
      trigger: undefined,
      client: { snippets: true, adjustsIndentation: true, labelDetails: true, again: undefined },
      listFolder: () => undefined,
    });
    for (const { documentation } of list.items)
      if (documentation && typeof documentation !== 'string') yield documentation.value;
  }
}

describe('values in Markdown', () => {
  it.each(HOSTILE)('%j is text', (value) => {
    expect(harmOf(escapeMarkdown(value))).toEqual([]);
    expect(harmOf(`**${escapeMarkdown(value)}**: ${escapeMarkdown(value)}`)).toEqual([]);
  });

  it('shows a value as it is', () => {
    for (const value of HOSTILE.filter((text) => !/\n|&lt;/.test(text))) {
      const shown = (marked.parseInline(escapeMarkdown(value), { async: false }) as string)
        .replaceAll('&lt;', '<')
        .replaceAll('&gt;', '>')
        .replaceAll('&quot;', '"')
        .replaceAll('&amp;', '&');
      expect(shown).toBe(value);
    }
  });

  it.each([...files.keys()])('no feature lets a value of %s become Markdown', (name) => {
    const text = files.get(name)!;
    let shown = 0;
    const seen = new Set<string>();
    const harm = new Set<string>();
    for (const [index, { start, end }] of scalarsOf(text).entries()) {
      const hostile = `${HOSTILE[index % HOSTILE.length]} ${HOSTILE[0]}`;
      const changed = `${text.slice(0, start)}${JSON.stringify(hostile)}${text.slice(end)}`;
      const workspace = workspaceWith(new Map(files).set(name, changed));
      for (const other of files.keys()) {
        for (const markdown of markdownIn(workspace, BASE + other)) {
          shown++;
          if (!markdown.includes('x.example') || seen.has(markdown)) continue;
          seen.add(markdown);
          for (const found of harmOf(markdown)) harm.add(`${text.slice(start, end)}: ${found} in ${markdown}`);
        }
      }
    }
    expect([...harm]).toEqual([]);
    expect(shown).toBeGreaterThan(100);
    expect(seen.size).toBeGreaterThan(0);
  });
});
