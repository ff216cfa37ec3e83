import { AccessRecord } from '../../../src/iam/record';
import { type OutgoingRequest, TableGuard } from '../../../src/iam/table-guard';

const ACCOUNT = '000000000000';
const table = (name: string) => `arn:aws:dynamodb:us-east-1:${ACCOUNT}:table/${name}`;
const COUNTERS = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['metrics#*'] } };

const guard = (record = new AccessRecord()) =>
  new TableGuard(
    {
      principal: { kind: 'role', arn: `arn:aws:iam::${ACCOUNT}:role/Stage`, account: ACCOUNT, session: 'stage' },
      functionName: 'stage',
      policies: [
        {
          origin: 'role Stage, policy P',
          document: {
            Version: '2012-10-17',
            Statement: [
              { Effect: 'Allow', Action: 'sqs:*', Resource: '*' },
              { Effect: 'Allow', Action: ['dynamodb:PutItem', 'dynamodb:GetItem'], Resource: table('orders') },
              { Effect: 'Allow', Action: 'dynamodb:UpdateItem', Resource: table('counters'), Condition: COUNTERS },
              { Effect: 'Allow', Action: 'dynamodb:PartiQLSelect', Resource: table('orders') },
            ],
          },
        },
      ],
      region: 'us-east-1',
      port: 8_000,
      hashKeys: { orders: 'PK', counters: 'PK' },
    },
    record,
  );

const call = (operation: string, input: object): OutgoingRequest => ({
  headers: { 'x-amz-target': `DynamoDB_20120810.${operation}`, 'content-type': 'application/x-amz-json-1.0' },
  body: Buffer.from(JSON.stringify(input)),
});
const put = (TableName: string) => ({ Put: { TableName, Item: { PK: { S: 'o' } } } });
const update = (PK: string) => ({ TableName: 'counters', Key: { PK: { S: PK } }, UpdateExpression: 'ADD n :one' });

describe('a guard of tables', () => {
  it.each([
    ['an allowed item', call('PutItem', { TableName: 'orders', Item: { PK: { S: 'o' } } })],
    ['a key that the condition covers', call('UpdateItem', update('metrics#today'))],
    ['a transaction on one table', call('TransactWriteItems', { TransactItems: Array(10).fill(put('orders')) })],
    ['an allowed statement', call('ExecuteStatement', { Statement: `SELECT * FROM "orders" WHERE PK = 'o'` })],
  ])('lets %s through', (_what, request) => {
    expect(guard().refusal(request)).toBeUndefined();
  });

  it.each([
    ['another table', call('PutItem', { TableName: 'other', Item: {} }), 'dynamodb:PutItem', table('other')],
    ['a key of somebody else', call('UpdateItem', update('stock#1')), 'dynamodb:UpdateItem', table('counters')],
    ['another action', call('DeleteItem', { TableName: 'orders', Key: {} }), 'dynamodb:DeleteItem', table('orders')],
    [
      'a transaction of ten with one foreign table',
      call('TransactWriteItems', { TransactItems: [...Array(9).fill(put('orders')), put('foreign')] }),
      'dynamodb:PutItem',
      table('foreign'),
    ],
    [
      'a statement that deletes',
      call('ExecuteStatement', { Statement: `DELETE FROM "orders" WHERE PK = 'o'` }),
      'dynamodb:PartiQLDelete',
      table('orders'),
    ],
  ])('denies %s', (_what, request, action, resource) => {
    const record = new AccessRecord();
    const refusal = guard(record).refusal(request);
    const message =
      `User: arn:aws:sts::${ACCOUNT}:assumed-role/Stage/stage is not authorized to perform: ${action} ` +
      `on resource: ${resource} because no identity-based policy allows the ${action} action`;
    expect(refusal?.status).toBe(400);
    expect(JSON.parse(refusal?.body.toString() ?? '')).toEqual({
      __type: 'com.amazon.coral.service#AccessDeniedException',
      Message: message,
    });
    expect(record.denials).toEqual([
      expect.objectContaining({ who: `arn:aws:iam::${ACCOUNT}:role/Stage`, functionName: 'stage', action, resource }),
    ]);
  });

  it('tells which statement would have done but for its condition', () => {
    const record = new AccessRecord();
    guard(record).refusal(call('UpdateItem', update('stock#1')));
    expect(record.denials[0]?.missing).toMatch(/statement 3 would allow it, but .*"metrics#\*".*"stock#1"/);
  });

  it('lets nothing pass of which nobody knows what it needs', () => {
    expect(() => guard().refusal(call('BrewCoffee', {}))).toThrow('No IAM actions are known for dynamodb BrewCoffee');
    const elsewhere = { ...call('PutItem', {}), headers: { 'x-amz-target': 'DAX_20170419.PutItem' } };
    expect(() => guard().refusal(elsewhere)).toThrow('X-Amz-Target DAX_20170419.PutItem');
  });

  it('notes by which statements calls went through', () => {
    const record = new AccessRecord();
    guard(record).refusal(call('UpdateItem', update('metrics#today')));
    expect(record.uses).toEqual([{ origin: 'role Stage, policy P', index: 2, action: 'dynamodb:UpdateItem' }]);
  });
});
