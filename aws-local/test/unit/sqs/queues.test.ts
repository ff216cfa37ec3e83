import { counts, DAY, MINUTE, receive, received, receiveOne, SECOND, send, shopQueues } from './shop-queues';

describe('a queue', () => {
  it('counts honestly what is visible, in flight and delayed', async () => {
    const { clock, standard } = shopQueues();
    const queue = standard('orders');
    send(queue, 'a', 'b', 'c');
    queue.sendMessage({ body: 'd', delaySeconds: 10 });
    await receive(queue, 2);
    expect(counts(queue)).toEqual({ visible: 1, inFlight: 2, delayed: 1 });
    clock.advance(30 * SECOND);
    expect(counts(queue)).toEqual({ visible: 4, inFlight: 0, delayed: 0 });
  });

  it('shows what it is and what was set', () => {
    const { fifo, clock } = shopQueues();
    const queue = fifo('orders', { DeduplicationScope: 'messageGroup', FifoThroughputLimit: 'perMessageGroupId' });
    const createdSeconds = String(Math.floor(clock.now() / 1000));
    clock.advance(10 * SECOND);
    queue.setAttributes({ VisibilityTimeout: '180' });
    expect(queue.attributes()).toMatchObject({
      QueueArn: 'arn:aws:sqs:us-east-1:000000000000:orders.fifo',
      FifoQueue: 'true',
      ContentBasedDeduplication: 'true',
      FifoThroughputLimit: 'perMessageGroupId',
      VisibilityTimeout: '180',
      MessageRetentionPeriod: '345600',
      MaximumMessageSize: '1048576',
      CreatedTimestamp: createdSeconds,
      LastModifiedTimestamp: String(Number(createdSeconds) + 10),
    });
  });

  it('keeps messages for its retention period, in flight or not, and no longer', async () => {
    const { clock, fifo } = shopQueues();
    const queue = fifo('orders', { MessageRetentionPeriod: String(14 * 86_400), VisibilityTimeout: '43200' });
    send(queue, 'shop1-a');
    clock.advance(1 * DAY);
    send(queue, 'shop1-b');
    clock.advance(13 * DAY - 60 * MINUTE);
    expect(await received(queue, 1)).toEqual(['shop1-a']);
    clock.advance(60 * MINUTE);
    expect(await received(queue)).toEqual(['shop1-b']);
    clock.advance(1 * DAY);
    expect(queue.peek()).toEqual([]);
  });

  it('applies a shorter retention to what it already holds', () => {
    const { clock, standard } = shopQueues();
    const queue = standard('orders');
    send(queue, 'a', 'b');
    clock.advance(2 * MINUTE);
    send(queue, 'c');
    queue.setAttributes({ MessageRetentionPeriod: '60' });
    clock.advance(30 * SECOND);
    expect(queue.peek().map(({ body }) => body)).toEqual(['c']);
  });

  it('shows its messages without receiving them', async () => {
    const { standard } = shopQueues();
    const queue = standard('orders');
    send(queue, 'a', 'b');
    await receiveOne(queue);
    expect(queue.peek()).toMatchObject([
      { body: 'a', inFlight: true, attributes: { ApproximateReceiveCount: '1' } },
      { body: 'b', inFlight: false, attributes: { ApproximateReceiveCount: '0' } },
    ]);
  });

  it('can be emptied, once a minute', () => {
    const { clock, fifo } = shopQueues();
    const queue = fifo('orders');
    send(queue, 'shop1-a', 'shop2-a');
    queue.purge();
    expect(queue.peek()).toEqual([]);
    expect(() => queue.purge()).toThrow(expect.objectContaining({ code: 'PurgeQueueInProgress' }));
    clock.advance(60 * SECOND);
    expect(() => queue.purge()).not.toThrow();
  });

  it.each(['standard', 'fifo'] as const)(
    'stops at 120,000 messages in flight: an error on a standard queue, silence on a FIFO one (%s)',
    async (kind) => {
      const queue = shopQueues()[kind]('orders');
      for (let n = 0; n < 12_001; n += 1) {
        queue.send(Array.from({ length: 10 }, (_, m) => ({ id: `m${m}`, body: `${n}-${m}`, groupId: `g${n}-${m}` })));
      }
      for (let n = 0; n < 12_000; n += 1) await receive(queue);
      expect(counts(queue)).toEqual({ visible: 10, inFlight: 120_000, delayed: 0 });
      if (kind === 'fifo') expect(await receive(queue)).toEqual([]);
      else await expect(receive(queue)).rejects.toMatchObject({ code: 'OverLimit' });
    },
  );

  it('needs one timer however many messages wait for something', async () => {
    const { clock, fifo } = shopQueues();
    const queue = fifo('orders');
    for (let n = 0; n < 200; n += 1) send(queue, `shop${n}-a`, `shop${n}-b`);
    for (let n = 0; n < 20; n += 1) await receive(queue);
    expect(counts(queue).inFlight).toBe(200);
    expect(clock.scheduled).toBe(1);
  });
});

describe('creating a queue', () => {
  it('twice with the same attributes gives the same queue, with others an error', () => {
    const { standard } = shopQueues();
    const queue = standard('orders', { VisibilityTimeout: '60' });
    expect(standard('orders', { VisibilityTimeout: '60' })).toBe(queue);
    expect(() => standard('orders', { VisibilityTimeout: '61' })).toThrow(
      expect.objectContaining({ code: 'QueueNameExists', message: expect.stringContaining('VisibilityTimeout') }),
    );
  });

  it('is not possible for a minute after deleting one of that name', () => {
    const { clock, engine, standard } = shopQueues();
    const queue = standard('orders');
    engine.deleteQueue(queue);
    expect(engine.queueByArn(queue.arn)).toBeUndefined();
    expect(() => send(queue, 'a')).toThrow(expect.objectContaining({ code: 'QueueDoesNotExist' }));
    expect(() => standard('orders')).toThrow(expect.objectContaining({ code: 'QueueDeletedRecently' }));
    clock.advance(60 * SECOND);
    expect(standard('orders')).not.toBe(queue);
  });

  it.each([
    ['orders.fifo', {}],
    ['orders', { FifoQueue: 'true' }],
    ['or ders', {}],
    ['o'.repeat(81), {}],
  ])('is refused under the name %s with %j', (name, attributes) => {
    expect(() => shopQueues().standard(name, attributes)).toThrow(
      expect.objectContaining({ code: 'InvalidParameterValue', message: expect.stringContaining(name) }),
    );
  });

  it.each<[Record<string, string>, string, string]>([
    [{ Colour: 'red' }, 'InvalidAttributeName', 'Colour'],
    [{ ContentBasedDeduplication: 'true' }, 'InvalidAttributeName', 'ContentBasedDeduplication'],
    [{ VisibilityTimeout: '43201' }, 'InvalidAttributeValue', 'VisibilityTimeout'],
    [{ DelaySeconds: 'soon' }, 'InvalidAttributeValue', 'DelaySeconds'],
    [{ MessageRetentionPeriod: '59' }, 'InvalidAttributeValue', 'MessageRetentionPeriod'],
  ])('is refused with %j', (attributes, code, name) => {
    expect(() => shopQueues().standard('orders', attributes)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(name) }),
    );
  });

  it('with the throughput limit of a group needs the deduplication scope of a group', () => {
    expect(() => shopQueues().fifo('orders', { FifoThroughputLimit: 'perMessageGroupId' })).toThrow(
      'only when DeduplicationScope is messageGroup',
    );
  });
});
