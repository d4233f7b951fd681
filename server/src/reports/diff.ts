import { countryName } from '../facts/countries.ts';
import type { Verdict } from '../facts/places.ts';
import { mappedBy, policiesOf } from '../kinds/policy/model.ts';
import { currentHeight, nameOf as nameOfRisk, risksOf } from '../kinds/risk/model.ts';
import { controlOf } from '../kinds/soa/model.ts';
import { accessOf, assuranceState, computedRating, needsDpa } from '../kinds/supplier/model.ts';
import { inferenceVerdicts } from '../kinds/supplier/rules/model.ts';
import { placesOf } from '../kinds/supplier/rules/places.ts';
import type { Supplier } from '../kinds/supplier/types.ts';
import { rankOf } from '../model/severity.ts';
import type { Field, List, Review, Severity } from '../model/types.ts';
import { escapeMarkdown } from '../text/markdown.ts';
import { visibleJson } from '../text/visible.ts';
import { byText, plural } from '../text/words.ts';
import { byId, changesSince, type Earlier } from './changes.ts';
import { placeText } from './criteria.ts';
import { nameOf, type PlacedFinding, type PlacedSupplier, type RootData, readRoot } from './model.ts';

/** One thing that a change does to the ISMS, in a sentence. */
interface Statement {
  /** `worse` needs a look, `better` settles or records something. */
  readonly tone: 'worse' | 'better' | 'neutral';
  readonly about: string;
  readonly text: string;
}

interface Moved {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  /** `supplier/aws`, else the file. */
  readonly subject: string;
  /** What it was before. */
  readonly was?: Severity;
}

/** What a change does to one root. */
export interface Diff {
  readonly statements: readonly Statement[];
  readonly findings: Readonly<Record<'new' | 'worse' | 'better' | 'gone', readonly Moved[]>>;
}

type Say = (tone: Statement['tone'], about: string, text: string) => void;
type Side = RootData | undefined;

const VERDICTS: Readonly<Record<Verdict, string>> = {
  inside: 'inside the residency',
  outside: 'outside the residency',
  unproven: 'not proven to be inside the residency',
};
const GRAVITY: readonly Verdict[] = ['inside', 'unproven', 'outside'];

/**
 * Says what lies between two states of a root, both judged as of one day, so that only the change counts.
 * @param earlier the state before; its `root` is `undefined` where the ISMS was not there yet
 * @param after `undefined`: it is there no more
 */
export function diffOf(earlier: Earlier, after: Side): Diff {
  const before: Side = earlier.root && readRoot(earlier.workspace, earlier.root);
  const statements: Statement[] = [];
  const say: Say = (tone, about, text) => statements.push({ tone, about, text });
  if (!before) say('neutral', 'The ISMS', 'is new');
  if (!after) say('worse', 'The ISMS', 'is taken out');
  suppliersIn(before, after, say);
  if (after)
    for (const { change, name, rule, for: value, expires } of changesSince(after, earlier).waivers) {
      const what = `waiver of ${rule}${value ? ` for ${value}` : ''}`;
      const until = expires ? ` until ${expires}` : '';
      const tone = change === 'removed' || change === 'ended' ? 'better' : change === 'changed' ? 'neutral' : 'worse';
      say(tone, name, `${what} ${change === 'new' ? 'added' : change}${tone === 'better' ? '' : until}`);
    }
  policiesIn(before, after, say);
  soaIn(before, after, say);
  risksIn(before, after, say);
  const residency = [before, after].map((side) => side?.settings.residency.text ?? '');
  if (before && after && residency[0] !== residency[1])
    say('worse', 'Settings', `residency is ${residency[1]}, was ${residency[0]}`);
  return { statements, findings: findingsMoved(before?.findings ?? [], after?.findings ?? []) };
}

function suppliersIn(before: Side, after: Side, say: Say): void {
  const [then, now] = [before, after].map((side) => byId(side?.suppliers ?? [])) as [
    Map<string, PlacedSupplier>,
    Map<string, PlacedSupplier>,
  ];
  for (const [key, { supplier }] of now) {
    const old = then.get(key)?.supplier;
    if (old) supplierChanged(old, before!, supplier, after!, say);
    else {
      const { fields } = supplier;
      const facts = [
        fields.status?.text,
        needsDpa(supplier) && 'processor of personal data',
        fields.hosting && `hosting ${placesOf(fields.hosting).map(placeText).join(', ')}`,
        fields.country?.value && `seat ${countryName(fields.country.value)}`,
      ].filter(Boolean);
      say('neutral', nameOf(supplier), `new supplier${facts.length ? `: ${facts.join('; ')}` : ''}`);
    }
  }
  for (const [key, { supplier }] of then)
    if (!now.has(key))
      say(
        supplier.fields.status?.value === 'terminated' ? 'neutral' : 'worse',
        nameOf(supplier),
        'supplier taken out of the register',
      );
}

function supplierChanged(old: Supplier, then: RootData, supplier: Supplier, now: RootData, say: Say): void {
  const name = nameOf(supplier);
  const [a, b] = [old.fields, supplier.fields];
  if (a.name?.text !== b.name?.text) say('neutral', name, `name was ${a.name?.text ?? 'not stated'}`);
  if (a.status?.text !== b.status?.text)
    say('neutral', name, `status is ${b.status?.text ?? 'not stated'}, was ${a.status?.text ?? 'not stated'}`);
  const [could, can] = [accessOf(old), accessOf(supplier)];
  for (const access of can)
    if (!could.includes(access) && access !== 'none') say('worse', name, `can now reach ${access}`);
  for (const access of could)
    if (!can.includes(access) && access !== 'none') say('better', name, `no longer reaches ${access}`);

  const uses = [
    ['hosting', a.hosting, b.hosting],
    ['processing', a.processing, b.processing],
    ['model storage', a.model?.value?.storage, b.model?.value?.storage],
  ] as const;
  for (const [use, was, is] of uses) {
    const [from, to] = [placesOf(was), placesOf(is)];
    const verdicts = (list: typeof to): Verdict[] =>
      list.map(({ place }) => (place ? now.settings.residency.verdict(place.members) : 'unproven'));
    const worst = (list: typeof to) => Math.max(0, ...verdicts(list).map((verdict) => GRAVITY.indexOf(verdict)));
    const added = to.filter(({ text }) => !from.some((one) => one.text === text));
    const left = from.filter(({ text }) => !to.some((one) => one.text === text));
    const moved = from.length > 0 && worst(to) > worst(from);
    if (moved && worst(from) === 0)
      say('worse', name, `${use} moves out of the residency, or may: ${added.map(placeText).join(', ')}`);
    for (const [index, place] of added.entries()) {
      const verdict = verdicts(added)[index]!;
      say(
        verdict === 'inside' ? 'neutral' : 'worse',
        name,
        `${use} place added: ${placeText(place)}, ${VERDICTS[verdict]}`,
      );
    }
    for (const place of left) say('neutral', name, `${use} place dropped: ${placeText(place)}`);
  }
  const runs = (side: Supplier): readonly string[] =>
    inferenceVerdicts(side, now.settings.residency).map(
      ({ platform, text, verdict }) => `${platform} ${text} (${verdict})`,
    );
  const [ran, run] = [runs(old), runs(supplier)];
  for (const one of run)
    if (!ran.includes(one)) say(one.endsWith('(inside)') ? 'neutral' : 'worse', name, `model runs on ${one}`);
  for (const one of ran) if (!run.includes(one)) say('neutral', name, `model no longer runs on ${one}`);
  const [trained, trains] = [a.model?.value?.training?.text, b.model?.value?.training?.text];
  if (trained !== trains)
    say(
      trains === 'prohibited' ? 'better' : 'worse',
      name,
      `training is ${trains ?? 'not stated'}, was ${trained ?? 'not stated'}`,
    );

  const agreements = [
    ['data processing agreement', a.dpa?.value, b.dpa?.value],
    ['agreement', a.agreement?.value, b.agreement?.value],
  ] as const;
  for (const [what, was, is] of agreements) {
    if (was?.signed?.value && !is?.signed?.value) say('worse', name, `${what} dropped (was of ${was.signed.value})`);
    else if (is?.signed?.value && is.signed.value !== was?.signed?.value)
      say('better', name, `${what} of ${is.signed.value} recorded`);
  }
  const [ended, ends] = [a.dpa?.value?.expires?.value, b.dpa?.value?.expires?.value];
  if (ended !== ends && b.dpa)
    say('neutral', name, `data processing agreement ends ${ends ?? 'on no day'}, was ${ended ?? 'on no day'}`);
  const [held, holds] = [
    assuranceState(old, then.settings).latest?.end,
    assuranceState(supplier, now.settings).latest?.end,
  ];
  if (held !== holds)
    say(
      (holds ?? '') > (held ?? '') ? 'better' : 'worse',
      name,
      `evidence counts until ${holds ?? 'no day'}, was ${held ?? 'no day'}`,
    );
  const [rated, rating] = [computedRating(old)?.rating, computedRating(supplier)?.rating];
  if (rated !== rating) say('neutral', name, `criticality is ${rating ?? 'not rated'}, was ${rated ?? 'not rated'}`);
  if (a.owner?.text !== b.owner?.text)
    say('neutral', name, `owner is ${b.owner?.text ?? 'not stated'}, was ${a.owner?.text ?? 'not stated'}`);
  reviewsIn(a.reviews, b.reviews, name, say);
  for (const { value } of b.events?.value ?? [])
    if (
      value?.date &&
      !a.events?.value?.some(
        ({ value: one }) => one?.date?.text === value.date!.text && one?.kind?.text === value.kind?.text,
      )
    )
      say('neutral', name, `${value.kind?.text ?? 'event'} of ${value.date.text} recorded`);
}

/** Reviews that were recorded, and those that are there no more. */
function reviewsIn(
  was: Field<List<Review>> | undefined,
  is: Field<List<Review>> | undefined,
  name: string,
  say: Say,
): void {
  const texts = (list: Field<List<Review>> | undefined): string[] =>
    (list?.value ?? []).flatMap(({ value }) =>
      value?.date
        ? [
            `review of ${value.date.text}${value.by ? ` by ${value.by.text}` : ''}${value.outcome ? `, ${value.outcome.text}` : ''}`,
          ]
        : [],
    );
  const [old, now] = [texts(was), texts(is)];
  for (const text of now) if (!old.includes(text)) say('better', name, `${text}: recorded`);
  for (const text of old) if (!now.includes(text)) say('worse', name, `${text}: taken out`);
}

function policiesIn(before: Side, after: Side, say: Say): void {
  const byPolicy = (side: Side) =>
    new Map((side ? policiesOf(side.project) : []).map((placed) => [placed.entity.fields.id?.text ?? '', placed]));
  const [then, now] = [byPolicy(before), byPolicy(after)];
  for (const [id, { entity, home }] of now) {
    const old = then.get(id);
    const { fields } = entity;
    const name = fields.title?.text || id;
    if (!old) {
      say('neutral', name, `new policy${fields.status ? `, ${fields.status.text}` : ''}`);
      continue;
    }
    const was = old.entity.fields;
    if (was.status?.text !== fields.status?.text)
      say(
        'neutral',
        name,
        `policy is ${fields.status?.text ?? 'without a status'}, was ${was.status?.text ?? 'without one'}`,
      );
    const newVersion = was.version?.text !== fields.version?.text;
    if (newVersion)
      say('neutral', name, `version ${fields.version?.text ?? 'not stated'}, was ${was.version?.text ?? 'not stated'}`);
    const text = (placed: typeof old) => placed.home.document.textPart?.text.replace(/\s+/g, ' ').trim();
    const [textWas, textIs] = [text(old), text({ entity, home })];
    if (textWas !== undefined && textIs !== undefined && textWas !== textIs) {
      const approved = was.status?.value === 'approved' && fields.status?.value === 'approved';
      const again =
        was.effective?.text !== fields.effective?.text ||
        (fields.reviews?.value?.length ?? 0) > (was.reviews?.value?.length ?? 0);
      if (approved && !again)
        say('worse', name, `text changed after its approval${newVersion ? '' : ', without a new version'}`);
      else
        say(
          newVersion || !approved ? 'neutral' : 'worse',
          name,
          `text changed${newVersion ? '' : ' without a new version'}`,
        );
    }
    const [mapped, maps] = [mappedBy(old.entity), mappedBy(entity)];
    const lost = [...mapped].filter((control) => !maps.has(control));
    const won = [...maps].filter((control) => !mapped.has(control));
    if (lost.length) say('worse', name, `covers no longer ${lost.join(', ')}`);
    if (won.length) say('better', name, `covers ${won.join(', ')}`);
    reviewsIn(was.reviews, fields.reviews, name, say);
  }
  for (const [id, { entity }] of then)
    if (!now.has(id)) say('worse', entity.fields.title?.text || id, 'policy taken out');
}

function soaIn(before: Side, after: Side, say: Say): void {
  const rows = (side: Side) => new Map((side?.soa ?? []).map((row) => [controlOf(row) ?? '', row.fields]));
  const [then, now] = [rows(before), rows(after)];
  const stateOf = (fields: ReturnType<typeof now.get>): string =>
    !fields
      ? 'no row'
      : fields.applicable?.value === false
        ? 'not applicable'
        : (fields.implementation?.text ?? 'applicable');
  const ORDER = ['no row', 'not-implemented', 'planned', 'partial', 'applicable', 'inherited', 'implemented'];
  // The rows of a new statement are not news one by one.
  if (!before?.soa || !after?.soa) return;
  for (const control of new Set([...then.keys(), ...now.keys()])) {
    const [was, is] = [stateOf(then.get(control)), stateOf(now.get(control))];
    if (!control || was === is) continue;
    const tone = is === 'not applicable' || ORDER.indexOf(is) < ORDER.indexOf(was) ? 'worse' : 'better';
    say(tone, control, `is ${is}, was ${was}`);
  }
}

function risksIn(before: Side, after: Side, say: Say): void {
  const byRisk = (side: Side) =>
    new Map((side ? risksOf(side.project) : []).map(({ entity }) => [entity.fields.id?.text ?? '', entity]));
  const [then, now] = [byRisk(before), byRisk(after)];
  for (const [id, risk] of now) {
    const old = then.get(id);
    const name = nameOfRisk(risk);
    const height = currentHeight(risk, after!.settings);
    if (!old) {
      say('neutral', name, `new risk${height ? `, ${height.level}` : ''}`);
      continue;
    }
    const was = currentHeight(old, after!.settings);
    if (old.fields.status?.text !== risk.fields.status?.text)
      say(
        'neutral',
        name,
        `risk is ${risk.fields.status?.text ?? 'without a status'}, was ${old.fields.status?.text ?? 'without one'}`,
      );
    if (was?.product !== height?.product)
      say(
        (height?.product ?? 0) > (was?.product ?? 0) ? 'worse' : 'better',
        name,
        `risk is ${height?.level ?? 'not assessed'} (${height?.product ?? '-'}), was ${was?.level ?? 'not assessed'} (${was?.product ?? '-'})`,
      );
    reviewsIn(old.fields.reviews, risk.fields.reviews, name, say);
  }
  for (const [id, risk] of then) if (!now.has(id)) say('worse', nameOfRisk(risk), 'risk taken out');
}

/** Findings that came, went, or are there in another severity. Waived ones do not count. */
function findingsMoved(before: readonly PlacedFinding[], after: readonly PlacedFinding[]): Diff['findings'] {
  const held = (list: readonly PlacedFinding[]): Moved[] =>
    list
      .filter(({ waived }) => !waived)
      .map(({ rule, severity, message, subject, file }) => ({
        rule,
        severity,
        message,
        subject: subject ? `${subject.kind}/${subject.id}` : file,
      }));
  const rest = held(before);
  const take = (same: (old: Moved) => boolean): Moved | undefined => {
    const index = rest.findIndex(same);
    return index < 0 ? undefined : rest.splice(index, 1)[0];
  };
  const isSame = (one: Moved) => (old: Moved) => old.rule === one.rule && old.subject === one.subject;
  // What is told in the same words stands for itself first.
  const changed = held(after).filter(
    (one) => !take((old) => isSame(one)(old) && old.severity === one.severity && old.message === one.message),
  );
  const [news, worse, better]: [Moved[], Moved[], Moved[]] = [[], [], []];
  for (const one of changed) {
    const old = take(isSame(one));
    if (!old) news.push(one);
    else if (rankOf(one.severity) > rankOf(old.severity)) worse.push({ ...one, was: old.severity });
    else if (rankOf(one.severity) < rankOf(old.severity)) better.push({ ...one, was: old.severity });
  }
  return { new: news, worse, better, gone: rest };
}

/** A root's folder from the repository, and what changed in it. */
export interface RootDiff {
  readonly root: string;
  readonly diff: Diff;
}

export interface DiffHead {
  readonly base: string;
  readonly head: string;
  readonly asOf: string;
}

export const diffJson = (head: DiffHead, roots: readonly RootDiff[]): string =>
  visibleJson({ version: 1, report: 'diff', ...head, roots: roots.map(({ root, diff }) => ({ root, ...diff })) });

/** The most entries of a list: a comment on a pull request has its limits. */
const MOST = 50;

/** As Markdown, for a comment on a pull request. The first line lets a workflow find its comment again. */
export function diffMarkdown({ base, head, asOf }: DiffHead, roots: readonly RootDiff[]): string {
  const lines = ['<!-- isms diff -->', '## What this change does to the ISMS', ''];
  lines.push(`From ${escapeMarkdown(base)} to ${escapeMarkdown(head)}, both judged as of ${asOf}.`, '');
  const list = (title: string, entries: readonly string[]): void => {
    if (!entries.length) return;
    lines.push(`**${title}**`, '', ...entries.slice(0, MOST).map((entry) => `- ${entry}`));
    if (entries.length > MOST) lines.push(`- … and ${entries.length - MOST} more`);
    lines.push('');
  };
  for (const { root, diff } of roots) {
    const { statements, findings } = diff;
    if (roots.length > 1) lines.push(`### ${escapeMarkdown(root)}`, '');
    const of = (tone: Statement['tone']) =>
      statements
        .filter((one) => one.tone === tone)
        .sort((a, b) => byText(a.about, b.about))
        .map(({ about, text }) => `**${escapeMarkdown(about)}**: ${escapeMarkdown(text)}`);
    list('Needs a look', of('worse'));
    list('Settled or recorded', of('better'));
    list('Other changes', of('neutral'));
    const found = (moved: readonly Moved[]) =>
      [...moved]
        .sort((a, b) => rankOf(b.severity) - rankOf(a.severity))
        .map(
          ({ severity, was, subject, message, rule }) =>
            `${severity}${was ? ` (was ${was})` : ''}, ${escapeMarkdown(subject)}: ${escapeMarkdown(message)} (${rule})`,
        );
    const titled = (count: number, what: string) => `${plural(count, 'finding')} ${what}`;
    list(titled(findings.new.length, 'new'), found(findings.new));
    list(titled(findings.worse.length, 'worse'), found(findings.worse));
    list(titled(findings.better.length, 'better'), found(findings.better));
    list(titled(findings.gone.length, 'gone'), found(findings.gone));
    if (!statements.length && Object.values(findings).every((moved) => !moved.length))
      lines.push('Nothing of the ISMS changes.', '');
  }
  if (!roots.length) lines.push('There is no ISMS in either state.', '');
  return `${lines.join('\n').trimEnd()}\n`;
}
