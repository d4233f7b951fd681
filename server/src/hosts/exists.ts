import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Whether the file behind a URI is there, in either form in which systems write accents, or a folder in its place. */
export const existsOnDisk = (uri: string): boolean | 'folder' => {
  let folder = false;
  try {
    const file = fileURLToPath(uri);
    for (const name of new Set([file, file.normalize('NFC'), file.normalize('NFD')])) {
      const stats = statSync(name, { throwIfNoEntry: false });
      if (stats && !stats.isDirectory()) return true;
      folder ||= stats !== undefined;
    }
  } catch {
    // A path that no file can have.
  }
  return folder && 'folder';
};
