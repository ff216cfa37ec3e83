import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { DEFAULT_BREAKER_SETTINGS as settings } from '../../../../pipeline/circuit-breaker/settings';
import { circuitBreaker, type Transition } from '../../../../pipeline/circuit-breaker/shared-breaker';
import { closed, INITIAL_STATE, opened, probing, vacated } from '../../../../pipeline/circuit-breaker/state';
import { type BreakerStore, breakerStore } from '../../../../pipeline/circuit-breaker/store';
import { through } from '../../../unit/pipeline/circuit-breaker/gateway-behind-breaker';
import { ORDERS, startTables, type Tables } from '../../tables';

const NOW_MS = Date.UTC(2026, 0, 5, 8);
let tables: Tables;
let table: { readonly client: DynamoDBDocumentClient; readonly tableName: string };

beforeAll(async () => {
  tables = await startTables();
  table = { client: tables.documents, tableName: ORDERS };
});
afterAll(() => tables.close());

const storeOf = (name: string, writer: string): BreakerStore => breakerStore({ ...table, name, writer });

describe('the state in the orders table', () => {
  it('is closed before anything was written', async () => {
    expect(await storeOf('untouched', 'one').read()).toEqual(INITIAL_STATE);
  });

  it('comes back as it was written, through a whole outage', async () => {
    const store = storeOf('outage', 'one');
    const open = opened(INITIAL_STATE, 'down', NOW_MS, settings);
    const probe = probing(open, 'one', NOW_MS + 60_000, settings);
    const left = vacated(probe, 2, NOW_MS + 61_000);
    const again = probing(left, 'two', NOW_MS + 62_000, settings);
    for (const state of [open, probe, left, again, closed(again, NOW_MS + 63_000)]) {
      expect(await store.write(state)).toBe(true);
      expect(await store.read()).toEqual(state);
    }
  });

  it('is one item beside the orders', async () => {
    await storeOf('keys', 'one').write(opened(INITIAL_STATE, 'down', NOW_MS, settings));
    const { Item } = await table.client.send(
      new GetCommand({ TableName: table.tableName, Key: { PK: 'breaker#keys', SK: 'breaker' } }),
    );
    expect(Item).toMatchObject({ status: 'open', transition: 1, writer: 'one' });
  });

  it('changes once when two instances change it at once', async () => {
    const writers = ['one', 'two', 'three', 'four'].map((writer) => storeOf('race', writer));
    const open = opened(INITIAL_STATE, 'down', NOW_MS, settings);
    const won = await Promise.all(writers.map((store) => store.write(open)));
    expect(won.filter(Boolean)).toHaveLength(1);
    const wonProbe = await Promise.all(
      writers.map((store, at) => store.write(probing(open, `${at}`, NOW_MS, settings))),
    );
    expect(wonProbe.filter(Boolean)).toHaveLength(1);
  });

  it('counts as changed by us when the answer to our first attempt was lost', async () => {
    const open = opened(INITIAL_STATE, 'down', NOW_MS, settings);
    const [one, two] = [storeOf('lost-answer', 'one'), storeOf('lost-answer', 'two')];
    await one.write(open);
    expect(await one.write(open)).toBe(true);
    expect(await two.write(open)).toBe(false);
  });

  it('is refused by name when somebody has written something else there', async () => {
    const Item = { PK: 'breaker#spoilt', SK: 'breaker', status: 'ajar', transition: 1, changedAtMs: NOW_MS };
    await table.client.send(new PutCommand({ TableName: table.tableName, Item }));
    await expect(storeOf('spoilt', 'one').read()).rejects.toThrow(/breaker#spoilt: status/);
  });
});

describe('breakers over the real table', () => {
  const gatewayDown = () => Promise.reject(new Error('connection refused'));

  it('that trip at once make one transition', async () => {
    const transitions: Transition[] = [];
    const breakers = ['one', 'two', 'three'].map((owner) =>
      circuitBreaker({
        name: 'tripping',
        store: storeOf('tripping', owner),
        owner,
        now: () => NOW_MS,
        verdictOf: () => 'failure',
        onTransition: (transition) => transitions.push(transition),
        onStoreFailure: (error) => {
          throw error;
        },
      }),
    );
    const calls = breakers.flatMap((breaker) =>
      Array.from({ length: 5 }, () => through(breaker, (call) => call(gatewayDown))),
    );
    await Promise.allSettled(calls);
    expect(transitions.map(({ event }) => event?.type)).toEqual(['Circuit Opened']);
    expect(await storeOf('tripping', 'one').read()).toMatchObject({ status: 'open', transition: 1 });
    for (const breaker of breakers) {
      await expect(through(breaker, (call) => call(gatewayDown))).rejects.toMatchObject({ name: 'BreakerOpenError' });
    }
  });

  it('let calls through, and say so, when nothing answers at the table’s address', async () => {
    const client = new DynamoDBClient({
      endpoint: 'http://127.0.0.1:1',
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    const failures: unknown[] = [];
    const breaker = circuitBreaker({
      name: 'alone',
      store: breakerStore({
        client: DynamoDBDocumentClient.from(client),
        tableName: 'orders',
        name: 'alone',
        writer: 'one',
      }),
      now: () => NOW_MS,
      verdictOf: () => 'failure',
      onTransition: () => undefined,
      onStoreFailure: (error) => failures.push(error),
    });
    await expect(through(breaker, (call) => call(async () => 'paid'))).resolves.toBe('paid');
    expect(failures).toHaveLength(1);
    client.destroy();
  });
});
