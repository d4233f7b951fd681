import {
  type ClientCapabilities,
  type Connection,
  DidChangeWatchedFilesNotification,
  FileChangeType,
  type InitializeParams,
  type InitializeResult,
  TextDocumentSyncKind,
  WatchKind,
} from 'vscode-languageserver';
import { localDay, parseDay } from '../model/dates.ts';
import { createService } from '../service.ts';
import { version } from '../version.ts';
import { canonicalUri, folderOf } from '../workspace/uri.ts';
import { isCandidate, Workspace } from '../workspace/workspace.ts';
import { DiagnosticMaker } from './diagnostics.ts';
import { refuseOthers } from './lifecycle.ts';
import { connectAll, handledCapabilities } from './lsp/handlers.ts';
import { defaultOptions, type Options } from './lsp/host.ts';
import { logError, type Runtime } from './runtime.ts';

/** How long it is believed that a document is there, or not, in milliseconds, where the editor watches no files. */
const LOOKED_UP_FOR = 2000;
/** From so many files on that come and go at once, every document is looked for again. */
const MANY_FILES = 20;
/** After how long without a word an editor has nothing open, and how long it is listened to at most, in milliseconds. */
const SILENCE = 15;
const MOST_SILENCE = 1000;
/** How long the server reads at a stretch before it looks whether somebody waits, in milliseconds. */
const SLICE = 12;

/** Lets whatever waits (a keystroke, a request) go first. */
const pause = (): Promise<void> =>
  new Promise((resolve) => {
    if (typeof setImmediate === 'function') setImmediate(resolve);
    else setTimeout(resolve, 0);
  });

/** Runs the language server on a connection. The same in Node, in a web worker and in the tests. */
export function startServer(connection: Connection, runtime: Runtime): void {
  new Server(connection, runtime).listen();
}

class Server {
  private asOf: string | undefined;
  readonly options: Options = { ...defaultOptions };
  private readonly workspace: Workspace;
  private readonly diagnostics: DiagnosticMaker;
  /** Open files and their versions. */
  private readonly open = new Map<string, number>();
  /** Canonical URI → as the editor spells it, where that differs. */
  private readonly spelling = new Map<string, string>();
  /** Open files that are nothing to an ISMS now but may become so: their text is kept for that. */
  private readonly bystanders = new Map<string, string>();
  private folders: string[] = [];
  /** Folders that were listed and read. */
  private readonly loaded = new Set<string>();
  private client: ClientCapabilities = {};
  private canRegister = false;
  private canProgress = false;
  private canChangeFolders = false;
  private refreshing: Promise<void> | undefined;
  private readonly published = new Set<string>();
  private knownDay = '';
  private lookedAt = 0;
  /** Documents that are named are to be looked for again. */
  private lookAgain = false;
  private midnight: ReturnType<typeof setTimeout> | undefined;
  private changeListeners: (() => void)[] = [];
  private ready: Promise<void> = Promise.resolve();

  constructor(
    readonly connection: Connection,
    private readonly runtime: Runtime,
  ) {
    this.asOf = runtime.asOf;
    this.workspace = new Workspace({
      today: () => this.today(),
      exists: (uri) => runtime.exists(uri),
      dropped: (uri, text) => {
        if (this.open.has(uri)) this.bystanders.set(uri, text);
      },
      failed: ({ uri, rule = 'reading', error }) => this.log(`${rule} in ${uri}`, error),
    });
    this.diagnostics = new DiagnosticMaker(this.workspace, (uri) => this.spelling.get(uri) ?? uri);
  }

  private today(): string {
    return this.asOf ?? localDay(new Date());
  }

  listen(): void {
    const { connection } = this;
    refuseOthers(connection);
    connection.onInitialize((params) => this.initialize(params));
    connection.onInitialized(() => {
      this.ready = this.load().catch((error) => this.log('load', error));
    });
    connection.onDidOpenTextDocument(({ textDocument: { uri: spelled, text, version: v } }) =>
      this.guard('open', () => {
        const uri = this.know(spelled);
        this.open.set(uri, v);
        if (!isCandidate(uri)) return;
        this.put(uri, text);
        this.lookAgain = true;
        this.settle(uri);
        if (!this.workspace.rootAbove(uri)) void this.lookAbove(uri);
      }),
    );
    connection.onDidChangeTextDocument(({ textDocument: { uri: spelled, version: v }, contentChanges }) =>
      this.guard('change', () => {
        const uri = this.know(spelled);
        const files = this.filesOf(uri);
        this.open.set(uri, v);
        for (const change of contentChanges) {
          const known = this.workspace.document(uri);
          if (known && 'range' in change) {
            this.workspace.edit(uri, change.range, change.text);
          } else
            this.put(
              uri,
              'range' in change ? applyChange(this.bystanders.get(uri) ?? '', change.range, change.text) : change.text,
            );
        }
        if (isSettings(uri) && files !== this.filesOf(uri)) this.rootsChanged();
        this.settle(uri);
      }),
    );
    connection.onDidSaveTextDocument(() =>
      this.guard('save', () => {
        this.lookAgain = true;
        this.settle();
      }),
    );
    connection.onDidCloseTextDocument(({ textDocument: { uri: spelled } }) =>
      this.guard('close', async () => {
        const uri = canonicalUri(spelled);
        this.open.delete(uri);
        this.bystanders.delete(uri);
        // A file outside every folder was only there because it was open.
        if ([...this.loaded].some((folder) => uri.startsWith(folder))) await this.reload(uri);
        else {
          this.remove(uri);
          this.settle();
        }
      }),
    );
    connection.onDidChangeWatchedFiles(({ changes }) =>
      this.guard('watch', async () => {
        const gone = changes.some(({ uri, type }) => type === FileChangeType.Deleted && !isCandidate(uri));
        const folders = gone ? this.foldersOfDocuments() : undefined;
        if (changes.length > MANY_FILES) this.lookAgain = true;
        let touched = false;
        for (const { uri: spelled, type } of changes) {
          const uri = canonicalUri(spelled);
          if (!this.lookAgain && type !== FileChangeType.Changed) this.workspace.fileChanged(uri);
          if (this.open.has(uri)) continue;
          if (!isCandidate(uri)) {
            // A folder: editors tell of it alone when it comes or goes with all that is in it.
            if (type === FileChangeType.Created && this.mayBeFolder(uri)) await this.readFolder(`${uri}/`);
            else if (type === FileChangeType.Deleted && folders!.has(`${uri}/`)) this.removeFolder(`${uri}/`);
            else continue;
          } else if (type === FileChangeType.Deleted) this.remove(uri);
          else await this.reload(uri);
          touched = true;
        }
        // Most files that come and go are nothing to an ISMS: then nothing is published, and no view asks again.
        if (touched || this.lookAgain || this.workspace.stale || this.workspace.wantsFiles) this.settle();
      }),
    );
    connection.onDidChangeConfiguration(({ settings }) =>
      this.guard('configuration', () => this.configure(settings?.isms ?? settings)),
    );
    connectAll({
      connection,
      workspace: this.workspace,
      service: createService(this.workspace, {
        exists: (uri) => this.runtime.exists(uri),
        listFolder: this.runtime.listFolder && ((folder) => this.runtime.listFolder!(folder)),
      }),
      spelling: this.spelling,
      version: (uri) => this.open.get(uri) ?? null,
      options: this.options,
      client: () => this.client,
      whenReady: () => this.ready,
      onChanged: (listener) => this.changeListeners.push(listener),
      runtime: this.runtime,
    });
    connection.onShutdown(() => clearTimeout(this.midnight));
    connection.listen();
  }

  private initialize({
    capabilities,
    workspaceFolders,
    rootUri,
    initializationOptions,
  }: InitializeParams): InitializeResult {
    this.folders = (workspaceFolders ?? (rootUri ? [{ uri: rootUri, name: '' }] : [])).map(({ uri }) => asFolder(uri));
    this.client = capabilities;
    this.canRegister = capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration ?? false;
    this.canChangeFolders = capabilities.workspace?.workspaceFolders ?? false;
    this.canProgress = capabilities.window?.workDoneProgress ?? false;
    this.diagnostics.related = capabilities.textDocument?.publishDiagnostics?.relatedInformation ?? false;
    this.configure(initializationOptions);
    return {
      serverInfo: { name: 'ISMS Author', version },
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
        workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
        ...handledCapabilities,
      },
    };
  }

  private configure(options: unknown): void {
    if (typeof options !== 'object' || options === null) return;
    const { asOf, ...rest } = options as Partial<Options> & { asOf?: string };
    Object.assign(this.options, rest);
    if (typeof asOf === 'string' && (asOf === '' || parseDay(asOf))) this.setAsOf(asOf || this.runtime.asOf);
    for (const listener of this.changeListeners) listener();
  }

  private setAsOf(day: string | undefined): void {
    if (day === this.asOf) return;
    this.asOf = day;
    this.workspace.invalidate();
    this.settle();
  }

  // --- Files

  private async load(): Promise<void> {
    if (this.canRegister) {
      void this.connection.client.register(DidChangeWatchedFilesNotification.type, {
        watchers: [
          { globPattern: '**/*.{yaml,yml,md,mdx}', kind: WatchKind.Change },
          // Evidence may be any file.
          { globPattern: '**/*', kind: WatchKind.Create | WatchKind.Delete },
        ],
      });
    }
    if (this.canChangeFolders)
      this.connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) =>
        this.guard('folders', async () => {
          const gone = removed.map(({ uri }) => asFolder(uri));
          this.folders = [
            ...this.folders.filter((folder) => !gone.includes(folder)),
            ...added.map(({ uri }) => asFolder(uri)),
          ];
          for (const folder of gone) {
            this.loaded.delete(folder);
            for (const uri of [...this.workspace.uris()]) {
              if (uri.startsWith(folder) && !this.open.has(uri) && !this.folders.some((other) => uri.startsWith(other)))
                this.workspace.delete(uri);
            }
          }
          for (const { uri } of added) await this.loadFolder(asFolder(uri));
          this.settle();
        }),
      );
    for (const folder of this.folders) await this.loadFolder(folder);
    this.watchTheDay();
    this.settle();
    await this.refreshing;
  }

  /** Reads a workspace folder, and the root above it where it lies inside one. */
  private async loadFolder(folder: string): Promise<void> {
    const above = await this.runtime.rootAbove(folder);
    const top = above && folder.startsWith(above) ? above : folder;
    if (this.loaded.has(top)) return;
    this.loaded.add(top);
    const files = await this.runtime.listFiles(top);
    const progress =
      this.canProgress && files.length > 500 ? await this.connection.window.createWorkDoneProgress() : undefined;
    progress?.begin('ISMS', 0, `Reading ${files.length} files`);
    await this.readAll(files, (done) => progress?.report(Math.round((done / files.length) * 100)));
    progress?.done();
  }

  private async readAll(files: readonly string[], report: (done: number) => void): Promise<void> {
    let slice = Date.now();
    let done = 0;
    const read = async (uri: string): Promise<void> => {
      done++;
      if (this.open.has(uri) || (!isSettings(uri) && !this.workspace.classify(uri))) return;
      const answer = this.runtime.readFile(uri);
      const text = typeof answer === 'string' || answer === undefined ? answer : await answer;
      if (text !== undefined && !this.open.has(uri)) this.workspace.set(uri, text);
      if (Date.now() - slice > SLICE) {
        report(done);
        await pause();
        slice = Date.now();
      }
    };
    for (const uri of files) if (isSettings(uri)) await read(uri);
    await this.hearOut();
    for (const uri of files) if (!isSettings(uri)) await read(uri);
    // Files that were opened before their root was known belong to it now.
    this.reclassifyOpen();
  }

  /**
   * Editors send what they have open right behind their greeting, and a large register takes a while to arrive: it comes
   * first, and need not be read from the disk as well.
   */
  private async hearOut(): Promise<void> {
    const began = Date.now();
    const heard = () => Math.max(began, this.runtime.heard?.() ?? 0);
    while (this.open.size === 0 && Date.now() - heard() < SILENCE && Date.now() - began < MOST_SILENCE)
      await new Promise((resolve) => setTimeout(resolve, 5));
  }

  /** A file that was opened on its own may belong to a root outside every workspace folder. */
  private async lookAbove(uri: string): Promise<void> {
    const root = await this.runtime.rootAbove(folderOf(uri));
    if (
      !root ||
      this.loaded.has(root) ||
      this.folders.some((folder) => folder.startsWith(root) || root.startsWith(folder))
    )
      return;
    await this.loadFolder(root);
    this.settle();
  }

  /** Remembers how the editor spells a file's URI, so that it is told of the file it knows. */
  private know(spelled: string): string {
    const uri = canonicalUri(spelled);
    const before = this.spelling.get(uri) ?? uri;
    if (spelled !== before) {
      // Under its other spelling the editor would keep the findings for ever.
      if (this.published.delete(uri)) void this.connection.sendDiagnostics({ uri: before, diagnostics: [] });
      this.spelling.set(uri, spelled);
      this.diagnostics.forget();
    }
    return uri;
  }

  /** The patterns that say where a root's documents are, as one text to compare. */
  private filesOf(uri: string): string | undefined {
    return isSettings(uri) ? JSON.stringify(this.workspace.rootOf(uri)?.settings.files) : undefined;
  }

  private put(uri: string, text: string): void {
    if (this.workspace.set(uri, text)) this.bystanders.delete(uri);
    else this.bystanders.set(uri, text);
    if (isSettings(uri)) this.rootsChanged();
  }

  private remove(uri: string): void {
    this.workspace.delete(uri);
    if (isSettings(uri)) this.rootsChanged();
  }

  /** Every folder that has a document somewhere below it. */
  private foldersOfDocuments(): Set<string> {
    const folders = new Set<string>();
    for (const uri of this.workspace.uris()) {
      for (
        let folder = folderOf(uri);
        folder.length > 1 && !folders.has(folder);
        folder = folderOf(folder.slice(0, -1))
      ) {
        folders.add(folder);
      }
    }
    return folders;
  }

  /** Whether a URI that is no document's may be a folder's: where the runtime does not say so, by its name. */
  private mayBeFolder(uri: string): boolean {
    const there = this.runtime.exists(uri);
    return there === 'folder' || (there !== true && !/\.\w+$/.test(uri));
  }

  private removeFolder(folder: string): void {
    for (const uri of [...this.workspace.uris()]) if (uri.startsWith(folder) && !this.open.has(uri)) this.remove(uri);
  }

  private async readFolder(folder: string): Promise<void> {
    const files = (await this.runtime.listFiles(folder)).filter((uri) => !this.workspace.document(uri));
    await this.readAll(files, () => {});
    if (files.some(isSettings)) this.rootsChanged();
  }

  private async reload(uri: string): Promise<void> {
    const aside = isCandidate(uri) && !this.workspace.classify(uri) && this.workspace.isAside(uri);
    if (aside) {
      const text = await this.runtime.readFile(uri);
      if (text === undefined) this.remove(uri);
      else this.workspace.set(uri, text);
    } else if (!isCandidate(uri) || (!isSettings(uri) && !this.workspace.classify(uri))) {
      this.remove(uri);
    } else {
      const text = await this.runtime.readFile(uri);
      if (this.open.has(uri)) return;
      if (text === undefined) this.remove(uri);
      else this.put(uri, text);
    }
    this.settle();
  }

  /** A root came or went, or its `files:` changed: every file is asked anew where it belongs. */
  private rootsChanged(): void {
    this.reclassifyOpen();
    for (const uri of [...this.workspace.uris()]) {
      const document = this.workspace.document(uri)!;
      const classified = this.workspace.classify(uri);
      const root = this.workspace.rootOf(uri)!;
      if (
        classified?.kind === document.holds &&
        (classified.root ?? folderOf(uri)) === root.uri &&
        root.standalone === (classified.root === undefined)
      )
        continue;
      this.put(uri, document.text);
    }
    void this.findNew();
  }

  private reclassifyOpen(): void {
    for (const [uri, text] of [...this.bystanders]) if (this.workspace.classify(uri)) this.put(uri, text);
    for (const uri of this.open.keys()) {
      const document = this.workspace.document(uri);
      if (document && !isSettings(uri) && this.workspace.rootOf(uri)!.standalone && this.workspace.rootAbove(uri))
        this.put(uri, document.text);
    }
  }

  /** Files that were nothing before may be documents of a root that came. */
  private async findNew(): Promise<void> {
    await pause();
    for (const folder of this.loaded) {
      const files = await this.runtime.listFiles(folder);
      await this.readAll(
        files.filter((uri) => !isSettings(uri) && !this.workspace.document(uri)),
        () => {},
      );
    }
    this.settle();
  }

  // --- Findings

  /** Reads what an event has changed and tells the editor: the file at hand at once, the rest in slices. */
  private settle(uri?: string): void {
    // Where no editor watches evidence for us, what was looked up is believed for a moment only.
    const now = Date.now();
    if (!this.canRegister && now - this.lookedAt > LOOKED_UP_FOR) this.lookAgain = true;
    if (this.lookAgain) this.lookedAt = now;
    if (uri !== undefined) {
      this.workspace.updateOne(uri);
      if (!this.workspace.stale && !this.workspace.wantsProse && !this.workspace.wantsFiles && !this.lookAgain) {
        this.publishChanged();
        return;
      }
      this.publish(uri);
    }
    this.refreshing ??= this.refreshRest().finally(() => {
      this.refreshing = undefined;
    });
  }

  /** Loads what reads prose once there is any, before anything is published that would be other with it. */
  private async loadProse(): Promise<void> {
    if (!this.workspace.wantsProse) return;
    this.prose ??= this.runtime.prose();
    this.workspace.useProse(await this.prose);
  }
  private prose: ReturnType<Runtime['prose']> | undefined;

  private async refreshRest(): Promise<void> {
    await pause();
    do {
      await this.loadProse().catch((error) => this.log('prose', error));
      while (this.workspace.stale) await this.inSlices(this.workspace.refresh([...this.open.keys()]));
      await this.readWanted();
      if (this.workspace.stale || !this.lookAgain) continue;
      this.publishChanged();
      this.lookAgain = false;
      await this.inSlices(this.workspace.filesChanged());
    } while (this.workspace.stale);
    this.publishChanged();
  }

  private async inSlices(work: Iterable<void>): Promise<void> {
    let slice = Date.now();
    for (const _ of work) {
      if (Date.now() - slice < SLICE) continue;
      await pause();
      slice = Date.now();
    }
  }

  /** Reads the files that documents name and that are none by themselves. */
  private async readWanted(): Promise<void> {
    for (const uri of this.workspace.takeWanted()) {
      const text = this.bystanders.get(uri) ?? (await this.runtime.readFile(uri));
      if (text !== undefined && !this.workspace.document(uri) && this.workspace.set(uri, text))
        this.bystanders.delete(uri);
    }
  }

  private publishChanged(): void {
    const uris = this.workspace.takeChanged();
    // Open files first: somebody looks at them.
    for (const uri of uris) if (this.open.has(uri)) this.publish(uri);
    for (const uri of uris) if (!this.open.has(uri)) this.publish(uri);
    for (const listener of this.changeListeners) listener();
  }

  private publish(uri: string): void {
    const diagnostics = this.diagnostics.of(uri);
    // A file without findings needs no word unless it had some.
    if (diagnostics.length === 0 && !this.published.has(uri) && !this.open.has(uri)) return;
    if (diagnostics.length) this.published.add(uri);
    else this.published.delete(uri);
    const v = this.open.get(uri);
    void this.connection.sendDiagnostics({
      uri: this.spelling.get(uri) ?? uri,
      ...(v === undefined ? {} : { version: v }),
      diagnostics,
    });
  }

  /** At midnight findings move on by themselves. Asking every minute also survives a machine that slept. */
  private watchTheDay(): void {
    this.knownDay = this.today();
    const ask = () => {
      const today = this.today();
      if (today !== this.knownDay) {
        this.knownDay = today;
        this.workspace.invalidate();
        this.settle();
      }
      this.midnight = setTimeout(ask, 60_000);
      (this.midnight as { unref?: () => void }).unref?.();
    };
    ask();
  }

  private guard(what: string, run: () => void | Promise<void>): void {
    try {
      const done = run();
      if (done) done.catch((error) => this.log(what, error));
    } catch (error) {
      this.log(what, error);
    }
  }

  private log(what: string, error: unknown): void {
    logError(this.connection, what, error);
  }
}

const asFolder = (uri: string): string => {
  const canonical = canonicalUri(uri);
  return canonical.endsWith('/') ? canonical : `${canonical}/`;
};
const isSettings = (uri: string): boolean => /(?:^|\/)isms\.ya?ml$/.test(uri);

/** A text with one change, for open files that no document holds. */
function applyChange(
  text: string,
  { start, end }: { start: { line: number; character: number }; end: { line: number; character: number } },
  insert: string,
): string {
  const lines = [0];
  for (let p = 0; p < text.length; p++)
    if (text[p] === '\n' || (text[p] === '\r' && text[p + 1] !== '\n')) lines.push(p + 1);
  const at = ({ line, character }: { line: number; character: number }) =>
    Math.min((lines[line] ?? text.length) + character, text.length);
  return text.slice(0, at(start)) + insert + text.slice(at(end));
}
