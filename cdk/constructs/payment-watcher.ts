import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { EventSourceMapping, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ORDER_PROCESSOR_SOURCE } from '../../contracts/events/order-processor';
import { PAYMENT_CHECKS_INDEX } from '../../pipeline/orders/payment-checks';
import { breakerPartition, ORDERS_TABLE_PREFIX } from '../../pipeline/orders/table-keys';
import type { EnvironmentConfig } from '../config';
import type { NamedResource, ResolvedFoundation } from '../foundation';
import { physicalName } from '../names';
import { NodeFunction } from './function';
import { wakeRule } from './wake-rule';

export interface PaymentWatcherProps {
  readonly foundation: ResolvedFoundation;
  readonly ordersTable: NamedResource;
  /** Name of the breaker around the payment gateway. */
  readonly breakerName: string;
  /** The payment queue's mapping: while it is disabled, nothing is asked for. */
  readonly mapping: EventSourceMapping;
  /** Takes what the schedule could not deliver; its policy must let `ruleArns` send. */
  readonly deliveryFailureQueue: Queue;
  readonly config: EnvironmentConfig;
}

/** A run is some requests to DynamoDB, and one per check; two runs may overlap. */
const TIMEOUT_SECONDS = 60;

/** Finds every minute the pending payments that the payment stage should read at the gateway again. */
export class PaymentWatcher extends Construct {
  readonly lambda: LambdaFunction;
  /** The rules' ARNs, for the delivery-failure queue's policy. */
  readonly ruleArns: readonly string[];

  constructor(scope: Construct, id: string, props: PaymentWatcherProps) {
    super(scope, id);
    const { foundation, ordersTable, breakerName, mapping, config } = props;
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
        POWERTOOLS_SERVICE_NAME: 'payment-watcher',
        POWERTOOLS_LOG_LEVEL: config.logLevel,
      },
      statements: watcherPermissions(props),
    }).lambda;
    const minute = wakeRule(this, 'MinuteRule', {
      lambda: this.lambda,
      target: 'watcher',
      deliveryFailureQueue: props.deliveryFailureQueue,
      when: { name: physicalName(this, 'payment-watcher-minute'), scheduleExpression: 'rate(1 minute)' },
    });
    this.ruleArns = [minute.attrArn];
  }
}

const watcherPermissions = ({
  foundation,
  ordersTable,
  breakerName,
  mapping,
}: PaymentWatcherProps): PolicyStatement[] => {
  const allow = (sid: string, action: string, resource: string, conditions?: Record<string, unknown>) =>
    new PolicyStatement({
      sid,
      effect: Effect.ALLOW,
      actions: [action],
      resources: [resource],
      ...(conditions && { conditions }),
    });
  return [
    allow('FindChecks', 'dynamodb:Query', `${ordersTable.arn}/index/${PAYMENT_CHECKS_INDEX}`),
    allow('PostponeChecks', 'dynamodb:UpdateItem', ordersTable.arn, {
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [`${ORDERS_TABLE_PREFIX.order}*`] },
    }),
    allow('ReadBreaker', 'dynamodb:GetItem', ordersTable.arn, {
      'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [breakerPartition(breakerName)] },
    }),
    allow('ReadMapping', 'lambda:GetEventSourceMapping', mapping.eventSourceMappingArn),
    allow('PublishAsOurselves', 'events:PutEvents', foundation.eventBus.arn, {
      StringEquals: { 'events:source': ORDER_PROCESSOR_SOURCE },
    }),
  ];
};
