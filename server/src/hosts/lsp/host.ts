import type { ClientCapabilities, Connection } from 'vscode-languageserver';
import type { Notifications } from '../../protocol.ts';
import type { Service } from '../../service.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import type { Runtime } from '../runtime.ts';

/** What an editor can switch, sent as initialization options or as configuration under `isms`. */
export interface Options {
  codeLens: boolean;
  inlayHints: boolean;
  /** Keys with their meaning: off where another YAML extension already shows them from the schemas. */
  completionKeys: boolean;
  hoverKeys: boolean;
  /** The editor's command that shows completions again, where it has one: run behind a key that was completed. */
  suggestCommand?: string;
  /** The editor's command that shows a file's findings, given its URI and a range: behind the lenses. */
  findingsCommand?: string;
  /** The editor's command that asks for a review step by step, given a URI and a position: beside the findings about reviews. */
  reviewCommand?: string;
}

export const defaultOptions: Options = { codeLens: true, inlayHints: true, completionKeys: true, hoverKeys: true };

/** What the handlers are given by the server. */
export interface Host {
  readonly connection: Connection;
  readonly workspace: Workspace;
  readonly service: Service;
  /** Canonical URI → as the editor spells it, where that differs. */
  readonly spelling: ReadonlyMap<string, string>;
  /** The version of an open file; `null` where the editor has not opened it. */
  version(uri: string): number | null;
  readonly options: Readonly<Options>;
  /** What the editor can do; nothing before it has connected. */
  client(): ClientCapabilities;
  /** Settles once the folders that the editor opened have been read. */
  whenReady(): Promise<void>;
  /** Calls back when findings, documents or options have changed. */
  onChanged(listener: () => void): void;
  readonly runtime: Runtime;
}

/** Sends a notification of this server's own. */
export const notify = <K extends keyof Notifications>(connection: Connection, method: K, params: Notifications[K]) =>
  void connection.sendNotification(method, params);
