import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { queueSender } from '../../../../simulation/traffic/queue-message';
import { type TappedEvent, tapBus } from '../../../../simulation/traffic/tap';

interface Call {
  readonly name: string;
  readonly input: Record<string, unknown>;
}

/** Bus and queues that note every call; `bodies` wait in the queue, `failing` operations are refused. */
const fakeAws = ({ bodies = [], failing = [] }: { bodies?: string[]; failing?: string[] } = {}) => {
  const calls: Call[] = [];
  const waiting = [...bodies];
  const answers: Record<string, (input: Record<string, unknown>) => object> = {
    PutRule: () => ({ RuleArn: 'arn:rule' }),
    CreateQueue: ({ QueueName }) => ({ QueueUrl: `http://127.0.0.1/000000000000/${QueueName}` }),
    GetQueueAttributes: () => ({ Attributes: { QueueArn: 'arn:queue' } }),
    ReceiveMessage: () => ({
      Messages: waiting.splice(0, 10).map((Body, index) => ({ Body, ReceiptHandle: `handle-${index}` })),
    }),
  };
  const send = async (command: { input: object; constructor: { name: string } }) => {
    const name = command.constructor.name.replace('Command', '');
    const input = command.input as Record<string, unknown>;
    await new Promise((resolve) => setImmediate(resolve));
    if (name !== 'ReceiveMessage' || waiting.length > 0) calls.push({ name, input });
    if (failing.includes(name)) throw new Error(`${name} refused`);
    return answers[name]?.(input) ?? {};
  };
  const names = (): string[] => calls.map((call) => call.name);
  return { calls, names, eventBridge: { send } as unknown as EventBridgeClient, sqs: { send } as unknown as SQSClient };
};

const event = (id: string): string =>
  JSON.stringify({ id, 'detail-type': 'Order Created', source: 's', time: 't', detail: {} });
const unexpected = (error: unknown) => {
  throw error;
};

describe('a tap on the bus', () => {
  test('hands over what the rule catches and deletes it, then takes rule, target and queue away', async () => {
    const aws = fakeAws({ bodies: [event('1'), event('2')] });
    const seen: string[] = [];
    let twoSeen = (): void => undefined;
    const both = new Promise<void>((resolve) => {
      twoSeen = resolve;
    });
    const onEvent = ({ id }: TappedEvent) => {
      seen.push(id);
      if (seen.length === 2) twoSeen();
    };

    const tap = await tapBus({ ...aws, busName: 'shop-bus', onEvent, onError: unexpected, readers: 1 });
    await both;
    await tap.close();

    expect(seen).toEqual(['1', '2']);
    expect(aws.names()).toEqual([
      'PutRule',
      'CreateQueue',
      'GetQueueAttributes',
      'PutTargets',
      'ReceiveMessage',
      'DeleteMessageBatch',
      'RemoveTargets',
      'DeleteRule',
      'DeleteQueue',
    ]);
    expect(aws.calls[3]?.input).toMatchObject({ EventBusName: 'shop-bus', Targets: [{ Arn: 'arn:queue' }] });
  });

  test('listens to both services unless told otherwise, and lets only its own rule fill the queue', async () => {
    const aws = fakeAws();
    const tap = await tapBus({
      ...aws,
      busName: 'shop-bus',
      detailTypes: ['Order Fulfilled'],
      onEvent: () => undefined,
      onError: unexpected,
    });
    await tap.close();

    expect(JSON.parse(String(aws.calls[0]?.input.EventPattern))).toEqual({
      source: ['coffee-shop.order-manager', 'coffee-shop.order-processor'],
      'detail-type': ['Order Fulfilled'],
    });
    expect(JSON.stringify(aws.calls[1]?.input)).toContain('arn:rule');
  });

  test('leaves nothing behind when it cannot be set up', async () => {
    const aws = fakeAws({ failing: ['PutTargets'] });

    await expect(tapBus({ ...aws, busName: 'b', onEvent: () => undefined, onError: unexpected })).rejects.toThrow(
      'PutTargets refused',
    );

    expect(aws.names().slice(-2)).toEqual(['DeleteRule', 'DeleteQueue']);
  });

  test('takes the rest away when one part will not go, and says so', async () => {
    const aws = fakeAws({ failing: ['RemoveTargets'] });
    const tap = await tapBus({ ...aws, busName: 'b', onEvent: () => undefined, onError: unexpected });

    await expect(tap.close()).rejects.toThrow('RemoveTargets refused');
    expect(aws.names().slice(-2)).toEqual(['DeleteRule', 'DeleteQueue']);
  });

  test('tells when the queue can no longer be read', async () => {
    const aws = fakeAws({ bodies: [event('1')], failing: ['ReceiveMessage'] });
    const told = new Promise<unknown>((resolve) => {
      void tapBus({ ...aws, busName: 'b', onEvent: () => undefined, onError: resolve, readers: 1 });
    });

    expect(String(await told)).toContain('ReceiveMessage refused');
  });
});

describe('messages past the bus', () => {
  test('go to the queues in turn; a FIFO queue gets them in the group of the malformed', async () => {
    const aws = fakeAws();
    const send = queueSender(aws.sqs, ['http://q/ingress', 'http://q/stage.fifo']);

    await send('no event', 'marker-1');
    await send('no event', 'marker-2');

    expect(aws.calls.map(({ input }) => input)).toEqual([
      { QueueUrl: 'http://q/ingress', MessageBody: 'no event' },
      {
        QueueUrl: 'http://q/stage.fifo',
        MessageBody: 'no event',
        MessageGroupId: 'malformed',
        MessageDeduplicationId: 'marker-2',
      },
    ]);
    await expect(queueSender(aws.sqs, [])('x', 'y')).rejects.toThrow('queueUrls');
  });
});
