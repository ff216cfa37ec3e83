import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { DependencyError } from '../../../../pipeline/batch/failure';
import { configReader } from '../../../../pipeline/config/reader';
import { fakeClient } from '../telemetry/fake-client';
import { recordedTelemetry } from '../telemetry/recorded-telemetry';

type Items = { PK: string; [name: string]: unknown }[];

const MENU = { PK: 'menu', value: [{ productId: 'latte', name: 'Latte', price: 375 }] };
const TTL_MS = 30_000;

/** A config table that can be changed and broken, and a reader of it. */
const table = (items: Items = [MENU]) => {
  const state = { items, nowMs: 0, broken: false, silent: false };
  const { client, sent } = fakeClient<DynamoDBDocumentClient>(() => {
    if (state.silent) return new Promise(() => undefined);
    if (state.broken) throw new Error('table out of reach');
    return { Responses: { config: state.items }, UnprocessedKeys: {} };
  });
  const recorded = recordedTelemetry();
  const reader = configReader({
    client,
    tableName: 'config',
    ttlMs: TTL_MS,
    now: () => state.nowMs,
    telemetry: recorded.telemetry,
    timeoutMs: 20,
  });
  return { ...recorded, state, sent, reader };
};

describe('the config table', () => {
  it('is read with one request for all three items', async () => {
    const { reader, sent } = table();
    await reader.read();
    expect(sent).toEqual([
      { RequestItems: { config: { Keys: [{ PK: 'menu' }, { PK: 'config' }, { PK: 'order-processor' }] } } },
    ]);
  });

  it('gives the documented defaults where it says nothing', async () => {
    const { reader } = table();
    const { config, orderProcessor } = await reader.read();
    expect(config).toEqual({ storeOpen: true, maxOrdersInQueue: 50, maxOrdersPerUser: 5 });
    expect(orderProcessor).toMatchObject({ payment: { timeoutMs: 5_000 }, processing: { requireConfirmation: true } });
  });

  it('gives what it says', async () => {
    const { reader } = table([MENU, { PK: 'config', storeOpen: false, maxOrdersInQueue: 7 }]);
    expect((await reader.read()).config).toEqual({ storeOpen: false, maxOrdersInQueue: 7, maxOrdersPerUser: 5 });
  });

  it('is asked once however many ask at once', async () => {
    const { reader, sent } = table();
    await Promise.all([reader.read(), reader.read(), reader.read()]);
    expect(sent).toHaveLength(1);
  });

  it('is read consistently, before its time to live is over, for whoever asks for a younger one', async () => {
    const { reader, sent, state } = table();
    await reader.read();
    state.nowMs = 1_000;
    await reader.read(1_000);
    state.nowMs = 1_999;
    await reader.read(1_000);

    expect(sent).toHaveLength(2);
    expect(sent[1]).toMatchObject({ RequestItems: { config: { ConsistentRead: true } } });
  });

  it('is asked again only after its time to live, and changes are then seen', async () => {
    const { reader, sent, state } = table();
    await reader.read();
    state.items = [MENU, { PK: 'config', storeOpen: false }];
    state.nowMs = TTL_MS - 1;
    expect((await reader.read()).config.storeOpen).toBe(true);
    state.nowMs = TTL_MS;
    expect((await reader.read()).config.storeOpen).toBe(false);
    expect(sent).toHaveLength(2);
  });
});

describe('a config table in trouble', () => {
  it('leaves the last good values in force, and says so', async () => {
    const { reader, state, sums, lines, sent } = table([MENU, { PK: 'config', storeOpen: false }]);
    await reader.read();
    state.broken = true;
    state.nowMs = TTL_MS;
    expect((await reader.read()).config.storeOpen).toBe(false);
    expect(sums.ConfigReadFailed).toBe(1);
    expect(lines[0]?.level).toBe('error');
    await reader.read();
    expect(sent).toHaveLength(2);
  });

  it('that does not answer is not waited for', async () => {
    const { reader, state, sums } = table();
    await reader.read();
    state.silent = true;
    state.nowMs = TTL_MS;
    expect((await reader.read()).menu.value).toHaveLength(1);
    expect(sums.ConfigReadFailed).toBe(1);
  });

  it('lets orders wait if it was never read', async () => {
    const { reader, state } = table();
    state.broken = true;
    await expect(reader.read()).rejects.toThrow(DependencyError);
    state.broken = false;
    expect((await reader.read()).menu.value).toHaveLength(1);
  });

  it('does not take an item that DynamoDB left out for one that is missing', async () => {
    const { client } = fakeClient<DynamoDBDocumentClient>(() => ({
      Responses: { config: [MENU] },
      UnprocessedKeys: { config: { Keys: [{ PK: 'config' }] } },
    }));
    const { telemetry } = recordedTelemetry();
    const reader = configReader({ client, tableName: 'config', ttlMs: TTL_MS, now: () => 0, telemetry });
    await expect(reader.read()).rejects.toThrow(DependencyError);
  });
});

describe('an invalid item', () => {
  it('is refused by field and value, and its last good value stays in force while the others change', async () => {
    const { reader, state, lines, sums } = table([MENU, { PK: 'config', maxOrdersInQueue: 7 }]);
    await reader.read();
    state.items = [MENU, { PK: 'config', maxOrdersInQueue: -1 }, { PK: 'order-processor', kitchen: { stations: 4 } }];
    state.nowMs = TTL_MS;
    const { config, orderProcessor } = await reader.read();
    expect(config.maxOrdersInQueue).toBe(7);
    expect(orderProcessor.kitchen.stations).toBe(4);
    expect(lines).toMatchObject([
      { level: 'error', fields: { item: 'config', field: 'maxOrdersInQueue', value: '-1' } },
    ]);
    expect(sums.ConfigInvalid).toBe(1);
  });

  it('names a fault deep inside, payment settings too', async () => {
    const { reader, lines } = table([MENU, { PK: 'order-processor', payment: { timeoutMs: 5 } }]);
    await expect(reader.read()).rejects.toThrow('order-processor');
    expect(lines[0]?.fields).toMatchObject({ field: 'payment.timeoutMs', value: '5' });
  });

  it('makes orders wait if it never was valid', async () => {
    const { reader } = table([MENU, { PK: 'config', storeOpen: 'perhaps' }]);
    await expect(reader.read()).rejects.toThrow(DependencyError);
  });

  it('is what a missing menu is: orders wait rather than be refused as unknown products', async () => {
    const { reader, lines } = table([]);
    await expect(reader.read()).rejects.toThrow('menu');
    expect(lines[0]?.fields).toMatchObject({ item: 'menu', value: 'nothing' });
  });
});
