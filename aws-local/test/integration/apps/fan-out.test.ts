import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { type Message, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { eventually } from '../lambda/eventually';
import { fanOutApp } from './fan-out';
import { type RunningApp, runApp } from './running-app';

let app: RunningApp;
let sns: SNSClient;
let sqs: SQSClient;

beforeAll(async () => {
  app = await runApp(fanOutApp);
  sns = new SNSClient(app.client);
  sqs = new SQSClient(app.client);
});

afterAll(async () => {
  sns?.destroy();
  sqs?.destroy();
  await app?.close();
});

const publish = (drink: string, size: string) =>
  sns.send(
    new PublishCommand({
      TopicArn: app.output('TopicArn'),
      Message: drink,
      MessageAttributes: { size: { DataType: 'String', StringValue: size } },
    }),
  );

const receive = async (queue: string): Promise<Message[]> => {
  const command = new ReceiveMessageCommand({
    QueueUrl: app.output(queue),
    MaxNumberOfMessages: 10,
    MessageAttributeNames: ['All'],
  });
  return (await sqs.send(command)).Messages ?? [];
};

test('a published message reaches a queue raw, another in its envelope if the filter matches, and a function', async () => {
  await publish('espresso', 'S');
  await publish('latte', 'L');

  const all = await receive('AllUrl');
  expect(all.map(({ Body }) => Body).sort()).toEqual(['espresso', 'latte']);
  const sizes = all.map(({ MessageAttributes }) => MessageAttributes?.size?.StringValue);
  expect(sizes.sort()).toEqual(['L', 'S']);

  const [large, ...others] = await receive('LargeUrl');
  expect(others).toEqual([]);
  expect(JSON.parse(large?.Body ?? '')).toMatchObject({
    Type: 'Notification',
    TopicArn: app.output('TopicArn'),
    Message: 'latte',
    MessageAttributes: { size: { Type: 'String', Value: 'L' } },
  });

  await eventually(() => app.printed.length >= 2);
  expect(app.printed.toSorted()).toEqual(['function got espresso', 'function got latte']);
});
