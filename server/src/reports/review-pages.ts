import { ruleById } from '../check/rules.ts';
import { riskText } from '../kinds/risk/model.ts';
import { addDuration, daysBetween } from '../model/dates.ts';
import type { Basis } from '../model/rule.ts';
import type { Severity } from '../model/types.ts';
import { capital, monthOf, plural, webLink } from '../text/words.ts';
import { type Block, type Cell, type Inline, inlines, linesOf, type Text, type Tone } from './blocks.ts';
import type { Changes, MovedFinding } from './changes.ts';
import { CRITERIA, criteria, type Evidence, type Judged, type Verdict } from './criteria.ts';
import type { Picture } from './pictures.ts';
import type { Choice, Maker } from './report.ts';
import {
  type CountryUse,
  RATINGS,
  type ReportedWaiver,
  type ReportFinding,
  type ReviewedSupplier,
  type ReviewReport,
  reviewReport,
} from './review.ts';
import type { Link } from './sources.ts';

const VERDICTS: Readonly<Record<Verdict, { readonly text: string; readonly tone: Tone }>> = {
  met: { text: 'Met', tone: 'good' },
  attention: { text: 'Attention', tone: 'warn' },
  'not-met': { text: 'Not met', tone: 'bad' },
  waived: { text: 'Waived', tone: 'note' },
  unclear: { text: 'Unreadable', tone: 'warn' },
  'not-applicable': { text: '–', tone: 'mute' },
};
const SEVERITY: Readonly<Record<Severity, Tone>> = { error: 'bad', warning: 'warn', information: 'note' };

/** A verdict in a word; where it asks for attention, the word says why. */
export function verdictWord({ verdict, criterion, reasons }: Judged): { readonly text: string; readonly tone: Tone } {
  const { text, tone } = VERDICTS[verdict];
  if (verdict !== 'attention') return { text, tone };
  if (reasons.some(({ rule }) => rule === 'supplier/assurance-expiring')) return { text: 'Ends soon', tone };
  if (reasons.some(({ rule }) => rule === 'review/due-soon')) return { text: 'Due soon', tone };
  return { text: criterion === 'residency' || criterion.startsWith('model-') ? 'Not proven' : text, tone };
}
const verdictCell = (judged: Judged | undefined): Inline => (judged ? verdictWord(judged) : '–');
const severityCell = ({ severity, waived }: Pick<ReportFinding, 'severity' | 'waived'>): Inline =>
  waived ? { text: 'Waived', tone: 'note' } : { text: capital(severity), tone: SEVERITY[severity] };
const ratingCell = (rating: string | undefined): string => (rating ? capital(rating) : '–');
const dash = (text: string | undefined): string => text || '–';

/** Where a piece of evidence is; an address on the web as a link, and only that. */
function documentInline(document: string): Inline {
  const href = webLink(document);
  return href ? { text: document, href } : document;
}

function evidenceCell(evidence: readonly Evidence[]): Cell {
  if (!evidence.length) return '–';
  return {
    lines: evidence.map(
      ({ text, until, document }): Text => [
        text,
        ...(until ? [`; counts until ${until}`] : []),
        ...(document ? ['; ', documentInline(document)] : []),
      ],
    ),
  };
}

function basisCell(basis: Basis | undefined): Cell {
  if (!basis) return '–';
  const lines = [basis.policy, basis.controls?.join(', '), basis.regulations?.join(', ')].filter(
    (line) => line !== undefined,
  );
  return { lines };
}

const nextCell = ({ nextReview, reviewState, triggered }: ReviewedSupplier): Cell => {
  const state: Inline[] = [];
  if (reviewState === 'overdue') state.push({ text: 'Overdue', tone: 'bad' });
  if (reviewState === 'missing') state.push({ text: 'Never reviewed', tone: 'bad' });
  if (triggered) state.push({ text: 'Triggered', tone: 'bad' });
  if (reviewState === 'due-soon') state.push({ text: 'Due soon', tone: 'warn' });
  const due = triggered ? ['Now'] : nextReview ? [nextReview] : [];
  return { lines: [...due, ...state, ...(nextReview || state.length ? [] : ['–'])] };
};

function dpaCell({ dpa, criteria: judged }: ReviewedSupplier): Cell {
  const verdict = judged.find(({ criterion }) => criterion === 'contract')!;
  const lines: Text[] = [];
  if (dpa) lines.push([dpa.status ? capital(dpa.status) : 'Signed', ...(dpa.signed ? [` ${dpa.signed}`] : [])]);
  if (dpa?.expires) lines.push(`until ${dpa.expires}`);
  // Where no DPA is asked for, the agreement is the contract.
  if (!dpa && verdict.verdict === 'met') lines.push('Agreement');
  else if (verdict.verdict !== 'met') lines.push(verdictWord(verdict));
  return { lines };
}

function assuranceCell({ assuranceUntil, criteria: judged }: ReviewedSupplier): Cell {
  const verdict = judged.find(({ criterion }) => criterion === 'assurance')!;
  return {
    lines: [
      ...(assuranceUntil ? [`until ${assuranceUntil}`] : []),
      ...(verdict.verdict === 'met' ? [] : [verdictWord(verdict)]),
    ],
  };
}

function modelCell({ criteria: judged }: ReviewedSupplier): Cell {
  const model = judged.filter(({ criterion }) => criterion.startsWith('model-'));
  if (model.every(({ verdict }) => verdict === 'not-applicable')) return '–';
  return { lines: model.map((judged): Text => [`${capital(judged.criterion.slice(6))}: `, verdictWord(judged)]) };
}

function placesCell({ hosting, processing, transfers }: ReviewedSupplier): Cell {
  const lines: Text[] = [];
  if (hosting.length) lines.push(hosting.join('; '));
  if (processing.length && processing.join() !== hosting.join()) lines.push(`processing: ${processing.join('; ')}`);
  if (transfers?.length) lines.push(`transfers: ${transfers.join('; ')}`);
  return lines.length ? { lines } : '–';
}

/**
 * The report on the suppliers' review, for people.
 * @param draw whether the format can show pictures
 * @param link where entries lead to, in a format that can lead somewhere
 */
function reviewBlocks(report: ReviewReport, today: string, draw: boolean, link: Link, choice: Choice = {}): Block[] {
  const { summary, suppliers } = report;
  const blocks: Block[] = [];
  const heading = (text: string, level: 2 | 3 = 2) => blocks.push({ kind: 'heading', level, text });
  const paragraph = (text: Text) => blocks.push({ kind: 'paragraph', text });
  const table = (
    head: readonly string[],
    rows: readonly (readonly Cell[])[],
    widths?: readonly number[],
    running?: string,
  ) =>
    blocks.push({
      kind: 'table',
      head,
      rows,
      ...(widths ? { widths } : {}),
      ...(running === undefined ? {} : { running }),
    });

  heading('What was checked');
  paragraph(
    `${registerSays(report)} Each one in scope was checked as of ${today} for security assurance, data residency, contract and criticality, for the three model rules where models run, and for its ongoing review. ${
      report.policies.length
        ? `The basis is ${report.policies.length === 1 ? 'the policy' : 'the policies'} ${report.policies.join(', ')}.`
        : 'No policy maps the controls A.5.19 to A.5.23 of ISO/IEC 27001:2022, so these controls themselves are the basis.'
    } Data may be hosted, processed and inferred in: ${report.terms.residency}. Reviews are at most ${report.terms.cadence} apart. Facts: cloud regions as of ${report.facts.regions}, model platforms as of ${report.facts.inference}, adequacy decisions as of ${report.facts.adequacy}.`,
  );
  if (summary.reviewedFrom) {
    paragraph(
      summary.reviewedFrom === summary.reviewedTo
        ? `The suppliers' last reviews took place on ${summary.reviewedFrom}.`
        : `The suppliers' last reviews took place between ${summary.reviewedFrom} and ${summary.reviewedTo}.`,
    );
  }
  // Where nothing was checked, nothing is good.
  const fine = summary.inScope ? ('good' as const) : undefined;
  const tile = (label: string, value: number, tone: Tone) => ({
    label,
    value,
    ...(value ? { tone } : fine ? { tone: fine } : {}),
  });
  blocks.push({
    kind: 'tiles',
    tiles: [
      { label: 'Suppliers in scope', value: summary.inScope },
      ...(summary.scopeUnknown ? [{ label: 'Scope unknown', value: summary.scopeUnknown, tone: 'bad' as const }] : []),
      tile('Errors', summary.errors, 'bad'),
      tile('Warnings', summary.warnings, 'warn'),
      tile('Findings waived', summary.waived, 'note'),
      tile('Reviews overdue', summary.overdue + summary.neverReviewed, 'bad'),
      tile('Reviews triggered', summary.triggered, 'bad'),
      tile('Reviews due soon', summary.dueSoon, 'warn'),
      tile('Models not eligible', summary.modelNotEligible, 'bad'),
    ],
  });
  if (choice.summary) return [...blocks, ...summaryBlocks(report, today, draw, link)];
  if (draw) for (const picture of pictures(report, today)) blocks.push({ kind: 'picture', picture });

  heading('Suppliers');
  if (!suppliers.length) paragraph('No supplier is in scope.');
  else {
    table(
      [
        'Supplier',
        'Criticality',
        'Access',
        'Places',
        'Contract',
        'Assurance',
        'Model',
        'Last review',
        'Next review',
        'Findings',
      ],
      suppliers.map((supplier) => [
        {
          lines: [
            link(supplier, supplier.name, { strong: true }),
            ...(supplier.status === 'active' ? [] : [supplier.status]),
          ],
        },
        ratingCell(supplier.rating),
        supplier.access.join(', '),
        placesCell(supplier),
        dpaCell(supplier),
        assuranceCell(supplier),
        modelCell(supplier),
        {
          lines: supplier.lastReview
            ? [supplier.lastReview.date, ...(supplier.lastReview.outcome ? [supplier.lastReview.outcome] : [])]
            : ['–'],
        },
        nextCell(supplier),
        supplier.worst ? { text: String(supplier.findings), tone: SEVERITY[supplier.worst] } : '0',
      ]),
      [13, 8, 10, 15, 10, 9, 12, 8, 8, 7],
    );
  }
  const listed = (before: string, entries: ReviewReport['outOfScope']): void => {
    const names = entries.map((supplier, index): Inline[] => [
      ...(index ? [' · '] : []),
      link(supplier, supplier.name),
      ` (${[supplier.status, ...supplier.access].filter(Boolean).join(', ')})`,
    ]);
    paragraph(together([before, ...names.flat(), '.']));
  };
  if (report.outOfScope.length) listed('Out of scope, because they reach nothing or have ended: ', report.outOfScope);
  if (report.scopeUnknown.length) {
    heading('Scope unknown');
    listed(
      'The register does not state what these suppliers can reach (access), so none of the criteria was checked: ',
      report.scopeUnknown,
    );
  }

  heading('Criteria');
  if (!suppliers.length) paragraph('No supplier is in scope.');
  else {
    table(
      ['Supplier', ...criteria.map((criterion) => CRITERIA[criterion])],
      suppliers.map((supplier) => [
        link(supplier, supplier.name),
        ...criteria.map((criterion) => verdictCell(supplier.criteria.find((one) => one.criterion === criterion))),
      ]),
      [20, 10, 10, 10, 10, 10, 10, 10, 10],
    );
    paragraph(
      'Met: shown by what the register holds. Not proven, Ends soon, Due soon, Attention: not refuted, yet something is to be done. Waived: not met, and accepted until a date. Unreadable: what is written cannot be judged. –: does not apply. The rules for models cannot be waived.',
    );
  }

  overdue(report, today, heading, paragraph, table, link);

  heading('Findings');
  if (!report.findings.length) paragraph('Nothing was found.');
  else {
    table(
      ['Severity', 'Supplier', 'Finding', 'Basis', 'Place'],
      report.findings.map((finding) => [
        severityCell(finding),
        dash(finding.supplier),
        { lines: [finding.message, { text: finding.rule, tone: 'mute' }] },
        basisCell(finding.basis),
        link(finding, `${finding.file}:${finding.line}`),
      ]),
      [9, 15, 43, 20, 13],
    );
  }
  if (summary.elsewhere)
    paragraph(
      `Policies, risks, settings and the Statement of Applicability have ${plural(summary.elsewhere, 'finding')} of their own; isms check lists them.`,
    );

  if (report.changes) changes(report.changes, heading, paragraph, table);
  waiverTables(report.waivers, heading, paragraph, table, link);

  heading('Open actions');
  if (!report.actions.length) paragraph('The last reviews left nothing open.');
  else {
    table(
      ['Supplier', 'Review', 'Outcome', 'Action or risk', 'Owner', 'Due'],
      report.actions.map((entry) => {
        const { supplier, date, outcome, action, owner, due, risk } = entry;
        return [
          supplier,
          link(entry, date),
          outcome,
          action || risk
            ? { lines: [...(action ? [action] : []), ...(risk ? [`Risk: ${risk}`] : [])] }
            : { text: 'Nothing is recorded', tone: 'warn' },
          dash(owner),
          due ? (due < today ? { lines: [due, { text: 'Overdue', tone: 'bad' }] } : due) : '–',
        ];
      }),
      [22, 11, 12, 33, 11, 11],
    );
  }

  heading('Reviews held');
  if (!report.reviews.held.length) paragraph(`No complete review was recorded since ${report.reviews.from}.`);
  else {
    paragraph(`All complete reviews of suppliers in scope since ${report.reviews.from}.`);
    table(
      ['Date', 'Supplier', 'By', 'Outcome', 'Checked', 'Notes'],
      report.reviews.held.map((entry) => [
        link(entry, entry.date),
        entry.supplier,
        entry.by,
        capital(entry.outcome),
        entry.checked.join(', ') || '–',
        dash(entry.notes),
      ]),
      [11, 22, 9, 11, 22, 25],
    );
  }

  heading('Reviews in the year ahead');
  if (!report.plan.length) paragraph('No review falls into the next twelve months.');
  else {
    table(
      ['Due', 'Supplier', 'Criticality', 'Last review', 'Owner'],
      report.plan.map((entry) => {
        const { supplier, due, triggered, last, rating, owner } = entry;
        const state = triggered ? 'Triggered' : due < today ? 'Overdue' : last ? undefined : 'Never reviewed';
        return [
          state ? { lines: [due > today ? 'Now' : due, { text: state, tone: 'bad' }] } : due,
          link(entry, supplier),
          ratingCell(rating),
          dash(last),
          dash(owner),
        ];
      }),
      [15, 40, 15, 15, 15],
    );
  }

  // What is signed comes before its evidence, which goes on for pages.
  signOff(blocks);

  if (suppliers.length) heading('Evidence by supplier');
  for (const supplier of suppliers) {
    heading(supplier.name, 3);
    const facts = [
      supplier.purpose,
      supplier.role && capital(supplier.role),
      `Criticality ${supplier.rating ?? 'not rated'}`,
      `access ${supplier.access.join(', ')}`,
      supplier.owner && `owner ${supplier.owner}`,
      `status ${supplier.status}`,
    ];
    paragraph(
      together([`${facts.filter(Boolean).join(' · ')} · `, link(supplier, `${supplier.file}:${supplier.line}`)]),
    );
    if (supplier.risks.length)
      paragraph(
        together([
          'Risks: ',
          ...supplier.risks.flatMap((risk, index) => [...(index ? [' · '] : []), link(risk, riskText(risk))]),
        ]),
      );
    table(
      ['Criterion', 'Verdict', 'Evidence', 'Why'],
      supplier.criteria
        .filter(({ verdict }) => verdict !== 'not-applicable')
        .map((judged) => [
          CRITERIA[judged.criterion],
          verdictCell(judged),
          evidenceCell(judged.evidence),
          judged.reasons.length
            ? {
                lines: judged.reasons.map((reason) =>
                  link(
                    reason,
                    reason.waived
                      ? `${reason.message} (waived, approved by ${reason.waived.approvedBy} until ${reason.waived.expires})`
                      : reason.message,
                  ),
                ),
              }
            : '–',
        ]),
      [16, 9, 40, 35],
      supplier.name,
    );
    if (supplier.lastReview?.notes) paragraph(`Notes of the last review: ${supplier.lastReview.notes}`);
  }
  return blocks;
}

function signOff(blocks: Block[]): void {
  blocks.push(
    { kind: 'heading', level: 2, text: 'Sign-off' },
    { kind: 'paragraph', text: 'The results above were taken note of, and the actions agreed.' },
    { kind: 'signOff', roles: ['Reviewed by', 'Approved by'] },
  );
}

/** How many suppliers the report is on, and which, where not all were asked for. */
function registerSays({ selection, summary }: ReviewReport): string {
  const { suppliers, inScope, scopeUnknown } = summary;
  const unknown = scopeUnknown ? `, ${scopeUnknown} of unknown scope` : '';
  return selection
    ? `This report is on ${suppliers} of the ${plural(selection.of, 'supplier')} in the register (${selectionText(selection)}): ${inScope} in scope${unknown}.`
    : `The register names ${plural(suppliers, 'supplier')}: ${inScope} in scope${unknown}.`;
}

const selectionText = ({ supplier, criticality }: NonNullable<ReviewReport['selection']>): string =>
  [supplier, criticality && `criticality ${criticality.join(' or ')}`].filter(Boolean).join(', ');

const inOneLine = (cell: Cell): Text =>
  linesOf(cell).flatMap((line, index) => [...(index ? [' '] : []), ...inlines(line)]);

/** The suppliers that a summary names: as many as fit on its second page. */
const MOST_NAMED = 7;
/** The words for a verdict, as columns of a summary. */
const COUNTED: readonly Verdict[] = ['met', 'attention', 'not-met', 'waived', 'unclear'];

/** What a summary has behind its figures: the criteria counted, what needs attention most, and the sign-off. */
function summaryBlocks(report: ReviewReport, today: string, draw: boolean, link: Link): Block[] {
  const { suppliers, findings, actions } = report;
  const blocks: Block[] = [];
  if (draw)
    for (const picture of [dueByMonth(report, today), criticalityByFindings(report)])
      if (picture) blocks.push({ kind: 'picture', picture });
  blocks.push(
    { kind: 'heading', level: 2, text: 'Criteria', newPage: true },
    {
      kind: 'table',
      head: ['Criterion', 'Met', 'To be settled', 'Not met', 'Waived', 'Unreadable'],
      rows: criteria.map((criterion) => {
        const verdicts = suppliers.map((supplier) => supplier.criteria.find((one) => one.criterion === criterion));
        return [
          CRITERIA[criterion],
          ...COUNTED.map((verdict): Inline => {
            const count = verdicts.filter((one) => one?.verdict === verdict).length;
            return count ? { text: String(count), tone: VERDICTS[verdict].tone } : '0';
          }),
        ];
      }),
      widths: [40, 12, 12, 12, 12, 12],
    },
    { kind: 'heading', level: 2, text: 'What needs attention' },
  );
  const wanting = suppliers
    .map((supplier) => ({
      supplier,
      errors: findings.filter(
        ({ waived, severity, supplierId, file, supplier: name }) =>
          !waived &&
          severity === 'error' &&
          file === supplier.file &&
          supplierId === (supplier.id || undefined) &&
          name === supplier.name,
      ),
    }))
    .filter(({ errors }) => errors.length);
  if (!wanting.length) blocks.push({ kind: 'paragraph', text: 'No supplier has an error.' });
  else {
    const named = wanting.slice(0, MOST_NAMED);
    blocks.push({
      kind: 'table',
      head: ['Supplier', 'Criticality', 'Owner', 'Next review', 'Errors'],
      rows: named.map(({ supplier, errors }) => {
        const titles = [...new Set(errors.map(({ rule }) => ruleById(rule)?.title ?? rule))];
        const more = titles.length - 2;
        return [
          link(supplier, supplier.name),
          ratingCell(supplier.rating),
          dash(supplier.owner),
          inOneLine(nextCell(supplier)),
          `${titles.slice(0, 2).join('; ')}${more > 0 ? `; ${more} more` : ''}`,
        ];
      }),
      widths: [28, 10, 12, 14, 36],
    });
    const rest = wanting.length - named.length;
    if (rest)
      blocks.push({
        kind: 'paragraph',
        text: `${plural(rest, 'further supplier')} ${rest === 1 ? 'has' : 'have'} errors; the whole report names them.`,
      });
  }
  const late = actions.filter(({ due }) => due !== undefined && due < today).length;
  blocks.push({
    kind: 'paragraph',
    text: `Actions of reviews: ${actions.length} open, ${late} overdue. Waivers: ${report.waivers.filter(({ state }) => state === 'in force' || state === 'lapsing').length} in force.`,
  });
  signOff(blocks);
  return blocks;
}

/** Neighbouring parts that are plain text as one: a format that leads nowhere gets the sentence as it is. */
function together(parts: readonly Inline[]): Text {
  const joined: Inline[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (typeof part === 'string' && typeof last === 'string') joined[joined.length - 1] = last + part;
    else joined.push(part);
  }
  return joined.length === 1 ? joined[0]! : joined;
}

type Heading = (text: string, level?: 2 | 3) => void;
type Paragraph = (text: Text) => void;
type Table = (head: readonly string[], rows: readonly (readonly Cell[])[], widths?: readonly number[]) => void;

function overdue(
  { suppliers }: ReviewReport,
  today: string,
  heading: Heading,
  paragraph: Paragraph,
  table: Table,
  link: Link,
): void {
  heading('Overdue');
  const late = suppliers.filter(
    ({ reviewState, triggered }) => reviewState === 'overdue' || reviewState === 'missing' || triggered,
  );
  if (!late.length) return void paragraph('No review is overdue, and nothing has happened that calls for one sooner.');
  table(
    ['Supplier', 'Criticality', 'Owner', 'Why'],
    late.map((supplier) => {
      const { name, rating, owner, reviewState, nextReview, lastReview, triggered } = supplier;
      return [
        link(supplier, name),
        ratingCell(rating),
        dash(owner),
        {
          lines: [
            ...(reviewState === 'missing' ? ['Never reviewed'] : []),
            ...(reviewState === 'overdue'
              ? [
                  `Due on ${nextReview}, ${plural(daysBetween(nextReview!, today), 'day')} ago; last reviewed on ${lastReview!.date}`,
                ]
              : []),
            ...(triggered
              ? [
                  `${capital(triggered.kind.replace('-', ' '))} on ${triggered.date}, after the last review on ${lastReview!.date}`,
                ]
              : []),
          ],
        },
      ];
    }),
    [30, 12, 13, 45],
  );
}

function waiverTables(
  waivers: readonly ReportedWaiver[],
  heading: Heading,
  paragraph: Paragraph,
  table: Table,
  link: Link,
): void {
  heading('Waivers');
  if (!waivers.length) return void paragraph('No finding is waived.');
  const TONES: Record<ReportedWaiver['state'], Tone> = {
    'in force': 'good',
    lapsing: 'warn',
    ended: 'bad',
    'not in force': 'bad',
  };
  table(
    ['Supplier', 'Waived', 'Reason and compensating controls', 'Approved', 'Until'],
    waivers.map((waiver) => {
      const { name, rule, for: value, reason, compensatingControls, approvedBy, approved, expires, state } = waiver;
      return [
        name,
        { lines: [link(waiver, rule), ...(value ? [`for ${value}`] : [])] },
        { lines: [reason, ...compensatingControls.map((control) => `– ${control}`)] },
        { lines: [dash(approvedBy), ...(approved ? [approved] : [])] },
        { lines: [dash(expires), { text: capital(state), tone: TONES[state] }] },
      ];
    }),
    [17, 22, 37, 12, 12],
  );
}

function changes(changed: Changes, heading: Heading, paragraph: Paragraph, table: Table): void {
  heading(`Changes since ${changed.since}`);
  if (changed.label) paragraph(`Compared with ${changed.label}.`);
  if (changed.fromNothing) paragraph('There was no ISMS yet at that time: everything is new.');
  const { suppliers, waivers, newFindings, goneFindings, worseFindings, betterFindings } = changed;
  const moved = [...worseFindings, ...newFindings, ...betterFindings, ...goneFindings];
  if (!suppliers.length && !waivers.length && !moved.length) return void paragraph('Nothing changed.');
  if (suppliers.length) {
    table(
      ['Supplier', 'Change', 'Before', 'After'],
      suppliers.flatMap(({ name, change, fields }): Cell[][] =>
        change === 'changed'
          ? fields.map(({ field, before, after }) => [name, capital(field), dash(before), dash(after)])
          : [[name, { text: change === 'new' ? 'New supplier' : 'Removed', strong: true }, '–', '–']],
      ),
      [25, 19, 28, 28],
    );
  }
  if (waivers.length) {
    table(
      ['Waiver', 'Supplier', 'Change', 'Until'],
      waivers.map(({ rule, for: value, name: supplier, change, expires, before }) => [
        { lines: [rule, ...(value ? [`for ${value}`] : [])] },
        supplier,
        { text: capital(change), strong: change === 're-opened' },
        before?.expires && before.expires !== expires ? `${dash(expires)} (before: ${before.expires})` : dash(expires),
      ]),
      [40, 22, 14, 24],
    );
  }
  if (moved.length) {
    const shift =
      (word: string, tone: Tone) =>
      ({ supplier, message, rule, before }: MovedFinding): Cell[] => [
        { text: word, tone },
        supplier,
        { lines: [message, { text: rule, tone: 'mute' }, { text: `Before: ${before.message}`, tone: 'mute' }] },
      ];
    table(
      ['Findings', 'Supplier', 'What'],
      [
        ...worseFindings.map(shift('Worse', 'bad')),
        ...newFindings.map(({ supplier, message, rule }): Cell[] => [
          { text: 'New', tone: 'bad' },
          supplier,
          { lines: [message, { text: rule, tone: 'mute' }] },
        ]),
        ...betterFindings.map(shift('Better', 'good')),
        ...goneFindings.map(({ supplier, message, rule }): Cell[] => [
          { text: 'Gone', tone: 'good' },
          supplier,
          { lines: [message, { text: rule, tone: 'mute' }] },
        ]),
      ],
      [10, 25, 65],
    );
  }
}

/** The rows of a picture beyond which it is no longer read. */
const MOST_ROWS = 30;

/** The report's pictures, as data. */
export function pictures(report: ReviewReport, today: string): Picture[] {
  return [dueByMonth(report, today), criticalityByFindings(report), validity(report, today), countries(report)].filter(
    (picture) => picture !== undefined,
  );
}

const count = (names: readonly string[], values: readonly number[]): string =>
  names
    .map((name, index) => [name, values[index]!] as const)
    .filter(([, value]) => value)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ') || 'none';

function dueByMonth({ plan, suppliers }: ReviewReport, today: string): Picture | undefined {
  if (!suppliers.length) return undefined;
  const first = `${today.slice(0, 7)}-01`;
  const months = Array.from({ length: 13 }, (_, n) =>
    addDuration(first, { count: Math.max(n, 1), unit: 'month' }, 1),
  ).map((day, n) => (n === 0 ? first : day));
  const categories = ['Due now', ...months.map(monthOf)];
  const values = (wanted: (rating: string | undefined) => boolean): number[] => {
    const row = categories.map(() => 0);
    for (const { due, rating, triggered, last } of plan) {
      if (!wanted(rating)) continue;
      const index =
        due < today || triggered || !last ? 0 : 1 + months.findIndex((month) => month.slice(0, 7) === due.slice(0, 7));
      row[index]!++;
    }
    return row;
  };
  const total = values(() => true);
  return {
    kind: 'columns',
    title: 'Reviews due over the coming year',
    alt: `Suppliers whose review is due, by month: ${count(categories, total)}.`,
    note: 'Due now: overdue, triggered by an event, or never reviewed.',
    categories,
    unit: 'suppliers',
    series: [
      { name: 'Critical', tone: 'bad', values: values((rating) => rating === 'critical') },
      { name: 'High', tone: 'warn', values: values((rating) => rating === 'high') },
      {
        name: 'Medium, low or not rated',
        tone: 'note',
        values: values((rating) => rating !== 'critical' && rating !== 'high'),
      },
    ],
  };
}

function criticalityByFindings({ suppliers }: ReviewReport): Picture | undefined {
  if (!suppliers.length) return undefined;
  const rows = [...RATINGS, undefined].filter((rating) => rating || suppliers.some((supplier) => !supplier.rating));
  const categories = rows.map((rating) => (rating ? capital(rating) : 'Not rated'));
  const values = (wanted: (worst: Severity | undefined) => boolean) =>
    rows.map((rating) => suppliers.filter((supplier) => supplier.rating === rating && wanted(supplier.worst)).length);
  const series = [
    { name: 'With errors', tone: 'bad' as const, values: values((worst) => worst === 'error') },
    { name: 'With warnings', tone: 'warn' as const, values: values((worst) => worst === 'warning') },
    {
      name: 'Without either',
      tone: 'good' as const,
      values: values((worst) => worst !== 'error' && worst !== 'warning'),
    },
  ];
  return {
    kind: 'bars',
    title: 'Criticality against findings',
    alt: `Suppliers by criticality and worst finding. ${series.map(({ name, values: row }) => `${name}: ${count(categories, row)}`).join('; ')}.`,
    categories,
    unit: 'suppliers',
    series,
  };
}

const STATES = {
  current: { name: 'Current', tone: 'good' },
  ending: { name: 'Ends soon', tone: 'warn' },
  ended: { name: 'Ended', tone: 'bad' },
} as const;

function validity({ validity: all, suppliers }: ReviewReport, today: string): Picture | undefined {
  if (!all.length) return undefined;
  const shown = all.slice(0, MOST_ROWS);
  const without = suppliers.length - all.length;
  const notes = [
    'The evidence of each supplier that counts longest, from the day it was issued or its period began.',
    ...(all.length > shown.length
      ? [`The ${shown.length} that end first; ${all.length - shown.length} last longer.`]
      : []),
    ...(without
      ? [`${plural(without, 'supplier')} ${without === 1 ? 'has' : 'have'} no evidence that could count.`]
      : []),
  ];
  return {
    kind: 'spans',
    title: 'Assurance validity over time',
    alt: `When each supplier's evidence ends: ${shown.map(({ name, end, state }) => `${name} ${end}${state === 'current' ? '' : ` (${STATES[state].name.toLowerCase()})`}`).join('; ')}.`,
    note: notes.join(' '),
    today,
    rows: shown.map(({ name, start, end, state }) => ({ label: name, start, end, tone: STATES[state].tone })),
    legend: Object.values(STATES),
  };
}

function countries({ countries: all }: ReviewReport): Picture | undefined {
  if (!all.length) return undefined;
  const shown = all.slice(0, MOST_ROWS);
  const VERDICT: Record<CountryUse['verdict'], { name: string; tone: Tone }> = {
    inside: { name: 'Inside the residency', tone: 'good' },
    unproven: { name: 'Not proven', tone: 'warn' },
    outside: { name: 'Outside', tone: 'bad' },
  };
  return {
    kind: 'bars',
    title: 'Where data is',
    alt: `Suppliers by place of hosting, processing, model storage and inference: ${shown.map(({ place, suppliers, verdict }) => `${place} ${suppliers} (${VERDICT[verdict].name.toLowerCase()})`).join('; ')}.`,
    ...(all.length > shown.length ? { note: `The ${shown.length} most frequent of ${all.length} places.` } : {}),
    categories: shown.map(({ place }) => place),
    unit: 'suppliers',
    series: (['inside', 'unproven', 'outside'] as const).map((verdict) => ({
      ...VERDICT[verdict],
      values: shown.map((use) => (use.verdict === verdict ? use.suppliers : 0)),
    })),
  };
}

/** The suppliers as rows of a table: what a spreadsheet is filtered and sorted by. */
export function reviewRows({ suppliers, changes: changed, findings }: ReviewReport): {
  head: readonly string[];
  rows: readonly (readonly string[])[];
} {
  const keyOf = (file: string, id: string | undefined, name: string | undefined): string =>
    [file, id ?? '', name ?? ''].join('\n');
  const byOwner = new Map<string, ReportFinding[]>();
  for (const finding of findings) {
    if (finding.waived) continue;
    const key = keyOf(finding.file, finding.supplierId, finding.supplier);
    const others = byOwner.get(key);
    if (others) others.push(finding);
    else byOwner.set(key, [finding]);
  }
  const changes = new Map((changed?.suppliers ?? []).map((change) => [`${change.id}\n${change.name}`, change]));
  const changesOf = ({ id, name }: ReviewedSupplier): string => {
    const found = changes.get(`${id}\n${name}`);
    if (!found) return '';
    return found.change === 'changed'
      ? found.fields.map(({ field, before, after }) => `${field}: ${before || '–'} → ${after || '–'}`).join('; ')
      : 'New';
  };
  return {
    head: [
      'Id',
      'Supplier',
      'Status',
      'Role',
      'Rating',
      'Access',
      'Hosting',
      'Processing',
      'Transfers',
      ...criteria.map((criterion) => CRITERIA[criterion]),
      'DPA signed',
      'DPA until',
      'Assurance until',
      'Last review',
      'Outcome',
      'Next review',
      'Owner',
      'Risks',
      'Errors',
      'Warnings',
      'Findings',
      ...(changed ? [`Changes since ${changed.since}`] : []),
    ],
    rows: suppliers.map((supplier) => {
      const own = byOwner.get(keyOf(supplier.file, supplier.id, supplier.name)) ?? [];
      return [
        supplier.id,
        supplier.name,
        supplier.status,
        supplier.role ?? '',
        supplier.rating ?? '',
        supplier.access.join('; '),
        supplier.hosting.join('; '),
        supplier.processing.join('; '),
        supplier.transfers ? supplier.transfers.join('; ') || 'none' : '',
        ...criteria.map((criterion) => {
          const judged = supplier.criteria.find((one) => one.criterion === criterion)!;
          return judged.verdict === 'not-applicable' ? '' : verdictWord(judged).text;
        }),
        supplier.dpa?.signed ?? '',
        supplier.dpa?.expires ?? '',
        supplier.assuranceUntil ?? '',
        supplier.lastReview?.date ?? '',
        supplier.lastReview?.outcome ?? '',
        supplier.nextReview ?? '',
        supplier.owner ?? '',
        supplier.risks.map(riskText).join('; '),
        String(own.filter(({ severity }) => severity === 'error').length),
        String(own.filter(({ severity }) => severity === 'warning').length),
        own.map(({ rule, message }) => `${rule}: ${message}`).join(' / '),
        ...(changed ? [changesOf(supplier)] : []),
      ];
    }),
  };
}

export const makeReview: Maker = (data, earlier, choice) => {
  const report = reviewReport(data, earlier, choice);
  return {
    data: report,
    ...(report.selection ? { lead: [{ label: 'Suppliers', text: selectionText(report.selection) }] } : {}),
    blocks: (draw, link) => reviewBlocks(report, data.today, draw, link, choice),
    rows: () => reviewRows(report),
  };
};
