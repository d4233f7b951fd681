import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';
import type {
  ApplyWorkspaceEditParams,
  ClientCapabilities,
  CompletionItem,
  CompletionList,
  Diagnostic,
  InitializeResult,
  Position,
  PublishDiagnosticsParams,
  Range,
  TextEdit,
} from 'vscode-languageserver-protocol';

/** The day as of which the tests judge. */
export const TODAY = '2026-11-21';
export const SERVER = path.join(import.meta.dirname, '../../dist/server/node.cjs');
/** How long an answer may take before a test fails, in milliseconds. */
const PATIENCE = 10_000;

/** What a modern editor can do; tests leave out what they want the server to do without. */
export const CAPABILITIES: ClientCapabilities = {
  workspace: {
    workspaceFolders: true,
    applyEdit: true,
    workspaceEdit: { documentChanges: true, resourceOperations: ['create', 'rename', 'delete'] },
    didChangeWatchedFiles: { dynamicRegistration: true },
    codeLens: { refreshSupport: true },
    inlayHint: { refreshSupport: true },
    symbol: {},
  },
  textDocument: {
    publishDiagnostics: { relatedInformation: true, codeDescriptionSupport: true, dataSupport: true },
    completion: {
      completionItem: { snippetSupport: true, labelDetailsSupport: true, insertTextModeSupport: { valueSet: [1, 2] } },
      contextSupport: true,
    },
    codeAction: {
      codeActionLiteralSupport: { codeActionKind: { valueSet: ['', 'quickfix', 'refactor', 'source'] } },
      dataSupport: true,
      resolveSupport: { properties: ['edit'] },
    },
    rename: { prepareSupport: true },
    definition: { linkSupport: true },
    documentSymbol: { hierarchicalDocumentSymbolSupport: true },
    hover: { contentFormat: ['markdown', 'plaintext'] },
    inlayHint: {},
    codeLens: {},
  },
};

export interface Start {
  /** Files of the workspace, path → text. Without a folder of its own the client makes one and fills it. */
  readonly files?: Readonly<Record<string, string>>;
  /** A folder that is there already, instead of `files`. */
  readonly folder?: string;
  readonly capabilities?: ClientCapabilities;
  readonly initializationOptions?: unknown;
  readonly asOf?: string;
  /** More workspace folders. */
  readonly folders?: readonly string[];
  /** Another server than the built one: its command line. */
  readonly command?: readonly string[];
}

/** An editor as far as the protocol goes: it starts the built server and speaks LSP to it over stdio. */
export class Client {
  /** Every text that is open, as the client knows it. */
  private readonly texts = new Map<string, { text: string; version: number }>();
  private readonly published = new Map<string, PublishDiagnosticsParams>();
  private waiting: (() => void)[] = [];
  /** What the server asked of the client: method → parameters, oldest first. */
  readonly asked: { readonly method: string; readonly params: unknown }[] = [];
  /** What the server wrote to its log. */
  readonly log: string[] = [];
  initialized!: InitializeResult;

  private constructor(
    readonly folder: string,
    private readonly child: ChildProcess,
    readonly connection: MessageConnection,
    private readonly own: boolean,
  ) {}

  static async start({
    files,
    folder,
    folders = [],
    capabilities = CAPABILITIES,
    initializationOptions,
    asOf = TODAY,
    command,
  }: Start = {}): Promise<Client> {
    const root = folder ?? realpathSync(mkdtempSync(path.join(tmpdir(), 'isms-')));
    for (const [name, text] of Object.entries(files ?? {})) {
      mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
      writeFileSync(path.join(root, name), text);
    }
    const [program, ...rest] = command ?? [process.execPath, SERVER, '--stdio'];
    const child = spawn(program!, rest, { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, ISMS_AS_OF: asOf } });
    const connection = createMessageConnection(
      new StreamMessageReader(child.stdout!),
      new StreamMessageWriter(child.stdin!),
    );
    const client = new Client(root, child, connection, folder === undefined);
    child.stderr!.on('data', (data) => client.log.push(String(data)));
    connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
      client.published.set(params.uri, params);
      client.tell();
    });
    connection.onNotification('window/logMessage', ({ message }: { message: string }) => {
      client.log.push(message);
    });
    connection.onRequest((method, params) => {
      client.asked.push({ method, params });
      client.tell();
      if (method === 'workspace/applyEdit') return client.applied(params as ApplyWorkspaceEditParams);
      return null;
    });
    connection.listen();
    client.initialized = await client.request<InitializeResult>('initialize', {
      processId: process.pid,
      rootUri: pathToFileURL(root).href,
      workspaceFolders: [root, ...folders].map((at) => ({ uri: pathToFileURL(at).href, name: path.basename(at) })),
      capabilities,
      initializationOptions,
    });
    await connection.sendNotification('initialized', {});
    return client;
  }

  uri(file: string): string {
    return file.includes('://') ? file : pathToFileURL(path.join(this.folder, file)).href;
  }

  /** Sends a request and fails, by name, when no answer comes. */
  async request<R>(method: string, params: unknown): Promise<R> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(new Error(`${method}: no answer in ${PATIENCE} ms\n${this.log.join('\n')}`)),
        PATIENCE,
      );
    });
    try {
      return await Promise.race([this.connection.sendRequest(method, params) as Promise<R>, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  notify(method: string, params: unknown): Promise<void> {
    return this.connection.sendNotification(method, params);
  }

  /** Opens a file with a text. A `|` in `marked` is where the cursor is; see `cursor`. */
  async open(file: string, text: string, languageId = /\.mdx?$/.test(file) ? 'markdown' : 'yaml'): Promise<void> {
    const uri = this.uri(file);
    this.texts.set(uri, { text, version: 1 });
    await this.notify('textDocument/didOpen', { textDocument: { uri, languageId, version: 1, text } });
  }

  async close(file: string): Promise<void> {
    this.texts.delete(this.uri(file));
    await this.notify('textDocument/didClose', { textDocument: { uri: this.uri(file) } });
  }

  /** The text of an open file. */
  text(file: string): string {
    return this.texts.get(this.uri(file))!.text;
  }

  /** Replaces a range of an open file (without one, the whole text). */
  async change(file: string, text: string, range?: Range): Promise<void> {
    const uri = this.uri(file);
    const known = this.texts.get(uri)!;
    const version = known.version + 1;
    this.texts.set(uri, { version, text: range ? applyEdits(known.text, [{ range, newText: text }]) : text });
    await this.notify('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges: [range ? { range, text } : { text }],
    });
  }

  /** Types at a position and says where the cursor is then. */
  async type(file: string, at: Position, text: string): Promise<Position> {
    await this.change(file, text, { start: at, end: at });
    return positionAt(this.text(file), offsetAt(this.text(file), at) + text.length);
  }

  private applied({ edit }: ApplyWorkspaceEditParams): { applied: boolean } {
    for (const change of edit.documentChanges ?? []) {
      if ('textDocument' in change && this.texts.has(change.textDocument.uri)) {
        const known = this.texts.get(change.textDocument.uri)!;
        void this.change(change.textDocument.uri, applyEdits(known.text, change.edits as TextEdit[]));
      }
    }
    return { applied: true };
  }

  private tell(): void {
    const waiting = this.waiting;
    this.waiting = [];
    for (const resolve of waiting) resolve();
  }

  /** Waits until something the server sends makes this true. */
  async until<T>(what: string, look: () => T | undefined | false): Promise<T> {
    const end = Date.now() + PATIENCE;
    for (;;) {
      const found = look();
      if (found !== undefined && found !== false) return found;
      if (Date.now() > end)
        throw new Error(
          `${what}: not in ${PATIENCE} ms\n${JSON.stringify([...this.published.values()], null, 1).slice(0, 3000)}\n${this.log.join('\n')}`,
        );
      await new Promise<void>((resolve) => {
        this.waiting.push(resolve);
        setTimeout(resolve, 100);
      });
    }
  }

  /** The findings of a file: of the text that is open now, once they are there. */
  async diagnostics(file: string): Promise<Diagnostic[]> {
    const uri = this.uri(file);
    const version = this.texts.get(uri)?.version;
    return this.until(`diagnostics of ${file}`, () => {
      const known = this.published.get(uri);
      return known && (version === undefined || known.version === version) ? known.diagnostics : undefined;
    });
  }

  /** What was last published for a URI. */
  known(uri: string): readonly Diagnostic[] | undefined {
    return this.published.get(uri)?.diagnostics;
  }

  /** Waits for findings of a file that fulfil a condition. */
  async findings(file: string, condition: (found: readonly Diagnostic[]) => boolean): Promise<Diagnostic[]> {
    return this.until(`findings of ${file}`, () => {
      const known = this.published.get(this.uri(file))?.diagnostics;
      return known && condition(known) ? known : undefined;
    });
  }

  async complete(file: string, position: Position, trigger?: string): Promise<CompletionItem[]> {
    const found = await this.request<CompletionList | CompletionItem[] | null>('textDocument/completion', {
      textDocument: { uri: this.uri(file) },
      position,
      context: trigger === undefined ? { triggerKind: 1 } : { triggerKind: 2, triggerCharacter: trigger },
    });
    return Array.isArray(found) ? found : (found?.items ?? []);
  }

  /** Accepts a completion as an editor does: snippet marks are taken out, the cursor goes to the first of them. */
  async accept(file: string, position: Position, item: CompletionItem): Promise<Position> {
    const edit = item.textEdit as TextEdit;
    let text = edit.newText;
    let cursor = text.length;
    if (item.insertTextMode === 2 || (item.insertTextMode === undefined && text.includes('\n'))) {
      const line = this.text(file).split('\n')[edit.range.start.line]!.slice(0, edit.range.start.character);
      text = text.replaceAll('\n', `\n${/^ */.exec(line)![0]}`);
      cursor = text.length;
    }
    if (item.insertTextFormat === 2) {
      const stop = /\$1(?!\d)/.exec(text) ?? /\$0/.exec(text);
      if (stop) cursor = text.slice(0, stop.index).replace(/\$\d+/g, '').length;
      text = text.replace(/\$\d+/g, '').replace(/\\([$}\\])/g, '$1');
    }
    void position;
    const start = offsetAt(this.text(file), edit.range.start);
    await this.change(file, text, edit.range);
    return positionAt(this.text(file), start + cursor);
  }

  async stop(): Promise<void> {
    try {
      await this.request('shutdown', null);
      await this.notify('exit', null);
    } finally {
      this.connection.dispose();
      if (this.child.exitCode === null) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(() => this.child.kill('SIGKILL'), 2000);
          this.child.once('exit', () => {
            clearTimeout(timer);
            resolve();
          });
        });
      }
      if (this.own) rmSync(this.folder, { recursive: true, force: true });
    }
  }
}

/** A text without its `|`, and where that stood. The first one counts; a text that holds others uses `‸` instead. */
export function cursor(marked: string): { readonly text: string; readonly position: Position } {
  const mark = marked.includes('‸') ? '‸' : '|';
  const at = marked.indexOf(mark);
  if (at < 0) throw new Error(`No cursor in ${marked}`);
  const text = marked.slice(0, at) + marked.slice(at + 1);
  return { text, position: positionAt(text, at) };
}

export function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length - 1, character: before.at(-1)!.length };
}

export function offsetAt(text: string, { line, character }: Position): number {
  let offset = 0;
  for (let i = 0; i < line; i++) {
    const next = text.indexOf('\n', offset);
    if (next < 0) return text.length;
    offset = next + 1;
  }
  return Math.min(offset + character, text.length);
}

/** The position of a text within a text, at its start; the nth one (from 0) where there are several. */
export function at(text: string, needle: string, nth = 0): Position {
  let offset = -1;
  for (let i = 0; i <= nth; i++) {
    offset = text.indexOf(needle, offset + 1);
    if (offset < 0) throw new Error(`There is no ${needle} (${nth})`);
  }
  return positionAt(text, offset);
}

/** Applies text edits as LSP has them: all ranges are of the text before. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const spans = edits
    .map(({ range, newText }, order) => ({
      start: offsetAt(text, range.start),
      end: offsetAt(text, range.end),
      newText,
      order,
    }))
    .sort((a, b) => b.start - a.start || b.order - a.order);
  let result = text;
  for (const { start, end, newText } of spans) result = result.slice(0, start) + newText + result.slice(end);
  return result;
}
