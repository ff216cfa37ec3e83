import { counts, HOUR, receive, received, receiveOne, SECOND, send, shopQueues } from './shop-queues';

describe('a receipt handle', () => {
  it('of a FIFO message is refused once its visibility has ended', async () => {
    const { clock, fifo } = shopQueues();
    const queue = fifo('orders');
    send(queue, 'shop1-a');
    const { receiptHandle } = await receiveOne(queue);
    clock.advance(30 * SECOND);
    expect(() => queue.deleteMessage(receiptHandle)).toThrow('The receipt handle has expired');
    expect(() => queue.changeMessageVisibility(receiptHandle, 5)).toThrow('The receipt handle has expired');
    const { receiptHandle: fresh } = await receiveOne(queue);
    queue.deleteMessage(fresh);
    expect(counts(queue)).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
  });

  it('of a standard message still deletes after its visibility has ended, unless the message was received again', async () => {
    const { clock, standard } = shopQueues();
    const queue = standard('orders');
    send(queue, 'a');
    const { receiptHandle: first } = await receiveOne(queue);
    clock.advance(30 * SECOND);
    const { receiptHandle: second } = await receiveOne(queue);
    queue.deleteMessage(first);
    expect(counts(queue).inFlight).toBe(1);
    clock.advance(30 * SECOND);
    queue.deleteMessage(second);
    expect(await received(queue)).toEqual([]);
  });

  it('may be used to delete twice', async () => {
    const queue = shopQueues().fifo('orders');
    send(queue, 'shop1-a');
    const { receiptHandle } = await receiveOne(queue);
    queue.deleteMessage(receiptHandle);
    expect(() => queue.deleteMessage(receiptHandle)).not.toThrow();
  });

  it.each(['', 'no handle', 'AAAA'])('that is none is refused: %j', (handle) => {
    const queue = shopQueues().standard('orders');
    expect(() => queue.deleteMessage(handle)).toThrow(expect.objectContaining({ code: 'ReceiptHandleIsInvalid' }));
  });

  it('of another queue is refused, in a batch entry by entry', async () => {
    const { standard } = shopQueues();
    const [orders, stock] = [standard('orders'), standard('stock')];
    send(orders, 'a');
    send(stock, 'b');
    const ofOrders = await receiveOne(orders);
    const ofStock = await receiveOne(stock);
    const result = stock.delete([
      { id: 'foreign', receiptHandle: ofOrders.receiptHandle },
      { id: 'own', receiptHandle: ofStock.receiptHandle },
    ]);
    expect(result.successful).toEqual([{ id: 'own' }]);
    expect(result.failed).toMatchObject([{ id: 'foreign', code: 'ReceiptHandleIsInvalid', senderFault: true }]);
  });
});

describe('a visibility timeout', () => {
  it('counts anew from when it is changed', async () => {
    const { clock, standard } = shopQueues();
    const queue = standard('orders');
    send(queue, 'a');
    const { receiptHandle } = await receiveOne(queue);
    clock.advance(29 * SECOND);
    queue.changeMessageVisibility(receiptHandle, 15);
    clock.advance(14 * SECOND);
    expect(await received(queue)).toEqual([]);
    clock.advance(1 * SECOND);
    expect(await received(queue)).toEqual(['a']);
  });

  it('cannot keep a message for more than twelve hours from its receive', async () => {
    const { clock, standard } = shopQueues();
    const queue = standard('orders', { VisibilityTimeout: '43200' });
    send(queue, 'a');
    const { receiptHandle } = await receiveOne(queue);
    clock.advance(1 * HOUR);
    expect(() => queue.changeMessageVisibility(receiptHandle, 43_200)).toThrow('beyond the limit [43200 seconds]');
    queue.changeMessageVisibility(receiptHandle, 11 * 3600);
    clock.advance(11 * HOUR);
    expect(await received(queue)).toEqual(['a']);
  });

  it('of a standard message that nobody holds hides it anew, and that of an older receive changes nothing', async () => {
    const { clock, standard } = shopQueues();
    const queue = standard('orders');
    send(queue, 'a');
    const { receiptHandle } = await receiveOne(queue);
    queue.changeMessageVisibility(receiptHandle, 0);
    queue.changeMessageVisibility(receiptHandle, 0);
    expect(counts(queue)).toEqual({ visible: 1, inFlight: 0, delayed: 0 });
    queue.changeMessageVisibility(receiptHandle, 5);
    expect(await received(queue)).toEqual([]);
    clock.advance(5 * SECOND);
    await receiveOne(queue);
    queue.changeMessageVisibility(receiptHandle, 0);
    expect(counts(queue)).toEqual({ visible: 0, inFlight: 1, delayed: 0 });
  });

  it.each([-1, 1.5, 43_201])('of %d seconds is refused', async (seconds) => {
    const queue = shopQueues().standard('orders');
    send(queue, 'a');
    const { receiptHandle } = await receiveOne(queue);
    expect(() => queue.changeMessageVisibility(receiptHandle, seconds)).toThrow(`Value ${seconds} for parameter`);
    await expect(queue.receive({ maxMessages: 1, visibilityTimeoutSeconds: seconds })).rejects.toThrow(
      'VisibilityTimeout',
    );
  });

  it('of the receive overrides that of the queue', async () => {
    const { clock, standard } = shopQueues();
    const queue = standard('orders');
    send(queue, 'a');
    await queue.receive({ maxMessages: 1, visibilityTimeoutSeconds: 900 });
    clock.advance(899 * SECOND);
    expect(await received(queue)).toEqual([]);
    clock.advance(1 * SECOND);
    const [message] = await receive(queue);
    expect(message?.attributes.ApproximateReceiveCount).toBe('2');
  });
});
