import { controls, readClauses } from '../facts/controls.ts';
import { mappedControls, policiesOf, policyDue } from '../kinds/policy/model.ts';
import type { Policy } from '../kinds/policy/types.ts';
import { certainLastReview } from '../model/reviews.ts';
import { capital } from '../text/words.ts';
import { encodeSegment } from '../workspace/uri.ts';
import type { Block, Cell } from './blocks.ts';
import { type PolicyColumn, policyColumns } from './list.ts';
import { placeOf, type RootData } from './model.ts';
import type { Maker } from './report.ts';
import type { Link } from './sources.ts';

const columnNames = Object.keys(policyColumns) as readonly PolicyColumn[];

interface PolicyEntry {
  readonly id: string;
  /** Relative to the root, with `/`. */
  readonly file: string;
  readonly values: Readonly<Record<PolicyColumn, string>>;
}

/** Controls in short, as people write them: `5.15-5.18, 8.2`. Two neighbours are named one by one. */
function compacted(ids: ReadonlySet<string>): string {
  const parts: string[] = [];
  for (let first = 0; first < controls.length; first++) {
    if (!ids.has(controls[first]!.id)) continue;
    const { theme } = controls[first]!;
    let last = first;
    while (controls[last + 1]?.theme === theme && ids.has(controls[last + 1]!.id)) last++;
    const number = (index: number): string => controls[index]!.id.slice(2);
    if (last - first >= 2) parts.push(`${number(first)}-${number(last)}`);
    else for (let index = first; index <= last; index++) parts.push(number(index));
    first = last;
  }
  return parts.join(', ');
}

/** What a policy has to do with ISO/IEC 27001 and with laws: `Clause 5.2; Annex A 5.1; GDPR`. */
function relevanceOf(policy: Policy): string {
  const { clauses, regulations } = policy.fields;
  const numbers = (clauses?.value ?? [])
    .filter(({ text }) => readClauses(text))
    .map(({ text }) => text.trim().replace(/^(?:clauses?|cl\.|abschnitte?|kapitel)\s+/i, ''));
  const several = numbers.length > 1 || numbers.some((number) => /[-\u2013]/.test(number));
  const annex = compacted(mappedControls(policy));
  const laws = (regulations?.value ?? []).map(({ text }) => text.trim());
  const isGdpr = (law: string): boolean => /GDPR|DS-?GVO/i.test(law);
  return [
    ...(numbers.length ? [`Clause${several ? 's' : ''} ${numbers.join(', ')}`] : []),
    ...(annex ? [`Annex A ${annex}`] : []),
    ...laws.filter((law) => !isGdpr(law)),
    ...laws.filter(isGdpr),
  ].join('; ');
}

function policyEntries(data: RootData): readonly PolicyEntry[] {
  return policiesOf(data.project).map(({ entity: policy, home }) => {
    const { fields } = policy;
    const due = fields.status?.value === 'approved' ? policyDue(policy, data)?.due : undefined;
    const entry: PolicyEntry = {
      id: fields.id?.text ?? '',
      file: data.fileOf(home.document.uri),
      values: {
        title: fields.title?.text ?? fields.id?.text ?? '(no title)',
        summary: fields.summary?.text ?? '',
        relevance: relevanceOf(policy),
        version: fields.version?.text ?? '',
        status: fields.status?.text ?? '',
        owner: fields.owner?.text ?? '',
        'approved-by': fields['approved-by']?.text ?? '',
        effective: fields.effective?.text ?? '',
        'last-review': certainLastReview(fields.reviews)?.day ?? '',
        'next-review': due ?? '',
      },
    };
    return data.sources.note(entry, () => placeOf(home, policy.anchor));
  });
}

const WIDTHS: Readonly<Record<PolicyColumn, number>> = {
  title: 16,
  summary: 24,
  relevance: 18,
  version: 5,
  status: 6,
  owner: 6,
  'approved-by': 7,
  effective: 6,
  'last-review': 6,
  'next-review': 6,
};

function policyBlocks(
  entries: readonly PolicyEntry[],
  columns: readonly PolicyColumn[],
  link: Link,
  today: string,
): Block[] {
  const cell = (entry: PolicyEntry, column: PolicyColumn): Cell => {
    const text = entry.values[column];
    if (column === 'title') {
      const inline = link(entry, text);
      const href = entry.file.split('/').map(encodeSegment).join('/');
      return typeof inline === 'string' ? { text, href } : inline;
    }
    if (!text) return '–';
    if (column === 'status') return capital(text);
    return column === 'next-review' && text < today ? { text, tone: 'bad' } : text;
  };
  const total = columns.reduce((sum, column) => sum + WIDTHS[column], 0);
  return [
    {
      kind: 'paragraph',
      text: entries.length
        ? 'The policies of the ISMS, what each one covers, and the clauses and controls of ISO/IEC 27001:2022 that it maps.'
        : 'The ISMS has no policies yet.',
    },
    ...(entries.length
      ? [
          {
            kind: 'table' as const,
            head: columns.map((column) => policyColumns[column]),
            rows: entries.map((entry) => columns.map((column) => cell(entry, column))),
            widths: columns.map((column) => (100 * WIDTHS[column]) / total),
          },
        ]
      : []),
  ];
}

/** The policy register: one row a policy, in the order of their files. */
export const makePolicies: Maker = (data, _earlier, { columns = columnNames } = {}) => {
  const entries = policyEntries(data);
  return {
    data: {
      policies: entries.map(({ id, file, values }) => ({
        id,
        file,
        ...Object.fromEntries(columns.map((column) => [column, values[column]])),
      })),
    },
    blocks: (_draw, link) => policyBlocks(entries, columns, link, data.today),
    rows: () => ({
      head: columns.map((column) => policyColumns[column]),
      rows: entries.map(({ values }) => columns.map((column) => values[column])),
    }),
  };
};
