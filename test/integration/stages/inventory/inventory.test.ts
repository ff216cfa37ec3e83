import type { BusEventOf } from '../../../../contracts/events/events';
import { cancelled, confirmed } from '../../../stages/events';
import { created, handedOn, outcomes, published, type Stages, startStages, types } from '../kit';

let stages: Stages;

beforeAll(async () => {
  stages = await startStages({ lowStockThreshold: 3, productIds: new Set(['latte', ...menuOf(120)]) });
});
afterAll(() => stages.stop());

const menuOf = (count: number): string[] => Array.from({ length: count }, (_, at) => `special-${at}`);

/** An order of this shop that is paid and confirmed. */
const validated = async (
  orderId: string,
  shopId: string,
  items = [{ productId: 'latte', quantity: 2, unitPrice: 450 }],
): Promise<BusEventOf<'Payment Validated'>> => {
  const total = items.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice, 0);
  const results = await stages.pay(created({ orderId, shopId, items, total }), confirmed({ orderId, shopId }));
  return handedOn(results, 'Payment Validated');
};

test('allocate reserves stock once, and tells once that it has run low', async () => {
  await stages.givenStock('harlem', { latte: 5 });
  const event = await validated('allocated', 'harlem');

  const first = await stages.stock(event);
  const second = await stages.stock(event);

  expect(types(first)).toEqual(['Inventory Allocated', 'Stock Low']);
  expect(published(second)).toEqual(published(first));
  expect(second).toMatchObject([{ replay: true, counts: {} }]);
  expect(await stages.stockOf('harlem', 'latte')).toEqual({ received: 5, available: 3, reserved: 2, sold: 0 });
});

test('a batch is one transaction: what the first orders take is gone for the last', async () => {
  await stages.givenStock('chelsea', { latte: 5 });
  const events = [
    await validated('b-1', 'chelsea'),
    await validated('b-2', 'chelsea'),
    await validated('b-3', 'chelsea'),
  ];
  const before = stages.sent.length;

  expect(outcomes(await stages.stock(...events))).toEqual(['allocated', 'allocated', 'out of stock']);

  expect(stages.sent.slice(before).map(({ name }) => name)).toEqual([
    'BatchGetItemCommand',
    'TransactWriteItemsCommand',
  ]);
  expect(await stages.stockOf('chelsea', 'latte')).toEqual({ received: 5, available: 1, reserved: 4, sold: 0 });
  expect(await stages.history('b-3')).toMatchObject({
    outcome: 'failed',
    owes: ['refund'],
    rejected: { shortages: [{ productId: 'latte', requested: 2, available: 1 }] },
  });
});

test('stock that somebody else takes between read and commit is not given away: it is decided again', async () => {
  await stages.givenStock('soho', { latte: 2 });
  const event = await validated('raced', 'soho');
  stages.betweenReadAndWrite(() => stages.bookStock('soho', 'latte', -1));

  const results = await stages.stock(event);

  expect(handedOn(results, 'Inventory Rejected').detail.shortages).toEqual([
    { productId: 'latte', requested: 2, available: 1 },
  ]);
  expect(await stages.stockOf('soho', 'latte')).toEqual({ received: 1, available: 1, reserved: 0, sold: 0 });
});

test('two workers on one shop never sell a cup twice', async () => {
  await stages.givenStock('bowery', { latte: 9 });
  const events = await Promise.all([1, 2, 3, 4, 5, 6].map((number) => validated(`w-${number}`, 'bowery')));

  const results = await Promise.all([stages.stock(...events.slice(0, 3)), stages.stock(...events.slice(3))]);

  expect(results.flatMap(outcomes).toSorted()).toEqual([
    ...Array(4).fill('allocated'),
    ...Array(2).fill('out of stock'),
  ]);
  expect(await stages.stockOf('bowery', 'latte')).toEqual({ received: 9, available: 1, reserved: 8, sold: 0 });
});

test('a batch that one transaction cannot hold is split', async () => {
  const products = menuOf(120);
  await stages.givenStock('feast', Object.fromEntries(products.map((productId) => [productId, 10])));
  const events = await Promise.all(
    [0, 1, 2, 3].map((number) =>
      validated(
        `feast-${number}`,
        'feast',
        products.slice(number * 30, (number + 1) * 30).map((productId) => ({ productId, quantity: 1, unitPrice: 100 })),
      ),
    ),
  );
  const before = stages.sent.length;

  expect(outcomes(await stages.stock(...events))).toEqual(Array(4).fill('allocated'));

  const actions = stages.sent
    .slice(before)
    .filter(({ name }) => name === 'TransactWriteItemsCommand')
    .map(({ input }) => (input.TransactItems as unknown[]).length);
  expect(actions).toEqual([62, 62]);
  expect(await stages.stockOf('feast', 'special-119')).toEqual({ received: 10, available: 9, reserved: 1, sold: 0 });
});

test('release gives back once what a cancelled order had reserved', async () => {
  await stages.givenStock('nolita', { latte: 10 });
  await stages.stock(await validated('released', 'nolita'));
  const cancellation = cancelled({ orderId: 'released', shopId: 'nolita' });

  const first = await stages.stock(cancellation);
  const second = await stages.stock(cancellation);

  expect(handedOn(first, 'Inventory Released').detail.items).toEqual([{ productId: 'latte', quantity: 2 }]);
  expect(published(second)).toEqual(published(first));
  expect(await stages.stockOf('nolita', 'latte')).toEqual({ received: 10, available: 10, reserved: 0, sold: 0 });
  expect(await stages.history('released')).toMatchObject({ outcome: 'cancelled', owes: ['refund', 'ticket'] });
});

test('an order that is cancelled between read and commit gets no stock', async () => {
  await stages.givenStock('inwood', { latte: 10 });
  const event = await validated('cancelled-meanwhile', 'inwood');
  stages.betweenReadAndWrite(() => stages.cook(cancelled({ orderId: 'cancelled-meanwhile', shopId: 'inwood' })));

  expect(outcomes(await stages.stock(event))).toEqual(['order is cancelled']);
  expect(await stages.stockOf('inwood', 'latte')).toEqual({ received: 10, available: 10, reserved: 0, sold: 0 });
});
