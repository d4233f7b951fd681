import { describe, expect, test } from 'vitest';
import type { Supplier } from '../../server/src/kinds/supplier/types.ts';
import { readDocument } from '../../server/src/model/document.ts';
import { Workspace } from '../../server/src/workspace/workspace.ts';
import { readFull } from '../../server/src/yaml/full.ts';
import { type Random, randomOf } from './random.ts';

/** Edits in all: each is followed by a comparison with a workspace that reads the same text for the first time. */
const EDITS = 10_000;
const SESSION = 100;
const ports = { today: () => '2026-11-21', exists: () => true };
const SETTINGS = 'isms: 1\nroles:\n  ciso:\n  cto:\n';

const supplier = (n: number, random: Random): string => {
  const lines = [
    `  - id: s${n}`,
    `    name: ${random.pick(['Beispiel GmbH', '"Quoted, Inc."', "'L''Exemple'", '日本の会社', 'Ünïcode Sàrl'])}`,
    `    status: ${random.pick(['active', 'active', 'prospective', 'terminated', 'activ'])}`,
    '    categories: [hosting]',
    '    access: [customer-data, production] # what it sees',
    `    hosting: [${random.pick(['DE', 'US', 'aws:eu-west-2', 'EU (Frankfurt, Paris)', 'XX'])}]`,
    '    dpa: { status: signed, signed: 2026-01-15 }',
    '    assurance:',
    '      - { kind: iso27001, valid-until: 2028-05-31 }',
    '    criticality: { business-impact: 3, data-access: 4, replacement-difficulty: 2, rating: high }',
    `    notes: ${random.pick(['|\n      several\n\n      lines\n      # no comment\n', '>-\n      folded\n      text\n', '"a: b"\n', 'plain\n', '&n1 shared\n', '*n1\n', 'a\n      second line\n'])}`.replace(
      /\n$/,
      '',
    ),
    '    reviews:',
    `      - { date: ${random.pick(['2026-06-01', '2025-06-01', '2027-01-01', '2026-02-30'])}, by: ciso, outcome: approved, checked: [assurance, dpa, residency, risk] }`,
  ];
  if (random.below(8) === 0) lines.splice(2, 0, '    # a comment');
  if (random.below(10) === 0) lines.push('');
  return lines.join('\n');
};

export function register(random: Random): string {
  const items = Array.from({ length: 2 + random.below(3) }, (_, n) => supplier(random.below(7) === 0 ? 0 : n, random));
  const text = `# The register\n${random.below(5) === 0 ? '---\n' : ''}suppliers:\n${items.join('\n')}\n`;
  return random.below(6) === 0
    ? text.replaceAll('\n', '\r\n')
    : random.below(8) === 0
      ? text.replace(/^ {2}/gm, '')
      : text;
}

const SNIPPETS = [
  '[',
  ']',
  '{',
  '}',
  '"',
  "'",
  '|',
  '>',
  '&a ',
  '*a',
  '*n1',
  '&n1 x',
  '---',
  '...',
  '%YAML 1.1',
  '#',
  ' # note',
  ':',
  ': ',
  '- ',
  '-',
  '  ',
  '\t',
  '\n',
  '\n\n',
  '\n    ',
  '\n  - id: new\n',
  '\n  - ',
  '\nx-other: 1\n',
  '\nsuppliers:\n',
  '\r\n',
  '\r',
  '\u00a0',
  '\n\u00a0\u00a0- ',
  '\ufffd',
  '\0',
  '\n<<<<<<< ours\n',
  '\n=======\n',
  '\n>>>>>>> theirs\n',
  'x',
  'é',
  '😀',
  ',',
  '<<: *a',
  '? ',
  '!!str ',
  '\n#',
  '\n  # c\n',
  '- id: z\n',
  'training: allowed',
  '    model:\n      training: allowed\n',
  '\n---\nsuppliers:\n  - id: other\n',
];

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export function edit(text: string, random: Random): Edit {
  const at = random.below(text.length + 1);
  const lineStart = text.lastIndexOf('\n', at - 1) + 1;
  const lineEnd = text.indexOf('\n', at) < 0 ? text.length : text.indexOf('\n', at) + 1;
  switch (random.below(9)) {
    case 0:
      return { start: at, end: Math.min(text.length, at + 1 + random.below(3)), text: '' };
    case 1:
      return { start: lineStart, end: lineEnd, text: '' };
    case 2:
      return { start: lineStart, end: lineStart, text: text.slice(lineStart, lineEnd) };
    case 3: {
      const end = Math.min(text.length, at + random.below(200));
      return { start: at, end, text: random.below(2) ? '' : random.pick(SNIPPETS) };
    }
    case 4:
      return { start: lineStart, end: lineStart, text: random.pick(SNIPPETS) };
    case 5:
      return {
        start: 0,
        end: random.below(30),
        text: random.pick(['', '# c\n', 'suppliers:\n', 'suppliers: [', '---\n']),
      };
    case 6:
      return {
        start: text.length,
        end: text.length,
        text: `${random.pick(['', '\n'])}${supplier(random.below(9), random)}\n`,
      };
    default:
      return { start: at, end: at, text: random.pick(SNIPPETS) };
  }
}

/** A position as LSP counts it. */
export function position(text: string, offset: number) {
  let line = 0;
  let start = 0;
  for (let p = 0; p < offset; p++) {
    if (text[p] === '\n' || (text[p] === '\r' && text[p + 1] !== '\n')) {
      line++;
      start = p + 1;
    }
  }
  // Between \r and \n there is no place: editors send the line's end.
  const inBreak = text[offset - 1] === '\r' && text[offset] === '\n';
  return { line, character: offset - start - (inBreak ? 1 : 0) };
}

const state = (workspace: Workspace, uri: string) => {
  const root = workspace.rootOf(uri)!;
  return {
    findings: workspace.findings(uri),
    counts: root.counts,
    ids: [...root.idsOf('supplier')]
      .sort()
      .map((id) => [
        id,
        root
          .definitions('supplier', id)
          .map(({ document, part, span }) => document.fromPart(document.indexOf(part), part.rangeOf(span))),
      ]),
    rows: workspace.document(uri)!.parts.flatMap((part, index) =>
      (part.result?.rows ?? []).map((row) => ({
        of: [row.id, row.name, row.status, row.scope, row.rating, row.worst, row.findings, row.assuranceUntil],
        range: workspace.document(uri)!.fromPart(index, row.range),
        review: [row.review?.due, row.review?.last, row.review?.triggered?.range],
      })),
    ),
  };
};

/** The sessions of one of so many files, which run side by side. */
export function fuzzEdits(file: number, files: number): void {
  describe('after every edit the findings are those of a fresh check', () => {
    for (let session = file; session < EDITS / SESSION; session += files) {
      const seed = 1000 + session;
      test(`seed ${seed}`, () => {
        const random = randomOf(seed);
        const uri = 'file:///w/suppliers.yaml';
        const edited = new Workspace(ports);
        edited.set('file:///w/isms.yaml', SETTINGS);
        let text = register(random);
        edited.set(uri, text);
        edited.update();
        for (let step = 0; step < SESSION; step++) {
          if (step % 5 === 4) {
            // A text that is broken in many places says little: begin again before it is.
            text = register(random);
            edited.set(uri, text);
          }
          const { start, end, text: insert } = edit(text, random);
          const range = { start: position(text, start), end: position(text, end) };
          // What the editor has after the edit, its positions taken at their word.
          const from = text[start - 1] === '\r' && text[start] === '\n' ? start - 1 : start;
          const to = Math.max(from, text[end - 1] === '\r' && text[end] === '\n' ? end - 1 : end);
          const next = text.slice(0, from) + insert + text.slice(to);
          edited.edit(uri, range, insert);
          edited.update();
          const fresh = new Workspace(ports);
          fresh.set('file:///w/isms.yaml', SETTINGS);
          fresh.set(uri, next);
          fresh.update();
          // Comparing as text is many times faster; a difference is then shown in full.
          if (
            edited.document(uri)!.text === next &&
            JSON.stringify(state(edited, uri)) === JSON.stringify(state(fresh, uri))
          ) {
            text = next;
            continue;
          }
          const where = `seed ${seed}, step ${step}: ${JSON.stringify({ range, insert })}\n${next}`;
          expect(edited.document(uri)!.text, where).toBe(next);
          expect(state(edited, uri), where).toEqual(state(fresh, uri));
          text = next;
        }
      });
    }
  });
}

/** Registers read by items, against the whole text read by the full parser. */
export function fuzzWhole(): void {
  describe('a register read by items is the register read as a whole', () => {
    for (let seed = 1; seed <= 300; seed++) {
      test(`seed ${seed}`, () => {
        const random = randomOf(seed);
        let text = register(random);
        for (let i = 0; i < random.below(4); i++) {
          const change = edit(text, random);
          text = text.slice(0, change.start) + change.text + text.slice(change.end);
        }
        const uri = 'file:///w/suppliers.yaml';
        const workspace = new Workspace(ports);
        workspace.set(uri, text);
        workspace.update();
        const document = workspace.document(uri)!;
        const trees = readFull(text.replace(/^\uFEFF/, ''));
        // What is broken is stepped over part by part; only what is whole can be compared.
        if (trees.some(({ problems }) => problems.length)) return;
        const whole = readDocument(trees, document.holds, { today: '2026-11-21' }, text.length);
        const ids = whole.entities
          .map(({ entity }) => (entity.kind === 'supplier' ? (entity as Supplier).fields.id?.text : undefined))
          .filter(Boolean);
        const rows = document.parts.flatMap((part) => part.result!.rows.map((row) => row.id)).filter(Boolean);
        expect(rows, text).toEqual(ids);
        const issues = [...whole.issues, ...whole.entities.flatMap((entity) => entity.issues)]
          .map(({ rule, message }) => `${rule} ${message}`)
          .sort();
        const found = workspace
          .findings(uri)
          .filter(({ rule }) => /^(?:schema|date)\//.test(rule) && rule !== 'schema/duplicate-id')
          .map(({ rule, message }) => `${rule} ${message}`)
          .sort();
        expect(found, text).toEqual(issues);
      });
    }
  });
}
