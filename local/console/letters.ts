import type { Message } from '@aws-sdk/client-sqs';
import type { PeekedMessage } from '@coffee-shop/aws-local';
import { rejectionsOf } from '../../ops/dlq/hold';
import { type DeadLetter, deadLetter } from '../../ops/dlq/letter';
import { type DeadLetterQueue, queueNameIn } from '../../ops/target/names';
import type { Session } from '../../ops/target/session';
import { orderIdIn } from '../../pipeline/batch/dead-letter';
import type { AnyEnvironment } from '../environment';

/** A dead letter without its event: the page shows the reason, and `npm run ops -- dlq show` the rest. */
export type LetterView = Omit<DeadLetter, 'event'>;

export interface LettersView {
  readonly queue: string;
  readonly holds: string;
  readonly count: number;
  /** The oldest of them. */
  readonly letters: readonly LetterView[];
}

const SHOWN = 20;

/** As if it had been received: `deadLetter` takes off the receive by which a message was got, and a look is none. */
const asMessage = ({ messageId, body, attributes, messageAttributes }: PeekedMessage): Message => ({
  MessageId: messageId,
  Body: body,
  Attributes: {
    ...attributes,
    ApproximateReceiveCount: String(Number(attributes.ApproximateReceiveCount ?? 0) + 1),
  },
  MessageAttributes: Object.fromEntries(
    Object.entries(messageAttributes).map(([name, { DataType, StringValue }]) => [
      name,
      { DataType, ...(StringValue !== undefined && { StringValue }) },
    ]),
  ),
});

const viewed = async (
  session: Session,
  queue: DeadLetterQueue,
  peeked: readonly PeekedMessage[],
): Promise<LetterView[]> => {
  const messages = peeked.map(asMessage);
  if (messages.length === 0) return [];
  const rejectionOf = await rejectionsOf(session, messages);
  return messages.map((message) => {
    const { event: _event, ...letter } = deadLetter(queue, message, rejectionOf(message));
    return letter;
  });
};

/** What lies in the dead-letter queues. Looking hides nothing from a redrive and counts as no receive. */
export const lettersIn = ({ sqs }: AnyEnvironment, session: Session): Promise<LettersView[]> =>
  Promise.all(
    session.names.deadLetterQueues.map(async (queue) => {
      const source = sqs.queueByName(queueNameIn(queue.url));
      const { ApproximateNumberOfMessages: visible = 0, ApproximateNumberOfMessagesNotVisible: held = 0 } =
        source?.attributes() ?? {};
      const count = Number(visible) + Number(held);
      const letters = count > 0 ? await viewed(session, queue, source?.peek(SHOWN) ?? []) : [];
      return { queue: queue.name, holds: queue.holds, count, letters };
    }),
  );

/** The dead letters of one order, wherever they lie. */
export const lettersOf = async ({ sqs }: AnyEnvironment, session: Session, orderId: string): Promise<LetterView[]> => {
  const found = await Promise.all(
    session.names.deadLetterQueues.map((queue) => {
      const peeked = sqs.queueByName(queueNameIn(queue.url))?.peek() ?? [];
      // The text first: of thousands of dead letters only few are worth parsing. JSON may have written the id with escapes.
      const mayHold = (body: string): boolean => body.includes(orderId) || body.includes('\\u');
      const own = peeked.filter(({ body }) => mayHold(body) && orderIdIn(body) === orderId);
      return viewed(session, queue, own.slice(0, SHOWN));
    }),
  );
  return found.flat();
};
