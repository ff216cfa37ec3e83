import type { Queue } from '../../../src/sqs/engine';
import { bodies, counts, DAY, receive, received, receiveOne, SECOND, send, shopQueues } from './shop-queues';

const policy = (target: Queue, maxReceiveCount: number | string): Record<string, string> => ({
  RedrivePolicy: JSON.stringify({ deadLetterTargetArn: target.arn, maxReceiveCount }),
});
const arnOf = (name: string): string => `arn:aws:sqs:us-east-1:000000000000:${name}`;

const stageWithDeadLetters = (maxReceiveCount = 2) => {
  const shop = shopQueues();
  const deadLetters = shop.fifo('stage-dlq');
  const stage = shop.fifo('stage', policy(deadLetters, maxReceiveCount));
  return { ...shop, stage, deadLetters };
};
const fail = async (queue: Queue, times: number): Promise<void> => {
  for (let time = 0; time < times; time += 1) {
    queue.changeMessageVisibility((await receiveOne(queue)).receiptHandle, 0);
  }
};

describe('a redrive policy', () => {
  it('moves a message that would be received once too often, and lets its group go on', async () => {
    const { stage, deadLetters } = stageWithDeadLetters(2);
    send(stage, 'shop1-poison');
    await fail(stage, 2);
    send(stage, 'shop1-b');
    expect(counts(deadLetters).visible).toBe(0);
    expect(await received(stage)).toEqual(['shop1-b']);
    expect(bodies(deadLetters.peek())).toEqual(['shop1-poison']);
  });

  it('keeps message id, group and receive count, and makes the message id the deduplication id', async () => {
    const { stage, deadLetters } = stageWithDeadLetters(2);
    const { messageId } = stage.sendMessage({ body: 'poison', groupId: 'shop1', deduplicationId: 'event-1' });
    await fail(stage, 2);
    await receive(stage);
    expect(await receiveOne(deadLetters)).toMatchObject({
      messageId,
      attributes: {
        MessageGroupId: 'shop1',
        MessageDeduplicationId: messageId,
        ApproximateReceiveCount: '3',
        DeadLetterQueueSourceArn: stage.arn,
      },
    });
  });

  it('wakes a long poll on the dead-letter queue', async () => {
    const { stage, deadLetters } = stageWithDeadLetters(1);
    send(stage, 'shop1-poison');
    await fail(stage, 1);
    const polling = deadLetters.receive({ maxMessages: 1, waitMs: 20 * SECOND });
    await receive(stage);
    expect(bodies(await polling)).toEqual(['shop1-poison']);
  });

  it('counts the receives of each queue by itself in a chain of dead-letter queues', async () => {
    const { engine, fifo } = shopQueues();
    const last = fifo('last');
    const middle = fifo('middle', policy(last, 2));
    const first = fifo('first', policy(middle, 2));
    send(first, 'shop1-poison');
    await fail(first, 2);
    await receive(first);
    await fail(middle, 2);
    expect(bodies(middle.peek())).toEqual(['shop1-poison']);
    await receive(middle);
    expect(bodies(last.peek())).toEqual(['shop1-poison']);
    expect(engine.queues().map(({ name }) => name)).toEqual(['last.fifo', 'middle.fifo', 'first.fifo']);
  });

  it('lets a standard message keep its age and a FIFO one start anew', async () => {
    const shop = shopQueues();
    const ages = { MessageRetentionPeriod: String(4 * 86_400) };
    for (const kind of ['standard', 'fifo'] as const) {
      const deadLetters = shop[kind](`${kind}-dlq`, ages);
      const source = shop[kind](kind, { ...ages, ...policy(deadLetters, 1) });
      send(source, 'old-poison');
      shop.clock.advance(3 * DAY);
      await fail(source, 1);
      await receive(source);
      shop.clock.advance(1 * DAY);
      expect({ kind, left: counts(deadLetters).visible }).toEqual({ kind, left: kind === 'fifo' ? 1 : 0 });
    }
  });

  it.each([
    ['a target that does not exist', { deadLetterTargetArn: arnOf('nowhere'), maxReceiveCount: 3 }, 'does not exist'],
    ['a target of the other kind', { deadLetterTargetArn: arnOf('standard-dlq'), maxReceiveCount: 3 }, 'same type'],
    ['no receive at all', { deadLetterTargetArn: arnOf('dlq.fifo'), maxReceiveCount: 0 }, 'maxReceiveCount'],
    ['too many receives', { deadLetterTargetArn: arnOf('dlq.fifo'), maxReceiveCount: 1001 }, 'maxReceiveCount'],
    ['an unknown member', { deadLetterTargetArn: arnOf('dlq.fifo'), maxReceiveCount: 3, colour: 'red' }, 'colour'],
  ])('with %s is refused', (_, redrivePolicy, reason) => {
    const { standard, fifo } = shopQueues();
    standard('standard-dlq');
    fifo('dlq');
    expect(() => fifo('stage', { RedrivePolicy: JSON.stringify(redrivePolicy) })).toThrow(reason);
  });

  it('may give the count as a string, can be taken away, and may point at its own queue', async () => {
    const { standard } = shopQueues();
    const deadLetters = standard('dlq');
    const queue = standard('orders', policy(deadLetters, '3'));
    expect(queue.redrivePolicy?.maxReceiveCount).toBe(3);
    queue.setAttributes({ RedrivePolicy: '' });
    expect(queue.redrivePolicy).toBeUndefined();
    queue.setAttributes(policy(queue, 1));
    send(queue, 'a');
    for (const receives of ['1', '2', '3']) {
      const message = await receiveOne(queue);
      expect(message.attributes.ApproximateReceiveCount).toBe(receives);
      queue.changeMessageVisibility(message.receiptHandle, 0);
    }
  });
});

describe('a redrive allow policy', () => {
  const allow = (redriveAllowPolicy: object): Record<string, string> => ({
    RedriveAllowPolicy: JSON.stringify(redriveAllowPolicy),
  });

  it('admits the queues that it names, which need not exist yet, and no others', () => {
    const { standard } = shopQueues();
    const deadLetters = standard('dlq', allow({ redrivePermission: 'byQueue', sourceQueueArns: [arnOf('orders')] }));
    expect(() => standard('orders', policy(deadLetters, 3))).not.toThrow();
    expect(() => standard('stock', policy(deadLetters, 3))).toThrow(`does not allow ${arnOf('stock')}`);
  });

  it('that is withdrawn keeps messages where they are', async () => {
    const { standard } = shopQueues();
    const deadLetters = standard('dlq');
    const orders = standard('orders', policy(deadLetters, 1));
    send(orders, 'poison');
    deadLetters.setAttributes(allow({ redrivePermission: 'denyAll' }));
    await fail(orders, 3);
    expect(await received(orders)).toEqual(['poison']);
  });

  it.each([
    { redrivePermission: 'sometimes' },
    { redrivePermission: 'byQueue' },
    { redrivePermission: 'denyAll', sourceQueueArns: [arnOf('orders')] },
  ])('is refused when it contradicts itself: %j', (redriveAllowPolicy) => {
    expect(() => shopQueues().standard('dlq', allow(redriveAllowPolicy))).toThrow('RedriveAllowPolicy');
  });
});
