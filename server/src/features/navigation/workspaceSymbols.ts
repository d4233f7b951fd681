import { SymbolKind, type WorkspaceSymbol } from 'vscode-languageserver-types';
import { controls } from '../../facts/controls.ts';
import { policiesOf } from '../../kinds/policy/model.ts';
import { controlOf, policiesByControl, soaOf } from '../../kinds/soa/model.ts';
import { definitionsOf } from '../../workspace/occurrences.ts';
import type { Root } from '../../workspace/root.ts';
import { rangeIn, type Workspace } from '../../workspace/workspace.ts';

/** Beyond this nobody reads on; typing more narrows it down. */
const MOST = 200;

/** Suppliers, policies, roles and controls of all roots whose id or name has the letters of a query, in their order. */
export function workspaceSymbols(workspace: Workspace, query: string): WorkspaceSymbol[] {
  const found: { make: () => WorkspaceSymbol; score: number }[] = [];
  const wanted = query.toLowerCase().replace(/\s+/g, '');
  for (const root of workspace.allRoots()) {
    for (const { text, make } of candidates(root)) {
      const score = rank(wanted, text);
      if (score !== undefined) found.push({ score, make });
      if (!wanted && found.length >= MOST) break;
    }
  }
  return found
    .sort((a, b) => a.score - b.score)
    .slice(0, MOST)
    .map(({ make }) => make());
}

interface Candidate {
  readonly text: string;
  make(): WorkspaceSymbol;
}

function* candidates(root: Root): Generator<Candidate> {
  const container = root.settings.organisation ?? '';
  const symbol = (
    name: string,
    kind: SymbolKind,
    uri: string,
    range: WorkspaceSymbol['location'] & object,
  ): WorkspaceSymbol => ({ name: name.trim() || '…', kind, containerName: container, location: { ...range, uri } });
  const policies = policiesOf(root.project);
  const soa = soaOf(root.project);
  for (const { entity, home } of policies) {
    const { id, title } = entity.fields;
    const name = [id?.text, title?.text].filter(Boolean).join(' · ');
    if (name)
      yield {
        text: name,
        make: () =>
          symbol(name, SymbolKind.Interface, home.document.uri, {
            uri: '',
            range: rangeIn({ home, span: entity.anchor }),
          }),
      };
  }
  for (const role of root.settings.roles ?? []) {
    yield {
      text: role,
      make: () => {
        const [place] = definitionsOf(root, 'role', role);
        return symbol(role, SymbolKind.Key, place?.document.uri ?? `${root.uri}isms.yaml`, {
          uri: '',
          range: place?.range ?? { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
        });
      },
    };
  }
  const rows = new Map((soa?.rows ?? []).map((row) => [controlOf(row.entity), row]));
  const mapped = policiesByControl(root.project);
  for (const { id, title } of controls) {
    const row = rows.get(id);
    const policy = mapped.get(id)?.[0];
    const span = row?.entity.fields.control ?? policy?.entity.fields.controls;
    const home = row?.home ?? policy?.home;
    if (!span || !home) continue;
    const name = `${id} ${title}`;
    yield {
      text: name,
      make: () => symbol(name, SymbolKind.Constant, home.document.uri, { uri: '', range: rangeIn({ home, span }) }),
    };
  }
  for (const document of root.documents.values()) {
    for (const [index, part] of document.parts.entries()) {
      for (const { id, name, range } of part.result?.rows ?? []) {
        const text = id && name && id !== name ? `${id} · ${name}` : id || name;
        if (text)
          yield {
            text,
            make: () =>
              symbol(text, document.holds.symbol, document.uri, { uri: '', range: document.fromPart(index, range) }),
          };
      }
    }
  }
}

/** Lower is better; `undefined`: the letters are not all there, in this order. */
function rank(wanted: string, text: string): number | undefined {
  if (!wanted) return 0;
  const lower = text.toLowerCase();
  const whole = lower.indexOf(wanted);
  if (whole >= 0) return whole;
  let at = -1;
  let gaps = 0;
  for (const letter of wanted) {
    const next = lower.indexOf(letter, at + 1);
    if (next < 0) return undefined;
    gaps += next - at - 1;
    at = next;
  }
  return 1000 + gaps;
}
