import { namedIn } from '../facts/countries.ts';
import { parseDuration } from '../model/dates.ts';
import { slug } from '../model/slug.ts';
import { plural, webLink } from '../text/words.ts';
import { type DateOrder, type DateRead, readDate } from './dates.ts';
import { type PlacesRead, readPlaces, readSeat } from './places.ts';
import { lettersOf, type Merged } from './unzip.ts';
import {
  ACCESS,
  AMBIGUOUS,
  CATEGORIES,
  HEADING_WORDS,
  HEADINGS,
  INCORPORATED,
  INTERVALS,
  isEmpty,
  MECHANISMS,
  NO,
  NOT_AVAILABLE,
  normal,
  OUTCOMES,
  PENDING,
  RATINGS,
  ROLES,
  STATUS,
  TRAINING,
  WEAK,
  YES,
} from './words.ts';

/** A cell that was not understood, or not wholly. */
export interface CellRemark {
  /** 1-based row of the spreadsheet. */
  readonly row: number;
  readonly heading: string;
  readonly text: string;
  readonly why: string;
  /** It is a day whose order of day and month the sheet leaves open. */
  readonly ambiguous?: true;
}

/** A column as it was understood; `field` is absent where it was not. */
export interface ColumnRead {
  readonly heading: string;
  readonly field?: string;
  readonly why?: string;
}

/** What came of a spreadsheet. */
export interface ImportResult {
  /** Suppliers with the register's keys and values, in the order of the rows. */
  readonly suppliers: readonly Readonly<Record<string, unknown>>[];
  readonly columns: readonly ColumnRead[];
  readonly remarks: readonly CellRemark[];
  /** 1-based row of the headings; `undefined` where none were found. */
  readonly headingRow: number | undefined;
  /** 1-based rows before the headings, and rows without a supplier, that hold text. */
  readonly passedOver: readonly number[];
}

/** Headings and their fields; each field goes by its own name too, unless that is the heading of another. */
const FIELDS: ReadonlyMap<string, string> = new Map([
  ...Object.keys(HEADINGS).map((field) => [normal(field), field] as const),
  ...Object.entries(HEADINGS).flatMap(([field, all]) => all.map((heading) => [normal(heading), field] as const)),
]);

/** What a heading is for, and how surely: 0 it is known as a whole, 1 it leaves others the precedence, 2 by its words. */
function fieldOf(
  heading: string,
): { readonly field: string; readonly rank: number; readonly else?: string } | undefined {
  const text = normal(heading);
  const field = FIELDS.get(text);
  if (field) {
    const other = WEAK.get(text);
    return { field, rank: WEAK.has(text) ? 1 : 0, ...(other ? { else: other } : {}) };
  }
  if (Object.hasOwn(AMBIGUOUS, text)) return undefined;
  const words = HEADING_WORDS.find(([pattern]) => pattern.test(text));
  return words && { field: words[1], rank: 2 };
}

/** An id as the register wants it, that is no mere number. */
const ID = /^[a-z0-9-]*[a-z][a-z0-9-]*$/;

/** What stands under a table and is no supplier. */
const TOTAL = /^(?:sum|summe|total|gesamt|anzahl|count)\b/i;

/** What a spreadsheet shows where a formula fails, in English and German. */
const ERROR =
  /^#(?:N\/A|NV|REF!|BEZUG!|VALUE!|WERT!|NAME\?|DIV\/0!|NUM!|ZAHL!|NULL!|SPILL!|ÜBERLAUF!|CALC!|KALK!|GETTING_DATA|FIELD!)$/i;

/** Characters that turn the direction of text around, and controls other than line breaks: never part of a name. */
const UNSEEN = /[\p{Bidi_Control}\p{Noncharacter_Code_Point}]|(?![\n\t])\p{Cc}/gu;

/** How many rows may stand above the headings: a title, a date, a blank line. */
const DEEPEST = 20;

type Row = readonly string[];

/** Which fields a row's cells are the headings of, and how many cells are not empty. */
function headingsIn(
  row: Row,
  isKnown: (heading: string) => string | undefined,
): { fields: Set<string>; cells: number } {
  const cells = row.filter((cell) => cell.trim() !== '');
  return { fields: new Set(cells.flatMap((cell) => isKnown(cell) ?? [])), cells: cells.length };
}

/** Whether a row heads a table beyond doubt: the names' column among others, and hardly anything that is not understood. */
function isHeadings(row: Row, isKnown: (heading: string) => string | undefined): boolean {
  const { fields, cells } = headingsIn(row, isKnown);
  return (fields.has('name') || fields.has('id')) && fields.size >= 2 && fields.size >= cells / 2;
}

/** The row of the headings: the first that is one beyond doubt, else the one that is most like it. A title is none. */
function findHeadings(rows: readonly Row[], isKnown: (heading: string) => string | undefined): number {
  const top = rows.slice(0, DEEPEST);
  const sure = top.findIndex((row) => isHeadings(row, isKnown));
  if (sure >= 0) return sure;
  // In a list of nothing but names, the heading is alone, too.
  const single = rows.every((row) => row.filter((cell) => cell.trim() !== '').length < 2);
  let best = -1;
  let most = 1;
  for (const [index, row] of top.entries()) {
    const { fields, cells } = headingsIn(row, isKnown);
    const score = cells < 2 && !single ? 0 : fields.size + (fields.has('name') ? 1 : 0);
    if (score > most) [best, most] = [index, score];
  }
  return best;
}

type Values = Map<string, { text: string; heading: string }>;

/** What the fields of the register are called, for those who read what was understood. */
const SHOWN: Readonly<Record<string, string>> = {
  'personal-data': 'access (personal-data)',
  'transfer-to': 'transfers (to)',
  'transfer-mechanism': 'transfers (mechanism)',
  agreement: 'agreement (signed)',
  'agreement-document': 'agreement (document)',
  'dpa-signed': 'dpa (signed)',
  'dpa-expires': 'dpa (expires)',
  'dpa-document': 'dpa (document)',
  'iso-until': 'assurance (iso27001, valid-until)',
  'certificate-until': 'assurance (valid-until)',
  'soc2-end': 'assurance (soc2-type2, period-end)',
  questionnaire: 'assurance (questionnaire, completed)',
  rating: 'criticality (rating)',
  'business-impact': 'criticality (business-impact)',
  'data-access-rating': 'criticality (data-access)',
  'replacement-difficulty': 'criticality (replacement-difficulty)',
  training: 'model (training)',
  'review-date': 'reviews (date)',
  'review-by': 'reviews (by)',
  'review-outcome': 'reviews (outcome)',
};

/** What a user says of a sheet that it does not say itself. */
export interface RegisterOptions {
  readonly dates?: DateOrder;
  /** Headings, by what `normal` makes of them, and the fields that they are for; `ignore` for none. */
  readonly map?: ReadonlyMap<string, string>;
  /** Fields, and what a cell would say in each row where the sheet has none. */
  readonly set?: ReadonlyMap<string, string>;
  /** Cells that are merged over several rows. */
  readonly merged?: readonly Merged[];
}

/** The names that a user may call a field by: as the register writes it (`dpa.signed`), or as this file does. */
export const KEYS: ReadonlyMap<string, string> = new Map(
  Object.keys(HEADINGS).flatMap((field) => {
    const [, key, inner] = /^([\w-]+) \((?:[\w-]+, )?([\w-]+)\)$/.exec(SHOWN[field] ?? '') ?? [];
    return [[field, field] as const, ...(key ? [[`${key}.${inner}`, field] as const] : [])];
  }),
);

/**
 * Turns the rows of a spreadsheet into suppliers. Nothing is invented: a value that is not in the sheet is not in the
 * result, and a cell that could mean two things is reported instead. Only ids are made, from the names.
 */
export function readRegister(rows: readonly Row[], options: RegisterOptions = {}): ImportResult {
  const { map = new Map(), set = new Map(), merged = [] } = options;
  const mapped = (heading: string): string | undefined => map.get(normal(heading)) ?? fieldOf(heading)?.field;
  const at = findHeadings(rows, mapped);
  if (at < 0) return { suppliers: [], columns: [], remarks: [], headingRow: undefined, passedOver: [] };
  const result = {
    suppliers: [] as Record<string, unknown>[],
    remarks: [] as CellRemark[],
    passedOver: [] as number[],
  };
  const read: ColumnRead[] = [];
  let columns: readonly ColumnRead[] = [];
  const begin = (index: number) => {
    let end = index + 1;
    while (end < rows.length && !isHeadings(rows[end]!, mapped)) end++;
    columns = columnsOf(rows[index]!, rows.slice(index + 1, end), map);
    for (const column of columns)
      if (
        column.heading !== '' &&
        !read.some(({ heading, field }) => heading === column.heading && field === column.field)
      )
        read.push(column);
  };
  const ids = new Map<string, number>();
  for (const [index, row] of rows.entries()) {
    if (row.every((cell) => cell.trim() === '')) continue;
    if (index < at) {
      result.passedOver.push(index + 1);
      continue;
    }
    // Headings are repeated at page breaks, and tables stacked, each with its own.
    if (index === at || isHeadings(row, mapped)) {
      begin(index);
      continue;
    }
    const values: Values = new Map();
    for (const [column, { field, heading }] of columns.entries()) {
      const over = merged.find((range) => range.column === column && range.first < index && index <= range.last);
      const text = ((over ? rows[over.first] : row)?.[column] ?? '').replace(UNSEEN, '').trim();
      if (!field || text === '') continue;
      if (ERROR.test(text))
        result.remarks.push({ row: index + 1, heading, text, why: 'it is an error of the spreadsheet, not a value' });
      else values.set(field, { text, heading });
    }
    for (const extra of row.slice(columns.length)) {
      if (extra.trim() !== '')
        result.remarks.push({ row: index + 1, heading: '', text: extra.trim(), why: 'it is beyond the last heading' });
    }
    const name = values.get('name')?.text;
    const isTotal =
      TOTAL.test(name ?? '') && [...values].every(([field, { text }]) => field === 'name' || /^[\d.,\s]+$/.test(text));
    const below = rows.slice(index + 1).find((next) => next.some((cell) => cell.trim() !== ''));
    // A title stands alone above the headings of the next table.
    const isTitle = values.size === 1 && below !== undefined && isHeadings(below, mapped);
    if ((name === undefined && !values.has('id')) || isTotal || isTitle) {
      result.passedOver.push(index + 1);
      continue;
    }
    if (values.size === 1 && columns.filter(({ field }) => field).length > 2) {
      result.remarks.push({
        row: index + 1,
        ...[...values.values()][0]!,
        why: 'only this is in the row: is it a supplier?',
      });
    }
    for (const [field, text] of set) if (!values.has(field)) values.set(field, { text, heading: `--set ${field}` });
    const supplier = new RowReader(values, index + 1, options.dates, result.remarks).supplier();
    const nameColumn = columns.findIndex(({ field }) => field === 'name');
    const continued = merged.some(({ column, first, last }) => column === nameColumn && first < index && index <= last);
    const above = result.suppliers.at(-1);
    if (continued && above) {
      join(above, supplier, (key, text) =>
        result.remarks.push({
          row: index + 1,
          heading: key,
          text,
          why: 'the row above, with the same name, says another',
        }),
      );
      continue;
    }
    const id = supplier.id as string | undefined;
    if (id !== undefined) {
      const count = (ids.get(id) ?? 0) + 1;
      ids.set(id, count);
      if (count > 1) {
        supplier.id = `${id}-${count}`;
        result.remarks.push({
          row: index + 1,
          heading: values.get('name')?.heading ?? '',
          text: values.get('name')?.text ?? id,
          why: `the name is there more than once; this one has the id ${supplier.id}`,
        });
      }
    }
    result.suppliers.push(supplier);
  }
  return {
    ...result,
    columns: read.map((column) => (column.field ? { ...column, field: SHOWN[column.field] ?? column.field } : column)),
    headingRow: at + 1,
  };
}

/** What each column of a table is for. */
function columnsOf(headings: Row, rows: readonly Row[], map: ReadonlyMap<string, string>): ColumnRead[] {
  const cellsOf = (column: number) => rows.map((row) => (row[column] ?? '').trim()).filter((cell) => cell !== '');
  const candidates = headings.map((cell, column) => {
    const heading = cell.trim();
    const own = map.get(normal(heading));
    const found = own ? { field: own, rank: -1 } : fieldOf(heading);
    // The key of criticality is a number; under the same heading others list what can be reached.
    const reached = found?.field === 'data-access-rating' && cellsOf(column).some((text) => !/^\d$/.test(text));
    return { heading, column, found: found && reached && !own ? { ...found, field: 'access' } : found };
  });
  const taken = new Map<string, string>();
  const columns = new Map<number, ColumnRead>();
  for (const { heading, column, found } of [...candidates].sort(
    (a, b) => (a.found?.rank ?? 9) - (b.found?.rank ?? 9),
  )) {
    if (!found) {
      const cells = heading === '' ? cellsOf(column) : [];
      columns.set(
        column,
        cells.length
          ? {
              heading: `column ${lettersOf(column + 1)}`,
              why: `it has no heading, so ${plural(cells.length, 'cell')} of it ${cells.length === 1 ? 'is' : 'are'} not read`,
            }
          : { heading, why: AMBIGUOUS[normal(heading)] ?? 'no key of the register is for it' },
      );
      continue;
    }
    let { field } = found;
    if (field === 'ignore') {
      columns.set(column, { heading, why: 'left out, as you said' });
      continue;
    }
    if (taken.has(field) && 'else' in found && found.else) field = found.else;
    const other = taken.get(field);
    if (other !== undefined) columns.set(column, { heading, why: `“${other}” is read for the same` });
    // A column of running numbers names no one.
    else if (field === 'id' && cellsOf(column).every((cell) => !ID.test(cell.toLowerCase())))
      columns.set(column, { heading, why: 'running numbers are no ids: these are made from the names' });
    else {
      taken.set(field, heading);
      columns.set(column, { heading, field });
    }
  }
  return candidates.map(({ column }) => columns.get(column)!);
}

/** Adds what a further row says of the same supplier. @param differs is called for what the rows say differently */
function join(
  supplier: Record<string, unknown>,
  more: Readonly<Record<string, unknown>>,
  differs: (key: string, text: string) => void,
): void {
  for (const [key, value] of Object.entries(more)) {
    const known = supplier[key];
    if (known === undefined) supplier[key] = value;
    else if (Array.isArray(known) && Array.isArray(value)) {
      const texts = new Set(known.map((item) => JSON.stringify(item)));
      supplier[key] = [...known, ...value.filter((item) => !texts.has(JSON.stringify(item)))];
    } else if ((key === 'purpose' || key === 'notes') && known !== value) supplier[key] = `${known}; ${value}`;
    else if (JSON.stringify(known) !== JSON.stringify(value))
      differs(key, typeof value === 'string' ? value : JSON.stringify(value));
  }
}

const NOT_PERSONAL = 'it says what the supplier cannot reach: state what it can, or none, under access';

/** Reads one row. Every cell that is not understood leaves a remark, and nothing else. */
class RowReader {
  constructor(
    private readonly values: Values,
    private readonly row: number,
    private readonly dates: DateOrder | undefined,
    private readonly remarks: CellRemark[],
  ) {}

  private cell(field: string): string | undefined {
    const text = this.values.get(field)?.text;
    return text === undefined || isEmpty(text) ? undefined : text;
  }

  private remark(field: string, why: string, text?: string, ambiguous?: true): undefined {
    const { heading, text: whole } = this.values.get(field)!;
    this.remarks.push({ row: this.row, heading, text: text ?? whole, why, ...(ambiguous ? { ambiguous } : {}) });
    return undefined;
  }

  private day(field: string, read: DateRead, text?: string): string | undefined {
    return 'day' in read ? read.day : this.remark(field, read.wrong, text, read.ambiguous);
  }

  private word(field: string, words: ReadonlyMap<string, string>): string | undefined {
    const text = this.cell(field);
    if (text === undefined) return undefined;
    return words.get(normal(text)) ?? this.remark(field, `it is none of ${[...new Set(words.values())].join(', ')}`);
  }

  private wordList(field: string, words: ReadonlyMap<string, string>): string[] | undefined {
    const text = this.cell(field);
    if (text === undefined) return undefined;
    const whole = words.get(normal(text));
    if (whole) return [whole];
    const found = new Set<string>();
    for (const part of text.split(/[,;/\n|+]|\s(?:and|und|&)\s/)) {
      if (part.trim() === '') continue;
      const value = words.get(normal(part));
      if (value) found.add(value);
      else this.remark(field, `it is none of ${[...new Set(words.values())].join(', ')}`, part.trim());
    }
    return found.size ? [...found] : undefined;
  }

  private date(field: string): string | undefined {
    const text = this.cell(field);
    if (text === undefined) return undefined;
    return this.day(field, readDate(text, this.dates));
  }

  private places(field: string): string[] | undefined {
    const text = this.cell(field);
    if (text === undefined) return undefined;
    const read = readPlaces(text);
    const { places, unknown } = read;
    this.remarkPlaces(field, read);
    if (!places.length) {
      if (!read.mechanisms.length && !read.ambiguous.length)
        this.remark(field, 'no place in it is known: a country, EU, EEA, a cloud region or worldwide would be');
      return undefined;
    }
    // What is left out of a list of places would be denied: it is kept, for the check to ask about.
    return [...places, ...unknown];
  }

  private remarkPlaces(field: string, { places, unknown, ambiguous, mechanisms }: PlacesRead): void {
    for (const part of mechanisms) this.remark(field, 'it is a safeguard of a transfer, and no place', part);
    for (const part of unknown)
      if (ambiguous.includes(part))
        this.remark(field, 'the two letters may be a state or a country: write the country out', part);
      else if (places.length)
        this.remark(field, 'this place is not known: kept as it is written, for the check to ask about', part);
  }

  /** A path or an address; another text names no document. */
  private document(field: string): string | undefined {
    const text = this.cell(field);
    if (text === undefined || webLink(text) || /^[^\s]*[\\/][^\n]*$|\.\w{2,5}$/.test(text)) return text;
    return this.remark(field, 'it is neither a file nor an address');
  }

  supplier(): Record<string, unknown> {
    const name = this.cell('name');
    const given = this.cell('id');
    const supplier: Record<string, unknown> = {};
    const put = (key: string, value: unknown) => {
      if (value !== undefined) supplier[key] = value;
    };
    const fromGiven = given && ID.test(given.toLowerCase()) ? given.toLowerCase() : undefined;
    if (given && !fromGiven)
      this.remark('id', 'an id has small letters, digits and hyphens: the id is made from the name instead');
    put('id', fromGiven ?? (slug(name ?? '') || undefined));
    put('name', name);
    put('status', this.word('status', STATUS));
    const service = this.service();
    put(
      'categories',
      service
        ? CATEGORIES.get(normal(service)) && [CATEGORIES.get(normal(service))]
        : this.wordList('categories', CATEGORIES),
    );
    put('purpose', this.cell('purpose') ?? service);
    put('country', this.country());
    put('owner', this.cell('owner'));
    put('role', this.word('role', ROLES));
    put('access', this.access());
    put('hosting', this.places('hosting'));
    put('processing', this.places('processing'));
    put('transfers', this.transfers());
    put('agreement', this.agreement());
    put('dpa', this.dpa());
    put('assurance', this.assurance());
    put('criticality', this.criticality());
    const training = this.word('training', TRAINING);
    put('model', training && { training });
    put('review-every', this.interval());
    put('reviews', this.reviews());
    put('notes', this.cell('notes'));
    return supplier;
  }

  /** What a column on the type of service says, where none is on the purpose: mostly more than a category. */
  private service(): string | undefined {
    const heading = this.values.get('categories')?.heading ?? '';
    return !this.values.has('purpose') && /service|leistung/i.test(heading) ? this.cell('categories') : undefined;
  }

  private country(): string | undefined {
    const text = this.cell('country');
    if (text === undefined) return undefined;
    const { country, note } = readSeat(text);
    if (!country)
      return this.remark(
        'country',
        /,\s*[A-Za-z]{2}$/.test(text)
          ? 'the two letters may be a state or a country: write the country out'
          : 'it is no country',
      );
    if (note && namedIn(note).some((other) => other !== country))
      this.remark('country', 'only the seat is kept: say where data is in a column Hosting location', note);
    return country;
  }

  private access(): string[] | undefined {
    const text = this.cell('access');
    const access =
      (text !== undefined && NO.has(normal(text)) && !ACCESS.has(normal(text))
        ? undefined
        : this.wordList('access', ACCESS)) ?? [];
    const denied = text !== undefined && !access.length && NO.has(normal(text));
    if (denied) this.remark('access', NOT_PERSONAL);
    const personal = this.cell('personal-data');
    if (personal !== undefined) {
      if (YES.has(normal(personal))) {
        if (!access.includes('personal-data')) access.push('personal-data');
      } else if (!NO.has(normal(personal))) this.remark('personal-data', 'it is neither yes nor no');
      else if (access.some((value) => value === 'personal-data' || value === 'customer-data'))
        this.remark('personal-data', 'the column on access says that it has personal data');
      else if (!access.length) this.remark('personal-data', NOT_PERSONAL);
    }
    if (access.length > 1 && access.includes('none'))
      return this.remark(this.values.has('access') ? 'access' : 'personal-data', 'none is beside something');
    return access.length ? access : undefined;
  }

  private transfers(): unknown[] | undefined {
    const to = this.cell('transfer-to');
    const mechanismText = this.cell('transfer-mechanism');
    if (to !== undefined && NO.has(normal(to))) return [];
    if (to === undefined) {
      if (mechanismText !== undefined && NO.has(normal(mechanismText)))
        return this.remark(
          'transfer-mechanism',
          'it may mean no transfer, or one without a mechanism: say which in a column Transfer to',
        );
      return mechanismText === undefined
        ? undefined
        : this.remark('transfer-mechanism', 'it does not say to where: a column Transfer to would');
    }
    const read = readPlaces(to);
    const { places, unknown } = read;
    if (YES.has(normal(to))) return this.remark('transfer-to', 'it does not say to where');
    const [safeguard] = read.mechanisms;
    this.remarkPlaces('transfer-to', {
      ...read,
      mechanisms: this.values.has('transfer-mechanism') ? read.mechanisms : read.mechanisms.slice(1),
    });
    if (!places.length)
      return unknown.length && !read.ambiguous.length
        ? this.remark('transfer-to', 'no place in it is known')
        : undefined;
    const all = this.values.has('transfer-mechanism')
      ? this.word('transfer-mechanism', MECHANISMS)
      : safeguard && MECHANISMS.get(normal(safeguard));
    return [...places, ...unknown].map((place) => {
      const note = /\(([^()]*)\)$/.exec(place)?.[1];
      const mechanism = all ?? (note === undefined ? undefined : MECHANISMS.get(normal(note)));
      return { to: place, ...(mechanism ? { mechanism } : {}) };
    });
  }

  private agreement(): Record<string, unknown> | undefined {
    const text = this.cell('agreement');
    const document = this.document('agreement-document');
    let signed: string | undefined;
    if (text !== undefined && !NO.has(normal(text))) {
      if (YES.has(normal(text)))
        this.remark('agreement', 'since when is missing: an agreement counts from the day of its signature');
      else signed = this.date('agreement');
    }
    return signed || document ? { ...(signed ? { signed } : {}), ...(document ? { document } : {}) } : undefined;
  }

  private dpa(): Record<string, unknown> | undefined {
    const text = this.cell('dpa');
    const dpa: Record<string, unknown> = {};
    if (text !== undefined) {
      const word = normal(text);
      if (YES.has(word)) dpa.status = 'signed';
      else if (PENDING.has(word)) dpa.status = 'pending';
      else if (INCORPORATED.has(word)) dpa.status = 'incorporated';
      else if (NOT_AVAILABLE.has(word)) dpa.status = 'not-available';
      else if (webLink(text)) dpa.document = text;
      else if (!NO.has(word)) {
        const dated = /^(?:signed|unterzeichnet|abgeschlossen|yes|ja)\b[\s,:(]*(?:on|am|vom|seit)?\s*(.+?)\)?$/i.exec(
          text,
        );
        const read = readDate(dated?.[1] ?? text, this.dates);
        if ('day' in read) Object.assign(dpa, { status: 'signed', signed: read.day });
        else
          this.remark(
            'dpa',
            `it is neither yes nor no, pending, incorporated, a day nor an address${read.ambiguous ? `; as a day, ${read.wrong}` : ''}`,
            undefined,
            read.ambiguous,
          );
      }
    }
    const signed = this.date('dpa-signed');
    if (signed) {
      dpa.signed = signed;
      dpa.status ??= 'signed';
    }
    const expires = this.date('dpa-expires');
    if (expires) dpa.expires = expires;
    const document = this.document('dpa-document');
    if (document) dpa.document = document;
    const { status, ...rest } = dpa;
    return Object.keys(dpa).length ? { ...(status ? { status } : {}), ...rest } : undefined;
  }

  private assurance(): Record<string, unknown>[] | undefined {
    const items: Record<string, unknown>[] = [];
    const item = (kind: string, more: Record<string, unknown> = {}) => {
      const known = items.find((one) => one.kind === kind);
      if (known) Object.assign(known, more);
      else items.push({ kind, ...more });
    };
    const text = this.cell('assurance');
    if (text !== undefined && !NO.has(normal(text))) {
      for (const part of text.split(/[,;\n|+]|\s(?:and|und|&)\s/)) {
        const word = normal(part);
        if (word === '') continue;
        const until = this.untilIn(part);
        if (/^(?:iso )?(?:iec )?27001(?: 20\d\d)?\b/.test(word.replace(/^(?:iso iec|iso)(?=\d)/, 'iso '))) {
          const edition = /\b(?:2013|2022)\b/.exec(part)?.[0];
          item('iso27001', { ...(edition ? { standard: edition } : {}), ...(until ? { 'valid-until': until } : {}) });
        } else if (/^(?:aicpa )?soc ?2 (?:type|typ) ?(?:ii|2)\b/.test(word)) item('soc2-type2');
        else if (/^(?:aicpa )?soc ?2 (?:type|typ) ?(?:i|1)\b/.test(word)) item('soc2-type1');
        else if (/^(?:aicpa )?soc ?2$/.test(word))
          this.remark('assurance', 'a SOC 2 report is of Type I or of Type II: say which', part.trim());
        else if (/^(?:iso )?(?:iec )?27017/.test(word)) item('iso27017');
        else if (/^(?:iso )?(?:iec )?27018/.test(word)) item('iso27018');
        else if (/^(?:iso )?(?:iec )?27701/.test(word)) item('iso27701');
        else if (/^(?:bsi )?c5\b/.test(word)) item('c5');
        else if (/^pci ?dss\b/.test(word)) item('pci-dss');
        else if (/^(?:security )?questionnaire$|^(?:sicherheits)?fragebogen$/.test(word)) item('questionnaire');
        else this.remark('assurance', 'this certificate or report is not known', part.trim());
      }
    }
    const iso = this.dateOrWord('iso-until', () => item('iso27001'));
    if (iso) item('iso27001', { 'valid-until': iso });
    const soc = this.dateOrWord('soc2-end', () => this.socWithoutType(() => item('soc2-type2')));
    if (soc) item('soc2-type2', { 'period-end': soc });
    const questionnaire = this.dateOrWord('questionnaire', () => item('questionnaire'));
    if (questionnaire) item('questionnaire', { completed: questionnaire });
    const until = this.date('certificate-until');
    if (until) {
      const certificates = items.filter(({ kind }) => kind === 'iso27001');
      if (certificates.length === 1 && items.length === 1) certificates[0]!['valid-until'] = until;
      else
        this.remark(
          'certificate-until',
          items.length
            ? 'more than one kind of evidence is named, or none that has such a date: say which one it is of'
            : 'of which certificate is not said',
        );
    }
    return items.length ? items : undefined;
  }

  /** A column headed SOC 2 without its type is only read for a day. */
  private socWithoutType(found: () => void): void {
    const { heading } = this.values.get('soc2-end')!;
    if (/type|typ/i.test(heading)) found();
    else this.remark('soc2-end', 'a SOC 2 report is of Type I or of Type II, and which period it covers is missing');
  }

  private dateOrWord(field: string, yes: () => void): string | undefined {
    const text = this.cell(field);
    if (text === undefined || NO.has(normal(text))) return undefined;
    if (YES.has(normal(text))) return void yes();
    if (field === 'soc2-end' && !/type|typ|period|zeitraum|end|bis/i.test(this.values.get(field)!.heading)) {
      return this.remark(field, 'a SOC 2 report is of Type I or of Type II, and which day this is of it is not said');
    }
    if (field === 'soc2-end' && /^soc ?2 (?:type|typ) ?(?:ii|2)$/.test(normal(this.values.get(field)!.heading))) {
      return this.remark(field, 'which day this is of the report is not said: the end of its period is what counts');
    }
    return this.day(field, readDate(text.replace(/^(?:valid |gültig )?(?:until|bis|to)\s+/i, ''), this.dates));
  }

  /** The day in `ISO 27001 (valid until 2027-05-31)`. */
  private untilIn(part: string): string | undefined {
    const match = /(?:until|bis|valid to|expires(?: on)?|exp\.?)\s*:?\s*([^()]+?)\)?$/i.exec(part);
    if (!match) return undefined;
    return this.day('assurance', readDate(match[1]!, this.dates), match[1]!);
  }

  private criticality(): Record<string, unknown> | undefined {
    const criticality: Record<string, unknown> = {};
    for (const [field, key] of [
      ['business-impact', 'business-impact'],
      ['data-access-rating', 'data-access'],
      ['replacement-difficulty', 'replacement-difficulty'],
    ] as const) {
      const text = this.cell(field);
      if (text === undefined) continue;
      if (/^[1-5]$/.test(text)) criticality[key] = Number(text);
      else this.remark(field, 'it is no number from 1 (low) to 5 (high)');
    }
    const rating = this.word('rating', RATINGS);
    if (rating) criticality.rating = rating;
    return Object.keys(criticality).length ? criticality : undefined;
  }

  private interval(): string | undefined {
    const text = this.cell('review-every');
    if (text === undefined) return undefined;
    const word = INTERVALS.get(normal(text));
    if (word) return word;
    const translated = text
      .toLowerCase()
      .replace(/^(?:every|alle)\s+/, '')
      .replace(/\bmonate?n?\b/, 'months')
      .replace(/\bjahre?n?\b/, 'years')
      .replace(/\bwochen?\b/, 'weeks')
      .replace(/\btagen?\b|\btage?\b/, 'days')
      .trim();
    return parseDuration(translated)
      ? translated.replace(/\s+/g, ' ')
      : this.remark('review-every', 'it is no length of time such as 12 months');
  }

  private reviews(): Record<string, unknown>[] | undefined {
    const date = this.date('review-date');
    const by = this.cell('review-by');
    const outcome = this.word('review-outcome', OUTCOMES);
    if (!date) {
      for (const field of ['review-by', 'review-outcome'])
        if (this.cell(field) !== undefined && (field === 'review-by' || outcome))
          this.remark(field, 'the day of the review is missing, or not understood');
      return undefined;
    }
    return [{ date, ...(by ? { by } : {}), ...(outcome ? { outcome } : {}) }];
  }
}
