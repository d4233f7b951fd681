import { policyKind } from '../../kinds/policy/kind.ts';
import { defaults } from '../../kinds/settings/resolve.ts';
import type { Adoption } from '../../protocol.ts';
import { readable } from '../../workspace/uri.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import { adopt, type ReadProse, settingsFor } from './adopt.ts';

/**
 * What is proposed for the texts of a folder.
 * @param folder its canonical URI, with a trailing `/`
 */
export function adoption(
  workspace: Workspace,
  folder: string,
  texts: readonly { readonly uri: string; readonly text: string }[],
  readProse: ReadProse,
): Adoption {
  const top = workspace.rootAbove(folder);
  const root = workspace.allRoots().find(({ uri }) => uri === top);
  const base = top ?? folder;
  const uris = new Map(texts.map(({ uri }) => [readable(uri.slice(base.length)), uri]));
  const proposals = adopt(
    texts.map(({ uri, text }) => ({ path: readable(uri.slice(base.length)), text })),
    readProse,
    { settings: root?.settings ?? defaults, ids: root?.idsOf(policyKind.name) ?? [] },
  );
  return {
    files: proposals.map(({ path, understood, open, insert }) => ({
      uri: uris.get(path)!,
      // Behind nothing, a byte order mark, or the line that opens front matter.
      line: insert.at > 1 ? 1 : 0,
      text: insert.text,
      keys: understood.map(({ key }) => key),
      open,
    })),
    ...(top || !proposals.length
      ? {}
      : { settings: { uri: `${folder}isms.yaml`, text: settingsFor(proposals.map(({ path }) => path)) } }),
  };
}
