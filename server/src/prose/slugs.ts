/** The anchor that GitHub gives a heading, before it is numbered: letters, digits, marks, `_` and `-`; blanks are `-`. */
export const slugOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{Nd}\p{Nl}\p{Pc}\- ]/gu, '')
    .replace(/ /g, '-');

/** Numbers anchors as GitHub does: the second `scope` of a text is `scope-1`. */
export class Slugs {
  private readonly taken = new Map<string, number>();
  next(slug: string): string {
    let count = this.taken.get(slug);
    if (count === undefined) {
      this.taken.set(slug, 0);
      return slug;
    }
    let numbered: string;
    do numbered = `${slug}-${++count}`;
    while (this.taken.has(numbered));
    this.taken.set(slug, count);
    this.taken.set(numbered, 0);
    return numbered;
  }
}

/** An anchor as it is compared: case, emoji, joiners and doubled hyphens are no difference that is worth a finding. */
export const plainAnchor = (anchor: string): string =>
  anchor
    .toLowerCase()
    .replace(/[\u200D\uFE0E\uFE0F\p{Extended_Pictographic}]/gu, (mark) => (/\d/.test(mark) ? mark : ''))
    .replace(/-{2,}/g, '-')
    .replace(/^-|-$/g, '');
