import type { Clock } from '../clock/clock';

export interface LogEvent {
  /** Epoch milliseconds. */
  readonly atMs: number;
  readonly stream: string;
  readonly text: string;
}

/** Lines that a group keeps: those of some hundred orders, some 3 MB. CloudWatch keeps them by age. */
const MOST_LINES = 5_000;

/** What functions have logged, by log group, oldest first; old lines make way for new ones. */
export class LogStore {
  readonly #clock: Clock;
  readonly #groups = new Map<string, LogEvent[]>();

  public constructor(clock: Clock) {
    this.#clock = clock;
  }

  public add(group: string, stream: string, text: string): void {
    const lines = this.#groups.get(group) ?? [];
    this.#groups.set(group, lines);
    lines.push({ atMs: this.#clock.now(), stream, text });
    // Half at once: to shift a long array for each line would cost more than the line.
    if (lines.length > MOST_LINES) lines.splice(0, MOST_LINES / 2);
  }

  /** Lines of a group, undefined if nothing was ever logged there. */
  public lines(group: string): readonly LogEvent[] | undefined {
    return this.#groups.get(group);
  }
}
