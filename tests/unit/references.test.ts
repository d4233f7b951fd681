import { expect, it } from 'vitest';
import { Workspace } from '../../server/src/workspace/workspace.ts';

const at = (name: string): string => `file:///isms/${name}`;

function workspaceWith(files: Readonly<Record<string, string>>): Workspace {
  const workspace = new Workspace({ today: () => '2026-11-21', exists: () => false });
  for (const [name, text] of Object.entries(files)) workspace.set(at(name), text);
  workspace.update();
  workspace.takeChanged();
  return workspace;
}

const references = (workspace: Workspace, name: string): string[] =>
  workspace
    .findings(at(name))
    .filter(({ rule }) => rule.startsWith('reference/'))
    .map(({ message }) => message.split(/[:,]/)[0]!);

const soa = (...policies: string[]): string =>
  `soa:\n${policies.map((policy, i) => `  - { control: A.5.${i + 1}, applicable: true, policies: [${policy}] }\n`).join('')}`;

it('whatever a schema calls a document or a role is looked for, in an entity and beside it', () => {
  const workspace = workspaceWith({
    'isms.yaml': 'isms: 1\nroles: { ciso: }\n',
    'soa.yaml': `statement: { approved-by: cisa }\n${soa('access')}`,
    'suppliers.yaml': `suppliers:
  - id: a
    agreement: { document: contract.pdf }
    reviews: [{ action: { what: Ask, owner: cisp } }]
`,
    'policies/access.yaml': 'policy: { id: access, title: Access }\n',
  });
  expect(references(workspace, 'soa.yaml')).toEqual(['There is no role cisa']);
  expect(references(workspace, 'suppliers.yaml')).toEqual(['There is no file contract.pdf', 'There is no role cisp']);
});

it('an id that comes, goes or is nearer than another is judged where it is named, and nowhere else', () => {
  const workspace = workspaceWith({
    'isms.yaml': 'isms: 1\n',
    'policies/access.yaml': 'policy: { id: access, title: Access }\n',
    'policies/other.yaml': 'policy: { id: other, title: Other }\n',
    'soa.yaml': soa('access', 'backups'),
  });
  const none = 'There is no policy backups';
  expect(references(workspace, 'soa.yaml')).toEqual([none]);

  workspace.set(at('policies/backup.yaml'), 'policy: { id: backup, title: Backup }\n');
  workspace.update();
  expect(workspace.takeChanged()).not.toContain(at('policies/other.yaml'));
  expect(workspace.findings(at('soa.yaml')).find(({ rule }) => rule === 'reference/unknown')!.message).toBe(
    'There is no policy backups: did you mean backup?',
  );

  workspace.set(at('policies/backup.yaml'), 'policy: { id: backups, title: Backup }\n');
  workspace.update();
  expect(references(workspace, 'soa.yaml')).toEqual([]);

  workspace.delete(at('policies/access.yaml'));
  workspace.update();
  expect(references(workspace, 'soa.yaml')).toEqual(['There is no policy access']);
});

it('the risk of a review is looked for once the root has a register, and a text leads nowhere then', () => {
  const review = (risk: string) => `    reviews: [{ date: 2026-06-01, by: ciso, outcome: escalate, risk: ${risk} }]\n`;
  const workspace = workspaceWith({
    'isms.yaml': 'isms: 1\n',
    'suppliers.yaml': `suppliers:\n  - id: a\n${review('outage')}  - id: b\n${review('Data in the US')}`,
  });
  expect(references(workspace, 'suppliers.yaml')).toEqual([]);

  workspace.set(at('risks.yaml'), 'risks: [{ id: other, title: Other, status: identified }]\n');
  workspace.update();
  expect(workspace.takeChanged()).toContain(at('suppliers.yaml'));
  const unlinked = 'This risk is a text that leads nowhere';
  expect(references(workspace, 'suppliers.yaml')).toEqual(['There is no risk outage', unlinked]);

  workspace.set(at('risks.yaml'), 'risks: [{ id: outage, title: Outage, status: identified }]\n');
  workspace.update();
  expect(references(workspace, 'suppliers.yaml')).toEqual([unlinked]);

  workspace.delete(at('risks.yaml'));
  workspace.update();
  expect(references(workspace, 'suppliers.yaml')).toEqual([]);
});
