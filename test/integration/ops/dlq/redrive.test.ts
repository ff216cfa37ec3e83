import { type Message, SendMessageCommand } from '@aws-sdk/client-sqs';
import { lookAt } from '../../../../ops/dlq/hold';
import { listDeadLetterQueues } from '../../../../ops/dlq/list';
import { redriveAll } from '../../../../ops/dlq/redrive-all';
import { dropPart, redrivePart } from '../../../../ops/dlq/redrive-part';
import type { DeadLetterQueue } from '../../../../ops/target/names';
import { failureRecordStore } from '../../../../pipeline/batch/failure-records';
import { type Death, type Operated, OperatorDied, startOperated } from '../operated';

let aws: Operated;
let made = 0;
beforeAll(async () => {
  aws = await startOperated();
});
afterAll(() => aws.close());

const bodyOf = (orderId: string, number: number): string =>
  JSON.stringify({
    id: `bus-${orderId}-${number}`,
    'detail-type': 'Order Confirmed',
    source: 'coffee-shop.order-manager',
    time: '2026-11-24T08:00:00Z',
    detail: { orderId, shopId: 'astoria', timestamp: '2026-11-24T08:00:00Z' },
  });

/** A FIFO queue and its dead-letter queue, where the given events (order and number) have died, each in its group. */
const stageWithDead = async (letters: readonly { orderId: string; number: number; group: string }[]) => {
  made += 1;
  const dead = aws.sqs.createQueue(`stage-${made}-dlq.fifo`, { FifoQueue: 'true' });
  const live = aws.sqs.createQueue(`stage-${made}.fifo`, {
    FifoQueue: 'true',
    VisibilityTimeout: '0',
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 1 }),
  });
  for (const { orderId, number, group } of letters) {
    const body = bodyOf(orderId, number);
    live.sendMessage({ body, groupId: group, deduplicationId: `bus-${orderId}-${number}` });
  }
  for (let receive = 0; dead.peek().length < letters.length; receive++) {
    await live.receive({ maxMessages: 10, waitMs: 0 });
    aws.clock.advance(1);
    if (receive > 500) throw new Error('the letters do not die');
  }
  live.setAttributes({ VisibilityTimeout: '30' });
  const url = (name: string): string => `${aws.url}/000000000000/${name}`;
  const queue: DeadLetterQueue = {
    name: 'stage-dlq',
    url: url(dead.name),
    holds: 'letters',
    sourceUrl: url(live.name),
  };
  const names = { deadLetterQueues: [queue], workQueueUrls: [url(live.name)] };
  const eventsIn = (where: typeof live): string[] =>
    where.peek().map(({ body }) => (JSON.parse(body) as { id: string }).id);
  return { live, dead, queue, operator: (death?: Death) => aws.operator(names, death), eventsIn };
};

const MIXED = [
  { orderId: 'o-1', number: 1, group: 'astoria' },
  { orderId: 'o-2', number: 1, group: 'astoria' },
  { orderId: 'o-1', number: 2, group: 'astoria' },
  { orderId: 'o-3', number: 1, group: 'soho' },
];

test('looking at dead letters leaves them where they are, in their order, and at once for everybody', async () => {
  const { dead, queue, operator, eventsIn } = await stageWithDead(MIXED);
  const before = eventsIn(dead);
  const { letters, hidden } = await lookAt(operator(), queue);
  const inGroup = (of: string) => letters.filter(({ group }) => group === of).map(({ orderId }) => orderId);
  expect(inGroup('astoria')).toEqual(['o-1', 'o-2', 'o-1']);
  expect(inGroup('soho')).toEqual(['o-3']);
  expect(hidden).toBe(0);
  expect(eventsIn(dead)).toEqual(before);
  expect(dead.attributes().ApproximateNumberOfMessagesNotVisible).toBe('0');
});

test('the list says how many, since when, and what they died of', async () => {
  // Of orders of its own: a reason is found by the message's body, in whichever queue that is.
  const { dead, operator } = await stageWithDead(
    MIXED.map((letter) => ({ ...letter, orderId: `${letter.orderId}-l` })),
  );
  const session = operator();
  const failureRecords = failureRecordStore({
    client: aws.dynamodb,
    tableName: 'orders',
    stage: 'payment',
    telemetry: {
      log: { debug: fail, info: fail, warn: fail, error: fail },
      metrics: { add: fail, flush: fail } as never,
    },
  });
  const [first] = dead.peek();
  if (!first) throw new Error('nothing has died');
  const { messageId, body } = first;
  await failureRecords.store([{ messageId, body, receiveCount: 10, error: new Error('boom') }], aws.clock.now());
  const { json, lines } = await listDeadLetterQueues(session);
  expect(json).toMatchObject({ letters: 4, queues: [{ queue: 'stage-dlq', visible: 4, inFlight: 0 }] });
  expect(lines.join('\n')).toMatch(/stage-dlq +4 +0 .* ago +3 × nobody recorded one.*and 1 other reason/);
});

const fail = (...what: unknown[]): never => {
  throw new Error(`unexpected: ${JSON.stringify(what)}`);
};

test('the letters of one order go back to their group in their order; the others stay', async () => {
  const { live, dead, queue, operator, eventsIn } = await stageWithDead(MIXED);
  const { json, failed } = await redrivePart(operator(), queue, { orderId: 'o-1' });
  expect(json).toMatchObject({ redriven: 2, hidden: 0 });
  expect(failed).toBe(false);
  expect(eventsIn(live)).toEqual(['bus-o-1-1', 'bus-o-1-2']);
  expect(live.peek().map(({ attributes }) => attributes.MessageGroupId)).toEqual(['astoria', 'astoria']);
  expect(eventsIn(dead).sort()).toEqual(['bus-o-2-1', 'bus-o-3-1']);
});

test('a letter is not swallowed by the deduplication window of its first delivery', async () => {
  const { live, queue, operator } = await stageWithDead(MIXED.slice(0, 1));
  const again = { body: bodyOf('o-1', 1), groupId: 'astoria', deduplicationId: 'bus-o-1-1' };
  live.sendMessage(again);
  expect(live.peek()).toEqual([]);
  await redrivePart(operator(), queue, { reason: 'nobody recorded' });
  expect(live.peek()).toHaveLength(1);
});

describe('a partial redrive that is killed and run again', () => {
  /** Kills an operator at every request in turn; the next one comes when what was held is back. */
  const killedEverywhere = async (when: Death['when'], secondsUntilNext: number): Promise<string[][]> => {
    const results: string[][] = [];
    for (let call = 1; ; call++) {
      const { live, dead, queue, operator, eventsIn } = await stageWithDead(MIXED);
      const first = operator({ call, when });
      const death = await redrivePart(first, queue, { orderId: 'o-1' }).then(
        () => undefined,
        (error: unknown) => error,
      );
      // What is given back at the end is not waited for: a death there goes unnoticed.
      if (death !== undefined) expect(death).toBeInstanceOf(OperatorDied);
      if (first.calls() < call) return results;
      aws.clock.advance(secondsUntilNext * 1_000);
      await redrivePart(operator(), queue, { orderId: 'o-1' });
      expect(eventsIn(dead).sort()).toEqual(['bus-o-2-1', 'bus-o-3-1']);
      results.push(eventsIn(live));
    }
  };

  test.each(['before', 'after'] as const)(
    '%s any request: nothing is lost or doubled within the window',
    async (when) => {
      const results = await killedEverywhere(when, 61);
      expect(results.length).toBeGreaterThanOrEqual(8);
      for (const events of results) expect(events).toEqual(['bus-o-1-1', 'bus-o-1-2']);
    },
  );

  test('later than the window: nothing is lost, and at most the one letter that was on its way comes twice', async () => {
    const results = await killedEverywhere('after', 600);
    for (const events of results) {
      expect([...new Set(events)].sort()).toEqual(['bus-o-1-1', 'bus-o-1-2']);
      expect(events.length).toBeLessThanOrEqual(3);
    }
    expect(results.some((events) => events.length === 3)).toBe(true);
  });
});

describe('a redrive of a whole queue', () => {
  test('goes on when the operator dies, and is joined by the next one', async () => {
    const { live, dead, queue, operator, eventsIn } = await stageWithDead(MIXED);
    // Attributes, latest task, start, latest task, then it follows: dead at the first look after that.
    const first = operator({ call: 5, when: 'before' });
    await expect(redriveAll(first, queue, { velocity: 1, wait: true })).rejects.toThrow(OperatorDied);
    expect(eventsIn(live).length).toBeLessThan(MIXED.length);
    const { json, lines, failed } = await redriveAll(operator(), queue, { wait: true });
    expect(lines[0]).toBe('a redrive of stage-dlq runs already');
    expect(json).toEqual({ queue: 'stage-dlq', status: 'COMPLETED', moved: 4 });
    expect(failed).toBe(false);
    expect(eventsIn(dead)).toEqual([]);
    expect(eventsIn(live)).toHaveLength(4);
  });

  test('that is not followed says how to', async () => {
    const { queue, operator } = await stageWithDead(MIXED);
    const { lines, failed } = await redriveAll(operator(), queue, { velocity: 1, wait: false });
    expect(lines.at(-1)).toBe('it goes on by itself; dlq redrive stage-dlq --wait follows it');
    expect(failed).toBe(false);
  });

  test('fails for letters that were sent and not moved there', async () => {
    const { queue, operator } = await stageWithDead([]);
    const session = operator();
    await session.sqs.send(
      new SendMessageCommand({
        QueueUrl: queue.url,
        MessageBody: '{}',
        MessageGroupId: 'g',
        MessageDeduplicationId: 'd',
      }),
    );
    const { json, failed } = await redriveAll(session, queue, { wait: true });
    expect(json).toMatchObject({ status: 'FAILED', failureReason: 'CouldNotDetermineMessageSource' });
    expect(failed).toBe(true);
  });
});

describe('a FIFO group longer than SQS shows at once', () => {
  const letters = Array.from({ length: 25 }, (_, number) => ({ orderId: `o-${number}`, number, group: 'astoria' }));

  test('is said to be longer', async () => {
    const { queue, operator } = await stageWithDead(letters);
    const look = await lookAt(operator(), queue);
    expect(look.letters).toHaveLength(10);
    expect(look.hidden).toBe(15);
  });
  test('is redriven to its end when those in front go first', async () => {
    const { live, queue, operator, eventsIn } = await stageWithDead(letters);
    const { json } = await redrivePart(operator(), queue, { reason: 'nobody recorded' });
    expect(json).toMatchObject({ redriven: 25, hidden: 0 });
    expect(eventsIn(live)).toEqual(letters.map(({ orderId, number }) => `bus-${orderId}-${number}`));
  });
  test('hides an order far behind, which is told and not taken for a success', async () => {
    const { queue, operator } = await stageWithDead(letters);
    const { json, lines, failed } = await redrivePart(operator(), queue, { orderId: 'o-20' });
    expect(json).toMatchObject({ redriven: 0, hidden: 15 });
    expect(lines.join('\n')).toContain('15 more lie behind these in the same FIFO groups');
    expect(failed).toBe(true);
  });
});

test('dropping deletes the letters of the order and sends nothing', async () => {
  const { live, dead, queue, operator, eventsIn } = await stageWithDead(MIXED);
  const { json } = await dropPart(operator(), queue, { orderId: 'o-1' });
  expect(json).toMatchObject({ dropped: 2 });
  expect(eventsIn(dead).sort()).toEqual(['bus-o-2-1', 'bus-o-3-1']);
  expect(eventsIn(live)).toEqual([]);
});

test('an event that a rule could not deliver goes to the target of the rule', async () => {
  const ingress = aws.sqs.createQueue('ingress');
  const failures = aws.sqs.createQueue('delivery-failures');
  const url = (name: string): string => `${aws.url}/000000000000/${name}`;
  const attributes: Message['MessageAttributes'] = {
    TARGET_ARN: { DataType: 'String', StringValue: ingress.arn },
    ERROR_CODE: { DataType: 'String', StringValue: 'NO_PERMISSIONS' },
  };
  const session = aws.operator({ workQueueUrls: [url('ingress')] });
  await session.sqs.send(
    new SendMessageCommand({
      QueueUrl: url('delivery-failures'),
      MessageBody: bodyOf('o-9', 1),
      MessageAttributes: attributes,
    }),
  );
  const queue: DeadLetterQueue = { name: 'delivery-failures', url: url('delivery-failures'), holds: 'events' };
  const { json } = await redrivePart(session, queue, { reason: 'no_permissions' });
  expect(json).toMatchObject({ redriven: 1 });
  expect(ingress.peek().map(({ body }) => body)).toEqual([bodyOf('o-9', 1)]);
  expect(failures.peek()).toEqual([]);
});
