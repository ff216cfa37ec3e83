import { CfnRule } from 'aws-cdk-lib/aws-events';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Subscription } from '../../contracts/events/subscriptions';
import type { FeedRoute } from '../config';
import type { ResolvedFoundation } from '../foundation';
import { physicalName } from '../names';
import type { GroupedBy } from '../stage-definitions';
import { feedPatterns } from './feed-patterns';
import { type PipeRoute, pipeRoute } from './pipe-route';
import { allowRules } from './queues';

/** Message group of the events that have no usable ids: one line for all, apart from every order's. */
const MALFORMED_GROUP = 'malformed';

export interface FeedProps {
  /** The stage that is fed, the stem of the names. */
  readonly purpose: string;
  readonly feed: FeedRoute;
  readonly foundation: ResolvedFoundation;
  readonly subscription: Subscription;
  /** The id that messages are grouped by: what must have a single writer. */
  readonly groupedBy: GroupedBy;
  /** The stage's FIFO queue. */
  readonly queue: Queue;
  /** Takes the events that a rule could not deliver. */
  readonly deliveryFailureQueue: Queue;
}

/**
 * Carries the events of a subscription from the bus into a FIFO queue, each in the message group of its order or shop: by a queue and a pipe, or by the
 * rule alone, where that has been proved (AWS's own sources contradict each other on a JSON path as a rule's group id).
 */
export class Feed extends Construct {
  /** Undefined where the rule delivers to the stage itself. */
  readonly route: PipeRoute | undefined;
  /** Both send what they cannot deliver to the delivery-failure queue. */
  readonly rules: readonly CfnRule[];

  constructor(scope: Construct, id: string, props: FeedProps) {
    super(scope, id);
    const { purpose, queue, groupedBy } = props;
    const patterns = feedPatterns(props.subscription, props.foundation.eventSrc, groupedBy);
    this.route = props.feed === 'pipe' ? pipeRoute(this, props) : undefined;
    const main = this.rule('Rule', {
      ...props,
      pattern: patterns.main,
      // The queue tells a rule's deliveries apart by their content, in which the bus's id of the event is.
      ...(this.route ? { target: this.route.ingress.queue } : { target: queue, groupId: `$.detail.${groupedBy}` }),
    });
    const malformed = this.rule('MalformedRule', {
      ...props,
      purpose: `${purpose}-malformed`,
      pattern: patterns.malformed,
      target: queue,
      groupId: MALFORMED_GROUP,
    });
    if (this.route) {
      allowRules(this.route.ingress.queue, [main.attrArn]);
      allowRules(queue, [malformed.attrArn]);
    } else allowRules(queue, [main.attrArn, malformed.attrArn]);
    this.rules = [main, malformed];
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
}
