import nodeFs from 'node:fs';
import { onDisk } from './disk-error';
import { type FileSystem, JournalFile } from './journal-file';
import type { Change } from './journal-line';
import { type JournalContent, type Origin, readJournal, type State, type Stored } from './read-journal';

/** A value by key, of one part of the environment. The last value of a key counts. */
export interface Section<V> {
  /** @param expiresMs environment time from when on the value means nothing any more. */
  put(key: string, value: V, expiresMs?: number): void;
  delete(key: string): void;
  clear(): void;
  /** What an earlier process left, in the order of the keys' first use; it is given once and then forgotten here. */
  restored(): [key: string, value: V][];
}

export interface JournalOptions {
  readonly file: string;
  readonly origin: Origin;
  readonly now: () => number;
  /** What an earlier process left; the file is rewritten with what still counts of it. */
  readonly content?: JournalContent | undefined;
  /**
   * Called with one line when the file cannot be written, before anything that waits for it goes on. Who goes on after
   * that acknowledges what is not kept, so it should end the process.
   */
  readonly onFailure: (reason: string) => void;
  readonly compactFromBytes?: number;
  readonly fileSystem?: FileSystem;
}

/** Below this a journal is not worth rewriting while it is in use. */
const COMPACT_FROM_BYTES = 64 * 1024 * 1024;

/**
 * An append-only file that keeps what must outlive the process. All changes that are made synchronously are one line, written before anything that waits
 * for them goes on: an answer leaves after its line, and a message that moves between queues is never in both or neither. The line is with the operating
 * system then, so it survives the process however it dies; a power cut may take the last moments.
 */
export class Journal {
  readonly #options: JournalOptions;
  readonly #fs: FileSystem;
  #state: State;
  #pending: Change[] = [];
  /** Undefined once it is closed, or could not be written. */
  #file: JournalFile | undefined;
  #compactAtBytes: number;

  /** @throws Error in one line that names the file, if it cannot be written. */
  public constructor(options: JournalOptions) {
    this.#options = options;
    this.#fs = options.fileSystem ?? nodeFs;
    this.#state = options.content?.state ?? new Map();
    this.#file = onDisk(options.file, 'written', () => this.#rewritten(this.#state));
    this.#compactAtBytes = this.#nextCompaction();
  }

  public section<V>(name: string): Section<V> {
    return {
      put: (key, value, expiresMs) =>
        this.#add(expiresMs === undefined ? [name, key, value] : [name, key, value, expiresMs]),
      delete: (key) => this.#add([name, key]),
      clear: () => this.#add([name]),
      restored: () => {
        const nowMs = this.#options.now();
        const restored = [...(this.#state.get(name) ?? [])].filter(([, stored]) => counts(stored, nowMs));
        this.#state.delete(name);
        return restored.map(([key, { value }]) => [key, value as V]);
      },
    };
  }

  /** Names of the sections with something in them that nobody asked for yet. */
  public get unclaimed(): string[] {
    return [...this.#state].filter(([, section]) => section.size > 0).map(([name]) => name);
  }

  /** Writes what is pending and closes the file. */
  public close(): void {
    this.#flush();
    this.#file?.close();
    this.#file = undefined;
  }

  #add(change: Change): void {
    if (this.#file === undefined) return;
    // A microtask that is queued now comes before all that will wait for what is being done.
    if (this.#pending.length === 0) queueMicrotask(() => this.#flush());
    this.#pending.push(change);
  }

  #flush(): void {
    const file = this.#file;
    const changes = this.#pending;
    this.#pending = [];
    if (changes.length === 0 || file === undefined) return;
    try {
      onDisk(this.#options.file, 'written', () => file.append([this.#options.now(), ...changes]));
      if (file.bytes >= this.#compactAtBytes) this.#compact(file);
    } catch (error) {
      // Half a line may be there, behind which nothing may stand.
      this.#file = undefined;
      this.#options.onFailure((error as Error).message);
    }
  }

  #compact(file: JournalFile): void {
    const { state } = readJournal(this.#options.file);
    try {
      this.#file = this.#rewritten(state);
    } catch {
      // Everything is in the file already: where there is no room for a second one, it grows on.
      this.#compactAtBytes = 2 * file.bytes;
      return;
    }
    file.close();
    this.#compactAtBytes = this.#nextCompaction();
  }

  #nextCompaction(): number {
    return Math.max(this.#options.compactFromBytes ?? COMPACT_FROM_BYTES, 4 * (this.#file?.bytes ?? 0));
  }

  /** The file anew, with what still counts; it takes the place of the old one when it is complete. */
  #rewritten(state: State): JournalFile {
    const { file, origin, now } = this.#options;
    const nowMs = now();
    const whole = `${file}.new`;
    let rewritten: JournalFile | undefined;
    try {
      rewritten = new JournalFile(this.#fs, whole, origin);
      for (const [name, section] of state) {
        for (const [key, stored] of section) {
          const { value, expiresMs } = stored;
          if (!counts(stored, nowMs)) continue;
          rewritten.append([nowMs, expiresMs === undefined ? [name, key, value] : [name, key, value, expiresMs]]);
        }
      }
      rewritten.sync();
      this.#fs.renameSync(whole, file);
      return rewritten;
    } catch (error) {
      // On a full disk it takes the room that is missing.
      rewritten?.close();
      this.#fs.rmSync(whole, { force: true });
      throw error;
    }
  }
}

const counts = ({ expiresMs }: Stored, nowMs: number): boolean => expiresMs === undefined || expiresMs > nowMs;
