import { ID_PATTERN } from '../../contracts/events/fields';

/** The columns of a till's export, in any order. */
export const TILL_COLUMNS = [
  'transaction_id',
  'transaction_date',
  'transaction_time',
  'transaction_qty',
  'store_id',
  'store_location',
  'product_id',
  'unit_price',
  'product_category',
  'product_type',
  'product_detail',
] as const;

type TillColumn = (typeof TILL_COLUMNS)[number];
export type TillRow = Readonly<Partial<Record<TillColumn, string>>>;

/** One line of a till's receipt. */
export interface TillLine {
  readonly transactionId: string;
  readonly shopId: string;
  readonly productId: string;
  readonly name: string;
  readonly category: string;
  readonly quantity: number;
  /** Minor units. */
  readonly unitPrice: number;
  /** The till's wall clock read as UTC, epoch milliseconds: only gaps between lines mean something. */
  readonly soldAtMs: number;
}

/** What is wrong with a row, by the field that is. */
export class TillRowFault extends Error {
  override readonly name = 'TillRowFault';

  constructor(
    readonly field: string,
    readonly value: string,
    readonly problem: string,
  ) {
    super(`${field}: ${problem}, got ${JSON.stringify(value.slice(0, 80))}`);
  }
}

const MAX_QUANTITY = 1_000;

const matched = (row: TillRow, field: TillColumn, pattern: RegExp, problem: string): RegExpExecArray => {
  const value = row[field]?.trim() ?? '';
  const match = pattern.exec(value);
  if (!match) throw new TillRowFault(field, value, problem);
  return match;
};

/** Exact: the digits are moved, never multiplied as a fraction. */
const cents = (row: TillRow): number => {
  const [, whole = '', fraction = ''] = matched(
    row,
    'unit_price',
    /^(\d{1,9})(?:\.(\d{1,2})0*)?$/,
    'must be a price with at most two decimals',
  );
  return Number(whole + fraction.padEnd(2, '0'));
};

const soldAtMs = (row: TillRow): number => {
  const [date] = matched(row, 'transaction_date', /^\d{4}-\d{2}-\d{2}$/, 'must be a date, yyyy-mm-dd');
  const [time] = matched(
    row,
    'transaction_time',
    /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d$/,
    'must be a time of day, hh:mm:ss',
  );
  const atMs = Date.parse(`${date}T${time}Z`);
  // Date.parse takes 30 February for 2 March.
  if (Number.isNaN(atMs) || !new Date(atMs).toISOString().startsWith(date)) {
    throw new TillRowFault('transaction_date', date, 'must be a day of the calendar');
  }
  return atMs;
};

const quantity = (row: TillRow): number => {
  const [digits] = matched(row, 'transaction_qty', /^\d{1,6}$/, 'must be a whole number');
  const value = Number(digits);
  if (value < 1 || value > MAX_QUANTITY) {
    throw new TillRowFault('transaction_qty', digits, `must be 1 to ${MAX_QUANTITY}`);
  }
  return value;
};

/** "Hell's Kitchen" becomes `hells-kitchen`. */
const shopIdOf = (row: TillRow): string => {
  const location = row.store_location ?? '';
  const slug = location
    .toLowerCase()
    .replaceAll(/['’]/g, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
  if (!ID_PATTERN.test(slug)) throw new TillRowFault('store_location', location, 'must make an id of 1 to 64 letters');
  return slug;
};

/** Reads one row of a till's export. @throws TillRowFault that names field and value. */
export const parseTillRow = (row: TillRow): TillLine => ({
  transactionId: matched(row, 'transaction_id', /^\S{1,64}$/, 'must be the id of the line')[0],
  soldAtMs: soldAtMs(row),
  quantity: quantity(row),
  shopId: shopIdOf(row),
  productId: `p${matched(row, 'product_id', /^[A-Za-z0-9_-]{1,63}$/, 'must be 1 to 63 of A-Z a-z 0-9 _ -')[0]}`,
  unitPrice: cents(row),
  name: row.product_detail?.trim() ?? '',
  category: row.product_category?.trim() ?? '',
});
