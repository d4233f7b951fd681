import { type Disposable, FileType, type Uri, workspace } from 'vscode';
import {
  type BaseLanguageClient,
  DidChangeWatchedFilesNotification,
  FileChangeType,
  type FileEvent,
} from 'vscode-languageclient';

/**
 * Tells the server of folders that come and go: a folder that is moved, deleted or checked out comes as one event, without
 * one for each file in it, and the patterns that the server watches only see files.
 */
export function watchFolders(client: BaseLanguageClient): Disposable {
  const watcher = workspace.createFileSystemWatcher('**', false, true, false);
  let waiting: FileEvent[] = [];
  const tell = (uri: Uri, type: FileChangeType) => {
    if (waiting.length === 0) setTimeout(send, 0);
    waiting.push({ uri: client.code2ProtocolConverter.asUri(uri), type });
  };
  const send = () => {
    const changes = waiting;
    waiting = [];
    if (client.isRunning())
      void client.sendNotification(DidChangeWatchedFilesNotification.type, { changes }).catch(() => {});
  };
  watcher.onDidCreate(async (uri) => {
    if (isFile(uri)) return;
    const type = await workspace.fs.stat(uri).then(
      (stat) => stat.type,
      () => FileType.Unknown,
    );
    if (type === FileType.Directory) tell(uri, FileChangeType.Created);
  });
  // What is gone cannot be asked any more; the server knows whether it was a folder with documents.
  watcher.onDidDelete((uri) => isFile(uri) || tell(uri, FileChangeType.Deleted));
  return watcher;
}

/** The files that the server watches by itself. */
const isFile = (uri: Uri): boolean => /\.(?:ya?ml|mdx?)$/i.test(uri.path);
