// A language client over stdio, the same for every server that is measured. Nothing but Node: what the client does
// between a byte and a clock reading must be little, and the same for all.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';

/** Servers that run, so that none survives this process. */
const running = new Set();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(1));

const HEADER = Buffer.from('\r\n\r\n');

/** A language server in a process of its own. */
/** Reading a bundle of certificates takes Node a tenth of a second of every start, and neither side wants it. */
export const ENVIRONMENT = { ...process.env, NODE_EXTRA_CA_CERTS: undefined };

export class Client {
  /** Newest diagnostics by URI. */
  diagnostics = new Map();
  /** Nobody answered in time, or the process ended: nothing more is asked of it. */
  dead = false;
  /** Why it was given up. */
  failure;
  /** How many messages came. */
  messages = 0;
  #buffers = [];
  #length = 0;
  #needed = 0;
  #nextId = 1;
  #pending = new Map();
  #watchers = new Set();
  #versions = new Map();
  #stderr = '';

  /**
   * @param {object} server
   * @param {string} server.name
   * @param {string} server.node the Node to run it with
   * @param {readonly string[]} server.command arguments of Node
   * @param {Record<string, string>} [server.env]
   * @param {boolean} [server.versioned] whether its diagnostics name the version of the document
   * @param {(section: string | undefined) => unknown} [server.configuration] what the editor's settings are
   * @param {boolean} [server.ipc] a second channel for the gauge
   */
  constructor(server) {
    this.server = server;
    this.startedAt = performance.now();
    this.child = spawn(server.node, server.command, {
      stdio: ['pipe', 'pipe', 'pipe', ...(server.ipc ? ['ipc'] : [])],
      env: { ...ENVIRONMENT, ...server.env },
    });
    running.add(this.child);
    this.child.stdin.on('error', () => {});
    this.child.stdout.on('data', (chunk) => this.#read(chunk));
    this.child.stderr.on('data', (chunk) => {
      this.#stderr = (this.#stderr + chunk).slice(-4000);
    });
    this.child.on('exit', () => {
      running.delete(this.child);
      this.#fail(new Error(`${server.name} ended: ${this.#stderr}`));
    });
  }

  #fail(error) {
    this.dead = true;
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
    for (const watcher of this.#watchers) watcher.reject(error);
    this.#watchers.clear();
  }

  #read(chunk) {
    this.#buffers.push(chunk);
    this.#length += chunk.length;
    while (this.#length > 0 && this.#length >= this.#needed) {
      const all = this.#buffers.length === 1 ? this.#buffers[0] : Buffer.concat(this.#buffers);
      this.#buffers = [all];
      const head = all.indexOf(HEADER);
      if (head < 0) return;
      const start = head + HEADER.length;
      const length = Number(/content-length: *(\d+)/i.exec(all.toString('latin1', 0, head))?.[1]);
      this.#needed = start + length;
      if (all.length < this.#needed) return;
      // The clock stops when the message is whole; reading it as JSON is not the server's time.
      const at = performance.now();
      const body = all.toString('utf8', start, this.#needed);
      const rest = all.subarray(this.#needed);
      this.#buffers = rest.length ? [rest] : [];
      this.#length = rest.length;
      this.#needed = 0;
      this.#handle(JSON.parse(body), at);
    }
  }

  #handle(message, at) {
    this.messages++;
    if (message.method === undefined) {
      const pending = this.#pending.get(message.id);
      this.#pending.delete(message.id);
      if (message.error) pending?.reject(Object.assign(new Error(message.error.message), { code: message.error.code }));
      else pending?.resolve({ result: message.result, at });
    } else if (message.id !== undefined) {
      let result = null;
      if (message.method === 'workspace/configuration') {
        result = message.params.items.map(({ section }) => this.server.configuration?.(section) ?? null);
      }
      this.#write({ jsonrpc: '2.0', id: message.id, result });
    } else if (message.method === 'textDocument/publishDiagnostics') {
      const { uri, version, diagnostics } = message.params;
      this.diagnostics.set(uri, diagnostics);
      for (const watcher of [...this.#watchers]) {
        if (!watcher.wants(uri, diagnostics, version)) continue;
        this.#watchers.delete(watcher);
        watcher.resolve({ diagnostics, at });
      }
    }
  }

  #write(message) {
    if (this.dead) throw new Error(`${this.server.name} no longer runs`);
    const body = JSON.stringify(message);
    this.child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }

  notify(method, params) {
    this.#write({ jsonrpc: '2.0', method, params });
  }

  /**
   * Asks and waits.
   * @returns {Promise<{ result: any, at: number }>} the answer, and when it was here
   */
  request(method, params, limit = 120_000) {
    const id = this.#nextId++;
    const answer = new Promise((resolve, reject) => this.#pending.set(id, { resolve, reject }));
    this.#write({ jsonrpc: '2.0', id, method, params });
    return this.#within(answer, limit, method);
  }

  /** Waits for diagnostics that are wanted. */
  watch(wants, limit = 120_000) {
    let watcher;
    const seen = new Promise((resolve, reject) => {
      watcher = { wants, resolve, reject };
      this.#watchers.add(watcher);
    });
    return this.#within(seen, limit, 'diagnostics').finally(() => this.#watchers.delete(watcher));
  }

  async #within(promise, limit, what) {
    let timer;
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => {
        reject(new Error(`${this.server.name}: no ${what} within ${limit / 1000} s ${this.#stderr}`));
        this.kill();
      }, limit);
    });
    try {
      return await Promise.race([promise, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Introduces the editor, and waits until the server is ready for documents. */
  async initialize(folderUri) {
    const { result } = await this.request('initialize', {
      processId: process.pid,
      rootUri: folderUri ?? null,
      workspaceFolders: folderUri ? [{ uri: folderUri, name: 'bench' }] : null,
      capabilities: {
        workspace: {
          configuration: true,
          workspaceFolders: true,
          didChangeConfiguration: { dynamicRegistration: true },
        },
        textDocument: {
          synchronization: { didSave: true },
          publishDiagnostics: { relatedInformation: true, versionSupport: true },
          completion: { completionItem: { snippetSupport: true, documentationFormat: ['markdown'] } },
          hover: { contentFormat: ['markdown'] },
        },
      },
    });
    this.capabilities = result.capabilities;
    this.notify('initialized', {});
    // Editors announce their settings; a server that wants to know them asks.
    this.notify('workspace/didChangeConfiguration', { settings: null });
    return result;
  }

  open(uri, text) {
    this.#versions.set(uri, 1);
    this.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'yaml', version: 1, text } });
  }

  close(uri) {
    this.notify('textDocument/didClose', { textDocument: { uri } });
  }

  /** Sends edits, each a range and its new text; @returns the document's new version */
  change(uri, ...edits) {
    const version = this.#versions.get(uri) + 1;
    this.#versions.set(uri, version);
    this.notify('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges: edits.map(([range, text]) => ({ range, text })),
    });
    return version;
  }

  /**
   * Waits for the diagnostics of a version. A server that does not say which version it speaks of is believed at its
   * next word; it must have been idle before.
   */
  diagnosed(uri, version, limit) {
    return this.watch((of, _, told) => of === uri && (!this.server.versioned || told === version), limit);
  }

  /** Highest resident memory up to now, in MB; `undefined` where the system does not tell. */
  peakMemory() {
    return this.#status('VmHWM');
  }
  memory() {
    return this.#status('VmRSS');
  }
  #status(key) {
    try {
      const status = readFileSync(`/proc/${this.child.pid}/status`, 'utf8');
      return Number(new RegExp(`${key}:\\s+(\\d+)`).exec(status)?.[1]) / 1024;
    } catch {
      return undefined;
    }
  }

  kill() {
    this.child.kill('SIGKILL');
  }

  /** Ends the server as an editor does; by force if it does not go. */
  async stop() {
    if (this.dead) return;
    const gone = new Promise((resolve) => this.child.once('exit', resolve));
    const force = setTimeout(() => this.kill(), 2000);
    try {
      await this.request('shutdown', undefined, 2000);
      this.notify('exit');
    } catch {
      this.kill();
    }
    await gone;
    clearTimeout(force);
  }
}
