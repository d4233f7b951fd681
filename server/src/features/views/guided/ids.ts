import type { EntityName } from '../../../kinds/index.ts';
import type { Remark } from '../../../protocol.ts';
import type { Root } from '../../../workspace/root.ts';

/** An id that nobody has: the suggestion, or with a number behind it. */
export function freeId(root: Root, kind: EntityName, suggestion: string): string {
  if (!suggestion) return '';
  for (let number = 1; ; number++) {
    const id = number === 1 ? suggestion : `${suggestion}-${number}`;
    if (root.definitions(kind, id).length === 0) return id;
  }
}

/** What is wrong with a new id. */
export function judgeId(root: Root, kind: EntityName, id: string): Remark | null {
  const error = (message: string): Remark => ({ severity: 'error', message });
  if (!id) return error('An id is needed');
  if (!/^[a-z0-9-]+$/.test(id)) return error('Small letters, digits and hyphens only, such as example-hosting');
  return root.definitions(kind, id).length ? error(`Another ${kind} has the id ${id} already`) : null;
}
