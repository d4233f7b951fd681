/** A name as messages use it: on one line, at most 60 UTF-16 units. */
export function shortName(...texts: readonly (string | undefined)[]): string {
  const name = texts.map((text) => text?.replace(/\s+/g, ' ').trim()).find(Boolean) ?? '';
  return name.length > 60 ? `${name.slice(0, 59)}…` : name;
}
