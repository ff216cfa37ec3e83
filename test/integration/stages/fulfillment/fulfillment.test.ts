import type { BusEventOf } from '../../../../contracts/events/events';
import { cancelled, confirmed, handedOver } from '../../../stages/events';
import { ORDERS } from '../../tables';
import { created, handedOn, outcomes, published, type Stages, startStages, types } from '../kit';

let stages: Stages;

beforeAll(async () => {
  stages = await startStages();
});
afterAll(() => stages.stop());

/** An order of this shop that is paid and has its stock. */
const allocated = async (orderId: string, shopId: string): Promise<BusEventOf<'Inventory Allocated'>> => {
  const paid = await stages.pay(created({ orderId, shopId }), confirmed({ orderId, shopId }));
  return handedOn(await stages.stock(handedOn(paid, 'Payment Validated')), 'Inventory Allocated');
};

test('schedule gives each order of a batch the next ticket, once', async () => {
  await stages.givenStock('harlem', { latte: 100 });
  const events = [await allocated('h-1', 'harlem'), await allocated('h-2', 'harlem')];

  const first = await stages.cook(...events);
  const second = await stages.cook(...events);

  expect(published(first).map(({ detail }) => detail)).toMatchObject([{ ticket: 1 }, { ticket: 2 }]);
  expect(published(second)).toEqual(published(first));
  expect(await stages.kitchenOf('harlem')).toMatchObject({ version: 1, lastTicket: 2, open: { 'h-1': 'c-1' } });
});

test('two workers in one kitchen give no ticket twice and leave none out', async () => {
  await stages.givenStock('bowery', { latte: 100 });
  const events = [];
  for (const number of [1, 2, 3, 4]) events.push(await allocated(`w-${number}`, 'bowery'));

  const results = await Promise.all([stages.cook(...events.slice(0, 2)), stages.cook(...events.slice(2))]);

  const tickets = results.flatMap(published).map(({ detail }) => (detail as { ticket: number }).ticket);
  expect(tickets.toSorted()).toEqual([1, 2, 3, 4]);
});

test('a ticket that somebody else gives between read and commit is not given again', async () => {
  await stages.givenStock('soho', { latte: 100 });
  const [mine, theirs] = [await allocated('mine', 'soho'), await allocated('theirs', 'soho')];
  stages.betweenReadAndWrite(() => stages.cook(theirs));

  expect(handedOn(await stages.cook(mine), 'Delivery Scheduled').detail.ticket).toBe(2);
});

test('ready hands a scheduled order over, once, and frees its place', async () => {
  await stages.givenStock('chelsea', { latte: 100 });
  await stages.cook(await allocated('handed-over', 'chelsea'));
  const event = handedOver({ orderId: 'handed-over', shopId: 'chelsea' });

  const first = await stages.cook(event);
  const second = await stages.cook(event);

  expect(types(first)).toEqual(['Order Fulfilled']);
  expect(published(second)).toEqual(published(first));
  expect(await stages.kitchenOf('chelsea')).toMatchObject({ lastTicket: 1, open: {} });
});

test('ready before the schedule is remembered, and the schedule then ends the order', async () => {
  await stages.givenStock('tribeca', { latte: 100 });
  expect(outcomes(await stages.cook(handedOver({ orderId: 'early', shopId: 'tribeca' })))).toEqual(['remembered']);

  const results = await stages.cook(await allocated('early', 'tribeca'));

  expect(types(results)).toEqual(['Delivery Scheduled', 'Order Fulfilled']);
  expect(await stages.kitchenOf('tribeca')).toMatchObject({ lastTicket: 1, open: {} });
});

test('a cancelled order loses its ticket, and its number is not given again', async () => {
  await stages.givenStock('nolita', { latte: 100 });
  await stages.cook(await allocated('gone', 'nolita'));
  const cancellation = cancelled({ orderId: 'gone', shopId: 'nolita' });

  expect(outcomes(await stages.cook(cancellation))).toEqual(['ticket taken down']);
  expect(outcomes(await stages.cook(cancellation))).toEqual(['done before']);

  const next = await stages.cook(await allocated('next', 'nolita'));
  expect(handedOn(next, 'Delivery Scheduled').detail.ticket).toBe(2);
});

test('whichever stage undoes the last part publishes the end, and only it', async () => {
  await stages.givenStock('inwood', { latte: 100 });
  const keys = { orderId: 'undone', shopId: 'inwood' };
  await stages.cook(await allocated(keys.orderId, keys.shopId));

  const undone = [
    await stages.stock(cancelled(keys)),
    await stages.cook(cancelled(keys)),
    await stages.pay(cancelled(keys)),
  ];

  expect(undone.map(types)).toEqual([['Inventory Released'], [], ['Payment Refunded', 'Order Cancellation Completed']]);
});

/** Bytes of an attribute value, by the rules of DDB CapacityUnitCalculations.html. */
const bytesOf = (value: unknown): number => {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value === 'number') return Math.ceil(String(value).length / 2) + 1;
  if (Array.isArray(value)) return 3 + value.reduce((sum: number, each) => sum + 1 + bytesOf(each), 0);
  if (typeof value !== 'object' || value === null) return 1;
  return 3 + Object.keys(value).length + itemBytes(value);
};
const itemBytes = (item: object): number =>
  Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + bytesOf(value), 0);

/** One write unit (design 3), also with UUIDs for ids. */
const MOST_BYTES = 1_024;

test(`the item of an ordinary order that was fulfilled has at most ${MOST_BYTES} bytes`, async () => {
  // Ids as long as an order manager's usually are (UUIDs), two lines.
  const keys = { orderId: '7f9c24e8-3b12-4fef-9a1d-6c54b7f0e2aa', shopId: 'lower-manhattan' };
  const items = [
    { productId: 'latte', quantity: 2, unitPrice: 450 },
    { productId: 'scone', quantity: 1, unitPrice: 325 },
  ];
  const customerId = '0d5e6f0c-8a1b-4b8e-9c51-c1d7f7a4b1ce';
  const eventIds = [
    '5c2c1f0e-6f0b-4c0e-8d3f-0f4f5a9b7e61',
    'b0a7e4d2-91c3-4f6e-8a55-2d9f1c7e3b40',
    'e81f6a3c-0d27-4b9a-b6c4-7f5e2a1d9c08',
  ] as const;
  await stages.givenStock(keys.shopId, { latte: 100, scone: 100 });
  const paid = await stages.pay(
    created({ ...keys, items, total: 1225, customerId }, eventIds[0]),
    confirmed(keys, eventIds[1]),
  );
  const reserved = await stages.stock(handedOn(paid, 'Payment Validated'));
  await stages.cook(handedOn(reserved, 'Inventory Allocated'));
  const done = await stages.cook(handedOver(keys, eventIds[2]));
  await stages.stock(handedOn(done, 'Order Fulfilled'));

  const all = await stages.items(ORDERS);
  const item = all.find(({ PK, SK }) => PK === `order#${keys.orderId}` && SK === 'order');
  expect(item).toMatchObject({ outcome: 'fulfilled', settled: {} });
  const bytes = itemBytes(item ?? {});
  console.info(`the item of an ordinary fulfilled order has ${bytes} bytes`);
  expect(bytes).toBeLessThanOrEqual(MOST_BYTES);
});
