import type { Clock } from './clock';

/** A clock that stands still until a test moves it; due actions run in the order of their times. */
export class ManualClock implements Clock {
  public readonly scale = 1;
  #nowMs = Date.parse('2026-11-24T08:00:00Z');
  #due: { atMs: number; action: () => void }[] = [];

  public now(): number {
    return this.#nowMs;
  }

  public schedule(delayMs: number, action: () => void): () => void {
    const entry = { atMs: this.#nowMs + Math.max(0, delayMs), action };
    this.#due.push(entry);
    return () => {
      this.#due = this.#due.filter((other) => other !== entry);
    };
  }

  public sleep(delayMs: number): Promise<void> {
    return new Promise((resolve) => this.schedule(delayMs, resolve));
  }

  public get scheduled(): number {
    return this.#due.length;
  }

  /** Lets time pass while timers are late, as they are in a busy process. */
  public lag(ms: number): void {
    this.#nowMs += ms;
  }

  public advance(ms: number): void {
    const untilMs = this.#nowMs + ms;
    for (;;) {
      const next = this.#due.filter(({ atMs }) => atMs <= untilMs).sort((a, b) => a.atMs - b.atMs)[0];
      if (next === undefined) break;
      this.#due = this.#due.filter((other) => other !== next);
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.action();
    }
    this.#nowMs = untilMs;
  }
}
