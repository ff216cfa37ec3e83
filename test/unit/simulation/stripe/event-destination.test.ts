import { seededRandom } from '../../../../simulation/random';
import { eventDestination, partnerEventEntry } from '../../../../simulation/stripe/event-destination';
import type { StripeEvent } from '../../../../simulation/stripe/events';
import { handClock } from './hand-clock';

const SOURCE = 'aws.partner/stripe.com/ed_test_1';
const MINUTE_MS = 60_000;

const eventOf = (id: string): StripeEvent => ({
  id,
  object: 'event',
  api_version: '2026-10-28.endive',
  created: 1_767_600_000,
  data: { object: { id: 'pi_1', object: 'payment_intent' } },
  livemode: false,
  pending_webhooks: 0,
  request: null,
  type: 'payment_intent.succeeded',
});

/** Ids of what arrives of a hundred events, in order. */
const arrivals = (seed: number, { closedAfterMs = MINUTE_MS } = {}): string[] => {
  const clock = handClock();
  const put: string[] = [];
  const destination = eventDestination({
    clock,
    random: seededRandom(seed, 'stripe events'),
    source: SOURCE,
    put: ({ Detail }) => put.push((JSON.parse(Detail) as StripeEvent).id),
  });
  for (let at = 0; at < 100; at++) destination.listener(eventOf(`evt_${at}`));
  clock.advance(closedAfterMs);
  destination.close();
  clock.advance(MINUTE_MS);
  return put;
};

it('an event comes from the source, under its own type, whole', () => {
  const event = eventOf('evt_1');
  const { Detail, ...entry } = partnerEventEntry(event, SOURCE);
  expect(entry).toEqual({ Source: SOURCE, DetailType: 'payment_intent.succeeded' });
  expect(JSON.parse(Detail)).toEqual(event);
});

it('each event arrives, some twice, and not in their order', () => {
  const put = arrivals(1);
  expect(new Set(put).size).toBe(100);
  expect(put.length).toBeGreaterThan(100);
  expect(put.length).toBeLessThan(200);
  expect([...new Set(put)]).not.toEqual(Array.from({ length: 100 }, (_, at) => `evt_${at}`));
});

it('a seed fixes what arrives twice, and when', () => {
  expect(arrivals(7)).toEqual(arrivals(7));
  expect(arrivals(8)).not.toEqual(arrivals(7));
});

it('nothing arrives after the end', () => {
  expect(arrivals(1, { closedAfterMs: 0 }).length).toBeLessThan(10);
});
