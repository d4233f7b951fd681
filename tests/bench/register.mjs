// Generates supplier registers in the product's own format: the same text for the same options on every machine.

/** The day as of which everything is judged; dates in the registers are written around it. */
export const AS_OF = '2026-11-21';

/** The settings that go with every generated register. */
export const SETTINGS = `isms: 1
organisation: Benchmark
roles:
  ciso: { name: Chief Information Security Officer, email: security@example.com }
  cto: { name: Chief Technology Officer, email: engineering@example.com }
  dpo: { name: Data Protection Officer, email: privacy@example.com }
residency: [EU]
`;

/** Files that \`document:\` keys name; they have to be there. */
export const EVIDENCE = Array.from({ length: 20 }, (_, index) => `evidence/report-${index}.pdf`);

/** A small seeded random generator (mulberry32): numbers from 0 up to 1. */
export function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const NAMES = [
  'Amber Hosting GmbH',
  'Société Lumière SARL',
  'Größte Wolke AG',
  'Østersø Data ApS',
  'Łódź Analytics sp. z o.o.',
  'Ηλεκτρονικά Αθηνών Α.Ε.',
  'Данни и Услуги ЕООД',
  '東京データ株式会社',
  'Nuvem Segura Lda',
  'Bright Ledger B.V.',
];
const NOTES = [
  'Contract owner is the platform team; renewals are tracked in the finance calendar.',
  'Geprüft mit dem Betriebsrat: keine Leistungskontrolle. Änderungen bitte melden.',
  'Ο πάροχος ενημερώνει για αλλαγές υποεργολάβων 30 ημέρες νωρίτερα.',
  'データは欧州内にのみ保存される。年次レビューで確認する。',
  'Регулярният преглед обхваща достъпите, журналите и плана за изход.',
];
const PLACES = [
  'aws:eu-central-1',
  'aws:eu-west-1',
  'azure:germanywestcentral',
  'hetzner:fsn1',
  'DE (Frankfurt)',
  'IE',
];
const COUNTRIES = ['DE', 'FR', 'IE', 'NL', 'DK', 'PL', 'GR', 'BG', 'PT', 'LU'];
const day = (year, month, date) => `${year}-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`;

/** Faults that are sown: [what is written in the text, what stands there instead]. The schema sees the first three. */
const FAULTS = [
  [/status: active/, 'status: actve'],
  [/purpose: /, 'purpos: '],
  [/outcome: approved/, 'outcome: aproved'],
  [/valid-until: 20\d\d/, 'valid-until: 2024'],
  [/- aws:|- azure:|- hetzner:|- DE |- IE/, '- US # '],
];

/**
 * One supplier as lines of block style without indentation: 44 lines and about 1.4 kB.
 * @param {number} index which one
 * @param {{ faulty?: boolean, local?: boolean }} [options] `local`: documents are files and not URLs
 */
function supplierLines(index, { faulty = false } = {}) {
  const next = random(index + 1);
  const pick = (list) => list[Math.floor(next() * list.length)];
  const id = supplierId(index);
  const reviewed = day(2026, 2 + Math.floor(next() * 7), 1 + Math.floor(next() * 28));
  const text = `id: ${id}
name: ${pick(NAMES)} ${index}
status: active
categories: [hosting, monitoring]
purpose: "${pick(NOTES)}"
country: ${pick(COUNTRIES)}
owner: ciso
role: processor
access: [customer-data, production]
hosting: # as the order form says
  - ${pick(PLACES)}
  - ${pick(PLACES)}
transfers: []
agreement:
  signed: ${day(2024, 1 + Math.floor(next() * 12), 1 + Math.floor(next() * 28))}
  document: ${pick(EVIDENCE)}
  covers: [security, confidentiality, commitments]
dpa:
  status: signed
  signed: ${day(2024, 1 + Math.floor(next() * 12), 1 + Math.floor(next() * 28))}
  expires: ${day(2028 + Math.floor(next() * 3), 3, 1)}
  document: https://suppliers.example.com/${id}/dpa.pdf
  art-28-3: [a, b, c, d, e, f, g, h]
assurance:
  - kind: iso27001
    valid-until: ${day(2028 + Math.floor(next() * 2), 1 + Math.floor(next() * 12), 14)}
    scope: "all services, ${pick(PLACES)}"
    document: https://suppliers.example.com/${id}/iso27001.pdf
# Factors as agreed in the risk workshop.
criticality:
  business-impact: 4
  data-access: 3
  replacement-difficulty: 2
  rating: high
reviews:
  - date: ${reviewed}
    by: ciso
    outcome: approved
    checked: [assurance, dpa, residency, risk]
notes: |
  ${pick(NOTES)}
  Ticket SEC-${1000 + index}: access list reviewed – nothing to remove.

  ${pick(NOTES)}`;
  if (!faulty) return text.split('\n');
  const [from, to] = FAULTS[Math.floor(index / 100 + index) % FAULTS.length];
  return text.replace(from, to).split('\n');
}

export const supplierId = (index) => `supplier-${String(index).padStart(5, '0')}`;

/**
 * Whether a supplier is one of the faulty ones: one in a hundred, and at least one in every register.
 * @param {number} index
 */
const isFaulty = (index) => index % 100 === 7;

/**
 * A register of a number of suppliers.
 * @param {number} count
 * @param {{ faulty?: 'some' | 'all', style?: 'block' | 'flow' | 'anchors' }} [options]
 * @returns {string}
 */
export function register(count, { faulty = 'some', style = 'block' } = {}) {
  if (style === 'flow') return flowRegister(count);
  const parts = ['# Supplier register, generated.\nsuppliers:\n'];
  for (let index = 0; index < count; index++) {
    const lines = supplierLines(index, { faulty: faulty === 'all' || isFaulty(index) });
    if (style === 'anchors') anchor(lines, index);
    // A blank line has no indentation, as an editor leaves it.
    parts.push(...lines.map((line, at) => (line ? `  ${at === 0 ? '- ' : '  '}${line}\n` : '\n')));
  }
  return parts.join('');
}

/** The first supplier names its access list and review cadence; the others refer to it. */
function anchor(lines, index) {
  const at = lines.findIndex((line) => line.startsWith('access:'));
  lines[at] = index === 0 ? 'access: &usual [customer-data, production]' : 'access: *usual';
}

/** The whole list between brackets, as a program writes it that knows JSON only. */
function flowRegister(count) {
  const items = [];
  for (let index = 0; index < count; index++) {
    const next = random(index + 1);
    const faulty = isFaulty(index);
    items.push(
      JSON.stringify(
        {
          id: supplierId(index),
          name: `${NAMES[Math.floor(next() * NAMES.length)]} ${index}`,
          status: faulty ? 'actve' : 'active',
          categories: ['hosting', 'monitoring'],
          purpose: NOTES[Math.floor(next() * NOTES.length)],
          country: 'DE',
          owner: 'ciso',
          role: 'processor',
          access: ['customer-data', 'production'],
          hosting: ['aws:eu-central-1', 'hetzner:fsn1'],
          transfers: [],
          agreement: {
            signed: '2024-05-01',
            document: EVIDENCE[0],
            covers: ['security', 'confidentiality', 'commitments'],
          },
          dpa: {
            status: 'signed',
            signed: '2024-05-01',
            expires: '2028-03-01',
            'art-28-3': ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'],
          },
          assurance: [{ kind: 'iso27001', 'valid-until': '2028-05-14', scope: 'all services' }],
          criticality: { 'business-impact': 4, 'data-access': 3, 'replacement-difficulty': 2, rating: 'high' },
          reviews: [
            { date: '2026-05-04', by: 'ciso', outcome: 'approved', checked: ['assurance', 'dpa', 'residency', 'risk'] },
          ],
          notes: NOTES.join(' ').repeat(2),
        },
        null,
        2,
      ).replace(/^/gm, '  '),
    );
  }
  return `suppliers: [\n${items.join(',\n')}\n]\n`;
}

/**
 * A file with one supplier.
 * @param {number} index
 * @param {boolean} [faulty]
 */
export function oneSupplier(index, faulty = isFaulty(index)) {
  const lines = supplierLines(index, { faulty });
  return `supplier:\n${lines.map((line) => (line ? `  ${line}\n` : '\n')).join('')}`;
}
