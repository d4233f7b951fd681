import { expect, it } from 'vitest';
import { drive, neovim } from './run.mjs';

const version = neovim();
if (!version) console.log('Neovim is not installed (Debian: apt-get install neovim): its test is skipped.');

it.skipIf(!version)(
  `Neovim shows diagnostics, completion and hover, and applies a fix and a rename`,
  () => {
    const { status, output } = drive();
    expect(output.split('\n').filter((line) => line.startsWith('ok - '))).toEqual([
      'ok - diagnostics',
      'ok - completion',
      'ok - hover',
      'ok - fix',
      'ok - skeleton',
      'ok - rename',
      'ok - definition',
    ]);
    expect(status, output).toBe(0);
  },
  150_000,
);
