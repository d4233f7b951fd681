import { controlById } from '../../../facts/controls.ts';
import type { ControlMention } from '../../../prose/types.ts';
import { mentionsOf, type ProseRule, placed, whose } from '../text.ts';

const titled = (id: string): string => `${id} ${controlById(id)?.title ?? ''}`.trim();

/** Controls as the author marks them: `Annex A 9.4.1` becomes `Annex A 8.3`. */
function likeMark({ text }: Pick<ControlMention, 'text'>, ids: readonly string[]): string {
  const mark = /^(?:Ann?exe?\s+A(?:\.\s?|\s)|Anhangs?\s+A(?:\.\s?|\s)|A\.|A\s|A)?/.exec(text)![0];
  return ids.map((id) => `${mark}${id.slice(2)}`).join(', ');
}

export const referenceRules: readonly ProseRule[] = [
  {
    id: 'prose/control-unknown',
    title: 'The text names a control that does not exist',
    severity: 'error',
    scope: 'text',
    check(text, _context, report) {
      for (const { block, mention } of mentionsOf(text, 'control'))
        if (mention.unknown)
          report(
            placed(block, { start: mention.start, end: mention.first }),
            `${mention.text} ${mention.unknown}: correct it${whose(text)}`,
          );
    },
  },
  {
    id: 'prose/control-superseded',
    title: 'The text names a control of ISO/IEC 27001:2013',
    severity: 'error',
    scope: 'text',
    check(text, _context, report) {
      for (const { block, mention } of mentionsOf(text, 'control')) {
        if (!mention.superseded) continue;
        const { id, successors } = mention.superseded;
        report(
          placed(block, mention),
          `${id} is a control of ISO/IEC 27001:2013: write ${successors.map(titled).join('; ')}${whose(text)}`,
          { data: { replace: likeMark(mention, successors) } },
        );
      }
    },
  },
  {
    id: 'prose/control-title',
    title: 'The title of another control',
    severity: 'warning',
    scope: 'text',
    check(text, _context, report) {
      for (const { block, mention } of mentionsOf(text, 'control')) {
        if (!mention.title) continue;
        const own = controlById(mention.ids[0]!)!;
        report(
          placed(block, mention.title),
          `“${mention.title.text}” is the title of ${mention.title.of}, and ${own.id} is ${own.title}: correct one of them${whose(text)}`,
          { data: { replace: own.title } },
        );
      }
    },
  },
  {
    id: 'prose/clause-unknown',
    title: 'The text names a clause that does not exist',
    severity: 'error',
    scope: 'text',
    check(text, _context, report) {
      for (const { block, mention } of mentionsOf(text, 'clause'))
        if (mention.unknown) report(placed(block, mention), `${mention.unknown}: correct it${whose(text)}`);
    },
  },
  {
    id: 'prose/regulation-unknown',
    title: 'The text names an article of the GDPR that does not exist',
    severity: 'error',
    scope: 'text',
    check(text, _context, report) {
      for (const { block, mention } of mentionsOf(text, 'article'))
        if (mention.unknown)
          report(placed(block, mention), `${mention.text}: ${mention.unknown}; correct it${whose(text)}`);
    },
  },
];
