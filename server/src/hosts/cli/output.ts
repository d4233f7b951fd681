import { writeFileSync, writeSync } from 'node:fs';
import { reasonOf } from '../disk.ts';
import { UsageError } from './usage.ts';

/** Writes to a file, or to standard output as a whole even where that is a pipe that is slow to read. */
export function write(text: string, out?: string): void {
  if (out !== undefined) {
    try {
      writeFileSync(out, text);
    } catch (error) {
      throw new UsageError(`${out} cannot be written: ${reasonOf(error)}.`);
    }
    return;
  }
  const bytes = Buffer.from(text);
  for (let offset = 0; offset < bytes.length; ) {
    try {
      offset += writeSync(1, bytes, offset);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EPIPE') return;
      if (code !== 'EAGAIN') throw error;
    }
  }
}
