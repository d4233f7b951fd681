// Lists the facts whose day is more than a year before today, or before the day given (YYYY-MM-DD), and the sources without a day.
import { readdirSync, readFileSync } from 'node:fs';

const folder = new URL('../server/src/facts/data/', import.meta.url);
const today = process.argv[2] ?? new Date().toISOString().slice(0, 10);
if (!/^\d{4}-\d\d-\d\d$/.test(today)) {
  console.error('Usage: npm run facts -- [YYYY-MM-DD]');
  process.exit(2);
}
const limit = `${Number(today.slice(0, 4)) - 1}${today.slice(4)}`;

/** Yields the path and text of each `asOf`, `…AsOf`, `source` and entry of `sources` in a value. */
function* dated(value, path) {
  if (typeof value === 'string') {
    if (/(^|\.)(asOf|\w+AsOf|source)$/.test(path) || /(^|\.)sources\.[^.]+$/.test(path)) yield [path, value];
  } else if (value !== null && typeof value === 'object') {
    if (/(^|\.)sources\.[^.]+$/.test(path)) yield [path, JSON.stringify(value)];
    else for (const [key, item] of Object.entries(value)) yield* dated(item, path ? `${path}.${key}` : key);
  }
}

for (const file of readdirSync(folder).sort()) {
  const lines = [];
  for (const [path, text] of dated(JSON.parse(readFileSync(new URL(file, folder), 'utf8')), '')) {
    const day = text
      .match(/\d{4}-\d\d-\d\d/g)
      ?.sort()
      .at(-1);
    if (day === undefined || day < limit) lines.push(`  ${day ?? 'no day    '}  ${path}: ${text.slice(0, 100)}`);
  }
  if (lines.length > 0) console.log([file, ...lines].join('\n'));
}
