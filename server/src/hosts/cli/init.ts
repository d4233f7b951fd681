export function init(_folder: string, _options: { asOf: string; dryRun?: boolean }): number {
  return 0;
}
