import { kinds } from '../kinds/index.ts';
import type { ProseRule, Text, TextContext, TextSpan } from '../kinds/prose/text.ts';
import type { RawFinding, Remark, RuleHead, Subject } from '../model/rule.ts';
import type { ResolvedSettings } from '../model/settings.ts';
import { severityOf } from '../model/severity.ts';
import type { Ignore } from '../prose/types.ts';
import type { Span } from '../yaml/tree.ts';
import { ruleById } from './rules.ts';

const textRules = kinds
  .flatMap(({ rules }) => rules as readonly RuleHead[])
  .filter((rule): rule is ProseRule => 'scope' in rule && rule.scope === 'text');

/** A finding in a text, or in the front matter above it. */
export type TextFinding = RawFinding & Pick<TextSpan, 'in'>;

/** What a comment switches off, from its own place to the end of the block behind it. */
interface Silence extends Span {
  readonly rule: string;
  readonly file: boolean;
}

function silencesIn({ prose: { blocks } }: Text): { silences: Silence[]; ignores: { ignore: Ignore; at: number }[] } {
  const silences: Silence[] = [];
  const ignores: { ignore: Ignore; at: number }[] = [];
  for (const [index, block] of blocks.entries()) {
    for (const ignore of block.read.ignores) {
      ignores.push({ ignore, at: block.at });
      if (!ignore.reason) continue;
      let end = block.end;
      // A comment that is a block of its own is for the block behind it.
      if (block.at + ignore.end >= block.end - 1)
        end =
          blocks.slice(index + 1).find(({ read, name }) => !(name === 'CommentBlock' && read.ignores.length))?.end ??
          end;
      silences.push({ rule: ignore.rule, file: ignore.file, start: block.at + ignore.start, end });
    }
  }
  return { silences, ignores };
}

/** Runs the rules of texts. Comments that switch a rule off are obeyed. */
export function checkText(text: Text, context: TextContext, subject: Subject | undefined): TextFinding[] {
  const findings: TextFinding[] = [];
  const { silences, ignores } = silencesIn(text);
  const add = (rule: RuleHead, at: TextSpan, message: string, remark: Remark = {}): void => {
    const severity = severityOf(rule, context.settings.rules, remark.lower ?? false);
    if (!severity) return;
    const silent = silences.some(
      ({ rule: id, file, start, end }) =>
        id === rule.id && (file || (at.in === undefined && at.start >= start && at.start < end)),
    );
    if (silent) return;
    findings.push({
      rule: rule.id,
      start: at.start,
      end: at.end,
      message,
      severity,
      ...(at.in ? { in: at.in } : {}),
      ...(subject ? { subject } : {}),
      ...(remark.related ? { related: remark.related } : {}),
      ...(remark.data ? { data: remark.data } : {}),
    });
  };
  for (const rule of textRules) {
    try {
      rule.check(text, context, (at, message, remark) => add(rule, at, message, remark));
    } catch (error) {
      context.failed(error, rule.id);
    }
  }
  for (const { ignore, at } of ignores) {
    const place = { start: at + ignore.at.start, end: at + ignore.at.end };
    if (!context.ruleById(ignore.rule))
      add(
        ruleById('reference/unknown')!,
        place,
        `${ignore.rule} is no rule, so this comment switches nothing off: correct its id`,
      );
    else if (!ignore.reason)
      add(
        ruleById('schema/required')!,
        place,
        `The reason why ${ignore.rule} is ignored is missing, so it is not: add it behind a colon`,
      );
  }
  return findings;
}

/** What Markdown without an `id` is told: on its first line. */
export function checkUnregistered(line: Span, settings: ResolvedSettings): RawFinding[] {
  const rule = ruleById('policy/unregistered')!;
  const severity = severityOf(rule, settings.rules, false);
  return severity
    ? [
        {
          rule: rule.id,
          severity,
          ...line,
          message: 'This Markdown has no id in its front matter, so it counts as no policy: add front matter',
        },
      ]
    : [];
}
