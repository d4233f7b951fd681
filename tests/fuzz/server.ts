import { PassThrough } from 'node:stream';
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import type { CodeAction, Position, TextEdit, WorkspaceEdit } from 'vscode-languageserver-protocol';
import { startServer } from '../../server/src/hosts/lsp.ts';
import { CAPABILITIES, TODAY } from '../protocol/client.ts';
import { edit, position as positionAt, register } from './incremental.ts';
import { type Random, randomOf } from './random.ts';

/**
 * An editor that makes random edits and asks everything of the server, in this process, over a real connection. It fails
 * at a range that is not in its text, edits that cannot be made, an error in the log, and where the findings are not those
 * of a server that reads the same texts for the first time.
 */

const BASE = 'file:///w/';
/** Requests after each edit; all of them after each so many edits, and after so many others a fresh server is asked. */
const ASKED = 2;
const ALL_AFTER = 100;
const FRESH_AFTER = 100;

const FILES: Readonly<Record<string, string>> = {
  'isms.yaml':
    'isms: 1\norganisation: Example\nroles:\n  ciso:\n  cto: { name: Chief }\nreviews: { suppliers: 12 months }\n',
  'suppliers/one.yaml':
    'supplier:\n  name: One\n  id: one\n  status: active\n  categories: [hosting]\n  access: [customer-data]\n  hosting: [DE]\n  reviews:\n    - { date: 2026-06-01, by: ciso, outcome: approved }\n',
  'suppliers/flow.yaml':
    '{ "suppliers": [{ "id": "j", "name": "J", "status": "active", "hosting": ["US"], "access": ["production"] }] }\n',
  'suppliers/shared.yaml':
    'x-shared: &shared { status: active, access: [customer-data] }\nsuppliers:\n  - id: m\n    <<: *shared\n    hosting: [DE]\n---\nsuppliers:\n  - { id: m2, name: M }\n',
  'policies/all.yaml':
    'policies:\n  - id: access\n    title: Access\n    status: approved\n    owner: ciso\n    controls: [A.5.15, A.5.16-A.5.18]\n    related: [prose]\n    reviews:\n      - { date: 2026-01-01, by: ciso, outcome: approved }\n  - title: Untitled\n    id: other\n    status: draft\n    controls: A.5.1, 5.10\n',
  'policies/prose.md':
    '---\nid: prose\ntitle: Prose\nstatus: approved\nowner: cto\ncontrols: [A.8.1]\n---\n# Prose\n\nText with [a link](all.yaml).\n',
  'soa.yaml':
    'soa:\n  - control: A.5.1\n    applicable: true\n    implementation: implemented\n    justification: law\n  - { control: A.5.15, applicable: false, justification: none }\n',
};

/** A server in this process and the editor at its other end. */
class Editor {
  readonly published = new Map<string, unknown>();
  readonly errors: string[] = [];
  private constructor(readonly connection: MessageConnection) {}

  static async start(files: ReadonlyMap<string, string>, resolves: boolean): Promise<Editor> {
    const [up, down] = [new PassThrough(), new PassThrough()];
    const server = createConnection(ProposedFeatures.all, new StreamMessageReader(up), new StreamMessageWriter(down));
    startServer(server, {
      listFiles: async () => [...files.keys()],
      readFile: (uri) => files.get(uri),
      rootAbove: async () => undefined,
      exists: (uri) => files.has(uri),
      importSheet: async () => ({ problem: 'none' }),
      reportApart: async () => undefined,
      prose: () => import('../../server/src/prose/index.ts'),
      reports: () => import('../../server/src/reports/index.ts'),
      charts: () => import('../../server/src/reports/charts.ts'),
      asOf: TODAY,
    });
    const editor = new Editor(createMessageConnection(new StreamMessageReader(down), new StreamMessageWriter(up)));
    const { connection } = editor;
    connection.onNotification('textDocument/publishDiagnostics', ({ uri, diagnostics }) => {
      editor.published.set(uri, diagnostics);
    });
    connection.onNotification('window/logMessage', ({ type, message }) => {
      if (type === 1) editor.errors.push(message);
    });
    connection.onRequest(() => null);
    connection.listen();
    const { textDocument, ...rest } = CAPABILITIES;
    const { codeAction, ...others } = textDocument!;
    await connection.sendRequest('initialize', {
      processId: null,
      rootUri: BASE,
      workspaceFolders: [{ uri: BASE, name: 'w' }],
      capabilities: {
        ...rest,
        textDocument: resolves ? textDocument : { ...others, codeAction: { ...codeAction, resolveSupport: undefined } },
      },
      initializationOptions: { reviewCommand: 'review', findingsCommand: 'findings' },
    });
    await connection.sendNotification('initialized', {});
    await connection.sendRequest('isms/summary', {});
    return editor;
  }

  stop(): void {
    this.connection.dispose();
  }

  /** The findings of every file once the server has nothing left to read. */
  async findings(): Promise<string> {
    let last = '';
    for (let same = 0; same < 3; ) {
      await this.connection.sendRequest('isms/summary', {});
      await new Promise((resolve) => setImmediate(resolve));
      const sorted = [...this.published].sort(([a], [b]) => (a < b ? -1 : 1));
      const now = JSON.stringify(sorted.filter(([, found]) => (found as unknown[]).length));
      same = now === last ? same + 1 : 0;
      last = now;
    }
    return last;
  }
}

const isPosition = (value: unknown): value is Position =>
  typeof value === 'object' && value !== null && 'line' in value && 'character' in value;

/** The offset of a position as LSP has it: lines end in any of three ways, and behind a line's end is its end. */
function offsetAt(text: string, { line, character }: Position): number {
  let start = 0;
  const ends = /\r\n|\n|\r/g;
  for (let n = 0; n < line; n++) {
    if (!ends.exec(text)) return text.length;
    start = ends.lastIndex;
  }
  const end = ends.exec(text)?.index ?? text.length;
  return Math.min(start + character, end);
}

/** Makes edits of one text, which must not overlap. */
function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const spans = edits
    .map(({ range, newText }) => ({ start: offsetAt(text, range.start), end: offsetAt(text, range.end), newText }))
    .sort((a, b) => a.start - b.start || a.end - b.end);
  let result = '';
  let at = 0;
  for (const { start, end, newText } of spans) {
    if (start < at) throw new Error('edits overlap');
    result += text.slice(at, start) + newText;
    at = end;
  }
  return result + text.slice(at);
}

/** The lines of a text without their ends, as LSP divides it. */
const linesOf = (text: string): string[] => text.split(/\r\n|\n|\r/);

export class ServerFuzz {
  private readonly texts = new Map<string, string>();
  private readonly versions = new Map<string, number>();
  private readonly random: Random;
  private editor!: Editor;
  private resolves = true;
  edits = 0;
  requests = 0;

  constructor(readonly seed: number) {
    this.random = randomOf(seed);
  }

  /** Makes so many edits. */
  async run(edits: number): Promise<void> {
    const { random } = this;
    for (const [name, text] of Object.entries(FILES)) this.texts.set(BASE + name, text);
    this.texts.set(`${BASE}suppliers.yaml`, register(random));
    this.resolves = random.below(3) > 0;
    this.editor = await Editor.start(new Map(this.texts), this.resolves);
    let uri = '';
    try {
      for (const each of this.texts.keys()) if (random.below(3)) await this.open(each);
      for (let step = 0; step < edits; step++) {
        if (step % 5 === 0) uri = random.pick([...this.texts.keys()]);
        await this.open(uri);
        await this.change(uri, step % 5 === 0);
        this.edits++;
        if (step % ALL_AFTER === ALL_AFTER - 1) for (let n = 0; n < REQUESTS.length; n++) await this.ask(uri, n);
        else for (let n = 0; n < ASKED; n++) await this.ask(uri, random.below(REQUESTS.length));
        if (step % FRESH_AFTER === FRESH_AFTER - 1) await this.compare();
        if (this.editor.errors.length) throw new Error(this.editor.errors.join('\n'));
      }
    } catch (error) {
      throw new Error(
        `seed ${this.seed}, edit ${this.edits}, ${uri}: ${error instanceof Error ? error.stack : error}\n${JSON.stringify(this.texts.get(uri))}`,
      );
    } finally {
      this.editor.stop();
    }
  }

  private async open(uri: string): Promise<void> {
    if (this.versions.has(uri)) return;
    this.versions.set(uri, 1);
    await this.editor.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: 'yaml', version: 1, text: this.texts.get(uri) },
    });
  }

  /** One random edit, or the text that the file had in the beginning: one that is broken in many places says little. */
  private async change(uri: string, anew: boolean): Promise<void> {
    const { random } = this;
    const text = this.texts.get(uri)!;
    const name = uri.slice(BASE.length);
    if (anew || text.length > 6000) {
      await this.replace(uri, FILES[name] ?? register(random));
      return;
    }
    const { start, end, text: put } = edit(text, random);
    const range = { start: positionAt(text, start), end: positionAt(text, end) };
    this.texts.set(uri, applyEdits(text, [{ range, newText: put }]));
    await this.notify(uri, [{ range, text: put }]);
  }

  private async replace(uri: string, text: string): Promise<void> {
    this.texts.set(uri, text);
    await this.notify(uri, [{ text }]);
  }

  private async notify(uri: string, contentChanges: unknown[]): Promise<void> {
    const version = this.versions.get(uri)! + 1;
    this.versions.set(uri, version);
    await this.editor.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges,
    });
  }

  private async ask(uri: string, which: number): Promise<void> {
    const { random } = this;
    const text = this.texts.get(uri)!;
    const at = positionAt(text, random.below(text.length + 1));
    // Beyond a line's end, as editors are allowed to.
    const character = random.below(20) ? at.character : at.character + random.below(3);
    await REQUESTS[which]!({
      fuzz: this,
      uri,
      text,
      position: { line: at.line, character },
      textDocument: { uri },
      random,
    });
  }

  async send<R>(method: string, params: unknown): Promise<R> {
    this.requests++;
    return (await this.editor.connection.sendRequest(method, params)) as R;
  }

  /** Whether every range in an answer lies in the text that it is of. */
  check(value: unknown, uri: string): void {
    if (Array.isArray(value)) {
      for (const one of value) this.check(one, uri);
      return;
    }
    if (typeof value !== 'object' || value === null) return;
    const record = value as Record<string, unknown>;
    if (isPosition(record.start) && isPosition(record.end)) {
      this.checkRange({ start: record.start, end: record.end }, uri);
      return;
    }
    const own = typeof record.uri === 'string' ? record.uri : uri;
    for (const [key, child] of Object.entries(record)) {
      if (key === 'changes') for (const [at, edits] of Object.entries(child as object)) this.check(edits, at);
      else if (key === 'edits') this.check(child, (record.textDocument as { uri: string } | undefined)?.uri ?? own);
      else if (/^target(?:Selection)?Range$/.test(key)) this.check(child, record.targetUri as string);
      else if (key === 'arguments' || key === 'data') continue;
      else if (key === 'from' || key === 'to' || key === 'location') this.check(child, own);
      else this.check(child, key === 'fromRanges' && 'from' in record ? (record.from as { uri: string }).uri : own);
    }
  }

  private checkRange({ start, end }: { start: Position; end: Position }, uri: string): void {
    const text = this.texts.get(uri);
    const where = `${JSON.stringify({ start, end })} in ${uri}`;
    // A file that an edit makes.
    if (text === undefined) {
      if (start.line || start.character || end.line || end.character) throw new Error(`${where}, which is not there`);
      return;
    }
    const lines = linesOf(text);
    for (const { line, character } of [start, end])
      if (!(line >= 0 && line < lines.length && character >= 0 && character <= lines[line]!.length))
        throw new Error(`${where} is not in its text`);
    if (start.line > end.line || (start.line === end.line && start.character > end.character))
      throw new Error(`${where} ends before it starts`);
  }

  /** Makes all edits of a change. @returns whether the texts that come of it are gone on with */
  async apply(change: WorkspaceEdit | undefined): Promise<boolean> {
    if (!change) return false;
    this.check(change, '');
    const lists: [string, TextEdit[]][] = [
      ...Object.entries(change.changes ?? {}),
      ...(change.documentChanges ?? []).flatMap((one): [string, TextEdit[]][] =>
        'edits' in one ? [[one.textDocument.uri, one.edits as TextEdit[]]] : [],
      ),
    ];
    const keep = this.random.below(30) === 0;
    for (const [uri, edits] of lists) await this.applyTo(uri, edits, keep);
    return keep;
  }

  async applyTo(uri: string, edits: readonly TextEdit[], keep = false): Promise<void> {
    const text = this.texts.get(uri) ?? '';
    const after = applyEdits(text, edits);
    if (!keep || !this.texts.has(uri)) return;
    await this.open(uri);
    await this.replace(uri, after);
  }

  get resolvesActions(): boolean {
    return this.resolves;
  }

  private async compare(): Promise<void> {
    const known = await this.editor.findings();
    const fresh = await Editor.start(new Map(this.texts), true);
    try {
      for (const [uri] of this.versions)
        await fresh.connection.sendNotification('textDocument/didOpen', {
          textDocument: { uri, languageId: 'yaml', version: 1, text: this.texts.get(uri) },
        });
      const expected = await fresh.findings();
      if (known !== expected)
        throw new Error(`the findings are not those of a fresh server\nknown: ${known}\nfresh: ${expected}`);
    } finally {
      fresh.stop();
    }
  }
}

interface Asked {
  readonly fuzz: ServerFuzz;
  readonly uri: string;
  readonly text: string;
  readonly position: Position;
  readonly textDocument: { readonly uri: string };
  readonly random: Random;
}

/** A request whose answer only has to have its ranges in the text. */
const plain =
  (method: string, params: (asked: Asked) => object = () => ({})) =>
  async (asked: Asked): Promise<void> => {
    const { fuzz, uri, textDocument, position } = asked;
    fuzz.check(await fuzz.send(method, { textDocument, position, ...params(asked) }), uri);
  };

const around = ({ text, position, random }: Asked) => {
  const from = offsetAt(text, position);
  return { start: positionAt(text, from), end: positionAt(text, Math.min(text.length, from + random.below(300))) };
};

/** What cannot be renamed is refused with a reason. */
const refused = (error: { code?: number }): null => {
  if (error.code !== -32600) throw error;
  return null;
};

const REQUESTS: readonly ((asked: Asked) => Promise<void>)[] = [
  plain('textDocument/hover'),
  plain('textDocument/definition'),
  plain('textDocument/references', () => ({ context: { includeDeclaration: true } })),
  plain('textDocument/documentHighlight'),
  plain('textDocument/inlayHint', (asked) => ({ range: around(asked) })),
  // A file that is nothing to an ISMS has the position that was asked for: it must be one of the text.
  plain('textDocument/selectionRange', ({ text, position }) => ({
    positions: [positionAt(text, offsetAt(text, position))],
  })),
  async ({ fuzz, uri, textDocument, position, random }) => {
    const list = await fuzz.send<{ items: { textEdit?: TextEdit; additionalTextEdits?: TextEdit[] }[] } | null>(
      'textDocument/completion',
      { textDocument, position, context: { triggerKind: 1 } },
    );
    fuzz.check(list, uri);
    const items = Array.isArray(list) ? list : (list?.items ?? []);
    if (!items.length) return;
    const { textEdit, additionalTextEdits = [] } = random.pick(items);
    if (textEdit) await fuzz.applyTo(uri, [textEdit, ...additionalTextEdits]);
  },
  async (asked) => {
    const { fuzz, textDocument, random } = asked;
    const actions = await fuzz.send<CodeAction[]>('textDocument/codeAction', {
      textDocument,
      range: around(asked),
      context: { diagnostics: [], ...(random.below(4) ? {} : { only: ['source.fixAll'] }) },
    });
    for (const action of actions) {
      if (!action.title) throw new Error('an action without a title');
      const whole = action.edit || action.command ? action : await fuzz.send<CodeAction>('codeAction/resolve', action);
      if (!fuzz.resolvesActions && !action.edit && !action.command) throw new Error(`${action.title} has no edit`);
      // What was offered for a text says nothing of another one.
      if (await fuzz.apply(whole.edit)) return;
    }
  },
  async ({ fuzz, uri, textDocument, position, random }) => {
    fuzz.check(await fuzz.send('textDocument/prepareRename', { textDocument, position }).catch(refused), uri);
    const newName = random.pick(['x', 'other', 'a-b', 'é', '', 'a: b', 'null']);
    await fuzz
      .send<WorkspaceEdit | null>('textDocument/rename', { textDocument, position, newName })
      .catch(refused)
      .then((change) => fuzz.apply(change ?? undefined));
  },
  async ({ fuzz, uri, textDocument }) => {
    const lenses = await fuzz.send<unknown[]>('textDocument/codeLens', { textDocument });
    fuzz.check(lenses, uri);
    for (const lens of lenses.slice(0, 5)) fuzz.check(await fuzz.send('codeLens/resolve', lens), uri);
  },
  async ({ fuzz, uri, textDocument }) => {
    const links = await fuzz.send<unknown[]>('textDocument/documentLink', { textDocument });
    fuzz.check(links, uri);
    for (const link of links.slice(0, 5)) fuzz.check(await fuzz.send('documentLink/resolve', link), uri);
  },
  async ({ fuzz, uri, textDocument }) => {
    type Symbol = { name: string; range: object; selectionRange: object; children?: Symbol[] };
    const symbols = await fuzz.send<Symbol[]>('textDocument/documentSymbol', { textDocument });
    fuzz.check(symbols, uri);
    const walk = (list: Symbol[]): void => {
      for (const { name, children } of list) {
        // VS Code refuses the whole outline.
        if (!name.trim()) throw new Error('a symbol without a name');
        walk(children ?? []);
      }
    };
    walk(symbols);
  },
  async ({ fuzz, uri, text, textDocument }) => {
    type Fold = { startLine: number; endLine: number };
    for (const { startLine, endLine } of await fuzz.send<Fold[]>('textDocument/foldingRange', { textDocument }))
      if (startLine < 0 || endLine >= linesOf(text).length || startLine > endLine)
        throw new Error(`a fold from ${startLine} to ${endLine} in ${uri}`);
  },
  async ({ fuzz, uri, textDocument, position }) => {
    const items = await fuzz.send<{ uri: string }[] | null>('textDocument/prepareCallHierarchy', {
      textDocument,
      position,
    });
    fuzz.check(items, uri);
    for (const item of items ?? []) {
      fuzz.check(await fuzz.send('callHierarchy/incomingCalls', { item }), item.uri);
      fuzz.check(await fuzz.send('callHierarchy/outgoingCalls', { item }), item.uri);
    }
  },
  async ({ fuzz, uri, random }) =>
    fuzz.check(await fuzz.send('workspace/symbol', { query: random.pick(['', 'a', 's1', 'review']) }), uri),
  async ({ fuzz, uri, random }) => {
    type Entry = { id?: string };
    const view = random.pick(['overview', 'reviews']);
    const top = await fuzz.send<Entry[]>('isms/tree', { view, parent: '' });
    fuzz.check(top, uri);
    for (const { id } of top.slice(0, 3)) if (id) fuzz.check(await fuzz.send('isms/tree', { view, parent: id }), uri);
  },
  async ({ fuzz, random }) => {
    if (random.below(10)) return;
    const kind = random.pick(['review', 'subprocessors', 'soa', 'risks', 'coverage']);
    await fuzz.send('isms/report', { root: BASE, kind, format: random.pick(['md', 'html', 'csv', 'json']) });
    await fuzz.send('isms/reportView', { root: BASE, kind });
  },
];
