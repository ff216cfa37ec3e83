import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';

/** A value by key, of one part of the environment. The last value of a key counts. */
export interface Section<V> {
  /** @param expiresMs environment time from when on the value means nothing any more. */
  put(key: string, value: V, expiresMs?: number): void;
  delete(key: string): void;
  clear(): void;
  /** What an earlier process left, in the order of the keys' first use; it is given once and then forgotten here. */
  restored(): [key: string, value: V][];
}

/** Who writes a journal: a reader of another format or another app cannot make sense of it. */
export interface Origin {
  readonly format: number;
  /** Names of the stacks that run. */
  readonly stacks: readonly string[];
}

interface Stored {
  readonly value: unknown;
  readonly expiresMs?: number;
}
type State = Map<string, Map<string, Stored>>;
/** Clear a section, delete a key, put a value. */
type Change =
  | [section: string]
  | [section: string, key: string]
  | [section: string, key: string, value: unknown, expiresMs?: number];

export interface JournalContent {
  readonly origin: Origin;
  readonly state: State;
  /** Environment time of the last line, epoch milliseconds; 0 if there is none. */
  readonly lastMs: number;
}

/** Below this a journal is not worth rewriting while it is in use. */
const COMPACT_FROM_BYTES = 64 * 1024 * 1024;

/**
 * Reads a journal. A last line that is incomplete was being written when its process died, and nobody had been answered yet: it is dropped.
 * @throws Error that names file and line, when one cannot be read.
 */
export const readJournal = (file: string): JournalContent => {
  const content = readFileSync(file);
  const state: State = new Map();
  let origin: Origin | undefined;
  let lastMs = 0;
  let line = 0;
  for (let start = 0, end = content.indexOf(10); end >= 0; start = end + 1, end = content.indexOf(10, start)) {
    line += 1;
    let read: unknown;
    try {
      read = JSON.parse(content.toString('utf8', start, end));
    } catch {
      throw new Error(`${file}, line ${line}: it is not JSON, the file is damaged`);
    }
    if (origin === undefined) {
      origin = read as Origin;
      continue;
    }
    const [atMs, ...changes] = read as [number, ...Change[]];
    lastMs = Math.max(lastMs, atMs);
    for (const change of changes) apply(state, change);
  }
  if (typeof origin?.format !== 'number')
    throw new Error(`${file} does not begin as a journal of the environment does`);
  return { origin, state, lastMs };
};

const apply = (state: State, change: Change): void => {
  const [name, key, value, expiresMs] = change;
  if (key === undefined) {
    state.delete(name);
  } else if (change.length === 2) {
    state.get(name)?.delete(key);
  } else {
    const section = state.get(name) ?? new Map<string, Stored>();
    section.set(key, { value, ...(expiresMs !== undefined && { expiresMs }) });
    state.set(name, section);
  }
};

/**
 * An append-only file that keeps what must outlive the process. All changes that are made synchronously are one line, written before anything that waits
 * for them goes on: an answer leaves after its line, and a message that moves between queues is never in both or neither. The line is with the operating
 * system then, so it survives the process however it dies; a power cut may take the last moments.
 */
export class Journal {
  readonly #file: string;
  readonly #origin: Origin;
  readonly #now: () => number;
  readonly #onFailure: (reason: string) => void;
  readonly #compactFromBytes: number;
  #state: State;
  #pending: Change[] = [];
  #descriptor = -1;
  #bytes = 0;
  #compactAtBytes = 0;

  /** @param content what an earlier process left; the file is rewritten with what still counts of it. */
  public constructor(options: {
    file: string;
    origin: Origin;
    now: () => number;
    content?: JournalContent | undefined;
    /** Told when a line cannot be written: from then on nothing is kept. */
    onFailure: (reason: string) => void;
    compactFromBytes?: number;
  }) {
    this.#compactFromBytes = options.compactFromBytes ?? COMPACT_FROM_BYTES;
    this.#file = options.file;
    this.#origin = options.origin;
    this.#now = options.now;
    this.#onFailure = options.onFailure;
    this.#state = options.content?.state ?? new Map();
    this.#rewrite(this.#state);
  }

  public section<V>(name: string): Section<V> {
    return {
      put: (key, value, expiresMs) =>
        this.#add(expiresMs === undefined ? [name, key, value] : [name, key, value, expiresMs]),
      delete: (key) => this.#add([name, key]),
      clear: () => this.#add([name]),
      restored: () => {
        const nowMs = this.#now();
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
    closeSync(this.#descriptor);
    this.#descriptor = -1;
  }

  #add(change: Change): void {
    if (this.#descriptor < 0) return;
    // A microtask that is queued now comes before all that will wait for what is being done.
    if (this.#pending.length === 0) queueMicrotask(() => this.#flush());
    this.#pending.push(change);
  }

  #flush(): void {
    if (this.#pending.length === 0 || this.#descriptor < 0) return;
    const changes = this.#pending;
    this.#pending = [];
    try {
      this.#bytes += writeLine(this.#descriptor, [this.#now(), ...changes]);
      if (this.#bytes < this.#compactAtBytes) return;
      closeSync(this.#descriptor);
      this.#rewrite(readJournal(this.#file).state);
    } catch (error) {
      this.#descriptor = -1;
      this.#onFailure(`${this.#file} cannot be written: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  #rewrite(state: State): void {
    const nowMs = this.#now();
    const whole = `${this.#file}.new`;
    const descriptor = openSync(whole, 'w', 0o600);
    this.#bytes = writeLine(descriptor, this.#origin);
    for (const [name, section] of state) {
      for (const [key, stored] of section) {
        const { value, expiresMs } = stored;
        if (!counts(stored, nowMs)) continue;
        this.#bytes += writeLine(descriptor, [
          nowMs,
          expiresMs === undefined ? [name, key, value] : [name, key, value, expiresMs],
        ]);
      }
    }
    fsyncSync(descriptor);
    renameSync(whole, this.#file);
    this.#descriptor = descriptor;
    this.#compactAtBytes = Math.max(this.#compactFromBytes, 4 * this.#bytes);
  }
}

const counts = ({ expiresMs }: Stored, nowMs: number): boolean => expiresMs === undefined || expiresMs > nowMs;

/** Gives the line's length in bytes. */
const writeLine = (descriptor: number, line: unknown): number => {
  const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
  for (let written = 0; written < bytes.length; ) written += writeSync(descriptor, bytes, written);
  return bytes.length;
};
