import { Command, InvalidArgumentError } from 'commander';
import { CoffeeShops } from './harness/coffee-shops';
import { type CrashViolation, crashAt, crashPointsOf } from './harness/exhaustive';
import { SCENARIOS } from './harness/scenarios';
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

interface Part {
  readonly index: number;
  readonly of: number;
}

const part = (text: string): Part => {
  const [index = 0, of = 0] = text.split('/').map(Number);
  if (!(Number.isInteger(index) && Number.isInteger(of) && index >= 1 && index <= of)) {
    throw new InvalidArgumentError('must be like 2/3');
  }
  return { index, of };
};

const runExhaustive = async ({ index, of }: Part, only: string | undefined, json: boolean): Promise<number> => {
  const shops = await CoffeeShops.open(process.env.CHAOS_LOG ? { log: (line) => console.error(line) } : {});
  const scenarios = SCENARIOS.filter(({ name }) => only === undefined || `${name}`.startsWith(only));
  const violations: CrashViolation[] = [];
  let crashPoints = 0;
  try {
    for (const scenario of scenarios) {
      const points = (await crashPointsOf(shops, scenario)).filter((_, at) => at % of === index - 1);
      crashPoints += points.length;
      for (const point of points) {
        const found = await crashAt(shops, scenario, point);
        violations.push(...found);
        for (const { invariant, detail } of found) {
          console.error(
            `${scenario.name}, crash ${point.when} call ${point.call} (${point.what}): ${invariant}: ${detail}`,
          );
        }
        if (found.length > 0)
          console.error(`  again: npm run test:chaos -- --exhaustive --scenario '${scenario.name}'`);
      }
      if (!json) console.log(`${scenario.name}: ${points.length} crash points`);
    }
  } finally {
    await shops.close();
  }
  console.log(JSON.stringify({ scenarios: scenarios.length, crashPoints, violations }));
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
    .option('--exhaustive', 'a crash before and after every single call of each scenario, instead of seeds')
    .option('--part <i/n>', 'only the i-th of n parts of the crash points', part, { index: 1, of: 1 })
    .option('--scenario <name>', 'only scenarios whose name begins so')
    .option('--json', 'prints nothing but violations and the last line')
    .parse();
  const {
    seeds,
    from,
    orders,
    exhaustive,
    part: chosen,
    scenario,
    json = false,
  } = command.opts<{
    seeds: number;
    from: number;
    orders: number;
    exhaustive?: boolean;
    part: Part;
    scenario?: string;
    json?: boolean;
  }>();
  const found = exhaustive ? await runExhaustive(chosen, scenario, json) : await runSeeds(seeds, from, orders, json);
  if (found > 0) process.exitCode = 1;
};

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
