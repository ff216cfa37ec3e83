import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { StageName } from '../contracts/events/order-processor';
import { COUNTER_PREFIX } from '../contracts/tables/counter-table';
import type { ResolvedFoundation } from './foundation';
import { allow } from './iam/allow';
import { publishAsOurselves } from './iam/publish';

const ANY_METRICS = `${COUNTER_PREFIX.metrics}*`;

export interface StageResources {
  readonly foundation: ResolvedFoundation;
  readonly ordersTableArn: string;
  readonly gatewaySecretArn: string;
}

/**
 * What a stage may do, besides draining its queue and writing its log. A transaction needs the rights of each of its actions, a
 * batch those of the batch.
 */
export const stagePermissions = (stage: StageName, resources: StageResources): PolicyStatement[] => {
  const { foundation, ordersTableArn } = resources;
  const { configTable, counterTable, eventBus } = foundation;
  const everyStage = [
    // BatchWriteItem is for release 0.1.0, which a release runs beside this one.
    allow('KeepOrders', ['dynamodb:BatchGetItem', 'dynamodb:PutItem', 'dynamodb:BatchWriteItem'], ordersTableArn),
    allow('ReadConfig', ['dynamodb:BatchGetItem'], configTable.arn),
    publishAsOurselves(eventBus.arn),
  ];
  const count = allow('Count', ['dynamodb:UpdateItem'], counterTable.arn, keysLike(ANY_METRICS));
  switch (stage) {
    case 'payment':
      return [
        ...everyStage,
        count,
        // Powertools' idempotency records: it reads, completes and gives up a record by these.
        allow('KeepIdempotency', ['dynamodb:GetItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'], ordersTableArn),
        allow('ReadGatewayKey', ['secretsmanager:GetSecretValue'], resources.gatewaySecretArn),
      ];
    case 'inventory':
      return [
        ...everyStage,
        // One statement for both: a request that holds keys of both kinds would satisfy neither of two.
        allow(
          'KeepStockAndCount',
          ['dynamodb:BatchGetItem', 'dynamodb:UpdateItem'],
          counterTable.arn,
          keysLike(ANY_METRICS, `${COUNTER_PREFIX.stock}*`),
        ),
      ];
    case 'fulfillment':
      return [...everyStage, count];
  }
};

const keysLike = (...keys: string[]): Record<string, unknown> => ({
  'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': keys },
});
