import { controls } from '../../facts/controls.ts';
import type { Project } from '../../model/project.ts';
import { inline, type Sketch, scalarSource } from '../../yaml/edits.ts';
import { policiesByControl, soaOf } from './model.ts';

/**
 * A row for each of some controls, as maps to be written. What a policy that is not retired maps applies and names that
 * policy; whether anything else applies is left blank.
 */
export function rowsFor(project: Project<unknown>, ids: readonly string[]): Sketch[] {
  const mapping = policiesByControl(project);
  return ids.map((control): Sketch => {
    const policies = (mapping.get(control) ?? []).flatMap(({ entity }) => {
      const id = entity.fields.id?.value;
      return id === undefined ? [] : [scalarSource(id, true)];
    });
    return policies.length ? { control, applicable: 'true', policies } : { control, applicable: '' };
  });
}

/** A Statement of Applicability with a row for each control, to be completed. */
export const newStatement = (project: Project<unknown>): string =>
  `# A row for each control of ISO/IEC 27001:2022 Annex A. Complete each: whether it applies, what it is there for
# (drivers: risk, law, contract, best-practice; or a justification), how far it is implemented; where it does not apply, why.
# statement: { version: "1.0", approved-by: …, approved: YYYY-MM-DD }
soa:
${rowsFor(
  project,
  controls.map(({ id }) => id),
)
  .map((row) => `  - ${inline(row)}`)
  .join('\n')}
`;

/** The key of the Statement of Applicability that a root has already. */
export const statementOf = <H>(project: Project<H>) => soaOf(project)?.key;
