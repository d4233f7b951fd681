import {
  type Control,
  clauses,
  controlById,
  controls,
  controlsAsOf,
  readClause,
  type Theme,
} from '../facts/controls.ts';
import type { Policy } from '../model/types.ts';
import { controlOf, policiesByControl, uncoveredControls } from '../rules/soa.ts';
import type { Block, Cell, Inline } from './blocks.ts';
import type { RootData } from './model.ts';
import { capital, plural } from './text.ts';

/** A policy as reports name it. */
interface PolicyName {
  readonly id: string;
  readonly title: string;
}

const policyName = ({ fields }: Policy): PolicyName => ({
  id: fields.id?.text ?? '',
  title: fields.title?.text ?? fields.id?.text ?? '(no title)',
});

export interface SoaEntry {
  readonly control: string;
  readonly title: string;
  readonly theme: Theme;
  /** Absent: the Statement of Applicability does not say. */
  readonly applicable?: boolean;
  readonly justification?: string;
  readonly implementation?: string;
  readonly action?: string;
  /** Those that the row names and those, not retired, that map the control. */
  readonly policies: readonly PolicyName[];
  readonly gaps: readonly string[];
}

export interface SoaReport {
  /** Whether the root has a Statement of Applicability at all. */
  readonly stated: boolean;
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

export function soaReport(data: RootData): SoaReport {
  const mapped = policiesByControl(data.project);
  const policyById = new Map(data.policies.map((policy) => [policy.fields.id?.text, policy]));
  const rows = new Map<string, NonNullable<RootData['soa']>[number]>();
  for (const row of data.soa ?? []) {
    const id = controlOf(row);
    if (id !== undefined && !rows.has(id)) rows.set(id, row);
  }
  const findings = new Map<string, string[]>();
  for (const { rule, message, subject, waived } of data.findings) {
    if (subject?.kind !== 'control' || waived || rule === 'control/unquoted-number') continue;
    const id = controlOf({ fields: { control: { value: subject.id } } } as never) ?? subject.id;
    findings.set(id, [...(findings.get(id) ?? []), message]);
  }
  const entries = controls.map(({ id, title, theme }): SoaEntry => {
    const row = rows.get(id)?.fields;
    const named = (row?.policies?.value ?? []).map(({ text }) => {
      const policy = policyById.get(text);
      return policy ? policyName(policy) : { id: text, title: text };
    });
    const mapping = (mapped.get(id) ?? [])
      .map(({ entity }) => policyName(entity))
      .filter((policy) => !named.some((other) => other.id === policy.id));
    const own = findings.get(id) ?? [];
    return {
      control: id,
      title,
      theme,
      ...(row?.applicable?.value === undefined ? {} : { applicable: row.applicable.value }),
      ...(row?.justification ? { justification: row.justification.text } : {}),
      ...(row?.implementation?.value ? { implementation: row.implementation.value } : {}),
      ...(row?.action ? { action: row.action.text } : {}),
      policies: [...named, ...mapping],
      gaps: row ? own : data.soa ? ['There is no row for this control', ...own] : own,
    };
  });
  const count = (wanted: (entry: SoaEntry) => boolean) => entries.filter(wanted).length;
  const state = (name: string) =>
    count(({ applicable, implementation }) => applicable === true && implementation === name);
  return {
    stated: Boolean(data.soa),
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

const applicability = ({ applicable }: SoaEntry): Inline =>
  applicable === undefined ? { text: 'Not stated', tone: 'warn' } : applicable ? 'Yes' : { text: 'No', tone: 'note' };

const THEMES: Readonly<Record<Theme, string>> = {
  organizational: 'Organizational controls',
  people: 'People controls',
  physical: 'Physical controls',
  technological: 'Technological controls',
};
const themes = Object.keys(THEMES) as readonly Theme[];

function implementationCell({ implementation, action }: SoaEntry): Cell {
  const done = implementation === 'implemented' || implementation === 'inherited';
  const state: Inline = !implementation
    ? '–'
    : { text: capital(implementation.replace('-', ' ')), ...(done ? {} : { tone: 'warn' as const }) };
  return { lines: [state, ...(action ? [`Action: ${action}`] : [])] };
}

const titles = (policies: readonly PolicyName[]): Cell =>
  policies.length ? { lines: policies.map(({ title }) => title) } : '–';

export function soaBlocks({ stated, summary, entries }: SoaReport): Block[] {
  const blocks: Block[] = [
    {
      kind: 'paragraph',
      text: stated
        ? 'All controls of ISO/IEC 27001:2022 Annex A: whether each one applies and why, how far it is implemented, which policies cover it, and where there are gaps.'
        : 'The ISMS has no Statement of Applicability yet (soa.yaml): the table shows which policies cover which control, and leaves open what is not stated.',
    },
    {
      kind: 'tiles',
      tiles: [
        { label: 'Controls', value: summary.controls },
        { label: 'Applicable', value: summary.applicable },
        { label: 'Excluded', value: summary.excluded },
        { label: 'Not stated', value: summary.unstated, tone: summary.unstated ? 'warn' : 'good' },
        { label: 'Implemented or inherited', value: summary.implemented + summary.inherited, tone: 'good' },
        { label: 'Partial', value: summary.partial, tone: summary.partial ? 'warn' : 'good' },
        {
          label: 'Planned or not implemented',
          value: summary.planned + summary.notImplemented,
          tone: summary.planned + summary.notImplemented ? 'warn' : 'good',
        },
        { label: 'With gaps', value: summary.withGaps, tone: summary.withGaps ? 'bad' : 'good' },
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
          entry.control,
          entry.title,
          applicability(entry),
          entry.justification ?? '–',
          implementationCell(entry),
          titles(entry.policies),
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
  head: ['Control', 'Title', 'Theme', 'Applicable', 'Justification', 'Implementation', 'Action', 'Policies', 'Gaps'],
  rows: entries.map(({ control, title, theme, applicable, justification, implementation, action, policies, gaps }) => [
    control,
    title,
    theme,
    applicable === undefined ? '' : applicable ? 'yes' : 'no',
    justification ?? '',
    implementation ?? '',
    action ?? '',
    policies.map(({ title: name }) => name).join('; '),
    gaps.join('; '),
  ]),
});

export interface CoverageEntry {
  readonly id: string;
  readonly title: string;
  readonly policies: readonly PolicyName[];
}

export interface CoverageReport {
  readonly controls: readonly (CoverageEntry & { readonly theme: Theme; readonly excluded: boolean })[];
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
  const active = data.policies.filter(({ fields }) => fields.status?.value !== 'retired');
  const clausesOf = (policy: Policy): string[] =>
    (policy.fields.clauses?.value ?? []).flatMap(({ value }) => {
      const clause = value === undefined ? undefined : readClause(value);
      return clause ? [clause.id] : [];
    });
  const byClause = active.map((policy) => ({ name: policyName(policy), ids: new Set(clausesOf(policy)) }));
  const controlEntries = controls.map(({ id, title, theme }) => ({
    id,
    title,
    theme,
    policies: (mapped.get(id) ?? []).map(({ entity }) => policyName(entity)),
    excluded: excluded.has(id),
  }));
  const clauseEntries = clauses.map(({ id, title }) => {
    const policies = byClause.filter(({ ids }) => ids.has(id)).map(({ name }) => name);
    const related = (other: string) => other.startsWith(`${id}.`) || id.startsWith(`${other}.`);
    return {
      id,
      title,
      policies,
      through: byClause.filter(({ ids }) => !ids.has(id) && [...ids].some(related)).map(({ name }) => name),
    };
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
    uncovered: uncovered.map((id) => ({ id, title: controlById(id)!.title })),
    byPolicy: data.policies.map((policy) => ({
      ...policyName(policy),
      status: policy.fields.status?.text ?? '',
      controls:
        policy.fields.status?.value === 'retired'
          ? []
          : controlEntries
              .filter(({ policies }) => policies.some(({ id }) => id === policyName(policy).id))
              .map(({ id }) => id),
      clauses: clausesOf(policy),
    })),
    asOf: controlsAsOf,
  };
}

export function coverageBlocks(report: CoverageReport): Block[] {
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
        { label: 'Covered by a policy', value: summary.covered, tone: 'good' },
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
          rows: report.uncovered.map(({ id, title }) => [id, title]),
          widths: [15, 85],
        }
      : { kind: 'paragraph', text: 'None: each control is covered by a policy or excluded.' },
    { kind: 'heading', level: 2, text: 'Controls' },
  ];
  for (const theme of themes) {
    blocks.push({ kind: 'heading', level: 3, text: THEMES[theme] });
    blocks.push({
      kind: 'table',
      head: ['Control', 'Title', 'Policies'],
      rows: report.controls
        .filter((control) => control.theme === theme)
        .map(({ id, title, policies, excluded }): Cell[] => [
          id,
          title,
          policies.length
            ? {
                lines: [
                  ...policies.map((policy) => policy.title),
                  ...(excluded ? [{ text: 'Excluded all the same', tone: 'bad' as const }] : []),
                ],
              }
            : excluded
              ? { text: 'Excluded', tone: 'note' }
              : { text: 'Uncovered', tone: 'warn' },
        ]),
      widths: [12, 48, 40],
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
        ? { lines: policies.map((policy) => policy.title) }
        : through.length
          ? {
              lines: [
                { text: 'Through a clause above or below:', tone: 'mute' },
                ...through.map((policy) => policy.title),
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
          rows: report.byPolicy.map(({ title, status, controls: ids, clauses: own }): Cell[] => [
            title,
            status,
            ids.length ? `${plural(ids.length, 'control')}: ${ids.join(', ')}` : '–',
            own.join(', ') || '–',
          ]),
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
  head: ['Kind', 'Id', 'Title', 'State', 'Policies'],
  rows: [
    ...all.map(({ id, title, policies, excluded }) => [
      'control',
      id,
      title,
      policies.length ? 'covered' : excluded ? 'excluded' : 'uncovered',
      policies.map((policy) => policy.title).join('; '),
    ]),
    ...others.map(({ id, title, policies, through }) => [
      'clause',
      id,
      title,
      policies.length ? 'mapped' : through.length ? 'through another clause' : 'not mapped',
      (policies.length ? policies : through).map((policy) => policy.title).join('; '),
    ]),
  ],
});
