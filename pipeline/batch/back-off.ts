const MAX_SECONDS = 300;

const ceilingOf = (receiveCount: number): number => Math.min(MAX_SECONDS, 2 * 2 ** receiveCount);

/**
 * How long a message waits for a dependency after a receive: longer each time, between half of a ceiling and the whole.
 * @param receiveCount 1 on the first delivery.
 * @param random 0 up to 1.
 */
export const backOffSeconds = (receiveCount: number, random: number): number =>
  Math.ceil((ceilingOf(receiveCount) * (1 + random)) / 2);

/** The least time from the first receive to this one, if the message has waited for a dependency each time. */
export const leastSecondsWaited = (receiveCount: number): number => {
  let seconds = 0;
  for (let count = 1; count < receiveCount; count += 1) seconds += ceilingOf(count) / 2;
  return seconds;
};
