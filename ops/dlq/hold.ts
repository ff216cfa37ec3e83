import {
  ChangeMessageVisibilityBatchCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
} from '@aws-sdk/client-sqs';
import { readItems } from '../../pipeline/aws/read-items';
import {
  type FailureRecord,
  failureRecordKey,
  failureRecordKeyOfRelease010,
} from '../../pipeline/batch/failure-records';
import type { DeadLetterQueue } from '../target/names';
import type { Session } from '../target/session';
import { type DeadLetter, deadLetter } from './letter';

/** A message that we hold, so that nobody else receives it, and what may be shown of it. */
export interface HeldLetter {
  readonly message: Message;
  readonly letter: DeadLetter;
}

const PER_RECEIVE = 10;
/** Long enough to send and delete a batch; short enough that messages are back soon if we die. */
const HELD_SECONDS = 60;
/** SQS asks all its servers only on a long poll, so an empty answer of a short one means nothing. */
const WAIT_SECONDS = 1;

/** Where a stage recorded why a message failed, this release or the one before. */
const recordKeys = ({ MessageId: messageId = '', Body: body = '' }: Message) =>
  [failureRecordKey({ body }), failureRecordKeyOfRelease010({ messageId, body })].filter((key) => key !== undefined);

/** What the stages recorded of messages. @returns what looks one up. */
export const rejectionsOf = async (
  { dynamodb, names: { ordersTable } }: Session,
  messages: readonly Message[],
): Promise<(message: Message) => FailureRecord | undefined> => {
  const keys = new Map(messages.flatMap(recordKeys).map((key) => [key.PK, key]));
  // One that stays unread is shown without its reason.
  const { items } = await readItems(
    dynamodb,
    { [ordersTable]: [...keys.values()] },
    { consistent: false, attempts: 5 },
  );
  const records = new Map(
    (items[ordersTable] ?? []).map((item) => [String(item.PK), item as unknown as FailureRecord]),
  );
  return (message) =>
    recordKeys(message)
      .map(({ PK }) => records.get(PK))
      .find((record) => record !== undefined);
};

/** Messages that can be received, among them those behind a message of their group that somebody holds. */
const visibleIn = async ({ sqs }: Session, queueUrl: string): Promise<number> => {
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['ApproximateNumberOfMessages'] }),
  );
  return Number(Attributes?.ApproximateNumberOfMessages ?? 0);
};

/** Gives messages back, so that they can be received at once and in their old order. */
const giveBack = async ({ sqs }: Session, queueUrl: string, receiptHandles: readonly string[]): Promise<void> => {
  for (let from = 0; from < receiptHandles.length; from += PER_RECEIVE) {
    const Entries = receiptHandles.slice(from, from + PER_RECEIVE).map((ReceiptHandle, at) => ({
      Id: `${at}`,
      ReceiptHandle,
      VisibilityTimeout: 0,
    }));
    // What fails here comes back by itself when its time is up.
    await sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: queueUrl, Entries })).catch(() => undefined);
  }
};

/** What became of a pass over a queue. */
export interface Pass {
  /** Letters looked at. */
  readonly held: number;
  /** Letters that cannot be reached: SQS gives nothing more of a FIFO group while its first ten messages are held. */
  readonly hidden: number;
}

/**
 * Takes hold of the messages of a dead-letter queue, ten at a time in their order, shows each to `visit`, and gives back those that it
 * did not remove. Nothing is lost if we die meanwhile: what is held returns after a minute.
 * @param visit gives whether it removed the message from the queue; if it throws, the rest is given back.
 * @param limit most letters to look at.
 */
export const passOver = async (
  session: Session,
  queue: DeadLetterQueue,
  visit: (held: HeldLetter) => Promise<boolean>,
  limit = Number.POSITIVE_INFINITY,
): Promise<Pass> => {
  // Not the messages: a queue of large ones must not have to fit into memory.
  const unremoved = new Set<string>();
  const seen = new Set<string>();
  try {
    while (seen.size < limit) {
      const { Messages = [] } = await session.sqs.send(
        new ReceiveMessageCommand({
          QueueUrl: queue.url,
          MaxNumberOfMessages: Math.min(PER_RECEIVE, limit - seen.size),
          VisibilityTimeout: HELD_SECONDS,
          WaitTimeSeconds: WAIT_SECONDS,
          MessageSystemAttributeNames: ['All'],
          MessageAttributeNames: ['All'],
        }),
      );
      // What comes a second time was held for a minute already: the queue is longer than one pass can be.
      const fresh = Messages.filter(({ MessageId = '' }) => !seen.has(MessageId));
      for (const { ReceiptHandle = '' } of Messages) unremoved.add(ReceiptHandle);
      if (fresh.length === 0) break;
      const rejectionOf = await rejectionsOf(session, fresh);
      for (const message of fresh) {
        seen.add(message.MessageId ?? '');
        if (await visit({ message, letter: deadLetter(queue, message, rejectionOf(message)) })) {
          unremoved.delete(message.ReceiptHandle ?? '');
        }
      }
    }
    return { held: seen.size, hidden: await visibleIn(session, queue.url) };
  } finally {
    await giveBack(session, queue.url, [...unremoved]);
  }
};

/**
 * Looks at the dead letters of a queue and leaves them as they were, but for their receive counts.
 * @param of takes of each what is wanted of it, or undefined if it is not: whole events may be a megabyte each.
 */
export const lookFor = async <T>(
  session: Session,
  queue: DeadLetterQueue,
  of: (letter: DeadLetter) => T | undefined,
  limit?: number,
): Promise<Pass & { readonly letters: T[] }> => {
  const letters: T[] = [];
  const pass = await passOver(
    session,
    queue,
    async ({ letter }) => {
      const wanted = of(letter);
      if (wanted !== undefined) letters.push(wanted);
      return false;
    },
    limit,
  );
  return { ...pass, letters };
};

/** Looks at the dead letters of a queue, all of each. */
export const lookAt = (session: Session, queue: DeadLetterQueue, limit?: number) =>
  lookFor(session, queue, (letter) => letter, limit);
