import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { ORDER_PROCESSOR_SOURCE, type StageName } from '../contracts/events/order-processor';
import type { ResolvedFoundation } from './foundation';

export interface StageResources {
  readonly foundation: ResolvedFoundation;
  readonly ordersTableArn: string;
  readonly gatewaySecretArn: string;
}

const STOCK_ACTIONS = [
  'dynamodb:GetItem',
  'dynamodb:BatchGetItem',
  'dynamodb:UpdateItem',
  'dynamodb:ConditionCheckItem',
];

const allow = (
  sid: string,
  actions: string[],
  resource: string,
  conditions?: Record<string, unknown>,
): PolicyStatement =>
  new PolicyStatement({ sid, effect: Effect.ALLOW, actions, resources: [resource], ...(conditions && { conditions }) });

/** What a stage may do, besides draining its queue and writing its log. A transaction needs the rights of each of its actions. */
export const stagePermissions = (stage: StageName, resources: StageResources): PolicyStatement[] => {
  const { foundation } = resources;
  const statements = [
    allow(
      'KeepOrders',
      [
        'dynamodb:GetItem',
        'dynamodb:BatchGetItem',
        'dynamodb:Query',
        'dynamodb:PutItem',
        'dynamodb:UpdateItem',
        'dynamodb:DeleteItem',
        'dynamodb:ConditionCheckItem',
      ],
      resources.ordersTableArn,
    ),
    allow('ReadConfig', ['dynamodb:GetItem', 'dynamodb:BatchGetItem'], foundation.configTable.arn),
    allow('PublishAsOurselves', ['events:PutEvents'], foundation.eventBus.arn, {
      StringEquals: { 'events:source': ORDER_PROCESSOR_SOURCE },
    }),
  ];
  if (stage === 'payment') {
    statements.push(allow('ReadGatewayKey', ['secretsmanager:GetSecretValue'], resources.gatewaySecretArn));
  }
  // Business counters are everyone's, stock is inventory's alone.
  statements.push(
    stage === 'inventory'
      ? allow('KeepStockAndCount', STOCK_ACTIONS, foundation.counterTable.arn, keysLike('metrics#*', 'stock#*'))
      : allow('Count', ['dynamodb:UpdateItem'], foundation.counterTable.arn, keysLike('metrics#*')),
  );
  return statements;
};

const keysLike = (...keys: string[]): Record<string, unknown> => ({
  'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': keys },
});
