import type { Command } from 'commander';
import type { Run } from '../run';
import { durationMs } from '../terminal/duration';
import { breakerStatus, setBreaker } from './breaker';

const PAYMENT_GATEWAY = 'payment-gateway';
const name = (command: Command): Command => command.argument('[name]', 'which breaker', PAYMENT_GATEWAY);

/** `ops breaker …` */
export const breakerCommands = (program: Command, run: Run): void => {
  const breaker = program.command('breaker').description('the circuit breaker around the payment gateway');
  name(breaker.command('status').description('its state, and what the keeper does with the queue')).action(
    run<[string]>((session, [which]) => breakerStatus(session, which)),
  );
  name(breaker.command('open').description('lets no call through, and so pauses the queue, for a time; then it probes'))
    .option('--for <duration>', 'until the first probe', durationMs, 60_000)
    .option('--reason <text>', 'why, for those who look at it', 'no reason given')
    .option('--confirm', 'do not ask')
    .action(
      run<[string], { for: number; reason: string; confirm?: boolean }>(
        async (session, [which], { for: forMs, reason, confirm = false }, { confirmed }) => {
          await confirmed(`this stops all calls to ${which}: orders wait`, confirm);
          return setBreaker(session, which, { status: 'open', forMs, reason });
        },
      ),
    );
  name(breaker.command('close').description('lets calls through again without waiting for probes')).action(
    run<[string]>((session, [which]) => setBreaker(session, which, { status: 'closed' })),
  );
};
