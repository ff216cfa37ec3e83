import {
  GetQueueAttributesCommand,
  ListMessageMoveTasksCommand,
  type ListMessageMoveTasksResultEntry,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import type { DeadLetterQueue } from '../target/names';
import type { Session } from '../target/session';
import type { Answer } from '../terminal/answer';

const POLL_MS = 1_000;

/** What a move task has come to, in words. */
const progressLine = ({
  Status = 'UNKNOWN',
  ApproximateNumberOfMessagesMoved: moved = 0,
  ApproximateNumberOfMessagesToMove: toMove,
  FailureReason,
}: ListMessageMoveTasksResultEntry): string =>
  `${Status.toLowerCase()}: ${moved}${toMove === undefined ? '' : ` of ${toMove}`} moved${FailureReason ? `, ${FailureReason}` : ''}`;

const latestTask = async ({ sqs }: Session, SourceArn: string): Promise<ListMessageMoveTasksResultEntry | undefined> =>
  (await sqs.send(new ListMessageMoveTasksCommand({ SourceArn, MaxResults: 1 }))).Results?.[0];

const answer = (queue: DeadLetterQueue, task: ListMessageMoveTasksResultEntry, first: string): Answer => {
  const { Status: status, ApproximateNumberOfMessagesMoved: moved = 0, FailureReason: failureReason } = task;
  const isOver = status !== 'RUNNING';
  return {
    lines: [
      first,
      progressLine(task),
      ...(isOver ? [] : [`it goes on by itself; dlq redrive ${queue.name} --wait follows it`]),
    ],
    json: { queue: queue.name, status, moved, ...(failureReason !== undefined && { failureReason }) },
    failed: isOver && status !== 'COMPLETED',
  };
};

/**
 * `dlq redrive QUEUE`: has SQS move all letters back to where they came from. A task that runs already is joined, so that it may be run
 * again after it died.
 */
export const redriveAll = async (
  session: Session,
  queue: DeadLetterQueue,
  { velocity, wait }: { readonly velocity?: number; readonly wait: boolean },
): Promise<Answer> => {
  const { sqs, sleep, progress } = session;
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: queue.url, AttributeNames: ['QueueArn'] }),
  );
  const SourceArn = Attributes?.QueueArn ?? '';
  let task = await latestTask(session, SourceArn);
  const isJoined = task?.Status === 'RUNNING';
  if (!isJoined) {
    await sqs.send(
      new StartMessageMoveTaskCommand({
        SourceArn,
        ...(velocity !== undefined && { MaxNumberOfMessagesPerSecond: velocity }),
      }),
    );
    task = await latestTask(session, SourceArn);
  }
  const first = isJoined ? `a redrive of ${queue.name} runs already` : `redrive of ${queue.name} started`;
  let said = '';
  while (wait && task?.Status === 'RUNNING') {
    const line = progressLine(task);
    if (line !== said) progress(line);
    said = line;
    await sleep(POLL_MS);
    task = await latestTask(session, SourceArn);
  }
  if (!task) throw new Error(`SQS does not know of a redrive of ${queue.name} that it has just started`);
  return answer(queue, task, first);
};
