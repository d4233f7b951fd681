import { textual } from './text.ts';

/** A role that the settings list. */
export const role = textual('role', ['role', 'roles'], { refersTo: 'role', defines: 'key' });

/** A role, or `any`. */
export const acceptor = textual('acceptor', ['role or any', 'roles or any'], {
  refersTo: 'role',
  isName: (text) => text !== 'any',
});
