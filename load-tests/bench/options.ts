import { Command, InvalidArgumentError, Option } from 'commander';
import { integerBetween } from '../../ops/terminal/integer';

const PARTS = ['lanes', 'payment', 'cold-start', 'end-to-end', 'requests', 'price'] as const;
export type Part = (typeof PARTS)[number];

export interface BenchOptions {
  readonly only: readonly Part[];
  /** Orders of one flood from end to end; of at most so many the requests are counted and priced. */
  readonly orders: number;
  /** Measured rounds of every comparison, floods too; undefined: each part's own number, five or more. */
  readonly rounds?: number;
  readonly growth: boolean;
  readonly growthOrders: readonly number[];
  readonly growthShops: readonly number[];
  readonly json: boolean;
}

/** Those that tell no CPU time. */
const WITHOUT_CPU_TIME: readonly Part[] = ['lanes', 'cold-start'];

/** Whether a run reads CPU time by thread, which not every system tells. */
export const needsCpuTime = ({ growth, only }: Pick<BenchOptions, 'growth' | 'only'>): boolean =>
  growth || only.some((part) => !WITHOUT_CPU_TIME.includes(part));

const wholeNumber = integerBetween(1, 999_999);

const wholeNumbers = (text: string): number[] => text.split(',').map(wholeNumber);

const rising = (text: string): number[] => {
  const numbers = wholeNumbers(text);
  if (numbers.some((number, at) => number <= (numbers[at - 1] ?? 0))) {
    throw new InvalidArgumentError('The numbers must rise.');
  }
  return numbers;
};

const parts = (text: string): Part[] =>
  text.split(',').map((name) => {
    const part = PARTS.find((each) => each === name);
    if (!part) throw new InvalidArgumentError(`There is no ${name}, only ${PARTS.join(', ')}.`);
    return part;
  });

/** Reads the command line. Prints help or what is wrong with it, and ends the process, as commander does. */
export const readOptions = (argv: readonly string[]): BenchOptions =>
  new Command('npm run bench --')
    .description(
      'Times this service beside what a user would otherwise pick: in one run, interleaved, medians of five rounds or more.',
    )
    .option('--only <parts>', `some of ${PARTS.join(', ')}; all without it`, parts, [...PARTS])
    .option('--orders <number>', 'how many orders one flood has, from end to end', wholeNumber, 1_000)
    .option(
      '--rounds <number>',
      'measured rounds of every part, for a quick look: fewer than five prove nothing',
      wholeNumber,
    )
    .addOption(
      new Option('--growth', 'the long part alone: what an order takes as orders accumulate, and by number of shops')
        .default(false)
        .conflicts(['only', 'orders', 'rounds']),
    )
    .option('--growth-orders <numbers>', 'how many orders accumulate, rising', rising, [1_000, 10_000, 50_000])
    .option('--growth-shops <numbers>', 'how many shops to compare', wholeNumbers, [1, 20, 1_000])
    .option('--json', 'prints one line of JSON as its last line', false)
    .parse(argv)
    .opts<BenchOptions>();
