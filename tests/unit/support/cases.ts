import type { Day } from '../../../server/src/model/dates.ts';
import * as engine from '../../../server/src/prose/index.ts';
import { canonicalUri } from '../../../server/src/workspace/uri.ts';
import { type Finding, Workspace } from '../../../server/src/workspace/workspace.ts';

/**
 * Labelled cases: small workspaces as text. `==== PATH` starts a file, `==== supplier WORDS`, `==== policy WORDS` or `==== risk WORDS` an
 * excerpt of one that is complete otherwise, `==== text WORDS` the text of a policy (front matter before `---`), `==== as-of DAY` sets the day, `==== no-root` keeps the default `isms.yaml`
 * away. A mark `#! rule` at a line's end says what must be found there; see the README
 * beside the cases.
 */
export interface Mark {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly rule: string;
  readonly severity?: string;
  readonly waived: boolean;
  /** The text on which the finding must start, without a leading quote. */
  readonly at?: string;
}

export interface Case {
  readonly files: ReadonlyMap<string, string>;
  readonly asOf: Day;
  readonly marks: readonly Mark[];
}

export const TODAY: Day = '2026-11-21';
const DEFAULT_SETTINGS =
  'isms: 1\nroles:\n  ciso: { name: Chief Information Security Officer }\n  cto: { name: Chief Technology Officer }\n';
const SEVERITY: Readonly<Record<string, string>> = { E: 'error', W: 'warning', I: 'information' };
const FOLDER = 'file:///case/';

/** What an excerpt leaves out: a supplier, a policy and a risk without a finding. */
const COMPLETE: Readonly<Record<string, string>> = {
  supplier: `name: Acme Cloud GmbH
status: active
categories: [hosting]
purpose: Application hosting
country: DE
owner: ciso
access: [personal-data, production]
hosting: [DE]
dpa: { status: signed, signed: 2026-01-15, art-28-3: [a, b, c, d, e, f, g, h] }
assurance: [{ kind: iso27001, valid-until: 2028-05-31, scope: all services }]
criticality: { business-impact: 3, data-access: 4, replacement-difficulty: 2 }
reviews: [{ date: 2026-06-01, by: ciso, outcome: approved, checked: [assurance, dpa, residency, risk] }]`,
  policy: `title: Access Policy
status: approved
owner: ciso
approved-by: ciso
effective: 2026-06-01
controls: [A.5.15]`,
  risk: `title: Outage of the only hoster
status: treated
owner: ciso
inherent: { likelihood: 3, impact: 5 }
treatment: mitigate
controls: [A.5.30]
residual: { likelihood: 2, impact: 2 }
reviews: [{ date: 2026-06-01, by: ciso, outcome: approved }]`,
};

/** Where an excerpt of a kind goes. */
const EXCERPTS: Readonly<Record<string, string>> = {
  supplier: 'suppliers',
  risk: 'risks',
  policy: 'policies',
  text: 'policies',
};

/** An excerpt as a whole file; its lines come last. */
function completed(kind: string, excerpt: readonly string[], index: number): string {
  const given = new Set(excerpt.map((line) => /^([\w-]+):/.exec(line)?.[1]));
  const rest = `id: excerpt-${index}\n${COMPLETE[kind]}`
    .split('\n')
    .filter((line) => !given.has(line.slice(0, line.indexOf(':'))));
  return `${kind}:\n${[...rest, ...excerpt].map((line) => `  ${line}`.trimEnd()).join('\n')}\n`;
}

const IN_MARKDOWN = /\.mdx?$/;
/** In Markdown a mark is a comment, which is taken out before the text is read. */
const MARK = / ?<!--! (.+?) -->\r?$/;

/** A policy in Markdown with a text; lines before `---` are front matter. */
function completedText(lines: readonly string[], index: number): string {
  const end = lines.indexOf('---');
  const given = lines.slice(0, Math.max(end, 0));
  const keys = new Set(given.map((line) => /^([\w-]+):/.exec(line)?.[1]));
  const rest =
    `id: text-${index}\ntitle: Access Policy\nversion: "2.1"\nstatus: approved\nowner: ciso\napproved-by: ciso\neffective: 2026-06-01\ncontrols: [A.5.15]`
      .split('\n')
      .filter((line) => !keys.has(line.slice(0, line.indexOf(':'))));
  return ['---', ...rest, ...given, '---', ...lines.slice(end + 1)].join('\n');
}

/** The marks in a text. */
export function marksIn(file: string, text: string): Mark[] {
  return text.split('\n').flatMap((line, index) => {
    const mark = (IN_MARKDOWN.test(file) ? MARK.exec(line) : null) ?? / #! (.+?)\r?$/.exec(line);
    if (!mark) return [];
    return mark[1]!
      .trim()
      .split(/\s+/)
      .map((word): Mark => {
        const equals = word.indexOf('=');
        const [rule, ...pins] = (equals < 0 ? word : word.slice(0, equals)).split(':');
        const severity = pins.map((pin) => SEVERITY[pin]).find((name) => name !== undefined);
        return {
          file,
          line: index + 1,
          rule: rule!,
          waived: pins.includes('waived'),
          ...(severity ? { severity } : {}),
          ...(equals < 0 ? {} : { at: word.slice(equals + 1) }),
        };
      });
  });
}

export function parseCase(text: string): Case {
  const files = new Map<string, string[]>();
  let asOf: Day = TODAY;
  let noRoot = false;
  let lines: string[] | undefined;
  const excerpts = new Map<string, { readonly kind: string; readonly index: number }>();
  for (const line of text.split('\n')) {
    const excerpt = /^==== (supplier|policy|risk|text)(?: (.*\S))?\s*$/.exec(line);
    if (excerpt) {
      const [, kind, words = ''] = excerpt;
      const index = excerpts.size + 1;
      const file = `${EXCERPTS[kind!]}/${index}-${words.replace(/\W+/g, '-')}.${kind === 'text' ? 'md' : 'yaml'}`;
      lines = [];
      files.set(file, lines);
      excerpts.set(file, { kind: kind!, index });
      continue;
    }
    const start = /^==== (\S+)(?: (\S+))?\r?$/.exec(line);
    if (start?.[1] === 'as-of') asOf = start[2]!;
    else if (start?.[1] === 'no-root') noRoot = true;
    else if (start) {
      lines = [];
      files.set(start[1]!, lines);
    } else lines?.push(line);
  }
  const texts = new Map(
    [...files].map(([name, content]) => {
      const excerpt = excerpts.get(name);
      if (!excerpt) return [name, content.join('\n')];
      const { kind, index } = excerpt;
      return [name, kind === 'text' ? completedText(content, index) : completed(kind, content, index)];
    }),
  );
  if (!noRoot && ![...texts.keys()].some((name) => /(?:^|\/)isms\.ya?ml$/.test(name)))
    texts.set('isms.yaml', DEFAULT_SETTINGS);
  const marks = [...texts].flatMap(([name, content]) => marksIn(name, content));
  for (const [name, content] of texts)
    if (IN_MARKDOWN.test(name))
      texts.set(
        name,
        content
          .split('\n')
          .map((line) => line.replace(MARK, ''))
          .join('\n'),
      );
  return { files: texts, asOf, marks };
}

/** Puts files, by path, into a workspace and reads them, as the hosts do: settings first. */
export function workspaceOf(files: ReadonlyMap<string, string>, asOf: Day = TODAY): Workspace {
  const uriOf = (name: string): string => canonicalUri(FOLDER + name);
  const uris = new Map([...files].map(([name, text]) => [uriOf(name), text]));
  const workspace = new Workspace({ today: () => asOf, exists: (uri) => uris.has(uri) });
  const isSettings = (name: string) => /(?:^|\/)isms\.ya?ml$/.test(name);
  const names = [...files.keys()].sort();
  for (const name of [...names.filter(isSettings), ...names.filter((name) => !isSettings(name))]) {
    workspace.set(uriOf(name), files.get(name)!);
  }
  workspace.useProse(engine);
  workspace.updateAll((uri) => uris.get(uri));
  return workspace;
}

/** All findings in some files, with the file's path. */
export function findingsOf(
  files: ReadonlyMap<string, string>,
  asOf: Day = TODAY,
): (Finding & { readonly file: string })[] {
  const workspace = workspaceOf(files, asOf);
  return [...files.keys()].flatMap((file) =>
    workspace.findings(canonicalUri(FOLDER + file)).map((finding) => ({ ...finding, file })),
  );
}

/** What is missing and what is too much; empty if a case comes out as it is marked. */
export function differences({ files, asOf, marks }: Case): string[] {
  const left = findingsOf(files, asOf).map((finding) => ({
    ...finding,
    line: finding.range.start.line + 1,
    text: (files.get(finding.file)!.split('\n')[finding.range.start.line] ?? '')
      .slice(finding.range.start.character)
      .replace(/^["']/, ''),
  }));
  const notes: string[] = [];
  for (const mark of marks) {
    const index = left.findIndex(
      (found) =>
        found.file === mark.file &&
        found.line === mark.line &&
        found.rule === mark.rule &&
        (mark.severity ? found.severity === mark.severity : found.severity !== 'information' && !found.waived) &&
        (!mark.waived || found.waived) &&
        (mark.at === undefined || found.text.startsWith(mark.at)),
    );
    if (index >= 0) left.splice(index, 1);
    else {
      const pins = [mark.severity, mark.waived && 'waived', mark.at && `on "${mark.at}"`].filter(Boolean).join(' ');
      notes.push(`missing  ${mark.file}:${mark.line} ${mark.rule} ${pins}`.trim());
    }
  }
  for (const found of left) {
    if (found.severity === 'information' || found.waived) continue;
    notes.push(
      `too much ${found.file}:${found.line} ${found.rule} ${found.severity} on "${found.text.slice(0, 30)}": ${found.message}`,
    );
  }
  return notes;
}
