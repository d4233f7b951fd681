import { controlOrder } from '../facts/controls.ts';
import { policiesOf } from '../kinds/policy/model.ts';
import {
  type Acceptance,
  acceptanceOf,
  type Height,
  heightOf,
  isOpen,
  isReviewed,
  isUnaccepted,
  nameOf,
  riskDue,
  risksOf,
} from '../kinds/risk/model.ts';
import type { Risk } from '../kinds/risk/types.ts';
import { controlOf, soaOf } from '../kinds/soa/model.ts';
import { type Day, daysBetween, formatDuration } from '../model/dates.ts';
import type { Placed } from '../model/project.ts';
import { days } from '../model/reviews.ts';
import type { Field, List } from '../model/types.ts';
import { byText, capital } from '../text/words.ts';
import { controlsIn } from '../values/control.ts';
import type { Home } from '../workspace/root.ts';
import type { Block, Cell, Inline, Tone } from './blocks.ts';
import type { Earlier } from './changes.ts';
import { placeOf, type RootData, readRoot } from './model.ts';
import type { Picture } from './pictures.ts';
import type { Maker } from './report.ts';
import type { Link } from './sources.ts';

export interface RiskAction {
  readonly what: string;
  readonly owner?: string;
  readonly due?: Day;
  readonly done?: Day;
  readonly state: 'open' | 'overdue' | 'done';
}

export interface RiskEntry {
  /** Where it is in the register, from 1: what the matrices name it by. */
  readonly number: number;
  readonly id: string;
  readonly title: string;
  readonly status: string;
  readonly owner?: string;
  readonly category?: string;
  readonly description?: string;
  readonly assets: readonly string[];
  /** Names of the suppliers that it comes from. */
  readonly suppliers: readonly string[];
  readonly policies: readonly string[];
  readonly inherent?: Height;
  readonly residual?: Height;
  /** What counts now: `residual`, else `inherent`. */
  readonly level?: string;
  readonly treatment?: string;
  /** Ids, in Annex A's order, with what the Statement of Applicability says of each. */
  readonly controls: readonly { readonly id: string; readonly state?: string }[];
  readonly actions: readonly RiskAction[];
  readonly acceptance?: Acceptance;
  /** Treated, above the lowest level, and accepted by nobody. */
  readonly unaccepted: boolean;
  readonly lastReview?: Day;
  readonly nextReview?: Day;
  readonly findings: readonly string[];
}

export interface RiskChange {
  readonly id: string;
  readonly title: string;
  readonly change: 'new' | 'removed' | 'changed';
  readonly fields: readonly { readonly field: string; readonly before: string; readonly after: string }[];
}

export interface RiskReport {
  readonly scale: number;
  readonly levels: readonly { readonly level: string; readonly from: number; readonly mayAccept: string }[];
  readonly cadence: string;
  readonly summary: {
    readonly risks: number;
    readonly open: number;
    readonly notAssessed: number;
    readonly before: Readonly<Record<string, number>>;
    readonly after: Readonly<Record<string, number>>;
    readonly unaccepted: number;
    readonly lapsed: number;
    readonly actionsOpen: number;
    readonly actionsOverdue: number;
    readonly reviewsOverdue: number;
  };
  readonly risks: readonly RiskEntry[];
  readonly closed: readonly RiskEntry[];
  readonly changes?: { readonly since: Day; readonly label?: string; readonly entries: readonly RiskChange[] };
}

const texts = (list: Field<List<string>> | undefined): string[] => (list?.value ?? []).map(({ text }) => text);
const ifThere = <K extends string, V>(key: K, value: V | undefined) =>
  (value === undefined ? {} : { [key]: value }) as { readonly [P in K]?: V };

function actionsOf({ fields }: Risk, today: Day): RiskAction[] {
  return (fields.actions?.value ?? []).flatMap(({ value }): RiskAction[] =>
    value?.what
      ? [
          {
            what: value.what.text,
            ...ifThere('owner', value.owner?.text),
            ...ifThere('due', value.due?.value),
            ...ifThere('done', value.done?.value),
            state: value.done ? 'done' : (value.due?.value ?? today) < today ? 'overdue' : 'open',
          },
        ]
      : [],
  );
}

/** The risks of a root by how high they are now, then before treatment; the first of several with one id. */
function entriesOf(data: RootData, before: ReadonlyMap<string, Risk> | undefined, since: Day | undefined): RiskEntry[] {
  const { settings, today } = data;
  const suppliers = new Map(data.suppliers.map(({ supplier: { fields } }) => [fields.id?.text, fields.name?.text]));
  const policies = new Map(
    policiesOf(data.project).map(({ entity: { fields } }) => [fields.id?.text, fields.title?.text]),
  );
  const rows = new Map((soaOf(data.project)?.rows ?? []).map(({ entity }) => [controlOf(entity), entity.fields]));
  const stateOf = (control: string): string | undefined => {
    const row = rows.get(control);
    return row?.applicable?.value === false ? 'not applicable' : row?.implementation?.value?.replace('-', ' ');
  };
  const made = risksOf(data.project).map((placed: Placed<Risk, Home>) => {
    const { entity: risk, home } = placed;
    const { fields } = risk;
    const id = fields.id?.text ?? '';
    const inherent = heightOf(fields.inherent, settings);
    const residual = heightOf(fields.residual, settings);
    const old = before?.get(id);
    const due = isReviewed(risk) ? riskDue(risk, { settings }) : undefined;
    const controls = new Set((fields.controls?.value ?? []).flatMap(({ value }) => controlsIn(value ?? '')));
    const reassessed =
      old && since && assessed(old) !== assessed(risk) ? `the assessment changed after ${since}` : undefined;
    const accepted = acceptanceOf(risk, data);
    const stale = accepted && !accepted.change && reassessed && accepted.on && accepted.on <= since!;
    const entry: Omit<RiskEntry, 'number'> = {
      id,
      title: nameOf(risk),
      status: fields.status?.text ?? '',
      ...ifThere('owner', fields.owner?.text),
      ...ifThere('category', fields.category?.text),
      ...ifThere('description', fields.description?.text),
      assets: texts(fields.assets),
      suppliers: texts(fields.suppliers).map((one) => suppliers.get(one) ?? one),
      policies: texts(fields.policies).map((one) => policies.get(one) ?? one),
      ...ifThere('inherent', inherent),
      ...ifThere('residual', residual),
      ...ifThere('level', (residual ?? inherent)?.level),
      ...ifThere('treatment', fields.treatment?.value),
      controls: [...controls]
        .sort((a, b) => controlOrder(a) - controlOrder(b))
        .map((control) => ({ id: control, ...ifThere('state', stateOf(control)) })),
      actions: actionsOf(risk, today),
      ...ifThere(
        'acceptance',
        stale && accepted.state !== 'expired' ? { ...accepted, state: 'stale' as const, change: reassessed } : accepted,
      ),
      unaccepted: isUnaccepted(risk, settings),
      ...ifThere('lastReview', due?.last.day),
      ...ifThere('nextReview', due?.due),
      findings: data.findings.flatMap(({ subject, message, severity, waived }) =>
        subject?.kind === 'risk' && subject.id === id && severity !== 'information' && !waived ? [message] : [],
      ),
    };
    return data.sources.note({ entry, risk }, () => placeOf(home, risk.anchor));
  });
  const height = ({ residual, inherent }: Omit<RiskEntry, 'number'>) => (residual ?? inherent)?.product ?? -1;
  return made
    .sort(
      (a, b) =>
        Number(isOpen(b.risk)) - Number(isOpen(a.risk)) ||
        height(b.entry) - height(a.entry) ||
        (b.entry.inherent?.product ?? -1) - (a.entry.inherent?.product ?? -1) ||
        byText(a.entry.title, b.entry.title),
    )
    .map((one, index) => data.sources.same({ number: index + 1, ...one.entry }, one));
}

/** An assessment in a word, to compare it. */
const assessed = ({ fields: { inherent, residual } }: Risk): string =>
  [inherent, residual].flatMap((one) => [one?.value?.likelihood?.text ?? '', one?.value?.impact?.text ?? '']).join(' ');

const byId = (risks: readonly Placed<Risk, Home>[]): Map<string, Risk> => {
  const map = new Map<string, Risk>();
  for (const { entity } of risks) {
    const id = entity.fields.id?.text ?? '';
    if (!map.has(id)) map.set(id, entity);
  }
  return map;
};

const heightText = (height: Height | undefined): string => (height ? `${height.level} (${height.product})` : '');

/** What of a risk is compared, in the reader's words. */
const FACETS: readonly (readonly [field: string, read: (entry: RiskEntry) => string])[] = [
  ['title', ({ title }) => title],
  ['status', ({ status }) => status],
  ['owner', ({ owner }) => owner ?? ''],
  ['before treatment', ({ inherent }) => heightText(inherent)],
  ['after treatment', ({ residual }) => heightText(residual)],
  ['treatment', ({ treatment }) => treatment ?? ''],
  ['controls', ({ controls }) => controls.map(({ id }) => id).join(', ')],
  [
    'accepted',
    ({ acceptance }) =>
      acceptance
        ? [
            `by ${acceptance.by}`,
            acceptance.on && `on ${acceptance.on}`,
            acceptance.until && `until ${acceptance.until}`,
          ]
            .filter(Boolean)
            .join(' ')
        : '',
  ],
  ['actions done', ({ actions }) => `${actions.filter(({ state }) => state === 'done').length} of ${actions.length}`],
];

function changesBetween(before: readonly RiskEntry[], after: readonly RiskEntry[]): RiskChange[] {
  const then = new Map(before.map((entry) => [entry.id, entry]));
  const now = new Set(after.map(({ id }) => id));
  const changed = after.flatMap((entry): RiskChange[] => {
    const { id, title } = entry;
    const old = then.get(id);
    if (!old) return [{ id, title, change: 'new', fields: [] }];
    const fields = FACETS.flatMap(([field, read]) =>
      read(old) === read(entry) ? [] : [{ field, before: read(old), after: read(entry) }],
    );
    return fields.length ? [{ id, title, change: 'changed', fields }] : [];
  });
  const removed = before.flatMap(({ id, title }): RiskChange[] =>
    now.has(id) ? [] : [{ id, title, change: 'removed', fields: [] }],
  );
  const rank = { new: 0, removed: 1, changed: 2 };
  return [...changed, ...removed].sort((a, b) => rank[a.change] - rank[b.change] || byText(a.title, b.title));
}

function riskReport(data: RootData, earlier?: Earlier): RiskReport {
  const { settings, today } = data;
  const { scale, levels, accept } = settings.risks;
  const then = earlier?.root && readRoot(earlier.workspace, earlier.root);
  const all = entriesOf(data, then && byId(risksOf(then.project)), earlier?.day);
  const risks = all.filter(({ status }) => status !== 'closed');
  const counted = (height: (entry: RiskEntry) => Height | undefined) =>
    Object.fromEntries(levels.map(({ name }) => [name, risks.filter((one) => height(one)?.level === name).length]));
  const actions = risks.flatMap((one) => one.actions);
  return {
    scale,
    levels: levels.map(({ name, from }) => {
      const roles = accept.get(name);
      return { level: name, from, mayAccept: roles ? [...roles].join(', ') : 'any role' };
    }),
    cadence: formatDuration(settings.riskReviews),
    summary: {
      risks: all.length,
      open: risks.length,
      notAssessed: risks.filter(({ level }) => level === undefined).length,
      before: counted(({ inherent }) => inherent),
      after: counted(({ residual, inherent }) => residual ?? inherent),
      unaccepted: risks.filter(({ unaccepted }) => unaccepted).length,
      lapsed: risks.filter(({ acceptance }) => acceptance?.state === 'expired' || acceptance?.state === 'stale').length,
      actionsOpen: actions.filter(({ state }) => state !== 'done').length,
      actionsOverdue: actions.filter(({ state }) => state === 'overdue').length,
      reviewsOverdue: risks.filter(({ nextReview }) => nextReview !== undefined && nextReview < today).length,
    },
    risks,
    closed: all.filter(({ status }) => status === 'closed'),
    ...(earlier
      ? {
          changes: {
            since: earlier.day,
            ...ifThere('label', earlier.label),
            entries: changesBetween(then ? entriesOf(then, undefined, undefined) : [], all),
          },
        }
      : {}),
  };
}

/** A level's tone, by its place among the levels. */
const toneOf = ({ levels }: RiskReport, level: string): Tone => {
  const at = levels.findIndex((one) => one.level === level);
  return at === 0 ? 'good' : at === levels.length - 1 ? 'bad' : at === 1 ? 'note' : 'warn';
};

function matrix(report: RiskReport, title: string, height: (entry: RiskEntry) => Height | undefined): Picture {
  const { scale, levels, risks } = report;
  const rated = risks.flatMap((entry) => {
    const at = height(entry);
    return at ? [{ entry, at }] : [];
  });
  const levelAt = (product: number): string => (levels.findLast(({ from }) => from <= product) ?? levels[0]!).level;
  const cells = Array.from({ length: scale * scale }, (_, index) => {
    const impact = scale - Math.floor(index / scale);
    const likelihood = (index % scale) + 1;
    return {
      likelihood,
      impact,
      tone: toneOf(report, levelAt(likelihood * impact)),
      marks: rated
        .filter(({ at }) => at.likelihood === likelihood && at.impact === impact)
        .map(({ entry }) => String(entry.number)),
    };
  });
  const told = [...levels].reverse().flatMap(({ level }) => {
    const own = rated.filter(({ at }) => at.level === level);
    return own.length
      ? [
          `${level}: ${own.map(({ entry, at }) => `${entry.number} ${entry.title} (${at.likelihood} × ${at.impact})`).join('; ')}`,
        ]
      : [];
  });
  return {
    kind: 'matrix',
    title,
    note: 'By likelihood and impact; the numbers are those of the register.',
    alt: `${title}, likelihood × impact. ${told.length ? `${told.join('. ')}.` : 'No risk is assessed.'}`,
    scale,
    cells,
    legend: levels.map(({ level, from }) => ({ name: `${capital(level)}, from ${from}`, tone: toneOf(report, level) })),
  };
}

const dash = (text: string | undefined): string => text || '–';

function heightCell(report: RiskReport, height: Height | undefined): Cell {
  return height
    ? {
        lines: [
          { text: capital(height.level), tone: toneOf(report, height.level) },
          `${height.likelihood} × ${height.impact} = ${height.product}`,
        ],
      }
    : '–';
}

const STATES: Readonly<Record<Acceptance['state'], Inline>> = {
  'in force': 'In force',
  expiring: { text: 'Ends soon', tone: 'warn' },
  expired: { text: 'Lapsed', tone: 'bad' },
  stale: { text: 'Out of date', tone: 'bad' },
  'wrong role': { text: 'By a role that may not', tone: 'bad' },
};

function actionLine({ what, owner, due, done, state }: RiskAction, today: Day): Inline[] {
  const when = done ? `done ${done}` : due && `by ${due}`;
  const who = [owner, when].filter(Boolean).join(', ');
  return [
    `${what}${who ? ` (${who})` : ''}`,
    ...(state === 'overdue' ? [' ', { text: `${days(daysBetween(due!, today))} overdue`, tone: 'bad' as const }] : []),
  ];
}

function riskBlocks(report: RiskReport, today: Day, link: Link): Block[] {
  const { summary, risks, closed, changes, scale, levels } = report;
  const blocks: Block[] = [];
  const heading = (text: string) => blocks.push({ kind: 'heading', level: 2, text });
  const paragraph = (text: string) => blocks.push({ kind: 'paragraph', text });
  const table = (head: readonly string[], rows: readonly (readonly Cell[])[], widths: readonly number[]) =>
    blocks.push({ kind: 'table', head, rows, widths });
  const none = (n: number, tone: Tone): Tone => (n ? tone : 'good');

  paragraph(
    `Likelihood and impact go from 1 (low) to ${scale} (high). A risk's level is that of their product: ${levels.map(({ level, from }) => `${level} from ${from}`).join(', ')}. Each risk is reviewed at least every ${report.cadence}.`,
  );
  blocks.push({
    kind: 'tiles',
    tiles: [
      { label: 'Risks', value: summary.open },
      ...[...levels].reverse().map(({ level }) => ({
        label: `${capital(level)} now`,
        value: summary.after[level]!,
        ...(summary.after[level] ? { tone: toneOf(report, level) } : {}),
      })),
      { label: 'Not assessed', value: summary.notAssessed, tone: none(summary.notAssessed, 'warn') },
      { label: 'Not accepted', value: summary.unaccepted, tone: none(summary.unaccepted, 'bad') },
      { label: 'Acceptances lapsed', value: summary.lapsed, tone: none(summary.lapsed, 'bad') },
      { label: 'Actions overdue', value: summary.actionsOverdue, tone: none(summary.actionsOverdue, 'bad') },
      { label: 'Reviews overdue', value: summary.reviewsOverdue, tone: none(summary.reviewsOverdue, 'bad') },
    ],
  });
  if (!risks.length) paragraph('No risk is registered that is not closed.');
  else {
    heading('Risk matrix');
    blocks.push(
      { kind: 'picture', picture: matrix(report, 'Before treatment', ({ inherent }) => inherent) },
      { kind: 'picture', picture: matrix(report, 'After treatment', ({ residual, inherent }) => residual ?? inherent) },
    );
    const open = risks.filter(({ level }) => level === undefined);
    if (open.length)
      paragraph(`Not assessed yet: ${open.map(({ number, title }) => `${number} ${title}`).join('; ')}.`);
    if (risks.some(({ inherent, residual }) => inherent && !residual))
      paragraph('A risk that was not assessed after treatment is there as it was before.');

    heading('Risk register');
    table(
      ['No.', 'Risk', 'Owner', 'From, and what it endangers', 'Before', 'After', 'Status', 'Next review'],
      risks.map((entry): Cell[] => [
        String(entry.number),
        {
          lines: [
            link(entry, entry.title, { strong: true }),
            entry.id,
            ...(entry.description ? [entry.description] : []),
          ],
        },
        entry.owner ?? { text: 'Nobody', tone: 'warn' },
        {
          lines: [
            ...(entry.category ? [capital(entry.category)] : []),
            ...entry.suppliers.map((name) => `Supplier: ${name}`),
            ...entry.assets,
          ],
        },
        heightCell(report, entry.inherent),
        heightCell(report, entry.residual),
        capital(entry.status) || { text: 'Not stated', tone: 'warn' },
        entry.nextReview && entry.nextReview < today
          ? { lines: [entry.nextReview, { text: 'Overdue', tone: 'bad' }] }
          : dash(entry.nextReview),
      ]),
      [5, 27, 9, 20, 10, 10, 9, 10],
    );

    heading('Risk treatment plan');
    const treated = risks.filter(({ treatment, actions, controls }) => treatment || actions.length || controls.length);
    if (!treated.length) paragraph('No risk has a treatment yet.');
    else
      table(
        [
          'No.',
          'Risk',
          'Treatment',
          'Controls, and how the Statement of Applicability has them',
          'Policies',
          'Actions',
        ],
        treated.map((entry): Cell[] => [
          String(entry.number),
          { lines: [link(entry, entry.title), ...(entry.owner ? [`Owner: ${entry.owner}`] : [])] },
          entry.treatment ? capital(entry.treatment) : { text: 'Not decided', tone: 'warn' },
          entry.controls.length
            ? {
                lines: entry.controls.map(({ id, state }): Inline | readonly Inline[] =>
                  state === 'implemented' || state === 'inherited'
                    ? `${id}: ${state}`
                    : state
                      ? [`${id}: `, { text: state, tone: state === 'not applicable' ? 'bad' : 'warn' }]
                      : id,
                ),
              }
            : '–',
          entry.policies.length ? { lines: entry.policies } : '–',
          entry.actions.length ? { lines: entry.actions.map((action) => actionLine(action, today)) } : '–',
        ]),
        [5, 22, 10, 21, 17, 25],
      );

    heading('Acceptances');
    paragraph(`Who may accept: ${levels.map(({ level, mayAccept }) => `${level}: ${mayAccept}`).join('; ')}.`);
    const accepted = risks.filter(({ acceptance, unaccepted }) => acceptance || unaccepted);
    if (!accepted.length) paragraph('No risk needs an acceptance, and none has one.');
    else
      table(
        ['No.', 'Risk', 'Level', 'Accepted by', 'On', 'Until', 'State'],
        accepted.map((entry): Cell[] => {
          const { number, title, acceptance: its } = entry;
          return [
            String(number),
            link(entry, title),
            heightCell(report, entry.residual ?? entry.inherent),
            its?.by ?? { text: 'Nobody', tone: 'bad' },
            dash(its?.on),
            dash(its?.until),
            its
              ? { lines: [STATES[its.state], ...(its.change ? [`Then ${its.change}`] : [])] }
              : { text: 'Missing', tone: 'bad' },
          ];
        }),
        [5, 31, 12, 13, 10, 10, 19],
      );

    const faulty = risks.filter(({ findings }) => findings.length);
    heading('Findings');
    if (!faulty.length) paragraph('Nothing was found in the register.');
    else
      table(
        ['No.', 'Risk', 'Finding'],
        faulty.map((entry): Cell[] => [String(entry.number), link(entry, entry.title), { lines: entry.findings }]),
        [5, 27, 68],
      );
  }
  if (closed.length) {
    heading('Closed');
    table(
      ['No.', 'Risk', 'Before', 'After'],
      closed.map((entry): Cell[] => [
        String(entry.number),
        link(entry, entry.title),
        heightCell(report, entry.inherent),
        heightCell(report, entry.residual),
      ]),
      [5, 65, 15, 15],
    );
  }
  if (changes) {
    heading(`Changes since ${changes.label ? `${changes.label} (${changes.since})` : changes.since}`);
    if (!changes.entries.length) paragraph('None.');
    else {
      const words = { new: 'New', changed: 'Changed', removed: 'Removed' };
      table(
        ['Change', 'Risk', 'What'],
        changes.entries.map(({ change, title, fields }): Cell[] => [
          words[change],
          title,
          fields.length
            ? {
                lines: fields.map(
                  ({ field, before, after }) => `${capital(field)}: ${dash(after)} (before: ${dash(before)})`,
                ),
              }
            : '–',
        ]),
        [14, 34, 52],
      );
    }
  }
  heading('Approval');
  blocks.push({ kind: 'signOff', roles: ['Drawn up by', 'Approved by'] });
  return blocks;
}

function riskRows({ risks, closed, changes }: RiskReport): {
  head: readonly string[];
  rows: readonly (readonly string[])[];
} {
  const number = (n: number | undefined): string => (n === undefined ? '' : String(n));
  const changeOf = (id: string): string => {
    const entry = changes!.entries.find((one) => one.id === id && one.change !== 'removed');
    if (!entry) return '';
    return entry.change === 'new'
      ? 'New'
      : entry.fields.map(({ field, before }) => `${field} changed, before: ${before || 'not stated'}`).join('; ');
  };
  const head = [
    'No.',
    'Id',
    'Risk',
    'Status',
    'Owner',
    'Category',
    'Suppliers',
    'Assets',
    'Likelihood before',
    'Impact before',
    'Level before',
    'Likelihood after',
    'Impact after',
    'Level after',
    'Treatment',
    'Controls',
    'Policies',
    'Actions',
    'Accepted by',
    'Accepted on',
    'Accepted until',
    'Acceptance',
    'Next review',
    'Findings',
  ];
  return {
    head: [...head, ...(changes ? [`Change since ${changes.since}`] : [])],
    rows: [
      ...[...risks, ...closed].map((one) => [
        String(one.number),
        one.id,
        one.title,
        one.status,
        one.owner ?? '',
        one.category ?? '',
        one.suppliers.join('; '),
        one.assets.join('; '),
        number(one.inherent?.likelihood),
        number(one.inherent?.impact),
        one.inherent?.level ?? '',
        number(one.residual?.likelihood),
        number(one.residual?.impact),
        one.residual?.level ?? '',
        one.treatment ?? '',
        one.controls.map(({ id }) => id).join(', '),
        one.policies.join('; '),
        one.actions
          .map(({ what, owner, due, done, state }) =>
            [what, owner, due && `due ${due}`, done && `done ${done}`, state].filter(Boolean).join(', '),
          )
          .join('; '),
        one.acceptance?.by ?? '',
        one.acceptance?.on ?? '',
        one.acceptance?.until ?? '',
        one.acceptance?.state ?? (one.unaccepted ? 'missing' : ''),
        one.nextReview ?? '',
        one.findings.join('; '),
        ...(changes ? [changeOf(one.id)] : []),
      ]),
      ...(changes?.entries ?? [])
        .filter(({ change }) => change === 'removed')
        .map(({ id, title }) => ['', id, title, ...head.slice(3).map(() => ''), 'Removed']),
    ],
  };
}

export const makeRisks: Maker = (data, earlier) => {
  const report = riskReport(data, earlier);
  return {
    data: report,
    blocks: (_draw, link) => riskBlocks(report, data.today, link),
    rows: () => riskRows(report),
  };
};
