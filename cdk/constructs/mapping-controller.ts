import type { CfnRule } from 'aws-cdk-lib/aws-events';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { EventSourceMapping, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ORDER_PROCESSOR_SOURCE } from '../../contracts/events/order-processor';
import { breakerPartition } from '../../pipeline/orders/table-keys';
import type { EnvironmentConfig } from '../config';
import type { NamedResource, ResolvedFoundation } from '../foundation';
import { physicalName } from '../names';
import { NodeFunction } from './function';
import { wakeRule } from './wake-rule';

export interface BreakerKeeperProps {
  /** The breaker's name, as in its events and in the orders table. */
  readonly breakerName: string;
  readonly foundation: ResolvedFoundation;
  readonly ordersTable: NamedResource;
  /** The mapping that is paused while the breaker is open. */
  readonly mapping: EventSourceMapping;
  /** The mapping's MaximumConcurrency while all is well. */
  readonly configuredConcurrency: number;
  /** Takes the events that a rule could not deliver; its policy must let `rules` send. */
  readonly deliveryFailureQueue: Queue;
  readonly config: EnvironmentConfig;
}

/** Long enough to wait for a mapping in transition; two runs may overlap. */
const TIMEOUT_SECONDS = 60;

/** Pauses a stage's queue while a circuit breaker is open: woken by the breaker's events, and every minute in case one was lost. */
export class BreakerKeeper extends Construct {
  readonly lambda: LambdaFunction;
  /** Both send what they cannot deliver to the delivery-failure queue. */
  readonly rules: readonly CfnRule[];

  constructor(scope: Construct, id: string, props: BreakerKeeperProps) {
    super(scope, id);
    const { breakerName, config } = props;
    this.lambda = new NodeFunction(this, 'Handler', {
      purpose: 'breaker-keeper',
      entry: 'pipeline/circuit-breaker/mapping-controller/lambda.ts',
      timeoutSeconds: TIMEOUT_SECONDS,
      memoryMb: 256,
      config,
      environment: {
        ORDERS_TABLE: props.ordersTable.name,
        MAPPING_ID: props.mapping.eventSourceMappingId,
        CONFIGURED_CONCURRENCY: `${props.configuredConcurrency}`,
        BREAKER_NAME: breakerName,
        POWERTOOLS_SERVICE_NAME: 'breaker-keeper',
        POWERTOOLS_LOG_LEVEL: config.logLevel,
      },
      statements: [
        new PolicyStatement({
          sid: 'KeepMapping',
          effect: Effect.ALLOW,
          actions: ['lambda:GetEventSourceMapping', 'lambda:UpdateEventSourceMapping'],
          resources: [props.mapping.eventSourceMappingArn],
        }),
        new PolicyStatement({
          sid: 'KnowBreaker',
          effect: Effect.ALLOW,
          actions: ['dynamodb:GetItem', 'dynamodb:PutItem'],
          resources: [props.ordersTable.arn],
          conditions: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [breakerPartition(breakerName)] } },
        }),
      ],
    }).lambda;
    const { lambda } = this;
    const { deliveryFailureQueue } = props;
    const circuit = wakeRule(this, 'CircuitRule', {
      lambda,
      target: 'keeper',
      deliveryFailureQueue,
      when: {
        name: physicalName(this, 'breaker-keeper'),
        eventBusName: props.foundation.eventBus.name,
        eventPattern: {
          source: [ORDER_PROCESSOR_SOURCE],
          'detail-type': ['Circuit Opened', 'Circuit Closed'],
          detail: { name: [breakerName] },
        },
      },
    });
    const minute = wakeRule(this, 'MinuteRule', {
      lambda,
      target: 'keeper',
      deliveryFailureQueue,
      when: { name: physicalName(this, 'breaker-keeper-minute'), scheduleExpression: 'rate(1 minute)' },
    });
    this.rules = [circuit, minute];
  }
}
