import { ours } from '../run/mode';
import { testOnlyHere } from '../run/only-here';
import { type CoffeeShop, openCoffeeShop } from './kit';
import { anOrder, confirmed, created, HOME, LATTE, managerEvent, ready } from './orders';

let shop: CoffeeShop;

beforeAll(async () => {
  // Ten times as fast: the ingress queue tries three times, half a minute apart, before it gives an event up.
  shop = await openCoffeeShop({ clockScale: 10 });
});
afterAll(() => shop.close());

/** Long enough that no random id in a record has its digits by chance: four of them once did. */
const ODD_TOKEN = 4242424242424242;

const keys = { orderId: ours('order-m'), shopId: HOME };
const order = {
  ...keys,
  customerId: ours('customer-m'),
  items: [{ ...LATTE, quantity: 1 }],
  total: 375,
  currency: 'USD',
  payment: { token: 'pm_card_visa' },
};

/** What is wrong, the event, the dead-letter queue where it ends, and the field and value that are recorded. */
const malformed: [string, ReturnType<typeof managerEvent>, string, string, string][] = [
  [
    'no orderId',
    managerEvent('Order Confirmed', { shopId: HOME, note: ours('no-order-id') }),
    'PaymentDeadLetterQueueUrl',
    'detail.orderId',
    'nothing',
  ],
  [
    'no shopId',
    managerEvent('Order Ready', { orderId: keys.orderId, note: ours('no-shop-id') }),
    'FulfillmentDeadLetterQueueUrl',
    'detail.shopId',
    'nothing',
  ],
  [
    'a number for an id',
    managerEvent('Order Ready', { ...keys, orderId: 12345, note: ours('numeric-id') }),
    'FulfillmentDeadLetterQueueUrl',
    'detail.orderId',
    '12345',
  ],
  [
    'an id with characters that ids do not have',
    managerEvent('Order Confirmed', { ...keys, orderId: 'order#1', note: ours('odd-id') }),
    'PaymentDeadLetterQueueUrl',
    'detail.orderId',
    '"order#1"',
  ],
  ...['', ' '].map((orderId): (typeof malformed)[number] => [
    `the orderId ${JSON.stringify(orderId)}, which no message group can have`,
    managerEvent('Order Confirmed', { ...keys, orderId, note: ours(`no-group-${orderId.length}`) }),
    'PaymentDeadLetterQueueUrl',
    'detail.orderId',
    JSON.stringify(orderId),
  ]),
  [
    'a space in the orderId, where messages are grouped by shop',
    managerEvent('Order Ready', { ...keys, orderId: 'a b', note: ours('space-in-order-id') }),
    'FulfillmentDeadLetterQueueUrl',
    'detail.orderId',
    '"a b"',
  ],
  [
    'an empty shopId, where messages are grouped by shop',
    managerEvent('Order Ready', { ...keys, shopId: '', note: ours('empty-shop-id') }),
    'FulfillmentDeadLetterQueueUrl',
    'detail.shopId',
    '""',
  ],
  [
    'a text for a total',
    managerEvent('Order Created', { ...order, total: '3.75', note: ours('wrong-type') }),
    'PaymentDeadLetterQueueUrl',
    'detail.total',
    '"3.75"',
  ],
  [
    'an unknown version',
    managerEvent('Order Cancelled', {
      ...keys,
      metadata: { eventId: ours('event-v99'), schemaVersion: 99 },
      note: ours('unknown-version'),
    }),
    'InventoryDeadLetterQueueUrl',
    'detail.metadata.schemaVersion',
    '99',
  ],
  [
    'no card token, but something else in its place',
    managerEvent('Order Created', { ...order, payment: { token: ODD_TOKEN }, note: ours('odd-token') }),
    'PaymentDeadLetterQueueUrl',
    'detail.payment.token',
    '(withheld)',
  ],
];

test.each(malformed)('an event with %s is dead-lettered with its reason', async (_what, event, queue, field, value) => {
  const { note } = JSON.parse(event.Detail ?? '') as { note: string };

  await shop.when(event);

  const letter = await shop.deadLetter(queue, note);
  expect(await shop.reason(letter)).toMatchObject({
    field,
    value,
    failureClass: 'permanent',
    reason: expect.stringContaining(value),
  });
  expect(JSON.stringify(await shop.reason(letter))).not.toContain(String(ODD_TOKEN).slice(-12));
});

test('a text that is no event, sent to a stage past the bus, is dead-lettered with its reason', async () => {
  const body = ours('two espressos, please');
  await shop.whenSentTo('InventoryQueueUrl', body);

  const letter = await shop.deadLetter('InventoryDeadLetterQueueUrl', body);
  const value = `${body.length} characters`;
  expect(await shop.reason(letter)).toMatchObject({ field: 'body', value, failureClass: 'permanent' });
});

test('the id of another order is a permanent fault and leaves that order as it is', async () => {
  const first = anOrder();
  await shop.givenPaid(first);

  await shop.when(created({ ...first, items: [{ ...LATTE, quantity: 7 }], total: 2625 }));

  const letter = await shop.deadLetter('PaymentDeadLetterQueueUrl', first.orderId);
  expect(await shop.reason(letter)).toMatchObject({ field: 'detail.items', failureClass: 'permanent' });
  await shop.seenAtGateway(() => expect(shop.netCharge(first)).toBe(first.total));
  await shop.when(confirmed(first), ready(first));
  expect((await shop.end(first)).type).toBe('Order Fulfilled');
});

testOnlyHere(
  'it counts what is in queues that others use, too',
  'an id too long for a group goes no further than the ingress, and orders behind it end meanwhile',
  async () => {
    const longId = 'x'.repeat(200);
    const behind = anOrder();

    await shop.when(
      managerEvent('Order Confirmed', { ...keys, orderId: longId }),
      managerEvent('Order Confirmed', { shopId: behind.shopId, note: 'just before' }),
      created(behind),
      confirmed(behind),
      ready(behind),
    );

    expect((await shop.end(behind)).type).toBe('Order Fulfilled');
    // The order has ended while the event before it still waits for its second try.
    expect(await shop.depth('PaymentIngressQueueUrl')).toBeGreaterThan(0);
    const letter = await shop.deadLetter('PaymentIngressDeadLetterQueueUrl', longId);
    expect(JSON.parse(letter.body)).toMatchObject({ detail: { orderId: longId } });
  },
);

testOnlyHere(
  'it leaves a copy in a queue that others use, too',
  'an orderId with a space in it is dead-lettered with its reason, and the copy that the pipe refuses at the ingress',
  async () => {
    const note = ours('space-in-group-id');

    await shop.when(managerEvent('Order Confirmed', { ...keys, orderId: 'a b', note }));

    const letter = await shop.deadLetter('PaymentDeadLetterQueueUrl', note);
    expect(await shop.reason(letter)).toMatchObject({
      field: 'detail.orderId',
      value: '"a b"',
      failureClass: 'permanent',
    });
    expect((await shop.deadLetter('PaymentIngressDeadLetterQueueUrl', note)).body).toContain('"a b"');
  },
);
