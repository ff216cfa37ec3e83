import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import { Effect, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnPipe } from 'aws-cdk-lib/aws-pipes';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { physicalName } from '../names';
import type { GroupedBy } from '../stage-definitions';
import { type WorkQueue, workQueue } from './queues';

/** The way from a rule to a FIFO queue that surely sets a message group per event. */
export interface PipeRoute {
  /** Takes what the rule delivers. */
  readonly ingress: WorkQueue;
  readonly pipe: CfnPipe;
}

export interface PipeRouteProps {
  /** The stage that is fed, the stem of the names. */
  readonly purpose: string;
  readonly groupedBy: GroupedBy;
  /** The stage's FIFO queue. */
  readonly queue: Queue;
}

/** A standard queue for a rule to deliver to, and a pipe from there into a FIFO queue: a pipe's group id may be a path into the event, without doubt. */
export const pipeRoute = (scope: Construct, { purpose, groupedBy, queue }: PipeRouteProps): PipeRoute => {
  const ingress = workQueue(scope, 'Ingress', {
    purpose: `${purpose}-ingress`,
    visibilityTimeout: Duration.seconds(30),
    maxReceiveCount: 3,
    // A standard queue's message keeps its age when it is dead-lettered, so the dead-letter queue must keep it for longer.
    retention: Duration.days(4),
    fifo: false,
  });
  const name = physicalName(scope, purpose);
  const pipe = new CfnPipe(scope, 'Pipe', {
    name,
    desiredState: 'RUNNING',
    roleArn: pipeRole(scope, name, ingress.queue, queue).roleArn,
    source: ingress.queue.queueArn,
    sourceParameters: { sqsQueueParameters: { batchSize: 10 } },
    target: queue.queueArn,
    targetParameters: {
      inputTemplate: '<$.body>',
      sqsQueueParameters: {
        messageGroupId: `$.body.detail.${groupedBy}`,
        // The bus's id of the event, never one that a producer chose: two events with one id must both arrive.
        messageDeduplicationId: '$.body.id',
      },
    },
  });
  return { ingress, pipe };
};

const pipeRole = (scope: Construct, pipeName: string, source: Queue, target: Queue): Role => {
  const stack = Stack.of(scope);
  const pipeArn = stack.formatArn({
    service: 'pipes',
    resource: 'pipe',
    resourceName: pipeName,
    arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
  });
  return new Role(scope, 'PipeRole', {
    assumedBy: new ServicePrincipal('pipes.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': stack.account }, ArnEquals: { 'aws:SourceArn': pipeArn } },
    }),
    inlinePolicies: {
      Carry: new PolicyDocument({
        statements: [
          new PolicyStatement({
            sid: 'TakeFromIngress',
            effect: Effect.ALLOW,
            actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
            resources: [source.queueArn],
          }),
          new PolicyStatement({
            sid: 'SendToStage',
            effect: Effect.ALLOW,
            actions: ['sqs:SendMessage'],
            resources: [target.queueArn],
          }),
        ],
      }),
    },
  });
};
