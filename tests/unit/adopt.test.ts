import { describe, expect, it } from 'vitest';
import {
  type AdoptOptions,
  adopt,
  adopted,
  type Candidate,
  settingsFor,
} from '../../server/src/features/adopt/adopt.ts';
import { readProse } from '../../server/src/prose/index.ts';
import { TODAY, workspaceOf } from './support/cases.ts';

const settings = (text = 'isms: 1\n') => workspaceOf(new Map([['isms.yaml', text]]), TODAY).allRoots()[0]!.settings;
const propose = (texts: readonly Candidate[], more: Partial<AdoptOptions> = {}) =>
  adopt(texts, readProse, { settings: settings(), ids: [], ...more });
/** What is proposed for one text: `key: value`, and what is open. */
function of(text: string, more: Partial<AdoptOptions> = {}, path = 'policies/Access_Control.md') {
  const [proposal] = propose([{ path, text }], more);
  return { keys: proposal!.understood.map(({ key, value }) => `${key}: ${value}`), open: proposal!.open };
}

const POLICY = `# 🔑 Access Control Policy

**Document Owner:** CISO | **Version:** 1.2 | **Status:** Approved
**Approved by:** Management | **Effective Date:** 1 March 2026 | **Next Review:** 2027-03-01

Access follows need.

## ISO 27001 mapping

| Control | Title |
| --- | --- |
| A.5.15 | Access control |
| A.5.16 | Identity management |
| A.5.17 | Authentication information |
| A.9.4.1 | Information access restriction |

Article 32 GDPR asks for it, and clause 6.1.3 of ISO 27001.
`;

describe('a proposal', () => {
  it('has what the text states', () => {
    const { keys, open } = of(POLICY);
    expect(keys).toEqual([
      'id: access-control',
      'title: Access Control Policy',
      'version: "1.2"',
      'status: approved',
      'owner: CISO',
      'approved-by: Management',
      'effective: 2026-03-01',
      'controls: [A.5.15-A.5.17, A.8.3]',
      'clauses: ["6.1.3"]',
      'regulations: [GDPR Art. 32]',
      'review-every: 12 months',
    ]);
    expect(open).toEqual([]);
  });

  it('has nothing that the text does not state', () => {
    expect(of('Some text.\n')).toEqual({
      keys: ['id: access-control'],
      open: ['no heading says its title: add title', 'title is not stated: add it', 'status is not stated: add it'],
    });
    const blanks =
      '# [COMPANY NAME] Access Policy\n\n**Owner:** [POLICY_OWNER] | **Version:** TBD | **Status:** in force\n';
    expect(of(blanks)).toEqual({
      keys: ['id: access-control', 'title: Access Policy'],
      open: ['status “in force” is none of draft, approved, retired', 'status is not stated: add it'],
    });
  });

  it('says what does not agree, and what can mean two things', () => {
    const text = '# A\n\n**Owner:** CISO\n**Version:** 2\n**Effective:** 03/04/2026\n**Next review:** 2026-12-31\n';
    expect(of(text).open).toEqual([
      'effective “03/04/2026” is no day that can only mean one',
      'next review 2026-12-31 counts from no stated day: add effective or a review',
      'status is not stated: add it',
    ]);
    const other = text.replace('03/04/2026', '2026-04-03');
    expect(of(other).open).toContain('next review 2026-12-31 does not follow from 2026-04-03');
    expect(of(other).keys.join()).not.toContain('review-every');
  });

  it('names 2013 ids with several successors and ids that are none', () => {
    const { open, keys } = of('# A\n\n## ISO 27001 mapping\n\n- A.9.2.3\n- A.14.2.5\n- A.5.99\n- A.12.1.2\n');
    expect(keys.find((key) => key.startsWith('controls'))).toBe('controls: [A.8.2, A.8.27, A.8.32]');
    expect(open[0]).toMatch(/^“A.5.99” /);
  });

  it('takes roles by their names where isms.yaml lists them, and nobody else', () => {
    const listed = settings('isms: 1\nroles:\n  ciso: { name: Head of Security }\n');
    const text = '# A\n\n**Owner:** Head of Security\n**Version:** 1.0\n**Approved by:** The Board\n';
    const { keys, open } = of(text, { settings: listed });
    expect(keys).toContain('owner: ciso');
    expect(open).toContain('approved-by “The Board” is no role of isms.yaml');
  });

  it('leaves out what most titles have in common, emoji, and images', () => {
    const titles = ['Access', 'Backup', 'Crypto'].map((name) => ({
      path: `${name}.md`,
      text: `<p><img src="logo.png"></p>\n\n<h1 align="center">🔑 Example AB — ${name} Policy</h1>\n`,
    }));
    expect(propose(titles).map(({ understood }) => understood[1]!.value)).toEqual([
      'Access Policy',
      'Backup Policy',
      'Crypto Policy',
    ]);
  });

  it('takes what the user gives where the text says nothing', () => {
    const set = new Map([
      ['status', 'draft'],
      ['owner', 'ciso'],
    ]);
    expect(of('# A\n\n**Owner:** Board\n**Version:** 1.0\n', { set }).keys).toEqual([
      'id: access-control',
      'title: A',
      'version: "1.0"',
      'status: draft',
      'owner: Board',
    ]);
  });
});

describe('front matter of other tools', () => {
  const FOREIGN = `---
title: Access Policy
owner: ciso
effective_date: 2026-01-15
approver: management
review_cycle: P1Y
last_reviewed: 2026-01-10
layout: page
iso_controls: [iso27001:A.5.15, "iso27001:A.5.16", A.9.9.9]
---
# Access
`;
  it('is read under its own names, and kept', () => {
    const [proposal] = propose([{ path: 'policies/access.md', text: FOREIGN }]);
    expect(adopted(FOREIGN, proposal!)).toBe(
      FOREIGN.replace(
        '---\n',
        '---\nid: access\napproved-by: management\neffective: 2026-01-15\ncontrols: [A.5.15, A.5.16]\nreview-every: 1 year\n',
      ),
    );
    expect(proposal!.open).toEqual([
      'last_reviewed: 2026-01-10 is a review: record it under reviews, with by and outcome',
      '“A.9.9.9” is no control of the 2022 edition',
      'status is not stated: add it',
    ]);
  });

  it('is not written twice where it has a name of ours, but said to be of another form', () => {
    const text = '---\ntitle: A\nstatus: published\ncontrols: [iso27001:A.5.1]\n---\n# A\n';
    const { keys, open } = of(text);
    expect(keys).toEqual(['id: access-control']);
    expect(open).toEqual([
      'status: published is none of draft, approved, retired: change it',
      'controls: iso27001:A.5.1 is written in another form: write A.5.1',
    ]);
  });
});

describe('what is written', () => {
  it.each([
    ['lines of Windows', POLICY.replaceAll('\n', '\r\n')],
    ['a byte order mark', `\ufeff${POLICY}`],
    ['no heading', 'Text\n'],
  ])('is inserted, and nothing else changes: %s', (_, text) => {
    const [proposal] = propose([{ path: 'a.md', text }]);
    const after = adopted(text, proposal!);
    const { at, text: put } = proposal!.insert;
    expect(after.slice(0, at) + after.slice(at + put.length)).toBe(text);
    expect(/(?<!\r)\n/.test(put)).toBe(!text.includes('\r\n'));
  });

  it('is a policy that the check knows, without a fault of form', () => {
    const [proposal] = propose([{ path: 'policies/a.md', text: POLICY }]);
    const files = new Map([
      ['isms.yaml', 'isms: 1\n'],
      ['policies/a.md', adopted(POLICY, proposal!)],
    ]);
    const found = workspaceOf(files, TODAY).findings('file:///case/policies/a.md');
    expect(found.filter(({ severity }) => severity === 'error').map(({ rule }) => rule)).toEqual([
      'prose/control-superseded',
    ]);
  });

  it('has ids of their own, and none of a README', () => {
    const texts = ['README.md', 'a/policy.md', 'b/policy.md', 'c/_index.md', 'docs/CHANGELOG.md', '_draft.md'];
    const proposals = propose(
      texts.map((path) => ({ path, text: '# T\n' })),
      { ids: ['policy'] },
    );
    expect(proposals.map(({ path, understood }) => [path, understood[0]!.value])).toEqual([
      ['a/policy.md', 'a-policy'],
      ['b/policy.md', 'b-policy'],
      ['c/_index.md', 'c'],
    ]);
  });

  it('comes with settings that name the folders', () => {
    expect(settingsFor(['policies/a.md'])).toBe('isms: 1\n');
    expect(settingsFor(['a.md', 'docs/b.md'])).toBe(
      'isms: 1\nfiles:\n  policies: ["policies.yaml", "policies/**/*.{yaml,md,mdx}", "*.{md,mdx}", "docs/**/*.{md,mdx}"]\n',
    );
  });
});
