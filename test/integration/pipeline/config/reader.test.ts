import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { configReader } from '../../../../pipeline/config/reader';
import { settingsFor } from '../../../../pipeline/config/settings';
import { recordedTelemetry } from '../../../unit/pipeline/telemetry/recorded-telemetry';
import { CONFIG, startTables, type Tables } from '../../tables';

const TTL_MS = 30_000;
let tables: Tables;

beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.close());

const write = (PK: string, item: object) =>
  tables.documents.send(new PutCommand({ TableName: CONFIG, Item: { PK, ...item } }));

test('an item that becomes invalid keeps its last good value, loudly, until it is valid again', async () => {
  let nowMs = 0;
  const { telemetry, lines, sums } = recordedTelemetry();
  const reader = configReader({
    client: tables.documents,
    tableName: CONFIG,
    ttlMs: TTL_MS,
    now: () => nowMs,
    telemetry,
  });
  const stationsAfterAWhile = async (): Promise<{ stations: number; storeOpen: boolean }> => {
    nowMs += TTL_MS;
    const { kitchen, storeOpen } = settingsFor(await reader.read(), 'astoria');
    return { stations: kitchen.stations, storeOpen };
  };
  await write('menu', { value: [{ productId: 'latte' }] });
  await write('config', { storeOpen: true });
  await write('order-processor', { kitchen: { stations: 3 } });
  expect(await stationsAfterAWhile()).toEqual({ stations: 3, storeOpen: true });

  await write('order-processor', { kitchen: { stations: 'three' } });
  await write('config', { storeOpen: false });
  expect(await stationsAfterAWhile()).toEqual({ stations: 3, storeOpen: false });
  expect(lines.filter(({ level }) => level === 'error')).toMatchObject([
    { fields: { item: 'order-processor', field: 'kitchen.stations', value: '"three"' } },
  ]);
  expect(sums.ConfigInvalid).toBe(1);

  await write('order-processor', { kitchen: { stations: 4 } });
  expect(await stationsAfterAWhile()).toEqual({ stations: 4, storeOpen: false });
  expect(sums.ConfigInvalid).toBe(1);
});
