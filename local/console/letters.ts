import type { Message } from '@aws-sdk/client-sqs';
import { rejectionsOf } from '../../ops/dlq/hold';
import { type DeadLetter, deadLetter } from '../../ops/dlq/letter';
import { type DeadLetterQueue, queueNameIn } from '../../ops/target/names';
import type { Session } from '../../ops/target/session';
import { rejectionKey } from '../../pipeline/batch/rejections';
import type { Environment } from '../environment';
import type { PeekedMessage } from '../sqs/engine';

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

const read = async ({ sqs }: Environment, session: Session, queue: DeadLetterQueue): Promise<LettersView> => {
  const source = sqs.queueByName(queueNameIn(queue.url));
  const attributes = source?.attributes() ?? {};
  const count =
    Number(attributes.ApproximateNumberOfMessages ?? 0) + Number(attributes.ApproximateNumberOfMessagesNotVisible ?? 0);
  const messages = count > 0 ? (source?.peek(SHOWN) ?? []).map(asMessage) : [];
  const rejections = messages.length > 0 ? await rejectionsOf(session, messages) : new Map();
  const letters = messages.map((message): LetterView => {
    const { MessageId: messageId = '', Body: body = '' } = message;
    const { event: _event, ...letter } = deadLetter(
      queue,
      message,
      rejections.get(rejectionKey({ messageId, body }).PK),
    );
    return letter;
  });
  return { queue: queue.name, holds: queue.holds, count, letters };
};

/** What lies in the dead-letter queues. Looking hides nothing from a redrive and counts as no receive. */
export const lettersIn = (environment: Environment, session: Session): Promise<LettersView[]> =>
  Promise.all(session.names.deadLetterQueues.map((queue) => read(environment, session, queue)));
