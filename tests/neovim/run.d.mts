export function neovim(): string | undefined;
export function drive(): { readonly status: number; readonly output: string };
