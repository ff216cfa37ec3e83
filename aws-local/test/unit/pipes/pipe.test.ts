import { ManualClock } from '../../../src/clock/manual-clock';
import { AwsError } from '../../../src/http/aws-error';
import { Pipe, type PipeFailure, type PipeOptions } from '../../../src/pipes/pipe';
import { type QueueTargetOptions, queueTarget } from '../../../src/pipes/queue-target';
import { type Queue, SqsEngine } from '../../../src/sqs/engine';

const event = (id: string, orderId: unknown): string => JSON.stringify({ id, detail: { orderId } });

const running: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((stop) => stop()));
});

type Settings = Partial<PipeOptions> & Partial<Omit<QueueTargetOptions, 'queue'>> & { started?: boolean };

const environment = ({
  started = true,
  groupIdPath = '$.body.detail.orderId',
  deduplicationIdPath = '$.body.id',
  ...more
}: Settings = {}) => {
  const clock = new ManualClock();
  const sqs = new SqsEngine({ clock });
  const dead = sqs.createQueue('ingress-dlq', {});
  const source = sqs.createQueue('ingress', {
    VisibilityTimeout: '30',
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 3 }),
  });
  const target = sqs.createQueue('payment.fifo', { FifoQueue: 'true' });
  const failures: PipeFailure[] = [];
  const pipe = new Pipe({
    name: 'payment-feed',
    clock,
    source,
    target: queueTarget({ queue: target, groupIdPath, deduplicationIdPath }),
    batchSize: 10,
    inputTemplate: '<$.body>',
    onFailure: (failure) => failures.push(failure),
    ...more,
  });
  if (started) pipe.start();
  running.push(() => pipe.stop());
  const put = (...bodies: string[]) => source.send(bodies.map((body, at) => ({ id: String(at), body })));
  return { clock, sqs, source, target, dead, pipe, put, failures };
};

const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};
const bodies = (queue: Queue): string[] => queue.peek().map(({ body }) => body);
const unavailable = new AwsError('ServiceUnavailable', 'try later', 503);

describe('a pipe from a standard queue to a FIFO queue', () => {
  it('does not hand a trace header on: AWS does not say that it would, and its target parameters cannot', async () => {
    const { source, target } = environment();
    const StringValue = 'Root=1-67891233-abcdef012345678912345678;Parent=53995c3f42cd8ad8;Sampled=1';
    const systemAttributes = { AWSTraceHeader: { DataType: 'String', StringValue } };
    source.send([{ id: '0', body: event('e-1', 'o-1'), systemAttributes }]);
    await settled();
    const [received] = await target.receive({ maxMessages: 10 });
    expect(received).toMatchObject({ body: event('e-1', 'o-1') });
    expect(received?.attributes.AWSTraceHeader).toBeUndefined();
  });

  it('takes group and deduplication id from the body, and the body as it came', async () => {
    const { source, target, pipe, put } = environment();
    const body = '{ "id":"e-1", "detail":{"orderId":"o-1"} }';
    put(body);
    await settled();
    expect(target.peek()).toEqual([
      expect.objectContaining({
        body,
        attributes: expect.objectContaining({ MessageGroupId: 'o-1', MessageDeduplicationId: 'e-1' }),
      }),
    ]);
    expect(source.peek()).toEqual([]);
    expect(pipe.counters).toEqual({ executions: 1, received: 1, delivered: 1, filtered: 0, failed: 0 });
  });

  it('deletes what its filters do not match, and counts it neither as delivered nor as failed', async () => {
    const filters = [JSON.stringify({ body: { detail: { orderId: [{ 'anything-but': [''] }] } } })];
    const { source, target, pipe, put, failures } = environment({ filters });
    put(event('e-1', ''), event('e-2', 'o-1'), 'no JSON');
    await settled();
    expect(bodies(target)).toEqual([event('e-2', 'o-1')]);
    expect(source.peek()).toEqual([]);
    expect(pipe.counters).toEqual({ executions: 1, received: 3, delivered: 1, filtered: 2, failed: 0 });
    expect(failures).toEqual([]);
  });

  it('does not back off from batches of which its filters match nothing', async () => {
    const { pipe, put } = environment({ filters: ['{"body":["wanted"]}'], batchSize: 1 });
    put('one', 'two', 'three');
    await settled();
    expect(pipe.counters).toMatchObject({ received: 3, filtered: 3 });
  });

  it('knows what it failed of last', async () => {
    const { pipe, put } = environment();
    expect(pipe.lastFailure).toBeUndefined();
    put(event('e-1', 'a b'));
    await settled();
    expect(pipe.lastFailure).toMatchObject({ pipe: 'payment-feed', reason: expect.stringContaining('"a b"') });
  });

  it('tells of an id that is no group as much as one can read', async () => {
    const { pipe, put } = environment();
    put(event('e-1', 'x'.repeat(100_000)));
    await settled();
    expect(pipe.lastFailure?.reason).toMatch(/orderId: "x{39}… has more than 100 characters$/);
  });

  it('keeps the order in which messages came', async () => {
    const { target, put } = environment();
    for (let at = 0; at < 5; at += 1)
      put(...Array.from({ length: 10 }, (_, index) => event(`e-${at * 10 + index}`, 'o-1')));
    await settled();
    expect(bodies(target).map((body) => JSON.parse(body).id)).toEqual(Array.from({ length: 50 }, (_, at) => `e-${at}`));
  });

  it('moves batches as full as there are messages', async () => {
    const { source, pipe, put } = environment({ started: false });
    for (let at = 0; at < 3; at += 1)
      put(...Array.from({ length: 10 }, (_, index) => event(`e-${at * 10 + index}`, 'o-1')));
    pipe.start();
    await settled();
    expect(source.peek()).toEqual([]);
    expect(pipe.counters).toMatchObject({ executions: 3, delivered: 30 });
  });

  it('lets others run between batches of a backlog', async () => {
    const { pipe, put } = environment({ started: false });
    for (let at = 0; at < 5; at += 1)
      put(...Array.from({ length: 10 }, (_, index) => event(`e-${at * 10 + index}`, 'o-1')));
    pipe.start();
    await new Promise((resolve) => setImmediate(resolve));
    expect(pipe.counters.executions).toBeLessThan(5);
    await settled();
    expect(pipe.counters.executions).toBe(5);
  });

  it('gives every record of a literal group the same one', async () => {
    const { target, put } = environment({ groupIdPath: 'all' });
    put(event('e-1', 'o-1'), event('e-2', 'o-2'));
    await settled();
    expect(target.peek().map(({ attributes }) => attributes.MessageGroupId)).toEqual(['all', 'all']);
  });

  it('lets the target drop an event that came twice', async () => {
    const { source, target, put } = environment();
    put(event('e-1', 'o-1'), event('e-1', 'o-1'));
    await settled();
    expect(bodies(target)).toEqual([event('e-1', 'o-1')]);
    expect(source.peek()).toEqual([]);
  });

  it.each([
    ['no orderId', '{"id":"e-1","detail":{}}', 'undefined is not a string'],
    ['a number', event('e-1', 7), '7 is not a string'],
    ['over 100 characters', event('e-1', 'x'.repeat(101)), 'more than 100 characters'],
    ['a space', event('e-1', 'o 1'), 'letters, digits and punctuation'],
    ['no event id', '{"detail":{"orderId":"o-1"}}', 'MessageDeduplicationId $.body.id'],
    ['no JSON', 'text', 'MessageGroupId $.body.detail.orderId'],
  ])('dead-letters a record after 3 receives of 30 s, and no other record waits for it: %s', async (_, bad, reason) => {
    const failedAtSeconds: number[] = [];
    const { clock, target, dead, put, failures } = environment({
      onFailure: (failure) => {
        failures.push(failure);
        failedAtSeconds.push((clock.now() - startMs) / 1000);
      },
    });
    const startMs = clock.now();
    put(bad, event('e-2', 'o-2'));
    await settled();
    expect(bodies(target)).toEqual([event('e-2', 'o-2')]);
    for (let second = 0; second < 95; second += 1) {
      expect(bodies(dead)).toEqual(second >= 90 ? [bad] : []);
      clock.advance(1_000);
      await settled();
    }
    expect(failedAtSeconds).toEqual([0, 30, 60]);
    expect(failures[0]).toEqual({
      pipe: 'payment-feed',
      messageId: expect.any(String),
      reason: expect.stringContaining(reason),
      atMs: startMs,
    });
  });

  it('does not hold up what comes after a batch of nothing but bad records', async () => {
    const { clock, target, put } = environment();
    put(...Array.from({ length: 10 }, () => 'text'));
    await settled();
    put(event('e-1', 'o-1'));
    clock.advance(1_000);
    await settled();
    clock.advance(1_000);
    await settled();
    expect(bodies(target)).toEqual([event('e-1', 'o-1')]);
  });

  it('sends again only the records that the target did not take', async () => {
    const { clock, source, target, put } = environment();
    const send = target.send.bind(target);
    const sent: string[][] = [];
    let broken = true;
    jest.spyOn(target, 'send').mockImplementation((entries) => {
      sent.push(entries.map(({ groupId }) => groupId ?? ''));
      const refused = broken ? entries.filter(({ groupId }) => groupId === 'o-2') : [];
      const taken = entries.filter((entry) => !refused.includes(entry));
      const { successful } = taken.length > 0 ? send(taken) : { successful: [] };
      const failed = refused.map(({ id }) => ({ id, code: 'InternalError', message: 'try later', senderFault: false }));
      return { successful, failed };
    });
    put(event('e-1', 'o-1'));
    put(event('e-2', 'o-2'), event('e-3', 'o-3'));
    await settled();
    expect(sent).toEqual([['o-1'], ['o-2', 'o-3']]);
    expect(source.peek()).toHaveLength(1);
    broken = false;
    clock.advance(50);
    await settled();
    expect(sent.slice(2)).toEqual([['o-2']]);
    expect(source.peek()).toEqual([]);
    expect(bodies(target)).toHaveLength(3);
  });

  it('gives up on a failing target before its records become visible again', async () => {
    const { clock, source, target, put, failures } = environment();
    jest.spyOn(target, 'send').mockImplementation(() => {
      throw unavailable;
    });
    put(event('e-1', 'o-1'));
    for (let second = 0; second < 29; second += 1) {
      await settled();
      clock.advance(1_000);
    }
    await settled();
    expect(failures).toEqual([expect.objectContaining({ reason: 'the target kept failing' })]);
    expect(source.peek()).toEqual([
      expect.objectContaining({ attributes: expect.objectContaining({ ApproximateReceiveCount: '1' }) }),
    ]);
  });

  it('saves the records of a batch that is too long together', async () => {
    const { source, target, pipe, put } = environment({
      started: false,
      inputTemplate: '{"a":<$.body>,"b":<$.body>}',
    });
    const large = (id: string) => JSON.stringify({ id, detail: { orderId: 'o-1', note: 'x'.repeat(300_000) } });
    put(large('e-1'), large('e-2'));
    pipe.start();
    await settled();
    expect(source.peek()).toEqual([]);
    expect(target.peek()).toHaveLength(2);
  });

  it('stops cleanly and starts again', async () => {
    const { clock, target, pipe, put } = environment();
    await settled();
    expect(pipe.state).toBe('RUNNING');
    const stopped = pipe.stop();
    expect(pipe.state).toBe('STOPPING');
    await stopped;
    expect(pipe.state).toBe('STOPPED');
    expect(clock.scheduled).toBe(0);
    put(event('e-1', 'o-1'));
    await settled();
    expect(bodies(target)).toEqual([]);
    pipe.start();
    await settled();
    expect(bodies(target)).toEqual([event('e-1', 'o-1')]);
  });

  it('does not start when its desired state is STOPPED', async () => {
    const { target, pipe, put } = environment({ desiredState: 'STOPPED' });
    put(event('e-1', 'o-1'));
    await settled();
    expect(pipe.state).toBe('STOPPED');
    expect(bodies(target)).toEqual([]);
  });

  it('stops while its target fails, and leaves the records in the source', async () => {
    const { source, target, pipe, put } = environment();
    jest.spyOn(target, 'send').mockImplementation(() => {
      throw unavailable;
    });
    put(event('e-1', 'o-1'));
    await settled();
    await pipe.stop();
    expect(pipe.state).toBe('STOPPED');
    expect(source.peek()).toHaveLength(1);
  });

  it('is disabled when its source is deleted', async () => {
    const { sqs, source, pipe } = environment();
    await settled();
    sqs.deleteQueue(source);
    await settled();
    expect(pipe.state).toBe('STOPPED');
  });

  it.each<[string, Settings]>([
    ['BatchSize 11', { batchSize: 11 }],
    ['MessageGroupId', { groupIdPath: 'x'.repeat(101) }],
    ['$.body.items[0]', { groupIdPath: '$.body.items[0]' }],
    ['MessageDeduplicationId', { deduplicationIdPath: 'a b' }],
  ])('is refused with the name of what is wrong: %s', (name, more) => {
    expect(() => environment(more)).toThrow(
      expect.objectContaining({ code: 'ValidationException', message: expect.stringContaining(name) }),
    );
  });

  it('is refused a group id for a standard target, and a FIFO target without one', () => {
    const { source, target } = environment();
    expect(() => queueTarget({ queue: source, groupIdPath: 'all' })).toThrow('MessageGroupId goes with a FIFO target');
    expect(() => queueTarget({ queue: target })).toThrow('MessageGroupId goes with a FIFO target');
  });
});
