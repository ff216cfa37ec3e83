import type { Command } from 'commander';
import type { Run } from '../run';
import { type DeadLetterQueue, deadLetterQueueNamed } from '../target/names';
import { integerBetween } from '../terminal/integer';
import { UsageError } from '../terminal/usage-error';
import type { Selection } from './letter';
import { listDeadLetterQueues } from './list';
import { redriveAll } from './redrive-all';
import { dropPart, redrivePart } from './redrive-part';
import { showDeadLetters } from './show';

/** SQS moves at most this many messages a second. */
const MAX_VELOCITY = 500;

interface SelectionOptions {
  readonly order?: string;
  readonly message?: string;
  readonly reason?: string;
}

const selectable = (command: Command): Command =>
  command
    .option('--order <id>', 'only of this order')
    .option('--message <id>', 'only the one with this message id, which dlq show tells')
    .option('--reason <text>', 'only those whose reason contains this');

const selectionOf = ({ order, message, reason }: SelectionOptions): Selection => ({
  ...(order !== undefined && { orderId: order }),
  ...(message !== undefined && { messageId: message }),
  ...(reason !== undefined && { reason }),
});

const spoken = ({ orderId, messageId, reason }: Selection): string =>
  [
    orderId !== undefined && `of order ${orderId}`,
    messageId && `with message id ${messageId}`,
    reason && `whose reason says "${reason}"`,
  ]
    .filter(Boolean)
    .join(' and ');

const needsSource = ({ name, sourceUrl }: DeadLetterQueue): void => {
  if (sourceUrl !== undefined) return;
  throw new UsageError(
    `${name}: SQS cannot move what a rule sent here (CouldNotDetermineMessageSource); redrive it by --order, --message or --reason`,
  );
};

/** `ops dlq …` */
export const dlqCommands = (program: Command, run: Run): void => {
  const dlq = program.command('dlq').description('dead letters: look at them, send them back, drop them');

  dlq
    .command('list')
    .description('every dead-letter queue: how many letters, how old, and what they died of')
    .action(run((session) => listDeadLetterQueues(session)));

  selectable(
    dlq
      .command('show')
      .description('the letters of a queue, decoded, with their reasons; they stay where they are')
      .argument('<queue>', 'payment-dlq, payment-ingress-dlq, …, delivery-failures'),
  )
    .option('--limit <number>', 'look at no more than this', integerBetween(1, 10_000), 100)
    .option('--whole', 'show the whole event, however long, not only its detail')
    .action(
      run<[string], SelectionOptions & { limit: number; whole?: boolean }>(
        (session, [name], { limit, whole = false, ...options }) =>
          showDeadLetters(session, deadLetterQueueNamed(session.names, name), {
            ...selectionOf(options),
            limit,
            whole,
          }),
      ),
    );

  selectable(
    dlq
      .command('redrive')
      .description('sends letters back to the queue they came from: all of them (by SQS), or those selected')
      .argument('<queue>'),
  )
    .option('--velocity <number>', 'messages per second; for all letters only', integerBetween(1, MAX_VELOCITY))
    .option('--wait', 'follow it to its end; for all letters only')
    .action(
      run<[string], SelectionOptions & { velocity?: number; wait?: boolean }>(
        (session, [name], { velocity, wait = false, ...options }) => {
          const queue = deadLetterQueueNamed(session.names, name);
          const selection = selectionOf(options);
          if (spoken(selection)) {
            if (velocity !== undefined) throw new UsageError('--velocity is for a redrive of all letters');
            return redrivePart(session, queue, selection);
          }
          needsSource(queue);
          return redriveAll(session, queue, { wait, ...(velocity !== undefined && { velocity }) });
        },
      ),
    );

  selectable(
    dlq
      .command('drop')
      .description('deletes the letters selected for good; what they asked for will never be done')
      .argument('<queue>'),
  )
    .option('--confirm', 'do not ask')
    .action(
      run<[string], SelectionOptions & { confirm?: boolean }>(
        async (session, [name], { confirm = false, ...options }, { confirmed }) => {
          const queue = deadLetterQueueNamed(session.names, name);
          const selection = selectionOf(options);
          if (!spoken(selection)) throw new UsageError('dlq drop: say which letters: --order, --message or --reason');
          await confirmed(`this deletes the letters ${spoken(selection)} in ${queue.name} for good`, confirm);
          return dropPart(session, queue, selection);
        },
      ),
    );
};
