import {
  CreateEventBusCommand,
  DeleteEventBusCommand,
  DeleteRuleCommand,
  DescribeEventBusCommand,
  DescribeRuleCommand,
  DisableRuleCommand,
  EnableRuleCommand,
  EventBridgeClient,
  EventBridgeServiceException,
  InvalidEventPatternException,
  LimitExceededException,
  ListEventBusesCommand,
  ListRulesCommand,
  ListTagsForResourceCommand,
  ListTargetsByRuleCommand,
  PutEventsCommand,
  PutPartnerEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
  ResourceNotFoundException,
  type Target,
  TestEventPatternCommand,
} from '@aws-sdk/client-eventbridge';
import { scaledClock } from '../../../src/clock/clock';
import { eventBridgeService } from '../../../src/eventbridge/api';
import { EventBridgeEngine } from '../../../src/eventbridge/engine';
import { type HttpServer, startHttpServer } from '../../../src/http/server';
import { type Queue, SqsEngine } from '../../../src/sqs/engine';

const clock = scaledClock();
const sqs = new SqsEngine({ clock });
const engine = new EventBridgeEngine({ clock, sqs, invokeFunction: async () => undefined });
engine.buses.create('orders');
let server: HttpServer;
let client: EventBridgeClient;

beforeAll(async () => {
  server = await startHttpServer({ services: [eventBridgeService(engine)] });
  client = new EventBridgeClient({ endpoint: server.url, maxAttempts: 1 });
});
afterAll(async () => {
  client.destroy();
  await server.close();
  engine.close();
  sqs.close();
});

const EventBusName = 'orders';
const EventPattern = JSON.stringify({ 'detail-type': ['Order Created'] });

let queues = 0;
const createQueue = (): Queue => {
  queues += 1;
  return sqs.createQueue(`tap-${queues}`, {});
};
const putRule = async (Name: string, ...Targets: Target[]): Promise<void> => {
  await client.send(new PutRuleCommand({ Name, EventBusName, EventPattern }));
  if (Targets.length > 0) await client.send(new PutTargetsCommand({ Rule: Name, EventBusName, Targets }));
};
const rejection = async (request: Promise<unknown>): Promise<unknown> =>
  request.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('the AWS SDK’s EventBridge client', () => {
  it('taps the bus with a queue of its own, and removes the tap', async () => {
    const queue = createQueue();
    await putRule('tap', { Id: 'queue', Arn: queue.arn });
    const answer = await client.send(
      new PutEventsCommand({
        Entries: [
          {
            EventBusName,
            Source: 'coffee-shop.order-manager',
            DetailType: 'Order Created',
            Detail: '{"orderId":"o-1"}',
            Time: new Date('2026-11-24T08:00:00Z'),
            Resources: ['arn:aws:shop/1'],
          },
        ],
      }),
    );
    expect(answer).toMatchObject({ FailedEntryCount: 0, Entries: [{ EventId: expect.any(String) }] });
    const [message] = await queue.receive({ maxMessages: 10, waitMs: 5_000 });
    expect(JSON.parse(message?.body ?? '')).toEqual({
      version: '0',
      id: answer.Entries?.[0]?.EventId,
      'detail-type': 'Order Created',
      source: 'coffee-shop.order-manager',
      account: '000000000000',
      time: '2026-11-24T08:00:00Z',
      region: 'us-east-1',
      resources: ['arn:aws:shop/1'],
      detail: { orderId: 'o-1' },
    });
    const { FailedEntryCount } = await client.send(
      new RemoveTargetsCommand({ Rule: 'tap', EventBusName, Ids: ['queue'] }),
    );
    await client.send(new DeleteRuleCommand({ Name: 'tap', EventBusName }));
    expect(FailedEntryCount).toBe(0);
    const error = await rejection(client.send(new DescribeRuleCommand({ Name: 'tap', EventBusName })));
    expect(error).toBeInstanceOf(ResourceNotFoundException);
  });

  it('learns which entries failed, and why', async () => {
    const good = { EventBusName, Source: 'test', DetailType: 'Something', Detail: '{}' };
    const { FailedEntryCount, Entries } = await client.send(
      new PutEventsCommand({
        Entries: [{ ...good, Detail: '{' }, good, { EventBusName, Source: 'test', Detail: '{}' }],
      }),
    );
    expect(FailedEntryCount).toBe(2);
    expect(Entries).toEqual([
      { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' },
      { EventId: expect.any(String) },
      {
        ErrorCode: 'InvalidArgument',
        ErrorMessage: 'Parameter DetailType is not valid. Reason: DetailType is a required argument.',
      },
    ]);
  });

  it('makes a bus for a partner’s event source, which takes the partner’s events', async () => {
    const Name = 'aws.partner/example.com/source_1';
    await client.send(new CreateEventBusCommand({ Name, EventSourceName: Name }));
    const queue = createQueue();
    const pattern = { source: [Name] };
    await client.send(new PutRuleCommand({ Name: 'ids', EventBusName: Name, EventPattern: JSON.stringify(pattern) }));
    const InputTransformer = { InputPathsMap: { id: '$.detail.id' }, InputTemplate: '{"id": <id>}' };
    const Targets = [{ Id: 'queue', Arn: queue.arn, InputTransformer }];
    await client.send(new PutTargetsCommand({ Rule: 'ids', EventBusName: Name, Targets }));
    const entry = { Source: Name, DetailType: 'Something', Detail: '{"id":"1","secret":"s"}' };
    const answer = await client.send(new PutPartnerEventsCommand({ Entries: [entry] }));
    expect(answer).toMatchObject({ FailedEntryCount: 0, Entries: [{ EventId: expect.any(String) }] });
    const [message] = await queue.receive({ maxMessages: 1, waitMs: 5_000 });
    expect(message?.body).toBe('{"id":"1"}');
    await client.send(new RemoveTargetsCommand({ Rule: 'ids', EventBusName: Name, Ids: ['queue'] }));
    await client.send(new DeleteRuleCommand({ Name: 'ids', EventBusName: Name }));
    await client.send(new DeleteEventBusCommand({ Name }));
  });

  it('describes, lists, disables and enables rules', async () => {
    await putRule('listed-a');
    await putRule('listed-b');
    await client.send(new DisableRuleCommand({ Name: 'listed-b', EventBusName }));
    const first = await client.send(new ListRulesCommand({ EventBusName, NamePrefix: 'listed', Limit: 1 }));
    expect(first.Rules?.map(({ Name }) => Name)).toEqual(['listed-a']);
    const second = await client.send(
      new ListRulesCommand({ EventBusName, NamePrefix: 'listed', NextToken: first.NextToken }),
    );
    expect(second.Rules?.map(({ Name, State }) => [Name, State])).toEqual([['listed-b', 'DISABLED']]);
    expect(second.NextToken).toBeUndefined();
    await client.send(new EnableRuleCommand({ Name: 'listed-b', EventBusName }));
    expect(await client.send(new DescribeRuleCommand({ Name: 'listed-b', EventBusName }))).toMatchObject({
      Name: 'listed-b',
      Arn: 'arn:aws:events:us-east-1:000000000000:rule/orders/listed-b',
      EventBusName,
      EventPattern,
      State: 'ENABLED',
    });
  });

  it('lists targets as it put them; removing an unknown one is a failed entry', async () => {
    const target: Target = {
      Id: 'queue',
      Arn: createQueue().arn,
      InputPath: '$.detail',
      RetryPolicy: { MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 60 },
      DeadLetterConfig: { Arn: createQueue().arn },
    };
    await putRule('with-target', target);
    const { Targets } = await client.send(new ListTargetsByRuleCommand({ Rule: 'with-target', EventBusName }));
    expect(Targets).toEqual([target]);
    const removed = await client.send(new RemoveTargetsCommand({ Rule: 'with-target', EventBusName, Ids: ['other'] }));
    expect(removed).toMatchObject({
      FailedEntryCount: 1,
      FailedEntries: [{ TargetId: 'other', ErrorCode: 'ResourceNotFoundException' }],
    });
  });

  it('creates, describes, lists and deletes buses', async () => {
    const { EventBusArn } = await client.send(new CreateEventBusCommand({ Name: 'temporary' }));
    expect(await client.send(new DescribeEventBusCommand({ Name: EventBusArn }))).toMatchObject({ Name: 'temporary' });
    expect(await client.send(new DescribeEventBusCommand({}))).toMatchObject({ Name: 'default' });
    await client.send(new DeleteEventBusCommand({ Name: 'temporary' }));
    const { EventBuses } = await client.send(new ListEventBusesCommand({}));
    expect(EventBuses?.map(({ Name }) => Name)).toEqual(['default', 'orders']);
  });

  it('tries a pattern on an event', async () => {
    const event = {
      id: '1',
      account: '0',
      source: 's',
      time: 't',
      region: 'r',
      resources: [],
      'detail-type': 'Order Created',
    };
    const Event = JSON.stringify(event);
    expect(await client.send(new TestEventPatternCommand({ EventPattern, Event }))).toMatchObject({ Result: true });
    const Other = JSON.stringify({ ...event, 'detail-type': 'Order Ready' });
    expect(await client.send(new TestEventPatternCommand({ EventPattern, Event: Other }))).toMatchObject({
      Result: false,
    });
  });

  it('gets the errors that it has classes for', async () => {
    const Arn = createQueue().arn;
    await putRule('full', ...['1', '2', '3', '4', '5'].map((Id) => ({ Id, Arn })));
    const errors = await Promise.all(
      [
        client.send(new PutRuleCommand({ Name: 'bad', EventBusName, EventPattern: '{"source":"x"}' })),
        client.send(new PutRuleCommand({ Name: 'bad', EventBusName, EventPattern: '{' })),
        client.send(new DescribeEventBusCommand({ Name: 'nowhere' })),
        client.send(new PutTargetsCommand({ Rule: 'full', EventBusName, Targets: [{ Id: '6', Arn }] })),
      ].map(rejection),
    );
    expect(errors.map((error) => (error as Error).constructor)).toEqual([
      InvalidEventPatternException,
      InvalidEventPatternException,
      ResourceNotFoundException,
      LimitExceededException,
    ]);
  });

  it.each<[string, string, () => Promise<unknown>]>([
    [
      'ValidationException',
      'KmsKeyIdentifier',
      () => client.send(new CreateEventBusCommand({ Name: 'b', KmsKeyIdentifier: 'k' })),
    ],
    ['ValidationException', "'entries'", () => client.send(new PutEventsCommand({ Entries: [] }))],
    ['ValidationException', 'Tags', () => client.send(new PutRuleCommand({ Name: 'r', EventPattern, Tags: [] }))],
    [
      'ValidationException',
      'Targets.0.RoleArn',
      () =>
        client.send(
          new PutTargetsCommand({
            Rule: 'r',
            Targets: [{ Id: '1', Arn: 'a', RoleArn: 'r' }],
          }),
        ),
    ],
    [
      'UnknownOperationException',
      'ListTagsForResource',
      () =>
        client.send(new ListTagsForResourceCommand({ ResourceARN: 'arn:aws:events:us-east-1:000000000000:rule/r' })),
    ],
  ])('is refused what is not built, by name: %s %s', async (code, message, request) => {
    const error = await rejection(request());
    expect(error).toBeInstanceOf(EventBridgeServiceException);
    expect(error).toMatchObject({ name: code, message: expect.stringContaining(message) });
  });
});
