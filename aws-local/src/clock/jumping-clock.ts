import type { SharedClock } from './clock';

interface Timer {
  readonly dueMs: number;
  readonly action: () => void;
}

/** A clock that stands still until it is told to jump: hours of waiting take no time, and nothing depends on the machine's speed. */
export interface JumpingClock extends SharedClock {
  /** When the next scheduled action is due, epoch milliseconds; undefined if none is. */
  readonly nextDueMs: number | undefined;
  /** Goes to the moment of the next action and runs that one alone. False if none is scheduled. */
  jump(): boolean;
}

/**
 * A clock for code of this thread only: whoever drives it calls `jump` when nothing is left to do at the present moment. Actions that are due at
 * the same millisecond run in the order in which they were scheduled.
 * @param startMs epoch milliseconds.
 */
export const jumpingClock = (startMs: number): JumpingClock => {
  const timers = new Set<Timer>();
  let nowMs = startMs;

  const next = (): Timer | undefined => {
    let earliest: Timer | undefined;
    for (const timer of timers) if (earliest === undefined || timer.dueMs < earliest.dueMs) earliest = timer;
    return earliest;
  };

  const schedule = (delayMs: number, action: () => void): (() => void) => {
    const timer = { dueMs: nowMs + Math.max(0, Math.ceil(delayMs)), action };
    timers.add(timer);
    return () => void timers.delete(timer);
  };

  return {
    scale: 1,
    get origin(): never {
      throw new Error('a jumping clock cannot be followed by another thread: run the handlers in this one');
    },
    slowTo: () => undefined,
    now: () => nowMs,
    schedule,
    sleep: (delayMs) => new Promise((resolve) => schedule(delayMs, resolve)),
    get nextDueMs() {
      return next()?.dueMs;
    },
    jump() {
      const timer = next();
      if (timer === undefined) return false;
      timers.delete(timer);
      nowMs = Math.max(nowMs, timer.dueMs);
      timer.action();
      return true;
    },
  };
};
