import data from '../../prose/data/names.json' with { type: 'json' };

const LEGAL = new Set(data.legalForms);

/** The words of a name without legal form, case, marks and accents. */
function wordsOfName(name: string): string[] {
  const all = name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/\bs\.?\s?a\s?\.?\s?r\.?\s?l\.?(?=\W|$)/g, ' ')
    .replace(/\b([a-z])\.(?=[a-z]\.?)/g, '$1')
    .replace(/[.'\u2019`]/g, '')
    .replace(/[^\p{L}\p{N}&+]+/gu, ' ')
    .trim()
    .split(' ');
  const kept = all.filter((word) => !LEGAL.has(word));
  return kept.length ? kept : all;
}

/** Compares names with those of a register. */
export class KnownNames {
  private readonly whole = new Set<string>();
  private readonly first = new Set<string>();

  constructor(names: Iterable<string>) {
    for (const name of names) {
      const words = wordsOfName(name);
      this.whole.add(words.join(''));
      if (words.length > 1) this.whole.add(words.map((word) => word[0]).join(''));
      this.first.add(words[0]!);
    }
  }

  /** Whether a name may be one of them: the same without legal form and marks, or with the same first word. */
  has(name: string): boolean {
    const words = wordsOfName(name);
    const joined = words.join('');
    return this.whole.has(joined) || this.first.has(words[0]!) || this.first.has(joined);
  }
}
