import { isRule } from '../../check/rules.ts';
import { holds, type Place as Step } from '../../edit/place.ts';
import { controlById, controls, controlsAsOf, readClauses, readControl } from '../../facts/controls.ts';
import {
  adequacyAsOf,
  countriesAsOf,
  countryName,
  eea,
  eu,
  groups,
  isCountry,
  transferOf,
} from '../../facts/countries.ts';
import { art28Points, articles, readRegulation } from '../../facts/gdpr.ts';
import { inferenceAsOf, inferenceSources, platforms, termsOf } from '../../facts/inference.ts';
import { type Place, parsePlace, type Residency, regionsAsOf } from '../../facts/places.ts';
import { type AnyEntity, kindNamed } from '../../kinds/index.ts';
import { mappedControls, policiesOf, policyDue } from '../../kinds/policy/model.ts';
import type { Policy } from '../../kinds/policy/types.ts';
import { soaOf } from '../../kinds/soa/model.ts';
import {
  assuranceEnd,
  canSatisfy,
  computedRating,
  hasPersonalData,
  inScope,
  isReviewed,
  SCOPE_WORDS,
  scopeOf,
} from '../../kinds/supplier/model.ts';
import { inferenceVerdict } from '../../kinds/supplier/rules/model.ts';
import { supplierDue, triggeringEvent } from '../../kinds/supplier/rules/reviews.ts';
import type { Inference, Supplier } from '../../kinds/supplier/types.ts';
import { addDuration, daysBetween, formatDuration, parseDay, parseDuration } from '../../model/dates.ts';
import { lastReview } from '../../model/reviews.ts';
import type { Field } from '../../model/types.ts';
import type { MapShape, Shape } from '../../schema/shapes.ts';
import type { Value } from '../../schema/value.ts';
import { escapeMarkdown } from '../../text/markdown.ts';
import type { Position, Range } from '../../workspace/document.ts';
import type { Root } from '../../workspace/root.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import type { MapNode, Node, ScalarNode, Span } from '../../yaml/tree.ts';
import { type Cursor, cursorAt, entityAt } from '../place/place.ts';
import { meaningOf } from '../place/words.ts';
import { keyText } from './completion.ts';
import { roleName, ruleText } from './completionValues.ts';

export interface HoverText {
  /** Markdown. */
  readonly value: string;
  readonly range: Range;
}

export interface HoverOptions {
  /** Whether keys say what they mean: off where another extension does. */
  readonly keys: boolean;
}

/** What is to be said of what stands at a position. */
export function hover(
  workspace: Workspace,
  uri: string,
  position: Position,
  options: HoverOptions,
): HoverText | undefined {
  const cursor = cursorAt(workspace, uri, position);
  if (!cursor) return undefined;
  const { document, part, index } = cursor;
  const answer = (value: string | undefined, span: Span): HoverText | undefined =>
    value ? { value, range: document.fromPart(index, part.rangeOf(span)) } : undefined;
  if (part.markdown) return mentionText(cursor, answer);
  if (part.role === 'plain') return options.keys && !document.isMarkdown ? headKey(cursor, answer) : undefined;
  const entity = entityAt(part, document, workspace.today, cursor.offset);
  const context: Context = { cursor, workspace, entity, residency: cursor.root.settings.residency };
  if (cursor.onKey) return answer(ofKey(cursor.onKey.key, context, options), cursor.onKey.key);
  const step = cursor.places.at(-1);
  if (step?.node.kind !== 'scalar') return undefined;
  const { span, text } = piece(step.node, step.shape, cursor);
  return answer(ofValue(text, step, context), span);
}

/** The inference entry that an offset is in. */
const inferenceAt = (supplier: Supplier, offset: number): Field<Inference> | undefined =>
  supplier.fields.model?.value?.inference?.value?.find((entry) => holds(entry, offset));

interface Context {
  readonly cursor: Cursor;
  readonly workspace: Workspace;
  readonly entity: AnyEntity | undefined;
  readonly residency: Residency;
}

/** The list's key above the items of a register: the part that it stands in is not read. */
function headKey(
  { part, offset, document }: Cursor,
  answer: (value: string, span: Span) => HoverText | undefined,
): HoverText | undefined {
  for (const [key, shape] of document.holds.document.keys) {
    const match = new RegExp(`(?<=^\\uFEFF?)${key}(?=:)`, 'm').exec(part.text);
    const span = match && { start: match.index, end: match.index + key.length };
    if (span && holds(span, offset)) return answer(keyText(key, shape, false), span);
  }
  return undefined;
}

/** The part of a comma-separated text that the cursor is on, else the whole value. */
function piece(node: ScalarNode, shape: Shape | undefined, { offset }: Cursor): { span: Span; text: string } {
  const quoted = node.style === 'plain' ? 0 : 1;
  if (shape?.kind !== 'list' || shape.orText !== 'comma' || node.style === 'block')
    return { span: node, text: node.text };
  if (node.end - node.start !== node.text.length + 2 * quoted) return { span: node, text: node.text };
  for (const match of node.text.matchAll(/[^,\s](?:[^,]*[^,\s])?/g)) {
    const start = node.start + quoted + match.index;
    const span = { start, end: start + match[0].length };
    if (holds(span, offset)) return { span, text: match[0] };
  }
  return { span: node, text: node.text };
}

// --- Keys

function ofKey(
  key: ScalarNode,
  { cursor, entity, residency, workspace }: Context,
  options: HoverOptions,
): string | undefined {
  const above = cursor.places.at(-1);
  const shape = above?.shape?.kind === 'map' ? above.shape : undefined;
  if (!shape) return undefined;
  if (shape.others?.kind === 'enum') return isRule(key.text) ? ruleText(key.text, cursor.root) : undefined;
  if (shape.others) return roleText(key.text, cursor.root);
  const child = shape.keys.get(key.text);
  if (!child || !options.keys) return undefined;
  const lines = [keyText(key.text, child, isRequired(shape, above?.node, key.text))];
  if (entity?.kind === 'supplier' && cursor.places.length === entityDepth(cursor) + 1) {
    if (key.text === 'criticality') lines.push(...orNothing(ratingText(entity)));
    if (key.text === 'reviews' || key.text === 'review-every')
      lines.push(...orNothing(supplierReviewText(entity, cursor.root)));
    if (key.text === 'model') lines.push(...modelText(entity, residency));
  }
  if (entity?.kind === 'policy' && (key.text === 'reviews' || key.text === 'review-every'))
    lines.push(...orNothing(policyReviewText(entity, cursor.root, workspace.today)));
  return lines.join('\n\n');
}

const orNothing = (text: string | undefined): string[] => (text ? [text] : []);

/** How many steps lead to the map of the entity around. */
function entityDepth({ places }: Cursor): number {
  const at = places.findIndex(({ shape }) => shape?.kind === 'map' && shape.keys.has('id') && shape.keys.has('status'));
  return at < 0 ? places.length : at;
}

function isRequired(shape: MapShape, node: Node | undefined, key: string): boolean {
  if (shape.required.includes(key)) return true;
  const value = shape.cases && (node as MapNode).entries.find((entry) => entry.key.text === shape.cases!.by)?.value;
  return value?.kind === 'scalar' ? (shape.cases!.when.get(value.text)?.required.includes(key) ?? false) : false;
}

// --- Values

function ofValue(text: string, step: Step, context: Context): string | undefined {
  const { cursor, entity, residency } = context;
  const { root } = cursor;
  const { today } = context.workspace;
  const keys = cursor.places.flatMap(({ entry }) => (entry ? [entry.key.text] : []));
  const key = keys.at(-1) ?? '';
  const shape = step.shape?.kind === 'list' ? step.shape.items : step.shape;
  const supplier = entity?.kind === 'supplier' ? entity : undefined;
  const inference = supplier && keys.includes('inference') ? inferenceAt(supplier, cursor.offset) : undefined;
  if (inference && key !== 'notes') {
    const place =
      key === 'region' || key === 'destinations'
        ? placeText(text, residency, platforms[inference.value?.platform?.value ?? '']?.provider)
        : undefined;
    const verdict = inferenceText(inference, residency);
    return [place, verdict].filter(Boolean).join('\n\n---\n\n') || undefined;
  }
  if (shape?.kind === 'enum') {
    if (key === 'rating' && supplier) return ratingText(supplier);
    if (key === 'kind' && supplier && keys.at(-2) === 'assurance')
      return [
        `**${escapeMarkdown(text)}**: ${meaningOf(keys, text) ?? ''}`,
        ...orNothing(evidenceText(supplier, root, cursor.offset, today)),
      ].join('\n\n');
    if (key === 'art-28-3') return art28Points[text] && `**GDPR Art. 28(3)(${text})**: ${art28Points[text]}`;
    const meaning = meaningOf(keys, text);
    return meaning && `**${text}**: ${meaning}`;
  }
  if (shape?.kind !== 'scalar') return undefined;
  switch (shape.scalar) {
    case 'control':
    case 'control-range':
      return controlText(text, root);
    case 'clause':
      return clauseText(text, root);
    case 'regulation':
      return regulationText(text);
    case 'place':
      return placeText(text, residency);
    case 'country':
      return isCountry(text) ? countryText(text) : undefined;
    case 'residency':
      return residencyText(text);
    case 'role':
      return roleText(text, root);
    case 'policy-id': {
      const policy = policiesOf(root.project).find(({ entity: other }) => other.fields.id?.value === text)?.entity;
      return policy && policyText(policy, root, today);
    }
    case 'rule-id':
      return isRule(text) ? ruleText(text, root) : undefined;
    case 'factor': {
      const meaning = meaningOf(['factor'], text);
      return (
        [meaning && `**${text}**: ${meaning} (1 is low, 5 is high)`, supplier && ratingText(supplier)]
          .filter(Boolean)
          .join('\n\n') || undefined
      );
    }
    case 'duration':
    case 'cadence':
      return durationText(text, key, context);
    case 'date':
    case 'past-date':
      return parseDay(text) ? dateText(text, keys, context) : undefined;
    case 'id':
      if (supplier && key === 'id') return supplierText(supplier, context);
      return entity?.kind === 'policy' && key === 'id' ? policyText(entity, root, today) : undefined;
    default:
      return referenceText(text, shape.value, root);
  }
}

/** What is referred to, by its id. */
function referenceText(text: string, { refersTo }: Value, root: Root): string | undefined {
  const found = refersTo && kindNamed(refersTo) && [...root.entitiesOf(refersTo)].find(({ id }) => id === text);
  return found ? `**${escapeMarkdown(found.title || text)}** (${refersTo})` : undefined;
}

// --- Controls and policies

function controlText(text: string, root: Root): string | undefined {
  const read = readControl(text);
  if (read.kind === 'superseded') {
    const list = read.successors.map((id) => `- ${id} ${controlById(id)?.title ?? ''}`).join('\n');
    return `**${read.id}** is an id of the 2013 edition. Its successors:\n\n${list || '- none'}`;
  }
  if (read.kind === 'unknown') return undefined;
  const footer = `ISO/IEC 27001:2022 Annex A, as of ${controlsAsOf}.`;
  if (read.range) {
    const list = read.ids.map((id) => `- ${id} ${controlById(id)!.title}`);
    const most = 20;
    return [
      `**${escapeMarkdown(text)}**: ${read.ids.length} controls`,
      [...list.slice(0, most), ...(list.length > most ? [`- and ${list.length - most} more`] : [])].join('\n'),
      footer,
    ].join('\n\n');
  }
  const control = controlById(read.ids[0]!)!;
  const policies = policiesOf(root.project);
  const soa = soaOf(root.project);
  const mapping = policies.filter(({ entity }) =>
    entity.fields.controls?.value?.some((item) => item.value !== undefined && coversControl(item.value, control.id)),
  );
  const row = soa?.rows.find(({ entity }) => {
    const reference = entity.fields.control?.value;
    return reference !== undefined && coversControl(reference, control.id);
  })?.entity;
  const { applicable, implementation, justification } = row?.fields ?? {};
  const stated = row
    ? `${applicable?.value === false ? 'not applicable' : 'applicable'}${implementation ? `, ${escapeMarkdown(implementation.text)}` : ''}${justification ? `: ${escapeMarkdown(justification.text)}` : ''}`
    : 'no row yet';
  return [
    `**${control.id}** ${control.title}`,
    `Theme: ${control.theme}. ${footer}`,
    ...policyLines(mapping.map(({ entity }) => entity)),
    ...(soa ? [`Statement of Applicability: ${stated}.`] : []),
  ].join('\n\n');
}

function clauseText(text: string, root: Root): string | undefined {
  const named = readClauses(text);
  if (!named) return undefined;
  const ids = new Set(named.map(({ id }) => id));
  const policies = policiesOf(root.project).filter(({ entity: policy }) =>
    policy.fields.clauses?.value?.some((item) => readClauses(item.text)?.some(({ id }) => ids.has(id))),
  );
  return [
    named.map(({ id, title }) => `**Clause ${id}**: ${title}`).join('  \n'),
    `ISO/IEC 27001:2022, as of ${controlsAsOf}.`,
    ...policyLines(policies.map(({ entity: policy }) => policy)),
  ].join('\n\n');
}

function regulationText(text: string): string | undefined {
  const read = readRegulation(text);
  return 'wrong' in read || !read.articles.length ? undefined : articlesText(read.articles);
}

const articlesText = (numbers: readonly number[]): string =>
  numbers.map((number) => `**GDPR Art. ${number}**: ${articles[number - 1]!.title}`).join('\n\n');

/** What a mention in a text means: the same as in front matter. */
function mentionText(
  { part, offset, root }: Cursor,
  answer: (value: string | undefined, span: Span) => HoverText | undefined,
) {
  for (const { at, end, read } of part.prose?.blocks ?? []) {
    if (offset < at || offset > end) continue;
    for (const mention of read.mentions) {
      const span = { start: at + mention.start, end: at + mention.end };
      if (!holds(span, offset)) continue;
      if (mention.kind === 'article') return answer(articlesText(mention.articles), span);
      if (mention.kind === 'clause') return answer(mention.ids.map((id) => clauseText(id, root)).join('\n\n'), span);
      const { ids, superseded } = mention;
      const text = superseded?.id ?? (ids.length > 1 ? `${ids[0]}-${ids.at(-1)}` : ids[0]);
      return text === undefined ? undefined : answer(controlText(text, root), span);
    }
  }
  return undefined;
}

function coversControl(reference: string, id: string): boolean {
  const read = readControl(reference);
  return read.kind === 'controls' && read.ids.includes(id);
}

/** The policies that refer to something, as lines; what refers to it is what the author wants to know even if nothing does. */
function policyLines(policies: readonly Policy[]): string[] {
  if (!policies.length) return ['No policy maps it.'];
  return [
    `Policies that map it:\n\n${policies.map(({ fields }) => `- ${escapeMarkdown(fields.title?.text ?? fields.id?.text ?? 'unnamed')}${fields.id?.value ? ` (\`${fields.id.value}\`)` : ''}${fields.status?.value === 'retired' ? ', retired: covers nothing' : ''}`).join('\n')}`,
  ];
}

function policyText(policy: Policy, root: Root, today: string): string {
  const { fields } = policy;
  const { size } = mappedControls(policy);
  return [
    `**${escapeMarkdown(fields.title?.text ?? fields.id?.text ?? 'unnamed')}**${fields.status ? `, ${escapeMarkdown(fields.status.text)}` : ''}`,
    ...orNothing(fields.summary && escapeMarkdown(fields.summary.text)),
    size ? `Maps ${size} of the ${controls.length} controls of Annex A.` : 'Maps no control of Annex A.',
    ...orNothing(policyReviewText(policy, root, today)),
  ].join('\n\n');
}

function policyReviewText(policy: Policy, root: Root, today: string): string | undefined {
  if (policy.fields.status?.value !== 'approved') return undefined;
  const state = policyDue(policy, { settings: root.settings, today });
  if (!state) return 'No day that its review counts from: state effective, or record a review.';
  return `Next review due **${state.due}**: ${cadenceText(policy, root)} after ${state.last.day}.`;
}

function roleText(role: string, root: Root): string | undefined {
  const { roles } = root.settings;
  if (!roles) return undefined;
  if (!roles.has(role)) return `**${escapeMarkdown(role)}** is not one of the roles in isms.yaml.`;
  const name = roleName(root, role);
  return `**${escapeMarkdown(role)}**${name ? `: ${escapeMarkdown(name)}` : ': nobody is named for this role in isms.yaml'}`;
}

// --- Places

function placeText(text: string, residency: Residency, provider?: string): string | undefined {
  const place = parsePlace(text, provider);
  if (!place) return undefined;
  const verdict = residency.verdict(place.members);
  return [
    `**${escapeMarkdown(place.id)}**: ${escapeMarkdown(place.label)}`,
    `**${verdict === 'unproven' ? 'Unproven' : verdict === 'inside' ? 'Inside' : 'Outside'}** (residency ${residency.text}): ${whyPlace(place, residency)}.`,
    ...adequacyLines(place),
    `Catalogue of places as of ${place.provider ? regionsAsOf : countriesAsOf}.`,
  ].join('\n\n');
}

/** Why a place is inside, outside or neither, as a clause. */
export function whyPlace(place: Place, residency: Residency): string {
  const { members } = place;
  if (!members) return 'global names no place, so nothing keeps data inside';
  const beyond = residency.beyond(members);
  const named = (codes: readonly string[]) =>
    codes.length > 6
      ? `${codes.slice(0, 5).map(countryName).join(', ')} and ${codes.length - 5} more`
      : codes.map(countryName).join(', ');
  if (!beyond.length)
    return members.length === 1
      ? `${countryName(members[0]!)} is within ${residency.text}`
      : `all ${members.length} countries are within ${residency.text}`;
  const limited = beyond.filter((code) => residency.isLimited(code));
  if (limited.length) return `${named(limited)}: the adequacy decision is limited or to be checked`;
  return beyond.length === members.length
    ? `${named(beyond)} ${beyond.length === 1 ? 'is' : 'are'} not within ${residency.text}`
    : `it also means ${named(beyond)}, beyond ${residency.text}`;
}

function adequacyLines(place: Place): string[] {
  const country = place.members?.length === 1 ? place.members[0]! : undefined;
  const transfer = country === undefined ? undefined : transferOf(country);
  if (!transfer || country === undefined) return [];
  return [adequacyText(country)];
}

function adequacyText(country: string): string {
  const transfer = transferOf(country);
  if (!transfer) return `No adequacy decision for ${countryName(country)} (list as of ${adequacyAsOf}).`;
  const what =
    transfer.status === 'adequate'
      ? 'Adequate under GDPR Art. 45'
      : transfer.status === 'adequate-limited'
        ? 'Adequate within limits under GDPR Art. 45'
        : 'Adequacy is to be checked';
  return `${what}${transfer.limit ? `: ${transfer.limit}` : ''}${transfer.expires ? `, until ${transfer.expires}` : ''} (list as of ${adequacyAsOf}).`;
}

function countryText(code: string): string {
  const where = eu.has(code) ? 'a member of the EU' : eea.has(code) ? 'in the EEA, not in the EU' : 'outside the EEA';
  return [`**${code}**: ${countryName(code)}, ${where}.`, ...(eea.has(code) ? [] : [adequacyText(code)])].join('\n\n');
}

function residencyText(code: string): string | undefined {
  if (groups[code]) return `**${code}**: ${groups[code].map(countryName).join(', ')} (as of ${countriesAsOf}).`;
  if (code === 'ADEQUATE')
    return `**ADEQUATE**: the EEA and the countries with an adequacy decision (list as of ${adequacyAsOf}). Where adequacy is limited, a place is unproven.`;
  return isCountry(code) ? countryText(code) : undefined;
}

// --- Where a model runs

function inferenceText(entry: Parameters<typeof inferenceVerdict>[0], residency: Residency): string | undefined {
  const verdict = inferenceVerdict(entry, residency);
  if (!verdict) return undefined;
  const platform = platforms[verdict.platform]!;
  const judged =
    verdict.verdict === 'unjudged'
      ? 'Not judged'
      : verdict.verdict === 'unproven'
        ? 'Unproven'
        : verdict.verdict === 'inside'
          ? 'Inside'
          : 'Outside';
  const terms = termsOf(platform);
  const sources = [...new Set([...verdict.sources, ...(platform.terms?.sources ?? [])])].map(
    (id) => inferenceSources[id] ?? id,
  );
  return [
    `**${platform.name}**: inference **${judged.toLowerCase()}** (residency ${residency.text})`,
    // As it is: a reason may begin with a value of the register.
    `${escapeMarkdown(verdict.reason)}.`,
    ...(verdict.settle ? [`What would settle it: ${escapeMarkdown(verdict.settle)}.`] : []),
    ...(verdict.conditions.length
      ? [`Conditions of the promise:\n\n${verdict.conditions.map((condition) => `- ${condition}`).join('\n')}`]
      : []),
    ...(verdict.option?.note ? [verdict.option.note] : []),
    ...(terms.length ? [`By the vendor’s terms:\n\n${terms.map((line) => `- ${line}`).join('\n')}`] : []),
    `As of ${inferenceAsOf}${sources.length ? `, from:\n\n${sources.map((source) => `- ${source}`).join('\n')}` : '.'}`,
  ].join('\n\n');
}

function modelText(supplier: Supplier, residency: Residency): string[] {
  const verdicts = (supplier.fields.model?.value?.inference?.value ?? []).flatMap((entry) => {
    const verdict = inferenceVerdict(entry, residency);
    return verdict
      ? [
          `- ${platforms[verdict.platform]?.name ?? verdict.platform}: ${verdict.verdict}, ${escapeMarkdown(verdict.reason)}`,
        ]
      : [];
  });
  return verdicts.length ? [`Where its models run (residency ${residency.text}):\n\n${verdicts.join('\n')}`] : [];
}

// --- Reviews, ratings, evidence, dates

function cadenceText(entity: Supplier | Policy, root: Root): string {
  const own = entity.fields['review-every']?.value;
  const of = entity.kind === 'supplier' ? root.settings.supplierReviews : root.settings.policyReviews;
  return own
    ? `${formatDuration(own)} (its own review-every; the ISMS asks for ${formatDuration(of)})`
    : `${formatDuration(of)} (reviews.${entity.kind === 'supplier' ? 'suppliers' : 'policies'} in isms.yaml)`;
}

/** When a supplier's next review is due, and what moves that. */
function supplierReviewText(supplier: Supplier, root: Root): string {
  if (!isReviewed(supplier))
    return inScope(supplier)
      ? `No review is due while it is ${supplier.fields.status ? escapeMarkdown(supplier.fields.status.text) : 'without a status'}.`
      : scopeOf(supplier) === 'unknown'
        ? 'Whether a review is due cannot be told: no access is stated.'
        : 'No review is due: it is out of scope, as it can reach nothing or the contract has ended.';
  const state = supplierDue(supplier, { settings: root.settings });
  if (!state) return 'No review yet: each supplier in scope is reviewed, and the outcome and date recorded here.';
  const event = triggeringEvent(supplier);
  return [
    `Next review due **${state.due}**: ${cadenceText(supplier, root)} after the last one on ${state.last.day}. It shows as due soon ${formatDuration(root.settings.dueSoon)} before.`,
    event
      ? `It is called for **now**: ${event.kind.replace('-', ' ')} of ${event.date.value} came after that review.`
      : 'An event after that day calls for it sooner.',
  ].join('\n\n');
}

function ratingText(supplier: Supplier): string | undefined {
  const computed = computedRating(supplier);
  const criticality = supplier.fields.criticality?.value;
  if (!computed || !criticality) return undefined;
  const factors = (['business-impact', 'data-access', 'replacement-difficulty'] as const).map(
    (key) => `${key} ${criticality[key]!.value}`,
  );
  const stated = criticality.rating?.value;
  return `Rating **${computed.rating}**: the highest of ${factors.join(', ')} is ${computed.highest} (1-2 low, 3 medium, 4 high, 5 critical).${stated && stated !== computed.rating ? ` Stated is ${stated}.` : ''}`;
}

/** Until when a piece of evidence counts. */
function evidenceText(supplier: Supplier, root: Root, offset: number, today: string): string | undefined {
  const item = supplier.fields.assurance?.value?.find((entry) => holds(entry, offset));
  const kind = item?.value?.kind?.value;
  if (!item || kind === undefined) return undefined;
  if (!canSatisfy(kind)) return 'It adds to other evidence, but cannot satisfy the policy on its own.';
  const state = assuranceEnd(item, root.settings);
  if (!state) return undefined;
  if (state.incomplete) return 'It does not count: a questionnaire counts only with compensating controls.';
  const how =
    kind === 'soc2-type2'
      ? `the report counts ${formatDuration(root.settings.soc2ValidFor)} after its period, a bridge letter up to ${formatDuration(root.settings.bridgeLetterMax)} more`
      : kind === 'questionnaire'
        ? `it counts ${formatDuration(root.settings.questionnaireValidFor)}`
        : state.superseded
          ? 'no certificate of the 2013 edition counts longer'
          : 'the certificate says so';
  return `${state.end < today ? '**Expired**: counted' : 'Counts'} until **${state.end}** (${how}).`;
}

function dateText(day: string, keys: readonly string[], context: Context): string | undefined {
  const { entity, cursor, workspace } = context;
  const { today } = workspace;
  const { root } = cursor;
  const n = daysBetween(today, day);
  const distance =
    n === 0 ? 'today' : n > 0 ? `in ${n} day${n === 1 ? '' : 's'}` : `${-n} day${n === -1 ? '' : 's'} ago`;
  const lines = [`**${day}**: ${distance}`];
  const key = keys.at(-1);
  if (entity?.kind === 'supplier') {
    if (key === 'date' && keys.at(-2) === 'reviews') {
      const last = lastReview(entity.fields.reviews);
      lines.push(
        last && last.day !== day ? `A later review counts: that of ${last.day}.` : supplierReviewText(entity, root),
      );
    } else if (key === 'date' && keys.at(-2) === 'events') {
      const event = triggeringEvent(entity);
      const last = lastReview(entity.fields.reviews);
      if (event?.date.value === day)
        lines.push(`It came after the last review (${event.last.day}): review the supplier now, sooner than planned.`);
      else if (last && day <= last.day) lines.push(`It was reviewed on ${last.day}.`);
    } else if (keys.at(-2) === 'assurance') lines.push(...orNothing(evidenceText(entity, root, cursor.offset, today)));
    else if (key === 'expires' && n < 0) lines.push('It has expired.');
  } else if (entity?.kind === 'policy') {
    if (key === 'effective' || (key === 'date' && keys.at(-2) === 'reviews')) {
      const state = policyDue(entity, { settings: root.settings, today });
      lines.push(
        state && state.last.day !== day
          ? `A later day counts: ${state.last.day}.`
          : (policyReviewText(entity, root, today) ?? 'No review is due: the policy is not approved.'),
      );
    }
  }
  return lines.join('\n\n');
}

function durationText(text: string, key: string, { entity, cursor, workspace }: Context): string | undefined {
  const duration = parseDuration(text);
  if (!duration) return undefined;
  const lines = [`**${formatDuration(duration)}**: from today, that is ${addDuration(workspace.today, duration)}.`];
  if (key === 'review-every' && entity?.kind === 'supplier') lines.push(supplierReviewText(entity, cursor.root));
  if (key === 'review-every' && entity?.kind === 'policy')
    lines.push(...orNothing(policyReviewText(entity, cursor.root, workspace.today)));
  return lines.join('\n\n');
}

function supplierText(supplier: Supplier, { cursor, residency }: Context): string {
  const { fields } = supplier;
  const found = cursor.part.result?.findings ?? [];
  const range = cursor.part.rangeOf(supplier);
  const own = found.filter(
    ({ range: at, waived }) => !waived && at.start.line >= range.start.line && at.start.line <= range.end.line,
  );
  const count = (severity: string) => own.filter((finding) => finding.severity === severity).length;
  const parts = (['error', 'warning', 'information'] as const).flatMap((severity) => {
    const n = count(severity);
    return n ? [`${n} ${severity}${n === 1 || severity === 'information' ? '' : 's'}`] : [];
  });
  return [
    `**${escapeMarkdown(fields.name?.text ?? fields.id?.text ?? 'unnamed')}**${fields.status ? `, ${escapeMarkdown(fields.status.text)}` : ''}${inScope(supplier) ? '' : `, ${SCOPE_WORDS[scopeOf(supplier)]}`}${hasPersonalData(supplier) ? ', personal data' : ''}`,
    ...orNothing(fields.purpose && escapeMarkdown(fields.purpose.text)),
    parts.length ? `Findings: ${parts.join(', ')}.` : 'No findings.',
    ...orNothing(ratingText(supplier)),
    supplierReviewText(supplier, cursor.root),
    ...modelText(supplier, residency),
  ].join('\n\n');
}
