/**
 * A message with the texts of files in it, for a notification or an input box: VS Code makes a link of `[text](address)`
 * there, commands included, and of a `](` that is torn apart it does not.
 */
export const unlinked = (message: string): string => message.replaceAll('](', '] (');
