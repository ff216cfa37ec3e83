import { Command, InvalidArgumentError, Option } from 'commander';
import { integerBetween } from '../../ops/terminal/integer';
import { OUTAGE_MODES, type OutageMode } from '../../simulation/stripe/faults';
import type { Outage } from './outage';

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
  /** The payment gateway fails in the middle of the run. */
  readonly outage?: Outage;
  /** Payment is released with code that fails in the middle of the run. */
  readonly badRelease?: boolean;
  /** Prints nothing but the result, as one line of JSON. */
  readonly json: boolean;
}

/**
 * Every timeout of the stages shrinks with it, those within a handler (2 s) to 0.4 s of real time. At 10, on two cores that others
 * kept busy too, workers timed out while they were starting, and with that whole runs failed.
 */
const DEFAULT_CLOCK_SCALE = 5;
const MOST_CLOCK_SCALE = 100;
const DEFAULT_OUTAGE_SECONDS = 900;
const SCENARIOS = ['gateway-outage', 'bad-release'] as const;
/** A canary gets a tenth of the batches: of fewer orders it might get none before they are over. */
const FEWEST_ORDERS_OF_RELEASE = 100;

const clockScale = (text: string): number => {
  const value = Number(text);
  if (!(value >= 1 && value <= MOST_CLOCK_SCALE)) {
    throw new InvalidArgumentError(`It must be a number from 1 to ${MOST_CLOCK_SCALE}.`);
  }
  return value;
};

type Given = Omit<DemoOptions, 'outage' | 'badRelease'> & {
  readonly scenario?: (typeof SCENARIOS)[number];
  readonly outageSeconds?: number;
  readonly outageMode?: OutageMode;
  readonly breaker: boolean;
};

const outageOf = ({ scenario, outageSeconds, outageMode, breaker }: Given): Outage | undefined => {
  if (scenario === 'gateway-outage')
    return { seconds: outageSeconds ?? DEFAULT_OUTAGE_SECONDS, mode: outageMode ?? '503', breaker };
  return undefined;
};

/** The first option that only makes sense in an outage. */
const outageOptionIn = ({ outageSeconds, outageMode, breaker }: Given): string | undefined => {
  if (outageSeconds !== undefined) return '--outage-seconds';
  if (outageMode !== undefined) return '--outage-mode';
  return breaker ? undefined : '--no-breaker';
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
    .option('--orders <number>', 'how many orders are placed', integerBetween(1, 100_000), 300)
    .option('--seed <number>', 'the same seed draws the same orders', integerBetween(-(2 ** 31), 2 ** 31 - 1), 1)
    .option('--data <file>', "replays a till's export (csv or csv.gz) instead of drawing orders: one basket, one order")
    .addOption(
      new Option('--shops <number>', 'how many shops sell, one more closes during the run (default: 3)')
        .argParser(integerBetween(1, 500))
        .conflicts('data'),
    )
    .addOption(
      new Option('--barista <when>', 'answers at the scheduled time, or at once')
        .choices(['instant', 'scheduled'])
        .default('scheduled'),
    )
    .option('--clock-scale <factor>', 'environment seconds per real second', clockScale, DEFAULT_CLOCK_SCALE)
    .addOption(new Option('--scenario <name>', 'what happens during the run besides orders').choices(SCENARIOS))
    .option(
      '--outage-seconds <number>',
      `how long the payment gateway is down, in seconds of the environment (default: ${DEFAULT_OUTAGE_SECONDS})`,
      integerBetween(1, 86_400),
    )
    .addOption(new Option('--outage-mode <mode>', 'how it is down (default: 503)').choices(OUTAGE_MODES))
    .option('--no-breaker', 'switches the circuit breaker off, to see what it is good for')
    .option('--json', 'prints one line of JSON and nothing else', false)
    .addHelpText(
      'after',
      '\nExit code 0: every order ended, every invariant holds, and exactly the malformed events are dead letters.',
    );
  const given = command.parse(argv, { from: 'user' }).opts<Given>();
  const outage = outageOf(given);
  const stray = outage ? undefined : outageOptionIn(given);
  if (stray) command.error(`error: option '${stray}' needs '--scenario gateway-outage'`);
  const badRelease = given.scenario === 'bad-release';
  if (badRelease && given.orders < FEWEST_ORDERS_OF_RELEASE) {
    command.error(
      `error: option '--scenario bad-release' needs '--orders' of ${FEWEST_ORDERS_OF_RELEASE} at least, got ${given.orders}`,
    );
  }
  const { scenario: _, outageSeconds: __, outageMode: ___, breaker: ____, ...rest } = given;
  return { ...rest, ...(outage && { outage }), ...(badRelease && { badRelease }) };
};
