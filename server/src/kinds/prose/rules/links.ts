import { plainAnchor } from '../../../prose/slugs.ts';
import { nearest } from '../../../text/nearest.ts';
import { type ProseRule, placed, whose } from '../text.ts';

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

interface Known {
  readonly plain: ReadonlySet<string>;
  readonly near: Map<string, string | undefined>;
}
/** What is worked out of a text's anchors, while they are the same set. */
const worked = new WeakMap<ReadonlySet<string>, Known>();
function knownOf(anchors: ReadonlySet<string>): Known {
  let known = worked.get(anchors);
  if (!known) {
    known = { plain: new Set([...anchors].map(plainAnchor)), near: new Map() };
    worked.set(anchors, known);
  }
  return known;
}

const has = (anchors: ReadonlySet<string>, anchor: string): boolean =>
  anchors.has(anchor) || knownOf(anchors).plain.has(plainAnchor(anchor));

function nearestAnchor(anchor: string, anchors: ReadonlySet<string>): string | undefined {
  const { near } = knownOf(anchors);
  if (!near.has(anchor)) near.set(anchor, nearest(anchor, anchors));
  return near.get(anchor);
}

/** Anchors that no heading gives: the top of the page, lines of a file, a stretch of text. */
const OWN_ANCHOR = /^(?:top|L\d+(?:C\d+)?(?:-L?\d+(?:C\d+)?)?|:~:.*|fn.*|user-content-.*|\^.*|)$/i;

export const linkRules: readonly ProseRule[] = [
  {
    id: 'prose/link-broken',
    title: 'A link that leads nowhere',
    severity: 'warning',
    scope: 'text',
    check(text, { target, paths }, report) {
      const { anchors } = text.prose;
      for (const block of text.prose.blocks)
        for (const link of block.read.links) {
          const { destination } = link;
          // Addresses, paths from the site's root, and what a site generator fills in.
          if (!destination || /^(?:[a-z][\w+.-]*:|\/|\\)|[{}<>$*|]/i.test(destination)) continue;
          const hash = destination.indexOf('#');
          const anchor = hash < 0 ? undefined : decoded(destination.slice(hash + 1));
          const path = decoded(destination.slice(0, hash < 0 ? undefined : hash).replace(/\?.*$/, ''));
          const at = placed(block, { start: link.at, end: link.until });
          if (!path) {
            if (anchor === undefined || OWN_ANCHOR.test(anchor) || has(anchors, anchor)) continue;
            const near = nearestAnchor(anchor, anchors);
            report(
              at,
              `No heading here has the anchor #${anchor}: ${near ? `#${near} is near` : 'correct it'}${whose(text)}`,
              near ? { data: { replace: `#${near}` } } : {},
            );
            continue;
          }
          const name = path.slice(path.lastIndexOf('/') + 1);
          if (!/\.[a-z\d]{1,8}$/i.test(name) || /\.x?html?$/i.test(name)) continue;
          const { state, anchors: anchorsThere } = target(path);
          if (state === 'missing') {
            const near = nearest(path.replace(/^\.\//, ''), paths());
            const replace =
              near && `${path.startsWith('./') && !near.startsWith('.') ? './' : ''}${near.replace(/ /g, '%20')}`;
            report(
              at,
              `${link.image ? 'The image' : 'The file'} ${path} is not there: ${near ? `${near} is near` : 'correct the link or add the file'}${whose(text)}`,
              replace ? { data: { replace: `${replace}${hash < 0 ? '' : destination.slice(hash)}` } } : {},
            );
          } else if (state === 'there' && anchor !== undefined && !OWN_ANCHOR.test(anchor)) {
            const there = anchorsThere?.();
            if (!there || has(there, anchor)) continue;
            const near = nearestAnchor(anchor, there);
            report(
              at,
              `No heading in ${path} has the anchor #${anchor}: ${near ? `#${near} is near` : 'correct it'}${whose(text)}`,
              near ? { data: { replace: `${destination.slice(0, hash)}#${near}` } } : {},
            );
          }
        }
    },
  },
];
