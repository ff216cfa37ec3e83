import { FifoAvailability } from '../../../src/sqs/fifo-availability';
import type { StoredMessage } from '../../../src/sqs/stored-message';
import { bodies, receive, received, receiveOne, SECOND, send, shopQueues } from './shop-queues';

describe('a FIFO queue', () => {
  it('gives as many messages of one group as it can, then fills from other groups', async () => {
    const queue = shopQueues().fifo('orders');
    send(queue, 'shop1-a', 'shop2-a', 'shop1-b', 'shop3-a', 'shop1-c', 'shop2-b');
    expect(await received(queue, 5)).toEqual(['shop1-a', 'shop1-b', 'shop1-c', 'shop2-a', 'shop2-b']);
  });

  it('holds back what comes after a message in flight, what is sent later included', async () => {
    const queue = shopQueues().fifo('orders');
    send(queue, 'shop1-a', 'shop1-b');
    const head = await receiveOne(queue);
    send(queue, 'shop1-c', 'shop2-a');
    expect(await received(queue)).toEqual(['shop2-a']);
    queue.deleteMessage(head.receiptHandle);
    expect(await received(queue)).toEqual(['shop1-b', 'shop1-c']);
  });

  it('goes on with a group only when the last message of a batch is done with', async () => {
    const queue = shopQueues().fifo('orders');
    send(queue, 'shop1-a', 'shop1-b', 'shop1-c');
    const [first, second] = await receive(queue, 2);
    queue.deleteMessage(first?.receiptHandle ?? '');
    expect(await received(queue)).toEqual([]);
    queue.changeMessageVisibility(second?.receiptHandle ?? '', 0);
    expect(await received(queue)).toEqual(['shop1-b', 'shop1-c']);
  });

  it('keeps the order when messages of a batch return one by one, the later one first', async () => {
    const { clock, fifo } = shopQueues();
    const queue = fifo('orders');
    send(queue, 'shop1-a', 'shop1-b', 'shop1-c');
    const [first, second] = await receive(queue, 2);
    queue.changeMessageVisibility(first?.receiptHandle ?? '', 20);
    queue.changeMessageVisibility(second?.receiptHandle ?? '', 0);
    expect(await received(queue)).toEqual([]);
    clock.advance(20 * SECOND);
    expect(await received(queue)).toEqual(['shop1-a', 'shop1-b', 'shop1-c']);
  });

  it('gives what lies before a message in flight, and holds back what comes after it', async () => {
    const { clock, fifo } = shopQueues();
    const queue = fifo('orders', { VisibilityTimeout: '60' });
    send(queue, 'shop1-a', 'shop1-b', 'shop1-c', 'shop1-d');
    const [first, second, third] = await receive(queue, 3);
    queue.changeMessageVisibility(first?.receiptHandle ?? '', 0);
    expect(await received(queue)).toEqual(['shop1-a']);
    queue.changeMessageVisibility(third?.receiptHandle ?? '', 120);
    clock.advance(60 * SECOND);
    expect(await received(queue)).toEqual(['shop1-a', 'shop1-b']);
    expect(second?.body).toBe('shop1-b');
    clock.advance(60 * SECOND);
    expect(await received(queue)).toEqual(['shop1-a', 'shop1-b', 'shop1-c', 'shop1-d']);
  });

  it('goes on past a message of the middle that is gone', async () => {
    const queue = shopQueues().fifo('orders');
    send(queue, 'shop1-a', 'shop1-b', 'shop1-c');
    const [first, second] = await receive(queue, 2);
    queue.changeMessageVisibility(first?.receiptHandle ?? '', 0);
    queue.deleteMessage(second?.receiptHandle ?? '');
    expect(await received(queue)).toEqual(['shop1-a', 'shop1-c']);
  });

  it('keeps the order when a whole batch returns by its visibility timeout', async () => {
    const { clock, fifo } = shopQueues();
    const queue = fifo('orders', { VisibilityTimeout: '60' });
    send(queue, 'shop1-a', 'shop1-b', 'shop2-a');
    await receive(queue);
    clock.advance(59 * SECOND);
    expect(await received(queue)).toEqual([]);
    clock.advance(1 * SECOND);
    const again = await receive(queue);
    expect(bodies(again)).toEqual(['shop1-a', 'shop1-b', 'shop2-a']);
    expect(again.map(({ attributes }) => attributes.ApproximateReceiveCount)).toEqual(['2', '2', '2']);
  });

  it('numbers messages in rising order and shows group and deduplication id', async () => {
    const queue = shopQueues().fifo('orders');
    send(queue, 'shop1-a', 'shop1-b');
    const [first, second] = await receive(queue);
    expect(first?.attributes).toMatchObject({
      MessageGroupId: 'shop1',
      SequenceNumber: expect.stringMatching(/^\d{20}$/),
    });
    expect(first?.attributes.MessageDeduplicationId).toMatch(/^[0-9a-f]{64}$/);
    expect(BigInt(second?.attributes.SequenceNumber ?? 0)).toBeGreaterThan(
      BigInt(first?.attributes.SequenceNumber ?? 0),
    );
  });

  it('holds a delayed group back as a whole', async () => {
    const { clock, fifo } = shopQueues();
    const queue = fifo('orders', { DelaySeconds: '5' });
    send(queue, 'shop1-a');
    clock.advance(3 * SECOND);
    send(queue, 'shop1-b');
    clock.advance(2 * SECOND);
    expect(await received(queue, 1)).toEqual(['shop1-a']);
    clock.advance(3 * SECOND);
    expect(await received(queue)).toEqual([]);
  });
});

describe('the search for available groups', () => {
  const message = (order: number, groupId: string): StoredMessage => ({
    messageId: String(order),
    body: `${groupId}-${order}`,
    md5OfBody: '',
    messageAttributes: {},
    traceHeader: undefined,
    groupId,
    deduplicationId: undefined,
    order,
    sentMs: 0,
    enqueuedMs: 0,
    deadLetterSourceArn: undefined,
    state: 'available',
    visibleAtMs: 0,
    firstReceivedMs: undefined,
    lastReceivedMs: 0,
    receiveCount: 0,
    receivesInQueue: 0,
    dueMs: 0,
    heapIndex: 0,
  });
  const takeOne = (availability: FifoAvailability): StoredMessage | undefined => {
    let taken: StoredMessage | undefined;
    availability.take(1, (candidate) => {
      candidate.state = 'inFlight';
      taken = candidate;
      return true;
    });
    return taken;
  };

  it('sees no group behind a backlog of another until the backlog shrinks', () => {
    const availability = new FifoAvailability(3);
    const backlog = [1, 2, 3].map((order) => message(order, 'busy'));
    for (const each of [...backlog, message(4, 'starved')]) availability.added(each);
    const head = takeOne(availability);
    expect(head?.body).toBe('busy-1');
    expect(takeOne(availability)).toBeUndefined();
    if (head !== undefined) {
      head.state = 'gone';
      availability.removed(head);
    }
    expect(takeOne(availability)?.body).toBe('busy-2');
    expect(takeOne(availability)?.body).toBe('starved-4');
  });
});
