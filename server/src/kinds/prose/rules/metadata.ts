import names from '../../../prose/data/names.json' with { type: 'json' };
import type { Block } from '../../../prose/read.ts';
import type { ControlBlock, ControlField, Entry } from '../../../prose/types.ts';
import { policyDue } from '../../policy/model.ts';
import { type ProseRule, placed, type Text, type TextContext, whose } from '../text.ts';

interface Placed {
  readonly block: Block;
  readonly entry: Entry;
}

const LABEL: Readonly<Record<ControlField, string>> = {
  version: 'version',
  status: 'status',
  owner: 'owner',
  approver: 'approver',
  effective: 'effective date',
  nextReview: 'next review',
  classification: 'classification',
};
const KEY: Partial<Record<ControlField, string>> = {
  version: 'version',
  status: 'status',
  owner: 'owner',
  approver: 'approved-by',
  effective: 'effective',
};
const counted = (entries: readonly Entry[]): number =>
  new Set(entries.flatMap(({ field }) => (field === 'other' ? [] : [field]))).size;

/** The document control blocks at head and foot, in order; neighbours are one. */
export function controlBlocks({ prose }: Pick<Text, 'prose'>): readonly (readonly Placed[])[] {
  const { blocks, sections } = prose;
  const title =
    sections[1]?.heading?.level === 1 || sections[1]?.heading?.start === blocks[0]?.at ? sections[1] : undefined;
  const lastRule = blocks.findLastIndex(({ name }) => name === 'HorizontalRule');
  const lastHeading = blocks.findLastIndex(({ read }) => read.headings.length > 0);
  const groups: { region: string; index: number; blocks: { block: Block; control: ControlBlock }[] }[] = [];
  for (const [index, block] of blocks.entries()) {
    const head = block.section === sections[0] || block.section === title;
    const foot = index > lastHeading && lastRule > lastHeading && index > lastRule;
    const named = block.section.says.control;
    const near = index >= blocks.length - 4;
    if ((!head || index > 14) && !foot && !named && !near) continue;
    const control = block.read.controlBlock();
    if (!control) continue;
    const region = head && index <= 14 ? 'head' : named ? 'named' : foot ? 'foot' : 'end';
    const last = groups.at(-1);
    if (last && last.region === region && index - last.index <= 2) {
      last.blocks.push({ block, control });
      last.index = index;
    } else groups.push({ region, index, blocks: [{ block, control }] });
  }
  return groups.flatMap(({ region, blocks: members }) => {
    const entries = members.flatMap(({ block, control }) => control.entries.map((entry): Placed => ({ block, entry })));
    const said = members.some(({ control }) => control.named) || region === 'named';
    const enough = counted(entries.map(({ entry }) => entry));
    const needed = said || region === 'head' || region === 'foot' ? 1 : 3;
    const sure =
      said ||
      enough >= 2 ||
      (enough === 1 && (region === 'foot' || region === 'head') && members.every(({ control }) => control.pure));
    return enough >= needed && sure ? [entries] : [];
  });
}

const plain = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
/** Names of roles → the role's id. */
export function rolesBy(context: Pick<TextContext, 'settings'>): Map<string, string> {
  const roles = new Map<string, string>();
  const { roleNames } = context.settings;
  for (const [id, long] of Object.entries(names.roleNames)) {
    if (roleNames && !roleNames.has(id)) continue;
    for (const name of [id, ...long]) roles.set(plain(name), id);
  }
  for (const [id, name] of roleNames ?? []) {
    roles.set(plain(id), id);
    if (name) roles.set(plain(name), id);
  }
  return roles;
}

/** The roles that a text names: as a whole, in brackets, or side by side. */
export function rolesIn(text: string, roles: ReadonlyMap<string, string>): ReadonlySet<string> {
  const found = new Set<string>();
  for (const part of [text, ...text.split(/[(),/;&|\u2013\u2014-]|\band\b|\bund\b/)]) {
    const role = roles.get(plain(part));
    if (role) found.add(role);
  }
  return found;
}

/** The number of a version, without a zero at its end; `undefined` where there is none. */
export const versionOf = (text: string): string | undefined => {
  const match =
    /^v(?:ersion)?\.?\s*(\d+(?:\.\d+){0,3})(?:\s*\(.*\))?$/i.exec(text.trim()) ??
    /^(\d+(?:\.\d+){0,3})(?:\s*\(.*\))?$/.exec(text.trim());
  return match?.[1]?.replace(/(?:\.0+)+$/, '');
};

/** What a value means; `undefined`: nobody knows. */
function meaning(field: ControlField, entry: Entry, roles: ReadonlyMap<string, string>): string | undefined {
  switch (field) {
    case 'version':
      return versionOf(entry.value);
    case 'status':
      return entry.status;
    case 'owner':
    case 'approver': {
      const found = rolesIn(entry.value, roles);
      return found.size === 1 ? [...found][0] : undefined;
    }
    case 'effective':
    case 'nextReview':
      return entry.days && `${entry.days.from}/${entry.days.to}`;
    case 'classification':
      return /^[\p{L} ]{3,30}$/u.test(entry.value) ? plain(entry.value) : undefined;
  }
}

interface Disagreement {
  readonly message: string;
  readonly replace?: string;
}

/** What front matter, or a rule, says other than an entry. */
function against(
  field: ControlField,
  entry: Entry,
  text: Text,
  context: TextContext,
  roles: ReadonlyMap<string, string>,
): Disagreement | undefined {
  const { policy } = text;
  if (!policy) return undefined;
  const { fields } = policy;
  const differs = (stated: string): Disagreement => ({
    message: `The text states the ${LABEL[field]} ${entry.value}, front matter ${stated}: align them${whose(text)}`,
    replace: stated,
  });
  switch (field) {
    case 'version': {
      const [own, said] = [
        fields.version?.value === undefined ? undefined : versionOf(fields.version.value),
        versionOf(entry.value),
      ];
      return own !== undefined && said !== undefined && own !== said ? differs(fields.version!.text) : undefined;
    }
    case 'status':
      return fields.status?.value && entry.status && fields.status.value !== entry.status
        ? differs(fields.status.value)
        : undefined;
    case 'owner':
    case 'approver': {
      const stated = field === 'owner' ? fields.owner : fields['approved-by'];
      const own = stated?.value === undefined ? undefined : roles.get(plain(stated.value));
      const said = rolesIn(entry.value, roles);
      return own !== undefined && said.size > 0 && !said.has(own) ? differs(stated!.text) : undefined;
    }
    case 'effective': {
      const own = fields.effective?.value;
      return own && entry.days && (own < entry.days.from || own > entry.days.to) ? differs(own) : undefined;
    }
    case 'nextReview': {
      const { days } = entry;
      const status = fields.status?.value;
      if (!days || status === 'retired' || status === undefined) return undefined;
      const due = policyDue(policy, context)?.due;
      if (due && due >= days.from && due <= days.to) return undefined;
      if (days.to < context.today)
        return status === 'approved' || due
          ? {
              message: `The next review ${entry.value} has passed${due ? `, and it is due on ${due}` : ''}: correct the text${whose(text)}`,
              ...(due ? { replace: due } : {}),
            }
          : undefined;
      return due && days.from > due
        ? {
            message: `The text states the next review ${entry.value}, but it is due on ${due}: correct the text${whose(text)}`,
            replace: due,
          }
        : undefined;
    }
    default:
      return undefined;
  }
}

export const metadataRules: readonly ProseRule[] = [
  {
    id: 'prose/metadata-mismatch',
    title: 'Document control and front matter differ',
    severity: 'error',
    settings: ['reviews.policies', 'roles'],
    scope: 'text',
    check(text, context, report) {
      if (!text.policy) return;
      const roles = rolesBy(context);
      const earlier = new Map<ControlField, { readonly said: string; readonly value: string }>();
      for (const entries of controlBlocks(text)) {
        const here = new Set<ControlField>();
        for (const { block, entry } of entries) {
          const { field } = entry;
          if (field === 'other' || here.has(field)) continue;
          here.add(field);
          const key = KEY[field];
          const wrong = against(field, entry, text, context, roles);
          const said = meaning(field, entry, roles);
          const before = earlier.get(field);
          if (wrong)
            report(placed(block, entry), wrong.message, {
              data: {
                ...(wrong.replace ? { replace: wrong.replace } : {}),
                ...(key
                  ? {
                      matter: {
                        key,
                        value:
                          field === 'version' ? entry.value.replace(/^v/i, '') : (said?.split('/')[0] ?? entry.value),
                      },
                    }
                  : {}),
              },
            });
          else if (before && said !== undefined && before.said !== said && !overlap(before.said, said))
            report(
              placed(block, entry),
              `The ${LABEL[field]} ${entry.value} is ${before.value} in the block before: align them${whose(text)}`,
              {
                data: { replace: before.value },
              },
            );
          // One that differs from front matter is reported already: what differs from it may be right.
          if (said !== undefined && !before && !wrong) earlier.set(field, { said, value: entry.value });
        }
      }
    },
  },
];

/** Two stretches of days, such as a month and a day in it, that may be one. */
const overlap = (a: string, b: string): boolean => {
  const [aFrom, aTo] = a.split('/');
  const [bFrom, bTo] = b.split('/');
  return aTo !== undefined && bTo !== undefined && aFrom! <= bTo && bFrom! <= aTo;
};
