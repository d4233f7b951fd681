// The tables: what was measured, what was aimed at, and whether it was met.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { PEER_WAIT } from './measure.mjs';
import { show, summary, table, times } from './stats.mjs';

/** What is compared: its title, the least ratios to the peer by size, and whether the peer's fixed wait is taken off. */
const COMPARED = {
  keystroke: {
    title: 'One character typed → diagnostics',
    unit: 'ms',
    least: { 10: 10, 100: 70, 1000: 500, 10000: 5000 },
    wait: PEER_WAIT,
  },
  completion: {
    title: 'Completion right after a keystroke',
    unit: 'ms',
    least: { 10: 10, 100: 20, 1000: 300, 10000: 3000 },
  },
  hover: { title: 'Hover', unit: 'ms', least: { 10: 2, 100: 10, 1000: 50, 10000: 800 } },
  start: {
    title: 'Process start → first diagnostics (the peer with its wait)',
    unit: 'ms',
    least: { 10: 5, 100: 5, 1000: 6, 10000: 9 },
  },
  memory: {
    title: 'Peak memory after a session of edits, completions and hovers',
    unit: 'MB',
    least: { 10: 1.5, 100: 2, 1000: 4, 10000: 10 },
  },
  spectral: {
    title: '`isms check` against Spectral with six rules, whole process',
    unit: 'ms',
    least: { 10: 4, 100: 4, 1000: 5, 10000: 6 },
    peer: 'spectral',
  },
  ajv: {
    title: '`isms check` against `ajv-cli`, whole process',
    unit: 'ms',
    least: { 10: 1, 100: 1, 1000: 1, 10000: 1 },
    peer: 'ajv-cli',
  },
};

/** Steps that hurt us, or where the peer is at its best. */
const STEPS = {
  'first-start': { title: 'The very first start after installing (the others come after it)' },
  'first-edit': { title: 'First edit after opening', wait: PEER_WAIT },
  'new-line': { title: 'A line added above all suppliers', wait: PEER_WAIT },
  'all-faulty-keystroke': { title: 'All suppliers faulty: one character typed', wait: PEER_WAIT },
  'all-faulty-start': { title: 'All suppliers faulty: start → first diagnostics' },
  'anchors-keystroke': {
    title: 'Every supplier refers to an anchor in the first: one character typed',
    wait: PEER_WAIT,
  },
  'anchors-start': { title: 'Every supplier refers to an anchor in the first: start → first diagnostics' },
  'flow-keystroke': { title: 'The register in flow style: one character typed', wait: PEER_WAIT },
  'flow-start': { title: 'The register in flow style: start → first diagnostics' },
  'one-keystroke': { title: 'A file with one supplier: one character typed', wait: PEER_WAIT },
  'among-keystroke': { title: 'One character typed in one of many one-supplier files', wait: PEER_WAIT },
  'one-completion': { title: 'A file with one supplier: completion' },
  'one-hover': { title: 'A file with one supplier: hover' },
};

/** Time from start until this many one-supplier files are diagnosed, in ms. */
const MOST_FILES_TIME = 500;
const MOST_P95 = 4;
const MOST_GROWTH = 2;
const MOST_KEPT = 1.1;
/** Below this line of the written page stands what people wrote; a new run keeps it. */
const NOTES = '## Notes';

const size = (count) => count.toLocaleString('en-US');
const met = (yes) => (yes ? 'met' : '**not met**');

export class Report {
  #rows = [];
  #notes = [];
  #held = [];
  #found = [];
  #about;

  constructor(about) {
    this.#about = about;
  }

  /** Keeps the series of a measurement: ours, then the peer's. */
  add(name, count, series) {
    if (!series) return;
    const wait = (COMPARED[name] ?? STEPS[name])?.wait ?? 0;
    const [ours, peer] = series.map((values, side) =>
      summary(values.map((value) => (side === 1 ? Math.max(value - wait, 0) : value))),
    );
    this.#rows.push({ name, count, ours, peer, ratio: ours && peer ? peer.median / ours.median : undefined });
  }

  note(text) {
    this.#notes.push(text);
  }

  /** How many findings each side had at the first word, so that nobody is quick by saying nothing. */
  findings(count, [ours, peer]) {
    this.#found.push({ count, ours, peer });
  }

  held(where, count, edits, memory) {
    this.#held.push({ where, count, edits, memory });
  }

  toJSON() {
    return { rows: this.#rows, held: this.#held, notes: this.#notes, found: this.#found };
  }

  #of(name) {
    return this.#rows.filter((row) => row.name === name);
  }

  #compared() {
    const rows = [];
    for (const [name, { title, unit, least }] of Object.entries(COMPARED)) {
      for (const { count, ours, peer, ratio } of this.#of(name)) {
        rows.push([
          `${title}, ${size(count)}`,
          show(ours?.median, unit),
          show(ours?.p95, unit),
          show(peer?.median, unit),
          times(ratio),
          `${least[count] ?? '–'}×`,
          ratio === undefined ? 'not measured' : least[count] ? met(ratio >= least[count]) : '–',
        ]);
      }
    }
    return rows.length
      ? [table(['', 'ours, median', 'ours, p95', 'peer, median', 'ratio', 'target', ''], rows), '']
      : [];
  }

  #absolute() {
    const rows = [];
    const typed = this.#of('keystroke');
    for (const { count, ours } of typed)
      rows.push([
        `95 % of keystrokes are diagnosed within, ${size(count)}`,
        show(ours.p95, 'ms'),
        `≤ ${MOST_P95} ms`,
        met(ours.p95 <= MOST_P95),
      ]);
    const least = typed.find(({ count }) => count === 10);
    const most = typed.find(({ count }) => count === 10_000);
    if (least && most) {
      const growth = most.ours.median / least.ours.median;
      rows.push([
        'Keystroke at 10,000 over keystroke at 10',
        times(growth),
        `≤ ${MOST_GROWTH}×`,
        met(growth <= MOST_GROWTH),
      ]);
    }
    for (const { count, ours } of this.#of('files')) {
      rows.push([
        `${size(count)} one-supplier files, none open: start → all diagnosed`,
        show(ours.median, 'ms'),
        `≤ ${MOST_FILES_TIME} ms`,
        met(ours.median <= MOST_FILES_TIME),
      ]);
    }
    for (const { count, ours } of this.#of('files-faulty'))
      rows.push([`… all ${size(count)} with a fault`, show(ours.median, 'ms'), '–', '']);
    for (const { count, ours } of this.#of('files-many'))
      rows.push([`${size(count)} one-supplier files, one open and typed in`, show(ours.median, 'ms'), '–', '']);
    for (const { count, ours } of this.#of('files-many-keystroke')) {
      if (ours)
        rows.push([
          `… the longest of ${ours.n} keystrokes while ${size(count)} files are read`,
          show(ours.max, 'ms'),
          '–',
          '',
        ]);
    }
    for (const { where, count, edits, memory } of this.#held) {
      const kept = memory.closed.used / memory.before.used;
      const judged = where === 'in the workspace';
      rows.push([
        `Memory after opening, ${size(edits)} edits and closing over before, ${size(count)} suppliers, ${where}`,
        times(kept),
        judged ? `≤ ${MOST_KEPT}×` : '–',
        judged ? met(kept <= MOST_KEPT) : '',
      ]);
    }
    return rows.length ? [table(['', 'ours', 'target', ''], rows), ''] : [];
  }

  #memory() {
    const rows = this.#held.flatMap(({ where, memory: { before, opened, edited, closed } }) => [
      [`In use after a collection, ${where}`, ...[before, opened, edited, closed].map(({ used }) => show(used, 'MB'))],
      [`Resident, ${where}`, ...[before, opened, edited, closed].map(({ rss }) => show(rss, 'MB'))],
    ]);
    return rows.length
      ? ['### Memory over a session', '', table(['', 'before', 'open', 'edited', 'closed'], rows), '']
      : [];
  }

  #steps() {
    const rows = [];
    for (const [name, { title }] of Object.entries(STEPS)) {
      for (const { count, ours, peer, ratio } of this.#of(name)) {
        rows.push([
          `${title}${count > 1 ? `, ${size(count)}` : ''}`,
          show(ours?.median, 'ms'),
          show(ours?.p95, 'ms'),
          peer ? show(peer.median, 'ms') : 'not asked',
          times(ratio),
        ]);
      }
    }
    return rows.length
      ? [
          '### What hurts us, and where the peer is at its best',
          '',
          table(['', 'ours, median', 'ours, p95', 'peer, median', 'ratio'], rows),
          '',
        ]
      : [];
  }

  markdown() {
    const { nodeVersion, peers, quick } = this.#about;
    const [cpu] = os.cpus();
    return [
      '# Benchmarks',
      '',
      'Written by `npm run bench`; do not edit above the notes.',
      '',
      `Measured on ${new Date().toISOString().slice(0, 10)}: ${os.cpus().length} cores of ${cpu?.model.trim() ?? 'an unknown CPU'}, ${Math.round(os.totalmem() / 2 ** 30)} GB, ${os.type()} ${os.release()}, Node ${nodeVersion} for both sides. Load average at the end ${os.loadavg()[1].toFixed(1)}.`,
      `Peers: yaml-language-server ${peers['yaml-language-server'].version} with the product's JSON Schema for the register, @stoplight/spectral-cli ${peers['@stoplight/spectral-cli'].version}, ajv-cli ${peers['ajv-cli'].version}.`,
      '',
      `Registers of 10 to 10,000 suppliers in block style, 44 lines and 1.4 kB a supplier, with comments, block scalars and text in several scripts; one supplier in a hundred has a fault. Both servers are driven over stdio by the same client in the same run, in turns. Times end when the answer has arrived as a whole. Both start without NODE_EXTRA_CA_CERTS, whose bundle takes every Node a tenth of a second to read. Medians; the peer's time from a keystroke to its diagnostics is given without the ${PEER_WAIT} ms that it always waits. A ratio says how many times the peer takes what we take.${quick ? ' **A quick run: few rounds, small sizes.**' : ''}`,
      '',
      '## Against the peers',
      '',
      ...this.#compared(),
      ...this.#absolute(),
      ...this.#steps(),
      ...this.#memory(),
      ...(this.#found.length
        ? [
            `Findings at the first word, ours and the peer's (which knows the schema, but no rules): ${this.#found.map(({ count, ours, peer }) => `${size(count)} suppliers ${ours} and ${peer}`).join(', ')}.`,
            '',
          ]
        : []),
      ...(this.#notes.length ? ['Left out:', '', ...this.#notes.map((note) => `- ${note}`), ''] : []),
    ].join('\n');
  }

  /** Writes the page; notes that stand at its end stay. */
  write(file, text) {
    const before = existsSync(file) ? readFileSync(file, 'utf8') : '';
    const at = before.indexOf(NOTES);
    writeFileSync(file, `${text}\n${at >= 0 ? before.slice(at) : `${NOTES}\n`}`);
  }
}
