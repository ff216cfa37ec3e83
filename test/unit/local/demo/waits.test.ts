import { percentilesOf, serviceLatency, waitsOf } from '../../../../local/demo/waits';

const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);

test('percentiles are values that were measured, whatever the order they came in', () => {
  expect(percentilesOf(hundred)).toEqual({ p50: 50, p95: 95, p99: 99 });
  expect(percentilesOf([7])).toEqual({ p50: 7, p95: 7, p99: 7 });
});

test('nothing measured is no wait', () => {
  expect(percentilesOf([])).toEqual({ p50: 0, p95: 0, p99: 0 });
  expect(waitsOf([])).toEqual([]);
});

test('the service is timed from the later of creation and confirmation, whichever that is', () => {
  const confirmedLater = { 'Order Created': 0, 'Order Confirmed': 1_000, 'Delivery Scheduled': 1_040 };
  const confirmedFirst = { 'Order Created': 500, 'Order Confirmed': 0, 'Delivery Scheduled': 540 };
  expect(serviceLatency([confirmedLater, confirmedFirst])).toEqual({ p50: 40, p95: 40, p99: 40 });
});

test('an order that was never scheduled does not count as a fast one', () => {
  expect(serviceLatency([{ 'Order Created': 0, 'Order Confirmed': 1 }])).toEqual(percentilesOf([]));
});

test('each order waits only where it came to', () => {
  const declined = { 'Order Created': 0, 'Order Confirmed': 5, 'Payment Failed': 20, 'Order Failed': 21 };
  const outOfStock = { 'Order Created': 0, 'Order Confirmed': 0, 'Payment Validated': 30, 'Inventory Rejected': 40 };
  const fulfilled = {
    'Order Created': 0,
    'Order Confirmed': 0,
    'Payment Validated': 10,
    'Inventory Allocated': 15,
    'Delivery Scheduled': 22,
    'Order Ready': 322,
    'Order Fulfilled': 333,
  };
  expect(waitsOf([declined, outOfStock, fulfilled]).map(({ where, orders, p99 }) => [where, orders, p99])).toEqual([
    ['payment', 2, 30],
    ['inventory', 1, 5],
    ['fulfillment', 1, 7],
    ['the kitchen', 1, 300],
    ['handing over', 1, 11],
  ]);
});

test('a barista who was faster than the bus is not waited for', () => {
  const early = { 'Order Ready': 5, 'Delivery Scheduled': 20, 'Order Fulfilled': 21 };
  expect(waitsOf([early]).map(({ where, p50 }) => [where, p50])).toEqual([
    ['the kitchen', 0],
    ['handing over', 1],
  ]);
});
