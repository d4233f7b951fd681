/** What is known of a report without making it: what command line, palette and menus list. */
interface ReportFacts {
  /** The report's heading. */
  readonly title: string;
  /** Its name where it is offered, as a command's title has it. */
  readonly name: string;
  readonly about: string;
  /** What its files are called, without the ending. */
  readonly file: string;
  /** It reports what changed since an earlier state. */
  readonly compares?: true;
  readonly pictures?: true;
  /** Its columns can be chosen. */
  readonly columns?: true;
  /** Its tables are wide: the sheet is turned. */
  readonly landscape?: true;
  /** It is made for people outside: it says nothing about how the ISMS is kept. */
  readonly outward?: true;
}

/** Every report, in the order in which they are offered. What makes each is in `index.ts`. */
export const REPORTS = {
  review: {
    title: 'Supplier review report',
    name: 'Supplier Review Report',
    about: 'Every supplier in scope against all criteria, with findings, waivers and evidence',
    file: 'supplier-review',
    compares: true,
    pictures: true,
    landscape: true,
  },
  subprocessors: {
    title: 'Subprocessors',
    name: 'Subprocessor List',
    about: 'Who processes personal data for you, to hand to customers; no internal information',
    file: 'subprocessors',
    compares: true,
    landscape: true,
    outward: true,
  },
  soa: {
    title: 'Statement of Applicability',
    name: 'Statement of Applicability',
    about: 'Each of the 93 controls: whether it applies, why, and how far it is implemented',
    file: 'statement-of-applicability',
    landscape: true,
  },
  risks: {
    title: 'Risk register and treatment plan',
    name: 'Risk Report',
    about: 'The risks before and after treatment, with the treatment plan, acceptances and overdue actions',
    file: 'risk-register',
    compares: true,
    pictures: true,
    landscape: true,
  },
  policies: {
    title: 'Policy register',
    name: 'Policy Register',
    about: 'Each policy, what it covers, the clauses and controls that it maps, its approval and its reviews',
    file: 'policy-register',
    columns: true,
    landscape: true,
  },
  coverage: {
    title: 'Control coverage',
    name: 'Coverage Report',
    about: 'Which policy covers which control and which clause',
    file: 'control-coverage',
    pictures: true,
  },
} as const satisfies Readonly<Record<string, ReportFacts>>;

export type ReportKind = keyof typeof REPORTS;
export const reportKinds = Object.keys(REPORTS) as readonly ReportKind[];
export const factsOf = (kind: ReportKind): ReportFacts => REPORTS[kind];

export const reportFormats = ['md', 'html', 'csv', 'json'] as const;
export type ReportFormat = (typeof reportFormats)[number];

/** The columns of the policy register: name in `--columns` and in JSON → heading. */
export const policyColumns = {
  title: 'Policy',
  summary: 'What it covers',
  relevance: 'ISO 27001 relevance',
  version: 'Version',
  status: 'Status',
  owner: 'Owner',
  'approved-by': 'Approved by',
  effective: 'Effective',
  'last-review': 'Last review',
  'next-review': 'Next review',
} as const;
export type PolicyColumn = keyof typeof policyColumns;
