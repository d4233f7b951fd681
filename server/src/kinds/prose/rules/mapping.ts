import { controlById, readControl } from '../../../facts/controls.ts';
import type { Block, Section } from '../../../prose/read.ts';
import type { ControlMention } from '../../../prose/types.ts';
import type { Policy } from '../../policy/types.ts';
import { type ProseRule, placed, sectionsAbove, type Text, whose } from '../text.ts';

/** A control that a mapping section states. */
interface Stated {
  readonly block: Block;
  readonly mention: ControlMention;
}

/** The heading that is the text's title says what the text is about, not what one section is. */
const isTitle = (section: Section, text: Pick<Text, 'prose'>): boolean =>
  section === text.prose.sections[1] && section.heading!.level === 1;

/** What the mapping sections of a text state, in order; none: it has no such section. */
export function statedIn(text: Pick<Text, 'prose'>): readonly Stated[] {
  const bySection = new Map<Section, Stated[]>();
  const marked = new Set<Section>();
  for (const block of text.prose.blocks) {
    if (!block.read.mentions.length) continue;
    let outermost: Section | undefined;
    for (const section of sectionsAbove(block.section))
      if (section.says.mapping && !isTitle(section, text)) outermost = section;
    if (!outermost || block.read.headings.length) continue;
    for (const mention of block.read.mentions) {
      if (mention.kind !== 'control' || mention.cited) continue;
      if (mention.marked) marked.add(outermost);
      const list = bySection.get(outermost);
      if (list) list.push({ block, mention });
      else bySection.set(outermost, [{ block, mention }]);
    }
  }
  return [...bySection].flatMap(([section, stated]) =>
    section.says.mapping === 'named' || marked.has(section) ? stated : [],
  );
}

/** The controls in front matter by id; `undefined` where they cannot be read in full. */
function mapped(policy: Policy): ReadonlySet<string> | undefined {
  const { controls } = policy.fields;
  if (policy.broken || (controls && (controls.value === undefined || controls.partial))) return undefined;
  return new Set((controls?.value ?? []).flatMap(({ value }) => idsOf(value)));
}

function idsOf(text: string | undefined): readonly string[] {
  const read = text === undefined ? undefined : readControl(text);
  return read?.kind === 'controls' ? read.ids : read?.kind === 'superseded' ? read.successors : [];
}

export const mappingRules: readonly ProseRule[] = [
  {
    id: 'prose/control-unmapped',
    title: 'The text states a control that front matter does not map',
    severity: 'warning',
    scope: 'text',
    check(text, _context, report) {
      const { policy } = text;
      const known = policy && policy.fields.status?.value !== 'retired' ? mapped(policy) : undefined;
      if (!known) return;
      const told = new Set(known);
      for (const { block, mention } of statedIn(text)) {
        if (mention.elsewhere) continue;
        const lacking = mention.ids.filter((id) => !told.has(id));
        if (!lacking.length) continue;
        for (const id of lacking) told.add(id);
        report(
          placed(block, mention),
          `${lacking.map((id) => `${id} ${controlById(id)?.title ?? ''}`).join('; ')} is not under controls in the front matter: add it${whose(text)}`,
          { data: { controls: lacking } },
        );
      }
    },
  },
  {
    id: 'prose/mapping-unstated',
    title: 'Front matter maps a control that the text does not state',
    severity: 'information',
    scope: 'text',
    check(text, _context, report) {
      const { policy } = text;
      if (!policy || policy.fields.status?.value === 'retired') return;
      const stated = statedIn(text);
      if (!stated.length) return;
      const ids = new Set([
        ...stated.flatMap(({ mention }) => [...mention.ids, ...(mention.superseded?.successors ?? [])]),
        ...text.prose.blocks.flatMap(({ read }) => read.openers),
      ]);
      for (const field of policy.fields.controls?.value ?? []) {
        const lacking = idsOf(field.value).filter((id) => !ids.has(id));
        if (!lacking.length) continue;
        report(
          { start: field.start, end: field.end, in: 'matter' },
          `The mapping section does not state ${lacking.length > 6 ? `${lacking.slice(0, 6).join(', ')}, …` : lacking.join(', ')}: add it there or remove it here${whose(text)}`,
        );
      }
    },
  },
];
