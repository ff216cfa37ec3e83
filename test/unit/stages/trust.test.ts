import type { Detail } from '../../../contracts/events/events';
import { confirmed, created, delivered, handedOver } from '../../stages/events';
import { detailOf, given, givenAllocated, givenValidated, permanent, published } from '../../stages/scenario';

/* Anybody may put events onto the bus. What is reserved, sold and counted is what was charged. */

const OTHERWISE: readonly [string, Partial<Detail<'Payment Validated'>>, string][] = [
  ['more of it', { items: [{ productId: 'latte', quantity: 30, unitPrice: 450 }] }, 'detail.items'],
  ['another price', { total: 99_999_999 }, 'detail.total'],
  ['another currency', { currency: 'EUR' }, 'detail.currency'],
  ['another customer', { customerId: 'c-2' }, 'detail.customerId'],
  ['a tip', { adjustments: [{ type: 'tip', amount: 100 }] }, 'detail.adjustments'],
];

describe('an event that says of an order what was not charged', () => {
  const refusal = (field: string) => ({
    failureClass: 'permanent',
    field,
    message: expect.stringMatching(`^${field}: the order was charged with `),
  });

  test.each(OTHERWISE)('Payment Validated with %s reserves nothing', async (_, otherwise, field) => {
    const validated = await givenValidated({ stock: { latte: 50 } });
    const detail = { ...detailOf(validated, 'Payment Validated'), ...otherwise };
    const forged = delivered({ type: 'Payment Validated', detail });

    await expect(validated.atInventory(forged)).rejects.toMatchObject(refusal(field));
    const scenario = await validated.atInventory('Payment Validated');
    expect(scenario.stockOf('latte')).toEqual({ available: 48, reserved: 2, sold: 0 });
  });

  test.each(OTHERWISE)('Inventory Allocated with %s gets no ticket', async (_, otherwise, field) => {
    const allocated = await givenAllocated({ stock: { latte: 50 } });
    const detail = { ...detailOf(allocated, 'Inventory Allocated'), ...otherwise };
    const forged = delivered({ type: 'Inventory Allocated', detail });

    await expect(allocated.atFulfillment(forged)).rejects.toMatchObject(refusal(field));
    const scenario = await allocated.atFulfillment('Inventory Allocated');
    expect(scenario.order.scheduled).toMatchObject({ total: 900, currency: 'USD' });
  });

  test('a later one tells nobody anything else: it is answered as the first was', async () => {
    const validated = await givenValidated({ stock: { latte: 50 } });
    const detail = { ...detailOf(validated, 'Payment Validated'), total: 1 };
    const scenario = await validated
      .atInventory('Payment Validated')
      .atInventory(delivered({ type: 'Payment Validated', detail }));

    expect(detailOf(scenario, 'Inventory Allocated')).toMatchObject({ total: 900 });
  });
});

describe('what came early in the name of another shop', () => {
  const inSoho = { shopId: 'soho' };

  test('an Order Ready does not bar the real order, and does not make it ready', async () => {
    const early = await given({ stock: { latte: 5 }, requireConfirmation: false }).atFulfillment(handedOver(inSoho));
    const scenario = await early
      .atPayment(created())
      .atInventory('Payment Validated')
      .atFulfillment('Inventory Allocated');

    expect(scenario.order).toMatchObject({ shopId: 'astoria', scheduled: { total: 900 } });
    expect(scenario.order.readied).toBeUndefined();
    expect(published(await scenario.atFulfillment(handedOver()))).toEqual(['Order Fulfilled']);
  });

  test('an Order Confirmed does not bar it either, and confirms nothing', async () => {
    const scenario = await given().atPayment(confirmed(inSoho)).atPayment(created());
    expect(published(scenario)).toEqual(['Payment Processed']);
    expect(published(await scenario.atPayment(confirmed()))).toEqual(['Payment Validated']);
  });

  test('once the order is known, it is refused', async () => {
    await expect(givenValidated().atFulfillment(handedOver(inSoho))).rejects.toEqual(
      permanent('detail.shopId', 'soho'),
    );
  });
});
