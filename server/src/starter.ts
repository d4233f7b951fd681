import { addDuration, type Day } from './model/dates.ts';
import type { StarterFile } from './protocol.ts';

/**
 * A small ISMS that passes the check without errors and warnings on the day that it is made of. Everything in it is
 * an example to write over.
 */
export function starterFiles(today: Day): readonly StarterFile[] {
  const certificate = addDuration(today, { count: 2, unit: 'year' });
  return [
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
      text: `# The supplier register: everybody outside who can see data or touch production.
suppliers:
  # An example that is complete. Write over it, and copy it for the next supplier.
  - id: example-hosting
    name: Example Hosting GmbH # the contracting entity
    status: active # prospective, active, suspended, terminated
    categories: [hosting]
    purpose: Application and database hosting
    country: DE # seat of the contracting entity
    owner: ciso
    role: processor
    access: [customer-data, production]
    hosting: [DE] # a country, EU, or provider:region such as aws:eu-central-1
    transfers: [] # none to third countries
    dpa: { status: signed, signed: ${today}, art-28-3: [a, b, c, d, e, f, g, h] }
    assurance:
      - { kind: iso27001, standard: 2022, valid-until: ${certificate}, scope: the data centres in use }
    criticality: { business-impact: 4, data-access: 5, replacement-difficulty: 3, rating: critical }
    reviews:
      - { date: ${today}, by: ciso, outcome: approved, checked: [assurance, dpa, residency, risk] }
`,
    },
    {
      path: 'policies/information-security.yaml',
      text: `policy:
  id: information-security
  title: Information Security Policy
  version: "1.0"
  status: approved # draft, approved, retired
  owner: ciso
  approved-by: management
  effective: ${today}
  summary: What we protect, why, and who answers for it
  clauses: ["5.1", "5.2", "6.2"]
  controls: [A.5.1, A.5.2, A.5.4]
  review-every: 12 months
`,
    },
    {
      path: 'policies/supplier-management.md',
      text: `---
id: supplier-management
title: Supplier Management Policy
version: "1.0"
status: approved
owner: ciso
approved-by: management
effective: ${today}
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
}
