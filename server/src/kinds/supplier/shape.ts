import suppliers from '../../../../schemas/suppliers.schema.json' with { type: 'json' };
import type { ListShape, MapShape } from '../../schema/shapes.ts';
import { readSchema } from '../../values/index.ts';

export const document = readSchema(suppliers);
export const shape = (document.keys.get('suppliers') as ListShape).items as MapShape;
