import risks from '../../../../schemas/risks.schema.json' with { type: 'json' };
import type { ListShape, MapShape } from '../../schema/shapes.ts';
import { readSchema } from '../../values/index.ts';

export const document = readSchema(risks);
export const shape = (document.keys.get('risks') as ListShape).items as MapShape;
