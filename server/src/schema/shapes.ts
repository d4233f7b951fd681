import common from '../../../schemas/common.schema.json' with { type: 'json' };
import isms from '../../../schemas/isms.schema.json' with { type: 'json' };
import policies from '../../../schemas/policies.schema.json' with { type: 'json' };
import soa from '../../../schemas/soa.schema.json' with { type: 'json' };
import suppliers from '../../../schemas/suppliers.schema.json' with { type: 'json' };

/**
 * The JSON Schemas in `schemas/`, in the form in which the reader of documents, completion and hover use them. The
 * schemas are the source: nothing here names a key. The names of the shared definitions say what kind of scalar a value
 * is, which JSON Schema alone cannot (a place, a role, a day that must not lie in the future).
 */
export type ScalarKind =
  | 'text'
  | 'id'
  | 'boolean'
  | 'factor'
  | 'date'
  | 'past-date'
  | 'duration'
  | 'cadence'
  | 'place'
  | 'country'
  | 'residency'
  | 'role'
  | 'policy-id'
  | 'rule-id'
  | 'document'
  | 'glob'
  | 'control'
  | 'control-range'
  | 'clause'
  | 'regulation';

export interface ScalarShape {
  readonly kind: 'scalar';
  readonly scalar: ScalarKind;
  readonly description?: string;
}
export interface EnumShape {
  readonly kind: 'enum';
  readonly values: readonly string[];
  readonly description?: string;
}
export interface ListShape {
  readonly kind: 'list';
  readonly items: Shape;
  /** One text may stand for the list: `comma` divides it, `one` is its only item. */
  readonly orText?: 'comma' | 'one';
  /** An item that may have no other beside it. */
  readonly alone?: string;
  /** An empty list is a wrong value, not an absent key. */
  readonly filled?: boolean;
  readonly description?: string;
}
export interface MapShape {
  readonly kind: 'map';
  /** In the contract's order. */
  readonly keys: ReadonlyMap<string, Shape>;
  readonly required: readonly string[];
  /** One text may stand for the map: it is the value of this key. */
  readonly orText?: string;
  /** The shape of every other key's value, where the author chooses the keys. */
  readonly others?: Shape;
  /** Pairs of keys with days, of which the second must not come before the first. */
  readonly order?: readonly (readonly [string, string])[];
  /** What the value of one key changes: further required keys, keys that do not belong. */
  readonly cases?: {
    readonly by: string;
    readonly when: ReadonlyMap<string, { required: readonly string[]; without: ReadonlySet<string> }>;
  };
  readonly description?: string;
}
export type Shape = ScalarShape | EnumShape | ListShape | MapShape;

interface Json {
  readonly $ref?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly (string | number)[];
  readonly items?: Json;
  readonly minItems?: number;
  /** `if` an item is this one, `then` it is the only one. */
  readonly if?: { readonly contains: { readonly const: string } };
  readonly properties?: Readonly<Record<string, Json | false>>;
  readonly required?: readonly string[];
  readonly 'x-order'?: readonly (readonly [string, string])[];
  readonly additionalProperties?: Json | false;
  readonly allOf?: readonly {
    readonly if: { readonly properties: Readonly<Record<string, { readonly const: string }>> };
    readonly then: { readonly required?: readonly string[]; readonly properties?: Readonly<Record<string, false>> };
  }[];
}

const defs = common.$defs as unknown as Readonly<Record<string, Json>>;
/** Definitions that are one value; the others are lists and maps and are read as such. */
const SCALARS = new Set<string>(
  Object.entries(defs)
    .filter(([, def]) => !def.enum && !def.properties && !def.items)
    .map(([name]) => name),
);
const shared = new Map<string, Shape>();

function shapeOf(json: Json): Shape {
  if (json.$ref) {
    const name = json.$ref.slice(json.$ref.lastIndexOf('/') + 1);
    let shape = shared.get(name);
    if (!shape) {
      const def = defs[name]!;
      shape = SCALARS.has(name)
        ? { kind: 'scalar', scalar: name as ScalarKind, ...(def.description ? { description: def.description } : {}) }
        : shapeOf(def);
      shared.set(name, shape);
    }
    return json.description ? { ...shape, description: json.description } : shape;
  }
  const description = json.description ? { description: json.description } : {};
  if (json.enum) return { kind: 'enum', values: json.enum.map(String), ...description };
  if (json.items) {
    const items = shapeOf(json.items);
    const text = Array.isArray(json.type);
    const orText = text
      ? { orText: items.kind === 'scalar' && items.scalar === 'text' ? ('one' as const) : ('comma' as const) }
      : {};
    const alone = json.if ? { alone: json.if.contains.const } : {};
    return { kind: 'list', items, ...orText, ...alone, ...(json.minItems ? { filled: true } : {}), ...description };
  }
  const keys = new Map<string, Shape>();
  for (const [key, value] of Object.entries(json.properties ?? {})) if (value) keys.set(key, shapeOf(value));
  const first = json.allOf?.[0];
  const by = first && Object.keys(first.if.properties)[0];
  const when = new Map(
    (json.allOf ?? []).map(({ if: condition, then }) => [
      condition.properties[by!]!.const,
      { required: then.required ?? [], without: new Set(Object.keys(then.properties ?? {})) },
    ]),
  );
  return {
    kind: 'map',
    keys,
    required: json.required ?? [],
    ...(Array.isArray(json.type) ? { orText: json.required![0]! } : {}),
    ...(json['x-order'] ? { order: json['x-order'] } : {}),
    ...(json.additionalProperties ? { others: shapeOf(json.additionalProperties) } : {}),
    ...(by ? { cases: { by, when } } : {}),
    ...description,
  };
}

/** What a document holds, by kind of document. */
export const documentShapes = {
  settings: shapeOf(isms as unknown as Json) as MapShape,
  suppliers: shapeOf(suppliers as unknown as Json) as MapShape,
  policies: shapeOf(policies as unknown as Json) as MapShape,
  soa: shapeOf(soa as unknown as Json) as MapShape,
} as const;

export type DocumentKind = keyof typeof documentShapes;

export const supplierShape = (documentShapes.suppliers.keys.get('suppliers') as ListShape).items as MapShape;
export const policyShape = (documentShapes.policies.keys.get('policies') as ListShape).items as MapShape;
export const soaRowShape = (documentShapes.soa.keys.get('soa') as ListShape).items as MapShape;
