import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Whether the file behind a URI is there. */
export const existsOnDisk = (uri: string): boolean => {
  try {
    return existsSync(fileURLToPath(uri));
  } catch {
    return false;
  }
};
