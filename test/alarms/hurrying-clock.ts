import { type SharedClock, scaledClock } from '@coffee-shop/aws-local/clock';

/** A clock that hurries through hours in which nothing is to be seen. */
export interface HurryingClock extends SharedClock {
  /** Resolves after `delayMs` of environment time, which passes in a hurry. */
  hurry(delayMs: number): Promise<void>;
}

/**
 * @param usualScale environment milliseconds per real one.
 * @param hurriedScale the same in a hurry. Handlers have little of their timeouts then: what they do meanwhile may fail.
 */
export const hurryingClock = (usualScale: number, hurriedScale: number): HurryingClock => {
  const clock = scaledClock({ scale: hurriedScale });
  let share = 1;
  let pace = usualScale / hurriedScale;
  const set = (nextPace: number, nextShare: number): void => {
    pace = nextPace;
    share = nextShare;
    clock.slowTo(pace * share);
  };
  set(pace, share);
  return {
    ...clock,
    // Of a busy machine, at whatever speed.
    slowTo: (nextShare) => set(pace, nextShare),
    async hurry(delayMs) {
      set(1, share);
      await clock.sleep(delayMs);
      set(usualScale / hurriedScale, share);
    },
  };
};
