import type { BusEventOf } from '../../../contracts/events/events';
import { parseEvent } from '../../../contracts/events/parse';
import { indexKeys } from '../../../pipeline/orders/open-orders';
import { cancelled, confirmed, created, handedOver } from '../../stages/events';
import { detailOf, given, type Scenario } from '../../stages/scenario';
import { NOW_MS } from '../../stages/settings';

/* Latency, SLA and open-since run from the bus's time, whatever a producer's clock says. */

const TAKEN = '2026-11-24T12:59:00Z';

/** Order Created as the bus delivers it, with a producer's own times. */
const sent = (timestamp: string, time = TAKEN): BusEventOf<'Order Created'> => {
  const { type, eventId, source, detail } = created({ timestamp });
  const body = { id: eventId, 'detail-type': type, source, time, detail };
  return parseEvent(JSON.stringify(body)) as BusEventOf<'Order Created'>;
};

const fulfilledAfter = (event: BusEventOf<'Order Created'>): PromiseLike<Scenario> =>
  given()
    .atPayment(event, confirmed())
    .atInventory('Payment Validated')
    .atFulfillment('Inventory Allocated')
    .afterSeconds(60)
    .atFulfillment(handedOver());

const openSinceMs = ({ order }: Scenario) => indexKeys(order).openSince;

test.each([
  ['a month behind', '2026-10-24T12:59:00Z'],
  ['a minute behind', '2026-11-24T12:58:00Z'],
  ['right', TAKEN],
  ['a day ahead', '2026-11-25T12:59:00Z'],
])('with a clock that is %s an order is fulfilled within two minutes', async (_, timestamp) => {
  const scenario = await fulfilledAfter(sent(timestamp));
  expect(detailOf(scenario, 'Order Fulfilled')).toMatchObject({ latencyMs: 120_000, withinSla: true });
  expect(scenario.event('Payment Validated').detail.placedAt).toBe(TAKEN);
  expect(scenario.counted).toMatchObject({ latency_ms_sum: 120_000 });
});

test('a clock that is right adds the milliseconds that the bus does not tell', async () => {
  const scenario = await fulfilledAfter(sent('2026-11-24T12:59:00.250Z'));
  expect(detailOf(scenario, 'Order Fulfilled').latencyMs).toBe(119_750);
});

test('a producer that says the bus’s time too, a day ahead, hides no open order', async () => {
  const tomorrow = '2026-11-25T12:59:00Z';
  const opened = given();
  opened.beforeGateway = (call) => {
    if (call.method === 'confirm') throw new Error('the worker died');
  };
  await opened.atPayment(sent(tomorrow, tomorrow)).then(undefined, () => undefined);
  expect(opened.order.payment).toBeDefined();
  expect(openSinceMs(opened)).toBe(NOW_MS);
});

test('it is decided once: the order again, under another time of the bus, was placed when it was placed', async () => {
  const scenario = await given().atPayment(sent(TAKEN));
  const again = scenario.afterSeconds(3_600).atPayment(sent('2026-11-24T13:30:00Z', '2026-11-24T13:30:00Z'));
  expect((await again).order.snapshot?.placedAt).toBe(TAKEN);
});

test.each([
  ['confirmed', (scenario: Scenario) => scenario.atPayment(confirmed({ timestamp: '9999-12-31T23:59:59Z' }))],
  ['ready', (scenario: Scenario) => scenario.atFulfillment(handedOver({ timestamp: '9999-12-31T23:59:59Z' }))],
  ['cancelled', (scenario: Scenario) => scenario.atPayment(cancelled({ timestamp: '9999-12-31T23:59:59Z' }))],
])('an order of which nobody knows more than that it is %s is open since we heard of it', async (_, early) => {
  expect(openSinceMs(await early(given()))).toBe(NOW_MS);
});
