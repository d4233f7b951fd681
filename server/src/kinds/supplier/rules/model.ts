import {
  type InferenceInput,
  type InferenceVerdict,
  inferenceAsOf,
  judgeInference,
  platforms,
} from '../../../facts/inference.ts';
import { isPlaceholder } from '../../../facts/placeholders.ts';
import type { Residency } from '../../../facts/places.ts';
import { missing } from '../../../fixes/common.ts';
import type { Day } from '../../../model/dates.ts';
import { remember } from '../../../model/memo.ts';
import type { Rule } from '../../../model/rule.ts';
import type { Field } from '../../../model/types.ts';
import type { Span } from '../../../yaml/tree.ts';
import { MODEL } from '../basis.ts';
import { modelFacts, place, selector } from '../fixes.ts';
import { nameOf } from '../model.ts';
import type { Inference, Supplier } from '../types.ts';
import { placesOf, unknownPlace } from './places.ts';
import { beyond } from './residency.ts';

const trainsByDefault = (platform: string | undefined): boolean =>
  platform !== undefined && Object.hasOwn(platforms, platform) && Boolean(platforms[platform]!.trainsByDefault);

const SELECTORS = ['region', 'profile', 'deployment', 'location', 'endpoint', 'inference-geo'] as const;

/** What an inference entry says, as the facts are asked for it; `undefined` if its platform cannot be read. */
export function inferenceInput({ value: fields }: Field<Inference>, today: Day): InferenceInput | undefined {
  const platform = fields?.platform?.value;
  if (!fields || platform === undefined) return undefined;
  const input: { -readonly [K in keyof InferenceInput]: InferenceInput[K] } = { platform };
  const unreadable: string[] = [];
  for (const key of SELECTORS) {
    const field = fields[key];
    if (field && field.value === undefined) unreadable.push(key);
    else if (field) input[key] = field.text;
  }
  if (fields.destinations && (!fields.destinations.value || fields.destinations.partial))
    unreadable.push('destinations');
  const models = (fields.models?.value ?? []).flatMap(({ value }) => (value === undefined ? [] : [value]));
  if (models.length) input.models = models;
  const { terms, document, places, until } = fields.commitment?.value ?? {};
  const worded = [document, terms].some((field) => field && !isPlaceholder(field.text));
  const holds = !until || (until.value !== undefined && until.value >= today);
  if (worded && holds && places?.value && !places.partial) input.committed = places.value.map(({ text }) => text);
  const destinations = placesOf(fields.destinations);
  if (destinations.length) input.destinations = destinations.map(({ text }) => text);
  return { ...input, unreadable };
}

/** The verdict on an inference entry and where it sits; `undefined` if its platform cannot be read. */
export function inferenceVerdict(
  entry: Field<Inference>,
  residency: Residency,
): (InferenceVerdict & { readonly at: Span; readonly platform: string; readonly text: string }) | undefined {
  const input = inferenceInput(entry, residency.today);
  const fields = entry.value;
  if (!fields || !input) return undefined;
  const { platform } = input;
  const destinations = fields.destinations && placesOf(fields.destinations);
  const verdict = judgeInference(input, residency);
  const at = verdict.item === undefined ? fields[verdict.on as keyof Inference] : destinations![verdict.item];
  const place = at ?? fields.platform!;
  return {
    verdict: verdict.verdict,
    on: verdict.on,
    item: verdict.item,
    reason: verdict.reason,
    settle: verdict.settle,
    option: verdict.option,
    ...(verdict.conditional ? { conditional: verdict.conditional } : {}),
    ...(verdict.byContract ? { byContract: true as const } : {}),
    conditions: verdict.conditions,
    sources: verdict.sources,
    at: { start: place.start, end: place.end },
    platform,
    text: 'text' in place ? place.text : '',
  };
}

/** The inference verdicts of a supplier, in the order of its entries. */
export const inferenceVerdicts = remember((supplier: Supplier, residency: Residency) =>
  (supplier.fields.model?.value?.inference?.value ?? []).flatMap((entry) => {
    const verdict = inferenceVerdict(entry, residency);
    return verdict ? [verdict] : [];
  }),
);

const conditions = ({ conditions: list }: InferenceVerdict): string =>
  list.length ? ` Conditions of the promise: ${list.join('; ')}.` : '';

export const modelRules: readonly Rule<Supplier>[] = [
  {
    id: 'model/facts-missing',
    title: 'Nothing is known of where models run',
    severity: 'error',
    fixes: [modelFacts],
    override: 'raise',
    scope: 'supplier',
    basis: MODEL,
    check(supplier, _context, report) {
      if (supplier.broken) return;
      const { model, categories, hosting } = supplier.fields;
      if (!model) {
        if (categories?.value?.some((category) => category.value === 'model')) {
          report(
            supplier.anchor,
            'The supplier runs models, but there is no model block: say where models run, where data is stored and that training is prohibited',
          );
        }
        return;
      }
      if (!model.value) return;
      const lacking = [!model.value.inference && 'inference', !model.value.storage && !hosting && 'storage'].filter(
        (key) => key !== false,
      );
      if (lacking.length) {
        report(
          model.key,
          `The model block lacks ${lacking.join(' and ')}: without it the model subprocessor rules cannot be shown to hold`,
          {
            data: { missing: lacking[0]! },
          },
        );
      }
    },
  },
  {
    id: 'model/storage-outside-residency',
    title: 'A model supplier stores data outside the residency',
    severity: 'error',
    fixes: [place],
    override: 'raise',
    criterion: 'model-storage',
    lower: 'when unproven or unknown',
    settings: ['residency'],
    scope: 'supplier',
    basis: MODEL,
    check(supplier, { settings: { residency } }, report) {
      const model = supplier.fields.model?.value;
      if (!model) return;
      const list = model.storage ?? supplier.fields.hosting;
      const as = model.storage ? 'storage' : 'hosting, which is the storage of a model supplier too,';
      for (const listed of placesOf(list)) {
        if (!listed.place) {
          const { message, data } = unknownPlace(listed);
          report(listed, `It is not proven that ${as} stays inside the residency (${residency.text}): ${message}`, {
            lower: true,
            value: listed.text,
            ...(data ? { data } : {}),
          });
          continue;
        }
        const verdict = residency.verdict(listed.place.members);
        if (verdict === 'inside') continue;
        const why = beyond(listed, residency);
        report(
          listed,
          verdict === 'outside'
            ? `${why}, outside the residency (${residency.text}): a model supplier may store data only inside it, which is not negotiable`
            : `${why}, so it is not proven that ${as} stays inside the residency (${residency.text}): name a place that is inside as a whole`,
          { lower: verdict === 'unproven', value: listed.text },
        );
      }
    },
  },
  {
    id: 'model/inference-outside-residency',
    title: 'A model runs outside the residency',
    severity: 'error',
    override: 'raise',
    criterion: 'model-inference',
    settings: ['residency'],
    scope: 'supplier',
    basis: MODEL,
    check(supplier, { settings: { residency } }, report) {
      for (const verdict of inferenceVerdicts(supplier, residency)) {
        if (verdict.verdict !== 'outside') continue;
        report(
          verdict.at,
          `Inference is outside the residency: ${verdict.reason} (vendor facts as of ${inferenceAsOf}). It must run in a place inside, or the supplier is not eligible.${conditions(verdict)}`,
          { value: verdict.text },
        );
      }
    },
  },
  {
    id: 'model/inference-unproven',
    title: 'It is not proven where a model runs',
    severity: 'warning',
    fixes: [selector],
    override: 'raise',
    criterion: 'model-inference',
    settings: ['residency'],
    scope: 'supplier',
    basis: MODEL,
    check(supplier, { settings: { residency } }, report) {
      for (const verdict of inferenceVerdicts(supplier, residency)) {
        if (verdict.verdict !== 'unproven') continue;
        report(
          verdict.at,
          `It is not proven that inference stays inside the residency: ${verdict.reason} (vendor facts as of ${inferenceAsOf}).${verdict.settle ? ` What would settle it: ${verdict.settle}.` : ''}${conditions(verdict)}`,
          { value: verdict.text },
        );
      }
    },
  },
  {
    id: 'model/inference-conditional',
    title: 'The place of inference depends on the model',
    severity: 'information',
    override: 'raise',
    criterion: 'model-inference',
    settings: ['residency'],
    scope: 'supplier',
    basis: MODEL,
    check(supplier, { settings: { residency } }, report) {
      for (const { verdict, conditional, at } of inferenceVerdicts(supplier, residency)) {
        if (verdict === 'inside' && conditional)
          report(
            at,
            `Inference is inside for some models only: ${conditional} (vendor facts as of ${inferenceAsOf}). Name the models in use under models`,
          );
      }
    },
  },
  {
    id: 'model/commitment-expired',
    title: 'The vendor’s commitment has ended',
    severity: 'warning',
    override: 'raise',
    scope: 'supplier',
    basis: MODEL,
    check(supplier, { today }, report) {
      for (const { value } of supplier.fields.model?.value?.inference?.value ?? []) {
        const until = value?.commitment?.value?.until;
        if (until?.value !== undefined && until.value < today)
          report(
            until,
            `The commitment of ${nameOf(supplier)} ended on ${until.value} and settles nothing: record the new one, or its end`,
          );
      }
    },
  },
  {
    id: 'model/training-allowed',
    title: 'The supplier may train on the data',
    severity: 'error',
    override: 'raise',
    criterion: 'model-training',
    scope: 'supplier',
    basis: MODEL,
    check(supplier, _context, report) {
      const training = supplier.fields.model?.value?.training;
      if (training?.value === 'allowed') {
        report(
          training,
          'The contract lets the supplier train on the data that is sent to it: without a prohibition the supplier is not eligible, regardless of other merits',
        );
      }
    },
  },
  {
    id: 'model/training-unstated',
    title: 'It is not known whether the supplier trains on the data',
    severity: 'error',
    fixes: [missing],
    override: 'raise',
    criterion: 'model-training',
    scope: 'supplier',
    basis: MODEL,
    check(supplier, _context, report) {
      const model = supplier.fields.model;
      if (!model?.value) return;
      const { training } = model.value;
      if (training?.value === 'unknown')
        report(
          training,
          'It is not known whether the supplier trains on the data: look it up in the terms, or ask the supplier',
        );
      else if (!training && !supplier.broken) {
        report(
          model.key,
          'The model block does not say whether the supplier trains on the data: add training, as the contract has it',
          { data: { missing: 'training' } },
        );
      }
    },
  },
  {
    id: 'model/training-not-contractual',
    title: 'Training is only switched off by a setting',
    severity: 'warning',
    override: 'raise',
    criterion: 'model-training',
    scope: 'supplier',
    basis: MODEL,
    check(supplier, _context, report) {
      const training = supplier.fields.model?.value?.training;
      if (training?.value === 'opted-out') {
        report(training, 'Training is switched off by a setting, which is no guarantee: have the contract prohibit it');
      }
    },
  },
  {
    id: 'model/training-unevidenced',
    title: 'Where the contract prohibits training is not said',
    severity: 'information',
    fixes: [missing],
    override: 'raise',
    criterion: 'model-training',
    higher: 'where the default terms of the platform allow training on every plan',
    scope: 'supplier',
    basis: MODEL,
    check(supplier, _context, report) {
      const model = supplier.fields.model?.value;
      const terms = model?.['training-terms'];
      if (terms && !isPlaceholder(terms.text)) return;
      if (model?.training?.value === 'prohibited' && !supplier.broken) {
        const trains = (model.inference?.value ?? []).find(({ value }) => trainsByDefault(value?.platform?.value));
        const platform = trains && platforms[trains.value!.platform!.value!]!.name;
        report(
          terms ?? model.training,
          platform
            ? `No terms for the prohibition of training, and the default terms of ${platform} allow it (as of ${inferenceAsOf}): add training-terms`
            : 'Training is prohibited, but where the contract says so is missing: add training-terms',
          { ...(terms ? {} : { data: { missing: 'training-terms' } }), higher: Boolean(platform) },
        );
      }
    },
  },
];
