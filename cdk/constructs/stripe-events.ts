import { Duration, Validations } from 'aws-cdk-lib';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { EventSourceMapping, type IFunction, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { physicalName } from '../names';
import { allowRules, type WorkQueue, workQueue } from './queues';

export interface StripeEventsProps {
  /** The partner event bus, which has the name of its event source: `aws.partner/stripe.com/ed_…`. */
  readonly busName: string;
  /** Timeout of the function that works the hints. */
  readonly lambdaTimeoutSeconds: number;
  /** Names this deployment in the metadata of its intents. */
  readonly gatewayEnvironment: string;
}

/** Of an intent: what a pending charge ends with. */
const INTENT_EVENTS = ['payment_intent.succeeded', 'payment_intent.payment_failed', 'payment_intent.canceled'];
/** Of money that goes back. A refund that Stripe makes at once may tell of itself by `charge.refunded` alone. */
const RETURN_EVENTS = [
  'refund.updated',
  'refund.failed',
  'charge.refunded',
  'charge.dispute.created',
  'charge.dispute.closed',
];

const OBJECT = '$.detail.data.object';
/** Every pattern asks for what its paths pick, so that each path leads to a string. */
const EVENT_PATHS = { event: '$.detail.id', type: '$.detail-type' };

/** A message waits for the payment queue, which a breaker or an operator may have paused: 6 minutes, 50 times. */
const MAX_RECEIVES = 50;

/**
 * Stripe's events, which an event destination sends to a partner event bus. The rules pass on ids only: an intent carries its
 * client secret. That is also why their targets have no dead-letter queue, which would keep the whole event; what is
 * lost is a hint, and the schedule asks anyway.
 */
export class StripeEvents extends Construct {
  readonly work: WorkQueue;
  /** Without a dead-letter queue. */
  readonly rules: readonly CfnRule[];

  constructor(scope: Construct, id: string, props: StripeEventsProps) {
    super(scope, id);
    this.work = workQueue(this, 'Hints', {
      purpose: 'stripe-events',
      visibilityTimeout: Duration.seconds(6 * props.lambdaTimeoutSeconds),
      maxReceiveCount: MAX_RECEIVES,
      retention: Duration.days(4),
      fifo: false,
    });
    this.rules = [this.intents(props), this.returns(props)];
    allowRules(
      this.work.queue,
      this.rules.map(({ attrArn }) => attrArn),
    );
  }

  /** Lets a function work the hints; its role must allow it to drain the queue. */
  workedBy(lambda: LambdaFunction): void {
    const mapping = new EventSourceMapping(this, 'Mapping', {
      // The CDK's classes do not satisfy its own interfaces under exactOptionalPropertyTypes.
      target: lambda as IFunction,
      eventSourceArn: this.work.queue.queueArn,
      batchSize: 10,
      reportBatchItemFailures: true,
      // Each reads one intent at a time.
      maxConcurrency: 2,
    });
    Validations.of(mapping).acknowledge({
      id: 'Serverless-LambdaEventSourceMappingDestination',
      reason: 'Destinations are for streams. What fails stays in the queue, whose redrive policy takes it further.',
    });
  }

  /** Intents say in their metadata whose they are: only those of this deployment come, and nothing has to be read. */
  private intents({ busName, gatewayEnvironment }: StripeEventsProps): CfnRule {
    const anyId = [{ exists: true }];
    return this.rule('Intents', busName, 'stripe-intents', {
      pattern: {
        'detail-type': INTENT_EVENTS,
        detail: {
          id: anyId,
          data: {
            object: {
              id: [{ prefix: 'pi_' }],
              metadata: { environment: [gatewayEnvironment], orderId: anyId, shopId: anyId },
            },
          },
        },
      },
      paths: {
        payment: `${OBJECT}.id`,
        orderId: `${OBJECT}.metadata.orderId`,
        shopId: `${OBJECT}.metadata.shopId`,
      },
    });
  }

  /** Refunds, charges and disputes name their intent. */
  private returns({ busName }: StripeEventsProps): CfnRule {
    return this.rule('Returns', busName, 'stripe-refunds-and-disputes', {
      pattern: {
        'detail-type': RETURN_EVENTS,
        detail: { id: [{ exists: true }], data: { object: { payment_intent: [{ prefix: 'pi_' }] } } },
      },
      paths: { payment: `${OBJECT}.payment_intent` },
    });
  }

  private rule(
    id: string,
    busName: string,
    purpose: string,
    { pattern, paths }: { readonly pattern: object; readonly paths: Readonly<Record<string, string>> },
  ): CfnRule {
    const inputPathsMap = { ...EVENT_PATHS, ...paths };
    const fields = Object.keys(inputPathsMap).map((name) => `"${name}":<${name}>`);
    const rule = new CfnRule(this, id, {
      name: physicalName(this, purpose),
      eventBusName: busName,
      eventPattern: { source: [busName], ...pattern },
      state: 'ENABLED',
      targets: [
        {
          id: 'queue',
          arn: this.work.queue.queueArn,
          inputTransformer: { inputPathsMap, inputTemplate: `{${fields.join(',')}}` },
        },
      ],
    });
    Validations.of(rule).acknowledge({
      id: 'Serverless-EventBusDLQ',
      reason:
        "A dead-letter queue would keep Stripe's whole event with the intent's client secret; a hint may be lost.",
    });
    return rule;
  }
}
