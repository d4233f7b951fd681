/** A name as an id: small letters, digits and hyphens, at most 60 of them; '' where nothing of it can stand in one. */
export const slug = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/\u00df/g, 'ss')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60)
    .replace(/-+$/, '');

/** What stands behind the names of companies and says nothing of which one it is. */
const LEGAL_FORM =
  /-(?:gmbh|mbh|ag|kg|co|se|ug|ev|inc|incorporated|llc|llp|corp|corporation|ltd|limited|plc|pbc|dac|sarl|s-a-r-l|sas|sa|bv|b-v|nv|n-v|oy|ab|as|aps|spa|s-p-a|srl|s-r-l)$/;

/** An id for a company: its name without the legal form. */
export function companySlug(name: string): string {
  let id = slug(name);
  for (let shorter = id.replace(LEGAL_FORM, ''); shorter !== id; shorter = id.replace(LEGAL_FORM, '')) id = shorter;
  return id;
}
