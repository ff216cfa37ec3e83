import {
  CreateTopicCommand,
  DeleteTopicCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  ListSubscriptionsCommand,
  ListTopicsCommand,
  PublishBatchCommand,
  PublishCommand,
  type PublishCommandInput,
  SetTopicAttributesCommand,
  SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import { ManualClock } from '../../../src/clock/manual-clock';
import { type HttpServer, startHttpServer } from '../../../src/http/server';
import { snsService } from '../../../src/sns/api';
import { SnsEngine } from '../../../src/sns/engine';
import { type Queue, SqsEngine } from '../../../src/sqs/engine';

let clock: ManualClock;
let sqs: SqsEngine;
let sns: SnsEngine;
let server: HttpServer;
let client: SNSClient;
let TopicArn: string;
let invoked: [arn: string, event: unknown][];

beforeEach(async () => {
  clock = new ManualClock();
  sqs = new SqsEngine({ clock });
  invoked = [];
  sns = new SnsEngine({ clock, sqs, invokeAsynchronously: (arn, event) => invoked.push([arn, event]) });
  server = await startHttpServer({ services: [], queryServices: [snsService(sns)] });
  client = new SNSClient({ endpoint: server.url, maxAttempts: 1 });
  TopicArn = (await client.send(new CreateTopicCommand({ Name: 'orders' }))).TopicArn ?? '';
});

afterEach(async () => {
  client.destroy();
  sns.close();
  sqs.close();
  await server.close();
});

const subscribe = async (queue: Queue, Attributes: Record<string, string> = {}) =>
  (await client.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: queue.arn, Attributes })))
    .SubscriptionArn ?? '';
const publish = (input: Partial<PublishCommandInput> = {}) =>
  client.send(new PublishCommand({ TopicArn, Message: 'latte', ...input }));
const bodies = (queue: Queue) => queue.peek().map(({ body }) => body);

describe('a topic, through the AWS SDK', () => {
  // docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html
  it('wraps a message for a queue in the documented envelope', async () => {
    const queue = sqs.createQueue('kitchen', {});
    const subscriptionArn = await subscribe(queue);
    const Message = 'a < b & "c"\r\n<latte> é';
    const { MessageId } = await publish({
      Message,
      Subject: 'Order',
      MessageAttributes: { shop: { DataType: 'String', StringValue: 'harlem' } },
    });
    expect(JSON.parse(bodies(queue)[0] ?? '')).toEqual({
      Type: 'Notification',
      MessageId,
      TopicArn,
      Subject: 'Order',
      Message,
      Timestamp: '2026-11-24T08:00:00.000Z',
      SignatureVersion: '1',
      Signature: expect.any(String),
      SigningCertURL: expect.stringContaining('https://sns.us-east-1.amazonaws.com/'),
      UnsubscribeURL: expect.stringContaining(`Action=Unsubscribe&SubscriptionArn=${subscriptionArn}`),
      MessageAttributes: { shop: { Type: 'String', Value: 'harlem' } },
    });
  });

  it('leaves out subject and attributes that the message does not have', async () => {
    const queue = sqs.createQueue('kitchen', {});
    await subscribe(queue);
    await publish();
    const envelope = JSON.parse(bodies(queue)[0] ?? '');
    expect(envelope).not.toHaveProperty('Subject');
    expect(envelope).not.toHaveProperty('MessageAttributes');
  });

  it('hands a message on as it is, attributes included, where delivery is raw', async () => {
    const queue = sqs.createQueue('kitchen', {});
    await subscribe(queue, { RawMessageDelivery: 'true' });
    const bytes = new Uint8Array([0, 1, 254]);
    await publish({
      MessageAttributes: {
        size: { DataType: 'Number', StringValue: '7' },
        photo: { DataType: 'Binary', BinaryValue: bytes },
      },
    });
    expect(queue.peek()).toEqual([
      expect.objectContaining({
        body: 'latte',
        messageAttributes: {
          size: { DataType: 'Number', StringValue: '7' },
          photo: { DataType: 'Binary', BinaryValue: Buffer.from(bytes).toString('base64') },
        },
      }),
    ]);
  });

  // docs.aws.amazon.com/lambda/latest/dg/with-sns.html
  it('invokes a function with its event', async () => {
    const Endpoint = 'arn:aws:lambda:us-east-1:000000000000:function:barista';
    const { SubscriptionArn } = await client.send(new SubscribeCommand({ TopicArn, Protocol: 'lambda', Endpoint }));
    const { MessageId } = await publish();
    expect(invoked).toEqual([
      [
        Endpoint,
        {
          Records: [
            {
              EventSource: 'aws:sns',
              EventVersion: '1.0',
              EventSubscriptionArn: SubscriptionArn,
              Sns: expect.objectContaining({
                Type: 'Notification',
                MessageId,
                TopicArn,
                Subject: null,
                Message: 'latte',
                MessageAttributes: {},
                UnsubscribeUrl: expect.any(String),
              }),
            },
          ],
        },
      ],
    ]);
  });

  it('sends each protocol its part of a structured message', async () => {
    const queue = sqs.createQueue('kitchen', {});
    await subscribe(queue, { RawMessageDelivery: 'true' });
    const Message = JSON.stringify({ default: 'for all', sqs: 'for queues' });
    await publish({ Message, MessageStructure: 'json' });
    await publish({ Message: '{"default":"for all"}', MessageStructure: 'json' });
    expect(bodies(queue)).toEqual(['for queues', 'for all']);
    await expect(publish({ Message: '{"sqs":"x"}', MessageStructure: 'json' })).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: 'Invalid parameter: Message Structure - No default entry in JSON message body',
    });
  });

  it('sends a queue only what its filter policy lets through', async () => {
    const [byAttribute, byBody] = [sqs.createQueue('by-attribute', {}), sqs.createQueue('by-body', {})];
    const FilterPolicy = JSON.stringify({ size: ['L', { prefix: 'X' }] });
    await subscribe(byAttribute, { RawMessageDelivery: 'true', FilterPolicy });
    const bodyPolicy = JSON.stringify({ drink: { size: ['L'] } });
    const inBody = { FilterPolicy: bodyPolicy, FilterPolicyScope: 'MessageBody' };
    await subscribe(byBody, { RawMessageDelivery: 'true', ...inBody });
    const ofSize = (size: string) => ({ MessageAttributes: { size: { DataType: 'String', StringValue: size } } });
    await publish({ Message: 'a large one', ...ofSize('L') });
    await publish({ Message: 'a huge one', ...ofSize('XL') });
    await publish({ Message: 'a small one', ...ofSize('S') });
    await publish({ Message: '{"drink":{"size":"L"}}' });
    expect(bodies(byAttribute)).toEqual(['a large one', 'a huge one']);
    expect(bodies(byBody)).toEqual(['{"drink":{"size":"L"}}']);
    expect(sns.counters.filtered).toBe(5);
  });

  it('answers each entry of a batch on its own', async () => {
    const queue = sqs.createQueue('kitchen', {});
    await subscribe(queue, { RawMessageDelivery: 'true' });
    const PublishBatchRequestEntries = [
      { Id: 'a', Message: 'latte' },
      { Id: 'b', Message: 'x'.repeat(262_145) },
      { Id: 'c', Message: 'mocha', Subject: 'Order' },
    ];
    const { Successful, Failed } = await client.send(new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries }));
    expect(Successful).toEqual(['a', 'c'].map((Id) => ({ Id, MessageId: expect.any(String) })));
    expect(Failed).toEqual([
      { Id: 'b', Code: 'InvalidParameter', Message: 'Invalid parameter: Message too long', SenderFault: true },
    ]);
    expect(bodies(queue)).toEqual(['latte', 'mocha']);
  });

  it.each([
    [[], 'EmptyBatchRequestException'],
    [
      Array.from({ length: 11 }, (_, at) => ({ Id: String(at), Message: 'm' })),
      'TooManyEntriesInBatchRequestException',
    ],
    [
      [
        { Id: 'a', Message: 'm' },
        { Id: 'a', Message: 'm' },
      ],
      'BatchEntryIdsNotDistinctException',
    ],
  ])('refuses a batch of %j: %s', async (PublishBatchRequestEntries, name) => {
    const batch = client.send(new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries }));
    await expect(batch).rejects.toMatchObject({ name });
  });

  it('lists topics and subscriptions, and ends them', async () => {
    const queue = sqs.createQueue('kitchen', {});
    const SubscriptionArn = await subscribe(queue);
    expect(await subscribe(queue)).toBe(SubscriptionArn);
    await client.send(new SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint: 'a@example.com' }));
    expect((await client.send(new ListTopicsCommand({}))).Topics).toEqual([{ TopicArn }]);
    const { Attributes } = await client.send(new GetTopicAttributesCommand({ TopicArn }));
    expect(Attributes).toMatchObject({ TopicArn, SubscriptionsConfirmed: '1', SubscriptionsPending: '1' });
    const { Subscriptions } = await client.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
    expect(Subscriptions).toEqual([
      { SubscriptionArn, Owner: '000000000000', Protocol: 'sqs', Endpoint: queue.arn, TopicArn },
      expect.objectContaining({ SubscriptionArn: 'PendingConfirmation', Protocol: 'email' }),
    ]);
    await client.send(new UnsubscribeCommand({ SubscriptionArn }));
    await publish();
    expect(bodies(queue)).toEqual([]);
    await client.send(new DeleteTopicCommand({ TopicArn }));
    expect((await client.send(new ListSubscriptionsCommand({}))).Subscriptions ?? []).toEqual([]);
    await expect(publish()).rejects.toMatchObject({ name: 'NotFoundException', message: 'Topic does not exist' });
  });

  it.each<[string, () => Promise<unknown>, string]>([
    ['an empty message', () => publish({ Message: '' }), 'Empty message'],
    ['a text message to a phone', () => publish({ PhoneNumber: '+1' }), 'PhoneNumber'],
    [
      'a FIFO topic',
      () => client.send(new CreateTopicCommand({ Name: 'orders.fifo' })),
      'FIFO topics are not supported',
    ],
    ['a web address', () => subscribeTo('https', 'https://example.com'), 'Protocol https is not supported here'],
    ['a FIFO queue', () => subscribeTo('sqs', 'arn:aws:sqs:us-east-1:000000000000:q.fifo'), 'FIFO SQS Queues can not'],
    ['another attribute', () => subscribe(sqs.createQueue('q', {}), { DeliveryPolicy: '{}' }), 'DeliveryPolicy'],
  ])('refuses %s by name', async (_, request, reason) => {
    await expect(request()).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: expect.stringContaining(reason),
    });
  });

  it('names the operation that is not there', async () => {
    const set = new SetTopicAttributesCommand({ TopicArn, AttributeName: 'DisplayName', AttributeValue: 'x' });
    await expect(client.send(set)).rejects.toMatchObject({ message: expect.stringContaining('SetTopicAttributes') });
  });

  const subscribeTo = (Protocol: string, Endpoint: string) =>
    client.send(new SubscribeCommand({ TopicArn, Protocol, Endpoint }));
});

describe('a message that does not reach its subscription', () => {
  it('goes to the dead-letter queue at once when the endpoint is gone, or is dropped without one', async () => {
    const [queue, dead] = [sqs.createQueue('kitchen', {}), sqs.createQueue('dead', {})];
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: dead.arn });
    await subscribe(queue, { RawMessageDelivery: 'true', RedrivePolicy });
    const other = sqs.createQueue('other', {});
    await subscribe(other);
    sqs.deleteQueue(queue);
    sqs.deleteQueue(other);
    await publish();
    expect(bodies(dead)).toEqual(['latte']);
    expect(sns.counters).toMatchObject({ deadLettered: 1, dropped: 1 });
  });

  it('is sent again while the endpoint is unavailable', async () => {
    const { AwsError } = await import('../../../src/http/aws-error');
    const queue = sqs.createQueue('kitchen', {});
    await subscribe(queue, { RawMessageDelivery: 'true' });
    const send = jest.spyOn(queue, 'send').mockImplementation(() => {
      throw new AwsError('ServiceUnavailable', 'try later', 503);
    });
    await publish();
    clock.advance(60_000);
    expect(bodies(queue)).toEqual([]);
    send.mockRestore();
    clock.advance(20_000);
    expect(bodies(queue)).toEqual(['latte']);
    expect(sns.counters).toMatchObject({ delivered: 1, deadLettered: 0, dropped: 0 });
  });
});
