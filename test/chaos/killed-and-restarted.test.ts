import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { LambdaClient, ListEventSourceMappingsCommand, UpdateEventSourceMappingCommand } from '@aws-sdk/client-lambda';
import { GetSecretValueCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { entriesOf, type Service, startService } from '../e2e/started';
import { allFulfilled, expectCapturedOnce, watchFulfilled } from './kept-orders';

const ORDERS_PER_LIFE = 30;

let folder: string;
let service: Service | undefined;

/** As fast as a busy machine can follow: visibility timeouts of three minutes pass in 18 seconds. */
const live = async (): Promise<Service> => {
  service = await startService('--persist', folder, '--quiet', '--clock-scale', '10');
  return service;
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'persist-'));
});

afterAll(async () => {
  await service?.kill().catch(() => undefined);
  await rm(folder, { recursive: true, force: true });
});

/** Places orders until the service is gone; gives those that it acknowledged. */
const place = async ({ client, variable }: Service, life: number): Promise<string[]> => {
  // A client that hid failures by trying again would not tell what was acknowledged.
  const events = new EventBridgeClient({ ...client, maxAttempts: 1 });
  const acknowledged: string[] = [];
  for (let at = 0; at < ORDERS_PER_LIFE; at++) {
    const orderId = `order-${life}-${at}`;
    const Entries = entriesOf(variable('EVENT_BUS_NAME'), orderId, 1);
    const answer = await events.send(new PutEventsCommand({ Entries })).catch(() => undefined);
    if (answer?.FailedEntryCount === 0) acknowledged.push(orderId);
  }
  events.destroy();
  return acknowledged;
};

test('killed in the middle of the work twice, every order that was acknowledged is fulfilled and charged once', async () => {
  await watchFulfilled(await live());
  const acknowledged: string[] = [];
  for (let life = 1; life <= 2; life++) {
    const running = service ?? (await live());
    const placing = place(running, life);
    // Between the first acknowledgement and the last: some orders wait, some are charged, some are in the kitchen.
    await new Promise((resolve) => setTimeout(resolve, 300 * life));
    await running.kill();
    service = undefined;
    acknowledged.push(...(await placing));
  }
  expect(acknowledged.length).toBeGreaterThan(0);
  const last = await live();
  await allFulfilled(last, acknowledged);
  await expectCapturedOnce(last, acknowledged);
}, 300_000);

test('a rotated secret and a mapping that was disabled stay so after Ctrl-C', async () => {
  const before = service ?? (await live());
  const SecretId = before.variable('GATEWAY_SECRET_ARN');
  const secrets = new SecretsManagerClient(before.client);
  const lambda = new LambdaClient(before.client);
  await secrets.send(new PutSecretValueCommand({ SecretId, SecretString: 'sk_test_rotated' }));
  const { EventSourceMappings: [mapping] = [] } = await lambda.send(new ListEventSourceMappingsCommand({}));
  const UUID = mapping?.UUID ?? '';
  await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: false }));
  expect(await before.interrupt()).toEqual({ code: 130, left: [] });

  const after = await live();
  const now = new SecretsManagerClient(after.client);
  const lambdaNow = new LambdaClient(after.client);
  expect((await now.send(new GetSecretValueCommand({ SecretId }))).SecretString).toBe('sk_test_rotated');
  const { EventSourceMappings = [] } = await lambdaNow.send(new ListEventSourceMappingsCommand({}));
  expect(EventSourceMappings.find((one) => one.UUID === UUID)?.State).toBe('Disabled');
  for (const client of [secrets, lambda, now, lambdaNow]) client.destroy();
});

test('a folder that is in use is refused in one line', async () => {
  await expect(startService('--persist', folder)).rejects.toThrow(
    new RegExp(`ended with code 1 before it was ready: ${folder} is in use by the process \\d+[^\\n]*\\n$`),
  );
});

test('data of another version or of another stack are refused in one line', async () => {
  await service?.interrupt();
  service = undefined;
  const journal = join(folder, 'journal');
  const [origin = '', ...lines] = (await readFile(journal, 'utf8')).split('\n');
  const { format, stacks } = JSON.parse(origin) as { format: number; stacks: string[] };
  const refusal = async (changed: object): Promise<string> => {
    await writeFile(journal, [JSON.stringify({ format, stacks, ...changed }), ...lines].join('\n'));
    return startService('--persist', folder).then(
      () => 'it started',
      (error: Error) => error.message,
    );
  };
  expect(await refusal({ format: format + 1 })).toMatch(
    /code 1 before it was ready: [^\n]* was written by another version[^\n]*\n$/,
  );
  expect(await refusal({ stacks: ['Bakery'] })).toMatch(
    /code 1 before it was ready: [^\n]* holds data of the stack Bakery[^\n]*\n$/,
  );
});
