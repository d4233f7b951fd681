import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type DocumentKind, kindOfList } from '../../server/src/kinds/index.ts';
import { readDocument } from '../../server/src/model/document.ts';
import { readYaml } from '../../server/src/yaml/read.ts';
import { TODAY } from '../unit/support/cases.ts';

const folder = path.join(import.meta.dirname, '../../schemas');
const schema = (name: string) => JSON.parse(readFileSync(path.join(folder, `${name}.schema.json`), 'utf8'));
const ajv = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true, strictRequired: false });
ajv.addVocabulary(['x-order', 'x-skeleton', 'x-empty', 'x-words']);
ajv.addSchema(schema('common'));
const validators: Readonly<Record<string, ValidateFunction>> = {
  'isms.yaml': ajv.compile(schema('isms')),
  'suppliers.yaml': ajv.compile(schema('suppliers')),
  'policies.yaml': ajv.compile(schema('policies')),
  'soa.yaml': ajv.compile(schema('soa')),
  'risks.yaml': ajv.compile(schema('risks')),
};

/** Lists that say something when they are empty. */
const KEPT = new Set(['transfers', 'access']);

/** An empty value is an absent key, which JSON Schema cannot say: what is empty is left out before it is asked. */
function filled(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => filled(item)).filter((item) => item !== undefined);
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([name, item]) => [name, filled(item, name)] as const);
    return Object.fromEntries(
      entries.filter(
        ([name, item]) => item !== undefined && !(Array.isArray(item) && item.length === 0 && !KEPT.has(name)),
      ),
    );
  }
  return value === null || value === '' ? (key === 'access' ? [] : undefined) : value;
}

const KINDS: Readonly<Record<string, DocumentKind>> = {
  'isms.yaml': 'settings',
  'suppliers.yaml': 'suppliers',
  'policies.yaml': 'policies',
  'soa.yaml': 'soa',
  'risks.yaml': 'risks',
};

/** A value as YAML that the fast reader reads: JSON with bare keys. */
const yamlOf = (value: unknown): string => JSON.stringify(value).replace(/"([\w./-]+)":/g, '$1: ');

/** What the schemas and the reader say of a document. */
function verdicts(name: string, value: unknown, text = yamlOf(value)) {
  const read = readDocument(readYaml(text), kindOfList(KINDS[name]!), { today: TODAY }, text.length);
  const told = [...read.issues, ...read.entities.flatMap(({ issues }) => issues)].filter(
    ({ rule }) => /^(?:schema|date)\//.test(rule) && rule !== 'date/in-future',
  );
  const validate = validators[name]!;
  // A register may be empty: its list is not left out.
  const asked = filled(value) as object;
  const accepted = validate(name === 'isms.yaml' ? asked : { ...(value as object), ...asked });
  return {
    reader: told.length ? 'rejected' : 'accepted',
    schema: accepted ? 'accepted' : 'rejected',
    why: `reader: ${told.map(({ rule, message }) => `${rule} ${message}`).join('; ')}; schema: ${ajv.errorsText(validate.errors)}`,
  };
}

const VALID: Readonly<Record<string, string>> = {
  'isms.yaml': `isms: 1
organisation: Example
roles:
  ciso: { name: A Name, email: a@example.com }
residency: [EU, CH, ADEQUATE]
reviews: { suppliers: 12 months, policies: 2 years, due-soon: 30 days }
assurance: { soc2-valid-for: 12 months, bridge-letter-max: 0 days, questionnaire-valid-for: 1 year, expiring-soon: 8 weeks }
risks: { scale: 4, levels: { low: 1, medium: 3, high: 6, critical: 12 }, accept: { low: any, medium: "ciso, cto", high: [ciso], critical: [management] }, review: 6 months }
rules: { supplier/dpa-missing: warning, place/unknown: "off" }
files: { suppliers: ["suppliers.yaml"], policies: ["policies/**/*.md"], soa: [soa.yaml], risks: [risks.yaml] }
x-own: { any: [thing] }
`,
  'suppliers.yaml': `suppliers:
  - id: aws
    name: Amazon Web Services EMEA Sàrl
    status: active
    categories: [hosting, model]
    purpose: 365
    notes: true
    country: LU
    owner: ciso
    role: processor
    access: [customer-data, production]
    hosting: [aws:eu-central-1, "DE (Frankfurt, Berlin)"]
    processing: [EU]
    transfers: [{ to: US, mechanism: scc }]
    agreement: { signed: 2025-03-01, document: a.pdf, covers: [security, confidentiality, commitments] }
    dpa: { status: signed, signed: 2025-03-01, expires: 2028-03-01, document: b.pdf, art-28-3: [a, b] }
    assurance:
      - { kind: iso27001, standard: 2022, valid-until: 2027-11-14, issued: 2024-11-15, scope: all, issuer: A body, document: c.pdf, notes: n }
      - { kind: soc2-type2, period-start: 2025-04-01, period-end: 2026-03-31, exceptions: none, bridge-letter-until: 2027-05-31, auditor: An auditor }
      - { kind: questionnaire, completed: 2026-03-31, compensating-controls: [one, two] }
      - { kind: questionnaire, completed: 2026-03-31, compensating-controls: one text }
      - { kind: c5 }
    criticality: { business-impact: 5, data-access: 5, replacement-difficulty: 4, rating: critical }
    model:
      storage: [aws:eu-central-1]
      inference:
        - { platform: aws-bedrock, region: aws:eu-central-1, profile: eu.x, destinations: [aws:eu-central-1], notes: n }
        - { platform: azure-foundry, region: azure:swedencentral, deployment: Standard }
        - { platform: google-vertex, location: eu }
        - { platform: openai, endpoint: eu.api.openai.com }
        - { platform: mistral, endpoint: api.eu.mistral.ai }
        - { platform: anthropic, inference-geo: us }
        - { platform: self-hosted, region: DE }
        - { platform: other, region: DE }
        - { platform: cohere }
      training: prohibited
      training-terms: Service Terms 50.3
      retention: none
      notes: n
    review-every: 6 months
    reviews:
      - { date: 2026-07-01, by: ciso, outcome: approved, checked: [assurance, dpa, residency, risk], action: a, risk: R-1, notes: n }
    events:
      - { date: 2026-06-10, kind: incident, notes: n }
    waivers:
      - { rule: supplier/hosting-outside-residency, for: global, reason: r, compensating-controls: [c], approved-by: ciso, approved: 2026-07-01, expires: 2027-01-01, notes: n }
    x-own: 1
`,
  'policies.yaml': `policies:
  - id: supplier-management
    title: Supplier Management Policy
    version: 1.0
    status: approved
    owner: ciso
    approved-by: ciso
    effective: 2026-07-01
    summary: What it is about
    controls: [A.5.19-A.5.23, 5.9]
    clauses: [8.1, "9.2"]
    regulations: [GDPR Art. 28]
    review-every: 12 months
    reviews: [{ date: 2026-07-01, by: ciso, outcome: approved, action: a, risk: r, notes: n }]
    related: [risk-management]
    document: https://example.com/policy
`,
  'soa.yaml': `soa:
  - { control: A.5.1, applicable: true, implementation: implemented, policies: [a], justification: j, action: a }
  - { control: 5.2, applicable: false, justification: j, risks: [r] }
`,
  'risks.yaml': `risks:
  - id: us-inference
    title: Customer conversations are processed outside the EU
    status: treated
    owner: ciso
    category: supplier
    description: d
    suppliers: [openai]
    policies: [supplier-management]
    assets: [conversation data]
    inherent: { likelihood: 4, impact: 5, notes: n }
    treatment: mitigate
    controls: [A.5.21, 5.23]
    actions: [{ what: EU project, owner: cto, due: 2026-12-31, done: 2026-11-02 }, in words]
    residual: { likelihood: 2, impact: 4 }
    accepted: { by: management, on: 2026-07-01, until: 2027-07-01, notes: n }
    review-every: 6 months
    reviews: [{ date: 2026-07-01, by: ciso, outcome: approved, risk: r, notes: n }]
    events: [{ date: 2026-10-05, kind: incident, notes: n }]
    document: https://example.com/assessment
    notes: n
    example: false
    x-own: 1
`,
};

type Path = readonly (string | number)[];
const at = (root: unknown, where: Path): unknown =>
  where.reduce<unknown>((value, key) => (value as Record<string | number, unknown>)[key], root);

/** Every place in a value, its maps' keys and its lists' items. */
function* places(value: unknown, where: Path = []): Generator<Path> {
  if (where.length) yield where;
  if (typeof value !== 'object' || value === null) return;
  for (const key of Object.keys(value))
    if (!key.startsWith('x-'))
      yield* places((value as Record<string, unknown>)[key], [...where, Array.isArray(value) ? Number(key) : key]);
}

/** The value with one place in it changed. */
function changed(
  value: unknown,
  where: Path,
  change: (parent: Record<string | number, unknown>, key: string | number) => void,
): unknown {
  const copy = structuredClone(value);
  change(at(copy, where.slice(0, -1)) as Record<string | number, unknown>, where.at(-1)!);
  return copy;
}

const REPLACEMENTS: readonly unknown[] = ['zzz zzz', 77, true, ['zzz'], { zzz: 1 }, [['zzz']], [{ zzz: 1 }], [], {}];

describe('the JSON Schemas', () => {
  it.each(Object.keys(VALID))('accept what is valid, as the reader does: %s', (name) => {
    const { reader, schema: ajvs, why } = verdicts(name, parse(VALID[name]!), VALID[name]!);
    expect([reader, ajvs], why).toEqual(['accepted', 'accepted']);
  });

  it.each(Object.keys(VALID))(
    'and the reader agree on every key left out, every value of another type and every unknown key: %s',
    (name) => {
      const value = parse(VALID[name]!);
      const differing: string[] = [];
      let count = 0;
      const compare = (mutant: unknown, what: string) => {
        const { reader, schema: ajvs, why } = verdicts(name, mutant);
        count++;
        if (reader !== ajvs) differing.push(`${what}: ${reader} by the reader, ${ajvs} by the schema (${why})`);
      };
      for (const where of places(value)) {
        const what = where.join('.');
        compare(
          changed(value, where, (parent, key) =>
            Array.isArray(parent) ? parent.splice(Number(key), 1) : delete parent[key],
          ),
          `without ${what}`,
        );
        for (const replacement of REPLACEMENTS) {
          compare(
            changed(value, where, (parent, key) => {
              parent[key] = replacement;
            }),
            `${what} = ${JSON.stringify(replacement)}`,
          );
        }
        const there = at(value, where);
        if (typeof there === 'object' && there !== null && !Array.isArray(there)) {
          compare(
            changed(value, [...where, 'zzz'], (parent, key) => {
              parent[key] = 1;
            }),
            `${what}.zzz`,
          );
          compare(
            changed(value, [...where, 'x-zzz'], (parent, key) => {
              parent[key] = 1;
            }),
            `${what}.x-zzz`,
          );
        }
      }
      expect(differing, `${differing.length} of ${count}`).toEqual([]);
      expect(count).toBeGreaterThan(100);
    },
  );
});
