import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { unlinked } from '../../client/src/common/unlinked.ts';

/** What VS Code takes for a link in a notification. */
const LINK = /\[[^\]]+\]\((?:https?:\/\/|command:|file:)[^)\s]+(?: (["'])(?:.+?)\1)?\)/i;

it('no text of a file becomes a link in a message', () => {
  const hostile = 'Alpha [Save](command:workbench.action.quit) and [x](https://x.example "y") exist.';
  expect(hostile).toMatch(LINK);
  expect(unlinked(hostile)).not.toMatch(LINK);
  expect(unlinked('Alpha Ltd (EU) [old]')).toBe('Alpha Ltd (EU) [old]');
});

it('every message with a text that is not written out goes through it', () => {
  const client = path.join(import.meta.dirname, '../../client/src');
  const calls = readdirSync(client, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => [
      ...readFileSync(path.join(client, file), 'utf8').matchAll(
        /(?:show(?:Information|Warning|Error)Message\(|\.(?:prompt|validationMessage) = |\bmessage: (?=\w+\.message))\s*(.*)/g,
      ),
    ])
    .map(([, rest]) => rest!);
  expect(calls.length).toBeGreaterThan(7);
  expect(calls.filter((rest) => !/^(?:unlinked\(|'[^']*',?$|trouble && \{ message: unlinked\()/.test(rest))).toEqual(
    [],
  );
});
