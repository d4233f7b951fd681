import type { PlacedFinding as OverallFinding } from '../check/check.ts';
import { ruleById, ruleIds } from '../check/rules.ts';
import { type AnyKind, kinds } from '../kinds/index.ts';
import { defaults } from '../kinds/settings/resolve.ts';
import type { Day } from '../model/dates.ts';
import { forget, release } from '../model/memo.ts';
import type { PlacedSpan } from '../model/project.ts';
import type { Context, Subject } from '../model/rule.ts';
import type { Severity } from '../model/types.ts';
import type { IssueData } from '../schema/value.ts';
import { matchesAny } from '../text/globs.ts';
import { detached } from '../yaml/detached.ts';
import { IsmsDocument, type Part, type PartFinding, type ProseEngine, type Range, type Texts } from './document.ts';
import { type Home, Root } from './root.ts';
import { folderOf, hasScheme, nameOfFile, readable, relativePath, targetsOf } from './uri.ts';

/** What the workspace needs of its host. */
export interface Ports {
  /** Today, or the day as of which to judge. */
  readonly today: () => Day;
  /** Whether a file is there, or a folder in its place; `undefined` where the host cannot tell at once. */
  readonly exists: (uri: string) => boolean | 'folder' | undefined;
  /** Called where a file that was a document is none any more, since nothing names it now. */
  readonly dropped?: (uri: string, text: string) => void;
  /** Called once for each rule that throws on a file or root, and each file that cannot be read for a fault of ours. */
  readonly failed?: (failure: Failure) => void;
}

export interface Failure {
  /** Of the file, or of the root's folder where the rule looks at a whole root. */
  readonly uri: string;
  /** The rule that threw; none: the reader did. */
  readonly rule?: string;
  readonly error: unknown;
}

/** A finding as every host shows it. Positions are 0-based lines and UTF-16 characters, the end exclusive. */
export interface Finding {
  readonly uri: string;
  readonly range: Range;
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly subject?: Subject;
  readonly related?: readonly { readonly uri: string; readonly range: Range; readonly message: string }[];
  readonly waived?: { readonly approvedBy: string; readonly expires: string };
  readonly data?: IssueData;
}

/** Where a file belongs. */
export interface Classified {
  readonly kind: AnyKind;
  /** Folder of the root's `isms.yaml` with a trailing `/`; `undefined`: the file stands on its own. */
  readonly root: string | undefined;
}

/** What was found in a part of a document. */
export interface FoundInPart {
  /** The part's first line, 0-based. */
  readonly line: number;
  readonly findings: readonly PartFinding[];
  /** One of these findings with its place in the document. */
  readonly place: (finding: PartFinding) => Finding;
}

/** What was found in a document. */
export interface Found {
  readonly overall: readonly Finding[];
  /** In order; only those in which something was found. */
  readonly parts: readonly FoundInPart[];
  /** How many findings there are, with those that were left out. */
  readonly total: number;
}

const SETTINGS_FILE = /(?:^|\/)isms\.ya?ml$/;
/** The kind that makes its folder a root. */
const rootKind = kinds.find(({ whole }) => whole)!;

/** The files that may be documents of an ISMS, whatever the settings say: what a host should look at. */
export const isCandidate = (uri: string): boolean => /\.(?:ya?ml|mdx?)$/i.test(uri);

/** So many paths are remembered for a folder. */
const MOST_PATHS = 100_000;

/** The kind of Markdown that is text and nothing else. */
const textKind = kinds.find(({ markdown }) => markdown === 'only')!;
const MARKDOWN = /\.mdx?$/i;

const WEB = /^(?:https?|ftp|mailto|urn|doi):/i;

/**
 * All ISMS documents that a host knows, by root. The host says which files there are and what is in them; the workspace
 * says what is found in them. Nothing here knows of a file system, an editor or a clock.
 */
export class Workspace {
  private readonly roots = new Map<string, Root>();
  private readonly documents = new Map<string, { document: IsmsDocument; root: Root }>();
  /** Folders with an `isms.yaml`, with a trailing `/`. */
  private readonly rootFolders = new Set<string>();
  /** Documents whose findings may be others than before. */
  private readonly changed = new Set<string>();
  /** Parts that are to be read or judged anew, by document. */
  private readonly dirty = new Map<IsmsDocument, Set<Part> | 'all'>();

  constructor(private readonly ports: Ports) {}

  get today(): Day {
    return this.ports.today();
  }

  /** Says that a folder (with a trailing `/`) is an ISMS root, or no longer one. Its files are classified anew by the host. */
  setRoot(folder: string, isRoot: boolean): void {
    if (isRoot) this.rootFolders.add(folder);
    else this.rootFolders.delete(folder);
  }

  allRoots(): readonly Root[] {
    return [...this.roots.values()];
  }

  /** The root folder above a file, nearest first. */
  rootAbove(uri: string): string | undefined {
    for (let folder = folderOf(uri); ; folder = folderOf(folder.slice(0, -1))) {
      if (this.rootFolders.has(folder)) return folder;
      if (folder.length <= 1 || !folder.slice(0, -1).includes('/')) return undefined;
    }
  }

  /** What a file is to an ISMS; `undefined`: nothing, leave it alone. */
  classify(uri: string): Classified | undefined {
    if (!isCandidate(uri)) return undefined;
    if (SETTINGS_FILE.test(uri)) return { kind: rootKind, root: folderOf(uri) };
    const folder = this.rootAbove(uri);
    if (folder === undefined) {
      const kind = kinds.find(({ standalone }) => standalone?.test(uri));
      return kind && { kind, root: undefined };
    }
    const { files } = this.roots.get(folder)?.settings ?? defaults;
    const path = readable(uri.slice(folder.length));
    const isMarkdown = MARKDOWN.test(path);
    for (const kind of kinds)
      if ((isMarkdown ? kind.markdown : kind.markdown !== 'only') && matchesAny(files[kind.list]!, path))
        return { kind, root: folder };
    return isMarkdown && this.roots.get(folder)?.isText(uri) ? { kind: textKind, root: folder } : undefined;
  }

  document(uri: string): IsmsDocument | undefined {
    return this.documents.get(uri)?.document;
  }

  rootOf(uri: string): Root | undefined {
    return this.documents.get(uri)?.root;
  }

  uris(): Iterable<string> {
    return this.documents.keys();
  }

  /** Looks again for every document and file that was looked for, and marks what names one that came or went. */
  *filesChanged(): Generator<void> {
    for (const place of [...this.lookedUp.keys()])
      for (const path of [...(this.lookedUp.get(place)?.keys() ?? [])]) {
        this.lookAgain(place, path);
        yield;
      }
    for (const uri of [...this.linked.keys()]) {
      this.lookAgainFor(uri);
      yield;
    }
  }

  /** As `filesChanged`, for one file or folder that came or went. */
  fileChanged(uri: string): void {
    const name = nameOfFile(uri).normalize();
    for (const [place, paths] of this.lookedUp)
      for (const path of paths.keys()) if (path.normalize().includes(name)) this.lookAgain(place, path);
    for (const one of [...this.linked.keys()]) if (one === uri || one.startsWith(`${uri}/`)) this.lookAgainFor(one);
  }

  private lookAgain(place: string, path: string): void {
    const [folder, rootUri] = place.split('\n') as [string, string];
    const known = this.lookedUp.get(place);
    const state = this.lookUpNow(path, folder, rootUri);
    if (!known || known.get(path) === state) return;
    known.set(path, state);
    const written = [path, JSON.stringify(path).slice(1, -1), path.replaceAll("'", "''")];
    for (const { document, root } of this.documents.values()) {
      if (root.uri !== rootUri || folderOf(document.uri) !== folder) continue;
      for (const part of document.parts)
        if (part.role !== 'plain' && written.some((text) => part.text.includes(text))) this.judgePart(document, part);
    }
  }

  private lookAgainFor(uri: string): void {
    const there = this.ports.exists(uri);
    if (there === undefined || this.linked.get(uri) === Boolean(there)) return;
    this.linked.set(uri, Boolean(there));
    for (const root of this.roots.values()) this.judgeTexts(root, (text) => text.linked.has(uri));
  }

  private judgePart(document: IsmsDocument, part: Part): void {
    const waiting = this.dirty.get(document);
    if (waiting === undefined) this.dirty.set(document, new Set([part]));
    else if (waiting !== 'all') waiting.add(part);
  }

  /** Puts a file's text in; it replaces what was there. Files that are nothing to an ISMS are passed over. */
  set(uri: string, text: string): IsmsDocument | undefined {
    const isAside = this.aside.has(uri);
    this.takeOut(uri);
    if (SETTINGS_FILE.test(uri)) this.setRoot(folderOf(uri), true);
    const classified = this.classify(uri);
    if (!classified) {
      if (isAside) this.readAside(uri, text);
      return undefined;
    }
    const key = classified.root ?? uri;
    let root = this.roots.get(key);
    if (!root) {
      root = new Root(
        classified.root ?? folderOf(uri),
        classified.root === undefined,
        this.failureIn(classified.root ?? uri),
      );
      this.roots.set(key, root);
    }
    let document = new IsmsDocument(uri, classified.kind, text);
    if (document.isUnregistered && this.isNamedText(uri, root)) document = new IsmsDocument(uri, textKind, text);
    root.documents.set(uri, document);
    this.documents.set(uri, { document, root });
    this.dirty.set(document, 'all');
    if (classified.kind === rootKind) this.readSettings(document, root);
    return document;
  }

  /** Whether Markdown without an `id` is a text by what else names it: a policy, or the globs of texts. */
  private isNamedText(uri: string, root: Root): boolean {
    const globs = root.settings.files[textKind.list]!;
    return root.isText(uri) || matchesAny(globs, readable(uri.slice(root.uri.length)));
  }

  /** Applies one edit to a file that is in. */
  edit(uri: string, range: Range, text: string): void {
    const entry = this.documents.get(uri);
    if (!entry) return;
    const { document, root } = entry;
    const { removed, added } = document.edit(range, text);
    // Findings of other documents that lead into this one lead to other lines now.
    if (lineCount(removed) !== lineCount(added))
      for (const other of root.leadingTo(document)) this.changed.add(other.uri);
    for (const part of removed) root.remove(part);
    const waiting = this.dirty.get(document);
    if (waiting !== 'all') {
      const set = waiting ?? new Set<Part>();
      for (const part of removed) set.delete(part);
      for (const part of added) set.add(part);
      this.dirty.set(document, set);
    }
    if (document.holds === rootKind) this.readSettings(document, root);
  }

  /** Takes a file out. */
  delete(uri: string): void {
    const root = this.rootOf(uri);
    this.takeOut(uri);
    if (root) this.judgeOwned(root);
  }

  private takeOut(uri: string): void {
    if (this.aside.delete(uri))
      for (const root of this.roots.values()) this.judgeTexts(root, (text) => text.linked.has(uri));
    const entry = this.documents.get(uri);
    if (!entry) return;
    const { document, root } = entry;
    for (const part of document.parts) root.remove(part);
    for (const owner of root.setApart(uri, [])) this.changed.add(owner.uri);
    root.documents.delete(uri);
    root.invalidateProject();
    this.documents.delete(uri);
    this.linked.delete(uri);
    this.anchors.delete(uri);
    this.judgeTexts(root, (text) => text.linked.has(uri));
    release();
    this.dirty.delete(document);
    this.changed.add(uri);
    if (document.holds === rootKind) {
      this.setRoot(folderOf(uri), false);
      root.resolve(this.today);
      this.judgeAnew(root);
    } else this.judgeConcerned(root);
    if (root.documents.size === 0) for (const [key, value] of this.roots) if (value === root) this.roots.delete(key);
  }

  /** Something outside the documents changed: the day, or which files there are. Every finding is judged anew. */
  invalidate(): void {
    this.lookedUp.clear();
    this.linked.clear();
    for (const root of this.roots.values()) {
      root.resolve(this.today);
      this.judgeAnew(root);
    }
  }

  /** Marks the documents of a root as to be judged anew. */
  private judgeAnew(root: Root): void {
    for (const document of root.documents.values()) this.dirty.set(document, 'all');
    root.invalidateProject();
  }

  /** Marks what names ids that came or went. */
  private judgeConcerned(root: Root): void {
    for (const [part, document] of root.takeConcerned()) this.judgePart(document, part);
  }

  /** Marks the texts of which the entity that names them came, changed or went; those that are not here are wanted. */
  private judgeOwned(root: Root): void {
    for (const uri of root.takeTexts()) {
      const document = this.documents.get(uri)?.document;
      if (!document) {
        if (root.isText(uri) && this.ports.exists(uri) !== false) this.wanted.add(uri);
        continue;
      }
      const isText = document.holds === textKind;
      if (isText && !this.classify(uri)) {
        const { text } = document;
        this.delete(uri);
        this.ports.dropped?.(uri, text);
      } else if (isText ? !this.isNamedText(uri, root) : document.isUnregistered) this.set(uri, document.text);
      else if (isText) this.judgeTexts(root, (text) => text === document.textPart);
    }
  }
  /** Files that documents name and of which only the host has the text. */
  private readonly wanted = new Set<string>();

  get wantsFiles(): boolean {
    return this.wanted.size > 0;
  }

  /** The files that are wanted since this was last asked. A host puts each in with `set`, if it is there. */
  takeWanted(): readonly string[] {
    const wanted = [...this.wanted];
    this.wanted.clear();
    return wanted;
  }

  /** Reads everything that has changed, and the files that documents name, at once. */
  updateAll(read: (uri: string) => string | undefined): void {
    for (;;) {
      this.update();
      const wanted = this.takeWanted();
      if (!wanted.length) return;
      for (const uri of wanted) {
        const text = read(uri);
        if (text !== undefined) this.set(uri, text);
      }
    }
  }

  /** Anchors of Markdown that is no text of the ISMS and that a text links to; `undefined`: not read yet. */
  private readonly aside = new Map<string, ReadonlySet<string> | undefined>();

  /** Whether a text links to a heading of a file that is no document. */
  isAside(uri: string): boolean {
    return this.aside.has(uri);
  }

  private readAside(uri: string, text: string): void {
    const anchors = this.engine?.readProse(text, 0, /x$/i.test(uri)).anchors;
    this.aside.set(uri, anchors);
    for (const root of this.roots.values()) this.judgeTexts(root, (part) => part.linked.has(uri));
  }

  private anchorsOf(uri: string): ReadonlySet<string> | undefined {
    const document = this.documents.get(uri)?.document;
    if (document?.textPart) return document.textPart.prose?.anchors;
    if (!MARKDOWN.test(uri)) return undefined;
    if (!this.aside.has(uri)) {
      this.aside.set(uri, undefined);
      if (document) this.aside.set(uri, this.engine?.readProse(document.text, 0, /x$/i.test(uri)).anchors);
      else this.wanted.add(uri);
    }
    return this.aside.get(uri);
  }

  /** Marks the texts that link to one whose anchors are others now. */
  private judgeLinking({ uri, textPart }: IsmsDocument, root: Root): void {
    if (!textPart && this.aside.delete(uri)) this.judgeTexts(root, (text) => text.linked.has(uri));
    if (!textPart?.prose) return;
    const anchors = [...textPart.prose.anchors].join('\n');
    if (this.anchors.get(uri) === anchors) return;
    this.anchors.set(uri, anchors);
    this.judgeTexts(root, (text) => text.linked.has(uri));
  }
  private readonly anchors = new Map<string, string>();

  /** Marks the texts that list suppliers, where the register's names are others now. */
  private judgeNaming(root: Root): void {
    const texts = [...root.documents.values()].filter(({ textPart }) =>
      textPart?.prose?.blocks.some(({ read }) => read.suppliers.length),
    );
    if (!texts.length) return;
    const names = (root.names ?? []).map(({ id, name }) => `${id} ${name}`).join('\n');
    if (this.names.get(root) === names) return;
    this.names.set(root, names);
    this.judgeTexts(root, (text) => texts.some(({ textPart }) => textPart === text));
  }
  private readonly names = new WeakMap<Root, string>();

  private judgeTexts(root: Root, wanted: (text: Part) => boolean): void {
    for (const document of root.documents.values()) {
      const text = document.textPart;
      if (text?.result && wanted(text)) this.judgePart(document, text);
    }
  }

  private readSettings(document: IsmsDocument, root: Root): void {
    root.resolve(this.today);
    const context = this.contextOf(document, root);
    for (const part of document.parts) {
      document.check(part, context, this.textsOf(document, root, context));
      root.add(document, part);
    }
    root.resolve(this.today);
    for (const part of document.parts) root.remove(part);
    this.judgeAnew(root);
  }

  private contextOf(document: IsmsDocument, root: Root): Context {
    return {
      today: this.ports.today(),
      settings: root.settings,
      isDefined: root.standalone ? () => undefined : (kind, id) => root.isDefined(kind, id),
      idsOf: (kind) => root.idsOf(kind),
      document: this.lookUpFrom(document.uri, root.uri),
      ruleById,
      ruleIds,
      failed: this.failureIn(document.uri),
    };
  }

  /** What fails in a file or root is reported once a rule. */
  private failureIn(uri: string): Context['failed'] {
    return (error, rule) => {
      const key = `${uri} ${rule ?? ''}`;
      if (this.failures.has(key)) return;
      this.failures.add(key);
      this.ports.failed?.({ uri, ...(rule ? { rule } : {}), error });
    };
  }
  private readonly failures = new Set<string>();

  /** What reads prose, once it was wanted. */
  engine: ProseEngine | undefined;

  /** Whether there is a text to read, and nothing to read it with. */
  get wantsProse(): boolean {
    return (
      !this.engine && [...this.documents.values()].some(({ document }) => document.textPart || document.isUnregistered)
    );
  }

  /** Gives what reads prose; texts that wait for it are read. */
  useProse(engine: ProseEngine): void {
    if (this.engine) return;
    this.engine = engine;
    for (const { document } of this.documents.values()) if (document.textPart) this.dirty.set(document, 'all');
  }

  /** Whether a file that a text links to is there. */
  private stateOf(uri: string): 'there' | 'missing' | 'unknown' {
    let there = this.documents.has(uri) || this.linked.get(uri);
    if (there === undefined) {
      const found = this.ports.exists(uri);
      there = found === undefined ? found : Boolean(found);
      if (there !== undefined) this.linked.set(uri, there);
    }
    return there === undefined ? 'unknown' : there ? 'there' : 'missing';
  }
  private readonly linked = new Map<string, boolean>();

  private textsOf(document: IsmsDocument, root: Root, context: Context): Texts {
    const folder = folderOf(document.uri);
    const { textPart } = document;
    return {
      engine: this.engine,
      owner: () => root.ownerOf(document.uri)?.entity,
      apart: (found) => {
        const home = root.ownerOf(document.uri)?.home;
        const placed = home
          ? found.map(({ start, end, related: _, data: __, waived: ___, ...finding }) => ({
              ...finding,
              at: { home, span: { start, end } },
            }))
          : [];
        for (const owner of root.setApart(document.uri, placed)) this.changed.add(owner.uri);
      },
      context: {
        ...context,
        suppliers: () => root.names,
        target: (path) => {
          const uri = targetsOf(path, folder, root.uri)[0];
          if (uri === undefined) return { state: 'outside' };
          textPart?.linked.add(uri);
          return { state: this.stateOf(uri), anchors: () => this.anchorsOf(uri) };
        },
        paths: () =>
          [...root.documents.values()].flatMap(({ uri, isMarkdown }) =>
            isMarkdown && uri !== document.uri ? [relativePath(folder, uri)] : [],
          ),
      },
    };
  }

  /** Looks for a document that a file names: many entities name the same one, and a disk is slow. */
  private lookUpFrom(uri: string, rootUri: string): Context['document'] {
    const folder = folderOf(uri);
    const place = `${folder}\n${rootUri}`;
    return (path) => {
      // A URL says itself what is to be said of it, and hardly any comes twice.
      if (hasScheme(path)) return WEB.test(path) ? 'there' : 'outside';
      let known = this.lookedUp.get(place);
      if (!known || known.size > MOST_PATHS) {
        if (this.lookedUp.size > 1000) this.lookedUp.clear();
        known = new Map();
        this.lookedUp.set(place, known);
      }
      let state = known.get(path);
      if (state === undefined) {
        state = this.lookUpNow(path, folder, rootUri);
        known.set(detached(path), state);
      }
      return state;
    };
  }
  /** By the place that paths start from, then by path. */
  private readonly lookedUp = new Map<string, Map<string, ReturnType<Context['document']>>>();

  /** Beside the file, or from the root. */
  private lookUpNow(path: string, folder: string, rootUri: string): ReturnType<Context['document']> {
    let outside = false;
    let unknown = false;
    let isFolder = false;
    for (const target of targetsOf(path, folder, rootUri)) {
      if (target === undefined) {
        outside = true;
        continue;
      }
      const there = this.ports.exists(target);
      if (there === true) return 'there';
      if (there === 'folder') isFolder = true;
      if (there === undefined) unknown = true;
      else outside = false;
    }
    if (unknown) return 'unknown';
    if (isFolder) return 'folder';
    return outside ? 'outside' : 'missing';
  }

  /**
   * Reads what has changed, document by document, and yields after each part that was read, so that a host can do
   * something else in between. The documents named first come first.
   */
  *refresh(first: readonly string[] = []): Generator<void> {
    const wanted = new Set(first);
    // What refers to policies may have to be judged again once their ids are known: hence until nothing is left.
    while (this.dirty.size) {
      const order = [...this.dirty.keys()].sort((a, b) => rank(a, wanted) - rank(b, wanted));
      for (const document of order) yield* this.refreshDocument(document);
    }
    forget();
  }

  /** Whether anything waits to be read. */
  get stale(): boolean {
    return this.dirty.size > 0;
  }

  /** Reads what has changed in one document. */
  private *refreshDocument(document: IsmsDocument): Generator<void> {
    for (;;) {
      // A document may have been taken out, or a part edited, while the host did something else.
      const entry = this.documents.get(document.uri);
      const waiting = this.dirty.get(document);
      if (entry?.document !== document || !waiting) {
        this.dirty.delete(document);
        return;
      }
      const { root } = entry;
      const queue = waiting === 'all' ? new Set(document.parts) : waiting;
      this.dirty.set(document, queue);
      this.changed.add(document.uri);
      const context = this.contextOf(document, root);
      const texts = this.textsOf(document, root, context);
      // What the rules over the whole root see is not in texts.
      let onlyText = true;
      for (const part of queue) {
        onlyText &&= part.markdown !== undefined;
        const parts = document.parts;
        root.remove(part);
        if ((part.role !== 'plain' || part.markdown) && !document.check(part, context, texts)) {
          // The document was put together again: what was read of its items is gone.
          for (const gone of parts) root.remove(gone);
          this.dirty.set(document, 'all');
          break;
        }
        root.add(document, part);
        queue.delete(part);
        this.judgeOwned(root);
        this.judgeLinking(document, root);
        yield;
        if (this.dirty.get(document) !== queue) break;
      }
      if (this.dirty.get(document) === queue && queue.size === 0) this.dirty.delete(document);
      this.judgeConcerned(root);
      if (document.holds.keep) this.judgeNaming(root);
      else if (!onlyText) root.invalidateProject();
    }
  }

  /** Reads everything that has changed, at once. */
  update(first: readonly string[] = []): void {
    for (const _ of this.refresh(first));
  }

  /** Reads what has changed in one file, at once. */
  updateOne(uri: string): void {
    const entry = this.documents.get(uri);
    if (entry) for (const _ of this.refreshDocument(entry.document));
    forget();
  }

  /**
   * The files whose findings may have changed since this was last asked, those that are gone included.
   * Files that were not read yet come once they are.
   */
  takeChanged(): string[] {
    for (const root of this.roots.values()) for (const document of root.takeChanged()) this.changed.add(document.uri);
    const uris = [...this.changed];
    this.changed.clear();
    return uris;
  }

  /** The findings of a file, sorted by line, column and rule. Call `update` or `updateOne` before. */
  findings(uri: string): Finding[] {
    const { overall, parts } = this.found(uri);
    const findings = [...overall];
    for (const { findings: own, place } of parts) for (const finding of own) findings.push(place(finding));
    return findings.sort(byPlace);
  }

  /**
   * The findings of a file as they are kept, by part, and those that rules over the whole root have in it: at most so
   * many, the worst ones, and of those the first. Only what is placed is made anew.
   */
  found(uri: string, most = Number.POSITIVE_INFINITY): Found {
    const entry = this.documents.get(uri);
    if (!entry) return { overall: [], parts: [], total: 0 };
    const { document, root } = entry;
    const { foundCounts } = document;
    const all = root.projectFindings(document);
    const inParts = foundCounts.error + foundCounts.warning + foundCounts.information;
    const overall = all.slice(0, most).map(placedOverall);
    // From which severity on there is no more room.
    const room = { error: most - overall.length, warning: 0, information: 0 };
    room.warning = room.error - foundCounts.error;
    room.information = room.warning - foundCounts.warning;
    const taken = { error: 0, warning: 0, information: 0 };
    const fits = ({ severity }: PartFinding): boolean => taken[severity]++ < room[severity];
    const parts: FoundInPart[] = [];
    for (const part of document.foundIn) {
      const index = document.indexOf(part);
      const own = part.result!.findings;
      const findings = overall.length + inParts <= most ? own : own.filter(fits);
      if (!findings.length) continue;
      parts.push({
        line: document.partLines()[index]!,
        findings,
        place: (finding) => placed(finding, document, index),
      });
    }
    return { overall, parts, total: all.length + inParts };
  }
}

/** The order of findings in a file: by line, column and rule. */
export const byPlace = (a: Finding, b: Finding): number =>
  a.range.start.line - b.range.start.line ||
  a.range.start.character - b.range.start.character ||
  (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0);

const lineCount = (parts: readonly Part[]): number => parts.reduce((sum, { lines }) => sum + lines, 0);

/** A finding of a rule over the whole root, with its place in its document. */
export function placedOverall({ at, related, ...finding }: OverallFinding<Home>): Finding {
  const place = (one: PlacedSpan<Home>) => ({ uri: one.home.document.uri, range: rangeIn(one) });
  return {
    ...finding,
    ...place(at),
    ...(related ? { related: related.map((other) => ({ ...place(other), message: other.message })) } : {}),
  };
}

/** A finding of a part with its place in the document. */
export function placed({ range, related, ...finding }: PartFinding, document: IsmsDocument, index: number): Finding {
  const { uri } = document;
  return {
    ...finding,
    uri,
    range: document.fromPart(index, range),
    ...(related
      ? {
          related: related.map((place) => ({
            uri,
            range: document.fromPart(index, place.range),
            message: place.message,
          })),
        }
      : {}),
  };
}

/** The document range of a place in a part. */
export function rangeIn({ home: { document, part }, span }: PlacedSpan<Home>): Range {
  return document.fromPart(document.indexOf(part), part.rangeOf(span));
}

/** Settings first, then what the host names, then the kinds of which a root has few. */
const rank = ({ holds, uri }: IsmsDocument, first: ReadonlySet<string>): number =>
  holds === rootKind ? 0 : first.has(uri) ? 1 : kinds.indexOf(holds) + (holds.keep ? 1000 : 2);
