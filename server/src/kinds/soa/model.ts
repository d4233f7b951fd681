import { controlById, controlOrder, controls, readControl } from '../../facts/controls.ts';
import type { Placed, PlacedSpan, Project } from '../../model/project.ts';
import type { Field } from '../../model/types.ts';
import { mappedBy, policiesOf } from '../policy/model.ts';
import type { Policy } from '../policy/types.ts';
import type { SoaRow, Statement } from './types.ts';

/** The one control that a row is about, if it can be read. */
export function controlOf(row: SoaRow): string | undefined {
  const text = row.fields.control?.value;
  const read = text === undefined ? undefined : readControl(text);
  return read?.kind === 'controls' && !read.range ? read.ids[0] : undefined;
}

/** Control id → the policies, not retired, that map it. */
export function policiesByControl<H>(project: Project<H>): Map<string, Placed<Policy, H>[]> {
  const map = new Map<string, Placed<Policy, H>[]>();
  for (const placed of policiesOf(project)) {
    for (const id of mappedBy(placed.entity)) {
      const list = map.get(id);
      if (list) list.push(placed);
      else map.set(id, [placed]);
    }
  }
  return map;
}

/** Some policy's list of controls cannot be read, so nothing can be said of what no policy maps. */
export const someUnreadable = (project: Project): boolean =>
  policiesOf(project).some(
    ({ entity: { fields } }) => fields.controls && (fields.controls.value === undefined || fields.controls.partial),
  );

/** Controls for a message: with their titles while there are few, else as ids, neighbours as ranges. */
export function listOf(ids: readonly string[]): string {
  if (ids.length <= 8) return ids.map((id) => `${id} ${controlById(id)?.title ?? ''}`.trim()).join('; ');
  const runs: string[][] = [];
  for (const id of ids) {
    const run = runs.at(-1);
    if (run && controlOrder(id) === controlOrder(run.at(-1)!) + 1 && sameTheme(id, run[0]!)) run.push(id);
    else runs.push([id]);
  }
  return runs.flatMap((run) => (run.length > 2 ? [`${run[0]}-${run.at(-1)}`] : run)).join(', ');
}
const sameTheme = (a: string, b: string): boolean => controlById(a)?.theme === controlById(b)?.theme;

/** The controls, in Annex A's order, that no policy in force maps and the Statement of Applicability does not exclude. */
export function uncoveredControls(project: Project): string[] {
  const covered = policiesByControl(project);
  const excluded = new Set<string | undefined>();
  for (const { entity } of soaOf(project)?.rows ?? [])
    if (entity.fields.applicable?.value === false) excluded.add(controlOf(entity));
  return controls.filter(({ id }) => !covered.has(id) && !excluded.has(id)).map(({ id }) => id);
}

export interface Soa<H> {
  readonly rows: readonly Placed<SoaRow, H>[];
  readonly statement: Field<Statement> | undefined;
  readonly key: PlacedSpan<H>;
  readonly broken: boolean;
}

/** The Statement of Applicability of a root, if it has one. */
export function soaOf<H>(project: Project<H>): Soa<H> | undefined {
  const { entities: rows, key, beside, broken } = project.of<SoaRow>('soa');
  return key && { rows, statement: beside.statement as Field<Statement> | undefined, key, broken };
}
