import { Command, InvalidArgumentError } from 'commander';
import { CoffeeShops } from './harness/coffee-shops';
import { type FaultCounts, seededRun, type Violation } from './harness/seeded-run';

const whole = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError('must be a whole number from 0');
  return value;
};

const runSeeds = async (seeds: number, from: number, orders: number, json: boolean): Promise<number> => {
  const log = process.env.CHAOS_LOG ? (line: string) => console.error(line) : undefined;
  const shops = await CoffeeShops.open(log ? { log } : {});
  const faults: FaultCounts = {};
  const violations: Violation[] = [];
  try {
    for (let seed = from; seed < from + seeds; seed++) {
      const found = await seededRun(shops, seed, orders, faults);
      violations.push(...found);
      for (const { invariant, orderId, detail } of found) {
        console.error(`seed ${seed}: ${invariant}${orderId ? ` ${orderId}` : ''}: ${detail}`);
      }
      if (found.length > 0) console.error(`  again: npm run test:chaos -- --seeds 1 --from ${seed} --orders ${orders}`);
      else if (!json) console.log(`seed ${seed}: holds`);
    }
  } finally {
    await shops.close();
  }
  console.log(JSON.stringify({ seeds, orders: seeds * orders, faults, violations }));
  return violations.length;
};

const main = async (): Promise<void> => {
  const command = new Command('npm run test:chaos --')
    .description(
      'Orders through the synthesized stack while faults are injected; each invariant is checked from outside.',
    )
    .option('--seeds <number>', 'how many seeded runs', whole, 50)
    .option('--from <seed>', 'the first seed', whole, 1)
    .option('--orders <number>', 'orders per seed', whole, 16)
    .option('--json', 'prints nothing but violations and the last line')
    .parse();
  const {
    seeds,
    from,
    orders,
    json = false,
  } = command.opts<{
    seeds: number;
    from: number;
    orders: number;
    json?: boolean;
  }>();
  if ((await runSeeds(seeds, from, orders, json)) > 0) process.exitCode = 1;
};

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
