import { bodies, MINUTE, receive, receiveOne, shopQueues } from './shop-queues';

const message = (body: string, deduplicationId?: string, groupId = 'shop1') => ({
  body,
  groupId,
  ...(deduplicationId !== undefined && { deduplicationId }),
});

describe('deduplication', () => {
  it('takes an id once in five minutes and answers the second send like the first', async () => {
    const { clock, fifo } = shopQueues();
    const queue = fifo('orders');
    const first = queue.sendMessage(message('order', 'event-1'));
    clock.advance(5 * MINUTE - 1);
    const second = queue.sendMessage(message('order, again', 'event-1'));
    expect(second).toMatchObject({ messageId: first.messageId, sequenceNumber: first.sequenceNumber });
    expect(second.md5OfBody).not.toBe(first.md5OfBody);
    expect(bodies(await receive(queue))).toEqual(['order']);
  });

  it('forgets an id after five minutes', () => {
    const { clock, fifo } = shopQueues();
    const queue = fifo('orders');
    const first = queue.sendMessage(message('order', 'event-1'));
    clock.advance(5 * MINUTE);
    expect(queue.sendMessage(message('order', 'event-1')).messageId).not.toBe(first.messageId);
  });

  it('remembers each id for its own five minutes, however many come between', () => {
    const { clock, fifo } = shopQueues();
    const queue = fifo('orders');
    queue.sendMessage(message('first', 'event-1'));
    clock.advance(4 * MINUTE);
    const second = queue.sendMessage(message('second', 'event-2'));
    clock.advance(2 * MINUTE);
    queue.sendMessage(message('third', 'event-3'));
    expect(queue.sendMessage(message('second', 'event-2')).messageId).toBe(second.messageId);
    clock.advance(3 * MINUTE);
    expect(queue.sendMessage(message('second', 'event-2')).messageId).not.toBe(second.messageId);
  });

  it('holds after the message was deleted', async () => {
    const queue = shopQueues().fifo('orders');
    queue.sendMessage(message('order', 'event-1'));
    queue.deleteMessage((await receiveOne(queue)).receiptHandle);
    queue.sendMessage(message('order', 'event-1'));
    expect(await receive(queue)).toEqual([]);
  });

  it('goes by the body when the queue says so and no id is given', async () => {
    const queue = shopQueues().fifo('orders');
    queue.sendMessage(message('same'));
    queue.sendMessage(message('same', undefined, 'shop2'));
    queue.sendMessage(message('same', 'event-1'));
    expect(bodies(await receive(queue))).toEqual(['same', 'same']);
  });

  it('is per group when its scope is the group', async () => {
    const queue = shopQueues().fifo('orders', {
      DeduplicationScope: 'messageGroup',
      FifoThroughputLimit: 'perMessageGroupId',
    });
    queue.sendMessage(message('order', 'event-1', 'shop1'));
    queue.sendMessage(message('order', 'event-1', 'shop1'));
    queue.sendMessage(message('order', 'event-1', 'shop2'));
    expect((await receive(queue)).map(({ attributes }) => attributes.MessageGroupId)).toEqual(['shop1', 'shop2']);
  });

  it('does not exist on a standard queue', () => {
    const queue = shopQueues().standard('orders');
    expect(() => queue.sendMessage({ body: 'order', deduplicationId: 'event-1' })).toThrow(
      'MessageDeduplicationId is invalid',
    );
  });
});
