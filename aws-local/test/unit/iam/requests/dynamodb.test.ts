import { AT_HOME, ask, asked, keysOf } from './shop-calls';

const TABLE = 'arn:aws:dynamodb:us-east-1:000000000000:table/';
const key = (PK: string) => ({ PK: { S: PK }, SK: { S: 'x' } });

const context = (operation: string, input: Record<string, unknown>) => keysOf(ask('dynamodb', operation, input)[0]);

test('an item is read by its partition key, with what the request names of it', () => {
  const input = {
    TableName: 'Orders',
    Key: key('order#1'),
    ProjectionExpression: '#s, address.city, lines[0].sku',
    ExpressionAttributeNames: { '#s': 'status' },
  };
  expect(asked('dynamodb', 'GetItem', input)).toEqual([`dynamodb:GetItem ${TABLE}Orders`]);
  expect(context('GetItem', input)).toEqual({
    'dynamodb:leadingkeys': ['order#1'],
    'dynamodb:firstpartitionkeyvalues': ['order#1'],
    'dynamodb:attributes': ['PK', 'SK', 'status', 'address', 'lines'],
    'dynamodb:select': 'SPECIFIC_ATTRIBUTES',
    'dynamodb:returnconsumedcapacity': 'NONE',
  });
});

test('a read that names no attributes returns all: Select always has a value', () => {
  expect(context('GetItem', { TableName: 'Orders', Key: key('a') })['dynamodb:select']).toBe('ALL_ATTRIBUTES');
  expect(context('Query', { TableName: 'Orders', IndexName: 'by-status' })['dynamodb:select']).toBe(
    'ALL_PROJECTED_ATTRIBUTES',
  );
  expect(context('Scan', { TableName: 'Orders', Select: 'COUNT' })['dynamodb:select']).toBe('COUNT');
});

test('an update names attributes in all of its expressions and returns nothing unless told to', () => {
  const input = {
    TableName: 'Orders',
    Key: key('a'),
    UpdateExpression: 'SET #v = if_not_exists(visits, :zero) + :one REMOVE note ADD tags :t',
    ConditionExpression: 'attribute_exists(PK) AND size(lines) BETWEEN :a AND :b',
    ExpressionAttributeNames: { '#v': 'version' },
    ReturnConsumedCapacity: 'TOTAL',
  };
  const found = context('UpdateItem', input);
  expect(found['dynamodb:attributes']).toEqual(['PK', 'SK', 'lines', 'version', 'visits', 'note', 'tags']);
  expect(found['dynamodb:returnvalues']).toBe('NONE');
  expect(found['dynamodb:returnconsumedcapacity']).toBe('TOTAL');
  expect(found['dynamodb:select']).toBeUndefined();
  expect(context('DeleteItem', { ...input, ReturnValues: 'ALL_OLD' })['dynamodb:returnvalues']).toBe('ALL_OLD');
});

test('an item that is put names all of its attributes', () => {
  const found = context('PutItem', { TableName: 'Orders', Item: { ...key('a'), total: { N: '3' } } });
  expect(found['dynamodb:attributes']).toEqual(['PK', 'SK', 'total']);
  expect(found['dynamodb:leadingkeys']).toEqual(['a']);
});

test('requests before there were expressions name attributes in maps', () => {
  const legacy = {
    TableName: 'Orders',
    KeyConditions: { PK: { ComparisonOperator: 'EQ', AttributeValueList: [{ S: 'a' }] } },
    QueryFilter: { total: {} },
    AttributesToGet: ['note'],
  };
  const found = context('Query', legacy);
  expect(found['dynamodb:leadingkeys']).toEqual(['a']);
  expect(found['dynamodb:attributes']).toEqual(['note', 'PK', 'total']);
  const ranged = { ...legacy, KeyConditions: { PK: { ComparisonOperator: 'GT', AttributeValueList: [{ S: 'a' }] } } };
  expect(context('Query', ranged)['dynamodb:leadingkeys']).toBeUndefined();
});

test('a batch is one request for each table, with the keys of all its items', () => {
  const RequestItems = {
    Orders: { Keys: [key('a'), key('b'), key('a')] },
    Config: { Keys: [{ id: { N: '7' } }] },
  };
  const requests = ask('dynamodb', 'BatchGetItem', { RequestItems });
  expect(requests.map(({ action, resource }) => `${action} ${resource}`)).toEqual([
    `dynamodb:BatchGetItem ${TABLE}Orders`,
    `dynamodb:BatchGetItem ${TABLE}Config`,
  ]);
  expect(requests.map((request) => keysOf(request)['dynamodb:leadingkeys'])).toEqual([['a', 'b'], ['7']]);

  const writes = { Orders: [{ PutRequest: { Item: key('c') } }, { DeleteRequest: { Key: key('d') } }] };
  const [write] = ask('dynamodb', 'BatchWriteItem', { RequestItems: writes });
  expect(write?.action).toBe('dynamodb:BatchWriteItem');
  expect(keysOf(write)['dynamodb:leadingkeys']).toEqual(['c', 'd']);
});

test('a transaction asks for the action of each of its items, and is their enclosing operation', () => {
  const TransactItems = [
    { Put: { TableName: 'Orders', Item: key('a') } },
    { Update: { TableName: 'Orders', Key: key('b') } },
    { Delete: { TableName: 'Orders', Key: key('c') } },
    { ConditionCheck: { TableName: 'Stock', Key: { sku: { S: 'beans' } } } },
  ];
  const requests = ask('dynamodb', 'TransactWriteItems', { TransactItems });
  expect(requests.map(({ action, resource }) => `${action} ${resource}`)).toEqual([
    `dynamodb:PutItem ${TABLE}Orders`,
    `dynamodb:UpdateItem ${TABLE}Orders`,
    `dynamodb:DeleteItem ${TABLE}Orders`,
    `dynamodb:ConditionCheckItem ${TABLE}Stock`,
  ]);
  const found = requests.map(keysOf);
  expect(found.map((keys) => keys['dynamodb:leadingkeys'])).toEqual([['a'], ['b'], ['c'], ['beans']]);
  expect(new Set(found.map((keys) => keys['dynamodb:enclosingoperation']))).toEqual(new Set(['TransactWriteItems']));

  const [read] = ask('dynamodb', 'TransactGetItems', {
    TransactItems: [{ Get: { TableName: 'Orders', Key: key('a') } }],
  });
  expect(read?.action).toBe('dynamodb:GetItem');
  expect(keysOf(read)['dynamodb:enclosingoperation']).toBe('TransactGetItems');
  expect(context('GetItem', { TableName: 'Orders', Key: key('a') })['dynamodb:enclosingoperation']).toBeUndefined();
});

test('a query reads a table or its index, by the key that each has; a scan has no leading keys', () => {
  const byStatus = {
    TableName: 'Orders',
    IndexName: 'by-status',
    KeyConditionExpression: '#s = :s AND PK = :pk',
    ExpressionAttributeNames: { '#s': 'status' },
    ExpressionAttributeValues: { ':s': { S: 'OPEN' }, ':pk': { S: 'a' } },
  };
  expect(asked('dynamodb', 'Query', byStatus)).toEqual([`dynamodb:Query ${TABLE}Orders/index/by-status`]);
  expect(context('Query', byStatus)['dynamodb:leadingkeys']).toEqual(['OPEN']);
  expect(context('Query', { ...byStatus, IndexName: undefined })['dynamodb:leadingkeys']).toEqual(['a']);
  expect(context('Scan', { TableName: 'Orders' })).toEqual({
    'dynamodb:select': 'ALL_ATTRIBUTES',
    'dynamodb:returnconsumedcapacity': 'NONE',
  });
});

test.each([
  [{ S: 'a' }, 'a'],
  [{ S: '' }, ''],
  [{ N: '-7.5' }, '-7.5'],
  [{ B: 'AQI=' }, 'AQI='],
  [{ B: new Uint8Array([1, 2]) }, 'AQI='],
])('a key %j is compared as text', (value, text) => {
  expect(context('GetItem', { TableName: 'Orders', Key: { PK: value } })['dynamodb:leadingkeys']).toEqual([text]);
});

test('a table is given by its ARN, too', () => {
  const arn = 'arn:aws:dynamodb:us-east-1:111111111111:table/Orders';
  const [request] = ask('dynamodb', 'GetItem', { TableName: arn, Key: key('a') });
  expect(request?.resource).toBe(arn);
  expect(keysOf(request)['dynamodb:leadingkeys']).toEqual(['a']);
});

test('of a table that nobody knows, a key of two attributes has no leading key', () => {
  expect(context('GetItem', { TableName: 'Other', Key: key('a') })['dynamodb:leadingkeys']).toBeUndefined();
});

test.each([
  ['GetItem', 'GetItem'],
  ['BatchGetItem', 'BatchGetItem'],
  ['BatchWriteItem', 'BatchWriteItem'],
  ['TransactWriteItems', 'ConditionCheckItem'],
  ['TransactGetItems', 'GetItem'],
  ['Query', 'Query'],
  ['ExecuteStatement', 'PartiQLSelect'],
  ['BatchExecuteStatement', 'PartiQLSelect'],
])('%s without a table is for any table', (operation, action) => {
  for (const member of [undefined, null, 7, 'text', [], [null], [7], {}]) {
    const input = {
      TableName: [],
      Key: member,
      RequestItems: member,
      TransactItems: member,
      Statement: 7,
      Statements: member,
    };
    for (const { resource, action: found } of ask('dynamodb', operation, input)) {
      expect([resource, found]).toEqual([`${TABLE}*`, `dynamodb:${action}`]);
    }
  }
});

test('only keys that some policy names are computed', () => {
  const where = { ...AT_HOME, wantedKeys: new Set(['dynamodb:leadingkeys']) };
  const input = { TableName: 'Orders', Key: key('a'), UpdateExpression: 'SET a = :b' };
  expect(keysOf(ask('dynamodb', 'UpdateItem', input, where)[0])).toEqual({ 'dynamodb:leadingkeys': ['a'] });
  const none = { ...AT_HOME, wantedKeys: new Set<string>() };
  expect(keysOf(ask('dynamodb', 'UpdateItem', input, none)[0])).toEqual({});
});

test('operations on tables, tags, backups and streams name their resource', () => {
  expect(asked('dynamodb', 'DescribeTable', { TableName: 'Orders' })).toEqual([
    `dynamodb:DescribeTable ${TABLE}Orders`,
  ]);
  expect(asked('dynamodb', 'TagResource', { ResourceArn: `${TABLE}Orders` })).toEqual([
    `dynamodb:TagResource ${TABLE}Orders`,
  ]);
  expect(asked('dynamodb', 'ListTables', {})).toEqual(['dynamodb:ListTables *']);
  expect(asked('dynamodb', 'GetRecords', { ShardIterator: `${TABLE}Orders/stream/2026|1|AA` })).toEqual([
    `dynamodb:GetRecords ${TABLE}Orders/stream/2026`,
  ]);
});
