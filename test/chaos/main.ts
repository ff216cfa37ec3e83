import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { synthesize } from '../../local/assembly/synthesize';
import { CoffeeShops } from './harness/coffee-shops';
import { type CrashViolation, crashAt, record } from './harness/exhaustive';
import { SCENARIOS } from './harness/scenarios';
import { type FaultCounts, seededRun, type Violation } from './harness/seeded-run';

const whole = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError('must be a whole number from 0');
  return value;
};

/** CHAOS_LOG=1 shows what the handlers write. */
const logging = () => (process.env.CHAOS_LOG ? { log: (line: string) => console.error(line) } : {});

/**
 * Each seed gets an environment of its own: in a used one, the phase of its polls and schedules would depend on the seeds before, and a seed that is
 * run again alone would not be the same run.
 */
const runSeeds = async (seeds: number, from: number, orders: number, json: boolean): Promise<number> => {
  const assembly = await mkdtemp(join(tmpdir(), 'chaos-'));
  const faults: FaultCounts = {};
  const violations: Violation[] = [];
  try {
    await synthesize(assembly);
    for (let seed = from; seed < from + seeds; seed++) {
      const shops = await CoffeeShops.open({ assembly, ...logging() });
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
  const shops = await CoffeeShops.open(logging());
  const scenarios = SCENARIOS.filter(({ name }) => only === undefined || `${name}`.startsWith(only));
  const violations: CrashViolation[] = [];
  let crashPoints = 0;
  let refusals = 0;
  try {
    for (const scenario of scenarios) {
      const { findings, points: all } = await record(shops, scenario);
      if (findings.length > 0) throw new Error(`${scenario.name} fails by itself: ${JSON.stringify(findings)}`);
      const points = all.filter((_, at) => at % of === index - 1);
      const here = points.filter(({ when }) => when !== 'refused').length;
      crashPoints += here;
      refusals += points.length - here;
      for (const point of points) {
        const found = await crashAt(shops, scenario, point);
        violations.push(...found);
        for (const { invariant, detail } of found) {
          console.error(`${scenario.name}, ${point.when} call ${point.call} (${point.what}): ${invariant}: ${detail}`);
        }
        if (found.length > 0)
          console.error(`  again: npm run test:chaos -- --exhaustive --scenario '${scenario.name}'`);
      }
      if (!json) console.log(`${scenario.name}: ${here} crash points, ${points.length - here} refusals`);
    }
  } finally {
    await shops.close();
  }
  console.log(JSON.stringify({ scenarios: scenarios.length, crashPoints, refusals, violations }));
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
    .option(
      '--exhaustive',
      'a crash before and after, and a refusal of every single call of each scenario, instead of seeds',
    )
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
