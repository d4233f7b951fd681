import { controlById, readControl } from '../facts/controls.ts';
import type { ToldRule } from '../model/rule.ts';
import type { Reading, Value } from '../schema/value.ts';
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
  }),
  read: (node, at, reading) => read(node, at, reading, true),
};

/** A control of Annex A, or a range of them. */
export const controlRange: Value = {
  ...textual(
    'control-range',
    ['control or range: A.5.19, A.5.19-A.5.23', 'controls or ranges: A.5.19, A.5.19-A.5.23'],
    { refersTo: 'control', ids: controlsIn },
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
