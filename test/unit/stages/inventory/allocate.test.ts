import { eventSchemas } from '../../../../contracts/events/events';
import { availableOf } from '../../../../stages/inventory/stock';
import {
  cancelled,
  created,
  delivered,
  detailOf,
  expectReplay,
  given,
  givenPaid,
  givenValidated,
  permanent,
  published,
  type Story,
} from '../kit';

const latte = (quantity: number) => ({ productId: 'latte', quantity, unitPrice: 450 });
const scone = (quantity: number) => ({ productId: 'scone', quantity, unitPrice: 450 });
type Line = ReturnType<typeof latte>;

/** An order of these lines, paid and confirmed in a shop with that stock. */
const ordered = (lines: Line[], stock: Record<string, number>, lowStockThreshold = 0): Story => {
  const total = lines.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice, 0);
  return given({ stock, lowStockThreshold, requireConfirmation: false }).atPayment(created({ items: lines, total }));
};
const allocating = (...order: Parameters<typeof ordered>): Story => ordered(...order).atInventory('Payment Validated');

describe('Payment Validated', () => {
  it('reserves all lines and carries the order on', () => {
    const story = givenValidated({ stock: { latte: 5 } }).atInventory('Payment Validated');

    expect(published(story)).toEqual(['Inventory Allocated']);
    expect(detailOf(story, 'Inventory Allocated')).toMatchObject({
      customerId: 'c-1',
      items: [latte(2)],
      total: 900,
      currency: 'USD',
      placedAt: '2026-11-24T12:59:00Z',
    });
    expect(story.stock.changes).toEqual({ latte: { available: -2, reserved: 2, sold: 0 } });
  });

  it('sums a product that is on several lines', () => {
    const story = allocating([latte(2), scone(1), latte(1)], { latte: 3, scone: 1 });

    expect(story.order.allocated?.lines).toEqual({ latte: 3, scone: 1 });
    expect(availableOf(story.stock, 'latte')).toBe(0);
  });

  it.each(['constructor', 'toString', 'hasOwnProperty'])(
    'knows a product by its name alone, were it %s',
    (productId) => {
      const odd = { productId, quantity: 2, unitPrice: 450 };
      const menu = { productIds: new Set(['latte', productId]) };
      const inStock = given({ ...menu, stock: { [productId]: 3 }, requireConfirmation: false });
      const story = inStock.atPayment(created({ items: [odd], total: 900 })).atInventory('Payment Validated');
      expect(story.order.allocated?.lines).toEqual({ [productId]: 2 });
      expect(availableOf(story.stock, productId)).toBe(1);

      const outOfStock = given({ ...menu, stock: {}, requireConfirmation: false });
      const short = outOfStock.atPayment(created({ items: [odd], total: 900 })).atInventory('Payment Validated');
      expect(detailOf(short, 'Inventory Rejected')).toMatchObject({
        shortages: [{ productId, requested: 2, available: 0 }],
      });
    },
  );

  it('tells of a loss that was booked below nothing as of nothing', () => {
    const story = allocating([latte(2)], { latte: -2 });

    expect(published(story)).toEqual(['Inventory Rejected']);
    const event = detailOf(story, 'Inventory Rejected');
    expect(event).toMatchObject({ shortages: [{ productId: 'latte', requested: 2, available: 0 }] });
    expect(eventSchemas['Inventory Rejected'].safeParse(event).success).toBe(true);
    expect(story.order.ended?.reason).toBe('OUT_OF_STOCK: latte 0 of 2');
  });

  it('tells so of an order that an earlier release stored with less than nothing', () => {
    const story = allocating([latte(2)], { latte: 0 });
    const { rejected } = story.order;
    if (!rejected) throw new Error('it was not rejected');
    const shortages = [{ productId: 'latte', requested: 2, available: -2 }];
    story.order = { ...story.order, rejected: { ...rejected, shortages } };
    expect(detailOf(story.atInventory('Payment Validated'), 'Inventory Rejected').shortages).toEqual([
      { productId: 'latte', requested: 2, available: 0 },
    ]);
  });

  it('takes the last piece, and no more', () => {
    expect(published(allocating([latte(2)], { latte: 2 }))).toContain('Inventory Allocated');
    expect(published(allocating([latte(2)], { latte: 1 }))).toEqual(['Inventory Rejected']);
  });

  it('lists every shortage, summed by product, and reserves nothing', () => {
    const story = allocating([latte(2), scone(1), latte(2)], { latte: 3 });

    expect(detailOf(story, 'Inventory Rejected').shortages).toEqual([
      { productId: 'latte', requested: 4, available: 3 },
      { productId: 'scone', requested: 1, available: 0 },
    ]);
    expect(story.stock.changes).toEqual({});
    expect(story.order).toMatchObject({
      outcome: 'failed',
      owes: ['refund'],
      ended: { stage: 'inventory', reason: 'OUT_OF_STOCK: latte 3 of 4, scone 0 of 1' },
    });
    expect(story.order.closed).toBeUndefined();
  });

  it('of an order that took another way changes nothing', () => {
    const story = givenValidated().atFulfillment(cancelled());
    const { stock } = story;

    expect(published(story.atInventory('Payment Validated'))).toEqual([]);
    expect(story.stock).toBe(stock);
  });

  it.each([
    ['an allocated order', () => allocating([latte(2)], { latte: 5 })],
    ['an allocated order that made stock low', () => allocating([latte(2)], { latte: 5 }, 3)],
    ['a rejected order', () => allocating([latte(2)], { latte: 1 })],
  ])('twice publishes the same events of %s, and counts and reserves nothing', (_, prepare) => {
    expectReplay(prepare(), (story) => story.atInventory('Payment Validated'));
  });

  it('is a permanent error for an order that payment has not validated', () => {
    const spoofed = delivered(givenValidated().event('Payment Validated'));

    expect(() => given().atInventory(spoofed)).toThrow(permanent('detail.orderId', 'o-1'));
    expect(() => givenPaid().atInventory(spoofed)).toThrow(permanent('detail.orderId', 'o-1'));
  });

  it('is a permanent error for an order of another shop', () => {
    const validated = delivered(givenValidated().event('Payment Validated'));
    const elsewhere = { ...validated, detail: { ...validated.detail, shopId: 'soho' } };

    expect(() => givenValidated().atInventory(elsewhere)).toThrow(permanent('detail.shopId', 'soho'));
  });
});

describe('Stock Low', () => {
  it.each([
    ['falls to the threshold', 12, 10],
    ['falls under the threshold', 11, 9],
  ])('is published when the stock %s', (_, before, after) => {
    const story = allocating([latte(2)], { latte: before }, 10);

    expect(detailOf(story, 'Stock Low')).toMatchObject({ productId: 'latte', available: after, threshold: 10 });
  });

  it.each([
    ['stays above it', 13],
    ['was at it before', 10],
    ['was under it before', 9],
  ])('is not published when the stock %s: once per fall', (_, before) => {
    expect(published(allocating([latte(2)], { latte: before }, 10))).toEqual(['Inventory Allocated']);
  });

  it('is published per product, each an event of its own', () => {
    const { last } = allocating([latte(1), scone(1)], { latte: 11, scone: 11 }, 10);
    const low = last?.events.filter(({ type }) => type === 'Stock Low') ?? [];

    expect(low.map(({ detail }) => detail)).toMatchObject([{ productId: 'latte' }, { productId: 'scone' }]);
    expect(new Set(low.map(({ detail }) => detail.metadata?.eventId)).size).toBe(2);
  });
});
