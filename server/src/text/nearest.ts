import { distance } from 'fastest-levenshtein';

/** The edit distance in which two letters that changed places count as one slip. */
function slips(a: string, b: string): number {
  const plain = distance(a, b);
  if (plain !== 2 || a.length !== b.length) return plain;
  for (let i = 0; i < a.length - 1; i++) {
    if (a[i] !== b[i]) return a[i] === b[i + 1] && a[i + 1] === b[i] && a.slice(i + 2) === b.slice(i + 2) ? 1 : plain;
  }
  return plain;
}

const normal = (text: string): string =>
  text
    .replace(/([a-z])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[_\s]+/g, '-');

/** The candidate that a text most probably stands for, if one is near enough for a suggestion. */
export function nearest(text: string, candidates: Iterable<string>): string | undefined {
  return closest(text, candidates, (length) => (length < 3 ? 0 : Math.floor(length / 3)));
}

/** As `nearest`, but only for what is almost certainly a slip: one letter, two in a long word, or another spelling. */
export function slipOf(text: string, candidates: Iterable<string>): string | undefined {
  return closest(text, candidates, (length) => (length >= 8 ? 2 : length >= 4 ? 1 : 0));
}

function closest(text: string, candidates: Iterable<string>, most: (length: number) => number): string | undefined {
  const wanted = normal(text);
  let best: string | undefined;
  let bestDistance = most(wanted.length) + 1;
  for (const candidate of candidates) {
    const d = slips(wanted, normal(candidate));
    if (d < bestDistance) {
      best = candidate;
      bestDistance = d;
    }
  }
  return best;
}

/** The candidate that has the longest beginning in common with a text, the most alike first among several. */
export function nearestOf(text: string, candidates: Iterable<string>): string | undefined {
  const wanted = normal(text);
  let most = -1;
  let best: string[] = [];
  for (const candidate of candidates) {
    const other = normal(candidate);
    let common = 0;
    while (common < wanted.length && wanted[common] === other[common]) common++;
    if (common > most) best = [];
    if (common >= most) best.push(candidate);
    most = Math.max(most, common);
  }
  return closest(text, best, () => Number.POSITIVE_INFINITY);
}
