import type { ReportFormat, ReportKind } from '../../../../server/src/protocol.ts';

/** What each kind is called where it is shown or offered, and what it is for. */
export const KINDS: Readonly<Record<ReportKind, { readonly title: string; readonly about: string }>> = {
  review: {
    title: 'Supplier Review Report',
    about: 'Every supplier in scope against the criteria of the policy, with findings, waivers and evidence',
  },
  subprocessors: {
    title: 'Subprocessor List',
    about: 'Who processes personal data for you, to hand to customers; no internal information',
  },
  soa: {
    title: 'Statement of Applicability',
    about: 'Each of the 93 controls: whether it applies, why, and how far it is implemented',
  },
  coverage: { title: 'Coverage Report', about: 'Which policy covers which control and which clause' },
};

export const FORMATS: Readonly<Record<ReportFormat, { readonly title: string; readonly about: string }>> = {
  html: { title: 'HTML', about: 'One page with charts, to print or to send' },
  md: { title: 'Markdown', about: 'Text with tables, to keep next to the register' },
  csv: { title: 'CSV', about: 'A table for a spreadsheet' },
  json: { title: 'JSON', about: 'All data of the report, for other programs' },
};

export const kinds = Object.keys(KINDS) as readonly ReportKind[];
export const formats = Object.keys(FORMATS) as readonly ReportFormat[];

export const isKind = (value: unknown): value is ReportKind => typeof value === 'string' && Object.hasOwn(KINDS, value);
