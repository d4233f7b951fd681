import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { art28Points } from '../../server/src/facts/gdpr.ts';
import { platforms } from '../../server/src/facts/inference.ts';
import { allRegions } from '../../server/src/facts/places.ts';
import { EVIDENCE_KEYS } from '../../server/src/features/place/words.ts';
import { valueNamed } from '../../server/src/values/index.ts';

interface Json {
  readonly enum?: readonly (string | number)[];
  readonly properties?: Readonly<Record<string, Json>>;
  readonly items?: Json;
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Json>>;
  readonly 'x-words'?: Readonly<Record<string, string>>;
  readonly 'x-skeleton'?: readonly string[];
  readonly 'x-order'?: readonly (readonly string[])[];
}
const folder = path.join(import.meta.dirname, '../../schemas');
const read = (file: string): Json => JSON.parse(readFileSync(path.join(folder, file), 'utf8'));
const common = read('common.schema.json');
const supplier = common.$defs!.supplier!.properties!;
const entry = supplier.model!.properties!.inference!.items!;

describe('inference platforms of schema and facts', () => {
  it('are the same', () => {
    expect(entry.properties!.platform!.enum).toEqual(Object.keys(platforms));
  });

  it('have selectors that are keys, and the keys are selectors of some platform', () => {
    const selectors = new Set(Object.values(platforms).flatMap((platform) => platform.selectors));
    const others = ['platform', 'models', 'commitment', 'notes'];
    expect([...selectors, ...others].sort()).toEqual(Object.keys(entry.properties!).sort());
    for (const [name, { decides, selectors: own }] of Object.entries(platforms))
      if (decides) expect(own, name).toContain(decides);
  });

  it('have providers of which regions are known', () => {
    const providers = new Set([...allRegions()].map(({ provider }) => provider));
    for (const [name, { provider }] of Object.entries(platforms))
      if (provider) expect(providers.has(provider), `${name}: ${provider}`).toBe(true);
  });
});

it('points of GDPR Art. 28(3) are the same in schema and facts', () => {
  expect(supplier.dpa!.properties!['art-28-3']!.items!.enum).toEqual(Object.keys(art28Points));
});

it('kinds of evidence have keys of evidence', () => {
  const { properties } = supplier.assurance!.items!;
  for (const [kind, keys] of Object.entries(EVIDENCE_KEYS)) {
    expect(properties!.kind!.enum).toContain(kind);
    for (const key of keys) expect(properties, `${kind}: ${key}`).toHaveProperty(key);
  }
});

it('each definition of a scalar is a type of value', () => {
  const scalars = Object.entries(common.$defs!).filter(([, def]) => !def.enum && !def.properties && !def.items);
  for (const [name] of scalars) expect(valueNamed(name).name).toBe(name);
});

describe.each(readdirSync(folder))('%s', (name) => {
  const all: [string, Json][] = [];
  const walk = (at: string, json: Json): void => {
    if (typeof json !== 'object' || json === null) return;
    all.push([at, json]);
    for (const [key, value] of Object.entries(json)) if (!key.startsWith('x-')) walk(`${at}/${key}`, value as Json);
  };
  walk(name, read(name));

  it('says of words, skeletons and orders only what is there', () => {
    for (const [at, json] of all) {
      for (const word of Object.keys(json['x-words'] ?? {})) expect(json.enum?.map(String), at).toContain(word);
      for (const key of [...(json['x-skeleton'] ?? []), ...(json['x-order'] ?? []).flat()])
        expect(json.properties, at).toHaveProperty(key);
    }
  });
});
