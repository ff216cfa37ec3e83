import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { CsvError, parse } from 'csv-parse/sync';
import { parseTillRow, TILL_COLUMNS, type TillLine, TillRowFault } from './till-line';

/** A row that was skipped. `line` counts from 1, the header included. */
export interface TillFault {
  readonly line: number;
  readonly field: string;
  /** Field, what is wrong with it, and its value. */
  readonly problem: string;
}

/** The file as a whole cannot be read: missing, not a till's export, broken off. */
export class TillFileError extends Error {
  override readonly name = 'TillFileError';
}

const GZIP_MAGIC = 0x1f8b;

const isGzip = async (file: string): Promise<boolean> => {
  const handle = await open(file);
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer.readUInt16BE() === GZIP_MAGIC;
  } finally {
    await handle.close();
  }
};

/** Lines of text, decompressed where needed. One line is one record, so that a stray quote spoils its own row only. */
async function* linesOf(file: string): AsyncGenerator<string> {
  const gzip = await isGzip(file);
  const raw = createReadStream(file);
  const text = gzip ? raw.pipe(createGunzip()) : raw;
  const lines = createInterface({ input: text, crlfDelay: Number.POSITIVE_INFINITY });
  // readline passes on no error of its input: a file that breaks off would read as one that ends.
  let failure: Error | undefined;
  for (const stream of new Set([raw, text])) {
    stream.once('error', (error: Error) => {
      failure = error;
      lines.close();
    });
  }
  try {
    for await (const line of lines) yield line;
    if (failure) throw failure;
  } finally {
    lines.close();
    raw.destroy();
    text.destroy();
  }
}

const fieldsOf = (line: string): string[] => {
  try {
    return (parse(line, { trim: true, bom: true }) as string[][])[0] ?? [];
  } catch (error) {
    if (error instanceof CsvError) throw new TillRowFault('row', line, `must be a row of CSV (${error.code})`);
    throw error;
  }
};

const checkedHeader = (line: string): string[] => {
  const header = fieldsOf(line);
  const missing = TILL_COLUMNS.filter((column) => !header.includes(column));
  if (missing.length === 0) return header;
  const got = JSON.stringify(line.slice(0, 200));
  if (header.length === 1 && /[;\t|]/.test(line))
    throw new TillFileError(`columns must be separated by commas, got ${got}`);
  throw new TillFileError(`the header lacks ${missing.join(', ')}, got ${got}`);
};

const tillLine = (line: string, header: readonly string[]): TillLine => {
  const fields = fieldsOf(line);
  if (fields.length !== header.length) {
    throw new TillRowFault('row', `${fields.length} fields`, `must have ${header.length} fields`);
  }
  return parseTillRow(Object.fromEntries(header.map((column, index) => [column, fields[index] ?? ''])));
};

async function* checkedLines(file: string, onFault: (fault: TillFault) => void): AsyncGenerator<TillLine> {
  const seen = new Set<string>();
  let header: readonly string[] | undefined;
  let number = 0;
  for await (const text of linesOf(file)) {
    number++;
    if (text.trim() === '') continue;
    if (!header) {
      header = checkedHeader(text);
      continue;
    }
    try {
      const line = tillLine(text, header);
      if (seen.has(line.transactionId)) throw new TillRowFault('transaction_id', line.transactionId, 'must be unique');
      seen.add(line.transactionId);
      yield line;
    } catch (error) {
      if (!(error instanceof TillRowFault)) throw error;
      onFault({ line: number, field: error.field, problem: error.message });
    }
  }
  if (!header) throw new TillFileError('is empty');
}

/**
 * Streams the lines of a till's export, csv or csv.gz (told by content, not by name), in the file's order.
 * Rows that are not as they should be go to `onFault` and are skipped.
 * @throws TillFileError if the file cannot be read as a till's export at all.
 */
export async function* readTillLines(file: string, onFault: (fault: TillFault) => void): AsyncGenerator<TillLine> {
  try {
    yield* checkedLines(file, onFault);
  } catch (error) {
    const { message = String(error) } = error as Partial<Error>;
    throw new TillFileError(`${file}: ${message}`, { cause: error });
  }
}
