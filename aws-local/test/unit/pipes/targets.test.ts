import { ManualClock } from '../../../src/clock/manual-clock';
import { EventBridgeEngine } from '../../../src/eventbridge/engine';
import { AwsError } from '../../../src/http/aws-error';
import { type BusParameters, busTarget } from '../../../src/pipes/bus-target';
import { functionTarget } from '../../../src/pipes/function-target';
import { Pipe, type PipeFailure, type PipeOptions } from '../../../src/pipes/pipe';
import { queueTarget } from '../../../src/pipes/queue-target';
import type { PipeTarget } from '../../../src/pipes/target';
import { type Queue, SqsEngine } from '../../../src/sqs/engine';

const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

const running: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((stop) => stop()));
});

const environment = () => {
  const clock = new ManualClock();
  const sqs = new SqsEngine({ clock });
  const faults: { rejectEntry?: (entry: { Detail?: string }) => { code: string; message: string } | undefined } = {};
  const events = new EventBridgeEngine({ clock, sqs, faults, invokeFunction: async () => undefined });
  const seen: unknown[] = [];
  events.buses.deploy('orders');
  events.onEvent((event) => seen.push(event));
  const failures: PipeFailure[] = [];
  const start = (source: Queue, target: PipeTarget, more: Partial<PipeOptions> = {}) => {
    const onFailure = (failure: PipeFailure) => failures.push(failure);
    const pipe = new Pipe({ name: 'till', clock, source, target, batchSize: 10, onFailure, ...more });
    pipe.start();
    running.push(() => pipe.stop());
    return pipe;
  };
  const toBus = (parameters?: BusParameters) =>
    busTarget({
      pipeName: 'till',
      busArn: events.buses.get('orders').arn,
      putEvents: (entries) => events.putEvents(entries),
      parameters,
    });
  return { clock, sqs, faults, seen, failures, start, toBus };
};

const send = (queue: Queue, ...bodies: string[]) => queue.send(bodies.map((body, at) => ({ id: String(at), body })));

describe('a pipe from a queue to an event bus', () => {
  it('sends the whole record as the detail of an event in the pipe’s name', async () => {
    const { sqs, seen, start, toBus } = environment();
    const source = sqs.createQueue('till', {});
    start(source, toBus());
    send(source, '{"orderId":"o-1"}');
    await settled();
    expect(seen).toEqual([
      expect.objectContaining({
        source: 'Pipe till',
        'detail-type': 'Event from aws:sqs',
        resources: [],
        detail: expect.objectContaining({ body: '{"orderId":"o-1"}', eventSource: 'aws:sqs' }),
      }),
    ]);
    expect(source.peek()).toEqual([]);
  });

  it('takes type, source, resources and time from the record where they are paths', async () => {
    const { sqs, seen, start, toBus } = environment();
    const source = sqs.createQueue('till', {});
    const parameters = {
      DetailType: '$.body.type',
      Source: 'shop.till',
      Resources: ['$.body.shop', 'arn:aws:x'],
      Time: '$.body.at',
    };
    start(source, toBus(parameters), { inputTemplate: '{"orderId":<$.body.orderId>}' });
    send(source, '{"type":"Order Placed","shop":"harlem","at":"2026-11-24T07:00:00Z","orderId":"o-1"}');
    await settled();
    expect(seen).toEqual([
      expect.objectContaining({
        source: 'shop.till',
        'detail-type': 'Order Placed',
        resources: ['harlem', 'arn:aws:x'],
        time: '2026-11-24T07:00:00Z',
        detail: { orderId: 'o-1' },
      }),
    ]);
  });

  it('leaves a record in the source that is no event, and sends the others of its batch', async () => {
    const { sqs, seen, failures, start, toBus } = environment();
    const source = sqs.createQueue('till', {});
    start(source, toBus({ DetailType: '$.body.type' }), { inputTemplate: '<$.body.detail>' });
    send(source, '{"type":"A","detail":{}}', '{"detail":{}}', '{"type":"B","detail":"text"}');
    await settled();
    expect(seen).toHaveLength(1);
    expect(source.peek()).toHaveLength(2);
    expect(failures.map(({ reason }) => reason)).toEqual([
      'DetailType $.body.type: undefined is not a text',
      'MalformedDetail: Detail is malformed.',
    ]);
  });

  it('sends again what the bus was too busy for, and only that', async () => {
    const { clock, sqs, faults, seen, start, toBus } = environment();
    const source = sqs.createQueue('till', {});
    let busy = true;
    faults.rejectEntry = ({ Detail }) =>
      busy && Detail?.includes('o-2') ? { code: 'ThrottlingException', message: 'Rate exceeded' } : undefined;
    start(source, toBus(), { inputTemplate: '<$.body>' });
    send(source, '{"orderId":"o-1"}', '{"orderId":"o-2"}');
    await settled();
    expect(seen).toHaveLength(1);
    busy = false;
    clock.advance(1_000);
    await settled();
    expect(seen).toEqual([
      expect.objectContaining({ detail: { orderId: 'o-1' } }),
      expect.objectContaining({ detail: { orderId: 'o-2' } }),
    ]);
  });

  it('is refused a time that is no path', () => {
    expect(() => environment().toBus({ Time: '2026-11-24T07:00:00Z' })).toThrow('Time 2026-11-24T07:00:00Z must be');
  });
});

describe('a pipe from a queue to a function', () => {
  const toFunction = (invoke: (event: unknown) => unknown, invokeAsynchronously = (_event: unknown) => {}) => ({
    target: (invocationType: 'REQUEST_RESPONSE' | 'FIRE_AND_FORGET') =>
      functionTarget({
        functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:barista',
        invocationType,
        invoke: async (_, event) => invoke(event),
        invokeAsynchronously: (_, event) => invokeAsynchronously(event),
      }),
  });

  it('invokes it with the list of the inputs, and deletes what it does not report', async () => {
    const { sqs, failures, start } = environment();
    const source = sqs.createQueue('till', {});
    const invoked: unknown[] = [];
    const { target } = toFunction((event) => {
      invoked.push(event);
      return { batchItemFailures: [{ itemIdentifier: source.peek()[1]?.messageId }] };
    });
    send(source, '{"orderId":"o-1"}', 'text');
    start(source, target('REQUEST_RESPONSE'), { inputTemplate: '<$.body>' });
    await settled();
    expect(invoked).toEqual([[{ orderId: 'o-1' }, 'text']]);
    expect(source.peek().map(({ body }) => body)).toEqual(['text']);
    expect(failures).toHaveLength(1);
  });

  it.each([
    ['fails', new Error('spilt'), 1],
    ['is throttled', new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429), 2],
  ])('leaves the batch in the source when it %s', async (_, error, invocations) => {
    const { clock, sqs, start } = environment();
    const source = sqs.createQueue('till', {});
    let count = 0;
    const { target } = toFunction(() => {
      count += 1;
      throw error;
    });
    send(source, 'latte');
    start(source, target('REQUEST_RESPONSE'));
    await settled();
    clock.advance(60);
    await settled();
    expect(count).toBe(invocations);
    expect(source.peek()).toHaveLength(1);
  });

  it('does not wait for it when told to fire and forget', async () => {
    const { sqs, start } = environment();
    const source = sqs.createQueue('till', {});
    const fired: unknown[] = [];
    const { target } = toFunction(
      () => undefined,
      (event) => fired.push(event),
    );
    send(source, '{"a":1}');
    start(source, target('FIRE_AND_FORGET'), { inputTemplate: '<$.body>' });
    await settled();
    expect(fired).toEqual([[{ a: 1 }]]);
    expect(source.peek()).toEqual([]);
  });
});

describe('a pipe from a FIFO queue', () => {
  const order = (id: string, groupId: string, body: object) => ({ id, groupId, body: JSON.stringify(body) });

  it('brings each group to its target in order', async () => {
    const { sqs, start } = environment();
    const fifo = { FifoQueue: 'true', ContentBasedDeduplication: 'true' };
    const [source, target] = [sqs.createQueue('till.fifo', fifo), sqs.createQueue('kitchen.fifo', fifo)];
    source.send([order('1', 'a', { n: 1 }), order('2', 'b', { n: 2 }), order('3', 'a', { n: 3 })]);
    start(source, queueTarget({ queue: target, groupIdPath: '$.attributes.MessageGroupId' }), {
      inputTemplate: '<$.body>',
    });
    await settled();
    const inGroup = (group: string) =>
      target.peek().flatMap(({ body, attributes }) => (attributes.MessageGroupId === group ? [body] : []));
    expect([inGroup('a'), inGroup('b')]).toEqual([['{"n":1}', '{"n":3}'], ['{"n":2}']]);
  });

  it('keeps what follows a record that cannot be sent behind it', async () => {
    const { sqs, failures, start, toBus, seen } = environment();
    const source = sqs.createQueue('till.fifo', { FifoQueue: 'true', ContentBasedDeduplication: 'true' });
    source.send([order('1', 'a', { type: 7 }), order('2', 'b', { type: 'B' }), order('3', 'a', { type: 'A' })]);
    start(source, toBus({ DetailType: '$.body.type' }));
    await settled();
    expect(seen).toEqual([expect.objectContaining({ 'detail-type': 'B' })]);
    expect(source.peek()).toHaveLength(2);
    expect(failures.map(({ reason }) => reason)).toContain('a message before it in its group could not be sent');
  });
});
