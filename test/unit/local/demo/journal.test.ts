import { Journal } from '../../../../local/demo/journal';

const event = (type: string, orderId: unknown = 'o-1') => ({ 'detail-type': type, detail: { orderId } });

test('an event that comes again changes nothing and is no news', () => {
  const journal = new Journal();
  journal.record(event('Order Created'), 10);
  journal.record(event('Order Created'), 99);
  expect(journal.timesOf('o-1')).toEqual({ 'Order Created': 10 });
  expect(journal.lastNewsMs).toBe(10);
});

test.each(['Order Fulfilled', 'Order Failed', 'Order Cancellation Completed'])('%s ends an order', (final) => {
  const journal = new Journal();
  journal.record(event('Order Created'), 10);
  expect(journal.endedAtMs('o-1')).toBeUndefined();
  journal.record(event(final), 20);
  expect(journal.endedAtMs('o-1')).toBe(20);
});

test('an order is in the kitchen from its ticket until the barista has finished', () => {
  const journal = new Journal();
  expect(journal.isInKitchen('o-1')).toBe(false);
  journal.record(event('Delivery Scheduled'), 1);
  expect(journal.isInKitchen('o-1')).toBe(true);
  journal.record(event('Order Ready'), 2);
  expect(journal.isInKitchen('o-1')).toBe(false);
});

test("a malformed event without a usable orderId is nobody's", () => {
  const journal = new Journal();
  journal.record(event('Order Ready', 12_345), 1);
  expect(journal.lastNewsMs).toBe(Number.NEGATIVE_INFINITY);
});
