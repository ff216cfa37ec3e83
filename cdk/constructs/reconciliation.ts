import type { CfnRule } from 'aws-cdk-lib/aws-events';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { OPEN_ORDERS_INDEX } from '../../pipeline/orders/open-orders';
import type { EnvironmentConfig } from '../config';
import type { NamedResource } from '../foundation';
import { allow } from '../iam/allow';
import { physicalName } from '../names';
import { NodeFunction } from './function';
import { wakeRule } from './wake-rule';

export interface ReconciliationProps {
  readonly ordersTable: NamedResource;
  readonly counterTable: NamedResource;
  /** Takes what the schedule could not deliver; its policy must let `rule` send. */
  readonly deliveryFailureQueue: Queue;
  readonly config: EnvironmentConfig;
}

/** Two looks at some thousand open orders, and ten seconds between them. */
const TIMEOUT_SECONDS = 60;

/** Looks every few minutes whether the stock is what the orders say, and for how long orders are open. It changes nothing. */
export class Reconciliation extends Construct {
  readonly lambda: LambdaFunction;
  /** Sends what it cannot deliver to the delivery-failure queue. */
  readonly rule: CfnRule;

  constructor(scope: Construct, id: string, props: ReconciliationProps) {
    super(scope, id);
    const { ordersTable, counterTable, config } = props;
    this.lambda = new NodeFunction(this, 'Handler', {
      purpose: 'reconciliation',
      entry: 'stages/inventory/reconciliation/lambda.ts',
      timeoutSeconds: TIMEOUT_SECONDS,
      memoryMb: 512,
      config,
      environment: {
        ORDERS_TABLE: ordersTable.name,
        COUNTER_TABLE: counterTable.name,
        OPEN_TOO_LONG_MINUTES: `${config.alarms.openTooLongMinutes}`,
        POWERTOOLS_SERVICE_NAME: 'reconciliation',
        POWERTOOLS_LOG_LEVEL: config.logLevel,
      },
      statements: [
        allow('ReadOpenOrders', ['dynamodb:BatchGetItem'], ordersTable.arn),
        allow('FindOpenOrders', ['dynamodb:Query'], `${ordersTable.arn}/index/${OPEN_ORDERS_INDEX}`),
        allow('ReadStock', ['dynamodb:Scan', 'dynamodb:BatchGetItem'], counterTable.arn),
      ],
    }).lambda;
    this.rule = wakeRule(this, 'Schedule', {
      lambda: this.lambda,
      target: 'reconciliation',
      deliveryFailureQueue: props.deliveryFailureQueue,
      when: {
        name: physicalName(this, 'reconciliation'),
        scheduleExpression: `rate(${RECONCILED_EVERY_MINUTES} minutes)`,
      },
    });
  }
}

/** Its metrics have a value per run: what judges them must not look more often. */
const RECONCILED_EVERY_MINUTES = 5;
