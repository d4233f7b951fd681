import { ThemeColor, ThemeIcon } from 'vscode';
import type { Level, NodeKind, TreeNode } from '../../../server/src/protocol.ts';

/** What a node is, where how it stands does not matter. */
const KINDS: Partial<Record<NodeKind, string>> = {
  root: 'shield',
  controls: 'checklist',
  hint: 'info',
};

/** How it stands, in the icons and colours that Problems and tests have. */
const LEVELS: Record<Level, [icon: string, color: string]> = {
  error: ['error', 'problemsErrorIcon.foreground'],
  warning: ['warning', 'problemsWarningIcon.foreground'],
  information: ['info', 'problemsInfoIcon.foreground'],
  ok: ['pass', 'testing.iconPassed'],
  off: ['circle-slash', 'disabledForeground'],
};

const REVIEWS: Partial<Record<Level, [icon: string, color: string]>> = {
  error: ['bell-dot', 'problemsErrorIcon.foreground'],
  warning: ['bell', 'problemsWarningIcon.foreground'],
  ok: ['calendar', 'foreground'],
};

export function iconOf({ kind, icon: own, level, id }: TreeNode): ThemeIcon | undefined {
  if (own) return level ? themed([own, LEVELS[level][1]], level) : new ThemeIcon(own);
  const icon = KINDS[kind];
  if (icon) return new ThemeIcon(icon);
  if (!level) return undefined;
  if (kind === 'reviews') {
    // What happened asks for another look than a day that passed.
    if (id.endsWith('/triggered')) return themed(['zap', 'problemsErrorIcon.foreground']);
    return themed(REVIEWS[level] ?? LEVELS[level]);
  }
  if (kind === 'uncovered') return themed(['circle-large-outline', 'problemsInfoIcon.foreground']);
  if (kind === 'control' && level === 'information')
    return themed(['circle-large-outline', 'problemsInfoIcon.foreground']);
  return themed(LEVELS[level]);
}

const themed = ([icon, color]: [icon: string, color: string], level?: Level): ThemeIcon =>
  level === 'ok' || color === 'foreground' ? new ThemeIcon(icon) : new ThemeIcon(icon, new ThemeColor(color));
