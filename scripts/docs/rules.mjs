#!/usr/bin/env node
// Generates what the rules' pages say of a rule that the list of rules knows: the heading block of each page, the index,
// and the rule ids in the settings schema. The prose below each block is written by hand and left alone.
// `--check` writes nothing and fails where something is stale or a page is missing.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '../..');
const BEGIN = '<!-- generated from the list of rules: begin -->';
const END = '<!-- generated from the list of rules: end -->';
const SECTIONS = ['What it finds', 'Why', 'Wrong', 'Right', 'How to settle it'];

/** The list of rules, as the server has it. */
async function load() {
  const { outputFiles } = await build({
    stdin: {
      contents: `export { fixesOf, rules, rulePage } from './server/src/check/rules.ts';
        export { CRITERIA } from './server/src/reports/criteria.ts';
        export { isRaise } from './server/src/model/severity.ts';
        export { controlById } from './server/src/facts/controls.ts';
        export { articles } from './server/src/facts/gdpr.ts';
        export { platforms } from './server/src/facts/inference.ts';`,
      resolveDir: root,
      loader: 'ts',
    },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    // Its CommonJS build needs Node's require.
    alias: { yaml: './node_modules/yaml/browser/dist/index.js' },
    logLevel: 'error',
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
}

function basisOf({ basis }, { controlById, articles }) {
  if (!basis) return undefined;
  const parts = [];
  if (basis.policy) parts.push(basis.policy);
  for (const id of basis.controls ?? []) parts.push(`${id} ${controlById(id).title}`);
  for (const regulation of basis.regulations ?? []) {
    const number = /Art\. (\d+)/.exec(regulation)?.[1];
    const article = articles.find((entry) => String(entry.article) === number);
    parts.push(article ? `${regulation} ${article.title}` : regulation);
  }
  return parts.join('<br>');
}

function severityOf(rule) {
  const parts = [rule.severity];
  if (rule.lower) parts.push(`one step lower ${rule.lower}`);
  if (rule.higher) parts.push(`one step higher ${rule.higher}`);
  if (rule.severity === 'error' && rule.softens) parts.push('a warning for a prospective supplier');
  return parts.join('; ');
}

function overrideOf(rule, { isRaise }) {
  const allowed = ['error', 'warning', 'information', 'off'].filter((to) => !isRaise(rule, to));
  return `\`rules\` may set it to ${allowed.join(', ').replace(/, ([^,]+)$/, ' or $1')}`;
}

function blockOf(rule, facts) {
  const waiver = { true: 'yes', 'for a value': 'yes, for one value at a time' }[rule.waivable] ?? 'no';
  const settings = [
    ...(rule.settings ?? []).filter((key) => key !== 'rules').map((key) => `\`${key}\``),
    overrideOf(rule, facts),
  ].join('; ');
  const rows = [
    ['Rule', `\`${rule.id}\``],
    ['Severity', severityOf(rule)],
    ['Rests on', basisOf(rule, facts)],
    ['Settings', settings],
    ['Can be waived', waiver],
    ['Fix', [...facts.fixesOf(rule.id)].map(({ title }) => title).join('; ')],
    ['Criterion', rule.criterion && facts.CRITERIA[rule.criterion]],
  ].filter(([, value]) => value);
  return [
    BEGIN,
    `# ${rule.title}`,
    '',
    '| | |',
    '| --- | --- |',
    ...rows.map(([name, value]) => `| ${name} | ${value} |`),
    END,
  ].join('\n');
}

const FAMILIES = {
  yaml: 'Syntax',
  schema: 'Structure',
  reference: 'References',
  date: 'Dates',
  place: 'Places',
  settings: 'Settings',
  control: 'Controls',
  clause: 'Clauses',
  regulation: 'Regulations',
  supplier: 'Suppliers',
  model: 'Suppliers that run models',
  review: 'Reviews of suppliers',
  waiver: 'Waivers',
  policy: 'Policies',
  soa: 'Statement of Applicability',
  risk: 'Risks',
  coverage: 'Coverage',
};

function indexOf(rules, rulePage) {
  const lines = [
    '<!-- generated from the list of rules: npm run docs -->',
    '# Rules',
    '',
    `What ISMS Author finds, rule by rule: ${rules.length} in all. In the examples today is 2026-11-21, and an excerpt of a supplier or a policy shows only what matters to its rule.`,
  ];
  let family;
  for (const rule of rules) {
    const [of] = rule.id.split('/');
    if (of !== family) {
      family = of;
      lines.push('', `## ${FAMILIES[of] ?? of}`, '', '| rule | severity | finds |', '| --- | --- | --- |');
    }
    lines.push(`| [\`${rule.id}\`](${path.basename(rulePage(rule.id))}) | ${rule.severity} | ${rule.title} |`);
  }
  return `${lines.join('\n')}\n`;
}

/** The settings schema with the rule ids that may stand under `rules`. */
function schemaOf(text, rules) {
  const schema = JSON.parse(text);
  schema.properties.rules.propertyNames.anyOf = [{ enum: rules.map(({ id }) => id) }, { pattern: '^x-' }];
  return `${JSON.stringify(schema, null, 2)}\n`;
}

/** The schema of suppliers with the platforms of the facts, and with the selectors that each of them has. */
function platformsIn(text, platforms) {
  const schema = JSON.parse(text);
  const entry = schema.$defs.supplier.properties.model.properties.inference.items;
  const selectors = [...new Set(Object.values(platforms).flatMap((platform) => platform.selectors))];
  entry.properties.platform.enum = Object.keys(platforms);
  entry.allOf = Object.entries(platforms).map(([name, platform]) => ({
    if: { properties: { platform: { const: name } }, required: ['platform'] },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: {
      properties: Object.fromEntries(
        selectors.filter((key) => !platform.selectors.includes(key)).map((key) => [key, false]),
      ),
    },
  }));
  return `${JSON.stringify(schema, null, 2)}\n`;
}

/**
 * What every generated file must hold, and what is wrong with the pages.
 * @returns {Promise<{ files: Map<string, string>, problems: string[] }>} file name, relative to the project → text
 */
export async function generate() {
  const facts = await load();
  const { rules, rulePage } = facts;
  const files = new Map();
  const problems = [];
  for (const rule of rules) {
    const file = rulePage(rule.id);
    const block = blockOf(rule, facts);
    if (!existsSync(path.join(root, file))) {
      problems.push(`${file} is missing`);
      files.set(file, `${block}\n\n${SECTIONS.map((section) => `## ${section}\n`).join('\n')}`);
      continue;
    }
    const text = readFileSync(path.join(root, file), 'utf8');
    const end = text.indexOf(END);
    if (!text.startsWith(BEGIN) || end < 0) problems.push(`${file} has lost the marks around its heading`);
    const prose = end < 0 ? `\n\n${text}` : text.slice(end + END.length);
    for (const section of SECTIONS) {
      const body = prose.split(`\n## ${section}\n`)[1]?.split('\n## ')[0].trim();
      if (!body) problems.push(`${file} says nothing under “${section}”`);
    }
    files.set(file, block + prose);
  }
  files.set('docs/rules/README.md', indexOf(rules, rulePage));
  const schema = 'schemas/isms.schema.json';
  const common = 'schemas/common.schema.json';
  files.set(common, platformsIn(readFileSync(path.join(root, common), 'utf8'), facts.platforms));
  files.set(schema, schemaOf(readFileSync(path.join(root, schema), 'utf8'), rules));
  for (const name of readdirSync(path.join(root, 'docs/rules'))) {
    if (!files.has(`docs/rules/${name}`)) problems.push(`docs/rules/${name} is the page of no rule`);
  }
  return { files, problems };
}

/** The files that are not as they would be generated. */
export function staleFiles(files) {
  return [...files]
    .filter(
      ([name, text]) => !existsSync(path.join(root, name)) || readFileSync(path.join(root, name), 'utf8') !== text,
    )
    .map(([name]) => name);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { files, problems } = await generate();
  const stale = staleFiles(files);
  if (process.argv.includes('--check')) {
    for (const problem of problems) console.error(problem);
    for (const name of stale) console.error(`${name} is stale: npm run docs`);
    process.exitCode = problems.length || stale.length ? 1 : 0;
  } else {
    for (const name of stale) writeFileSync(path.join(root, name), files.get(name));
    for (const problem of problems) console.error(problem);
    console.log(stale.length ? `${stale.length} files written` : 'nothing is stale');
  }
}
