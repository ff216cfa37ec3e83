import { CreateTableCommand, type CreateTableCommandInput, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { OPEN_ORDERS_INDEX, OPEN_ORDERS_KEYS, OPEN_ORDERS_PROJECTED } from '../../pipeline/orders/open-orders';
import {
  PAYMENT_CHECKS_INDEX,
  PAYMENT_CHECKS_KEYS,
  PAYMENT_CHECKS_PROJECTED,
} from '../../pipeline/orders/payment-checks';

type Keys = readonly [partition: string, sort?: string];

const schema = ([partition, sort]: Keys): NonNullable<CreateTableCommandInput['KeySchema']> => [
  { AttributeName: partition, KeyType: 'HASH' },
  ...(sort === undefined ? [] : [{ AttributeName: sort, KeyType: 'RANGE' as const }]),
];

/** A table of one of the foundation's kind: one key, `PK`. */
export const createFoundationTable = (client: DynamoDBClient, TableName: string) =>
  client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'PK', AttributeType: 'S' }],
      KeySchema: schema(['PK']),
    }),
  );

/** The orders table as the stack makes it, with its indexes of open orders and of payments to check. */
export const createOrdersTable = (client: DynamoDBClient, TableName: string) =>
  client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        ...['PK', 'SK'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const })),
        ...[...Object.values(OPEN_ORDERS_KEYS), ...Object.values(PAYMENT_CHECKS_KEYS)].map((AttributeName) => ({
          AttributeName,
          AttributeType: 'N' as const,
        })),
      ],
      KeySchema: schema(['PK', 'SK']),
      GlobalSecondaryIndexes: [
        {
          IndexName: OPEN_ORDERS_INDEX,
          KeySchema: schema([OPEN_ORDERS_KEYS.shard, OPEN_ORDERS_KEYS.since]),
          Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: [...OPEN_ORDERS_PROJECTED] },
        },
        {
          IndexName: PAYMENT_CHECKS_INDEX,
          KeySchema: schema([PAYMENT_CHECKS_KEYS.shard, PAYMENT_CHECKS_KEYS.due]),
          Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: [...PAYMENT_CHECKS_PROJECTED] },
        },
      ],
    }),
  );
