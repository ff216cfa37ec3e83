/** The middle of some numbers; of an even count the mean of the two in the middle. @throws RangeError if there are none. */
export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  if (low === undefined || high === undefined) throw new RangeError('there is no median of nothing');
  return (low + high) / 2;
};

/** What is compared: runs once per round and gives nothing. */
export type Contestant = () => Promise<unknown>;

/**
 * Times contestants side by side, interleaved in changing order, so that whatever else the machine does meets all of them alike.
 * @param rounds measured rounds, after one that warms up.
 * @returns the median of each, milliseconds.
 */
export const sideBySide = async <N extends string>(
  contestants: Readonly<Record<N, Contestant>>,
  rounds: number,
): Promise<Record<N, number>> => {
  const names = Object.keys(contestants) as N[];
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<N, number[]>;
  for (let round = 0; round <= rounds; round++) {
    const turn = names.map((_, at) => names[(at + round) % names.length] as N);
    for (const name of turn) {
      const startedMs = performance.now();
      await contestants[name]();
      if (round > 0) times[name].push(performance.now() - startedMs);
    }
  }
  return Object.fromEntries(names.map((name) => [name, median(times[name])])) as Record<N, number>;
};
