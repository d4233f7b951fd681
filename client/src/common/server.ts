import {
  type CancellationToken,
  commands,
  type Disposable,
  EventEmitter,
  type Event as VSEvent,
  workspace,
} from 'vscode';
import {
  type BaseLanguageClient,
  DidChangeConfigurationNotification,
  type LanguageClientOptions,
  RevealOutputChannelOn,
  State,
  type WorkspaceEdit,
} from 'vscode-languageclient';
import type { Changes, Notifications, Requests, Summary } from '../../../server/src/protocol.ts';
import type { ClientFactory } from './extension.ts';
import { answerFileRequests } from './files.ts';
import { watchFolders } from './folders.ts';

/** The settings that the server knows, without the prefix `isms.`. */
const SERVER_SETTINGS = ['asOf', 'codeLens', 'inlayHints', 'completionKeys', 'hoverKeys'];

/** The language server as the rest of the client sees it: typed requests, and events for what it tells. */
export class Server implements Disposable {
  private readonly client: BaseLanguageClient;
  private readonly changed = new EventEmitter<readonly Changes[]>();
  private readonly summarized = new EventEmitter<Summary>();
  private readonly restarted = new EventEmitter<void>();
  private readonly reportOutdated = new EventEmitter<Notifications['isms/reportOutdated']>();
  private readonly disposables: Disposable[] = [this.changed, this.summarized, this.restarted, this.reportOutdated];
  private starting: Promise<void> | undefined;
  private known: Summary | undefined;

  readonly onChanged: VSEvent<readonly Changes[]> = this.changed.event;
  readonly onSummary: VSEvent<Summary> = this.summarized.event;
  /** When findings first arrived: milliseconds, as `Date.now()` counts. */
  readonly firstFindings: Promise<number>;
  /** The server was started anew, after a crash or by command: whatever it told before is void. */
  readonly onRestarted: VSEvent<void> = this.restarted.event;
  readonly onReportOutdated: VSEvent<Notifications['isms/reportOutdated']> = this.reportOutdated.event;

  constructor(createClient: ClientFactory) {
    let arrived!: (at: number) => void;
    this.firstFindings = new Promise((resolve) => {
      arrived = resolve;
    });
    this.client = createClient({
      ...clientOptions(),
      middleware: {
        handleDiagnostics: (uri, diagnostics, next) => {
          next(uri, diagnostics);
          if (diagnostics.length) arrived(Date.now());
        },
      },
    });
    answerFileRequests(this.client);
    this.disposables.push(watchFolders(this.client));
    this.on('isms/changed', (changes) => this.changed.fire(changes));
    this.on('isms/summary', (summary) => this.summarize(summary));
    this.on('isms/reportOutdated', (outdated) => this.reportOutdated.fire(outdated));
    let ran = false;
    this.disposables.push(
      this.client.onDidChangeState(({ newState }) => {
        if (newState !== State.Running) return;
        if (ran) {
          this.restarted.fire();
          void this.ask();
        }
        ran = true;
      }),
      workspace.onDidChangeConfiguration((event) => {
        if (!SERVER_SETTINGS.some((name) => event.affectsConfiguration(`isms.${name}`)) || !this.client.isRunning())
          return;
        void this.client.sendNotification(DidChangeConfigurationNotification.type, { settings: { isms: settings() } });
      }),
    );
  }

  get summary(): Summary | undefined {
    return this.known;
  }

  /** Starts the server; resolves once it answers, and also if it could not be started, which the client has told then. */
  async start(): Promise<void> {
    void commands.executeCommand('setContext', 'isms.state', 'loading');
    this.starting = this.client.start();
    try {
      await this.starting;
      void this.ask();
    } catch (error) {
      this.client.outputChannel.error(String(error));
      void commands.executeCommand('setContext', 'isms.state', 'failed');
    }
  }

  async restart(): Promise<void> {
    await this.client.stop();
    await this.client.start();
  }

  showLog(): void {
    this.client.outputChannel.show(true);
  }

  async request<K extends keyof Requests>(
    method: K,
    params: Requests[K]['params'],
    token?: CancellationToken,
  ): Promise<Requests[K]['result']> {
    await this.starting;
    // An `undefined` at the end would be sent as a second parameter.
    return token
      ? this.client.sendRequest<Requests[K]['result']>(method, params, token)
      : this.client.sendRequest<Requests[K]['result']>(method, params);
  }

  /** Makes an edit of the server's. @returns whether it was made */
  async applyEdit(edit: WorkspaceEdit): Promise<boolean> {
    return workspace.applyEdit(await this.client.protocol2CodeConverter.asWorkspaceEdit(edit));
  }

  private on<K extends keyof Notifications>(method: K, handler: (params: Notifications[K]) => void): void {
    this.disposables.push(this.client.onNotification(method, handler));
  }

  private async ask(): Promise<void> {
    try {
      this.summarize(await this.request('isms/summary', {}));
    } catch (error) {
      this.client.outputChannel.error(`isms/summary: ${String(error)}`);
    }
  }

  private summarize(summary: Summary): void {
    if (summary.state !== this.known?.state) void commands.executeCommand('setContext', 'isms.state', summary.state);
    this.known = summary;
    this.summarized.fire(summary);
  }

  dispose(): void {
    for (const disposable of this.disposables) disposable.dispose();
    void this.client.dispose().catch(() => {});
  }
}

function settings(): Record<string, unknown> {
  const configuration = workspace.getConfiguration('isms');
  return {
    ...Object.fromEntries(SERVER_SETTINGS.map((name) => [name, configuration.get(name)])),
    // What the server may name behind a completed key, a lens and a finding: other editors have no such commands.
    suggestCommand: 'editor.action.triggerSuggest',
    findingsCommand: 'isms.showFindings',
    reviewCommand: 'isms.recordReview',
  };
}

function clientOptions(): LanguageClientOptions {
  // By name, not by language: another extension may have given a register a language of its own. Only files of the
  // workspace's kinds: the old side of a comparison is a file of the same name that nobody can mend.
  const schemes = new Set(['file', ...(workspace.workspaceFolders ?? []).map(({ uri }) => uri.scheme)]);
  return {
    documentSelector: [...schemes].map((scheme) => ({ scheme, pattern: '**/*.{yaml,yml,md,mdx}' })),
    initializationOptions: settings,
    diagnosticCollectionName: 'isms',
    // A log that jumps into view disturbs more than it tells; failures that matter come as messages.
    revealOutputChannelOn: RevealOutputChannelOn.Never,
  };
}
