import type nodeFs from 'node:fs';
import { type Line, writtenLine } from './journal-line';
import type { Origin } from './read-journal';

/** What a journal is written with: a disk that is full, read-only or broken fails here. */
export type FileSystem = Pick<
  typeof nodeFs,
  'closeSync' | 'fsyncSync' | 'openSync' | 'renameSync' | 'rmSync' | 'writeSync'
>;

/** A journal's file, open for its process. Methods throw what the file system does. */
export class JournalFile {
  readonly #fs: FileSystem;
  readonly #descriptor: number;
  #checksum = 0;
  #bytes = 0;

  /** Begins a file, or writes over one. */
  public constructor(fs: FileSystem, path: string, origin: Origin) {
    this.#fs = fs;
    this.#descriptor = fs.openSync(path, 'w', 0o600);
    this.#write(Buffer.from(`${JSON.stringify(origin)}\n`));
  }

  public get bytes(): number {
    return this.#bytes;
  }

  public append(line: Line): void {
    const { bytes, checksum } = writtenLine(line, this.#checksum);
    this.#write(bytes);
    this.#checksum = checksum;
  }

  public sync(): void {
    this.#fs.fsyncSync(this.#descriptor);
  }

  public close(): void {
    this.#fs.closeSync(this.#descriptor);
  }

  /** A full disk takes a part of what it is given before it refuses the rest. */
  #write(bytes: Buffer): void {
    for (let written = 0; written < bytes.length; ) {
      written += this.#fs.writeSync(this.#descriptor, bytes, written);
    }
    this.#bytes += bytes.length;
  }
}
