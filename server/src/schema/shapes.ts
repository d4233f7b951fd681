import common from '../../../schemas/common.schema.json' with { type: 'json' };
import type { Value } from './value.ts';

/**
 * The JSON Schemas in `schemas/`, in the form in which the reader of documents, completion and hover use them. The
 * schemas are the source: nothing here names a key. The names of the shared definitions say what type of scalar a value
 * is, which JSON Schema alone cannot (a place, a role, a day that must not lie in the future).
 */
export interface ScalarShape {
  readonly kind: 'scalar';
  /** The name of the value's type. */
  readonly scalar: string;
  readonly value: Value;
  readonly description?: string;
}
export interface EnumShape {
  readonly kind: 'enum';
  readonly values: readonly string[];
  /** What the words mean, beyond what is said of the key as a whole; shown, never judged by. */
  readonly words?: Readonly<Record<string, string>>;
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
  /** An empty list states that there is none; of others it is an absent key. */
  readonly empty?: boolean;
  readonly description?: string;
}
export interface MapShape {
  readonly kind: 'map';
  /** In the contract's order. */
  readonly keys: ReadonlyMap<string, Shape>;
  readonly required: readonly string[];
  /** The keys that one begins with when it is written for the author to complete, in order. */
  readonly skeleton?: readonly string[];
  /** One text may stand for the map: it is the value of this key. */
  readonly orText?: string;
  /** The shape of every other key's value, where the author chooses the keys. */
  readonly others?: Shape;
  /** Pairs of keys with days, of which the second must not come before the first. */
  readonly order?: readonly (readonly [string, string])[];
  /** What the keys that the author chooses are. */
  readonly names?: Value;
  /** What the value of one key changes: further required keys, keys that do not belong. */
  readonly cases?: {
    readonly by: string;
    readonly when: ReadonlyMap<string, { required: readonly string[]; without: ReadonlySet<string> }>;
  };
  readonly description?: string;
}
export type Shape = ScalarShape | EnumShape | ListShape | MapShape;

/** A JSON Schema, as far as it is used here. */
interface Json {
  readonly $ref?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly (string | number)[];
  readonly 'x-words'?: Readonly<Record<string, string>>;
  readonly items?: Json;
  readonly minItems?: number;
  /** `if` an item is this one, `then` it is the only one. */
  readonly if?: { readonly contains: { readonly const: string } };
  readonly properties?: Readonly<Record<string, Json | false>>;
  readonly required?: readonly string[];
  readonly 'x-skeleton'?: readonly string[];
  readonly 'x-empty'?: true;
  readonly 'x-order'?: readonly (readonly [string, string])[];
  readonly additionalProperties?: Json | false;
  readonly propertyNames?: { readonly allOf?: readonly { readonly $ref: string }[] };
  readonly allOf?: readonly {
    readonly if: { readonly properties: Readonly<Record<string, { readonly const: string }>> };
    readonly then: { readonly required?: readonly string[]; readonly properties?: Readonly<Record<string, false>> };
  }[];
}

const defs = common.$defs as unknown as Readonly<Record<string, Json>>;
const nameOf = (ref: string): string => ref.slice(ref.lastIndexOf('/') + 1);

/** Definitions that are one value; the others are lists and maps and are read as such. */
const SCALARS: ReadonlySet<string> = new Set(
  Object.entries(defs)
    .filter(([, def]) => !def.enum && !def.properties && !def.items)
    .map(([name]) => name),
);

/**
 * Reads schemas into shapes: one map for each shared definition.
 * @param valueNamed the type of a scalar, by the name of its definition
 */
export function shapeReader(valueNamed: (name: string) => Value): (schema: object) => MapShape {
  const shared = new Map<string, Shape>();

  function shapeOf(json: Json): Shape {
    if (json.$ref) {
      const name = nameOf(json.$ref);
      let shape = shared.get(name);
      if (!shape) {
        const def = defs[name]!;
        shape = SCALARS.has(name)
          ? {
              kind: 'scalar',
              scalar: name,
              value: valueNamed(name),
              ...(def.description ? { description: def.description } : {}),
            }
          : shapeOf(def);
        shared.set(name, shape);
      }
      return json.description ? { ...shape, description: json.description } : shape;
    }
    const description = json.description ? { description: json.description } : {};
    if (json.enum)
      return {
        kind: 'enum',
        values: json.enum.map(String),
        ...(json['x-words'] ? { words: json['x-words'] } : {}),
        ...description,
      };
    if (json.items) {
      const items = shapeOf(json.items);
      const text = Array.isArray(json.type);
      const orText = text
        ? { orText: items.kind === 'scalar' && items.scalar === 'text' ? ('one' as const) : ('comma' as const) }
        : {};
      const alone = json.if ? { alone: json.if.contains.const } : {};
      return {
        kind: 'list',
        items,
        ...orText,
        ...alone,
        ...(json.minItems ? { filled: true } : {}),
        ...(json['x-empty'] ? { empty: true } : {}),
        ...description,
      };
    }
    const keys = new Map<string, Shape>();
    for (const [key, value] of Object.entries(json.properties ?? {})) if (value) keys.set(key, shapeOf(value));
    const names = json.propertyNames?.allOf?.[0];
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
      ...(json['x-skeleton'] ? { skeleton: json['x-skeleton'] } : {}),
      ...(json['x-order'] ? { order: json['x-order'] } : {}),
      ...(json.additionalProperties ? { others: shapeOf(json.additionalProperties) } : {}),
      ...(names ? { names: valueNamed(nameOf(names.$ref)) } : {}),
      ...(by ? { cases: { by, when } } : {}),
      ...description,
    };
  }

  return (schema) => shapeOf(schema as Json) as MapShape;
}

/** What belongs under a key of a map. */
export const shapeUnder = (shape: MapShape, key: string): Shape | undefined => shape.keys.get(key) ?? shape.others;
