import { createHash } from 'node:crypto';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** A stream of pseudo-random numbers that a seed fixes: the same seed gives the same run on any machine. */
export interface Random {
  /** The next number, at least 0 and below 1. */
  next(): number;
}

/**
 * Makes a stream of pseudo-random numbers; they are not for secrets.
 * @param stream draws of differently named streams do not disturb each other, so that a share changed leaves the baskets alone.
 */
export const seededRandom = (seed: number, stream = ''): Random => {
  // Neighbouring seeds and streams must start far apart.
  const start = createHash('sha256').update(`${seed}/${stream}`).digest().readInt32LE();
  const generator = xoroshiro128plus(start);
  return { next: () => uniformFloat64(generator) };
};

/** A whole number from `least` to `most`, both included. */
export const wholeBetween = (random: Random, least: number, most: number): number =>
  least + Math.floor(random.next() * (most - least + 1));

/** One of a list, each as likely. @throws RangeError if there is none. */
export const pick = <T>(random: Random, list: readonly T[]): T => {
  const picked = list[Math.floor(random.next() * list.length)];
  if (picked === undefined) throw new RangeError('nothing to pick from: the list is empty');
  return picked;
};

/** A sampler that gives an index, each as often as its weight says. @throws RangeError unless some weight is positive. */
export const weightedIndex = (weights: readonly number[]): ((random: Random) => number) => {
  const upTo: number[] = [];
  let sum = 0;
  for (const weight of weights) {
    sum += Math.max(0, weight);
    upTo.push(sum);
  }
  if (sum <= 0) throw new RangeError(`weights must hold a positive one, got ${JSON.stringify(weights)}`);
  return (random) => {
    const drawn = random.next() * sum;
    let low = 0;
    let high = upTo.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((upTo[middle] ?? 0) > drawn) high = middle;
      else low = middle + 1;
    }
    return low;
  };
};

/** The list in a random order (Fisher and Yates); the one given stays as it is. */
export const shuffled = <T>(random: Random, list: readonly T[]): T[] => {
  const mixed = [...list];
  for (let last = mixed.length - 1; last > 0; last--) {
    const other = Math.floor(random.next() * (last + 1));
    [mixed[last], mixed[other]] = [mixed[other] as T, mixed[last] as T];
  }
  return mixed;
};
