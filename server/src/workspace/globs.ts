import picomatch from 'picomatch/posix';

const cache = new Map<string, (path: string) => boolean>();

/** Whether a path, relative to the root and with `/`, matches one of the patterns. `.yml` counts as `.yaml`. */
export function matchesAny(patterns: readonly string[], path: string): boolean {
  const yaml = path.replace(/\.yml$/i, '.yaml');
  return patterns.some((pattern) => {
    let match = cache.get(pattern);
    if (!match) {
      try {
        match = picomatch(pattern.replace(/^\.\//, '').replace(/\.yml$/i, '.yaml'), { dot: false });
      } catch {
        match = () => false;
      }
      cache.set(pattern, match);
    }
    return match(yaml) || match(path);
  });
}
