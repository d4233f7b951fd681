import { type Diagnostic, DiagnosticSeverity } from 'vscode-languageserver-types';
import { ruleUrl } from '../check/rules.ts';
import type { PartFinding } from '../workspace/document.ts';
import type { Finding, Workspace } from '../workspace/workspace.ts';

/** Findings a file that go to an editor; `isms check` shows them all. */
const MOST_FINDINGS = 1000;
const SEVERITY = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
} as const;

/** Where diagnostics can be had as JSON, each written once: a writer of text has only to put them together. */
export const written: unique symbol = Symbol('written');

/** The diagnostics of a file. Other ways of sending them know nothing of `written`, and nothing is written for them. */
export type Diagnostics = Diagnostic[] & { [written]?: () => readonly string[] };

interface Made {
  /** The first line of the part that the finding stood in. */
  readonly line: number;
  readonly diagnostic: Diagnostic;
  /** Once somebody has asked for it. */
  json?: string;
}

/** Turns findings into diagnostics. What was made of a finding is kept while the finding and its place last. */
export class DiagnosticMaker {
  private readonly made = new Map<string, Map<PartFinding, Made>>();
  /** Whether the editor shows related places. */
  related = false;

  /** @param spell a URI as the editor spells it */
  constructor(
    private readonly workspace: Workspace,
    private readonly spell: (uri: string) => string,
  ) {}

  /** The worst findings of a file, in order, with a word on how many more there are. @param uri canonical */
  of(uri: string): Diagnostics {
    const { overall, parts, total } = this.workspace.found(uri, MOST_FINDINGS - 1);
    const known = this.made.get(uri);
    const kept = new Map<PartFinding, Made>();
    const all: Omit<Made, 'line'>[] = overall.map((finding) => ({ diagnostic: this.diagnostic(finding) }));
    for (const { line, findings, place } of parts) {
      for (const finding of findings) {
        let made = known?.get(finding);
        if (made?.line !== line) made = { line, diagnostic: this.diagnostic(place(finding)) };
        kept.set(finding, made);
        all.push(made);
      }
    }
    if (kept.size) this.made.set(uri, kept);
    else this.made.delete(uri);
    if (overall.length) all.sort((a, b) => inOrder(a.diagnostic, b.diagnostic));
    const more = total - all.length;
    if (more > 0) all.push({ diagnostic: moreFindings(more) });
    const diagnostics: Diagnostics = all.map(({ diagnostic }) => diagnostic);
    const json = () => all.map((made) => (made.json ??= JSON.stringify(made.diagnostic)));
    Object.defineProperty(diagnostics, written, { value: json });
    return diagnostics;
  }

  /** Lets go of what was made: the editor's spelling of some URI changed. */
  forget(): void {
    this.made.clear();
  }

  private diagnostic({ range, severity, rule, message, related, data, waived }: Finding): Diagnostic {
    return {
      range,
      severity: SEVERITY[severity],
      source: 'isms',
      code: rule,
      codeDescription: { href: ruleUrl(rule) },
      message,
      ...(related?.length && this.related
        ? {
            relatedInformation: related.map((place) => ({
              location: { uri: this.spell(place.uri), range: place.range },
              message: place.message,
            })),
          }
        : {}),
      ...(data || waived ? { data: { ...data, ...(waived ? { waived: true } : {}) } } : {}),
    };
  }
}

const moreFindings = (more: number): Diagnostic => ({
  range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
  severity: DiagnosticSeverity.Information,
  source: 'isms',
  message: `${more} more finding${more === 1 ? ' is' : 's are'} not shown here; isms check lists them all`,
});

const inOrder = (a: Diagnostic, b: Diagnostic): number =>
  a.range.start.line - b.range.start.line || a.range.start.character - b.range.start.character;
