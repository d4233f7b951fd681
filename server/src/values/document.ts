import { textual } from './text.ts';

/** A file in the root, or a URL. */
export const document = textual('document', ['path or URL', 'paths or URLs'], { refersTo: 'document' });
