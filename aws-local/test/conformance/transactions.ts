import assert from 'node:assert/strict';
import {
  CreateTableCommand,
  DeleteTableCommand,
  GetItemCommand,
  PutItemCommand,
  type TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import type { Behaviour } from './behaviour';
import type { Side } from './side';

const TRANSACTIONS = 'DDB transaction-apis.html; API TransactWriteItems';

const withTable = async (side: Side, use: (table: string) => Promise<void>): Promise<void> => {
  const TableName = side.unique('table');
  await side.dynamodb.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: 'PK', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'PK', AttributeType: 'S' }],
    }),
  );
  try {
    await waitUntilTableExists({ client: side.dynamodb, maxWaitTime: 60 }, { TableName });
    await use(TableName);
  } finally {
    await side.dynamodb.send(new DeleteTableCommand({ TableName }));
  }
};

const item = (PK: string, stock: number) => ({ PK: { S: PK }, stock: { N: `${stock}` } });
const reserve = (TableName: string, PK: string, quantity: number): TransactWriteItem => ({
  Update: {
    TableName,
    Key: { PK: { S: PK } },
    UpdateExpression: 'SET stock = stock - :quantity',
    ConditionExpression: 'stock >= :quantity',
    ExpressionAttributeValues: { ':quantity': { N: `${quantity}` } },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  },
});

const cancellationOf = async (outcome: Promise<unknown>): Promise<TransactionCanceledException> => {
  const error = await outcome.then(
    () => assert.fail('the transaction was not cancelled'),
    (thrown: TransactionCanceledException) => thrown,
  );
  assert.equal(error.name, 'TransactionCanceledException');
  return error;
};

/** What the conditional writes stand on. */
export const transactions: readonly Behaviour[] = [
  {
    name: 'a cancelled transaction says which action failed, gives its old item, and writes nothing',
    source: `${TRANSACTIONS} (CancellationReasons, ReturnValuesOnConditionCheckFailure)`,
    async run(side) {
      await withTable(side, async (table) => {
        for (const each of [item('latte', 5), item('mocha', 1)]) {
          await side.dynamodb.send(new PutItemCommand({ TableName: table, Item: each }));
        }
        const TransactItems = [reserve(table, 'latte', 1), reserve(table, 'mocha', 2)];
        const error = await cancellationOf(side.dynamodb.send(new TransactWriteItemsCommand({ TransactItems })));
        assert.deepEqual(
          error.CancellationReasons?.map(({ Code }) => Code),
          ['None', 'ConditionalCheckFailed'],
        );
        assert.deepEqual(error.CancellationReasons?.[1]?.Item, item('mocha', 1));
        const Key = { PK: { S: 'latte' } };
        const { Item } = await side.dynamodb.send(new GetItemCommand({ TableName: table, Key, ConsistentRead: true }));
        assert.deepEqual(Item, item('latte', 5));
      });
    },
  },
  {
    name: 'a transaction holds one action per item',
    source: TRANSACTIONS,
    async run(side) {
      await withTable(side, async (table) => {
        const TransactItems = [reserve(table, 'latte', 1), reserve(table, 'latte', 1)];
        const twice = side.dynamodb.send(new TransactWriteItemsCommand({ TransactItems }));
        await assert.rejects(twice, { name: 'ValidationException' });
      });
    },
  },
  {
    name: 'a transaction holds 100 actions at most',
    source: TRANSACTIONS,
    async run(side) {
      await withTable(side, async (table) => {
        const puts = (count: number) =>
          Array.from({ length: count }, (_, at) => ({ Put: { TableName: table, Item: item(`p${at}`, 1) } }));
        await side.dynamodb.send(new TransactWriteItemsCommand({ TransactItems: puts(100) }));
        const tooMany = side.dynamodb.send(new TransactWriteItemsCommand({ TransactItems: puts(101) }));
        await assert.rejects(tooMany, { name: 'ValidationException' });
      });
    },
  },
  {
    name: 'a failed condition of a single write gives the old item',
    source: 'API PutItem (ReturnValuesOnConditionCheckFailure)',
    async run(side) {
      await withTable(side, async (table) => {
        const put = { TableName: table, Item: item('latte', 5) };
        await side.dynamodb.send(new PutItemCommand(put));
        const again = new PutItemCommand({
          ...put,
          ConditionExpression: 'attribute_not_exists(PK)',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        });
        await assert.rejects(side.dynamodb.send(again), (error: Error & { Item?: unknown }) => {
          assert.equal(error.name, 'ConditionalCheckFailedException');
          assert.deepEqual(error.Item, item('latte', 5));
          return true;
        });
      });
    },
  },
];
