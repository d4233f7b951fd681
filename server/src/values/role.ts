import { textual } from './text.ts';

/** A role that the settings list. */
export const role = textual('role', ['role', 'roles'], { refersTo: 'role', defines: 'key' });
