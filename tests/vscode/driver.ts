/**
 * The hands and eyes of the tests: real keys, real clicks, pictures and what the screen says, in the browser-hosted
 * VS Code. In a desktop VS Code, which gives a test no hands, typing goes through VS Code's commands, pictures are
 * left out, and what needs the screen skips the test.
 */
import * as vscode from 'vscode';
import { skip } from './runner.ts';

const url = process.env.ISMS_DRIVER_URL;
const token = process.env.ISMS_DRIVER_TOKEN;

/** What an action is about: all visible elements that match, in the workbench or in a webview. */
export interface Target {
  /** CSS, or any selector of Playwright's (`text=…`, `role=…`). */
  selector: string;
  /** Only those that contain this text. */
  hasText?: string;
  /** Milliseconds to wait for the first of them; 10 000 unless said. */
  timeout?: number;
  /** Those that cannot be seen too. */
  hidden?: boolean;
}

async function act(action: string, parameters: object = {}): Promise<unknown> {
  if (!url) return skip('needs the screen, which this VS Code does not share');
  const response = await fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ action, ...parameters }),
  });
  const answer = (await response.json()) as { value?: unknown; error?: string };
  if (!response.ok) throw new Error(`driver.${action}: ${answer.error}`);
  return answer.value;
}

/** The commands behind the keys that editing needs, for a VS Code without hands. */
const keyCommands: Record<string, [command: string, argument?: unknown]> = {
  ArrowDown: ['cursorDown'],
  ArrowLeft: ['cursorLeft'],
  ArrowRight: ['cursorRight'],
  ArrowUp: ['cursorUp'],
  Backspace: ['deleteLeft'],
  Delete: ['deleteRight'],
  End: ['cursorEnd'],
  Enter: ['type', { text: '\n' }],
  Escape: ['hideSuggestWidget'],
  Home: ['cursorHome'],
  Tab: ['tab'],
  'Control+Space': ['editor.action.triggerSuggest'],
  'Mod+A': ['editor.action.selectAll'],
  'Mod+End': ['cursorBottom'],
  'Mod+Home': ['cursorTop'],
  'Mod+S': ['workbench.action.files.save'],
  'Mod+Shift+K': ['editor.action.deleteLines'],
  'Mod+Z': ['undo'],
};

export const driver = {
  /** Whether there is a real screen to click on and to look at. */
  available: url !== undefined,

  /** Types as a user does, key by key, where the focus is. `delay` is in milliseconds between two keys. */
  async type(text: string, { delay = 5 }: { delay?: number } = {}): Promise<void> {
    if (url) {
      await act('type', { text, delay });
      return;
    }
    for (const character of text) await vscode.commands.executeCommand('type', { text: character });
  },

  /** Presses keys by their DOM names: `Enter`, `Control+Space`; `Mod` is Ctrl, or Cmd on a Mac; a blank makes a chord. */
  async press(key: string): Promise<void> {
    if (url) {
      await act('press', { key });
      return;
    }
    const [command, argument] = keyCommands[key] ?? skip(`no command is known here for the key ${key}`);
    await vscode.commands.executeCommand(command, argument);
  },

  /** Clicks on the first that matches. */
  async click(
    target: Target & {
      button?: 'left' | 'right';
      count?: number;
      modifiers?: ('Alt' | 'Control' | 'Meta' | 'Shift')[];
    },
  ): Promise<void> {
    await act('click', target);
  },

  async hover(target: Target): Promise<void> {
    await act('hover', target);
  },

  /** The visible text of each that matches; waits for the first. */
  async text(target: Target): Promise<string[]> {
    return (await act('text', target)) as string[];
  },

  /** One attribute of each that matches; waits for the first. */
  async attribute(target: Target & { name: string }): Promise<(string | null)[]> {
    return (await act('attribute', target)) as (string | null)[];
  },

  /** How many match right now. */
  async count(target: Omit<Target, 'timeout'>): Promise<number> {
    return (await act('count', target)) as number;
  },

  async waitFor(target: Target): Promise<void> {
    await act('waitFor', target);
  },

  async waitForGone(target: Target): Promise<void> {
    await act('waitForGone', target);
  },

  /** What a screen reader is told, as Playwright's ARIA snapshot. */
  async aria(target: Partial<Target> = {}): Promise<string> {
    return (await act('aria', target)) as string;
  },

  /** Evaluates an expression in the workbench's page. */
  async evaluate(expression: string): Promise<unknown> {
    return act('evaluate', { expression });
  },

  /** Evaluates an expression in the document, that of a webview as well, that has what a selector names. */
  async evaluateIn(selector: string, expression: string): Promise<unknown> {
    return act('evaluateIn', { selector, expression });
  },

  /** Types into the quick input (`>Command: Title`, or a file's name) and takes the first offer. */
  async quickOpen(text: string, { accept = true }: { accept?: boolean } = {}): Promise<void> {
    await act('quickOpen', { text, accept });
  },

  async viewport(width: number, height: number): Promise<void> {
    if (url) await act('viewport', { width, height });
  },

  async clearNotifications(): Promise<void> {
    if (url) await act('clearNotifications');
    else await vscode.commands.executeCommand('notifications.clearAll');
  },

  /** Saves a picture of the window, or of the first that matches; its path, or nothing where there is no screen. */
  async screenshot(name: string, target: Partial<Target> = {}): Promise<string | undefined> {
    if (!url) return undefined;
    return ((await act('screenshot', { name, ...target })) as string | null) ?? undefined;
  },
};
