/** What package.json promises, and what is there. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { test, until } from '../runner.ts';
import { extension } from './support.ts';

interface Contributes {
  commands: { command: string; title: string; category: string; icon?: string }[];
  menus: Record<string, { command?: string; when?: string }[]>;
  views: Record<string, { id: string }[]>;
  viewsContainers: { activitybar: { id: string }[] };
  viewsWelcome: { view: string; contents: string }[];
  configuration: {
    properties: Record<
      string,
      {
        default?: unknown;
        description?: string;
        markdownDescription?: string;
        enum?: string[];
        enumDescriptions?: string[];
      }
    >;
  };
  grammars: { path: string }[];
  walkthroughs?: { steps: { media: Record<string, string>; description: string; completionEvents?: string[] }[] }[];
}
const manifest = () =>
  extension().packageJSON as {
    contributes: Contributes;
    activationEvents: string[];
    icon: string;
    capabilities: Record<string, unknown>;
  };
const contributes = () => manifest().contributes;
const there = (path: string) => vscode.workspace.fs.stat(vscode.Uri.joinPath(extension().extensionUri, path));

test('every contributed command is registered, and every registered one is contributed', async () => {
  await until(() => extension().isActive);
  const views = Object.values(contributes().views)
    .flat()
    .map(({ id }) => id);
  const registered = (await vscode.commands.getCommands(true)).filter(
    (id) => id.startsWith('isms.') && !views.some((view) => id.startsWith(`${view}.`)),
  );
  assert.deepEqual(
    registered.filter((id) => !/^isms\.(server|client)\./.test(id)).sort(),
    contributes()
      .commands.map(({ command }) => command)
      .sort(),
  );
});

test('commands have the category ISMS and a title of their own', () => {
  for (const { command, title, category } of contributes().commands) {
    assert.equal(category, 'ISMS', command);
    assert.ok(title.length > 3 && !title.includes('ISMS:'), command);
  }
});

test('menus name only commands that there are', () => {
  const ids = new Set(contributes().commands.map(({ command }) => command));
  for (const [menu, items] of Object.entries(contributes().menus)) {
    for (const { command } of items) if (command) assert.ok(ids.has(command), `${menu}: ${command}`);
  }
});

test('texts link only to commands that there are', async () => {
  const all = new Set(await vscode.commands.getCommands());
  const texts = [
    ...contributes().viewsWelcome.map(({ contents }) => contents),
    ...(contributes().walkthroughs ?? []).flatMap(({ steps }) => steps.map(({ description }) => description)),
  ];
  for (const text of texts) for (const [, id] of text.matchAll(/\(command:([\w.]+)/g)) assert.ok(all.has(id!), id);
});

test('the contract: container, views, report command', () => {
  assert.deepEqual(
    contributes().viewsContainers.activitybar.map(({ id }) => id),
    ['isms'],
  );
  assert.deepEqual(
    contributes().views.isms?.map(({ id }) => id),
    ['isms.overview', 'isms.reviews'],
  );
  assert.ok(
    contributes().commands.some(
      ({ command, title }) => command === 'isms.generateReviewReport' && title === 'Generate Supplier Review Report',
    ),
  );
});

test('settings stand alone: a default and a description each', () => {
  for (const [id, property] of Object.entries(contributes().configuration.properties)) {
    assert.match(id, /^isms\./);
    assert.notEqual(property.default, undefined, id);
    assert.ok((property.description ?? property.markdownDescription ?? '').length > 20, id);
    if (property.enum) assert.equal(property.enumDescriptions?.length, property.enum.length, id);
  }
});

test('nothing is loaded in windows without ISMS files', () => {
  // A report view that is restored belongs to a window that had ISMS files.
  for (const event of manifest().activationEvents) assert.match(event, /^workspaceContains:|^onWebviewPanel:isms\./);
});

test('files that are named are there', async () => {
  await there(manifest().icon);
  for (const { path } of contributes().grammars) await there(path);
  for (const { steps } of contributes().walkthroughs ?? []) {
    for (const { media } of steps)
      for (const [kind, path] of Object.entries(media)) if (kind !== 'altText') await there(path);
  }
});

test('untrusted and virtual workspaces are supported', () => {
  assert.deepEqual(manifest().capabilities, { untrustedWorkspaces: { supported: true }, virtualWorkspaces: true });
});
