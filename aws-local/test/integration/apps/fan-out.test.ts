import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { type Message, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { Duration, type Stack } from 'aws-cdk-lib';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { SubscriptionFilter, Topic } from 'aws-cdk-lib/aws-sns';
import { LambdaSubscription, SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { eventually } from '../lambda/eventually';
import { type RunningApp, runApp } from './running-app';

const HANDLER = `exports.handler = async ({ Records }) => {
  for (const { Sns } of Records) console.log('function got ' + Sns.Message);
};`;

const fanOutApp = (stack: Stack) => {
  const topic = new Topic(stack, 'Orders');
  const [all, large] = [new Queue(stack, 'All'), new Queue(stack, 'Large')];
  topic.addSubscription(new SqsSubscription(all, { rawMessageDelivery: true }));
  const size = SubscriptionFilter.stringFilter({ allowlist: ['L'] });
  const deadLetterQueue = new Queue(stack, 'DeadLetters');
  topic.addSubscription(new SqsSubscription(large, { filterPolicy: { size }, deadLetterQueue }));
  const count = new LambdaFunction(stack, 'Count', {
    runtime: Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: Code.fromInline(HANDLER),
    timeout: Duration.seconds(60),
  });
  topic.addSubscription(new LambdaSubscription(count));
  return { TopicArn: topic.topicArn, AllUrl: all.queueUrl, LargeUrl: large.queueUrl };
};

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
