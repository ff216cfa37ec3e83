import { table } from '../../ops/terminal/table';
import { CoffeeShops } from './harness/coffee-shops';
import { POISONS, type Poisoned, strike } from './harness/poison';

const HEADINGS = ['poison', 'longest wait, s', 'p99, s', 'dead', 'failed receives', 'of neighbours'];

const rowOf = (poisoned: Poisoned): (string | number)[] => [
  poisoned.poison,
  poisoned.longestWaitSeconds,
  poisoned.p99Seconds,
  poisoned.dead.length,
  poisoned.failedReceives,
  poisoned.neighboursFailedReceives,
];

/** Poisons one shop in every way that is known, and says how its other orders fared. */
export const runPoisons = async (json: boolean): Promise<{ readonly poisons: readonly Poisoned[] }> => {
  const log: string[] = [];
  const shops = await CoffeeShops.open({ log: (line) => log.push(line) });
  const poisons: Poisoned[] = [];
  try {
    for (const poison of POISONS) poisons.push(await strike(shops, log, poison));
  } finally {
    await shops.close();
  }
  if (!json) for (const line of table(HEADINGS, poisons.map(rowOf))) console.log(line);
  return { poisons };
};
