import type { TextEdit } from 'vscode-languageserver-types';
import { fixesOf, ruleById } from '../../check/rules.ts';
import { isMapPlace, type MapPlace, trailTo } from '../../edit/place.ts';
import { putWaiver } from '../../edit/put.ts';
import { withoutNote } from '../../facts/places.ts';
import { kindNamed, kindOfList } from '../../kinds/index.ts';
import type { Draft, Fault, World } from '../../model/fix.ts';
import type { Home } from '../../workspace/root.ts';
import { nameOfFile } from '../../workspace/uri.ts';
import type { Finding, Workspace } from '../../workspace/workspace.ts';
import { type Splice, scalarSource } from '../../yaml/edits.ts';
import { reviewToday } from '../blocks/reviewItem.ts';
import { editsOf, entityOn, type Site, siteOf, spanOf } from '../place/place.ts';
import { textFixes } from './fixesText.ts';

/** A way to fix a finding. None states anything of the world that the author has not stated. */
export interface Fix {
  readonly title: string;
  readonly finding: Finding;
  /** Canonical URI → edits. */
  readonly edits: ReadonlyMap<string, readonly TextEdit[]>;
  /** It only corrects how something is written and there is no other reading, so it may be applied without a look. */
  readonly safe: boolean;
  readonly preferred: boolean;
}

function worldOf(site: Site, finding: Finding, entity: ReturnType<typeof entityOn>): World {
  const { workspace, root, document } = site;
  const related = finding.related?.[0];
  return {
    today: workspace.today,
    project: root.project,
    waivable: (id) => ruleById(id)?.waivable,
    isDefined: (kind, id) => root.definitions(kind, id).length > 0,
    siteOf: (home) => {
      const at = home as Home;
      return at.document === document ? siteOf(workspace, document, document.indexOf(at.part)) : undefined;
    },
    related: () => {
      if (related?.uri !== document.uri) return undefined;
      const other = siteOf(workspace, document, document.partAtLine(related.range.start.line));
      return other && trailTo(other, spanOf(other, related.range).start);
    },
    *wholes() {
      for (const other of root.documents.values()) {
        const whole = kindOfList(other.kind).whole ? siteOf(workspace, other, 0) : undefined;
        if (whole) yield { file: nameOfFile(other.uri), site: whole };
      }
    },
    review: () => entity && reviewToday(site, entity, workspace.today),
  };
}

function faultOf(site: Site, finding: Finding): Fault {
  const span = spanOf(site, finding.range);
  const trail = trailTo(site, span.start);
  const places = trail.places;
  const at = places.findLastIndex(({ node }) => node.start === span.start && node.end === span.end);
  // A map begins where its first key does: a finding on the whole of it is not on the key.
  const onKey = at >= 0 ? undefined : trail.onKey;
  const holders = at >= 0 ? places.slice(0, at) : places;
  const entity = entityOn(trail);
  return {
    site,
    rule: finding.rule,
    data: finding.data,
    about: finding.subject?.kind,
    span,
    source: site.text.slice(span.start, span.end),
    trail,
    node: onKey ? undefined : places[at]?.node,
    place: onKey ? undefined : places[at],
    map: holders.findLast((place): place is MapPlace => isMapPlace(place) && place.node !== places[at]?.node),
    entity,
    inFlow: holders.some(({ node }) => (node.kind === 'map' || node.kind === 'seq') && node.flow),
    world: worldOf(site, finding, entity),
  };
}

/** A waiver to fill in, for the rules that allow one. */
function* waive({ site, entity, rule, node, source, world }: Fault): Generator<Draft> {
  const waivable = world.waivable(rule);
  if (!entity || !waivable || !kindNamed(entity.kind)?.waivers) return;
  const value = node?.kind === 'scalar' ? scalarSource(withoutNote(node.text), false) : undefined;
  const splices = putWaiver(site, entity, rule, waivable, /^[*<]/.test(source) ? undefined : value);
  yield { title: `Add a waiver of ${rule} to fill in`, splices };
}

const SORTS: (fix: Fix) => number = ({ preferred }) => (preferred ? 0 : 1);

/** The fixes of some findings of one document, in their order; the preferred one of a finding first. */
export function fixesFor(workspace: Workspace, uri: string, findings: readonly Finding[]): Fix[] {
  const document = workspace.document(uri);
  if (!document) return [];
  const sites = new Map<number, Site | undefined>();
  const fixes: Fix[] = [];
  for (const finding of findings) {
    const index = document.partAtLine(finding.range.start.line);
    if (!sites.has(index))
      sites.set(
        index,
        siteOf(workspace, document, index) ??
          // What is wrong with a whole file is on its key, above the part that its fix changes.
          (ruleById(finding.rule)?.scope === 'project' ? siteOf(workspace, document, index + 1) : undefined),
      );
    const part = document.parts[index]!;
    if (part.markdown)
      for (const { title, edits, preferred } of textFixes(workspace, document, part, finding))
        fixes.push({ title, finding, edits: new Map([[uri, edits]]), safe: false, preferred });
    const site = sites.get(index);
    if (!site || part.markdown) continue;
    const fault = faultOf(site, finding);
    const found: Fix[] = [];
    const drafts = [...fixesOf(finding.rule)].flatMap((fix) => [...fix.drafts(fault)]);
    for (const draft of finding.waived ? drafts : [...drafts, ...waive(fault)]) {
      const { title, splices, safe = false, preferred = false } = draft;
      // `worldOf` gives sites of this type alone.
      const where = (draft.site ?? site) as Site;
      const list = [splices ?? []].flat() as Splice[];
      if (list.length)
        found.push({ title, finding, edits: new Map([[where.document.uri, editsOf(where, list)]]), safe, preferred });
    }
    fixes.push(...found.sort((a, b) => SORTS(a) - SORTS(b)));
  }
  return fixes;
}
