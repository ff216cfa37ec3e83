import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { eventually } from '../lambda/eventually';
import { batchApp } from './filtered-batches';
import { type RunningApp, runApp } from './running-app';

let app: RunningApp;
let sqs: SQSClient;

beforeAll(async () => {
  app = await runApp(batchApp);
  sqs = new SQSClient(app.client);
});

afterAll(async () => {
  sqs?.destroy();
  await app?.close();
});

test('of two hundred messages the function gets the hundred that its filter matches, in one batch', async () => {
  const send = (first: number) =>
    new SendMessageBatchCommand({
      QueueUrl: app.output('QueueUrl'),
      Entries: Array.from({ length: 10 }, (_, index) => ({
        Id: String(index),
        MessageBody: JSON.stringify({ number: first + index, size: index % 2 === 0 ? 'L' : 'S' }),
      })),
    });
  for (let first = 0; first < 200; first += 10) await sqs.send(send(first));

  const queue = app.aws.sqs.queues().find(({ name }) => app.output('QueueUrl').endsWith(`/${name}`));
  await eventually(() => queue?.peek().length === 0 && app.printed.length > 0);

  const batches = app.printed as { batch: number[] }[];
  expect(batches).toHaveLength(1);
  expect(batches[0]?.batch.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, index) => index * 2));
  const [mapping] = app.aws.lambda.mappings();
  expect(mapping?.counts).toMatchObject({ PolledEventCount: 200, FilteredOutEventCount: 100, DeletedEventCount: 100 });
});
