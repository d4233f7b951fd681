#!/usr/bin/env node
// `npm run new-rule supplier/x`: a rule that works, with its page, its case and its line in the table of severities. What
// it finds is a mark in a text, to be replaced by what it is really about.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { generate, staleFiles } from './docs/rules.mjs';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const read = (file) => readFileSync(path.join(root, file), 'utf8');
const write = (file, text) => {
  writeFileSync(path.join(root, file), text);
  console.log(file);
};
const fail = (message) => {
  console.error(message);
  process.exit(2);
};

/** Kinds of which a case can hold an excerpt, with a text that any of them may have. */
const KINDS = { supplier: 'notes', policy: 'summary', risk: 'description' };

const [id = ''] = process.argv.slice(2);
const [, family, name] = /^([a-z]+)\/([a-z][a-z0-9-]*)$/.exec(id) ?? fail('Usage: npm run new-rule FAMILY/NAME');
const page = `docs/rules/${family}-${name}.md`;
if (existsSync(path.join(root, page))) fail(`${id} is there already: ${page}`);

/** The files of a kind's rules. */
const filesOf = (kind) => {
  const folder = `server/src/kinds/${kind}`;
  if (!existsSync(path.join(root, folder, 'rules'))) return [`${folder}/rules.ts`];
  return readdirSync(path.join(root, folder, 'rules')).map((file) => `${folder}/rules/${file}`);
};
const kind = Object.keys(KINDS).find(
  (one) => one === family || filesOf(one).some((file) => read(file).includes(`'${family}/`)),
);
if (!kind) fail(`No kind that a case can show has rules called ${family}/: write one like those in server/src/kinds/`);
const key = KINDS[kind];
const type = kind[0].toUpperCase() + kind.slice(1);
const camel = name.replace(/-./g, (part) => part[1].toUpperCase());
const mark = `mark of ${id}`;

/** The rule's record. Families of suppliers can be waived and soften. */
const record = [
  '{',
  `id: '${id}',`,
  `title: 'New rule ${name.replaceAll('-', ' ')}',`,
  "severity: 'warning',",
  ...(kind === 'supplier' && family !== 'model' ? ['waivable: true,'] : []),
  ...(family === 'supplier' ? ['softens: true,'] : []),
  ...(family === 'model' ? ["override: 'raise',"] : []),
  `scope: '${kind}',`,
  `check({ fields: { ${key} } }, _context, report) {`,
  `if (${key}?.value !== '${mark}') return;`,
  `report(${key}, 'This is the mark of a new rule: say what is wrong and what to do');`,
  '},',
  '}',
];

if (existsSync(path.join(root, `server/src/kinds/${kind}/rules`))) {
  const folder = `server/src/kinds/${kind}/rules`;
  write(
    `${folder}/${name}.ts`,
    [
      "import type { Rule } from '../../../model/rule.ts';",
      `import type { ${type} } from '../types.ts';`,
      '',
      `export const ${camel}: Rule<${type}> = ${indented(record, '').trim()};`,
      '',
    ].join('\n'),
  );
  write(
    `${folder}/index.ts`,
    read(`${folder}/index.ts`)
      .replace(/(\nimport [^\n]+)\n(?!import )/, `$1\nimport { ${camel} } from './${name}.ts';\n`)
      .replace(/\n\];\n$/, `\n  ${camel},\n];\n`),
  );
} else {
  const file = `server/src/kinds/${kind}/rules.ts`;
  write(file, read(file).replace(/(\n\];\n)(?![\s\S]*\n\];\n)/, `\n${indented(record, '  ')},$1`));
}

/** Lines with what is inside braces moved in, two spaces a level. */
function indented(lines, start) {
  let depth = 0;
  return lines
    .map((line) => {
      if (line.startsWith('}')) depth--;
      const text = start + '  '.repeat(depth) + line;
      if (line.endsWith('{')) depth++;
      return text;
    })
    .join('\n');
}

write(
  `tests/unit/cases/${name}.case`,
  `==== ${kind} with it\n${key}: ${mark} #! ${id}:W=mark\n==== ${kind} without it\n${key}: Something else\n`,
);

const example = (text) => `An excerpt of a ${kind}:\n\n\`\`\`yaml ${kind}\n${key}: ${text}\n\`\`\``;
write(page, '');
const { files } = await generate();
const heading = files.get(page);
write(
  page,
  `${heading.slice(heading.indexOf('<!--'), heading.indexOf(' end -->') + ' end -->'.length)}

## What it finds

What is wrong, in a sentence.

## Why

What it rests on, and what could happen.

## Wrong

${example(mark)}

## Right

${example('Something else')}

## How to settle it

What to do.
`,
);
const generated = await generate();
// The table has the rules in the order of the index.
const order = [...generated.files.get('docs/rules/README.md').matchAll(/^\| \[`([^`]+)`/gm)].map(([, one]) => one);
const before = order[order.indexOf(id) - 1];
const table = 'tests/unit/severities.test.ts';
write(
  table,
  read(table).replace(new RegExp(`^${before} \\w+\n`, 'm'), (row) => `${row}${id} warning\n`),
);
for (const file of staleFiles(generated.files)) write(file, generated.files.get(file));
console.log(`\nNext: write what ${id} finds, then run npx vitest run tests/unit/cases.test.ts -t ${name}`);
