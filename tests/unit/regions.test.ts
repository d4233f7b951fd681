import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { isCountry } from '../../server/src/facts/countries.ts';
import data from '../../server/src/facts/data/regions.json' with { type: 'json' };
import { parsePlace } from '../../server/src/facts/places.ts';

const { aws } = data.providers;

/** The table of regions inside `@aws-sdk/core`, which AWS keeps itself. No entry point exports it: only its file. */
async function partitions(): Promise<
  readonly { readonly id: string; readonly regions: Readonly<Record<string, { readonly description: string }>> }[]
> {
  const file = path.join(
    import.meta.dirname,
    '../../node_modules/@aws-sdk/core/dist-es/submodules/client/util-endpoints/lib/aws/partitions.js',
  );
  const { partitionsInfo } = await import(`data:text/javascript;base64,${readFileSync(file).toString('base64')}`);
  return partitionsInfo.partitions;
}

describe('AWS regions', () => {
  it('are those that the AWS SDK knows, isolated partitions apart', async () => {
    const ids = (await partitions())
      .filter(({ id }) => !id.startsWith('aws-iso'))
      .flatMap(({ regions }) => Object.keys(regions))
      // `aws-global` and the like are no places.
      .filter((id) => !id.endsWith('-global'));
    expect(
      ids.filter((id) => !Object.hasOwn(aws.regions, id)),
      'unknown to the catalogue',
    ).toEqual([]);
    expect(
      Object.keys(aws.regions).filter((id) => !ids.includes(id)),
      'unknown to the SDK',
    ).toEqual([]);
  });

  it('have the cities that the SDK names', async () => {
    const names = new Map(
      (await partitions()).flatMap(({ regions }) =>
        Object.entries(regions).map(([id, { description }]) => [id, description]),
      ),
    );
    const differing = Object.entries(aws.regions).filter(
      ([id, [, city]]) => names.has(id) && city && names.get(id) !== city,
    );
    expect(differing).toEqual([]);
  });
});

describe('the catalogue', () => {
  it('names countries that there are, and resolves each of its ids', () => {
    for (const [provider, { regions }] of Object.entries(data.providers)) {
      for (const [id, [country]] of Object.entries(regions as unknown as Record<string, [string, string]>)) {
        expect(isCountry(country), `${provider}:${id} in ${country}`).toBe(true);
        expect(parsePlace(`${provider}:${id}`)?.members, `${provider}:${id}`).toEqual([country]);
      }
    }
  });

  it('reads a bare id only where every provider means one country', () => {
    const countries = new Map<string, Set<string>>();
    for (const provider of Object.values(data.providers)) {
      if ('prefixed' in provider) continue;
      for (const [id, [country]] of Object.entries(provider.regions as unknown as Record<string, [string, string]>)) {
        countries.set(id, (countries.get(id) ?? new Set()).add(country));
      }
    }
    for (const [id, where] of countries) {
      if (/^[A-Z]{2}$/.test(id)) continue;
      const place = parsePlace(id);
      if (where.size === 1) expect(place?.members, id).toEqual([...where]);
      else expect(place, id).toBeUndefined();
    }
  });
});
