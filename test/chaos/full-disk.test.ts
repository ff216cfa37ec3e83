import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { entriesOf, type Service, startService, startServiceWithLimit } from '../e2e/started';
import { allFulfilled, expectCapturedOnce, watchFulfilled } from './kept-orders';

/** More than the largest bundle of a function, and soon reached. */
const FILE_MEGABYTES = 12;
const LARGE_CHARACTERS = 230_000;
/** Of no rule: on its way it is written to the journal all the same. */
const largeEvent = (busName: string) => ({
  EventBusName: busName,
  Source: 'somebody-else',
  DetailType: 'Stock Taken',
  Detail: JSON.stringify({ list: 'x'.repeat(LARGE_CHARACTERS) }),
});

let folder: string;
let service: Service | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'full-disk-'));
});

afterAll(async () => {
  await service?.kill().catch(() => undefined);
  await rm(folder, { recursive: true, force: true });
});

const options = () => ['--persist', folder, '--quiet', '--clock-scale', '10'];

/** Places orders, with large events between them, until the service is gone; gives those that it acknowledged. */
const placeUntilFull = async ({ client, variable }: Service): Promise<string[]> => {
  // A client that hid failures by trying again would not tell what was acknowledged.
  const events = new EventBridgeClient({ ...client, maxAttempts: 1 });
  const bus = variable('EVENT_BUS_NAME');
  const acknowledged: string[] = [];
  const put = async (Entries: ReturnType<typeof entriesOf>): Promise<boolean> => {
    const answer = await events.send(new PutEventsCommand({ Entries })).catch(() => undefined);
    return answer?.FailedEntryCount === 0;
  };
  for (let at = 0; ; at++) {
    const orderId = `order-${at}`;
    if (!(await put(entriesOf(bus, orderId, 1)))) break;
    acknowledged.push(orderId);
    if (!(await put([largeEvent(bus)]))) break;
  }
  events.destroy();
  return acknowledged;
};

test('a full disk ends it with one line and exit code 1; with room again every acknowledged order is fulfilled and charged once', async () => {
  const full = await startServiceWithLimit(FILE_MEGABYTES, ...options());
  await watchFulfilled(full);
  const [acknowledged, end] = await Promise.all([placeUntilFull(full), full.ended()]);
  expect(end).toEqual({
    code: 1,
    left: [],
    complaint: `${join(folder, 'journal')} cannot be written (EFBIG: file too large, write): make room or repair the disk and start again; nothing that was acknowledged is lost\n`,
  });
  expect(acknowledged.length).toBeGreaterThan(10);

  service = await startService(...options());
  await allFulfilled(service, acknowledged);
  await expectCapturedOnce(service, acknowledged);
}, 300_000);

test('a folder whose files cannot be read is refused in one line that names the file', async () => {
  service ??= await startService(...options());
  await service.interrupt();
  service = undefined;
  const refusal = () =>
    startService(...options()).then(
      (started) => started.kill().then(() => 'it started'),
      (error: Error) => error.message,
    );
  const journal = join(folder, 'journal');
  const tables = join(folder, 'tables.sqlite');
  const [whole, database] = [await readFile(journal), await readFile(tables)];

  const garbled = Buffer.from(whole);
  garbled[whole.indexOf(10) + 20] = 0;
  await writeFile(journal, garbled);
  expect(await refusal()).toMatch(
    /code 1 before it was ready: \S+journal, line \d+: its checksum is another, the file is damaged\n$/,
  );
  // Killed in the middle of a line.
  await writeFile(journal, Buffer.concat([whole, Buffer.from('[1000,["events","half of i')]));

  await writeFile(tables, Buffer.concat([Buffer.alloc(100, 'x'), database.subarray(100)]));
  expect(await refusal()).toMatch(
    /code 1 before it was ready: dynoxide did not start on \S+tables\.sqlite: [^\n]*not a valid SQLite database[^\n]*\n$/,
  );
  await writeFile(tables, database);
  service = await startService(...options());
  expect(await service.interrupt()).toEqual({ code: 130, left: [] });
  service = undefined;
}, 300_000);
