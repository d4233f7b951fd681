import type { ClientCapabilities, Connection, ServerCapabilities } from 'vscode-languageserver';
import type { Workspace } from '../workspace/workspace.ts';
import { registerGuided } from './guided.ts';
import type { Runtime } from './lsp.ts';
import { navigationCapabilities, registerNavigation } from './navigation.ts';
import { registerRequests } from './requests.ts';
import { registerStarting } from './starting.ts';
import { registerWriting, writingCapabilities } from './writing.ts';

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

/** What the features are given by the server. */
export interface FeatureHost {
  readonly connection: Connection;
  readonly workspace: Workspace;
  /** A file's URI as the editor spells it; requests come in through `canonicalUri`. */
  spell(uri: string): string;
  /** The version of an open file; `null` where the editor has not opened it. */
  version(uri: string): number | null;
  readonly options: Readonly<Options>;
  /** What the editor said it can do; nothing before it was asked. */
  client(): ClientCapabilities;
  /** Settles once the folders that the editor opened have been read. */
  whenReady(): Promise<void>;
  /** Calls back when findings, documents or options have changed. */
  onChanged(listener: () => void): void;
  readonly runtime: Runtime;
}

/** Connects every feature to its request: the one list of what the server answers. */
export function registerFeatures(host: FeatureHost): void {
  registerRequests(host);
  registerGuided(host);
  registerStarting(host);
  registerWriting(host);
  registerNavigation(host);
}

registerFeatures.capabilities = { ...writingCapabilities, ...navigationCapabilities } as ServerCapabilities;
