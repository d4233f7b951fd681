import { isRule } from '../../check/rules.ts';
import { holds, type Place as Step } from '../../edit/place.ts';
import { type AnyEntity, kindNamed, kindOf, kinds } from '../../kinds/index.ts';
import type { At, Seen } from '../../kinds/kind.ts';
import type { MapShape, Shape } from '../../schema/shapes.ts';
import type { Around } from '../../schema/value.ts';
import { escapeMarkdown } from '../../text/markdown.ts';
import { clauseText } from '../../values/clause.ts';
import { controlText } from '../../values/control.ts';
import { articlesText } from '../../values/regulation.ts';

import type { Position, Range } from '../../workspace/document.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import type { MapNode, Node, ScalarNode, Span } from '../../yaml/tree.ts';
import { type Cursor, cursorAt, entityAt } from '../place/place.ts';
import { keyText } from './completion.ts';
import { ruleText } from './completionValues.ts';

export interface HoverText {
  /** Markdown. */
  readonly value: string;
  readonly range: Range;
}

export interface HoverOptions {
  /** Whether keys say what they mean: off where another extension does. */
  readonly keys: boolean;
}

/** What there is to show at a position. */
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
  if (part.markdown) return mentionText(cursor, aroundOf(cursor), answer);
  if (part.role === 'plain') return options.keys && !document.isMarkdown ? headKey(cursor, answer) : undefined;
  const entity = entityAt(part, document, workspace.today, cursor.offset);
  const context: Context = { cursor, entity, around: aroundOf(cursor), seen: seenAt(cursor, entity) };
  if (cursor.onKey) return answer(ofKey(cursor.onKey.key, context, options), cursor.onKey.key);
  const step = cursor.places.at(-1);
  if (step?.node.kind !== 'scalar') return undefined;
  const { span, text } = piece(step.node, step.shape, cursor);
  return answer(ofValue(text, step, context), span);
}

interface Context {
  readonly cursor: Cursor;
  readonly entity: AnyEntity | undefined;
  readonly around: Around;
  readonly seen: Seen;
}

function aroundOf({ root, workspace: { today } }: Cursor): Around {
  const { settings, project } = root;
  return {
    today,
    settings,
    named(to, id) {
      if (to === 'rule') return isRule(id) ? ruleText(id, root) : undefined;
      const kind = kindNamed(to);
      const entity =
        kind &&
        project
          .of<AnyEntity>(kind.name as AnyEntity['kind'])
          .entities.find(
            ({ entity: { fields } }) => (fields as { readonly id?: { readonly value?: string } }).id?.value === id,
          )?.entity;
      if (entity && kind.hover) return kind.hover.entity(entity, { settings, today, findings: '' });
      const found = kind && [...root.entitiesOf(to)].find((other) => other.id === id);
      return found ? `**${escapeMarkdown(found.title || id)}** (${to})` : undefined;
    },
    referrers: (to, ids) => kinds.flatMap((kind) => kind.referrers?.(project, to, ids) ?? []),
  };
}

function seenAt({ root, workspace, part }: Cursor, entity: AnyEntity | undefined): Seen {
  return {
    settings: root.settings,
    today: workspace.today,
    get findings() {
      if (!entity) return '';
      const { start, end } = part.rangeOf(entity);
      const own = (part.result?.findings ?? []).filter(
        ({ range: at, waived }) => !waived && at.start.line >= start.line && at.start.line <= end.line,
      );
      const counts = (['error', 'warning', 'information'] as const).flatMap((severity) => {
        const n = own.filter((finding) => finding.severity === severity).length;
        return n ? [`${n} ${severity}${n === 1 || severity === 'information' ? '' : 's'}`] : [];
      });
      return counts.length ? `Findings: ${counts.join(', ')}.` : 'No findings.';
    },
  };
}

/** The list's key above the items of a register: the part that it is in is not read. */
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

function ofKey(key: ScalarNode, { cursor, entity, around, seen }: Context, options: HoverOptions): string | undefined {
  const above = cursor.places.at(-1);
  const shape = above?.shape?.kind === 'map' ? above.shape : undefined;
  if (!shape) return undefined;
  if (shape.others?.kind === 'enum') return isRule(key.text) ? ruleText(key.text, cursor.root) : undefined;
  if (shape.others) return shape.names?.explain?.(key.text, around);
  const child = shape.keys.get(key.text);
  if (!child || !options.keys) return undefined;
  const lines = [keyText(key.text, child, isRequired(shape, above?.node, key.text))];
  const kind = entity && kindOf(entity);
  if (entity && shape.keys === kind!.shape.keys) lines.push(...(kind!.hover?.key?.(entity, key.text, seen) ?? []));
  return lines.join('\n\n');
}

function isRequired(shape: MapShape, node: Node | undefined, key: string): boolean {
  if (shape.required.includes(key)) return true;
  const value = shape.cases && (node as MapNode).entries.find((entry) => entry.key.text === shape.cases!.by)?.value;
  return value?.kind === 'scalar' ? (shape.cases!.when.get(value.text)?.required.includes(key) ?? false) : false;
}

function ofValue(text: string, step: Step, { cursor, entity, around, seen }: Context): string | undefined {
  const keys = cursor.places.flatMap(({ entry }) => (entry ? [entry.key.text] : []));
  const shape = step.shape?.kind === 'list' ? step.shape.items : step.shape;
  const kind = entity && kindOf(entity);
  const hover = kind?.hover;
  const value = shape?.kind === 'scalar' ? shape.value : undefined;
  const at: At = { keys, key: keys.at(-1) ?? '', text, value: value?.name, offset: cursor.offset };
  const own = entity && hover?.value?.(entity, at, seen);
  if (own !== undefined) return own || undefined;
  if (entity && hover && value?.name === 'id' && at.key === kind!.id) return hover.entity(entity, seen);
  const word = shape?.kind === 'enum' ? shape.words?.[text] : undefined;
  const meaning = word ? `**${escapeMarkdown(text)}**: ${word}` : value?.explain?.(text, around);
  const more = entity && (meaning || value?.name === 'factor') ? (hover?.more?.(entity, at, seen) ?? []) : [];
  return [...(meaning ? [meaning] : []), ...more].join('\n\n') || undefined;
}

/** What a mention in a text means: the same as in front matter. */
function mentionText(
  { part, offset }: Cursor,
  around: Around,
  answer: (value: string | undefined, span: Span) => HoverText | undefined,
) {
  for (const { at, end, read } of part.prose?.blocks ?? []) {
    if (offset < at || offset > end) continue;
    for (const mention of read.mentions) {
      const span = { start: at + mention.start, end: at + mention.end };
      if (!holds(span, offset)) continue;
      if (mention.kind === 'article') return answer(articlesText(mention.articles), span);
      if (mention.kind === 'clause') return answer(mention.ids.map((id) => clauseText(id, around)).join('\n\n'), span);
      const { ids, superseded } = mention;
      const text = superseded?.id ?? (ids.length > 1 ? `${ids[0]}-${ids.at(-1)}` : ids[0]);
      return text === undefined ? undefined : answer(controlText(text, around), span);
    }
  }
  return undefined;
}
