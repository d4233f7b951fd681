import type { StarterFile } from './protocol.ts';

/**
 * A small ISMS to write over. Every entry is marked as an example, and none states an agreement, a certificate, a review
 * or an approval: the check has warnings for what the example supplier lacks, and no errors.
 */
export const starterFiles: readonly StarterFile[] = [
  {
    path: 'isms.yaml',
    text: `# The settings of this ISMS. What is left out has a default.
isms: 1
organisation: Example Company # the name that reports carry

# Who may own, review and approve. Roles rather than persons: persons change.
roles:
  ciso: { name: Chief Information Security Officer }
  management: { name: Management }

# Where data may be hosted, processed and inferred: EU, EEA, ADEQUATE or country codes.
residency: [EU]

# The longest time between two reviews.
reviews:
  suppliers: 12 months
  policies: 12 months
`,
  },
  {
    path: 'suppliers.yaml',
    text: `# The supplier register: everyone outside who can see data or touch production.
suppliers:
  # An example: reports leave it out. Write your first supplier over it, and remove the key example.
  - id: example-hosting
    example: true
    name: Example Hosting GmbH # the contracting entity
    status: prospective # prospective, active, suspended, terminated
    categories: [hosting]
    purpose: Application and database hosting
    country: DE # seat of the contracting entity
    owner: ciso
    role: processor
    access: [customer-data, production]
    hosting: [DE] # a country, EU, or provider:region such as aws:eu-central-1
    # What the policy asks for before a supplier is active. Leave a key empty until you have the fact.
    dpa: # { status: signed, signed: YYYY-MM-DD, document: evidence/dpa.pdf, art-28-3: [a, b, c, d, e, f, g, h] }
    assurance: # [{ kind: iso27001, valid-until: YYYY-MM-DD, scope: the data centres in use }]
    criticality: # { business-impact: 4, data-access: 5, replacement-difficulty: 3 }
    reviews: # [{ date: YYYY-MM-DD, by: ciso, outcome: approved, checked: [assurance, dpa, residency, risk] }]
`,
  },
  {
    path: 'policies/information-security.yaml',
    text: `policy:
  # An example: reports leave it out. Write your own over it, and remove the key example.
  id: information-security
  example: true
  title: Information Security Policy
  version: "0.1"
  status: draft # draft, approved, retired; an approved policy has approved-by and effective
  owner: ciso
  summary: What we protect, why, and who is responsible for it
  clauses: ["5.1", "5.2", "6.2"]
  controls: [A.5.1, A.5.2, A.5.4]
  review-every: 12 months
`,
  },
  {
    path: 'policies/supplier-management.md',
    text: `---
# An example: reports leave it out. Write your own over it, and remove the key example.
id: supplier-management
example: true
title: Supplier Management Policy
version: "0.1"
status: draft
owner: ciso
summary: How suppliers are chosen, bound and checked again
controls: [A.5.19-A.5.23]
regulations: [GDPR Art. 28]
review-every: 12 months
related: [information-security]
---

# Supplier Management Policy

The text of a policy can stand here, in the words of your organisation. The keys above are what is checked.

## Selection criteria

What a supplier must show before it gets access: evidence of its security, where it keeps data, a contract, and a rating of how much depends on it.

## Model subprocessor rules

What holds for suppliers that run models: where data is stored, where models run, and that nothing is trained on the data.

## Agreements

What every supplier with access has to sign.

## Ongoing review

How often suppliers are checked again, and what calls for it sooner. The register is [suppliers.yaml](../suppliers.yaml).
`,
  },
];
