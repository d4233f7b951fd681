// Texts of policies of a given size, the same for every run: headings, paragraphs with mentions, lists, tables, links.
const CONTROLS = ['A.5.15', 'A.5.18', 'A.8.2', 'A.8.8', 'A.8.15', 'A.5.24', 'A.7.4', 'A.6.3'];
const SUBJECTS = ['Access', 'Backup', 'Logging', 'Incident', 'Change', 'Supplier', 'Key', 'Asset'];

/** A section of a policy, about 1,600 characters. */
function section(n, seed) {
  const pick = (list, shift) => list[(n * 7 + seed * 3 + shift) % list.length];
  const subject = pick(SUBJECTS, 0);
  return `## ${n}. ${subject} rules ${n}

**Owners** of systems grant rights to people who need them for their work, as ${pick(CONTROLS, 1)} asks, and take them
back on the day that the work ends. A request names the *system*, the role and the reason; the owner has ${(n % 9) + 2} working
days. See [the section above](#${n > 1 ? `${n - 1}-${pick(SUBJECTS, -7).toLowerCase()}-rules-${n - 1}` : '1-access-rules-1'}) and \`tools/rights --list\` for what is done now.

- Accounts of people who left are closed within ${(n % 5) + 1} hours (${pick(CONTROLS, 2)}).
- Keys that reach production are kept in the key service, never in a repository.
  - Each key has one owner, and a day on which it is replaced.
- The list of rights is compared with the list of people every quarter.

| Activity | Control | Who | Record |
| --- | --- | --- | --- |
| Grant ${n} | ${pick(CONTROLS, 3)} | system owner | ticket |
| Review ${n} | ${pick(CONTROLS, 4)} | security officer | minutes |
| Revoke ${n} | ${pick(CONTROLS, 5)} | system owner | ticket |

1. The security officer draws ten accounts by lot.
2. Each is followed back to its request, and what cannot be followed is closed.
3. What was found goes into the register of nonconformities, with an owner and a date.

> Exceptions are written down with their reason and their end, and are decided by the security officer.

\`\`\`sh
rights list --system production-${n} | sort > rights-${n}.txt
\`\`\`
`;
}

/** A text of at least so many characters. */
export function policyText(characters, seed = 0) {
  const parts = [`# Policy ${seed}\n`];
  for (let n = 1, length = 0; length < characters; n++) {
    const text = section(n, seed);
    parts.push(text);
    length += text.length + 1;
  }
  return parts.join('\n');
}
