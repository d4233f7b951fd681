export function packagesIn(metafile: {
  readonly outputs: Readonly<
    Record<string, { readonly inputs: Readonly<Record<string, { readonly bytesInOutput: number }>> }>
  >;
}): string[];
export function noticesFor(folders: readonly string[]): string;
