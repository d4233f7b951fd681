import { readControl } from '../../facts/controls.ts';
import type { Project } from '../../model/project.ts';
import { escapeMarkdown } from '../../text/markdown.ts';
import { soaOf } from './model.ts';

/** What the Statement of Applicability states of a control. */
export function stated(project: Project, to: string, [id = '']: readonly string[]): readonly string[] {
  const soa = to === 'control' ? soaOf(project) : undefined;
  if (!soa) return [];
  const row = soa.rows.find(({ entity }) => {
    const read = entity.fields.control?.value === undefined ? undefined : readControl(entity.fields.control.value);
    return read?.kind === 'controls' && read.ids.includes(id);
  })?.entity;
  const { applicable, implementation, justification } = row?.fields ?? {};
  const text = row
    ? `${applicable?.value === false ? 'not applicable' : 'applicable'}${implementation ? `, ${escapeMarkdown(implementation.text)}` : ''}${justification ? `: ${escapeMarkdown(justification.text)}` : ''}`
    : 'no row yet';
  return [`Statement of Applicability: ${text}.`];
}
