import { availableParallelism } from 'node:os';
import { Command, InvalidArgumentError } from 'commander';
import { integerBetween } from '../../ops/terminal/integer';
import { addParts, type Part, runExhaustive, sharesOfPart } from './crash-points';
import { runPoisons } from './poisons';
import { addSeeds, runSeeds, sharesOfSeeds } from './seeds';
import { handOver, isShare, sideBySide } from './shares';

const part = (text: string): Part => {
  const [index = 0, of = 0] = text.split('/').map(Number);
  if (!(Number.isInteger(index) && Number.isInteger(of) && index >= 1 && index <= of)) {
    throw new InvalidArgumentError('must be like 2/3');
  }
  return { index, of };
};

interface Options {
  readonly seeds: number;
  readonly from: number;
  readonly orders: number;
  readonly exhaustive?: boolean;
  readonly part: Part;
  readonly poison?: boolean;
  readonly scenario?: string;
  readonly jobs: number;
  readonly json?: boolean;
}

const main = async (): Promise<void> => {
  const command = new Command('npm run test:chaos --')
    .description(
      'Orders through the synthesized stack while faults are injected; each invariant is checked from outside.',
    )
    .option('--seeds <number>', 'how many seeded runs', integerBetween(0), 50)
    .option('--from <seed>', 'the first seed', integerBetween(0), 1)
    .option('--orders <number>', 'orders per seed', integerBetween(0), 16)
    .option(
      '--exhaustive',
      'a crash before and after, and a refusal of every single call of each scenario, instead of seeds',
    )
    .option('--part <i/n>', 'only the i-th of n parts of the crash points', part, { index: 1, of: 1 })
    .option('--poison', 'how a shop fares beside each kind of order that cannot be worked, instead of seeds')
    .option('--scenario <name>', 'only scenarios whose name begins so')
    .option('--jobs <number>', 'how many processes share the work', integerBetween(1), availableParallelism())
    .option('--json', 'prints nothing but violations and the last line')
    .parse();
  const options = command.opts<Options>();
  const { seeds, from, orders, exhaustive, scenario, json = false } = options;
  if (options.poison) {
    console.log(JSON.stringify(await runPoisons(json)));
    return;
  }
  const common = ['--jobs', '1', ...(json ? ['--json'] : [])];
  const result = exhaustive
    ? await shared(
        sharesOfPart(options.part, options.jobs).map((share) => [
          '--exhaustive',
          ...['--part', share, ...(scenario === undefined ? [] : ['--scenario', scenario])],
          ...common,
        ]),
        () => runExhaustive(options.part, scenario, json),
        addParts,
      )
    : await shared(
        sharesOfSeeds(seeds, from, options.jobs).map((share) => [
          ...['--seeds', `${share.seeds}`, '--from', `${share.from}`, '--orders', `${orders}`],
          ...common,
        ]),
        () => runSeeds(seeds, from, orders, json),
        addSeeds,
      );
  if (isShare) return handOver(result);
  console.log(JSON.stringify(result));
  if (result.violations.length > 0) process.exitCode = 1;
};

/** Does the work in this process if there is one share of it, else in one process per share. */
const shared = async <R extends object>(
  shares: readonly string[][],
  alone: () => Promise<R>,
  add: (one: R, other: R) => R,
): Promise<R> => (shares.length <= 1 ? alone() : (await sideBySide<R>(shares)).reduce(add));

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
  // The channel to the one who started a share would keep it alive, and that one would wait for ever.
  process.disconnect?.();
});
