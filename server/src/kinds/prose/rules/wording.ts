import { type Duration, formatDuration } from '../../../model/dates.ts';
import { type ProseRule, placed, sectionsAbove, whose } from '../text.ts';

const MONTHS: Readonly<Record<Duration['unit'], number>> = { day: 1 / 30, week: 7 / 30, month: 1, year: 12 };
const months = ({ count, unit }: Duration): number => count * MONTHS[unit];
/** A month is 28 to 31 days, so a difference of less than a tenth is none. */
const same = (a: number, b: number): boolean => Math.abs(a - b) <= Math.max(a, b) * 0.1;

const words = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

export const wordingRules: readonly ProseRule[] = [
  {
    id: 'prose/placeholder',
    title: 'Text left to fill in',
    severity: 'error',
    lower: 'the policy is not approved',
    scope: 'text',
    check(text, _context, report) {
      const lower = text.policy?.fields.status?.value !== 'approved';
      for (const block of text.prose.blocks)
        for (const blank of block.read.placeholders)
          report(
            placed(block, blank),
            `${blank.text.length > 40 ? `${blank.text.slice(0, 39)}…` : blank.text} is left to fill in${lower ? '' : ' in an approved policy'}: write what belongs there${whose(text)}`,
            { lower },
          );
    },
  },
  {
    id: 'prose/cadence-mismatch',
    title: 'The text states another review cycle',
    severity: 'warning',
    settings: ['reviews.policies', 'reviews.suppliers'],
    scope: 'text',
    check(text, { settings }, report) {
      const { policy } = text;
      if (!policy || policy.fields.status?.value === 'retired') return;
      const every = policy.fields['review-every'];
      if (every && every.value === undefined) return;
      for (const block of text.prose.blocks) {
        if (!block.read.cadences.length || ![...sectionsAbove(block.section)].some(({ says }) => says.review)) continue;
        for (const cadence of block.read.cadences) {
          const root = cadence.of === 'own' ? settings.policyReviews : settings.supplierReviews;
          const own = cadence.of === 'own' ? every?.value : undefined;
          const holds = own && months(own) < months(root) ? own : root;
          const actual = months(holds);
          if (same(actual, cadence.months) || (cadence.atLeast && actual < cadence.months)) continue;
          report(
            placed(block, cadence),
            `The text says “${cadence.text}”, but ${cadence.of === 'own' ? 'the policy is' : 'suppliers are'} reviewed every ${formatDuration(holds)} by ${own === holds ? 'review-every' : 'isms.yaml'}: align them${whose(text)}`,
          );
        }
      }
    },
  },
  {
    id: 'prose/section-missing',
    title: 'A section that the ISMS asks for is missing',
    severity: 'warning',
    settings: ['policies.sections'],
    scope: 'text',
    check(text, { settings }, report) {
      const { policy } = text;
      const title = policy?.fields.title;
      if (!policy || policy.broken || !text.prose.blocks.length) return;
      const headings = text.prose.sections.flatMap(({ heading }) => (heading ? [new Set(words(heading.text))] : []));
      for (const entry of settings.policySections) {
        const alternatives = entry
          .split('|')
          .map(words)
          .filter(({ length }) => length);
        if (
          !alternatives.length ||
          alternatives.some((wanted) => headings.some((has) => wanted.every((word) => has.has(word))))
        )
          continue;
        const at = title ?? policy.anchor;
        report(
          { start: at.start, end: at.end, in: 'matter' },
          `The section “${entry.trim()}” is missing: write it${whose(text)}`,
        );
      }
    },
  },
  {
    id: 'prose/vague-wording',
    title: 'A word that cannot be checked',
    severity: 'information',
    scope: 'text',
    check(text, { settings }, report) {
      const roles = [...(settings.roleNames ?? [])].flat().filter((name) => name.length > 1);
      for (const block of text.prose.blocks)
        for (const vague of block.read.vague) {
          const said = vague.sentence.toLowerCase();
          if (roles.some((role) => said.includes(role.toLowerCase()))) continue;
          report(
            placed(block, vague),
            `“${vague.text}” cannot be checked: say when, how often or by whom${whose(text)}`,
          );
        }
    },
  },
];
