import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { cutText } from '../../contracts/text';
import type { DeadLetterQueue } from '../target/names';
import type { Session } from '../target/session';
import type { Answer } from '../terminal/answer';
import { counted } from '../terminal/counted';
import { spokenDuration } from '../terminal/duration';
import { table } from '../terminal/table';
import { lookFor } from './hold';
import type { DeadLetter } from './letter';

/** Enough to say what a queue is full of; `dlq show` reads all. */
const LOOKED_AT = 100;

export interface QueueSummary {
  readonly queue: string;
  readonly holds: string;
  readonly visible: number;
  /** Held by somebody: a redrive, or another operator who is looking. */
  readonly inFlight: number;
  /** When the oldest letter was first seen, ISO 8601; of the first hundred if there are more. */
  readonly oldest?: string;
  /** Reasons and how many letters of those looked at have them, the most frequent first. */
  readonly reasons: readonly { readonly reason: string; readonly count: number }[];
}

/** What a queue is full of, from the letters that were looked at. */
export const summarise = (
  { name, holds }: DeadLetterQueue,
  depth: { readonly visible: number; readonly inFlight: number },
  letters: readonly Pick<DeadLetter, 'reason' | 'firstSeen'>[],
): QueueSummary => {
  const counts = new Map<string, number>();
  for (const { reason } of letters) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const oldest = letters.map(({ firstSeen }) => firstSeen).sort()[0];
  return {
    queue: name,
    holds,
    ...depth,
    ...(oldest !== undefined && { oldest }),
    reasons: [...counts].map(([reason, count]) => ({ reason, count })).sort((one, other) => other.count - one.count),
  };
};

const summaryOf = async (session: Session, queue: DeadLetterQueue): Promise<QueueSummary> => {
  const { Attributes } = await session.sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: queue.url,
      AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
    }),
  );
  const visible = Number(Attributes?.ApproximateNumberOfMessages ?? 0);
  const inFlight = Number(Attributes?.ApproximateNumberOfMessagesNotVisible ?? 0);
  const summarised = ({ reason, firstSeen }: DeadLetter) => ({ reason, firstSeen });
  const letters = visible > 0 ? (await lookFor(session, queue, summarised, LOOKED_AT)).letters : [];
  return summarise(queue, { visible, inFlight }, letters);
};

const LONGEST_REASON = 60;
const reasonLine = ({ reasons }: QueueSummary): string => {
  const [first, ...others] = reasons;
  if (!first) return '';
  const more = others.length > 0 ? ` and ${counted(others.length, 'other reason')}` : '';
  return `${first.count} × ${cutText(first.reason, LONGEST_REASON, '…')}${more}`;
};

/** `dlq list`: every queue of dead letters, how deep, how old, and what is in it. */
export const listDeadLetterQueues = async (session: Session): Promise<Answer> => {
  const queues = await Promise.all(session.names.deadLetterQueues.map((queue) => summaryOf(session, queue)));
  const letters = queues.reduce((sum, { visible, inFlight }) => sum + visible + inFlight, 0);
  return {
    lines: [
      ...table(
        ['queue', 'letters', 'held', 'oldest', 'what'],
        queues.map((summary) => [
          summary.queue,
          summary.visible,
          summary.inFlight,
          summary.oldest && `${spokenDuration(session.now() - Date.parse(summary.oldest))} ago`,
          reasonLine(summary) || summary.holds,
        ]),
      ),
      '',
      letters === 0 ? 'no dead letters' : `${counted(letters, 'dead letter')}; dlq show QUEUE tells more`,
    ],
    json: { letters, queues },
  };
};
