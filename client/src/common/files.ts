import { FileType, RelativePattern, Uri, workspace } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';

const CANDIDATE = /\.(?:ya?ml|mdx?)$/i;
const PATTERN = '**/*.{yaml,yml,md,mdx}';
/** The largest file that is read, in bytes: as on the command line. */
const MOST_BYTES = 64 << 20;
const HIDDEN = '**/{node_modules,.*}/**';

/** A server without a file system, or without this one, has VS Code list and read the files. */
export function answerFileRequests(client: BaseLanguageClient): void {
  client.onRequest('isms/listFiles', async ({ folder }: { folder: string }) =>
    (await listFiles(Uri.parse(folder, true))).map((uri) => client.code2ProtocolConverter.asUri(uri)),
  );
  client.onRequest('isms/readFile', ({ uri }: { uri: string }) => readFile(Uri.parse(uri, true)));
  client.onRequest('isms/rootAbove', async ({ folder }: { folder: string }) => {
    const root = await rootAbove(Uri.parse(folder, true));
    return root && client.code2ProtocolConverter.asUri(root);
  });
}

async function listFiles(folder: Uri): Promise<Uri[]> {
  const found = await workspace.findFiles(new RelativePattern(folder, PATTERN), HIDDEN).then(
    (uris) => uris,
    () => [],
  );
  // Not every virtual file system can be searched; each can be walked.
  return found.length ? found : walk(folder);
}

async function walk(folder: Uri): Promise<Uri[]> {
  const files: Uri[] = [];
  const pending = [folder];
  for (let next = pending.pop(); next; next = pending.pop()) {
    let entries: [string, FileType][];
    try {
      entries = await workspace.fs.readDirectory(next);
    } catch {
      continue;
    }
    for (const [name, type] of entries) {
      const uri = Uri.joinPath(next, name);
      // Links to folders may lead in a circle.
      if (type === FileType.Directory && !name.startsWith('.') && name !== 'node_modules') pending.push(uri);
      else if (type & FileType.File && CANDIDATE.test(name)) files.push(uri);
    }
  }
  return files;
}

async function readFile(uri: Uri): Promise<string | null> {
  try {
    const { type, size } = await workspace.fs.stat(uri);
    if (!(type & FileType.File) || size > MOST_BYTES) return null;
    return new TextDecoder().decode(await workspace.fs.readFile(uri));
  } catch {
    return null;
  }
}

async function rootAbove(folder: Uri): Promise<Uri | null> {
  for (let next = folder; ; next = Uri.joinPath(next, '..')) {
    for (const name of ['isms.yaml', 'isms.yml']) {
      try {
        if ((await workspace.fs.stat(Uri.joinPath(next, name))).type & FileType.File) {
          return next.path.endsWith('/') ? next : next.with({ path: `${next.path}/` });
        }
      } catch {
        // Not there.
      }
    }
    if (next.path === '/' || next.path === '' || Uri.joinPath(next, '..').path === next.path) return null;
  }
}
