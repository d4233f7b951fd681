// Numbers and tables.

/** @param {readonly number[]} values */
export const quantile = (values, q) => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted.length ? sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] : undefined;
};

/** What is kept of a series of measurements. */
export const summary = (values) =>
  values.length
    ? { median: quantile(values, 0.5), p95: quantile(values, 0.95), max: Math.max(...values), n: values.length }
    : undefined;

/** A number with as many digits as say something. */
export const show = (value, unit = '') => {
  if (value === undefined || Number.isNaN(value)) return '–';
  const text =
    value >= 100 ? Math.round(value).toLocaleString('en-US') : value >= 10 ? value.toFixed(1) : value.toFixed(2);
  return unit ? `${text} ${unit}` : text;
};

export const times = (value) => (value === undefined || !Number.isFinite(value) ? '–' : `${show(value)}×`);

/** A table in Markdown, its columns aligned so that it reads well as text too. */
export function table(head, rows) {
  const all = [head, ...rows].map((row) => row.map(String));
  const widths = head.map((_, column) => Math.max(3, ...all.map((row) => row[column].length)));
  const line = (row) =>
    `| ${row.map((cell, column) => (column ? cell.padStart(widths[column]) : cell.padEnd(widths[column]))).join(' | ')} |`;
  const rule = `| ${widths.map((width, column) => (column ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width))).join(' | ')} |`;
  return [line(all[0]), rule, ...all.slice(1).map(line)].join('\n');
}
