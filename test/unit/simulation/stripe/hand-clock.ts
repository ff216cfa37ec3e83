import type { Clock } from '@coffee-shop/aws-local/clock';

/** A clock that stands still until it is moved by hand. */
export interface HandClock extends Clock {
  advance(ms: number): void;
}

export const handClock = (startMs = Date.UTC(2026, 0, 5, 8)): HandClock => {
  let nowMs = startMs;
  let due: { atMs: number; action: () => void }[] = [];
  const schedule: Clock['schedule'] = (delayMs, action) => {
    const entry = { atMs: nowMs + delayMs, action };
    due.push(entry);
    return () => {
      due = due.filter((other) => other !== entry);
    };
  };
  return {
    scale: 1,
    now: () => nowMs,
    schedule,
    sleep: (delayMs) => new Promise((resolve) => schedule(delayMs, resolve)),
    advance(ms) {
      const endMs = nowMs + ms;
      for (;;) {
        const next = due.filter(({ atMs }) => atMs <= endMs).sort((a, b) => a.atMs - b.atMs)[0];
        if (!next) break;
        due = due.filter((other) => other !== next);
        nowMs = Math.max(nowMs, next.atMs);
        next.action();
      }
      nowMs = endMs;
    },
  };
};
