import { consumedBy } from '../../../src/dynamodb/consumed-capacity';

// Answers in the form of the API's ConsumedCapacity, asked for with INDEXES.
const told = (table: number, indexes: Record<string, number> = {}) => ({
  TableName: 'orders',
  CapacityUnits: 9,
  Table: { CapacityUnits: table },
  GlobalSecondaryIndexes: Object.fromEntries(
    Object.entries(indexes).map(([name, CapacityUnits]) => [name, { CapacityUnits }]),
  ),
});
const taken = (kind: 'read' | 'write', units: number, index?: string) => ({
  table: 'orders',
  kind,
  units,
  ...(index !== undefined && { index }),
});

describe('what a request took of a table', () => {
  it('is told apart from what it took of the indexes', () => {
    expect(consumedBy('PutItem', {}, { ConsumedCapacity: told(1, { open: 2 }) })).toEqual([
      taken('write', 1),
      taken('write', 2, 'open'),
    ]);
  });

  it('has no part in which nothing was taken', () => {
    expect(consumedBy('Query', {}, { ConsumedCapacity: told(0, { open: 0.5 }) })).toEqual([taken('read', 0.5, 'open')]);
    expect(consumedBy('GetItem', {}, {})).toEqual([]);
  });

  it('is the sum of a table if the request asked for no more', () => {
    expect(consumedBy('PutItem', {}, { ConsumedCapacity: { TableName: 'orders', CapacityUnits: 3 } })).toEqual([
      taken('write', 3),
    ]);
  });

  it('comes by table from a batch or a transaction', () => {
    const ConsumedCapacity = [told(1), { ...told(2), TableName: 'stock' }];
    expect(consumedBy('TransactWriteItems', {}, { ConsumedCapacity })).toEqual([
      taken('write', 1),
      { ...taken('write', 2), table: 'stock' },
    ]);
  });

  it.each([
    ['GetItem', {}, 'read'],
    ['TransactGetItems', {}, 'read'],
    ['DeleteItem', {}, 'write'],
    ['ExecuteStatement', { Statement: ' select * from orders' }, 'read'],
    ['ExecuteStatement', { Statement: "UPDATE orders SET a = 'SELECT'" }, 'write'],
    ['BatchExecuteStatement', { Statements: [{ Statement: 'SELECT * FROM orders' }] }, 'read'],
    ['ExecuteTransaction', { TransactStatements: [{ Statement: 'DELETE FROM orders' }] }, 'write'],
  ] as const)('of %s %j is a %s', (operation, request, kind) => {
    expect(consumedBy(operation, request, { ConsumedCapacity: told(1) })).toEqual([taken(kind, 1)]);
  });
});

describe('a request that failed on its condition', () => {
  it('took a unit at least', () => {
    const __type = 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException';
    expect(consumedBy('PutItem', { TableName: 'orders' }, { __type })).toEqual([taken('write', 1)]);
  });

  it('took two for each action of a transaction', () => {
    const __type = 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException';
    const TransactItems = [{ Put: { TableName: 'orders' } }, { ConditionCheck: { TableName: 'stock' } }];
    expect(consumedBy('TransactWriteItems', { TransactItems }, { __type })).toEqual([
      taken('write', 2),
      { ...taken('write', 2), table: 'stock' },
    ]);
  });

  it('took nothing if it was refused for another reason', () => {
    expect(consumedBy('PutItem', { TableName: 'orders' }, { __type: 'x#ValidationException' })).toEqual([]);
  });
});
