import type { Command } from 'commander';
import type { Run } from '../run';
import { durationMs } from '../terminal/duration';
import { gatewayIntents } from './gateway';
import { reconcilePayments } from './reconcile';

const DAY_MS = 86_400_000;
/** Ten receives of a message take some twenty minutes: after that it is a dead letter. */
const IN_FLIGHT_MS = 20 * 60_000;
const SETTLE_MS = 5_000;

/** `ops payments …` */
export const paymentsCommands = (program: Command, run: Run): void => {
  program
    .command('payments')
    .description('payments at the gateway')
    .command('reconcile')
    .description('compares the payment intents at the gateway with the orders table; reads twice, and only reports')
    .option('--since <duration>', 'intents created, and orders changed, within this time (default 1d)', durationMs)
    .option(
      '--in-flight <duration>',
      'leave out orders that have not ended and changed within this time (default 20m)',
      durationMs,
    )
    .option('--settle <duration>', 'time between the two reads (default 5s)', durationMs)
    .addHelpText(
      'after',
      '\nReads the whole orders table, and the gateway with the key of the payment stage, which it never prints.' +
        '\nExit codes: 0 no difference, 1 differences, or the gateway cannot be read.',
    )
    .action(
      run<[], { since?: number; inFlight?: number; settle?: number }>(async (session, _, { since, inFlight, settle }) =>
        reconcilePayments(session, await gatewayIntents(session.names), {
          sinceMs: since ?? DAY_MS,
          inFlightMs: inFlight ?? IN_FLIGHT_MS,
          settleMs: settle ?? SETTLE_MS,
        }),
      ),
    );
};
