import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { listDeadLetterQueues } from '../../../../ops/dlq/list';
import { dropPart, redrivePart } from '../../../../ops/dlq/redrive-part';
import { showDeadLetters } from '../../../../ops/dlq/show';
import { showOrder } from '../../../../ops/order/show';
import type { DeadLetterQueue } from '../../../../ops/target/names';
import type { Answer } from '../../../../ops/terminal/answer';
import { printable, printableJson } from '../../../../ops/terminal/printable';
import { type Operated, startOperated } from '../operated';

let aws: Operated;
beforeAll(async () => {
  aws = await startOperated();
});
afterAll(() => aws.close());

const MEGABYTE = 1024 * 1024;
const nested = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`;
const event = (detail: string): string =>
  `{"id":"e-1","detail-type":"Order Ready","source":"s","time":"2026-11-24T09:00:00Z","detail":${detail}}`;

/** Bodies that SQS takes, and part of the reason that is told of each. */
const UNREADABLE: readonly (readonly [what: string, body: string, reason: string])[] = [
  ['a text', 'two espressos, please', 'body: must be JSON'],
  ['null', 'null', 'event: '],
  ['a number', '1e999', 'event: '],
  ['a list', '[{"detail":{"orderId":"o-1"}}]', 'event: '],
  ['a text of JSON', '"{\\"detail\\":{\\"orderId\\":\\"o-1\\"}}"', 'event: '],
  ['an event without detail', event('null').replace(',"detail":null', ''), 'detail: '],
  ['an event without time', '{"id":"e-1","detail-type":"Order Ready","source":"s","detail":{}}', 'time: '],
  ['an unknown detail-type', event('{"orderId":7}').replace('Order Ready', 'Latte Art\\u001b[2J'), 'detail-type: '],
  ['an id of another type', event('{"orderId":{"a":[1e999]},"shopId":true}'), 'detail.orderId: '],
  ['an id twice', event('{"orderId":"good","orderId":"bad id","shopId":"astoria"}'), 'detail.orderId: '],
  ['half a surrogate pair', event('{"orderId":"\\ud83d","shopId":"astoria"}'), 'detail.orderId: '],
  [
    'names that objects have',
    event('{"__proto__":{"orderId":"o-1"},"toString":1,"constructor":2}'),
    'detail.orderId: ',
  ],
  ['1,000 levels', event(`{"orderId":${nested(998)}}`), 'detail.orderId: '],
  ['more levels than can be visited', nested(MEGABYTE / 2 - 1), 'event: '],
  ['a megabyte', 'x'.repeat(MEGABYTE), 'body: must be JSON'],
];

let made = 0;

/** A stage's queue with its dead-letter queue, in which the bodies lie. */
const stageWithDead = async (bodies: readonly string[]) => {
  made += 1;
  const dead = aws.sqs.createQueue(`unreadable-${made}-dlq.fifo`, { FifoQueue: 'true' });
  const live = aws.sqs.createQueue(`unreadable-${made}.fifo`, {
    FifoQueue: 'true',
    VisibilityTimeout: '0',
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 1 }),
  });
  for (const [number, body] of bodies.entries())
    live.sendMessage({ body, groupId: `group-${number}`, deduplicationId: `${number}` });
  for (let receives = 0; dead.peek().length < bodies.length && receives < 1_000; receives++) {
    await live.receive({ maxMessages: 10, waitMs: 0 });
    aws.clock.advance(1);
  }
  live.setAttributes({ VisibilityTimeout: '30' });
  const url = (name: string): string => `${aws.url}/000000000000/${name}`;
  const queue: DeadLetterQueue = { name: 'stage-dlq', url: url(dead.name), holds: '', sourceUrl: url(live.name) };
  const session = aws.operator({ deadLetterQueues: [queue], workQueueUrls: [url(live.name)] });
  return { live, dead, queue, session };
};

/** All that a command would print, as it prints it. */
const printed = ({ lines, json }: Answer): string[] => [...lines.map(printable), printableJson(JSON.stringify(json))];

test('every message is listed and shown with a reason, and none steers the terminal', async () => {
  const { queue, session } = await stageWithDead(UNREADABLE.map(([, body]) => body));
  const listed = await listDeadLetterQueues(session);
  const shown = await showDeadLetters(session, queue, { limit: 100, whole: false });
  const { letters } = shown.json as { letters: { reason: string; messageId: string }[] };
  expect(letters).toHaveLength(UNREADABLE.length);
  for (const [what, , reason] of UNREADABLE)
    expect({ what, reasons: letters.filter((letter) => letter.reason.startsWith(reason)) }).not.toEqual({
      what,
      reasons: [],
    });
  const whole = await showDeadLetters(session, queue, { limit: 100, whole: true });
  for (const line of [listed, shown, whole].flatMap(printed))
    expect(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_C}]/u.test(line)).toBe(false);
  expect(Math.max(...shown.lines.map(({ length }) => length))).toBeLessThan(5_000);
});

test.each(UNREADABLE)('%s can be shown, redriven and dropped alone', async (_what, body, reason) => {
  const { live, dead, queue, session } = await stageWithDead(['behind', body, 'two espressos']);
  const messageId = dead.peek().find((message) => message.body === body)?.messageId ?? '';
  const { json } = await showDeadLetters(session, queue, { limit: 100, whole: false, messageId });
  expect(json).toMatchObject({ letters: [{ messageId, reason: expect.stringContaining(reason) }] });

  expect((await redrivePart(session, queue, { messageId })).json).toMatchObject({
    redriven: 1,
    messageIds: [messageId],
  });
  expect(live.peek().map((message) => message.body)).toEqual([body]);
  expect(dead.peek()).toHaveLength(2);

  const other = dead.peek()[0]?.messageId ?? '';
  expect((await dropPart(session, queue, { messageId: other })).json).toMatchObject({
    dropped: 1,
    messageIds: [other],
  });
  expect(dead.peek()).toHaveLength(1);
});

test.each(['ordre-é', 'x'.repeat(3_000), '\u202e', '', '__proto__'])(
  'the order %j is shown by its dead letters alone',
  async (orderId) => {
    const { session } = await stageWithDead([event(JSON.stringify({ orderId, shopId: 'astoria' })), 'two espressos']);
    expect((await showOrder(session, orderId)).json).toMatchObject({
      state: 'unknown',
      deadLetters: [{ orderId, reason: expect.stringContaining('detail.orderId: ') }],
    });
  },
);

test('a message that belongs to no queue of ours stays, is named, and keeps no other from its queue', async () => {
  const ingress = aws.sqs.createQueue('unreadable-ingress');
  const failures = aws.sqs.createQueue('unreadable-failures');
  const url = (name: string): string => `${aws.url}/000000000000/${name}`;
  const queue: DeadLetterQueue = { name: 'delivery-failures', url: url(failures.name), holds: '' };
  const session = aws.operator({ deadLetterQueues: [queue], workQueueUrls: [url(ingress.name)] });
  const send = (body: string, target?: string) =>
    session.sqs.send(
      new SendMessageCommand({
        QueueUrl: queue.url,
        MessageBody: body,
        ...(target && { MessageAttributes: { TARGET_ARN: { DataType: 'String', StringValue: target } } }),
      }),
    );
  await send('by hand');
  await send('for a function', 'arn:aws:lambda:us-east-1:000000000000:function:keeper');
  await send('for us', ingress.arn);
  const { lines, json, failed } = await redrivePart(session, queue, { reason: 'body' });
  expect(json).toMatchObject({ redriven: 1, stayed: [expect.any(String), expect.any(String)] });
  expect(lines.join('\n')).toMatch(/not redriven: message .* came from nowhere, not a queue of ours/);
  expect(failed).toBe(true);
  expect(ingress.peek().map(({ body }) => body)).toEqual(['for us']);
  expect(failures.peek().map(({ body }) => body)).toEqual(['by hand', 'for a function']);
});
