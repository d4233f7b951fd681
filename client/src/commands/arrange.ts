import { ConfigurationTarget, type QuickPickItem, QuickPickItemKind, window, workspace } from 'vscode';
import { arrangement } from '../views/index.ts';
import type { Command } from './index.ts';

interface Choice extends QuickPickItem {
  readonly setting?: 'groupBy' | 'show';
  readonly value?: string;
}

const CHOICES: readonly Choice[] = [
  { label: 'Group', kind: QuickPickItemKind.Separator },
  { label: 'No groups', setting: 'groupBy', value: 'none' },
  { label: 'By criticality', setting: 'groupBy', value: 'criticality' },
  { label: 'By status', setting: 'groupBy', value: 'status' },
  { label: 'By next review', setting: 'groupBy', value: 'review' },
  { label: 'Show', kind: QuickPickItemKind.Separator },
  { label: 'All suppliers', setting: 'show', value: 'all' },
  { label: 'Suppliers with findings', setting: 'show', value: 'findings' },
  { label: 'Suppliers in scope and not terminated', setting: 'show', value: 'active' },
];

/** Groups and filters the suppliers of the overview. */
export const arrangeSuppliers: Command = async () => {
  const now = arrangement();
  const chosen = await window.showQuickPick(
    CHOICES.map(
      (choice): Choice =>
        choice.setting && now[choice.setting] === choice.value ? { ...choice, description: 'now' } : choice,
    ),
    { title: 'Suppliers in the Overview', placeHolder: 'Group or filter the suppliers' },
  );
  if (chosen?.setting) await set(chosen.setting, chosen.value!);
};

export const showAllSuppliers: Command = () => set('show', 'all');

const set = (setting: string, value: string): Thenable<void> =>
  workspace.getConfiguration('isms.suppliers').update(setting, value, ConfigurationTarget.Global);
