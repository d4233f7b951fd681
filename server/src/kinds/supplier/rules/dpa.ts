import { art28Points } from '../../../facts/gdpr.ts';
import { lacks, missing } from '../../../fixes/common.ts';
import type { Rule } from '../../../model/rule.ts';
import { AGREEMENTS, DPA } from '../basis.ts';
import { signedAgreement } from '../fixes.ts';
import { computedRating, gdprRole, nameOf, needsDpa } from '../model.ts';
import type { Supplier } from '../types.ts';

const LETTERS = Object.keys(art28Points);
/** A supplier on which much depends: nobody should rely on its contracts unread. */
const isWeighty = (supplier: Supplier): boolean =>
  ['high', 'critical'].includes(computedRating(supplier)?.rating ?? '');
const COVERS = ['security', 'confidentiality', 'commitments'];

export const dpaRules: readonly Rule<Supplier>[] = [
  {
    id: 'supplier/dpa-missing',
    title: 'No data processing agreement',
    severity: 'error',
    fixes: [lacks('dpa')],
    waivable: true,
    softens: true,
    criterion: 'contract',
    scope: 'supplier',
    basis: DPA,
    check(supplier, _context, report) {
      if (needsDpa(supplier) && !supplier.fields.dpa && !supplier.broken) {
        report(
          supplier.anchor,
          'There is no dpa: a processor of personal data needs a signed data processing agreement under GDPR Art. 28 before it gets any',
        );
      }
    },
  },
  {
    id: 'supplier/dpa-unsigned',
    title: 'The data processing agreement is not signed',
    severity: 'error',
    fixes: [missing],
    waivable: true,
    softens: true,
    criterion: 'contract',
    scope: 'supplier',
    basis: DPA,
    check(supplier, _context, report) {
      const { dpa } = supplier.fields;
      if (!needsDpa(supplier) || !dpa?.value) return;
      const { status, signed } = dpa.value;
      if (status?.value === 'pending')
        report(
          status,
          'The data processing agreement is still pending: no personal data may go to the processor before it is signed (GDPR Art. 28)',
        );
      else if (status?.value === 'not-available')
        report(
          status,
          'The supplier offers no data processing agreement: GDPR Art. 28 allows no processor without one',
        );
      else if (!signed && !supplier.broken) {
        report(
          dpa.key,
          status?.value === 'incorporated'
            ? 'The data processing agreement is part of the terms, but since when is missing: add the date from which they hold as signed'
            : 'The data processing agreement has no date of signature: add signed, or say that it is pending',
          { data: { missing: 'signed' } },
        );
      }
    },
  },
  {
    id: 'supplier/dpa-expired',
    title: 'The data processing agreement has ended',
    severity: 'error',
    waivable: true,
    softens: true,
    criterion: 'contract',
    scope: 'supplier',
    basis: DPA,
    check(supplier, { today }, report) {
      const expires = supplier.fields.dpa?.value?.expires;
      if (needsDpa(supplier) && expires?.value !== undefined && expires.value < today) {
        report(
          expires,
          `The data processing agreement ended on ${expires.value}: without a new one the processor may not go on (GDPR Art. 28)`,
        );
      }
    },
  },
  {
    id: 'supplier/dpa-incomplete',
    title: 'The data processing agreement lacks points of Art. 28(3)',
    severity: 'warning',
    waivable: true,
    softens: true,
    criterion: 'contract',
    scope: 'supplier',
    basis: { ...DPA, regulations: ['GDPR Art. 28(3)'] },
    check(supplier, _context, report) {
      const points = supplier.fields.dpa?.value?.['art-28-3'];
      if (!needsDpa(supplier) || !points?.value || points.partial) return;
      const lacking = LETTERS.filter((letter) => !points.value!.some((item) => item.value === letter));
      if (lacking.length) {
        report(
          points,
          `The data processing agreement lacks GDPR Art. 28(3) ${lacking.map((letter) => `(${letter}) ${art28Points[letter]}`).join(', ')}: have it amended`,
        );
      }
    },
  },
  {
    id: 'supplier/dpa-unchecked',
    title: 'Data processing agreement not checked against Art. 28(3)',
    severity: 'information',
    waivable: true,
    softens: true,
    criterion: 'contract',
    scope: 'supplier',
    basis: { ...DPA, regulations: ['GDPR Art. 28(3)'] },
    check(supplier, _context, report) {
      const { dpa } = supplier.fields;
      const { status, signed } = dpa?.value ?? {};
      if (!signed || dpa!.value!['art-28-3'] || !needsDpa(supplier) || !isWeighty(supplier) || supplier.broken) return;
      if (status && status.value !== 'signed' && status.value !== 'incorporated') return;
      report(
        dpa!.key,
        `No record that the DPA of ${nameOf(supplier)} has the points of GDPR Art. 28(3): check it and add art-28-3`,
        { data: { missing: 'art-28-3' } },
      );
    },
  },
];

export const agreementRules: readonly Rule<Supplier>[] = [
  {
    id: 'supplier/agreement-missing',
    title: 'No signed agreement',
    severity: 'error',
    fixes: [signedAgreement],
    waivable: true,
    softens: true,
    criterion: 'contract',
    scope: 'supplier',
    basis: AGREEMENTS,
    check(supplier, _context, report) {
      if (supplier.broken || needsDpa(supplier) || gdprRole(supplier) === undefined) return;
      const { agreement } = supplier.fields;
      if (agreement && (!agreement.value || agreement.value.signed)) return;
      report(
        supplier.anchor,
        agreement
          ? 'The agreement has no date of signature, so it counts as missing: add signed'
          : 'There is no agreement: whoever reaches confidential data or production works under a written agreement on security and confidentiality',
      );
    },
  },
  {
    id: 'supplier/agreement-incomplete',
    title: 'The agreement does not cover everything',
    severity: 'warning',
    waivable: true,
    softens: true,
    criterion: 'contract',
    scope: 'supplier',
    basis: AGREEMENTS,
    check(supplier, _context, report) {
      const covers = supplier.fields.agreement?.value?.covers;
      if (!covers?.value || covers.partial) return;
      const lacking = COVERS.filter((part) => !covers.value!.some((item) => item.value === part));
      if (lacking.length) report(covers, `The agreement does not cover ${lacking.join(' and ')}: have it amended`);
    },
  },
  {
    id: 'supplier/agreement-unchecked',
    title: 'Agreement not checked for what it covers',
    severity: 'information',
    waivable: true,
    softens: true,
    criterion: 'contract',
    scope: 'supplier',
    basis: AGREEMENTS,
    check(supplier, _context, report) {
      const { agreement } = supplier.fields;
      if (!agreement?.value?.signed || agreement.value.covers || !isWeighty(supplier) || supplier.broken) return;
      report(
        agreement.key,
        `No record of what the agreement with ${nameOf(supplier)} covers: check it and add covers`,
        { data: { missing: 'covers' } },
      );
    },
  },
];
