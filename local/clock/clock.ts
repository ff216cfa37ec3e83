/** The environment's time. Everything under local/ reads the time and waits through it, never through Date or setTimeout. */
export interface Clock {
  /** Current environment time in epoch milliseconds. */
  now(): number;
  /** Runs `action` once, `delayMs` environment milliseconds from now; returns a function that cancels it. */
  schedule(delayMs: number, action: () => void): () => void;
  /** Resolves after `delayMs` of environment time. */
  sleep(delayMs: number): Promise<void>;
  /** Environment milliseconds per real millisecond. */
  readonly scale: number;
}

/** setTimeout stores its delay in a signed 32-bit integer; anything longer would fire at once. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

/**
 * A clock that runs `scale` times as fast as real time, from `startMs` (epoch milliseconds; now, unless given).
 *
 * A scheduled action keeps the process alive until it ran or was cancelled, as a plain timer does.
 * @throws RangeError when `scale` is not a positive number.
 */
export const scaledClock = (options: { scale?: number; startMs?: number } = {}): Clock => {
  const scale = options.scale ?? 1;
  if (!(scale > 0 && Number.isFinite(scale))) throw new RangeError(`scale must be a positive number, not ${scale}`);
  const startMs = options.startMs ?? Date.now();
  const realStartMs = performance.now();
  const now = () => startMs + (performance.now() - realStartMs) * scale;

  const schedule = (delayMs: number, action: () => void): (() => void) => {
    const dueMs = now() + Math.max(0, delayMs);
    let timer: NodeJS.Timeout;
    const arm = () => {
      const remainingMs = Math.max(0, (dueMs - now()) / scale);
      timer =
        remainingMs > LONGEST_TIMEOUT_MS
          ? setTimeout(arm, LONGEST_TIMEOUT_MS)
          : setTimeout(action, Math.ceil(remainingMs));
    };
    arm();
    return () => clearTimeout(timer);
  };

  return {
    scale,
    now: () => Math.floor(now()),
    schedule,
    sleep: (delayMs) => new Promise((resolve) => schedule(delayMs, resolve)),
  };
};
