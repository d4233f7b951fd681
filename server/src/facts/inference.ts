import { countryName, eu } from './countries.ts';
import data from './data/inference.json' with { type: 'json' };
import {
  membersOf,
  nearestRegion,
  type Place,
  parsePlace,
  type Residency,
  type Verdict,
  withoutNote,
} from './places.ts';

/** What a platform's selector value promises of where a model runs. */
export interface Option {
  readonly id: string;
  readonly match?: string;
  /** region: the named region; zone: the data zone around it; places: those listed; none: no promise at all. */
  readonly promise: 'region' | 'zone' | 'places' | 'none' | 'unknown';
  readonly places?: readonly string[];
  /** The selector that, given, narrows the promise to what it lists. */
  readonly settledBy?: string;
  readonly processing: string;
  readonly conditions?: readonly string[];
  /** The promise holds for some models only: patterns of those that are known to be among them, as model ids. */
  readonly models?: {
    readonly listed: readonly string[];
    readonly otherwise: 'unproven' | 'outside';
    readonly text: string;
  };
  /** The place is the supplier's own word, which no vendor's text stands behind. */
  readonly claimed?: true;
  /** The vendor sells a restriction of this default, so that a contract can settle it. */
  readonly sold?: true;
  readonly note?: string;
  readonly sources: readonly string[];
}

export interface Platform {
  readonly name: string;
  readonly selectors: readonly string[];
  /** The selector whose value decides; absent where no selector changes anything. */
  readonly decides?: string;
  /** The provider in whose table a bare region id is looked up first. */
  readonly provider?: string;
  readonly ignoreCase?: boolean;
  /** The deciding selector is a host name or a URL. */
  readonly host?: boolean;
  /** What may stand before the value that counts, such as the start of an ARN. */
  readonly prefix?: string;
  readonly zones?: Readonly<Record<string, readonly string[]>>;
  readonly options: readonly Option[];
  /** There are further values that the facts do not list. */
  readonly open?: true;
  /** The default terms allow training on every plan. */
  readonly trainsByDefault?: true;
  /** What the vendor's terms say of the data besides where the model runs, with the sources' ids. */
  readonly terms?: {
    readonly storage?: string;
    readonly training?: string;
    readonly retention?: string;
    readonly sources: readonly string[];
  };
  readonly traps?: readonly string[];
}

export const platforms = data.platforms as unknown as Readonly<Record<string, Platform>>;
/** The day on which the vendors' promises were read. */
export const inferenceAsOf: string = data.asOf;
/** Source id → where it was read. */
export const inferenceSources = data.sources as Readonly<Record<string, string>>;

/** What a vendor's terms say of storage, training and retention, a line each. */
export const termsOf = ({ terms }: Platform): readonly string[] =>
  (['storage', 'training', 'retention'] as const).flatMap((key) =>
    terms?.[key] ? [`${key[0]!.toUpperCase()}${key.slice(1)}: ${terms[key]}`] : [],
  );

/** An inference entry as the register has it: selector → text (a list for `destinations`). */
export interface InferenceInput {
  readonly platform: string;
  readonly region?: string;
  readonly profile?: string;
  readonly destinations?: readonly string[];
  readonly deployment?: string;
  readonly location?: string;
  readonly endpoint?: string;
  readonly 'inference-geo'?: string;
  /** Model ids or names. */
  readonly models?: readonly string[];
  /** The places that the vendor's word in a contract names, where that holds. */
  readonly committed?: readonly string[];
  /** Selectors that are written but cannot be read: nothing is said of what they would have settled. */
  readonly unreadable?: readonly string[];
}

export interface InferenceVerdict {
  /** `unjudged` where what would decide is written but cannot be read. */
  readonly verdict: Verdict | 'unjudged';
  /** The key on whose value the verdict rests, and which item of it (0-based) where it is a list. */
  readonly on: string;
  readonly item: number | undefined;
  /** Why, as a clause that follows "inference …": ends without a full stop. */
  readonly reason: string;
  /** What would settle an unproven verdict. */
  readonly settle: string | undefined;
  readonly option: Option | undefined;
  /** What is unproven is a place that the catalogue does not know. */
  readonly unknownPlace?: true;
  /** What an inside verdict still depends on, where no listed model settles it. */
  readonly conditional?: string;
  /** The vendor's word in the contract settles it. */
  readonly byContract?: true;
  readonly conditions: readonly string[];
  readonly sources: readonly string[];
}

type Text = Exclude<keyof InferenceInput, 'destinations' | 'models' | 'committed' | 'unreadable'>;

/** The host name in a host or URL, in lower case. */
export function hostOf(endpoint: string): string {
  const rest = endpoint.trim().replace(/^[a-z][a-z0-9+.-]*:\/\//i, '');
  return rest
    .replace(/[/?#].*$/s, '')
    .replace(/^.*@/, '')
    .replace(/:\d+$/, '')
    .replace(/\.$/, '')
    .toLowerCase();
}

/** The option that a value of the deciding selector stands for; `undefined` if the facts do not list it. */
export function optionOf(platform: Platform, value: string): Option | undefined {
  let text = withoutNote(value.trim());
  if (platform.host) text = hostOf(value);
  if (platform.prefix) text = text.replace(new RegExp(platform.prefix), '');
  return platform.options.find((o) => o.match && new RegExp(o.match, platform.ignoreCase ? 'i' : '').test(text));
}

const listed = (codes: readonly string[]): string =>
  codes.length > 4
    ? `${codes.slice(0, 3).map(countryName).join(', ')} and ${codes.length - 3} more`
    : codes.map(countryName).join(', ');

/** A platform of which nothing is known: the schema may name one before the facts do. */
const UNKNOWN: Platform = {
  name: 'The platform',
  selectors: [],
  options: [{ id: '*', promise: 'unknown', processing: 'not known', sources: [] }],
};

/**
 * Says where an inference entry's model runs, measured against the residency: from the dated facts, then from the models
 * that it names, then from the vendor's word in the contract.
 */
export function judgeInference(input: InferenceInput, residency: Residency): InferenceVerdict {
  const verdict = byModels(judgeByFacts(input, residency), input);
  const { committed } = input;
  const open =
    (verdict.verdict === 'unproven' && !verdict.unknownPlace) ||
    (verdict.verdict === 'outside' && verdict.option?.sold);
  if (!open || !committed?.length) return verdict;
  const places = committed.map((text) => parsePlace(text));
  if (!places.every((place) => place && residency.verdict(place.members) === 'inside')) return verdict;
  return {
    ...verdict,
    verdict: 'inside',
    byContract: true,
    reason: `inside by contract: the vendor commits to ${committed.join(', ')}`,
    settle: undefined,
  };
}

/** Where the facts tie a promise to models, the models of the entry settle it. */
function byModels(verdict: InferenceVerdict, { models: named }: InferenceInput): InferenceVerdict {
  const bound = verdict.option?.models;
  if (!bound || verdict.verdict !== 'inside') return verdict;
  if (!named?.length || !bound.listed.length) return { ...verdict, conditional: bound.text };
  const unlisted = named.filter((model) => !bound.listed.some((pattern) => new RegExp(pattern).test(bareModel(model))));
  if (!unlisted.length) return verdict;
  return {
    ...verdict,
    verdict: bound.otherwise,
    reason: `${unlisted.join(', ')} is not among the models for which the place is promised: ${bound.text}`,
    settle: 'a listed model, or the vendor’s word in the contract (commitment)',
  };
}

/** `publishers/google/models/gemini-2.5-pro` → `gemini-2.5-pro` */
const bareModel = (model: string): string => model.trim().toLowerCase().replace(/^.*\//, '').replaceAll(' ', '-');

function judgeByFacts(input: InferenceInput, residency: Residency): InferenceVerdict {
  const platform = (Object.hasOwn(platforms, input.platform) && platforms[input.platform]) || UNKNOWN;
  const within = `the residency (${residency.text})`;
  const { decides, name } = platform;
  const readable = (key: string) => !input.unreadable?.includes(key);
  const value = decides ? (input[decides as Text] as string | undefined) : undefined;
  const byRegion = platform.options.find((o) => o.promise === 'region' && !o.match);
  const option = decides
    ? value === undefined
      ? undefined
      : (optionOf(platform, value) ?? byRegion)
    : platform.options[0];
  const say = (
    verdict: InferenceVerdict['verdict'],
    on: string,
    reason: string,
    more?: { item?: number; settle?: string; unknownPlace?: true },
  ): InferenceVerdict => ({
    verdict,
    on,
    reason,
    item: more?.item,
    settle: more?.settle,
    option,
    ...(more?.unknownPlace ? { unknownPlace: true as const } : {}),
    conditions: option?.conditions ?? NONE,
    sources: option?.sources ?? NONE,
  });
  // Where the region itself is what decides, it is written under the deciding key.
  const regionKey = decides && byRegion && option === byRegion ? decides : 'region';
  const regionText = input[regionKey as Text] as string | undefined;
  const region = regionText === undefined ? undefined : parsePlace(regionText, platform.provider);
  const regionVerdict = region && residency.verdict(region.members);

  const on = decides && value !== undefined ? decides : 'platform';
  const subject = decides && value !== undefined ? value : name;

  // 1. Outside beats everything else. The deciding selector speaks first, then the region, then stated destinations.
  const promised = option && promiseOf(option);
  if (option?.promise === 'none') {
    return say('outside', on, `${subject} promises no place: ${option.processing}`);
  }
  if (promised && residency.verdict(promised) === 'outside') {
    return say('outside', on, `${subject} runs in ${listed(promised)}, outside ${within}`);
  }
  if (regionVerdict === 'outside') {
    return say('outside', regionKey, `${regionText} is ${region!.label}, outside ${within}`);
  }
  for (const [item, text] of (input.destinations ?? []).entries()) {
    const place = parsePlace(text, platform.provider);
    if (place && residency.verdict(place.members) === 'outside') {
      return say('outside', 'destinations', `the destination ${text} is ${place.label}, outside ${within}`, { item });
    }
  }
  const zone = option?.promise === 'zone' && region ? zoneOf(platform, region) : undefined;
  if (zone && residency.verdict(zone.members) === 'outside') {
    return say(
      'outside',
      decides!,
      `${value} in ${regionText} runs anywhere in the ${zone.name} data zone, outside ${within}`,
    );
  }
  if (
    !option &&
    !platform.open &&
    readable(decides ?? '') &&
    platform.options.every((o) => alwaysOutside(o, residency))
  ) {
    return say(
      'outside',
      value === undefined ? 'platform' : decides!,
      `every known option of ${name} is outside ${within}`,
    );
  }

  // 2. What is written but unreadable is somebody else's finding.
  const open = [
    decides,
    option?.promise === 'region' || option?.promise === 'zone' ? regionKey : undefined,
    option?.settledBy,
  ];
  if (open.some((key) => key && !readable(key))) return say('unjudged', 'platform', 'a selector cannot be read');

  // 3. Unproven: nothing known, something missing, or a promise wider than the residency.
  if (!option) {
    return value === undefined
      ? say('unproven', 'platform', `${decides} is missing, and it decides where the model runs on ${name}`, {
          settle: `state ${decides}`,
        })
      : say('unproven', decides!, `nothing is known of ${decides} ${value} on ${name}`, {
          settle: `${/^[aeiou]/.test(decides!) ? 'an' : 'a'} ${decides} whose place ${name} documents, or the vendor's word in the contract`,
        });
  }
  if (option.promise === 'unknown') {
    return say('unproven', on, `where ${subject} runs the model is not known: ${option.processing}`, {
      settle: 'the vendor’s written commitment on the place of processing',
    });
  }
  if (option.promise === 'places') {
    // The request enters in the region that is called, wherever it goes from there.
    if (region && regionVerdict === 'unproven') {
      return say('unproven', regionKey, `${regionText} (${region.label}) is only partly inside ${within}`, {
        settle: 'call it in a region inside',
      });
    }
    if (residency.verdict(promised) === 'inside') return say('inside', on, `${subject} runs in ${option.processing}`);
    const settled = option.settledBy === 'destinations' ? input.destinations : undefined;
    if (settled?.length) {
      for (const [item, text] of settled.entries()) {
        const place = parsePlace(text, platform.provider);
        const verdict = place && residency.verdict(place.members);
        if (verdict === 'inside') continue;
        return say(
          'unproven',
          'destinations',
          place
            ? `the destination ${text} is only partly inside ${within}`
            : `the destination ${text} is not in the catalogue of places`,
          { item, settle: 'name destinations as region ids', ...(place ? {} : { unknownPlace: true as const }) },
        );
      }
      return say('inside', 'destinations', `${value} is narrowed by its destinations to ${settled.join(', ')}`);
    }
    const beyond = listed(residency.beyond(promised!));
    return say('unproven', on, `${subject} may also run in ${beyond}, beyond ${within}`, {
      settle: option.settledBy
        ? `state ${option.settledBy} as the vendor lists them for this ${decides}`
        : 'the vendor’s written commitment to a narrower place',
    });
  }
  if (regionText === undefined) {
    return say('unproven', 'platform', `${regionKey} is missing, and ${value ?? name} runs where it says`, {
      settle: `state ${regionKey}`,
    });
  }
  if (!region) {
    const near = nearestRegion(regionText, platform.provider)?.region;
    return say(
      'unproven',
      regionKey,
      `${regionText} is not in the catalogue of places${near ? ` (the nearest is ${near})` : ''}`,
      {
        settle: `a ${regionKey} that the catalogue knows`,
        unknownPlace: true,
      },
    );
  }
  if (option.promise === 'zone') {
    if (!zone) {
      return say('unproven', decides!, `no data zone is documented for ${regionText}, so ${value} may run beyond it`, {
        settle: 'a regional deployment type, or a region of an EU member',
      });
    }
    return residency.verdict(zone.members) === 'inside'
      ? say('inside', decides!, `${value} in ${regionText} stays in the ${zone.name} data zone`)
      : say(
          'unproven',
          decides!,
          `${value} in ${regionText} may run anywhere in the ${zone.name} data zone, which is wider than ${within}`,
          { settle: 'a regional deployment type' },
        );
  }
  if (option.claimed && regionVerdict === 'inside')
    return say('unproven', regionKey, `${regionText} is the supplier's own word, and no vendor text is known`, {
      settle: 'the vendor’s word in the contract (commitment, with places and terms or a document)',
    });
  return regionVerdict === 'inside'
    ? say('inside', regionKey, `${regionText} is ${region.label}`)
    : say('unproven', regionKey, `${regionText} (${region.label}) is only partly inside ${within}`, {
        settle: 'name the region itself',
      });
}

/**
 * Where an inference entry runs, in words, whatever the residency: the places that its selectors promise, `Worldwide`
 * where nothing is promised, and that it is not stated where nothing is known.
 */
export function inferencePlaces(input: InferenceInput): readonly string[] {
  const platform = platforms[input.platform];
  const decides = platform?.decides as Text | undefined;
  const value = decides && input[decides];
  const byRegion = platform?.options.find((option) => option.promise === 'region' && !option.match);
  const option = !platform
    ? undefined
    : decides
      ? value === undefined
        ? undefined
        : (optionOf(platform, value) ?? byRegion)
      : platform.options[0];
  const label = (text: string): string => parsePlace(text, platform?.provider)?.label ?? text;
  if (input.committed?.length && (option?.sold || !option || option.promise !== 'none'))
    return input.committed.map((text) => `${label(text)} (by contract)`);
  if (input.destinations?.length) return input.destinations.map(label);
  if (option?.promise === 'none') return ['Worldwide'];
  if (option?.promise === 'places') {
    // Groups and countries as they are; the countries of many regions are one entry.
    if (option.places!.every((place) => !place.includes(':'))) return option.places!.map(label);
    return [promiseOf(option)?.map(countryName).join(', ') ?? option.processing];
  }
  const regionText = (option === byRegion && decides ? input[decides] : undefined) ?? input.region;
  const region = regionText === undefined ? undefined : parsePlace(regionText, platform?.provider);
  if (option?.promise === 'zone') {
    const zone = platform && region ? zoneOf(platform, region) : undefined;
    return [zone ? `${zone.name} data zone` : 'Data zone not documented'];
  }
  if (regionText !== undefined) return [label(regionText)];
  return [`Not stated (${platform?.name ?? input.platform})`];
}

const NONE: readonly string[] = [];
const promises = new Map<Option, readonly string[] | undefined>();

/** The countries that an option lists; `undefined` for the other kinds of promise. */
function promiseOf(option: Option): readonly string[] | undefined {
  if (option.promise !== 'places') return undefined;
  if (!promises.has(option)) promises.set(option, membersOf(option.places!));
  return promises.get(option);
}

const alwaysOutside = (option: Option, residency: Residency): boolean =>
  option.promise === 'none' || (option.promise === 'places' && residency.verdict(promiseOf(option)) === 'outside');

/** The data zone around a region: the EU's for regions of EU members, another's where the facts name it. */
function zoneOf(platform: Platform, region: Place): { name: string; members: readonly string[] } | undefined {
  for (const [name, places] of Object.entries(platform.zones ?? {})) {
    const members = name === 'EU' ? [...eu] : (membersOf(places) ?? []);
    if (region.members?.length && region.members.every((member) => members.includes(member))) return { name, members };
  }
  return undefined;
}
