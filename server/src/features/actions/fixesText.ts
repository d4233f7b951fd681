import type { TextEdit } from 'vscode-languageserver-types';
import { indentsAt } from '../../edit/place.ts';
import { orderOf } from '../../edit/put.ts';
import { controlOrder } from '../../facts/controls.ts';
import { policyKind } from '../../kinds/policy/kind.ts';
import type { IsmsDocument, Part } from '../../workspace/document.ts';
import { nameOfFile } from '../../workspace/uri.ts';
import type { Finding, Workspace } from '../../workspace/workspace.ts';
import { addToList, type Splice, scalarSource } from '../../yaml/edits.ts';
import { adopt } from '../adopt/adopt.ts';
import { editsOf, siteOf } from '../place/place.ts';

/** A change that settles a finding in a text. */
export interface TextFix {
  readonly title: string;
  readonly edits: readonly TextEdit[];
  readonly preferred: boolean;
}

/** Controls as one item of a list: neighbours as a range. */
const asItem = (ids: readonly string[]): string =>
  ids.length > 1 && controlOrder(ids.at(-1)!) - controlOrder(ids[0]!) === ids.length - 1
    ? `${ids[0]}-${ids.at(-1)}`
    : ids[0]!;

/** The fixes of a finding in the text of a policy or a procedure. */
export function* textFixes(
  workspace: Workspace,
  document: IsmsDocument,
  part: Part,
  finding: Finding,
): Generator<TextFix> {
  const { data, range } = finding;
  const fix = (title: string, newText: string, at = range): TextFix => ({
    title,
    edits: [{ range: at, newText }],
    preferred: true,
  });
  if (data?.replace !== undefined) yield fix(`Change to ${data.replace}`, data.replace);
  const matterIndex = document.parts.findIndex(({ role }) => role === 'frontMatter');
  if (data?.controls?.length && matterIndex >= 0) {
    const site = siteOf(workspace, document, matterIndex);
    const map = site?.trees[0]?.root;
    if (site && map?.kind === 'map' && site.shape.kind === 'map') {
      const item = asItem(data.controls);
      const place = { node: map, shape: site.shape };
      const splice: Splice | undefined = addToList(site.text, map, 'controls', item, orderOf(place), indentsAt(site));
      if (splice)
        yield {
          title: `Add ${item} to the controls of the front matter`,
          edits: editsOf(site, [splice]),
          preferred: true,
        };
    }
  }
  if (data?.matter && matterIndex >= 0) {
    const { key, value } = data.matter;
    const matter = document.parts[matterIndex]!;
    const fields = matter.result?.entities[0]?.fields as
      | Readonly<Record<string, { start: number; end: number }>>
      | undefined;
    const field = fields?.[key];
    if (field) {
      const { text } = matter;
      const quoted =
        /["']/.test(text[field.start]!) ||
        (/["']/.test(text[field.start - 1]!) && text[field.end] === text[field.start - 1]);
      const within = quoted && !/["']/.test(text[field.start]!);
      const source = within ? value : quoted ? JSON.stringify(value) : scalarSource(value, false);
      const at = document.fromPart(matterIndex, matter.rangeOf(field));
      yield { ...fix(`Change ${key} in the front matter to ${value}`, source, at), preferred: false };
    }
  }
  const { engine } = workspace;
  if (part.markdown === 'unregistered' && engine) {
    const root = workspace.rootOf(document.uri)!;
    const ids = root.idsOf(policyKind.name);
    const { settings } = root;
    const [proposal] = adopt([{ path: nameOfFile(document.uri), text: part.text }], engine.readProse, {
      settings,
      ids,
    });
    if (!proposal) return;
    const start = part.positionAt(proposal.insert.at);
    yield fix(
      `Add front matter with what the text states: ${proposal.understood.map(({ key }) => key).join(', ')}`,
      proposal.insert.text,
      { start, end: start },
    );
  }
}
