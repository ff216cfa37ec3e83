import { Command, InvalidArgumentError, Option } from 'commander';

export interface DemoOptions {
  readonly orders: number;
  readonly seed: number;
  /** A till's export to replay; otherwise orders are drawn from the sales profile. */
  readonly data?: string;
  /** How many shops sell, besides the one that closes; of a till's export it follows from the data. */
  readonly shops?: number;
  /** `instant`: every order is ready the moment it is scheduled. `scheduled`: at its ready time. */
  readonly barista: 'instant' | 'scheduled';
  /** Environment seconds per real second. */
  readonly clockScale: number;
  /** Prints nothing but the result, as one line of JSON. */
  readonly json: boolean;
}

/**
 * Every timeout of the stages shrinks with it, those within a handler (2 s) to 0.4 s of real time. At 10, on two cores that others
 * kept busy too, workers timed out while they were starting, and with that whole runs failed.
 */
export const DEFAULT_CLOCK_SCALE = 5;
const MOST_CLOCK_SCALE = 100;

const wholeNumber =
  (least: number, most: number) =>
  (text: string): number => {
    const value = Number(text);
    if (!/^-?\d+$/.test(text) || value < least || value > most) {
      throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
    }
    return value;
  };

const clockScale = (text: string): number => {
  const value = Number(text);
  if (!(value >= 1 && value <= MOST_CLOCK_SCALE)) {
    throw new InvalidArgumentError(`It must be a number from 1 to ${MOST_CLOCK_SCALE}.`);
  }
  return value;
};

/**
 * Reads the command line; prints help or one line about what is wrong, and ends the process then.
 * @param argv arguments without the interpreter and the script.
 */
export const parseOptions = (argv: readonly string[]): DemoOptions => {
  const command = new Command('npm run demo --')
    .description(
      'Runs the coffee shop on this machine: starts what the CDK app synthesizes, sends it orders, good ones and bad ones,\n' +
        'and checks at the end, from the outside, that every promise was kept. Needs no Docker and no AWS account.',
    )
    .option('--orders <number>', 'how many orders are placed', wholeNumber(1, 100_000), 300)
    .option('--seed <number>', 'the same seed draws the same orders', wholeNumber(-(2 ** 31), 2 ** 31 - 1), 1)
    .option('--data <file>', "replays a till's export (csv or csv.gz) instead of drawing orders: one basket, one order")
    .addOption(
      new Option('--shops <number>', 'how many shops sell, one more closes during the run (default: 3)')
        .argParser(wholeNumber(1, 500))
        .conflicts('data'),
    )
    .addOption(
      new Option('--barista <when>', 'answers at the scheduled time, or at once')
        .choices(['instant', 'scheduled'])
        .default('scheduled'),
    )
    .option('--clock-scale <factor>', 'environment seconds per real second', clockScale, DEFAULT_CLOCK_SCALE)
    .option('--json', 'prints one line of JSON and nothing else', false)
    .addHelpText(
      'after',
      '\nExit code 0: every order ended, every invariant holds, and exactly the malformed events are dead letters.',
    );
  return command.parse(argv, { from: 'user' }).opts<DemoOptions>();
};
