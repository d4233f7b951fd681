import { existsSync } from 'node:fs';
import type { Log } from 'sarif';
import { expect, it } from 'vitest';
import { rules } from '../../server/src/check/rules.ts';
import { startedFrom } from '../../server/src/hosts/cli/pages.ts';
import type { CheckResult } from '../../server/src/hosts/cli/result.ts';
import { sarif } from '../../server/src/hosts/cli/sarif.ts';
import type { Finding } from '../../server/src/workspace/workspace.ts';

const root = new URL('../../', import.meta.url);
const at = (line: number) => ({ start: { line, character: 0 }, end: { line, character: 1 } });
const finding = (line: number, severity: Finding['severity']): Finding => ({
  uri: new URL('suppliers.yaml', root).href,
  range: at(line),
  rule: 'supplier/dpa-missing',
  severity,
  message: 'x',
  ...(line === 0
    ? { related: Array(150).fill({ uri: new URL('soa.yaml', root).href, range: at(0), message: 'y' }) }
    : {}),
});
const made = (all: readonly Finding[]): Log['runs'][0] => {
  const result = { all, findings: all, base: root.pathname, asOf: '2026-11-21', textOf: () => '' };
  return (JSON.parse(sarif(result as unknown as CheckResult)) as Log).runs[0]!;
};

it('keeps within what code scanning takes, and leaves out what weighs least', () => {
  const all = Array.from({ length: 25_010 }, (_, line) => finding(line, line % 2 ? 'warning' : 'error'));
  const { results, invocations, tool } = made(all);
  expect(results).toHaveLength(25_000);
  expect(results!.filter(({ level }) => level === 'error')).toHaveLength(12_505);
  const lines = results!.map(({ locations }) => locations![0]!.physicalLocation!.region!.startLine!);
  expect(lines).toEqual([...lines].sort((a, b) => a - b));
  expect(results![0]!.relatedLocations).toHaveLength(100);
  expect(invocations![0]!.toolExecutionNotifications![0]!.message.text).toMatch(/^10 findings are left out/);
  for (const { properties } of tool.driver.rules!) expect(properties!.tags!.length).toBeLessThanOrEqual(20);
});

it('leads from each rule to its page, and has the page of those with results', () => {
  startedFrom(new URL('dist/cli.mjs', root));
  const { tool, invocations } = made([finding(0, 'error')]);
  expect(invocations).toEqual([{ executionSuccessful: true }]);
  expect(tool.driver.rules).toHaveLength(rules.length);
  for (const { id, helpUri, help } of tool.driver.rules!) {
    const page = /\/blob\/main\/(docs\/rules\/[a-z-0-9]+\.md)$/.exec(helpUri!)?.[1];
    expect(existsSync(new URL(page!, root)), id).toBe(true);
    expect(help!.text).toMatch(/\.$/);
    expect(Boolean(help!.markdown), id).toBe(id === 'supplier/dpa-missing');
  }
});
