import type { ResolvedSettings } from '../model/settings.ts';
import type { Answer, Answers, Choice, Question } from '../protocol.ts';
import type { EnumShape, ListShape, MapShape, Shape } from '../schema/shapes.ts';

export const textOf = (answers: Answers, key: string): string => {
  const answer = answers[key];
  return typeof answer === 'string' ? answer.trim() : '';
};

export const listOf = (answers: Answers, key: string): readonly string[] => {
  const answer = answers[key];
  return typeof answer === 'object' ? answer : [];
};

export const given = (answers: Answers, key: string, otherwise: Answer): Answer => answers[key] ?? otherwise;

/** The words of the closed list under a key with what they mean. */
export function wordsOf(shape: MapShape, key: string): Choice[] {
  const { values = [], words = {} } = enumOf(shape.keys.get(key)) ?? {};
  return values.map((value) => ({
    value,
    label: value,
    ...(words[value] ? { description: words[value] } : {}),
  }));
}

const enumOf = (shape: Shape | undefined): EnumShape | undefined =>
  shape?.kind === 'enum' ? shape : shape?.kind === 'list' ? enumOf((shape as ListShape).items) : undefined;

/** Asks for the id of a new entity. @param proposed what its name makes of it */
export const idQuestion = (answers: Answers, proposed: string): Question => ({
  key: 'id',
  kind: 'text',
  prompt: 'Id that everything else refers to it by: small letters, digits and hyphens',
  value: given(answers, 'id', proposed),
  judged: true,
});

/** Asks for a role: one of those that are listed, else any name. */
export function roleQuestion(
  { roles, roleNames }: ResolvedSettings,
  {
    key,
    prompt,
    value,
    first,
    optional,
  }: {
    readonly key: string;
    readonly prompt: string;
    readonly value: Answer;
    /** The role that is offered first. */
    readonly first?: string | undefined;
    readonly optional?: true;
  },
): Question {
  const may = optional ? { optional } : {};
  if (!roles) return { key, kind: 'text', prompt, example: 'A role, such as ciso', value, ...may };
  const names = [...roles].sort((a, b) => Number(b === first) - Number(a === first));
  const choices = names.map((role): Choice => {
    const name = roleNames?.get(role);
    const description = [name, role === first && 'owner'].filter(Boolean).join(' · ');
    return { value: role, label: role, ...(description ? { description } : {}) };
  });
  if (optional) choices.push({ value: '', label: 'Nobody yet' });
  return { key, kind: 'one', prompt, value, choices, ...may };
}

/** What most are. */
export function mostly<T>(values: readonly T[]): T {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]![0];
}
