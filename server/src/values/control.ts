import { controlById, controlsAsOf, readControl } from '../facts/controls.ts';
import type { ToldRule } from '../model/rule.ts';
import type { Around, Reading, Value } from '../schema/value.ts';
import { escapeMarkdown } from '../text/markdown.ts';
import type { ScalarNode, Span } from '../yaml/tree.ts';
import { otherControl, quoted, successor } from './controlFixes.ts';
import { textual } from './text.ts';

/** The controls that a reference names. */
export const controlsIn = (text: string): readonly string[] => {
  const read = readControl(text);
  return read.kind === 'controls' ? read.ids : [];
};

const title = (id: string): string => `${id} ${controlById(id)?.title ?? ''}`.trim();

/** A plain number whose text another YAML reader would not keep: 5.10 becomes 5.1. */
const losesItsText = ({ text, style }: ScalarNode): boolean =>
  style === 'plain' && /^\d+\.\d+$/.test(text) && String(Number(text)) !== text;

/** A control that is wrong is a value all the same. */
function read(node: ScalarNode, at: Span, reading: Reading, single: boolean): string {
  const { text } = node;
  const control = readControl(text);
  if (control.kind === 'unknown') reading.issue('control/unknown', at, `${text} ${control.why}`);
  else if (control.kind === 'superseded') {
    reading.issue(
      'control/superseded',
      at,
      `${control.id} is a control of ISO/IEC 27001:2013; in the 2022 edition it is ${control.successors.map(title).join('; ')}`,
      { replace: control.successors.join(', ') },
    );
  } else {
    if (single && control.range) {
      reading.issue(
        'control/unknown',
        at,
        `${text} is a range, but a row of the Statement of Applicability is for one control: give each its own row`,
      );
    }
    if (losesItsText(node)) {
      reading.issue(
        'control/unquoted-number',
        at,
        `Other YAML readers see the number ${Number(text)} here, not control ${title(`A.${text}`)}: write A.${text} or put it in quotes`,
        { replace: `"${text}"` },
      );
    }
  }
  return text;
}

/** One control of Annex A. */
export const control: Value = {
  ...textual('control', ['control: A.5.19', 'controls: A.5.19'], {
    refersTo: 'control',
    ids: controlsIn,
    defines: 'value',
    explain: controlText,
  }),
  read: (node, at, reading) => read(node, at, reading, true),
};

/** A control of Annex A, or a range of them. */
export const controlRange: Value = {
  ...textual(
    'control-range',
    ['control or range: A.5.19, A.5.19-A.5.23', 'controls or ranges: A.5.19, A.5.19-A.5.23'],
    { refersTo: 'control', ids: controlsIn, explain: controlText },
  ),
  read: (node, at, reading) => read(node, at, reading, false),
};

export const controlRules: readonly ToldRule[] = [
  { id: 'control/unknown', title: 'No such control', severity: 'error', fixes: [otherControl], scope: 'structure' },
  {
    id: 'control/superseded',
    title: 'A control id of ISO/IEC 27001:2013',
    severity: 'error',
    fixes: [successor],
    scope: 'structure',
  },
  {
    id: 'control/unquoted-number',
    title: 'A control id that other YAML readers take for a number',
    severity: 'warning',
    fixes: [quoted],
    scope: 'structure',
  },
];

/** A control, a range of them, or one of the 2013 edition, as Markdown. */
export function controlText(text: string, around: Around): string | undefined {
  const read = readControl(text);
  if (read.kind === 'superseded') {
    const list = read.successors.map((id) => `- ${id} ${controlById(id)?.title ?? ''}`).join('\n');
    return `**${read.id}** is an id of the 2013 edition. Its successors:\n\n${list || '- none'}`;
  }
  if (read.kind === 'unknown') return undefined;
  const footer = `ISO/IEC 27001:2022 Annex A, as of ${controlsAsOf}.`;
  if (read.range) {
    const list = read.ids.map((id) => `- ${id} ${controlById(id)!.title}`);
    const most = 20;
    return [
      `**${escapeMarkdown(text)}**: ${read.ids.length} controls`,
      [...list.slice(0, most), ...(list.length > most ? [`- and ${list.length - most} more`] : [])].join('\n'),
      footer,
    ].join('\n\n');
  }
  const control = controlById(read.ids[0]!)!;
  return [
    `**${control.id}** ${control.title}`,
    `Theme: ${control.theme}. ${footer}`,
    ...around.referrers('control', [control.id]),
  ].join('\n\n');
}
