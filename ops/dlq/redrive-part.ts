import {
  DeleteMessageCommand,
  type Message,
  type MessageAttributeValue,
  SendMessageCommand,
  type SendMessageCommandInput,
} from '@aws-sdk/client-sqs';
import { type DeadLetterQueue, type Names, queueNameIn } from '../target/names';
import type { Session } from '../target/session';
import type { Answer } from '../terminal/answer';
import { counted } from '../terminal/counted';
import { passOver } from './hold';
import { type DeadLetter, isSelected, type Selection } from './letter';
import { field, hiddenLine } from './show';

/** A message that came from no queue of the stack's own: sent here by hand, or by a rule that invokes a function. */
class NoDestinationError extends Error {
  override readonly name = 'NoDestinationError';
}

/**
 * Where a dead letter goes back to: the queue that SQS says it came from, the target of the rule that could not deliver it, else the
 * queue that this dead-letter queue serves.
 * @throws NoDestinationError if that is none of the stack's own queues.
 */
export const destinationOf = (message: Message, queue: DeadLetterQueue, { workQueueUrls }: Names): string => {
  const arn = message.Attributes?.DeadLetterQueueSourceArn ?? message.MessageAttributes?.TARGET_ARN?.StringValue;
  if (arn === undefined && queue.sourceUrl !== undefined) return queue.sourceUrl;
  const url = workQueueUrls.find((known) => arn !== undefined && queueNameIn(known) === queueNameIn(arn));
  if (url === undefined)
    throw new NoDestinationError(`message ${message.MessageId} came from ${arn ?? 'nowhere'}, not a queue of ours`);
  return url;
};

const MALFORMED_GROUP = 'malformed';

/** Attributes as they can be sent; SQS gives them back with empty lists that it does not take. */
const sendable = (attributes: Message['MessageAttributes'] = {}): Record<string, MessageAttributeValue> =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      { DataType, ...(StringValue !== undefined && { StringValue }), ...(BinaryValue && { BinaryValue }) },
    ]),
  );

/**
 * The same message for its queue. Its deduplication id is its own, so that the window of the first delivery does not swallow it, and
 * follows from the message id, so that a second attempt within five minutes is swallowed.
 */
export const resend = (message: Message, queueUrl: string): SendMessageCommandInput => {
  const { MessageId = '', Body = '', Attributes = {} } = message;
  const trace = Attributes.AWSTraceHeader;
  return {
    QueueUrl: queueUrl,
    MessageBody: Body,
    MessageAttributes: sendable(message.MessageAttributes),
    ...(trace !== undefined && {
      MessageSystemAttributes: { AWSTraceHeader: { DataType: 'String', StringValue: trace } },
    }),
    ...(queueUrl.endsWith('.fifo') && {
      MessageGroupId: Attributes.MessageGroupId ?? MALFORMED_GROUP,
      MessageDeduplicationId: `redrive-${MessageId}`,
    }),
  };
};

type Removal = 'redriven' | 'dropped';

interface Removed {
  readonly messageIds: readonly string[];
  readonly hidden: number;
  /** Why selected letters stayed where they are. */
  readonly stayed: readonly string[];
}

/**
 * Removes the selected letters, in order, once `before` has done with each. Passes are repeated while they uncover letters that lay
 * behind the removed ones. A failure ends it, so that no later letter of a group overtakes: run it again.
 */
const removeSelected = async (
  session: Session,
  queue: DeadLetterQueue,
  selection: Selection,
  before: (message: Message) => Promise<void>,
): Promise<Removed> => {
  const messageIds: string[] = [];
  const stayed = new Set<string>();
  for (;;) {
    const removedBefore = messageIds.length;
    const { hidden } = await passOver(session, queue, async ({ message, letter }) => {
      if (!isSelected(letter, selection)) return false;
      try {
        await before(message);
      } catch (error) {
        if (!(error instanceof NoDestinationError)) throw error;
        // It has no place in any queue, so nothing that follows can overtake it.
        stayed.add(error.message);
        return false;
      }
      await session.sqs.send(new DeleteMessageCommand({ QueueUrl: queue.url, ReceiptHandle: message.ReceiptHandle }));
      messageIds.push(letter.messageId);
      session.progress(progressLine(letter));
      return true;
    });
    if (messageIds.length === removedBefore || hidden === 0) return { messageIds, hidden, stayed: [...stayed] };
  }
};

const progressLine = ({ type = 'message', orderId, messageId }: DeadLetter): string =>
  `${field(type)} of order ${field(orderId)} (${messageId})`;

const answer = (removal: Removal, queue: DeadLetterQueue, { messageIds, hidden, stayed }: Removed): Answer => ({
  lines: [
    messageIds.length + stayed.length === 0
      ? `no letter of ${queue.name} is like that`
      : `${counted(messageIds.length, 'letter')} ${removal}`,
    ...stayed.map((why) => `not ${removal}: ${why}`),
    ...(hidden > 0 ? [hiddenLine(hidden, queue.name)] : []),
  ],
  json: { queue: queue.name, [removal]: messageIds.length, messageIds, hidden, stayed },
  failed: messageIds.length === 0 || stayed.length > 0,
});

/**
 * `dlq redrive QUEUE --order … | --message … | --reason …`: sends the selected letters back, each deleted here only after it was taken there. Dying half way
 * and running again loses none; one that was sent but not yet deleted is swallowed by the deduplication window for five minutes, and
 * after that delivered twice, which the stages make good.
 */
export const redrivePart = async (session: Session, queue: DeadLetterQueue, selection: Selection): Promise<Answer> =>
  answer(
    'redriven',
    queue,
    await removeSelected(session, queue, selection, async (message) => {
      await session.sqs.send(new SendMessageCommand(resend(message, destinationOf(message, queue, session.names))));
    }),
  );

/** `dlq drop QUEUE --order … | --message … | --reason …`: deletes the selected letters for good. */
export const dropPart = async (session: Session, queue: DeadLetterQueue, selection: Selection): Promise<Answer> =>
  answer('dropped', queue, await removeSelected(session, queue, selection, async () => undefined));
