import { bodies, counts, receive, receiveOne, SECOND, send, shopQueues } from './shop-queues';

/** A stage whose dead-letter queue holds these messages, moved there by its redrive policy. */
const stageWithDead = async (...dead: string[]) => {
  const shop = shopQueues();
  const deadLetters = shop.fifo('stage-dlq');
  const stage = shop.fifo('stage', {
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: deadLetters.arn, maxReceiveCount: 1 }),
  });
  for (const body of dead) {
    send(stage, body);
    stage.changeMessageVisibility((await receiveOne(stage)).receiptHandle, 0);
    await receive(stage);
  }
  return { ...shop, stage, deadLetters, tasks: shop.engine.moveTasks };
};

describe('a message move task', () => {
  it('returns messages to where they came from: new ids, fresh counts, same groups and order', async () => {
    const { clock, stage, deadLetters, tasks } = await stageWithDead('shop1-a', 'shop1-b', 'shop2-a');
    const deadIds = deadLetters.peek().map(({ messageId }) => messageId);
    const task = tasks.start({ sourceArn: deadLetters.arn });
    clock.advance(1 * SECOND);
    const redriven = await receive(stage);
    expect(bodies(redriven)).toEqual(['shop1-a', 'shop1-b', 'shop2-a']);
    expect(redriven.map(({ attributes }) => attributes.ApproximateReceiveCount)).toEqual(['1', '1', '1']);
    expect(redriven.map(({ attributes }) => attributes.MessageGroupId)).toEqual(['shop1', 'shop1', 'shop2']);
    expect(redriven.map(({ messageId }) => messageId).filter((id) => deadIds.includes(id))).toEqual([]);
    expect(task).toMatchObject({ status: 'COMPLETED', moved: 3, toMove: 3 });
    expect(counts(deadLetters).visible).toBe(0);
  });

  it('begins with the oldest message, whatever its group', async () => {
    const { clock, stage, deadLetters, tasks } = await stageWithDead('shop1-a', 'shop2-a', 'shop1-b', 'shop2-b');
    tasks.start({ sourceArn: deadLetters.arn });
    clock.advance(1 * SECOND);
    expect(bodies(stage.peek())).toEqual(['shop1-a', 'shop2-a', 'shop1-b', 'shop2-b']);
  });

  it('keeps to its rate', async () => {
    const { clock, deadLetters, tasks } = await stageWithDead('a', 'b', 'c', 'd', 'e');
    const task = tasks.start({ sourceArn: deadLetters.arn, messagesPerSecond: 2 });
    const movedAfterMs = (ms: number): number => {
      clock.advance(ms);
      return task.moved;
    };
    expect([movedAfterMs(0), movedAfterMs(500), movedAfterMs(499), movedAfterMs(1)]).toEqual([1, 2, 2, 3]);
    clock.advance(2 * SECOND);
    expect(task).toMatchObject({ status: 'COMPLETED', moved: 5 });
  });

  it('can be stopped in the middle, once', async () => {
    const { clock, deadLetters, tasks } = await stageWithDead('a', 'b', 'c');
    const { handle } = tasks.start({ sourceArn: deadLetters.arn, messagesPerSecond: 1 });
    clock.advance(1 * SECOND);
    expect(tasks.cancel(handle)).toMatchObject({ status: 'CANCELLED', moved: 2 });
    clock.advance(10 * SECOND);
    expect(counts(deadLetters).visible).toBe(1);
    expect(() => tasks.cancel(handle)).toThrow('does not exist or is not running');
  });

  it('cannot return a message that was sent to the dead-letter queue, but can take it elsewhere', async () => {
    const { clock, fifo, deadLetters, tasks } = await stageWithDead();
    const elsewhere = fifo('elsewhere');
    send(deadLetters, 'shop1-sent');
    const failing = tasks.start({ sourceArn: deadLetters.arn });
    clock.advance(0);
    expect(failing).toMatchObject({ status: 'FAILED', failureReason: 'CouldNotDetermineMessageSource', moved: 0 });
    tasks.start({ sourceArn: deadLetters.arn, destinationArn: elsewhere.arn });
    clock.advance(1 * SECOND);
    expect(bodies(elsewhere.peek())).toEqual(['shop1-sent']);
  });

  it('fails when the source queue is gone', async () => {
    const { clock, engine, stage, deadLetters, tasks, fifo } = await stageWithDead('shop1-a');
    fifo('other', { RedrivePolicy: stage.attributes().RedrivePolicy ?? '' });
    engine.deleteQueue(stage);
    const task = tasks.start({ sourceArn: deadLetters.arn });
    clock.advance(0);
    expect(task).toMatchObject({ status: 'FAILED', failureReason: 'AWS.SimpleQueueService.NonExistentQueue' });
    expect(counts(deadLetters).visible).toBe(1);
  });

  it('leaves alone what somebody holds', async () => {
    const { clock, deadLetters, tasks } = await stageWithDead('shop1-a', 'shop1-b', 'shop2-a');
    await receiveOne(deadLetters);
    tasks.start({ sourceArn: deadLetters.arn });
    clock.advance(1 * SECOND);
    expect(bodies(deadLetters.peek())).toEqual(['shop1-a', 'shop1-b']);
  });

  it('is the only one of its queue, and is listed first', async () => {
    const { clock, deadLetters, tasks } = await stageWithDead('a', 'b');
    const first = tasks.start({ sourceArn: deadLetters.arn, messagesPerSecond: 1 });
    expect(() => tasks.start({ sourceArn: deadLetters.arn })).toThrow('already a task running');
    clock.advance(5 * SECOND);
    const second = tasks.start({ sourceArn: deadLetters.arn });
    expect(tasks.list(deadLetters.arn)).toEqual([second, first]);
  });

  it('is refused for a queue that is nobody’s dead-letter queue, an unlike destination, and a wild rate', async () => {
    const { standard, stage, deadLetters, tasks } = await stageWithDead();
    const other = standard('other');
    const sourceArn = deadLetters.arn;
    expect(() => tasks.start({ sourceArn: stage.arn })).toThrow('must be configured as a Dead Letter Queue');
    expect(() => tasks.start({ sourceArn, destinationArn: other.arn })).toThrow('same type');
    expect(() => tasks.start({ sourceArn, destinationArn: sourceArn })).toThrow('cannot be the same');
    expect(() => tasks.start({ sourceArn, messagesPerSecond: 501 })).toThrow('Value 501');
    expect(() => tasks.start({ sourceArn: `${sourceArn}x` })).toThrow('does not exist');
  });
});
