import { setTimeout as sleep } from 'node:timers/promises';

/** The time that traffic follows: the machine's, or that of an environment that runs scaled. */
export interface TrafficClock {
  /** Epoch milliseconds. */
  now(): number;
  sleep(delayMs: number): Promise<void>;
}

export const systemClock: TrafficClock = { now: Date.now, sleep: (delayMs) => sleep(delayMs) };
