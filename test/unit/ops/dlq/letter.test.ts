import type { Message } from '@aws-sdk/client-sqs';
import { deadLetter, isSelected } from '../../../../ops/dlq/letter';
import { summarise } from '../../../../ops/dlq/list';
import { destinationOf, resend } from '../../../../ops/dlq/redrive-part';
import { shownEvent } from '../../../../ops/dlq/withhold';
import type { DeadLetterQueue, Names } from '../../../../ops/target/names';
import type { FailureRecord } from '../../../../pipeline/batch/failure-records';

const queue: DeadLetterQueue = {
  name: 'payment-dlq',
  url: 'http://sqs/0/shop-payment-dlq.fifo',
  holds: 'events that payment could not work',
  sourceUrl: 'http://sqs/0/shop-payment.fifo',
};
const created = {
  id: 'bus-1',
  'detail-type': 'Order Created',
  source: 'coffee-shop.order-manager',
  time: '2026-11-24T09:00:00Z',
  detail: {
    orderId: 'o-1',
    shopId: 'astoria',
    timestamp: '2026-11-24T09:00:00Z',
    customerId: 'c-1',
    items: [{ productId: 'p1', quantity: 1, unitPrice: 450 }],
    total: 450,
    currency: 'USD',
    payment: { token: 'pm_card_visa' },
  },
};
const message = (more: Partial<Message> = {}): Message => ({
  MessageId: 'm-1',
  Body: JSON.stringify(created),
  Attributes: {
    ApproximateReceiveCount: '11',
    ApproximateFirstReceiveTimestamp: String(Date.parse('2026-11-24T09:00:01Z')),
    MessageGroupId: 'o-1',
  },
  ...more,
});
const rejection = {
  reason: 'the gateway sent pm_card_visa back',
  failureClass: 'permanent',
  receiveCount: 10,
} as FailureRecord;

describe('a dead letter', () => {
  test('tells order, event, tries, and the reason that its stage recorded', () => {
    expect(deadLetter(queue, message(), rejection)).toMatchObject({
      orderId: 'o-1',
      shopId: 'astoria',
      type: 'Order Created',
      eventId: 'bus-1',
      group: 'o-1',
      reason: 'the gateway sent (withheld) back',
      reasonSource: 'recorded',
      receiveCount: 10,
      firstSeen: '2026-11-24T09:00:01.000Z',
    });
  });
  test('that no stage saw tells what the contract says of it', () => {
    const letter = deadLetter(queue, message({ Body: '{"id":"e","detail":{"orderId":7}}' }), undefined);
    expect(letter.reasonSource).toBe('derived');
    expect(letter.reason).toContain('detail-type');
    expect(letter.receiveCount).toBe(10);
  });
  test('that a rule could not deliver tells what the bus said', () => {
    const MessageAttributes = {
      ERROR_CODE: { DataType: 'String', StringValue: 'NO_PERMISSIONS' },
      ERROR_MESSAGE: { DataType: 'String', StringValue: 'the queue refuses the rule' },
    };
    expect(deadLetter(queue, message({ MessageAttributes }), undefined)).toMatchObject({
      reason: 'NO_PERMISSIONS: the queue refuses the rule',
      reasonSource: 'delivery',
    });
  });
  test('that a rule could not deliver for an id names the field, too', () => {
    const MessageAttributes = { ERROR_CODE: { DataType: 'String', StringValue: 'SDK_CLIENT_ERROR' } };
    const Body = JSON.stringify({ ...created, detail: { ...created.detail, orderId: 'ordre-é' } });
    expect(deadLetter(queue, message({ Body, MessageAttributes }), undefined)).toMatchObject({
      reason: 'detail.orderId: must be 1 to 64 of A-Z a-z 0-9 _ -, got "ordre-é" (SDK_CLIENT_ERROR: no message)',
      reasonSource: 'delivery',
    });
  });
  test('that a pipe gave up tells what of a good event no pipe can carry', () => {
    const ingress = { name: 'payment-ingress-dlq', kind: 'pipe' } as const;
    const reasonOf = (event: object) => deadLetter(ingress, message({ Body: JSON.stringify(event) }), undefined).reason;
    expect(reasonOf({ ...created, id: 'x'.repeat(101) })).toMatch(/^id: must be 1 to 100 .*got "xxx/);
    expect(reasonOf({ ...created, id: 'bus 1' })).toMatch(/^id: .*got "bus 1"/);
    expect(reasonOf({ ...created, detail: { ...created.detail, note: ['x\uffff'] } })).toMatch(
      /^detail\.note\.0: must be text without characters that SQS refuses/,
    );
    expect(
      reasonOf({ ...created, detail: { ...created.detail, payment: { token: 'pm_1', pin: '\uffff' } } }),
    ).toContain('detail.payment.pin: must be text without characters that SQS refuses, got (withheld)');
    expect(reasonOf(created)).toMatch('nobody recorded one');
  });
  test('that is out of an event of Stripe is judged by what the payment watcher reads', () => {
    const stripe = { name: 'stripe-events-dlq', kind: 'stripe' } as const;
    const reasonOf = (Body: string) => deadLetter(stripe, message({ Body }), undefined).reason;
    expect(reasonOf('null')).toBe('body: must be a JSON object, got 4 characters');
    expect(reasonOf('{"event":"evt_1","payment":7}')).toMatch(/^payment: must be .*got 7$/);
    expect(reasonOf('{"event":"evt_1","payment":{}}')).toMatch(/^payment: must be .*got an object$/);
    const hint = { event: 'evt_1', type: 'refund.failed', payment: 'pi_1', orderId: 'o-1', shopId: 'astoria' };
    expect(reasonOf(JSON.stringify(hint))).toMatch("the payment watcher's log");
    const Body = JSON.stringify({ ...hint, client_secret: 'pi_1_secret_2' });
    expect(deadLetter(stripe, message({ Body }), undefined)).toMatchObject({
      orderId: 'o-1',
      shopId: 'astoria',
      event: hint,
    });
  });
  test('that is a good event and left no reason says so', () => {
    expect(deadLetter(queue, message(), undefined)).toMatchObject({ reasonSource: 'unknown' });
  });
  test('is selected by order and by a part of its reason, in any case', () => {
    const letter = { orderId: 'o-1', messageId: 'm-1', reason: 'detail.total: must be a number' };
    expect(isSelected(letter, { orderId: 'o-1', reason: 'TOTAL' })).toBe(true);
    expect(isSelected(letter, { orderId: 'o-2', reason: 'total' })).toBe(false);
    expect(isSelected(letter, { reason: 'currency' })).toBe(false);
  });
  test('that is of no order is selected by its message id', () => {
    const letter = deadLetter(queue, message({ Body: 'two espressos, please' }), undefined);
    expect(letter.orderId).toBeUndefined();
    expect(isSelected(letter, { messageId: 'm-1' })).toBe(true);
    expect(isSelected(letter, { messageId: 'm-2' })).toBe(false);
  });
});

describe('no card token is shown', () => {
  const shownText = (event: unknown): string => JSON.stringify(shownEvent(JSON.stringify(event)));

  test.each([
    ['where it belongs', created],
    ['under another name', { detail: { cardToken: 'visa-4242' } }],
    ['by its look, under any name', { detail: { note: 'paid with pm_card_visa' } }],
    ['in JSON in a text', { detail: '{"payment":{"token":"visa-4242"}}' }],
    ['as the secret of a payment', { detail: { note: 'see pi_1_secret_4242' } }],
    ['in a list', { detail: { cards: [{ token: 'visa-4242' }, 'tok_visa'] } }],
  ])('%s', (_, event) => {
    expect(shownText(event)).not.toMatch(/pm_card|tok_visa|4242/);
    expect(shownText(event)).toContain('withheld');
  });
  test('and nothing at all of what is not a JSON object', () => {
    for (const body of ['pm_card_visa, please', '"pm_card_visa"', '[1]', '7']) expect(shownEvent(body)).toBeUndefined();
  });
  test('nor of what is nested deeper than any event of the bus', () => {
    const nested = (levels: number) => `{"detail":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`;
    expect(shownEvent(nested(1_000))).toBeDefined();
    expect(shownEvent(nested(1_001))).toBeUndefined();
    expect(shownEvent(nested(200_000))).toBeUndefined();
  });
  test('while the rest stays readable', () => {
    expect(shownEvent(JSON.stringify(created))).toMatchObject({ detail: { orderId: 'o-1', total: 450 } });
  });
});

describe('sent back', () => {
  test('it keeps group, body, attributes and trace, and has a deduplication id that follows from the message', () => {
    const sent = resend(
      message({
        Attributes: { MessageGroupId: 'o-1', MessageDeduplicationId: 'bus-1', AWSTraceHeader: 'Root=1' },
        MessageAttributes: { a: { DataType: 'String', StringValue: 'b', StringListValues: [] } },
      }),
      'http://sqs/0/shop-payment.fifo',
    );
    expect(sent).toEqual({
      QueueUrl: 'http://sqs/0/shop-payment.fifo',
      MessageBody: JSON.stringify(created),
      MessageGroupId: 'o-1',
      MessageDeduplicationId: 'redrive-m-1',
      MessageAttributes: { a: { DataType: 'String', StringValue: 'b' } },
      MessageSystemAttributes: { AWSTraceHeader: { DataType: 'String', StringValue: 'Root=1' } },
    });
  });
  test('to a standard queue it has neither group nor deduplication id', () => {
    expect(resend(message(), 'http://sqs/0/shop-payment-ingress')).not.toHaveProperty('MessageGroupId');
  });

  const names = {
    workQueueUrls: ['http://sqs/0/shop-payment.fifo', 'http://sqs/0/shop-payment-ingress'],
  } as unknown as Names;
  const { sourceUrl: _source, ...deliveryFailures } = queue;

  test('it goes where SQS says it came from, before what the queue serves', () => {
    const Attributes = { DeadLetterQueueSourceArn: 'arn:aws:sqs:us-east-1:0:shop-payment-ingress' };
    expect(destinationOf(message({ Attributes }), queue, names)).toBe('http://sqs/0/shop-payment-ingress');
    expect(destinationOf(message(), queue, names)).toBe(queue.sourceUrl);
  });
  test('it goes to the target that the rule could not reach', () => {
    const MessageAttributes = {
      TARGET_ARN: { DataType: 'String', StringValue: 'arn:aws:sqs:us-east-1:0:shop-payment-ingress' },
    };
    expect(destinationOf(message({ MessageAttributes }), deliveryFailures, names)).toBe(
      'http://sqs/0/shop-payment-ingress',
    );
  });
  test('it goes to no queue of others', () => {
    const Attributes = { DeadLetterQueueSourceArn: 'arn:aws:sqs:us-east-1:0:elsewhere' };
    expect(() => destinationOf(message({ Attributes }), queue, names)).toThrow('elsewhere');
    expect(() => destinationOf(message(), deliveryFailures, names)).toThrow('nowhere');
  });
});

test('a queue is summed up by its oldest letter and its most frequent reasons', () => {
  const of = (reason: string, firstSeen: string) => ({ ...deadLetter(queue, message(), rejection), reason, firstSeen });
  expect(
    summarise(queue, { visible: 3, inFlight: 0 }, [
      of('too old', '2026-11-24T09:00:02.000Z'),
      of('no total', '2026-11-24T09:00:01.000Z'),
      of('no total', '2026-11-24T09:00:03.000Z'),
    ]),
  ).toMatchObject({
    oldest: '2026-11-24T09:00:01.000Z',
    reasons: [
      { reason: 'no total', count: 2 },
      { reason: 'too old', count: 1 },
    ],
  });
});
