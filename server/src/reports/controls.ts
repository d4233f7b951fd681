import {
  type Control,
  clauses,
  controlById,
  controls,
  controlsAsOf,
  readClauses,
  type Theme,
} from '../facts/controls.ts';
import { mappingItem, policiesOf } from '../kinds/policy/model.ts';
import type { Policy } from '../kinds/policy/types.ts';
import { isOpen, type NamedRisk, namedRisk, risksOf, riskText } from '../kinds/risk/model.ts';
import { controlOf, policiesByControl, soaOf, uncoveredControls } from '../kinds/soa/model.ts';
import type { SoaRow } from '../kinds/soa/types.ts';
import type { Placed } from '../model/project.ts';
import type { Field } from '../model/types.ts';
import type { Place } from '../protocol.ts';
import { capital, plural } from '../text/words.ts';
import { controlsIn } from '../values/control.ts';
import type { Home } from '../workspace/root.ts';
import type { Block, Cell, Inline, Tone } from './blocks.ts';
import { placeOf, type RootData } from './model.ts';
import type { Maker } from './report.ts';
import type { Link } from './sources.ts';

/** A policy as reports name it. */
interface PolicyName {
  readonly id: string;
  readonly title: string;
}

const policyName = ({ fields }: Policy): PolicyName => ({
  id: fields.id?.text ?? '',
  title: fields.title?.text ?? fields.id?.text ?? '(no title)',
});

/** A policy's name that leads to the policy, or to where it says what it is named for. */
const named = ({ sources }: RootData, { entity, home }: Placed<Policy, Home>, where?: Field<string>): PolicyName =>
  sources.note(policyName(entity), () => placeOf(home, where ?? entity.anchor));

/** A policy's name that leads to where it maps a control. */
const mappingName = (data: RootData, placed: Placed<Policy, Home>, control: string): PolicyName =>
  named(data, placed, mappingItem(placed.entity, control));

/** The first row of each control. */
function rowsByControl({ project }: RootData): Map<string, Placed<SoaRow, Home>> {
  const rows = new Map<string, Placed<SoaRow, Home>>();
  for (const placed of soaOf(project)?.rows ?? []) {
    const id = controlOf(placed.entity);
    if (id !== undefined && !rows.has(id)) rows.set(id, placed);
  }
  return rows;
}

/** A control's row, else where a policy maps it. */
function controlPlace(
  row: Placed<SoaRow, Home> | undefined,
  mapping: readonly Placed<Policy, Home>[] | undefined,
  control: string,
): Place | undefined {
  if (row) return placeOf(row.home, row.entity.fields.control!);
  const [first] = mapping ?? [];
  return first && placeOf(first.home, mappingItem(first.entity, control) ?? first.entity.anchor);
}

export interface SoaEntry {
  readonly control: string;
  readonly title: string;
  readonly theme: Theme;
  /** Absent: the Statement of Applicability does not say. */
  readonly applicable?: boolean;
  readonly drivers: readonly string[];
  readonly justification?: string;
  readonly implementation?: string;
  readonly action?: string;
  readonly owner?: string;
  readonly due?: string;
  readonly evidence: readonly string[];
  /** Those that the row names and those, not retired, that map the control. */
  readonly policies: readonly PolicyName[];
  /** Those that the row names and those, not closed, that it treats. */
  readonly risks: readonly NamedRisk[];
  readonly gaps: readonly string[];
}

export interface SoaReport {
  /** Whether the root has a Statement of Applicability at all. */
  readonly stated: boolean;
  /** The document's version and approval, as far as they are stated. */
  readonly statement?: { readonly version?: string; readonly approvedBy?: string; readonly approved?: string };
  readonly summary: {
    readonly controls: number;
    readonly applicable: number;
    readonly excluded: number;
    readonly unstated: number;
    readonly implemented: number;
    readonly inherited: number;
    readonly partial: number;
    readonly planned: number;
    readonly notImplemented: number;
    readonly withGaps: number;
  };
  readonly entries: readonly SoaEntry[];
  readonly asOf: string;
}

/** What a control is included for; the risks that a row names count as one. */
const driversOf = (row: SoaRow['fields'] | undefined): string[] => [
  ...new Set([...(row?.drivers?.value ?? []).map(({ text }) => text), ...(row?.risks ? ['risk'] : [])]),
];

export function soaReport(data: RootData): SoaReport {
  const mapped = policiesByControl(data.project);
  const policyById = new Map(policiesOf(data.project).map((placed) => [placed.entity.fields.id?.text, placed]));
  const rows = rowsByControl(data);
  const findings = new Map<string, string[]>();
  for (const { rule, message, subject, waived } of data.findings) {
    if (subject?.kind !== 'control' || waived || rule === 'control/unquoted-number') continue;
    const id = controlOf({ fields: { control: { value: subject.id } } } as never) ?? subject.id;
    findings.set(id, [...(findings.get(id) ?? []), message]);
  }
  const risks = risksOf(data.project).map((placed) => {
    const { entity: risk, home } = placed;
    const named = data.sources.note(namedRisk(risk, data.settings), () => placeOf(home, risk.anchor));
    const treating = (risk.fields.controls?.value ?? []).flatMap(({ value }) => controlsIn(value ?? ''));
    return { named, controls: new Set(isOpen(risk) ? treating : []) };
  });
  const entries = controls.map(({ id, title, theme }): SoaEntry => {
    const placed = rows.get(id);
    const row = placed?.entity.fields;
    const own = (row?.policies?.value ?? []).map(({ text }) => {
      const policy = policyById.get(text);
      return policy ? mappingName(data, policy, id) : { id: text, title: text };
    });
    const mapping = (mapped.get(id) ?? [])
      .map((policy) => mappingName(data, policy, id))
      .filter((policy) => !own.some((other) => other.id === policy.id));
    const gaps = findings.get(id) ?? [];
    const entry: SoaEntry = {
      control: id,
      title,
      theme,
      ...(row?.applicable?.value === undefined ? {} : { applicable: row.applicable.value }),
      ...(row?.justification ? { justification: row.justification.text } : {}),
      ...(row?.implementation?.value ? { implementation: row.implementation.value } : {}),
      drivers: driversOf(row),
      ...(row?.action ? { action: row.action.text } : {}),
      ...(row?.owner ? { owner: row.owner.text } : {}),
      ...(row?.due ? { due: row.due.text } : {}),
      evidence: (row?.evidence?.value ?? []).map(({ text }) => text),
      policies: [...own, ...mapping],
      risks: risks.flatMap(({ named: risk, controls: treating }) =>
        treating.has(id) || row?.risks?.value?.some(({ text }) => text === risk.id) ? [risk] : [],
      ),
      gaps: row ? gaps : data.soa ? ['There is no row for this control', ...gaps] : gaps,
    };
    return data.sources.note(entry, () => controlPlace(placed, mapped.get(id), id));
  });
  const statement = soaOf(data.project)?.statement?.value;
  const count = (wanted: (entry: SoaEntry) => boolean) => entries.filter(wanted).length;
  const state = (name: string) =>
    count(({ applicable, implementation }) => applicable === true && implementation === name);
  return {
    stated: Boolean(data.soa),
    ...(statement
      ? {
          statement: {
            ...(statement.version ? { version: statement.version.text } : {}),
            ...(statement['approved-by'] ? { approvedBy: statement['approved-by'].text } : {}),
            ...(statement.approved ? { approved: statement.approved.text } : {}),
          },
        }
      : {}),
    summary: {
      controls: entries.length,
      applicable: count(({ applicable }) => applicable === true),
      excluded: count(({ applicable }) => applicable === false),
      unstated: count(({ applicable }) => applicable === undefined),
      implemented: state('implemented'),
      inherited: state('inherited'),
      partial: state('partial'),
      planned: state('planned'),
      notImplemented: state('not-implemented'),
      withGaps: count(({ gaps }) => gaps.length > 0),
    },
    entries,
    asOf: controlsAsOf,
  };
}

const together = (...parts: readonly Inline[]): readonly Inline[] => parts;

const applicability = ({ applicable }: SoaEntry): Inline =>
  applicable === undefined ? { text: 'Not stated', tone: 'warn' } : applicable ? 'Yes' : { text: 'No', tone: 'note' };

const THEMES: Readonly<Record<Theme, string>> = {
  organizational: 'Organizational controls',
  people: 'People controls',
  physical: 'Physical controls',
  technological: 'Technological controls',
};
const themes = Object.keys(THEMES) as readonly Theme[];

function implementationCell({ implementation, action, owner, due, evidence }: SoaEntry): Cell {
  const done = implementation === 'implemented' || implementation === 'inherited';
  const state: Inline = !implementation
    ? '–'
    : { text: capital(implementation.replace('-', ' ')), ...(done ? {} : { tone: 'warn' as const }) };
  const by = [owner, due && `by ${due}`].filter(Boolean).join(', ');
  return {
    lines: [
      state,
      ...(action ? [`Action: ${action}${by ? ` (${by})` : ''}`] : owner ? [`Owner: ${owner}`] : []),
      ...evidence.map((document) => `Evidence: ${document}`),
    ],
  };
}

const titles = (policies: readonly PolicyName[], link: Link): Cell =>
  policies.length ? { lines: policies.map((policy) => link(policy, policy.title)) } : '–';

/** A figure with its tone; where it is 0 and that is something good, shown so. */
const counted = (label: string, value: number, tone: Tone, noneIsGood = false) => ({
  label,
  value,
  ...(value ? { tone } : noneIsGood ? { tone: 'good' as const } : {}),
});

export function soaBlocks({ stated, statement, summary, entries }: SoaReport, link: Link): Block[] {
  const blocks: Block[] = [
    {
      kind: 'paragraph',
      text: stated
        ? 'All controls of ISO/IEC 27001:2022 Annex A: whether each one applies and why, how far it is implemented, which policies cover it, and where there are gaps.'
        : 'The ISMS has no Statement of Applicability yet (soa.yaml): the table shows which policies cover which control, and leaves open what is not stated.',
    },
    ...(stated
      ? [
          {
            kind: 'paragraph' as const,
            text: statement?.approved
              ? `${statement.version ? `Version ${statement.version}, approved` : 'Approved'} on ${statement.approved}${statement.approvedBy ? ` by ${statement.approvedBy}` : ''}.`
              : `${statement?.version ? `Version ${statement.version}. ` : ''}No approval is recorded.`,
          },
        ]
      : []),
    {
      kind: 'tiles',
      tiles: [
        { label: 'Controls', value: summary.controls },
        { label: 'Applicable', value: summary.applicable },
        { label: 'Excluded', value: summary.excluded },
        { label: 'Not stated', value: summary.unstated, tone: summary.unstated ? 'warn' : 'good' },
        counted('Implemented or inherited', summary.implemented + summary.inherited, 'good'),
        // Without a statement, nothing partial is nothing good.
        counted('Partial', summary.partial, 'warn', stated),
        counted('Planned or not implemented', summary.planned + summary.notImplemented, 'warn', stated),
        ...(stated
          ? [
              {
                label: 'With gaps',
                value: summary.withGaps,
                tone: summary.withGaps ? ('bad' as const) : ('good' as const),
              },
            ]
          : []),
      ],
    },
  ];
  for (const theme of themes) {
    blocks.push({ kind: 'heading', level: 2, text: THEMES[theme] });
    blocks.push({
      kind: 'table',
      head: ['Control', 'Title', 'Applicable', 'Justification', 'Implementation', 'Policies', 'Gaps'],
      rows: entries
        .filter((entry) => entry.theme === theme)
        .map((entry): Cell[] => [
          link(entry, entry.control),
          entry.title,
          applicability(entry),
          entry.drivers.length || entry.justification || entry.risks.length
            ? {
                lines: [
                  ...(entry.drivers.length ? [entry.drivers.map(capital).join(', ')] : []),
                  ...(entry.justification ? [entry.justification] : []),
                  ...entry.risks.map((risk) => together('Risk: ', link(risk, riskText(risk)))),
                ],
              }
            : '–',
          implementationCell(entry),
          titles(entry.policies, link),
          entry.gaps.length ? { lines: entry.gaps } : '–',
        ]),
      widths: [7, 19, 9, 17, 16, 16, 16],
    });
  }
  blocks.push(
    { kind: 'heading', level: 2, text: 'Approval' },
    { kind: 'signOff', roles: ['Drawn up by', 'Approved by'] },
  );
  return blocks;
}

export const soaRows = ({ entries }: SoaReport): { head: readonly string[]; rows: readonly (readonly string[])[] } => ({
  head: [
    'Control',
    'Title',
    'Theme',
    'Applicable',
    'Drivers',
    'Justification',
    'Implementation',
    'Action',
    'Owner',
    'Due',
    'Evidence',
    'Policies',
    'Risks',
    'Gaps',
  ],
  rows: entries.map(
    ({
      control,
      title,
      theme,
      applicable,
      drivers,
      justification,
      implementation,
      action,
      owner,
      due,
      evidence,
      policies,
      risks,
      gaps,
    }) => [
      control,
      title,
      theme,
      applicable === undefined ? '' : applicable ? 'yes' : 'no',
      drivers.join('; '),
      justification ?? '',
      implementation ?? '',
      action ?? '',
      owner ?? '',
      due ?? '',
      evidence.join('; '),
      policies.map(({ title: name }) => name).join('; '),
      risks.map(riskText).join('; '),
      gaps.join('; '),
    ],
  ),
});

export interface CoverageEntry {
  readonly id: string;
  readonly title: string;
  readonly policies: readonly PolicyName[];
}

/** A section of a policy's text that names a control. */
interface Mentioned {
  readonly policy: string;
  readonly title: string;
  /** The heading. */
  readonly section: string;
}

/** Control → the sections of policies, not retired, that name it, each once. */
function sectionsByControl(data: RootData): ReadonlyMap<string, readonly Mentioned[]> {
  const found = new Map<string, Mentioned[]>();
  for (const { entity, home } of policiesOf(data.project)) {
    if (entity.fields.status?.value === 'retired') continue;
    const { id: policy, title } = policyName(entity);
    for (const { blocks } of data.proseOf(entity, home))
      for (const { read, section } of blocks)
        for (const mention of read.mentions) {
          if (mention.kind !== 'control') continue;
          const heading = section.heading?.text ?? title;
          for (const id of mention.ids) {
            const list = found.get(id) ?? [];
            found.set(id, list);
            if (!list.some((one) => one.policy === policy && one.section === heading))
              list.push({ policy, title, section: heading });
          }
        }
  }
  return found;
}

export interface CoverageReport {
  readonly controls: readonly (CoverageEntry & {
    readonly theme: Theme;
    readonly excluded: boolean;
    /** Where the texts of policies name it. */
    readonly sections: readonly Mentioned[];
  })[];
  readonly clauses: readonly (CoverageEntry & {
    /** Policies that map the clause above or one below it. */
    readonly through: readonly PolicyName[];
  })[];
  readonly summary: {
    readonly controls: number;
    readonly covered: number;
    readonly excluded: number;
    readonly uncovered: number;
    readonly clauses: number;
    readonly clausesMapped: number;
  };
  /** Controls that no policy maps and that are not excluded, in Annex A's order. */
  readonly uncovered: readonly Pick<Control, 'id' | 'title'>[];
  readonly byPolicy: readonly (PolicyName & {
    readonly status: string;
    readonly controls: readonly string[];
    readonly clauses: readonly string[];
  })[];
  readonly asOf: string;
}

export function coverageReport(data: RootData): CoverageReport {
  const mapped = policiesByControl(data.project);
  const uncovered = uncoveredControls(data.project);
  const excluded = new Set((data.soa ?? []).filter(({ fields }) => fields.applicable?.value === false).map(controlOf));
  const rows = rowsByControl(data);
  const sections = sectionsByControl(data);
  const active = policiesOf(data.project).filter(({ entity }) => entity.fields.status?.value !== 'retired');
  const clausesOf = (policy: Policy): { id: string; item: Field<string> }[] =>
    (policy.fields.clauses?.value ?? []).flatMap((item) =>
      (readClauses(item.text) ?? []).map(({ id }) => ({ id, item })),
    );
  const byClause = active.map((placed) => ({ placed, own: clausesOf(placed.entity) }));
  const controlEntries = controls.map(({ id, title, theme }) => {
    const entry = {
      id,
      title,
      theme,
      policies: (mapped.get(id) ?? []).map((placed) => mappingName(data, placed, id)),
      excluded: excluded.has(id),
      sections: sections.get(id) ?? [],
    };
    return data.sources.note(entry, () => controlPlace(rows.get(id), mapped.get(id), id));
  });
  const clauseEntries = clauses.map(({ id, title }) => {
    const related = (other: string) => other.startsWith(`${id}.`) || id.startsWith(`${other}.`);
    const policies: PolicyName[] = [];
    const through: PolicyName[] = [];
    for (const { placed, own } of byClause) {
      const itself = own.find((clause) => clause.id === id);
      const near = itself ?? own.find((clause) => related(clause.id));
      if (near) (itself ? policies : through).push(named(data, placed, near.item));
    }
    return { id, title, policies, through };
  });
  return {
    controls: controlEntries,
    clauses: clauseEntries,
    summary: {
      controls: controls.length,
      covered: controlEntries.filter(({ policies }) => policies.length).length,
      excluded: excluded.size,
      uncovered: uncovered.length,
      clauses: clauses.length,
      clausesMapped: clauseEntries.filter(({ policies }) => policies.length).length,
    },
    uncovered: uncovered.map((id) =>
      data.sources.note({ id, title: controlById(id)!.title }, () => controlPlace(rows.get(id), undefined, id)),
    ),
    byPolicy: policiesOf(data.project).map(({ entity: policy, home }) =>
      data.sources.note(
        {
          ...policyName(policy),
          status: policy.fields.status?.text ?? '',
          controls:
            policy.fields.status?.value === 'retired'
              ? []
              : controlEntries
                  .filter(({ policies }) => policies.some(({ id }) => id === policyName(policy).id))
                  .map(({ id }) => id),
          clauses: clausesOf(policy).map(({ id }) => id),
        },
        () => placeOf(home, policy.anchor),
      ),
    ),
    asOf: controlsAsOf,
  };
}

export function coverageBlocks(report: CoverageReport, link: Link): Block[] {
  const { summary } = report;
  const blocks: Block[] = [
    {
      kind: 'paragraph',
      text: 'Which policies of the ISMS cover which controls of ISO/IEC 27001:2022 Annex A and which of its clauses. Retired policies cover nothing.',
    },
    {
      kind: 'tiles',
      tiles: [
        { label: 'Controls', value: summary.controls },
        counted('Covered by a policy', summary.covered, 'good'),
        { label: 'Excluded', value: summary.excluded },
        { label: 'Uncovered', value: summary.uncovered, tone: summary.uncovered ? 'warn' : 'good' },
        { label: 'Clauses mapped', value: `${summary.clausesMapped} of ${summary.clauses}` },
        { label: 'Policies', value: report.byPolicy.length },
      ],
    },
    {
      kind: 'picture',
      picture: {
        kind: 'bars',
        title: 'Controls by theme',
        alt: themes
          .map((theme) => {
            const own = report.controls.filter((control) => control.theme === theme);
            return `${THEMES[theme]}: ${own.filter(({ policies }) => policies.length).length} of ${own.length} covered`;
          })
          .join('; ')
          .concat('.'),
        categories: themes.map((theme) => THEMES[theme]),
        unit: 'controls',
        series: [
          {
            name: 'Covered',
            tone: 'good',
            values: themes.map(
              (theme) => report.controls.filter((one) => one.theme === theme && one.policies.length).length,
            ),
          },
          {
            name: 'Uncovered',
            tone: 'warn',
            values: themes.map(
              (theme) =>
                report.controls.filter((one) => one.theme === theme && !one.policies.length && !one.excluded).length,
            ),
          },
          {
            name: 'Excluded',
            tone: 'mute',
            values: themes.map(
              (theme) =>
                report.controls.filter((one) => one.theme === theme && !one.policies.length && one.excluded).length,
            ),
          },
        ],
      },
    },
    { kind: 'heading', level: 2, text: 'Uncovered controls' },
    report.uncovered.length
      ? {
          kind: 'table',
          head: ['Control', 'Title'],
          rows: report.uncovered.map((entry) => [link(entry, entry.id), entry.title]),
          widths: [15, 85],
        }
      : { kind: 'paragraph', text: 'None: each control is covered by a policy or excluded.' },
    { kind: 'heading', level: 2, text: 'Controls' },
  ];
  for (const theme of themes) {
    blocks.push({ kind: 'heading', level: 3, text: THEMES[theme] });
    blocks.push({
      kind: 'table',
      head: ['Control', 'Title', 'Policies', 'Named in'],
      rows: report.controls
        .filter((control) => control.theme === theme)
        .map((entry): Cell[] => {
          const { id, title, policies, excluded, sections } = entry;
          return [
            link(entry, id),
            title,
            policies.length
              ? {
                  lines: [
                    ...policies.map((policy) => link(policy, policy.title)),
                    ...(excluded ? [{ text: 'Excluded all the same', tone: 'bad' as const }] : []),
                  ],
                }
              : excluded
                ? { text: 'Excluded', tone: 'note' }
                : { text: 'Uncovered', tone: 'warn' },
            sections.length ? { lines: sections.map((one) => `${one.title}, ${one.section}`) } : '–',
          ];
        }),
      widths: [9, 31, 28, 32],
    });
  }
  blocks.push({ kind: 'heading', level: 2, text: 'Clauses' });
  blocks.push({
    kind: 'table',
    head: ['Clause', 'Title', 'Policies'],
    rows: report.clauses.map(({ id, title, policies, through }): Cell[] => [
      id,
      title,
      policies.length
        ? titles(policies, link)
        : through.length
          ? {
              lines: [
                { text: 'Through a clause above or below:', tone: 'mute' },
                ...through.map((policy) => link(policy, policy.title)),
              ],
            }
          : '–',
    ]),
    widths: [12, 48, 40],
  });
  blocks.push({ kind: 'heading', level: 2, text: 'Policies' });
  blocks.push(
    report.byPolicy.length
      ? {
          kind: 'table',
          head: ['Policy', 'Status', 'Controls', 'Clauses'],
          rows: report.byPolicy.map((policy): Cell[] => {
            const { title, status, controls: ids, clauses: own } = policy;
            return [
              link(policy, title),
              status,
              ids.length ? `${plural(ids.length, 'control')}: ${ids.join(', ')}` : '–',
              own.join(', ') || '–',
            ];
          }),
          widths: [28, 12, 45, 15],
        }
      : { kind: 'paragraph', text: 'There is no policy.' },
  );
  return blocks;
}

export const coverageRows = ({
  controls: all,
  clauses: others,
}: CoverageReport): { head: readonly string[]; rows: readonly (readonly string[])[] } => ({
  head: ['Kind', 'Id', 'Title', 'State', 'Policies', 'Named in'],
  rows: [
    ...all.map(({ id, title, policies, excluded, sections }) => [
      'control',
      id,
      title,
      policies.length ? 'covered' : excluded ? 'excluded' : 'uncovered',
      policies.map((policy) => policy.title).join('; '),
      sections.map((one) => `${one.title}, ${one.section}`).join('; '),
    ]),
    ...others.map(({ id, title, policies, through }) => [
      'clause',
      id,
      title,
      policies.length ? 'mapped' : through.length ? 'through another clause' : 'not mapped',
      (policies.length ? policies : through).map((policy) => policy.title).join('; '),
      '',
    ]),
  ],
});

export const makeSoa: Maker = (data) => {
  const report = soaReport(data);
  return { data: report, blocks: (_draw, link) => soaBlocks(report, link), rows: () => soaRows(report) };
};

export const makeCoverage: Maker = (data) => {
  const report = coverageReport(data);
  return { data: report, blocks: (_draw, link) => coverageBlocks(report, link), rows: () => coverageRows(report) };
};
