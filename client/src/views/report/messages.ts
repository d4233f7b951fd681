/** What the page of a report view is told. */
export type ToPage =
  /** A report to show. `number` names it, so that a click on an older one is not taken for one on this. */
  | { readonly type: 'report'; readonly number: number; readonly html: string }
  /** A sentence instead of a report. */
  | { readonly type: 'note'; readonly text: string; readonly retry?: boolean };

/** What the page says. */
export type FromPage =
  | { readonly type: 'ready' }
  | { readonly type: 'retry' }
  /** A link to a file was followed: an index into the sources of the report with that number. */
  | { readonly type: 'open'; readonly report: number; readonly source: number };

/** Takes a message for what it is, or for nothing: a page may say anything. */
export function readMessage(raw: unknown): FromPage | undefined {
  if (typeof raw !== 'object' || raw === null) return undefined;
  const { type, report, source } = raw as Record<string, unknown>;
  if (type === 'ready' || type === 'retry') return { type };
  if (type === 'open' && isIndex(report) && isIndex(source)) return { type, report, source };
  return undefined;
}

const isIndex = (value: unknown): value is number => Number.isInteger(value) && (value as number) >= 0;
