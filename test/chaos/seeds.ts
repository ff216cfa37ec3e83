import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesize } from '@coffee-shop/aws-local';
import { REPOSITORY_ROOT } from '../../cdk/bundle-options';
import { sumCounts } from '../../pipeline/counters/counters';
import { bundleReleased } from '../released/code';
import { CONTEXT } from './harness/buses';
import { CoffeeShops } from './harness/coffee-shops';
import { type FaultCounts, seededRun, type Violation } from './harness/seeded-run';
import { logging } from './logging';

export interface SeedsResult {
  readonly seeds: number;
  readonly orders: number;
  readonly faults: FaultCounts;
  readonly violations: readonly Violation[];
}

/**
 * Each seed gets an environment of its own: in a used one, the phase of its polls and schedules would depend on the seeds before, and a seed that is
 * run again alone would not be the same run.
 */
export const runSeeds = async (seeds: number, from: number, orders: number, json: boolean): Promise<SeedsResult> => {
  const assembly = await mkdtemp(join(tmpdir(), 'chaos-'));
  const faults: FaultCounts = {};
  const violations: Violation[] = [];
  try {
    await synthesize({ app: REPOSITORY_ROOT, outputFolder: assembly, context: CONTEXT });
    const released = await bundleReleased('0.1.0', assembly);
    for (let seed = from; seed < from + seeds; seed++) {
      const shops = await CoffeeShops.open({ assembly, released, ...logging() });
      const found = await seededRun(shops, seed, orders, faults).finally(() => shops.close());
      violations.push(...found);
      for (const { invariant, orderId, detail } of found) {
        console.error(`seed ${seed}: ${invariant}${orderId ? ` ${orderId}` : ''}: ${detail}`);
      }
      if (found.length > 0) console.error(`  again: npm run test:chaos -- --seeds 1 --from ${seed} --orders ${orders}`);
      else if (!json) console.log(`seed ${seed}: holds`);
    }
  } finally {
    await rm(assembly, { recursive: true, force: true });
  }
  return { seeds, orders: seeds * orders, faults, violations };
};

export const addSeeds = (one: SeedsResult, other: SeedsResult): SeedsResult => ({
  seeds: one.seeds + other.seeds,
  orders: one.orders + other.orders,
  faults: sumCounts([one.faults, other.faults]),
  violations: [...one.violations, ...other.violations],
});

/** As many runs of successive seeds as there are jobs, each with its share of the seeds. */
export const sharesOfSeeds = (seeds: number, from: number, jobs: number): { seeds: number; from: number }[] =>
  Array.from({ length: jobs }, (_, job) => {
    const [first, end] = [Math.floor((seeds * job) / jobs), Math.floor((seeds * (job + 1)) / jobs)];
    return { seeds: end - first, from: from + first };
  }).filter((share) => share.seeds > 0);
