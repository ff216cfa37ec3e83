import { ArnFormat, Duration, Stack, Validations } from 'aws-cdk-lib';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type CfnQueue, DeduplicationScope, FifoThroughputLimit, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { physicalName } from '../names';

/** The longest that SQS keeps a message. */
const LONGEST_RETENTION = Duration.days(14);

export interface WorkQueueProps {
  /** What the queue is for, the stem of its name. */
  readonly purpose: string;
  readonly visibilityTimeout: Duration;
  /** Receives before a message goes to the dead-letter queue. */
  readonly maxReceiveCount: number;
  /** How long a message may wait; the dead-letter queue keeps its messages for 14 days. */
  readonly retention: Duration;
  /** FIFO in high-throughput mode, with content-based deduplication for senders that give no id (EventBridge rules). */
  readonly fifo: boolean;
}

export interface WorkQueue {
  readonly queue: Queue;
  readonly deadLetterQueue: Queue;
}

/**
 * A queue and its dead-letter queue, which takes messages by redrive from this queue only: nobody may send to it, so that
 * SQS knows of each message where it came from and can move it back.
 */
export const workQueue = (scope: Construct, id: string, props: WorkQueueProps): WorkQueue => {
  const deadLetterQueue = plainQueue(scope, `${id}DeadLetterQueue`, {
    purpose: `${props.purpose}-dlq`,
    fifo: props.fifo,
    retention: LONGEST_RETENTION,
  });
  Validations.of(deadLetterQueue).acknowledge({
    id: 'Serverless-SQSRedrivePolicy',
    reason: 'It is a dead-letter queue: an alarm is raised for its first message, and people take it from there.',
  });
  const queue = plainQueue(scope, `${id}Queue`, {
    ...props,
    deadLetter: { queue: deadLetterQueue, maxReceiveCount: props.maxReceiveCount },
  });
  // By name: a reference to the queue would close a circle, for the queue refers to its dead-letter queue.
  const sourceArn = Stack.of(scope).formatArn({
    service: 'sqs',
    resource: physicalName(scope, props.purpose, props.fifo ? '.fifo' : ''),
    arnFormat: ArnFormat.NO_RESOURCE_NAME,
  });
  (deadLetterQueue.node.defaultChild as CfnQueue).redriveAllowPolicy = {
    redrivePermission: 'byQueue',
    sourceQueueArns: [sourceArn],
  };
  return { queue, deadLetterQueue };
};

/** A standard queue that keeps what nobody else could take. */
export const holdingQueue = (scope: Construct, id: string, purpose: string): Queue => {
  const queue = plainQueue(scope, id, { purpose, fifo: false, retention: LONGEST_RETENTION });
  const reason =
    'It is where rules put what they could not deliver, and nobody polls it: an alarm is raised for its first message.';
  Validations.of(queue).acknowledge({ id: 'AwsSolutions-SQS3', reason }, { id: 'Serverless-SQSRedrivePolicy', reason });
  return queue;
};

/** Lets rules, named by their ARNs, send to a queue. */
export const allowRules = (queue: Queue, ruleArns: readonly string[]): void => {
  queue.addToResourcePolicy(
    new PolicyStatement({
      sid: 'RulesMaySend',
      effect: Effect.ALLOW,
      principals: [new ServicePrincipal('events.amazonaws.com')],
      actions: ['sqs:SendMessage'],
      resources: [queue.queueArn],
      conditions: { ArnEquals: { 'aws:SourceArn': [...ruleArns] } },
    }),
  );
};

interface PlainQueueProps {
  readonly purpose: string;
  readonly fifo: boolean;
  readonly retention: Duration;
  readonly visibilityTimeout?: Duration;
  readonly deadLetter?: { readonly queue: Queue; readonly maxReceiveCount: number };
}

const plainQueue = (scope: Construct, id: string, props: PlainQueueProps): Queue =>
  new Queue(scope, id, {
    queueName: physicalName(scope, props.purpose, props.fifo ? '.fifo' : ''),
    retentionPeriod: props.retention,
    // EventBridge cannot send to a queue that is encrypted with a key of AWS's own in KMS; SSE-SQS it can.
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    ...(props.visibilityTimeout && { visibilityTimeout: props.visibilityTimeout }),
    ...(props.deadLetter && { deadLetterQueue: props.deadLetter }),
    ...(props.fifo && {
      fifo: true,
      contentBasedDeduplication: true,
      deduplicationScope: DeduplicationScope.MESSAGE_GROUP,
      fifoThroughputLimit: FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
    }),
  });
