import { mkdirSync, readFileSync, renameSync } from 'node:fs';
import path from 'node:path';
import ical, { type VEvent } from 'node-ical';
import { describe, expect, it } from 'vitest';
import { copy, fixture, folder, git, isms, put, today } from './run.ts';

const run = (at: string, more: readonly string[] = [], day = today) =>
  isms(['report', 'calendar', at, '--as-of', day, ...more]);

interface Entry {
  readonly day: string;
  readonly title: string;
  readonly uid: string;
  readonly description: string;
}

/** The events of a calendar, as a library of another house reads it. */
function events(text: string): Entry[] {
  return Object.values(ical.sync.parseICS(text))
    .filter((one): one is VEvent => one?.type === 'VEVENT')
    .map(({ start, summary, uid, description, datetype }) => {
      expect(datetype).toBe('date');
      const two = (n: number) => String(n).padStart(2, '0');
      return {
        day: `${start.getFullYear()}-${two(start.getMonth() + 1)}-${two(start.getDate())}`,
        title: String(summary),
        uid,
        description: String(description),
      };
    });
}
const titles = (list: readonly Entry[]) => list.map(({ day, title }) => `${day} ${title}`);

const FILES = {
  'isms.yaml': 'isms: 1\norganisation: Example, Inc\n',
  'suppliers.yaml': `suppliers:
  - id: alpha
    name: "Alpha; Beta, \\\\ Gamma"
    status: active
    categories: [hosting]
    access: [customer-data]
    owner: ciso
    hosting: [DE]
    dpa: { status: signed, signed: 2026-01-01, expires: 2027-03-01 }
    assurance:
      - { kind: iso27001, valid-until: 2025-01-31 }
      - { kind: iso27001, valid-until: 2028-01-31 }
      - { kind: questionnaire, completed: 2024-01-31, compensating-controls: [logs] }
    reviews:
      - { date: 2026-02-01, by: ciso, outcome: conditions, action: { what: Ask for the report, owner: cto, due: 2026-06-01 } }
    waivers:
      - { rule: supplier/transfers-unstated, reason: small, approved-by: ciso, approved: 2026-02-01, expires: 2026-12-31 }
    events:
      - { date: 2026-11-01, kind: subprocessor-change, notified: 2026-11-01, object-until: 2026-12-01 }
  - { id: gone, name: Gone, status: terminated, categories: [other], access: [customer-data], dpa: { status: signed, signed: 2026-01-01, expires: 2027-01-01 } }
`,
  'policies.yaml': `policies:
  - { id: one, title: One, status: approved, owner: ciso, approved-by: ciso, effective: 2026-05-01 }
  - { id: two, title: Two, status: retired, effective: 2026-05-01 }
`,
  'risks.yaml': `risks:
  - { id: r1, title: Loss, status: accepted, owner: ciso, accepted: { by: ciso, on: 2026-01-01, until: 2026-12-24 }, actions: [{ what: Train, due: 2027-01-05 }, { what: Done, due: 2026-01-05, done: 2026-01-04 }], reviews: [{ date: 2026-09-01, by: ciso, outcome: approved }] }
`,
  'soa.yaml': `soa:
  - { control: A.5.1, applicable: true, implementation: planned, action: Write it, due: 2027-02-02, owner: ciso }
statement: { version: 1, approved-by: ciso, approved: 2026-10-01, review-every: 6 months }
`,
};

describe('isms report calendar', () => {
  it('has what falls due, what is late today, and nothing of what has ended', () => {
    const at = folder(FILES);
    const { code, stdout, stderr } = run(at);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    const name = 'Alpha; Beta, \\ Gamma';
    expect(titles(events(stdout))).toEqual([
      `2026-11-21 Due now: ${name}: Ask for the report (since 2026-06-01)`,
      `2026-11-21 Due now: Review supplier: ${name} (subprocessor-change on 2026-11-01)`,
      `2026-12-01 Last day to object to a change of subprocessors: ${name}`,
      '2026-12-24 Acceptance of risk ends: Loss',
      `2026-12-31 Waiver of supplier/transfers-unstated ends: ${name}`,
      '2027-01-05 Loss: Train',
      '2027-02-02 A.5.1: Write it',
      `2027-03-01 Data processing agreement ends: ${name}`,
      '2027-04-01 Review the Statement of Applicability',
      '2027-05-01 Review policy: One',
      '2027-09-01 Review risk: Loss',
      `2028-01-31 ISO/IEC 27001 certificate ends: ${name}`,
    ]);
    expect(events(stdout)[0]!.description).toMatch(/^Owner: cto\nsupplier\/alpha\/action\//);
    for (const line of stdout.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    expect(stdout.replaceAll('\r\n', '')).not.toContain('\n');
    expect(JSON.parse(run(at, ['--format', 'json']).stdout).entries).toHaveLength(12);
  });

  it('keeps its ids when days move and the folder is another, so that a subscription updates', () => {
    const at = folder();
    git(at, ['init', '-q']);
    put(at, Object.fromEntries(Object.entries(FILES).map(([name, text]) => [`isms/${name}`, text])));
    const ids = (where: string, day = today) =>
      new Map(events(run(path.join(where, 'isms'), [], day).stdout).map(({ description, uid }) => [description, uid]));
    const before = ids(at);
    expect(new Set(before.values()).size).toBe(before.size);
    const file = path.join(at, 'isms/suppliers.yaml');
    put(at, { 'isms/suppliers.yaml': `# moved\n${readFileSync(file, 'utf8').replace('2027-03-01', '2029-03-01')}` });
    const elsewhere = path.join(folder(), 'clone');
    mkdirSync(path.dirname(elsewhere), { recursive: true });
    renameSync(at, elsewhere);
    expect(ids(elsewhere)).toEqual(before);
    for (const [what, id] of ids(elsewhere, '2026-11-30')) expect(before.get(what)).toBe(id);
  });

  it('of the sample can be read, and is the same for the same day', () => {
    const { stdout, code } = run(fixture('botbrains'));
    expect(code).toBe(0);
    expect(events(stdout).length).toBeGreaterThan(20);
    expect(run(fixture('botbrains')).stdout).toBe(stdout);
  });

  it('is refused where an entry cannot be judged, unless --incomplete says so in it', () => {
    const at = folder({
      ...FILES,
      'suppliers.yaml': FILES['suppliers.yaml'].replace('status: active', 'status: activ'),
    });
    expect(run(at)).toMatchObject({ code: 2, stdout: '' });
    const { code, stdout } = run(at, ['--incomplete']);
    expect(code).toBe(0);
    expect(titles(events(stdout))[0]).toMatch(/^2026-11-21 Not judged: suppliers\.yaml:2 /);
  });

  it('lets no value become a line of its own', () => {
    const at = copy('hostile/markup');
    const lines = run(at, ['--incomplete']).stdout.split('\r\n');
    for (const line of lines) expect(line).toMatch(/^(?: |[A-Z-]+[;:]|$)/);
    expect(lines.filter((line) => line === 'BEGIN:VEVENT').length).toBe(
      lines.filter((line) => line === 'END:VEVENT').length,
    );
  });

  it('has its own formats', () => {
    const at = folder(FILES);
    expect(run(at, ['--format', 'html'])).toMatchObject({ code: 2, stdout: '' });
    expect(run(at, ['--out', path.join(at, 'a.md')]).code).toBe(2);
    expect(isms(['report', 'review', at, '--format', 'ics']).code).toBe(2);
    for (const _ of [1, 2])
      expect(run(at, ['--out', path.join(at, 'a.ics')])).toEqual({ code: 0, stdout: '', stderr: '' });
  });
});
