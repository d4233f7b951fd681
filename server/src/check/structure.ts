import { freeId, otherKey, otherType, otherValue, requiredKey } from '../fixes/structure.ts';
import { brokenPlace, secondKey } from '../fixes/syntax.ts';
import type { ProjectRule, ToldRule } from '../model/rule.ts';

/** What the readers tell while they build the model: these have no check of their own. */
export const structureRules: readonly (ToldRule | ProjectRule)[] = [
  {
    id: 'yaml/syntax',
    title: 'Not valid YAML',
    severity: 'error',
    fixes: [brokenPlace, secondKey],
    override: 'keep',
    scope: 'structure',
  },
  {
    id: 'schema/type',
    title: 'Wrong type of value',
    severity: 'error',
    fixes: [otherType],
    override: 'keep',
    rejects: 'shape',
    scope: 'structure',
  },
  {
    id: 'schema/required',
    title: 'A required key is missing',
    severity: 'error',
    fixes: [requiredKey],
    override: 'keep',
    rejects: 'shape',
    scope: 'structure',
  },
  {
    id: 'schema/value',
    title: 'Value outside its list or range',
    severity: 'error',
    fixes: [otherValue],
    override: 'keep',
    rejects: 'shape',
    scope: 'structure',
  },
  {
    id: 'schema/unknown-key',
    title: 'Unknown key',
    severity: 'warning',
    fixes: [otherKey],
    override: 'keep',
    scope: 'structure',
  },
  {
    id: 'schema/duplicate-id',
    title: 'Two of a kind with one id',
    severity: 'error',
    fixes: [freeId],
    override: 'keep',
    scope: 'project',
    check(project, report) {
      for (const { kind, id, places } of project.duplicates) {
        const [first, ...later] = places;
        for (const place of later) {
          report(place, `The ${kind} id ${id} is taken: an id stands for one ${kind} in an ISMS`, { kind, id }, [
            { ...first!, message: `${id} is first defined here` },
          ]);
        }
      }
    },
  },
];
