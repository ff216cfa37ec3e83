import type { CfnRule } from 'aws-cdk-lib/aws-events';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { EventSourceMapping, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { PAYMENT_CHECKS_INDEX } from '../../pipeline/orders/payment-checks';
import { breakerPartition, ORDERS_TABLE_PREFIX } from '../../pipeline/orders/table-keys';
import type { EnvironmentConfig } from '../config';
import type { NamedResource, ResolvedFoundation } from '../foundation';
import { allow } from '../iam/allow';
import { publishAsOurselves } from '../iam/publish';
import { physicalName } from '../names';
import { NodeFunction } from './function';
import { StripeEvents } from './stripe-events';
import { wakeRule } from './wake-rule';

export interface PaymentWatcherProps {
  readonly foundation: ResolvedFoundation;
  readonly ordersTable: NamedResource;
  /** Name of the breaker around the payment gateway. */
  readonly breakerName: string;
  /** The payment queue's mapping: while it is disabled, nothing is asked for. */
  readonly mapping: EventSourceMapping;
  /** Takes what the schedule could not deliver; its policy must let `rules` send. */
  readonly deliveryFailureQueue: Queue;
  readonly config: EnvironmentConfig;
  /** The payment gateway as the payment stage sees it. */
  readonly gateway: WatchedGateway;
}

interface WatchedGateway {
  readonly secretArn: string;
  /** Names this deployment among all that share the gateway's account. */
  readonly environment: string;
}

/** A run is some requests to DynamoDB, and one per check, or calls of the gateway for 45 seconds; runs may overlap. */
const TIMEOUT_SECONDS = 60;

/**
 * Finds every minute the pending payments that the payment stage should read at the gateway again, and every hour, in one of
 * a day's 24 slices, the refunds that failed late.
 */
export class PaymentWatcher extends Construct {
  readonly lambda: LambdaFunction;
  /** Undefined unless the context names a bus (`stripeEventBus`). */
  readonly stripeEvents: StripeEvents | undefined;
  /** Its schedules, which send what they cannot deliver to the delivery-failure queue. */
  readonly rules: readonly CfnRule[];

  constructor(scope: Construct, id: string, props: PaymentWatcherProps) {
    super(scope, id);
    const { foundation, ordersTable, breakerName, mapping, config, gateway } = props;
    const { stripeEventBus } = config;
    this.stripeEvents =
      stripeEventBus === undefined
        ? undefined
        : new StripeEvents(this, 'StripeEvents', {
            busName: stripeEventBus,
            lambdaTimeoutSeconds: TIMEOUT_SECONDS,
            gatewayEnvironment: gateway.environment,
          });
    this.lambda = new NodeFunction(this, 'Handler', {
      purpose: 'payment-watcher',
      entry: 'stages/payment/watcher/lambda.ts',
      timeoutSeconds: TIMEOUT_SECONDS,
      memoryMb: 256,
      config,
      environment: {
        ORDERS_TABLE: ordersTable.name,
        EVENT_BUS_NAME: foundation.eventBus.name,
        BREAKER_NAME: breakerName,
        MAPPING_ID: mapping.eventSourceMappingId,
        GATEWAY_SECRET_ARN: gateway.secretArn,
        GATEWAY_MODE: config.gatewayMode,
        GATEWAY_ENVIRONMENT: gateway.environment,
        POWERTOOLS_SERVICE_NAME: 'payment-watcher',
        POWERTOOLS_LOG_LEVEL: config.logLevel,
      },
      statements: [...watcherPermissions(props), ...hintPermissions(props, this.stripeEvents)],
    }).lambda;
    this.stripeEvents?.workedBy(this.lambda);
    const woken = { lambda: this.lambda, target: 'watcher', deliveryFailureQueue: props.deliveryFailureQueue };
    const minute = wakeRule(this, 'MinuteRule', {
      ...woken,
      when: { name: physicalName(this, 'payment-watcher-minute'), scheduleExpression: 'rate(1 minute)' },
    });
    const refunds = wakeRule(this, 'RefundsRule', {
      ...woken,
      when: { name: physicalName(this, 'payment-watcher-refunds'), scheduleExpression: 'rate(1 hour)' },
      // The hour decides which refunds are looked at; Lambda repeats what failed after it may be over.
      inputTransformer: { inputPathsMap: { time: '$.time' }, inputTemplate: '{"sweepRefundsAt":<time>}' },
    });
    this.rules = [minute, refunds];
  }
}

const ITEMS_OF_ORDERS = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [`${ORDERS_TABLE_PREFIX.order}*`] } };

const watcherPermissions = ({
  foundation,
  ordersTable,
  breakerName,
  mapping,
  gateway,
}: PaymentWatcherProps): PolicyStatement[] => [
  allow('FindChecks', ['dynamodb:Query'], `${ordersTable.arn}/index/${PAYMENT_CHECKS_INDEX}`),
  allow('PostponeChecks', ['dynamodb:UpdateItem'], ordersTable.arn, ITEMS_OF_ORDERS),
  allow('ReadBreaker', ['dynamodb:GetItem'], ordersTable.arn, {
    'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [breakerPartition(breakerName)] },
  }),
  allow('ReadMapping', ['lambda:GetEventSourceMapping'], mapping.eventSourceMappingArn),
  publishAsOurselves(foundation.eventBus.arn),
  allow('ReadGatewayKey', ['secretsmanager:GetSecretValue'], gateway.secretArn),
];

/** What working Stripe's events takes besides. */
const hintPermissions = (
  { ordersTable }: PaymentWatcherProps,
  stripeEvents: StripeEvents | undefined,
): PolicyStatement[] =>
  stripeEvents
    ? [
        allow('ReadChecks', ['dynamodb:BatchGetItem'], ordersTable.arn, ITEMS_OF_ORDERS),
        allow(
          'DrainHints',
          ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
          stripeEvents.work.queue.queueArn,
        ),
      ]
    : [];
