import type { Queue } from '@coffee-shop/aws-local';
import type { DeadLetter } from '../../simulation/audit/evidence';
import type { Environment } from '../environment';

/** Whether messages end in this queue: another queue's redrive policy or a rule's target names it. */
const isForDeadLetters = ({ sqs, events }: Environment, queue: Queue): boolean =>
  sqs.deadLetterSourcesOf(queue).length > 0 ||
  events.buses
    .list()
    .flatMap(({ name }) => events.rules.list(name))
    .some(({ targets }) => [...targets.values()].some(({ DeadLetterConfig }) => DeadLetterConfig?.Arn === queue.arn));

export const deadLetterQueues = (environment: Environment): ReadonlySet<Queue> =>
  new Set(environment.sqs.queues().filter((queue) => isForDeadLetters(environment, queue)));

/** Messages of a queue: waiting, in flight and delayed. */
const depthOf = (queue: Queue): number => {
  const attributes = queue.attributes();
  return (
    Number(attributes.ApproximateNumberOfMessages) +
    Number(attributes.ApproximateNumberOfMessagesNotVisible) +
    Number(attributes.ApproximateNumberOfMessagesDelayed)
  );
};

/** Messages that are under way: those in all queues but the given ones. */
export const underWay = ({ sqs }: Environment, deadLetters: ReadonlySet<Queue>): number =>
  sqs.queues().reduce((sum, queue) => sum + (deadLetters.has(queue) ? 0 : depthOf(queue)), 0);

/** What lies in the dead-letter queues; looking hides nothing and counts as no receive. */
export const lettersIn = (queues: ReadonlySet<Queue>): Omit<DeadLetter, 'reason'>[] =>
  [...queues].flatMap((queue) => queue.peek().map(({ messageId, body }) => ({ queue: queue.name, messageId, body })));

/** The queues as the API knows them. */
export const queueUrls = (
  { sqs, url }: Environment,
  deadLetters: ReadonlySet<Queue>,
): { queueUrl: string; forDeadLetters: boolean }[] =>
  sqs.queues().map((queue) => ({
    queueUrl: `${url}/${sqs.account}/${queue.name}`,
    forDeadLetters: deadLetters.has(queue),
  }));
