import type { Around } from '../schema/value.ts';
import { escapeMarkdown } from '../text/markdown.ts';
import { textual } from './text.ts';

function roleText(text: string, { settings: { roles, roleNames } }: Around): string | undefined {
  if (!roles) return undefined;
  if (!roles.has(text)) return `**${escapeMarkdown(text)}** is not one of the roles in isms.yaml.`;
  const name = roleNames?.get(text);
  return `**${escapeMarkdown(text)}**${name ? `: ${escapeMarkdown(name)}` : ': nobody is named for this role in isms.yaml'}`;
}

/** A role that the settings list. */
export const role = textual('role', ['role', 'roles'], { refersTo: 'role', defines: 'key', explain: roleText });

/** A role, or `any`. */
export const acceptor = textual('acceptor', ['role or any', 'roles or any'], {
  refersTo: 'role',
  isName: (text) => text !== 'any',
  explain: (text, around) => (text === 'any' ? undefined : roleText(text, around)),
});
