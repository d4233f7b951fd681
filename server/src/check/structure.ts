import type { ProjectRule, ToldRule } from '../model/rule.ts';

/** What the readers tell while they build the model: these have no check of their own. */
export const structureRules: readonly (ToldRule | ProjectRule)[] = [
  { id: 'yaml/syntax', title: 'Not valid YAML', severity: 'error', override: 'keep', scope: 'structure' },
  {
    id: 'schema/type',
    title: 'Wrong type of value',
    severity: 'error',
    override: 'keep',
    rejects: 'shape',
    scope: 'structure',
  },
  {
    id: 'schema/required',
    title: 'A required key is missing',
    severity: 'error',
    override: 'keep',
    rejects: 'shape',
    scope: 'structure',
  },
  {
    id: 'schema/value',
    title: 'Value outside its list or range',
    severity: 'error',
    override: 'keep',
    rejects: 'shape',
    scope: 'structure',
  },
  { id: 'schema/unknown-key', title: 'Unknown key', severity: 'warning', override: 'keep', scope: 'structure' },
  {
    id: 'schema/duplicate-id',
    title: 'Two of a kind with one id',
    severity: 'error',
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
