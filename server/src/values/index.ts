import type { ToldRule } from '../model/rule.ts';
import { shapeReader } from '../schema/shapes.ts';
import type { Value } from '../schema/value.ts';
import { boolean } from './boolean.ts';
import { clause, clauseRules } from './clause.ts';
import { control, controlRange, controlRules } from './control.ts';
import { country, residency } from './country.ts';
import { date, dateRules, pastDate } from './date.ts';
import { document } from './document.ts';
import { cadence, duration } from './duration.ts';
import { factor, scale, score, threshold } from './factor.ts';
import { glob } from './glob.ts';
import { id, reference, riskOrText } from './id.ts';
import { place } from './place.ts';
import { regulation, regulationRules } from './regulation.ts';
import { acceptor, role } from './role.ts';
import { text } from './text.ts';

const values = new Map<string, Value>(
  [
    text,
    id,
    boolean,
    factor,
    score,
    scale,
    threshold,
    date,
    pastDate,
    duration,
    cadence,
    place,
    country,
    residency,
    role,
    acceptor,
    riskOrText,
    document,
    glob,
    control,
    controlRange,
    clause,
    regulation,
  ].map((value) => [value.name, value]),
);

/** The type of a scalar, by the name of its definition in the schemas; references by id are made as they are asked for. */
export function valueNamed(name: string): Value {
  const known = values.get(name) ?? reference(name);
  if (!known) throw new Error(`No file in values/ has the type ${name}`);
  values.set(name, known);
  return known;
}

/** Reads a schema of `schemas/` into a shape. */
export const readSchema = shapeReader(valueNamed);

/** The rules that values report while they are read. */
export const valueRules: readonly ToldRule[] = [...dateRules, ...controlRules, ...clauseRules, ...regulationRules];
