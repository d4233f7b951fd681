import { ruleById, rulePage, rules, ruleUrl } from '../../check/rules.ts';
import { clauses, controlById, controlOrder, controls, readControl } from '../../facts/controls.ts';
import { countryCodes, countryName, eea, groups, transferOf } from '../../facts/countries.ts';
import { art28Points, articles } from '../../facts/gdpr.ts';
import {
  type InferenceInput,
  judgeInference,
  optionOf,
  type Platform,
  platforms,
  termsOf,
} from '../../facts/inference.ts';
import { allRegions, parsePlace, type Residency, type Verdict } from '../../facts/places.ts';
import { kindNamed, kinds } from '../../kinds/index.ts';
import { soaOf } from '../../kinds/soa/model.ts';
import { addDuration, type Day, formatDuration } from '../../model/dates.ts';
import type { ResolvedSettings } from '../../model/settings.ts';
import { isRaise } from '../../model/severity.ts';
import type { EnumShape, Shape } from '../../schema/shapes.ts';
import type { Value } from '../../schema/value.ts';
import { escapeMarkdown } from '../../text/markdown.ts';
import { WEIGHTS } from '../../values/factor.ts';
import type { Root } from '../../workspace/root.ts';
import { encodeText, folderOf } from '../../workspace/uri.ts';
import type { Spot } from '../place/spot.ts';

/** A value that may go somewhere. */
export interface Candidate {
  /** What is inserted, unless `insert` says otherwise. */
  readonly label: string;
  readonly insert?: string;
  /** A few words beside it: a verdict, a title. */
  readonly note?: string;
  readonly detail?: string;
  /** Markdown. */
  readonly documentation?: string;
  /** More words by which it is found. */
  readonly words?: string;
  /** Lower comes first; equal ones stay in order. */
  readonly rank?: number;
  readonly kind: 'value' | 'reference' | 'place' | 'file' | 'folder' | 'date' | 'control';
}

export interface Candidates {
  readonly list: readonly Candidate[];
  /** Long: only what fits the text is sent, and asked again as it grows. */
  readonly search?: boolean;
}

/** What values depend on besides their place. */
export interface Surroundings {
  readonly root: Root;
  readonly today: Day;
  readonly uri: string;
  /** Rules found on the entity around, with the texts that they were found on. */
  readonly found: () => readonly { readonly rule: string; readonly text: string }[];
  /** The names in a folder, those of folders ending with `/`; `undefined` where the host cannot look. */
  readonly listFolder?: ((uri: string) => readonly string[] | undefined) | undefined;
}

const NONE: Candidates = { list: [] };

/** The items that may have no other beside them, by the shape of their list's items. */
const alone = new Map<Shape, string>();

function aloneAmong(items: Shape): string | undefined {
  if (!alone.size) {
    const walk = (shape: Shape): void => {
      if (shape.kind === 'map') for (const child of shape.keys.values()) walk(child);
      if (shape.kind !== 'list') return;
      if (shape.alone !== undefined) alone.set(shape.items, shape.alone);
      walk(shape.items);
    };
    for (const { document } of kinds) walk(document);
  }
  return alone.get(items);
}

/** The values that may stand at a spot. */
export function valuesFor(spot: Spot, around: Surroundings): Candidates {
  const shape: Shape = spot.shape.kind === 'list' ? spot.shape.items : spot.shape;
  const key = spot.path.at(-1) ?? '';
  const settings = around.root.settings;
  if (shape.kind === 'enum') return { list: words(spot, shape, aloneAmong(shape), settings) };
  if (shape.kind !== 'scalar') return NONE;
  switch (shape.scalar) {
    case 'control':
    case 'control-range':
      return { list: controlValues(spot, shape.scalar === 'control-range', around.root), search: true };
    case 'clause':
      return {
        list: clauses
          .filter(({ id }) => !spot.items.includes(id))
          // In quotes, for readers to whom 8.1 is a number.
          .map(({ id, title }) => ({ label: id, note: title, insert: id, words: title, kind: 'control' as const })),
        search: true,
      };
    case 'regulation':
      return { list: regulations(spot.items), search: true };
    case 'place':
      return { list: placeValues(spot, settings.residency), search: true };
    case 'country':
      return { list: countries(), search: true };
    case 'residency':
      return { list: residencyValues(spot.items), search: true };
    case 'role':
    case 'acceptor':
      return {
        list: [...(settings.roleNames ?? [])].map(([label, note]) => ({
          label,
          ...(note ? { note } : {}),
          kind: 'reference' as const,
        })),
      };
    case 'rule-id':
      return { list: ruleValues(spot, around) };
    case 'date':
    case 'past-date':
      return { list: dates(key, shape.scalar === 'past-date', around.today) };
    case 'duration':
    case 'cadence':
      return { list: durations(key, around) };
    case 'boolean':
      return { list: ['true', 'false'].map((label) => ({ label, kind: 'value' as const })) };
    case 'factor':
      return {
        list: Object.entries(WEIGHTS).map(([label, note]) => ({ label, note, kind: 'value' as const })),
      };
    case 'score':
      return {
        list: Array.from({ length: settings.risks.scale }, (_, index) => ({
          label: String(index + 1),
          kind: 'value' as const,
        })),
      };
    case 'document':
      return { list: files(spot, around) };
    case 'text':
      return key === 'for'
        ? { list: waived(spot, around) }
        : { list: selectors(spot, key, settings.residency), search: key === 'location' };
    default:
      return { list: references(spot, shape.value, around.root) };
  }
}

/** The ids of the kind of entity that a value refers to. */
function references(spot: Spot, { refersTo }: Value, root: Root): Candidate[] {
  if (!refersTo || !kindNamed(refersTo)) return [];
  const own = spot.path.at(-1) === 'related' ? spot.siblings.get('id')?.text : undefined;
  return [...root.entitiesOf(refersTo)]
    .filter(({ id }) => id !== own && !spot.items.includes(id))
    .map(({ id, title }) => ({ label: id, ...(title ? { note: title, words: title } : {}), kind: 'reference' }));
}

const stepOf = (verdict: Verdict): number => (verdict === 'inside' ? 0 : verdict === 'unproven' ? 1 : 2);
const verdictNote = (verdict: Verdict, residency: Residency): string =>
  verdict === 'unproven' ? `unproven for ${residency.text}` : `${verdict} ${residency.text}`;

function words(spot: Spot, shape: EnumShape, alone: string | undefined, settings: ResolvedSettings): Candidate[] {
  const key = spot.path.at(-1) ?? '';
  const rule = spot.path.at(-2) === 'rules' ? ruleById(key) : undefined;
  return shape.values
    .filter(
      (value) =>
        !spot.items.includes(value) &&
        !(value === alone && spot.items.length > 0) &&
        !(rule && isRaise(rule, value as 'off')),
    )
    .map((label) => {
      if (key === 'platform') return platformValue(label, settings.residency);
      const note = key === 'art-28-3' ? art28Points[label] : shape.words?.[label];
      return { label, ...(note ? { note } : {}), kind: 'value' };
    });
}

// --- Controls, clauses, regulations

function controlValues(spot: Spot, ranges: boolean, root: Root): Candidate[] {
  const listed = new Set<string>();
  const note = (text: string) => {
    const read = readControl(text);
    if (read.kind === 'controls') for (const id of read.ids) listed.add(id);
  };
  for (const item of spot.items) note(item);
  // A row of the Statement of Applicability is for a control that has none yet.
  if (!ranges)
    for (const { entity } of soaOf(root.project)?.rows ?? [])
      if (entity.fields.control && entity.fields.control.text !== spot.text) note(entity.fields.control.text);
  const start = ranges ? /^(.*?\d)\s*[-\u2013\u2014]\s*[^-\u2013\u2014]*$/.exec(spot.typed)?.[1] : undefined;
  const from = start === undefined ? undefined : readControl(start);
  if (from?.kind === 'controls' && !from.range) return rangesFrom(from.ids[0]!);
  return controls
    .filter(({ id }) => !listed.has(id))
    .map(({ id, title, theme }) => ({
      label: id,
      note: title,
      detail: `Annex A, ${theme}`,
      words: `${id.slice(2)} ${title} Annex`,
      kind: 'control',
    }));
}

/** The ranges that begin with a control, up to the end of its theme. */
function rangesFrom(id: string): Candidate[] {
  const first = controlOrder(id);
  const { theme } = controls[first]!;
  const list: Candidate[] = [];
  for (let last = first + 1; last < controls.length && controls[last]!.theme === theme; last++) {
    const to = controls[last]!;
    list.push({
      label: `${id}-${to.id}`,
      note: `${last - first + 1} controls, up to ${to.title}`,
      words: `${id.slice(2)}-${to.id.slice(2)} ${id}-${to.id.slice(2)} ${id} - ${to.id}`,
      kind: 'control',
    });
  }
  return list;
}

function regulations(listed: readonly string[]): Candidate[] {
  const list: Candidate[] = [{ label: 'GDPR', note: 'Regulation (EU) 2016/679', kind: 'reference' }];
  for (const { article, title } of articles)
    list.push({
      label: `GDPR Art. ${article}`,
      note: title,
      words: `Art. ${article} ${article} ${title}`,
      kind: 'reference',
    });
  for (const [point, what] of Object.entries(art28Points))
    list.push({
      label: `GDPR Art. 28(3)(${point})`,
      note: what,
      words: `Art. 28(3)(${point}) ${what}`,
      rank: 1,
      kind: 'reference',
    });
  return list.filter(({ label }) => !listed.includes(label));
}

// --- Places

interface KnownPlace extends Candidate {
  readonly provider: string | undefined;
}

const placeLists = new WeakMap<Residency, KnownPlace[]>();

/** Every place with its verdict, those inside first. Made once for a residency. */
function allPlaces(residency: Residency): KnownPlace[] {
  let list = placeLists.get(residency);
  if (list) return list;
  list = [];
  const add = (id: string, what: string, more: string, order: number, provider?: string) => {
    const verdict = residency.verdict(parsePlace(id)?.members);
    list!.push({
      label: id,
      note: `${what} · ${verdictNote(verdict, residency)}`,
      words: more,
      rank: stepOf(verdict) * 1000 + order,
      provider,
      kind: 'place',
    });
  };
  for (const [group, members] of Object.entries(groups))
    add(group, `${members.length} countries`, group === 'EU' ? 'European Union' : 'European Economic Area', 0);
  for (const { provider, providerName, region, country, city } of allRegions()) {
    const where = country
      ? `${city ? `${city}, ` : ''}${countryName(country)}`
      : (parsePlace(`${provider}:${region}`)?.label ?? providerName);
    add(`${provider}:${region}`, where, `${region} ${country ?? ''} ${where} ${providerName}`, 2, provider);
  }
  for (const code of countryCodes()) add(code, countryName(code), countryName(code), 1);
  add('global', 'anywhere', 'worldwide anywhere', 3);
  list.sort((a, b) => a.rank! - b.rank!);
  placeLists.set(residency, list);
  return list;
}

function placeValues(spot: Spot, residency: Residency): Candidate[] {
  const platform = platforms[spot.siblings.get('platform')?.text ?? ''];
  const inference = platform ? inputOf(spot) : undefined;
  const key = spot.path.at(-1) ?? '';
  const listed = new Set(spot.items.map((item) => item.replace(/\s*\(.*$/, '')));
  // Where a provider is named already, its regions are the likely ones.
  const own = platform?.provider ?? /^([a-z-]+):/.exec(spot.items.at(-1) ?? '')?.[1];
  return allPlaces(residency)
    .filter(({ label, provider }) => !listed.has(label) && (!platform?.provider || provider === platform.provider))
    .map((place) => {
      const rank = place.rank! - (place.provider && place.provider === own ? 3 : 0);
      // Once a selector promises something of the region, the entry's verdict says more than the place's.
      if (inference && key === 'region' && promisesRegion(platform!, inference))
        return judged(place, inference, 'region', residency);
      if (key === 'to') {
        const country = parsePlace(place.label)?.members;
        const transfer = country?.length === 1 ? transferOf(country[0]!) : undefined;
        const within = country?.every((code) => eea.has(code));
        // A transfer goes to a third country: those with an adequacy decision come first.
        return {
          ...place,
          rank: within ? 900 : transfer ? 0 : 100,
          ...(transfer
            ? {
                note: `${countryName(country![0]!)} · ${transfer.status === 'check' ? 'check adequacy' : transfer.status.replace('-', ', ')}`,
              }
            : {}),
        };
      }
      return rank === place.rank ? place : { ...place, rank };
    });
}

function countries(): Candidate[] {
  return countryCodes().map((code) => ({
    label: code,
    note: countryName(code),
    words: countryName(code),
    rank: eea.has(code) ? 0 : 1,
    kind: 'place',
  }));
}

function residencyValues(listed: readonly string[]): Candidate[] {
  return [
    { label: 'EU', note: 'the member states of the European Union', kind: 'place' as const },
    { label: 'EEA', note: 'the EU, Iceland, Liechtenstein and Norway', kind: 'place' as const },
    { label: 'ADEQUATE', note: 'the EEA and countries with an adequacy decision', kind: 'place' as const },
    ...countries().map((country) => ({ ...country, rank: 1 + country.rank! })),
  ].filter(({ label }) => !listed.includes(label));
}

// --- Where a model runs

/** The inference entry around a spot, as far as it is written. */
function inputOf(spot: Spot): { platform: string } & { -readonly [K in keyof InferenceInput]?: InferenceInput[K] } {
  const text = (key: string) => spot.siblings.get(key)?.text || undefined;
  const destinations = spot.siblings.get('destinations')?.items;
  return {
    platform: text('platform')!,
    ...Object.fromEntries(
      ['region', 'profile', 'deployment', 'location', 'endpoint', 'inference-geo'].flatMap((key) =>
        text(key) === undefined ? [] : [[key, text(key)]],
      ),
    ),
    ...(destinations?.length ? { destinations } : {}),
  };
}

/** Whether where an entry runs hangs on its region, as far as it is written. */
function promisesRegion(platform: Platform, input: InferenceInput): boolean {
  const value = platform.decides && platform.decides !== 'region' ? input[platform.decides as 'profile'] : undefined;
  const option = value === undefined ? undefined : optionOf(platform, value);
  return option?.promise === 'region' || option?.promise === 'zone';
}

/** A region of a provider that is inside, to say what a selector comes to while no region is chosen. */
function regionInside(platform: Platform, residency: Residency): string | undefined {
  for (const place of allPlaces(residency)) {
    if (residency.verdict(parsePlace(place.label)?.members) !== 'inside') return undefined;
    if (place.provider && (!platform.provider || place.provider === platform.provider)) return place.label;
  }
  return undefined;
}

function judged(
  candidate: Candidate,
  entry: InferenceInput,
  key: string,
  residency: Residency,
  value = candidate.label,
): Candidate {
  const input: InferenceInput = { ...entry, [key]: value };
  let verdict = judgeInference(input, residency);
  let open = '';
  if (verdict.verdict === 'unproven' && input.region === undefined && key !== 'region') {
    // Only the region is open: say what can become of it.
    const region = regionInside(platforms[entry.platform]!, residency);
    const supposed = region && judgeInference({ ...input, region }, residency);
    if (supposed && supposed.verdict === 'inside') {
      verdict = supposed;
      open = ', in a region inside';
    }
  }
  if (verdict.verdict === 'unjudged') return candidate;
  const conditions = verdict.conditions.length
    ? `\n\nConditions of the promise: ${verdict.conditions.join('; ')}.`
    : '';
  return {
    ...candidate,
    note: `${verdictNote(verdict.verdict, residency)}${open}`,
    detail: candidate.note ?? candidate.detail ?? '',
    documentation: `Inference **${verdict.verdict}**${open}: ${escapeMarkdown(verdict.reason)}.${verdict.settle ? `\n\nWhat would settle it: ${escapeMarkdown(verdict.settle)}.` : ''}${conditions}`,
    rank: stepOf(verdict.verdict) * 1000 + (candidate.rank ?? 0) / 1000,
  };
}

/** What a platform comes to at best. */
function platformValue(id: string, residency: Residency): Candidate {
  const platform = platforms[id];
  if (!platform) return { label: id, kind: 'value' };
  const region = regionInside(platform, residency);
  const { decides } = platform;
  const tries = decides ? [...platform.options.map((option) => option.id), ...(region ? [region] : [])] : [''];
  let best: Verdict = 'outside';
  for (const value of tries) {
    const input: InferenceInput = {
      platform: id,
      ...(region && platform.selectors.includes('region') ? { region } : {}),
      ...(decides && value ? { [decides]: exampleOf(value) } : {}),
    };
    const { verdict } = judgeInference(input, residency);
    if (verdict !== 'unjudged' && stepOf(verdict) < stepOf(best)) best = verdict;
  }
  const note =
    best === 'inside'
      ? decides
        ? `can be inside ${residency.text}, by its ${decides}`
        : `inside ${residency.text}`
      : best === 'outside'
        ? `outside ${residency.text}, whatever is chosen`
        : `unproven for ${residency.text} at best`;
  const lines = [...termsOf(platform), ...(platform.traps ?? [])];
  const more = lines.length ? `\n\n${lines.map((line) => `- ${line}`).join('\n')}` : '';
  return {
    label: id,
    note,
    detail: platform.name,
    words: platform.name,
    documentation: `**${platform.name}**: ${note}.${more}`,
    rank: stepOf(best),
    kind: 'value',
  };
}

/** A value that an option's id stands for. */
const exampleOf = (id: string): string => (id === '(no prefix)' ? 'anthropic.' : id.startsWith('(') ? '' : id);

/** The values of the selectors that are text: deployment types, endpoints, profiles, locations. */
function selectors(spot: Spot, key: string, residency: Residency): Candidate[] {
  const entry = inputOf(spot);
  const platform = entry.platform === undefined ? undefined : platforms[entry.platform];
  if (!platform || platform.decides !== key) return [];
  const list: Candidate[] = [];
  for (const option of platform.options) {
    if (option.id.startsWith('(') && key !== 'profile') continue;
    const value = exampleOf(option.id);
    const label = option.id === '(no prefix)' ? 'anthropic.' : option.id;
    list.push(
      judged({ label, detail: option.processing, rank: list.length, kind: 'value' }, entry, key, residency, value),
    );
  }
  if (key === 'location' && platform.provider) {
    for (const place of allPlaces(residency)) {
      if (place.provider !== platform.provider) continue;
      const region = place.label.slice(place.label.indexOf(':') + 1);
      if (!list.some(({ label }) => label === region))
        list.push(judged({ ...place, label: region }, entry, key, residency));
    }
  }
  return list;
}

// --- Roles, rules, days, files

function ruleValues(spot: Spot, { root, found }: Surroundings): Candidate[] {
  const waiver = spot.path.at(-2) === 'waivers';
  const foundHere = new Set(waiver ? found().map(({ rule }) => rule) : []);
  return rules
    .filter(({ id, waivable }) => (!waiver || waivable) && !spot.siblings.has(id))
    .map(({ id, title }) => {
      const here = foundHere.has(id);
      return {
        label: id,
        note: here ? `found here · ${title}` : title,
        documentation: ruleText(id, root),
        words: title,
        rank: here ? 0 : 1,
        kind: 'reference',
      };
    });
}

/** What a rule is about, as Markdown. */
export function ruleText(id: string, root: Root): string {
  const rule = ruleById(id)!;
  const override = root.settings.rules.get(id);
  const holds = override !== undefined && !isRaise(rule, override);
  const basis = [
    rule.basis?.policy,
    rule.basis?.controls?.map((control) => `${control} ${controlById(control)?.title ?? ''}`.trim()).join(', '),
    rule.basis?.regulations?.join(', '),
  ].filter(Boolean);
  return [
    `**${id}**: ${rule.title}`,
    `Severity: ${holds ? `${override} (by isms.yaml; ${rule.severity} by default)` : rule.severity}${rule.lower ? `, one step lower ${rule.lower}` : ''}.`,
    ...(basis.length ? [`Basis: ${basis.join('; ')}.`] : []),
    `[${rulePage(id).slice('docs/rules/'.length)}](${ruleUrl(id)})`,
  ].join('\n\n');
}

/** What the findings of the waiver's rule were found on. */
function waived(spot: Spot, { found }: Surroundings): Candidate[] {
  const rule = spot.siblings.get('rule')?.text;
  const texts = new Set(
    found()
      .filter((finding) => finding.rule === rule && finding.text.length < 80 && !/[\n[{]/.test(finding.text))
      .map(({ text }) => text.replace(/^(["'])(.*)\1$/, '$2')),
  );
  return [...texts].map((label) => ({ label, note: `found by ${rule}`, kind: 'value' }));
}

const VALIDITY = new Set(['valid-until', 'expires', 'bridge-letter-until']);

function dates(key: string, past: boolean, today: Day): Candidate[] {
  const date = (label: Day, what: string, rank: number): Candidate => ({
    label,
    note: what,
    words: what,
    rank,
    kind: 'date',
  });
  if (past) return [date(today, 'today', 0)];
  const ahead = VALIDITY.has(key);
  return [
    date(today, 'today', ahead ? 3 : 0),
    date(addDuration(today, { count: 12, unit: 'month' }), 'a year from today', ahead ? 0 : 1),
    ...(ahead
      ? [
          date(addDuration(today, { count: 6, unit: 'month' }), 'six months from today', 1),
          date(addDuration(today, { count: 36, unit: 'month' }), 'three years from today', 2),
        ]
      : []),
  ];
}

function durations(key: string, { root, uri }: Surroundings): Candidate[] {
  const short = key === 'due-soon' || key === 'expiring-soon';
  const most = key === 'review-every' ? root.documents.get(uri)?.holds.review?.allowed(root.settings) : undefined;
  const day = '2000-01-01';
  return (
    short ? ['14 days', '30 days', '60 days', '90 days'] : ['3 months', '6 months', '12 months', '24 months']
  ).flatMap((label) => {
    const [count, unit] = label.split(' ') as [string, string];
    const length = { count: Number(count), unit: unit.slice(0, -1) as 'day' };
    // A cadence of one's own can only be shorter.
    if (most && addDuration(day, length) > addDuration(day, most)) return [];
    return [
      { label, ...(most ? { note: `the ISMS allows up to ${formatDuration(most)}` } : {}), kind: 'value' as const },
    ];
  });
}

function files(spot: Spot, { root, uri, listFolder }: Surroundings): Candidate[] {
  if (!listFolder || /^[a-z][a-z0-9+.-]+:/i.test(spot.typed)) return [];
  const folder = spot.typed.slice(0, spot.typed.lastIndexOf('/') + 1);
  const list = new Map<string, Candidate>();
  for (const base of new Set([folderOf(uri), root.uri])) {
    const target = resolveFolder(base, folder);
    if (!target?.startsWith(root.uri)) continue;
    for (const name of listFolder(target) ?? []) {
      if (name.startsWith('.') || name === 'node_modules/' || list.has(name)) continue;
      const isFolder = name.endsWith('/');
      list.set(name, {
        label: folder + name,
        note: base === root.uri ? 'from the ISMS root' : 'beside this file',
        rank: isFolder ? 1 : 0,
        kind: isFolder ? 'folder' : 'file',
      });
    }
  }
  return [...list.values()];
}

function resolveFolder(base: string, path: string): string | undefined {
  const segments = base.slice(0, -1).split('/');
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment === '..') segments.pop();
    else segments.push(encodeText(segment));
  }
  return `${segments.join('/')}/`;
}
