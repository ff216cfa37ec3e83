/** The middle of some numbers; of an even count the mean of the two in the middle. @throws RangeError if there are none. */
export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  if (low === undefined || high === undefined) throw new RangeError('there is no median of nothing');
  return (low + high) / 2;
};

/** By how many percent the largest exceeds the smallest. @throws RangeError unless all are above zero. */
export const spreadPercent = (values: readonly number[]): number => {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  if (!(least > 0 && Number.isFinite(most)))
    throw new RangeError(`values: all must be above zero, got ${values.join(', ') || 'none'}`);
  return 100 * (most / least - 1);
};

/** What one run of something measured, by name. */
export type Sample<K extends string = string> = Readonly<Record<K, number>>;

/** The median of each figure over some runs. @throws RangeError if there are none. */
export const mediansOf = <K extends string>(samples: readonly Sample<K>[]): Record<K, number> => {
  const [first] = samples;
  if (!first) throw new RangeError('there is no median of nothing');
  const names = Object.keys(first) as K[];
  return Object.fromEntries(names.map((name) => [name, median(samples.map((sample) => sample[name]))])) as Record<
    K,
    number
  >;
};

/**
 * Runs contestants side by side, interleaved in changing order, so that whatever else the machine does meets all of them alike.
 * @param rounds measured rounds, after one that warms up.
 * @returns what each gave, round by round.
 */
export const interleaved = async <N extends string, S>(
  contestants: Readonly<Record<N, () => Promise<S>>>,
  rounds: number,
): Promise<Record<N, S[]>> => {
  const names = Object.keys(contestants) as N[];
  const samples = Object.fromEntries(names.map((name) => [name, [] as S[]])) as Record<N, S[]>;
  for (let round = 0; round <= rounds; round++) {
    const turn = names.map((_, at) => names[(at + round) % names.length] as N);
    for (const name of turn) {
      const sample = await contestants[name]();
      if (round > 0) samples[name].push(sample);
    }
  }
  return samples;
};

/** Times contestants side by side. @returns the median of each, milliseconds. */
export const sideBySide = async <N extends string>(
  contestants: Readonly<Record<N, () => Promise<unknown>>>,
  rounds: number,
): Promise<Record<N, number>> => {
  const names = Object.keys(contestants) as N[];
  const timed = Object.fromEntries(
    names.map((name) => [
      name,
      async () => {
        const startedMs = performance.now();
        await contestants[name]();
        return performance.now() - startedMs;
      },
    ]),
  ) as Record<N, () => Promise<number>>;
  const times = await interleaved(timed, rounds);
  return Object.fromEntries(names.map((name) => [name, median(times[name])])) as Record<N, number>;
};
