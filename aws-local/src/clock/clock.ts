import { type ClockOrigin, originNow, setRate, timeSince } from './origin';

/** The environment's time. Everything under local/ reads the time and waits through it, never through Date or setTimeout. */
export interface Clock {
  /** Current environment time in epoch milliseconds. */
  now(): number;
  /** Runs `action` once, `delayMs` environment milliseconds from now; returns a function that cancels it. */
  schedule(delayMs: number, action: () => void): () => void;
  /** Resolves after `delayMs` of environment time. */
  sleep(delayMs: number): Promise<void>;
  /** Environment milliseconds per real millisecond, unless it is slowed down. */
  readonly scale: number;
}

/** A clock that worker threads can follow: `origin` is all they need, and may be sent to them (see `installClock`). */
export interface SharedClock extends Clock {
  readonly origin: ClockOrigin;
  /** From now on it runs at this share (above 0, at most 1) of its scale, in every thread that follows it. */
  slowTo(share: number): void;
}

/** setTimeout keeps its delay in a signed 32-bit integer; anything longer would fire at once. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

/**
 * A clock that runs `scale` times as fast as real time, from `startMs` (epoch milliseconds; the real time now, unless given).
 * A scheduled action keeps the process alive until it ran or was cancelled, as a plain timer does.
 * @throws RangeError when `scale` is not a positive number.
 */
export const scaledClock = (options: { scale?: number; startMs?: number } = {}): SharedClock => {
  const scale = options.scale ?? 1;
  if (!(scale > 0 && Number.isFinite(scale))) throw new RangeError(`scale must be a positive number, not ${scale}`);
  const origin = originNow(scale, options.startMs ?? Date.now());
  const currentMs = timeSince(origin);

  const schedule = (delayMs: number, action: () => void): (() => void) => {
    const dueMs = currentMs() + Math.max(0, delayMs);
    let timer: NodeJS.Timeout;
    // A Node timer counts from the start of the event loop's turn, and the clock may have been slowed down, so it may fire early; whoever is
    // woken must find the time come.
    const wake = () => (currentMs() >= dueMs ? action() : arm());
    const arm = () => {
      // The moment may have come by now, if the thread was preempted: Node 24 warns of a negative delay.
      const leftMs = Math.max(0, Math.ceil((dueMs - currentMs()) / scale));
      timer = setTimeout(wake, Math.min(LONGEST_TIMEOUT_MS, leftMs));
    };
    arm();
    return () => clearTimeout(timer);
  };

  return {
    scale,
    origin,
    slowTo(share) {
      if (!(share > 0 && share <= 1)) throw new RangeError(`share must be above 0 and at most 1, not ${share}`);
      setRate(origin, scale * share);
    },
    now: () => Math.floor(currentMs()),
    schedule,
    sleep: (delayMs) => new Promise((resolve) => schedule(delayMs, resolve)),
  };
};
