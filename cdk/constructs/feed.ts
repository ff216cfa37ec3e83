import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { Effect, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnPipe } from 'aws-cdk-lib/aws-pipes';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { ResolvedFoundation } from '../foundation';
import { physicalName } from '../names';
import { feedPatterns, type Subscription } from './feed-patterns';
import { allowRules, type WorkQueue, workQueue } from './queues';

/** Message group of the events that have no usable ids: one line for all, apart from every order's. */
export const MALFORMED_GROUP = 'malformed';

export interface FeedProps {
  /** The stage that is fed, the stem of the names. */
  readonly purpose: string;
  readonly foundation: ResolvedFoundation;
  readonly subscription: Subscription;
  /** The id that messages are grouped by: what must have a single writer. */
  readonly groupedBy: 'orderId' | 'shopId';
  /** The stage's FIFO queue. */
  readonly queue: Queue;
  /** Takes the events that a rule could not deliver. */
  readonly deliveryFailureQueue: Queue;
}

/**
 * Carries the events of a subscription from the bus into a FIFO queue, each in the message group of its order or shop.
 * A rule alone cannot be trusted to do that (AWS's own sources contradict each other on a JSON path as its group id), a pipe can.
 */
export class Feed extends Construct {
  readonly ingress: WorkQueue;
  readonly pipe: CfnPipe;
  /** The rules' ARNs, for the delivery-failure queue's policy. */
  readonly ruleArns: readonly string[];

  constructor(scope: Construct, id: string, props: FeedProps) {
    super(scope, id);
    const { purpose, queue } = props;
    this.ingress = workQueue(this, 'Ingress', {
      purpose: `${purpose}-ingress`,
      visibilityTimeout: Duration.seconds(30),
      maxReceiveCount: 3,
      // A standard queue's message keeps its age when it is dead-lettered, so the dead-letter queue must keep it for longer.
      retention: Duration.days(4),
      fifo: false,
    });
    const patterns = feedPatterns(props.subscription, props.foundation.eventSrc);
    const main = this.rule('Rule', { ...props, pattern: patterns.main, target: this.ingress.queue });
    const malformed = this.rule('MalformedRule', {
      ...props,
      purpose: `${purpose}-malformed`,
      pattern: patterns.malformed,
      target: queue,
      groupId: MALFORMED_GROUP,
    });
    allowRules(this.ingress.queue, [main.attrArn]);
    allowRules(queue, [malformed.attrArn]);
    this.ruleArns = [main.attrArn, malformed.attrArn];

    const pipeName = physicalName(this, purpose);
    this.pipe = new CfnPipe(this, 'Pipe', {
      name: pipeName,
      desiredState: 'RUNNING',
      roleArn: this.pipeRole(pipeName, queue).roleArn,
      source: this.ingress.queue.queueArn,
      sourceParameters: { sqsQueueParameters: { batchSize: 10 } },
      target: queue.queueArn,
      targetParameters: {
        inputTemplate: '<$.body>',
        sqsQueueParameters: {
          messageGroupId: `$.body.detail.${props.groupedBy}`,
          // The bus's id of the event, never one that a producer chose: two events with one id must both arrive.
          messageDeduplicationId: '$.body.id',
        },
      },
    });
  }

  private rule(
    id: string,
    props: Pick<FeedProps, 'purpose' | 'foundation' | 'deliveryFailureQueue'> & {
      readonly pattern: object;
      readonly target: Queue;
      readonly groupId?: string;
    },
  ): CfnRule {
    return new CfnRule(this, id, {
      name: physicalName(this, props.purpose),
      eventBusName: props.foundation.eventBus.name,
      eventPattern: props.pattern,
      state: 'ENABLED',
      targets: [
        {
          id: 'queue',
          arn: props.target.queueArn,
          deadLetterConfig: { arn: props.deliveryFailureQueue.queueArn },
          ...(props.groupId !== undefined && { sqsParameters: { messageGroupId: props.groupId } }),
        },
      ],
    });
  }

  private pipeRole(pipeName: string, target: Queue): Role {
    const stack = Stack.of(this);
    const pipeArn = stack.formatArn({
      service: 'pipes',
      resource: 'pipe',
      resourceName: pipeName,
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    });
    return new Role(this, 'PipeRole', {
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
              resources: [this.ingress.queue.queueArn],
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
  }
}
