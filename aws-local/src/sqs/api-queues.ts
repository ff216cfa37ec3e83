import { AwsError } from '../http/aws-error';
import type { Operation, OperationContext } from '../http/json-service';
import { readInput } from '../http/read-input';
import { INPUT_ERRORS, type Inputs, inputs } from './api-inputs';
import { unlessEmpty } from './api-messages';
import type { Queue, SqsEngine } from './engine';
import type { MoveTask } from './move-task';
import { queueDoesNotExist } from './queue';
import { isQueueAttribute } from './queue-settings';

const MAX_PAGE = 1000;

/** The queue that a URL of any host names; a queue's mere name serves too (LocalStack test_sqs.py::test_set_empty_redrive_policy). */
export const queueOfUrl = (engine: SqsEngine, queueUrl: string): Queue => {
  const [name = '', account = engine.account] = queueUrl.split('/').reverse();
  const queue = account === engine.account ? engine.queueByName(name) : undefined;
  if (queue === undefined) throw queueDoesNotExist(queueUrl);
  return queue;
};

const asPage = (
  names: string[],
  maxResults = MAX_PAGE,
  token?: string,
): { names: string[]; next: string | undefined } => {
  const after = token === undefined ? '' : Buffer.from(token, 'base64').toString('utf8');
  const rest = names.sort().filter((name) => name > after);
  const page = rest.slice(0, maxResults);
  const last = page.at(-1) ?? '';
  return { names: page, next: rest.length > page.length ? Buffer.from(last).toString('base64') : undefined };
};

const taskAnswer = (task: MoveTask): object => ({
  // AWS gives the handle, which serves to cancel, of running tasks only.
  ...(task.status === 'RUNNING' && { TaskHandle: task.handle }),
  Status: task.status,
  SourceArn: task.source.arn,
  ...(task.destinationArn !== undefined && { DestinationArn: task.destinationArn }),
  ...(task.messagesPerSecond !== undefined && { MaxNumberOfMessagesPerSecond: task.messagesPerSecond }),
  ApproximateNumberOfMessagesMoved: task.moved,
  ApproximateNumberOfMessagesToMove: task.toMove,
  ...(task.failureReason !== undefined && { FailureReason: task.failureReason }),
  StartedTimestamp: task.startedMs,
});

/** A map of an answer; SQS leaves out one that is empty. */
const unlessWithoutMembers = <M extends object>(map: M): M | undefined =>
  Object.keys(map).length === 0 ? undefined : map;

const wantedAttributes = (queue: Queue, names: readonly string[]): Record<string, string> => {
  const unknown = names.find((name) => name !== 'All' && !isQueueAttribute(name));
  if (unknown !== undefined) throw new AwsError('InvalidAttributeName', `Unknown Attribute ${unknown}.`);
  const wanted = Object.entries(queue.attributes()).filter(([name]) => names.includes('All') || names.includes(name));
  return Object.fromEntries(wanted);
};

/** The operations on queues as such, redrive tasks included. */
export const queueOperations = (engine: SqsEngine): Record<string, Operation> => {
  const operations: Record<string, Operation> = {};
  const define = <N extends keyof Inputs>(
    name: N,
    perform: (input: Inputs[N], context: OperationContext) => unknown,
  ): void => {
    operations[name] = (input, context) => {
      engine.countRequest(name, false);
      return perform(readInput<Inputs[N]>(inputs[name] as never, input, INPUT_ERRORS), context);
    };
  };
  const urlOf = (name: string, { url }: OperationContext): string => `${url}/${engine.account}/${name}`;

  define('CreateQueue', ({ QueueName, Attributes, tags }, context) => {
    const queue = engine.createQueue(QueueName, Attributes);
    if (tags) queue.setTags({ ...queue.tags, ...tags });
    return { QueueUrl: urlOf(QueueName, context) };
  });
  define('DeleteQueue', ({ QueueUrl }) => engine.deleteQueue(queueOfUrl(engine, QueueUrl)));
  define('GetQueueUrl', ({ QueueName, QueueOwnerAWSAccountId = engine.account }, context) => {
    if (QueueOwnerAWSAccountId !== engine.account || engine.queueByName(QueueName) === undefined) {
      throw queueDoesNotExist(QueueName);
    }
    return { QueueUrl: urlOf(QueueName, context) };
  });
  define('GetQueueAttributes', ({ QueueUrl, AttributeNames = [] }) => ({
    Attributes: unlessWithoutMembers(wantedAttributes(queueOfUrl(engine, QueueUrl), AttributeNames)),
  }));
  define('SetQueueAttributes', ({ QueueUrl, Attributes }) => queueOfUrl(engine, QueueUrl).setAttributes(Attributes));
  define('PurgeQueue', ({ QueueUrl }) => queueOfUrl(engine, QueueUrl).purge());
  define('ListQueues', ({ QueueNamePrefix = '', MaxResults, NextToken }, context) => {
    const all = engine.queues().map((queue) => queue.name);
    const page = asPage(
      all.filter((name) => name.startsWith(QueueNamePrefix)),
      MaxResults,
      NextToken,
    );
    const urls = page.names.map((name) => urlOf(name, context));
    return { ...unlessEmpty('QueueUrls', urls), NextToken: page.next };
  });
  define('ListDeadLetterSourceQueues', ({ QueueUrl, MaxResults, NextToken }, context) => {
    const sources = engine.deadLetterSourcesOf(queueOfUrl(engine, QueueUrl)).map((queue) => queue.name);
    const page = asPage(sources, MaxResults, NextToken);
    // In this one answer the API's member begins in lower case.
    return { queueUrls: page.names.map((name) => urlOf(name, context)), NextToken: page.next };
  });
  define('TagQueue', ({ QueueUrl, Tags }) => {
    const queue = queueOfUrl(engine, QueueUrl);
    queue.setTags({ ...queue.tags, ...Tags });
  });
  define('UntagQueue', ({ QueueUrl, TagKeys }) => {
    const queue = queueOfUrl(engine, QueueUrl);
    queue.setTags(Object.fromEntries(Object.entries(queue.tags).filter(([key]) => !TagKeys.includes(key))));
  });
  define('ListQueueTags', ({ QueueUrl }) => ({
    Tags: unlessWithoutMembers(queueOfUrl(engine, QueueUrl).tags),
  }));
  define('StartMessageMoveTask', ({ SourceArn, DestinationArn, MaxNumberOfMessagesPerSecond }) => ({
    TaskHandle: engine.moveTasks.start({
      sourceArn: SourceArn,
      destinationArn: DestinationArn,
      messagesPerSecond: MaxNumberOfMessagesPerSecond,
    }).handle,
  }));
  define('ListMessageMoveTasks', ({ SourceArn, MaxResults = 1 }) => ({
    Results: engine.moveTasks.list(SourceArn).slice(0, MaxResults).map(taskAnswer),
  }));
  define('CancelMessageMoveTask', ({ TaskHandle }) => ({
    ApproximateNumberOfMessagesMoved: engine.moveTasks.cancel(TaskHandle).moved,
  }));
  return operations;
};
