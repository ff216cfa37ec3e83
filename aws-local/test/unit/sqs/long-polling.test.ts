import type { Queue } from '../../../src/sqs/engine';
import { bodies, counts, receiveOne, SECOND, send, shopQueues } from './shop-queues';

const poll = async (queue: Queue, waitMs = 20 * SECOND, signal?: AbortSignal): Promise<string[]> =>
  bodies(await queue.receive({ maxMessages: 10, waitMs, ...(signal && { signal }) }));

describe('a long poll', () => {
  it('ends as soon as a message is sent', async () => {
    const queue = shopQueues().standard('orders');
    const polling = poll(queue);
    send(queue, 'a');
    expect(await polling).toEqual(['a']);
  });

  it('ends as soon as a locked group is unlocked', async () => {
    const queue = shopQueues().fifo('orders');
    send(queue, 'shop1-a', 'shop1-b');
    const { receiptHandle } = await receiveOne(queue);
    const polling = poll(queue);
    queue.deleteMessage(receiptHandle);
    expect(await polling).toEqual(['shop1-b']);
  });

  it('ends when a visibility timeout or a delay does', async () => {
    const { clock, standard } = shopQueues();
    const queue = standard('orders', { VisibilityTimeout: '10' });
    send(queue, 'a');
    await receiveOne(queue);
    const polling = poll(queue);
    clock.advance(10 * SECOND);
    expect(await polling).toEqual(['a']);
    queue.sendMessage({ body: 'b', delaySeconds: 5 });
    const pollingAgain = poll(queue);
    clock.advance(5 * SECOND);
    expect(await pollingAgain).toEqual(['b']);
  });

  it('ends when a visibility timeout does, although somebody looked at the queue before its timer rang', async () => {
    const { clock, standard } = shopQueues();
    const queue = standard('orders', { VisibilityTimeout: '10' });
    send(queue, 'a');
    await receiveOne(queue);
    const polling = poll(queue);
    clock.lag(10 * SECOND);
    expect(counts(queue).visible).toBe(1);
    clock.advance(0);
    expect(await polling).toEqual(['a']);
  });

  it('ends empty after its wait, which is the queue’s own when it names none', async () => {
    const { clock, standard } = shopQueues();
    const queue = standard('orders', { ReceiveMessageWaitTimeSeconds: '7' });
    const polling = queue.receive({ maxMessages: 1 });
    clock.advance(7 * SECOND);
    expect(await polling).toEqual([]);
  });

  it('takes nothing once its client has gone', async () => {
    const queue = shopQueues().standard('orders');
    const hangUp = new AbortController();
    const polling = poll(queue, 20 * SECOND, hangUp.signal);
    hangUp.abort();
    send(queue, 'a');
    expect(await polling).toEqual([]);
    expect(await poll(queue, 20 * SECOND, hangUp.signal)).toEqual([]);
    expect(counts(queue)).toEqual({ visible: 1, inFlight: 0, delayed: 0 });
  });

  it('is served in the order of asking, one message each', async () => {
    const queue = shopQueues().standard('orders');
    const [first, second] = [poll(queue), poll(queue)];
    send(queue, 'a', 'b');
    expect([await first, await second]).toEqual([['a'], ['b']]);
  });

  it('takes together what is sent at one moment', async () => {
    const { engine, standard } = shopQueues();
    const queue = standard('orders');
    const [first, second] = [poll(queue), poll(queue)];
    engine.atOneMoment(() => engine.atOneMoment(() => send(queue, 'a', 'b')));
    send(queue, 'c');
    expect([await first, await second]).toEqual([['a', 'b'], ['c']]);
  });

  it('is answered even if the sending fails halfway', async () => {
    const { engine, standard } = shopQueues();
    const queue = standard('orders');
    const polling = poll(queue);
    const failing = () =>
      engine.atOneMoment(() => {
        send(queue, 'a');
        throw new Error('the bus is gone');
      });
    expect(failing).toThrow('the bus is gone');
    expect(await polling).toEqual(['a']);
  });

  it('leaves no timer behind', async () => {
    const { clock, engine, standard } = shopQueues();
    const queue = standard('orders');
    const polling = poll(queue);
    send(queue, 'a');
    await polling;
    engine.close();
    expect(clock.scheduled).toBe(0);
  });

  it('is answered when the environment closes', async () => {
    const { engine, standard } = shopQueues();
    const polling = poll(standard('orders'));
    engine.close();
    expect(await polling).toEqual([]);
  });

  it('waits at most twenty seconds, for at most ten messages', async () => {
    const queue = shopQueues().standard('orders');
    await expect(queue.receive({ maxMessages: 1, waitMs: 21_000 })).rejects.toThrow(
      'Value 21 for parameter WaitTimeSeconds',
    );
    await expect(queue.receive({ maxMessages: 11 })).rejects.toThrow('Value 11 for parameter MaxNumberOfMessages');
  });
});
