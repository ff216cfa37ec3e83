import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { EventBridgeClient, PutEventsCommand, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { CreateQueueCommand, GetQueueAttributesCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';

/** `npm start`, as a process of its own: nothing of ours is called here but what any client of AWS can call. */
const start = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'npm-start-'));
  const envFile = join(folder, 'env');
  // A port and a file of its own: a developer's environment may be running.
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', 'local/start.ts', '--port', '0', '--variables-file', envFile],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const ended = once(child, 'exit') as Promise<[number | null]>;
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaint += chunk.toString('utf8');
  });
  let isReady = false;
  const printed: string[] = [];
  for await (const line of createInterface(child.stdout)) {
    isReady = line.startsWith('ready');
    if (isReady) break;
    printed.push(line);
  }
  if (!isReady) throw new Error(`npm start ended before it was ready: ${complaint}`);
  child.stdout.resume();
  const written = (await readFile(envFile, 'utf8')).trim().split('\n');
  expect(printed).toEqual(expect.arrayContaining(written));
  const variables = parseEnv(written);
  const variable = (name: string): string => {
    const value = variables[name];
    if (value === undefined) throw new Error(`npm start did not say ${name}`);
    return value;
  };
  return {
    variable,
    /** Ends it as Ctrl-C does; gives its exit code and the files that it left. */
    interrupt: async () => {
      child.kill('SIGINT');
      const [code] = await ended;
      const left = await readdir(folder);
      await rm(folder, { recursive: true });
      return { code, left };
    },
  };
};

const parseEnv = (lines: readonly string[]): Record<string, string> =>
  Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));

let service: Awaited<ReturnType<typeof start>>;

beforeAll(async () => {
  service = await start();
}, 90_000);

test('a client with only the AWS SDK gets an order fulfilled, and charged once however often it is sent', async () => {
  const client = {
    endpoint: service.variable('AWS_ENDPOINT_URL'),
    region: service.variable('AWS_REGION'),
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  };
  const events = new EventBridgeClient(client);
  const queues = new SQSClient(client);
  const bus = service.variable('EVENT_BUS_NAME');
  const { QueueUrl } = await queues.send(new CreateQueueCommand({ QueueName: 'what-became-of-it' }));
  const { Attributes } = await queues.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
  const EventPattern = JSON.stringify({ 'detail-type': ['Order Fulfilled'] });
  await events.send(new PutRuleCommand({ Name: 'fulfilled', EventBusName: bus, EventPattern }));
  const Targets = [{ Id: 'queue', Arn: Attributes?.QueueArn ?? '' }];
  await events.send(new PutTargetsCommand({ Rule: 'fulfilled', EventBusName: bus, Targets }));

  const keys = { orderId: 'by-sdk-1', shopId: 'astoria', timestamp: new Date().toISOString() };
  const order = {
    ...keys,
    customerId: 'customer-1',
    items: [{ productId: 'p38', quantity: 2, unitPrice: 375 }],
    total: 750,
    currency: 'USD',
    payment: { token: 'pm_card_visa' },
  };
  const entry = (DetailType: string, detail: object) => ({
    EventBusName: bus,
    Source: 'coffee-shop.order-manager',
    DetailType,
    Detail: JSON.stringify(detail),
  });
  const Entries = [entry('Order Created', order), entry('Order Confirmed', keys), entry('Order Ready', keys)];
  for (let time = 1; time <= 5; time++) {
    expect(await events.send(new PutEventsCommand({ Entries }))).toMatchObject({ FailedEntryCount: 0 });
  }

  let body: string | undefined;
  while (body === undefined) {
    const { Messages } = await queues.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5 }));
    body = Messages?.[0]?.Body;
  }
  expect(JSON.parse(body)).toMatchObject({
    source: 'coffee-shop.order-processor',
    'detail-type': 'Order Fulfilled',
    detail: { orderId: 'by-sdk-1', shopId: 'astoria' },
  });
  const waiting = async (): Promise<number> => {
    const names = ['PAYMENT', 'INVENTORY', 'FULFILLMENT'].flatMap((stage) => [
      `${stage}_INGRESS_QUEUE_URL`,
      `${stage}_QUEUE_URL`,
    ]);
    const AttributeNames = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
    const answers = await Promise.all(
      names.map((name) =>
        queues.send(
          new GetQueueAttributesCommand({ QueueUrl: service.variable(name), AttributeNames: [...AttributeNames] }),
        ),
      ),
    );
    return answers.flatMap((answer) => Object.values(answer.Attributes ?? {})).reduce((sum, n) => sum + Number(n), 0);
  };
  while ((await waiting()) > 0) await new Promise((resolve) => setTimeout(resolve, 100));
  const ledger = await fetch(`${service.variable('GATEWAY_URL')}/_sim/ledger?orderId=by-sdk-1`);
  expect(await ledger.json()).toEqual({
    entries: [
      expect.objectContaining({ type: 'opened', amount: 750 }),
      expect.objectContaining({ type: 'captured', amount: 750, currency: 'USD' }),
    ],
  });
  events.destroy();
  queues.destroy();
}, 90_000);

test('it ends with Ctrl-C and takes its file along', async () => {
  expect(await service.interrupt()).toEqual({ code: 130, left: [] });
}, 30_000);
