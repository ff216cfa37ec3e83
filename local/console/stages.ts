import type { Queue } from '@coffee-shop/aws-local';
import { queueNameIn } from '../../ops/target/names';
import type { Session } from '../../ops/target/session';
import type { AnyEnvironment } from '../environment';

/** A queue as the page shows it. */
interface QueueView {
  readonly name: string;
  readonly waiting: number;
  readonly inFlight: number;
  /** Environment milliseconds since its oldest message was sent; missing if it is empty. */
  readonly oldestMs?: number;
}

/** A stage: the queue it drains, what feeds that queue, and whether it is drained. */
export interface StageView {
  readonly stage: string;
  readonly mapping: string;
  readonly concurrency?: number;
  readonly queues: readonly QueueView[];
}

const depth = (queue: Queue): Pick<QueueView, 'waiting' | 'inFlight'> => {
  const attributes = queue.attributes();
  return {
    waiting: Number(attributes.ApproximateNumberOfMessages) + Number(attributes.ApproximateNumberOfMessagesDelayed),
    inFlight: Number(attributes.ApproximateNumberOfMessagesNotVisible),
  };
};

const viewOf = (name: string, queue: Queue, nowMs: number): QueueView => {
  const { waiting, inFlight } = depth(queue);
  const [oldest] = waiting + inFlight > 0 ? queue.peek(1) : [];
  return {
    name,
    waiting,
    inFlight,
    ...(oldest && { oldestMs: Math.max(0, nowMs - Number(oldest.attributes.SentTimestamp)) }),
  };
};

/** Every stage that the stack has, with its queues; found by the stack's outputs, so that a fourth one is shown too. */
export const stagesOf = ({ sqs, lambda, clock }: AnyEnvironment, { names }: Pick<Session, 'names'>): StageView[] =>
  Object.entries(names.mappingIds).map(([stage, uuid]) => {
    const { state, maximumConcurrency, queueArn } = lambda.mapping(uuid);
    const ingress = names.deadLetterQueues.find(({ name }) => name === `${stage}-ingress-dlq`)?.sourceUrl;
    const sources = [
      { name: `${stage} ingress`, queue: ingress === undefined ? undefined : sqs.queueByName(queueNameIn(ingress)) },
      { name: stage, queue: sqs.queueByArn(queueArn) },
    ];
    return {
      stage,
      mapping: state,
      ...(maximumConcurrency !== undefined && { concurrency: maximumConcurrency }),
      queues: sources.flatMap(({ name, queue }) => (queue ? [viewOf(name, queue, clock.now())] : [])),
    };
  });
