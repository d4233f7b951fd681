export async function importFile(_file: string, _options: object): Promise<number> {
  return 0;
}
