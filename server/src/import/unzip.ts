import { unzipSync } from 'fflate';

export { strFromU8 } from 'fflate';

/** Bytes that the parts of a spreadsheet may have once they are unpacked: a bomb has more. */
const MOST = 200_000_000;

/**
 * Stands in for the `unzip` of fflate where spreadsheets are read: that one starts workers from text, which neither
 * every host nor every policy allows, and unpacks pictures and whatever else is in the archive.
 */
export function unzip(
  archive: Uint8Array,
  done: (error: unknown, files: Record<string, Uint8Array> | null) => void,
): void {
  let size = 0;
  try {
    const files = unzipSync(archive, {
      filter: ({ name, originalSize }) => {
        if (!/\.xml(?:\.rels)?$/.test(name)) return false;
        size += originalSize;
        if (size > MOST) throw new Error('unpacked, it is larger than 200 MB');
        return true;
      },
    });
    done(null, files);
  } catch (error) {
    done(error, null);
  }
}
