import policies from '../../../../schemas/policies.schema.json' with { type: 'json' };
import type { ListShape, MapShape } from '../../schema/shapes.ts';
import { readSchema } from '../../values/index.ts';

export const document = readSchema(policies);
export const shape = (document.keys.get('policies') as ListShape).items as MapShape;
