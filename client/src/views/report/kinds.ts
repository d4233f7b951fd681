import {
  REPORTS,
  type ReportFormat,
  type ReportKind,
  reportFormats,
  reportKinds,
} from '../../../../server/src/reports/list.ts';

/** What each kind is called where it is shown or offered, and what it is for. */
export const KINDS = REPORTS;

export const FORMATS: Readonly<Record<ReportFormat, { readonly title: string; readonly about: string }>> = {
  html: { title: 'HTML', about: 'One page with charts, to print or to send' },
  md: { title: 'Markdown', about: 'Text with tables, to keep next to the register' },
  csv: { title: 'CSV', about: 'A table for a spreadsheet' },
  json: { title: 'JSON', about: 'All data of the report, for other programs' },
};

export const kinds = reportKinds;
export const formats = reportFormats;

export const isKind = (value: unknown): value is ReportKind => typeof value === 'string' && Object.hasOwn(KINDS, value);
