import { eventSchemas } from '../../../../contracts/events/events';
import { cancelled, created, delivered } from '../../../stages/events';
import {
  detailOf,
  expectReplay,
  given,
  givenPaid,
  givenValidated,
  permanent,
  published,
  type Steps,
  unfounded,
} from '../../../stages/scenario';

const latte = (quantity: number) => ({ productId: 'latte', quantity, unitPrice: 450 });
const scone = (quantity: number) => ({ productId: 'scone', quantity, unitPrice: 450 });
type Line = ReturnType<typeof latte>;

/** An order of these lines, paid and confirmed in a shop with that stock. */
const ordered = (lines: Line[], stock: Record<string, number>, lowStockThreshold = 0): Steps => {
  const total = lines.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice, 0);
  return given({ stock, lowStockThreshold, requireConfirmation: false }).atPayment(created({ items: lines, total }));
};
const allocating = (...order: Parameters<typeof ordered>): Steps => ordered(...order).atInventory('Payment Validated');

describe('allocating', () => {
  it('Payment Validated reserves all lines and carries the order on', async () => {
    const scenario = await givenValidated({ stock: { latte: 5 } }).atInventory('Payment Validated');

    expect(published(scenario)).toEqual(['Inventory Allocated']);
    expect(detailOf(scenario, 'Inventory Allocated')).toMatchObject({
      customerId: 'c-1',
      items: [latte(2)],
      total: 900,
      currency: 'USD',
      placedAt: '2026-11-24T12:59:00Z',
    });
    expect(scenario.stockOf('latte')).toEqual({ available: 3, reserved: 2, sold: 0 });
  });

  it('Payment Validated sums a product that is on several lines', async () => {
    const scenario = await allocating([latte(2), scone(1), latte(1)], { latte: 3, scone: 1 });

    expect(scenario.order.allocated?.lines).toEqual({ latte: 3, scone: 1 });
    expect(scenario.stockOf('latte').available).toBe(0);
  });

  it.each(['constructor', 'toString', 'hasOwnProperty'])(
    'Payment Validated knows a product by its name alone, were it %s',
    async (productId) => {
      const odd = { productId, quantity: 2, unitPrice: 450 };
      const menu = { productIds: new Set(['latte', productId]) };
      const inStock = given({ ...menu, stock: { [productId]: 3 }, requireConfirmation: false });
      const scenario = await inStock.atPayment(created({ items: [odd], total: 900 })).atInventory('Payment Validated');
      expect(scenario.order.allocated?.lines).toEqual({ [productId]: 2 });
      expect(scenario.stockOf(productId).available).toBe(1);

      const outOfStock = given({ ...menu, stock: {}, requireConfirmation: false });
      const short = await outOfStock.atPayment(created({ items: [odd], total: 900 })).atInventory('Payment Validated');
      expect(detailOf(short, 'Inventory Rejected')).toMatchObject({
        shortages: [{ productId, requested: 2, available: 0 }],
      });
    },
  );

  it('Payment Validated reports stock below zero, which is a booked loss, as zero', async () => {
    const scenario = await allocating([latte(2)], { latte: -2 });

    expect(published(scenario)).toEqual(['Inventory Rejected']);
    const event = detailOf(scenario, 'Inventory Rejected');
    expect(event).toMatchObject({ shortages: [{ productId: 'latte', requested: 2, available: 0 }] });
    expect(eventSchemas['Inventory Rejected'].safeParse(event).success).toBe(true);
    expect(scenario.order.ended?.reason).toBe('OUT_OF_STOCK: latte 0 of 2');
  });

  it('Payment Validated reports stock below zero as zero, also of an order that an earlier release stored', async () => {
    const scenario = await allocating([latte(2)], { latte: 0 });
    const { rejected } = scenario.order;
    if (!rejected) throw new Error('it was not rejected');
    const shortages = [{ productId: 'latte', requested: 2, available: -2 }];
    scenario.store({ ...scenario.order, rejected: { ...rejected, shortages } });
    expect(detailOf(await scenario.atInventory('Payment Validated'), 'Inventory Rejected').shortages).toEqual([
      { productId: 'latte', requested: 2, available: 0 },
    ]);
  });

  it('Payment Validated takes the last piece, and no more', async () => {
    expect(published(await allocating([latte(2)], { latte: 2 }))).toContain('Inventory Allocated');
    expect(published(await allocating([latte(2)], { latte: 1 }))).toEqual(['Inventory Rejected']);
  });

  it('Payment Validated lists every shortage, summed by product, and reserves nothing', async () => {
    const scenario = await allocating([latte(2), scone(1), latte(2)], { latte: 3 });

    expect(detailOf(scenario, 'Inventory Rejected').shortages).toEqual([
      { productId: 'latte', requested: 4, available: 3 },
      { productId: 'scone', requested: 1, available: 0 },
    ]);
    expect(scenario.stockOf('latte')).toEqual({ available: 3, reserved: 0, sold: 0 });
    expect(scenario.order).toMatchObject({
      outcome: 'failed',
      owes: ['refund'],
      ended: { stage: 'inventory', reason: 'OUT_OF_STOCK: latte 3 of 4, scone 0 of 1' },
    });
    expect(scenario.order.closed).toBeUndefined();
  });

  it('Payment Validated of an order that took another way changes nothing', async () => {
    const scenario = await givenValidated().atFulfillment(cancelled());

    expect(published(await scenario.atInventory('Payment Validated'))).toEqual([]);
    expect(scenario.stockOf('latte')).toEqual({ available: 100, reserved: 0, sold: 0 });
  });

  it.each([
    ['an allocated order', () => allocating([latte(2)], { latte: 5 })],
    ['an allocated order that made stock low', () => allocating([latte(2)], { latte: 5 }, 3)],
    ['a rejected order', () => allocating([latte(2)], { latte: 1 })],
  ])('Payment Validated twice publishes the same events of %s, and counts and reserves nothing', async (_, prepare) => {
    await expectReplay(prepare(), (scenario) => scenario.atInventory('Payment Validated'));
  });

  it('Payment Validated is a permanent error for an order that payment has not validated', async () => {
    const spoofed = delivered((await givenValidated()).event('Payment Validated'));

    await expect(given().atInventory(spoofed)).rejects.toThrow(unfounded());
    await expect(givenPaid().atInventory(spoofed)).rejects.toThrow(unfounded());
  });

  it('Payment Validated is a permanent error for an order of another shop', async () => {
    const validated = delivered((await givenValidated()).event('Payment Validated'));
    const elsewhere = { ...validated, detail: { ...validated.detail, shopId: 'soho' } };

    await expect(givenValidated().atInventory(elsewhere)).rejects.toThrow(permanent('detail.shopId', 'soho'));
  });
});

describe('low stock', () => {
  it.each([
    ['falls to the threshold', 12, 10],
    ['falls under the threshold', 11, 9],
  ])('Stock Low is published when the stock %s', async (_, before, after) => {
    const scenario = await allocating([latte(2)], { latte: before }, 10);

    expect(detailOf(scenario, 'Stock Low')).toMatchObject({ productId: 'latte', available: after, threshold: 10 });
  });

  it.each([
    ['stays above it', 13],
    ['was at it before', 10],
    ['was under it before', 9],
  ])('Stock Low is not published when the stock %s: once per fall', async (_, before) => {
    expect(published(await allocating([latte(2)], { latte: before }, 10))).toEqual(['Inventory Allocated']);
  });

  it('Stock Low is published per product, each an event of its own', async () => {
    const { last } = await allocating([latte(1), scone(1)], { latte: 11, scone: 11 }, 10);
    const low = last?.events.filter(({ type }) => type === 'Stock Low') ?? [];

    expect(low.map(({ detail }) => detail)).toMatchObject([{ productId: 'latte' }, { productId: 'scone' }]);
    expect(new Set(low.map(({ detail }) => detail.metadata?.eventId)).size).toBe(2);
  });
});
