import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import type { AwsLocal } from '../../../src/environment';
import { allow, arnOf, type Call, callsOf, HandMadeStack, role } from '../iam/hand-made-stack';

const stack = new HandMadeStack();
afterEach(() => stack.stop());

/** Makes the calls of its event and gives what the SDK makes of each answer, without its metadata. */
const CODE = `
const sdk = require('@aws-sdk/client-dynamodb');
const client = new sdk.DynamoDBClient({});
exports.handler = async ({ calls }) => {
  const ends = [];
  for (const { command, input } of calls) {
    try {
      const { $metadata, ...answer } = await client.send(new sdk[command + 'Command'](input));
      ends.push(answer);
    } catch (error) {
      ends.push(error.name);
    }
  }
  return ends;
};`;

const TEMPLATE = {
  Role: role('lambda.amazonaws.com', allow('dynamodb:*')),
  Orders: {
    Type: 'AWS::DynamoDB::Table',
    Properties: {
      TableName: 'orders',
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: ['id', 'open'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      GlobalSecondaryIndexes: [
        {
          IndexName: 'open',
          KeySchema: [{ AttributeName: 'open', KeyType: 'HASH' }],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    },
  },
  Caller: {
    Type: 'AWS::Lambda::Function',
    Properties: {
      FunctionName: 'caller',
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Timeout: 20,
      Role: arnOf('Role'),
      Code: { ZipFile: CODE },
    },
  },
};

const call = (command: string, input: object): Call => ({
  service: 'dynamodb',
  command,
  input: { TableName: 'orders', ...input },
});
const order = { id: { S: 'é1' }, open: { S: 'yes' } };

/** Sums of the metrics, by what they are of. */
const consumedOf = async ({ url }: AwsLocal) => {
  const client = new CloudWatchClient({ endpoint: url });
  const query = (Id: string, MetricName: string, index?: string) => ({
    Id,
    MetricStat: {
      Metric: {
        Namespace: 'AWS/DynamoDB',
        MetricName,
        Dimensions: [
          { Name: 'TableName', Value: 'orders' },
          ...(index === undefined ? [] : [{ Name: 'GlobalSecondaryIndexName', Value: index }]),
        ],
      },
      Period: 60,
      Stat: 'Sum',
    },
  });
  const { MetricDataResults = [] } = await client.send(
    new GetMetricDataCommand({
      StartTime: new Date(Date.now() - 600_000),
      EndTime: new Date(Date.now() + 60_000),
      MetricDataQueries: [
        query('read', 'ConsumedReadCapacityUnits'),
        query('written', 'ConsumedWriteCapacityUnits'),
        query('index_read', 'ConsumedReadCapacityUnits', 'open'),
        query('index_written', 'ConsumedWriteCapacityUnits', 'open'),
      ],
    }),
  );
  client.destroy();
  return Object.fromEntries(
    MetricDataResults.map(({ Id = '', Values = [] }) => [Id, Values.reduce((sum, value) => sum + value, 0)]),
  );
};

test.each([
  ['roles are judged', true],
  ['nobody is judged', false],
])('what functions take of tables is a metric, and no answer of DynamoDB shows it, when %s', async (_, iam) => {
  const aws = await stack.start(TEMPLATE, { alarms: true, iam });
  const ends = await callsOf(
    aws,
    call('PutItem', { Item: order }),
    call('PutItem', { Item: order, ConditionExpression: 'attribute_not_exists(id)' }),
    call('GetItem', { Key: { id: order.id } }),
    call('Query', {
      IndexName: 'open',
      KeyConditionExpression: '#o = :yes',
      ExpressionAttributeNames: { '#o': 'open' },
      ExpressionAttributeValues: { ':yes': order.open },
    }),
    call('GetItem', { Key: { id: order.id }, ConsistentRead: true, ReturnConsumedCapacity: 'TOTAL' }),
  );
  expect(ends).toEqual([
    {},
    'ConditionalCheckFailedException',
    { Item: order },
    { Items: [order], Count: 1, ScannedCount: 1 },
    { Item: order, ConsumedCapacity: { TableName: 'orders', CapacityUnits: 1 } },
  ]);
  expect(await consumedOf(aws)).toEqual({ read: 1.5, written: 2, index_read: 0.5, index_written: 1 });
});

test('nothing is measured in an environment without alarms', async () => {
  const aws = await stack.start(TEMPLATE);
  expect(await callsOf(aws, call('PutItem', { Item: order }))).toEqual([{}]);
  expect(await consumedOf(aws)).toEqual({ read: 0, written: 0, index_read: 0, index_written: 0 });
});
