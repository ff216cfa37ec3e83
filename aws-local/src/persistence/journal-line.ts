import { crc32 } from 'node:zlib';

/** Clear a section, delete a key, put a value. */
export type Change =
  | [section: string]
  | [section: string, key: string]
  | [section: string, key: string, value: unknown, expiresMs?: number];

/** Changes that were made together, with the environment time at which they were. */
export type Line = readonly [atMs: number, ...changes: Change[]];

const CHECKSUM = /\t[0-9a-f]{8}$/;
const CHECKSUM_BYTES = 9;

/**
 * A line with the checksum of all lines up to it, so that what somebody else changed or took out is not taken for true.
 * @param before the checksum of the line before, 0 for the first.
 * @returns the bytes, and the checksum that the next line goes on from.
 */
export const writtenLine = (line: Line, before: number): { readonly bytes: Buffer; readonly checksum: number } => {
  const json = Buffer.from(JSON.stringify(line));
  const checksum = crc32(json, before);
  const bytes = Buffer.concat([json, Buffer.from(`\t${checksum.toString(16).padStart(8, '0')}\n`)]);
  return { bytes, checksum };
};

/**
 * Reads a line, without its line feed. JSON holds no tab, so a line that an earlier version wrote, without a checksum, is
 * known as such.
 * @throws Error that says why it is not what was written.
 */
export const readLine = (bytes: Buffer, before: number): { readonly line: Line; readonly checksum: number } => {
  const isChecked = CHECKSUM.test(bytes.toString('latin1', bytes.length - CHECKSUM_BYTES));
  const json = isChecked ? bytes.subarray(0, -CHECKSUM_BYTES) : bytes;
  const checksum = crc32(json, before);
  if (isChecked && Number.parseInt(bytes.toString('latin1', json.length + 1), 16) !== checksum) {
    throw new Error('its checksum is another');
  }
  const line = parsed(json);
  if (!isLine(line)) throw new Error('it is no list of changes');
  return { line, checksum };
};

export const parsed = (json: Buffer): unknown => {
  try {
    return JSON.parse(json.toString('utf8'));
  } catch {
    throw new Error('it is not JSON');
  }
};

const isLine = (read: unknown): read is Line =>
  Array.isArray(read) &&
  typeof read[0] === 'number' &&
  read.every((change, at) => at === 0 || (Array.isArray(change) && typeof change[0] === 'string'));
