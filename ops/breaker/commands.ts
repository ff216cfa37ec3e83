import type { Command } from 'commander';
import { BREAKERS, GATEWAY_BREAKER } from '../../pipeline/circuit-breaker/names';
import type { Run } from '../run';
import { durationMs } from '../terminal/duration';
import { unknownName } from '../terminal/suggestion';
import { breakerStatus, setBreaker } from './breaker';

const name = (command: Command): Command => command.argument('[name]', 'which breaker', GATEWAY_BREAKER);

/** Nobody asks a breaker that does not exist, so opening one would stop nothing. @throws UsageError with a suggestion. */
const breakerNamed = (given: string): string => {
  if (!BREAKERS.includes(given)) unknownName('breaker', given, BREAKERS);
  return given;
};

/** `ops breaker …` */
export const breakerCommands = (program: Command, run: Run): void => {
  const breaker = program.command('breaker').description('the circuit breaker around the payment gateway');
  name(breaker.command('status').description('its state, and what the keeper does with the queue')).action(
    run<[string]>((session, [which]) => breakerStatus(session, breakerNamed(which))),
  );
  name(breaker.command('open').description('lets no call through, and so pauses the queue, for a time; then it probes'))
    .option('--for <duration>', 'until the first probe', durationMs, 60_000)
    .option('--reason <text>', 'why, for those who look at it', 'no reason given')
    .option('--confirm', 'do not ask')
    .action(
      run<[string], { for: number; reason: string; confirm?: boolean }>(
        async (session, [which], { for: forMs, reason, confirm = false }, { confirmed }) => {
          const breakerName = breakerNamed(which);
          await confirmed(`this stops all calls to ${breakerName}: orders wait`, confirm);
          return setBreaker(session, breakerName, { status: 'open', forMs, reason });
        },
      ),
    );
  name(breaker.command('close').description('lets calls through again without waiting for probes')).action(
    run<[string]>((session, [which]) => setBreaker(session, breakerNamed(which), { status: 'closed' })),
  );
};
