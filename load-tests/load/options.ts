import { Command, Option } from 'commander';
import { integerBetween } from '../../ops/terminal/integer';

export interface LoadOptions {
  /** Of artillery.yml's `config.environments`. */
  readonly environment: string;
  readonly stack?: string;
  readonly variablesFile?: string;
  /** Starts an environment for the run, whose requests can be counted. */
  readonly own: boolean;
  readonly shops: number;
  readonly seed: number;
  readonly lostAfterSeconds: number;
  readonly confirm: boolean;
}

/** Reads the command line. Prints help or what is wrong with it, and ends the process, as commander does. */
export const readOptions = (argv: readonly string[]): LoadOptions =>
  new Command('npm run test:load --')
    .description(
      'Loads the order processor with artillery, follows each order to its Order Fulfilled, and writes load-tests/report/report.html and .json.\n' +
        'It works on what --stack, --variables-file, the environment variables or .local/env (npm start) name, in this order.',
    )
    .option(
      '-e, --environment <name>',
      'phases of artillery.yml: quick, short (two minutes), soak, day or aws',
      'short',
    )
    .option('--stack <name>', 'the stack of this name on AWS')
    .option('--variables-file <file>', 'variables of the environment to load, as npm start prints them')
    .addOption(
      new Option('--own', 'starts an environment for this run alone and counts its requests and their price')
        .default(false)
        .conflicts(['stack', 'variablesFile']),
    )
    .option('--shops <number>', 'how many shops of its own the run has', integerBetween(1, 200), 20)
    .option('--seed <number>', 'draws the orders', integerBetween(0, 1_000_000_000), 1)
    .option(
      '--lost-after-seconds <number>',
      'when an order that has not ended counts as lost',
      integerBetween(1, 3_600),
      120,
    )
    .option('--confirm', 'loads what is not on this machine without asking', false)
    .parse(argv)
    .opts<LoadOptions>();
