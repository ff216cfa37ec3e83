import type { Clock } from '../clock/clock';

// AWS's figures are not published ("polling throughput will gradually back off", eb-pipes-error-troubleshooting.html). Short, so that
// healthy records behind bad ones do not wait for them.
const FIRST_BACK_OFF_MS = 50;
const LONGEST_BACK_OFF_MS = 1_000;

/** How long a pipe waits after so many failures in a row, counted from 1. */
export const backOffMs = (failures: number): number =>
  Math.min(FIRST_BACK_OFF_MS * 2 ** (failures - 1), LONGEST_BACK_OFF_MS);

/** Waits that long, or until `signal` aborts. */
export const backOff = (failures: number, clock: Clock, signal: AbortSignal): Promise<void> => {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = (): void => {
      cancel();
      signal.removeEventListener('abort', end);
      resolve();
    };
    const cancel = clock.schedule(backOffMs(failures), end);
    signal.addEventListener('abort', end);
  });
};
