import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { readProse } from '../../server/src/prose/index.ts';
import type { Prose } from '../../server/src/prose/read.ts';
// @ts-expect-error: a script without types
import { policyText } from '../bench/policies.mjs';
import { randomOf } from './random.ts';

// A text that is read again after each edit says what it says when it is read from the start.

const EDITS = Number(process.env.ISMS_FUZZ_EDITS ?? 1500);
const folder = path.join(import.meta.dirname, '../../test-fixtures/prose');
const texts = [
  ...readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.mdx?$/.test(name))
    .map((name) => readFileSync(path.join(folder, name), 'utf8')),
  policyText(6000, 3),
];
/** What changes how a text falls apart, and what its rules look for. */
const PIECES = [
  ...[
    '\n',
    '\n\n',
    '#',
    '# ',
    '## ISO 27001 mapping\n',
    '## Template\n',
    '---',
    '\n---\n',
    '```',
    '\n```\n',
    '> ',
    '- ',
  ],
  ...['    ', '|', '| A.5.15 | x |\n', '| a | b |\n| --- | --- |\n', '[', ']', '](x.md#y)', '[TBD]', '{#id}', '<', '>'],
  ...[
    '<!--',
    '-->',
    '<!-- isms-ignore prose/placeholder: why -->',
    '<div>',
    '</div>',
    '[x]: y.md\n',
    'ISO 42001',
    ':',
    '\\',
  ],
  ...[
    'A.5.15',
    'A.9.2.5',
    '**Version:** 2.0\n',
    'x',
    ' ',
    '\r\n',
    '\r',
    '* * *\n',
    '\n<<<<<<< ours\n',
    '\ufffd',
    '===\n',
    '1. ',
    '[^1]: ',
    '{{x}}',
    '`',
  ],
];

const shown = ({ blocks, sections, anchors }: Prose) => ({
  blocks: blocks.map(({ read, section, ...block }) => ({
    ...block,
    read: { ...read, controlBlock: read.controlBlock() },
    section: [section.heading, section.says],
  })),
  sections: sections.map(({ heading, says, parent }) => [heading, says, parent?.heading]),
  anchors: [...anchors].sort(),
});

it.each(Array.from({ length: 10 }, (_, index) => index + 1))('seed %i', (seed) => {
  const random = randomOf(seed);
  for (let done = 0; done < EDITS / 10; ) {
    let text = random.pick(texts);
    const mdx = random.below(3) === 0;
    let prose = readProse(text, 0, mdx);
    for (let step = 0; step < 25; step++, done++) {
      const from = random.below(text.length + 1);
      const to = Math.min(text.length, from + (random.below(2) === 0 ? 0 : random.below(1 + random.below(200))));
      const piece = random.below(5) === 0 ? '' : random.pick(PIECES);
      const next = text.slice(0, from) + piece + text.slice(to);
      prose = readProse(next, 0, mdx, { prose, change: { from, to, length: piece.length } });
      const fresh = readProse(next, 0, mdx);
      expect(shown(prose), JSON.stringify({ seed, text, from, to, piece })).toEqual(shown(fresh));
      text = next;
    }
  }
});
