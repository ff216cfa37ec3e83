import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { CfnRule } from 'aws-cdk-lib/aws-events';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { StageName } from '../../../contracts/events/order-processor';
import type { AlarmThresholds } from '../../config';
import type { Feed } from '../feed';
import type { Stage } from '../stage';
import type { StripeEvents } from '../stripe-events';

export interface ObservedStage {
  readonly name: StageName;
  readonly stage: Stage;
  readonly feed: Feed;
}

/** The service as whoever operates it looks at it. */
export interface Observed {
  readonly stages: readonly ObservedStage[];
  readonly breakerKeeper: LambdaFunction;
  readonly paymentWatcher: LambdaFunction;
  /** Undefined where Stripe's events do not come by EventBridge. */
  readonly stripeEvents: StripeEvents | undefined;
  readonly reconciliation: LambdaFunction;
  /** Invoke the functions beside the stages; what they cannot deliver goes to the delivery-failure queue. */
  readonly otherRules: readonly CfnRule[];
  readonly deliveryFailureQueue: Queue;
  readonly orders: Table;
  readonly thresholds: AlarmThresholds;
}
