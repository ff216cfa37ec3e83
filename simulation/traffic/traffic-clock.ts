/** The time that traffic follows: the machine's, or that of an environment that runs scaled. */
export interface TrafficClock {
  /** Epoch milliseconds. */
  now(): number;
  sleep(delayMs: number): Promise<void>;
}
