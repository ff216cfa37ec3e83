import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import {
  intentStore,
  type KeeperIntent,
  NO_INTENT,
} from '../../../../../pipeline/circuit-breaker/mapping-controller/intent';
import { ORDERS, startTables, type Tables } from '../../../tables';

let tables: Tables;
let table: { readonly client: DynamoDBDocumentClient; readonly tableName: string };

beforeAll(async () => {
  tables = await startTables();
  table = { client: tables.documents, tableName: ORDERS };
});
afterAll(() => tables.close());

const PAUSED: KeeperIntent = {
  mode: 'paused',
  isDone: false,
  pausedByKeeper: true,
  version: 1,
  atMs: 1_767_600_000_000,
};

describe('the keeper’s intent in the orders table', () => {
  it('is to change nothing before it was ever recorded', async () => {
    expect(await intentStore({ ...table, breakerName: 'untouched' }).read()).toEqual(NO_INTENT);
  });

  it('comes back as it was recorded', async () => {
    const store = intentStore({ ...table, breakerName: 'outage' });
    const done = { ...PAUSED, isDone: true, version: 2 };
    for (const intent of [PAUSED, done]) {
      expect(await store.write(intent)).toBe(true);
      expect(await store.read()).toEqual(intent);
    }
  });

  it('is recorded by one of the runs that record at once', async () => {
    const runs = Array.from({ length: 4 }, () => intentStore({ ...table, breakerName: 'race' }));
    for (const version of [1, 2]) {
      const written = await Promise.all(runs.map((store) => store.write({ ...PAUSED, version })));
      expect(written.filter(Boolean)).toHaveLength(1);
    }
  });

  it('is refused when it is none', async () => {
    const Item = { PK: 'breaker#spoilt', SK: 'keeper', mode: 'resting', version: 1 };
    await table.client.send(new PutCommand({ TableName: table.tableName, Item }));
    await expect(intentStore({ ...table, breakerName: 'spoilt' }).read()).rejects.toThrow(/mode/);
  });
});
