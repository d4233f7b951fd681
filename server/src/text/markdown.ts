import { clean } from './clean.ts';

/**
 * A value as Markdown that shows it and does nothing else: no link, image, HTML, emphasis, table cell, formula, icon or
 * entity comes of it, in CommonMark, GitHub's dialect and VS Code's hovers and preview.
 */
export function escapeMarkdown(text: string): string {
  return clean(text)
    .replace(/[\\`*_[\]{}~$|!]/g, '\\$&')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/:(?=\/\/)|(?<=www)\.|(?<=\S)@(?=\S)/gi, '\\$&')
    .replace(/^([#+=-])/, '\\$1')
    .replace(/^(\d+)([.)])/, '$1\\$2')
    .replace(/^:/, '\\:');
}
