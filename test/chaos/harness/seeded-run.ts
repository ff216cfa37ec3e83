import { ORDER_PROCESSOR_SOURCE } from '../../../contracts/events/order-processor';
import { CONFIG_KEYS } from '../../../contracts/tables/config-table';
import type { Outcome } from '../../../pipeline/orders/order-history';
import type { ExpectedOrder } from '../../../simulation/audit/evidence';
import { pick, type Random, seededRandom, wholeBetween } from '../../../simulation/random';
import { OUTAGE_MODES } from '../../../simulation/stripe/faults';
import { planOrders } from '../../../simulation/traffic/order-plan';
import { expectationsOf, type OrderPlan, shopIdsOf } from '../../../simulation/traffic/plan';
import { plannedEvents } from '../../../simulation/traffic/planned-events';
import { type BusFaults, STRIPE_EVENT_BUS } from './buses';
import { type CoffeeShops, ROOMY } from './coffee-shops';
import { playCustomersAndBanks } from './customers-and-banks';
import { SeededFaults } from './seeded-faults';
import { PAYMENT_CONFIG, withPlayedPayments } from './seeded-payments';

export type FaultCounts = Record<string, number>;

export interface Violation {
  readonly seed: number;
  readonly invariant: string;
  readonly orderId?: string;
  readonly detail: string;
}

const MINUTE_MS = 60_000;
/** Events start a little after the run, so that a cancellation may come before all of them. */
const LEAD_MS = 5_000;
const TRAFFIC_MS = 30_000;
/** Part of the runs that happen during a release, and what part of the processes is of the older one then. */
const RELEASES = 0.4;
const OLDER_SHARE = 0.5;

/** A bus that delivers late and twice, and rejects entries of ours. */
const seededBus = (shops: CoffeeShops, seed: number, share: number, count: (kind: string) => void): BusFaults => {
  const random = seededRandom(seed, 'bus');
  const ofStripe = seededRandom(seed, 'Stripe bus');
  const duringTheRun = (delayMs: number, deliver: () => void): void => shops.later(delayMs, deliver);
  const afterTheRunToo = (delayMs: number, deliver: () => void): void =>
    void shops.simulation.clock.schedule(delayMs, deliver);
  return {
    rejectEntry: (source) => {
      if (source !== ORDER_PROCESSOR_SOURCE || random.next() >= share) return undefined;
      if (random.next() < 0.2) {
        count('entry-refused');
        return { code: 'InvalidArgument', message: 'a fault was injected' };
      }
      count('entry-rejected');
      return { code: random.next() < 0.5 ? 'ThrottlingException' : 'InternalFailure', message: 'a fault was injected' };
    },
    deliver: ({ source }, deliverNow) => {
      // A schedule goes on for ever: a run that waited for its events would not end.
      const later = source === 'aws.events' ? afterTheRunToo : duringTheRun;
      const chance = (source === STRIPE_EVENT_BUS ? ofStripe : random).next();
      if (chance < share) {
        count('delivery-duplicated');
        deliverNow();
        // Up to half an hour: beyond the five minutes in which a FIFO queue knows a duplicate.
        later(wholeBetween(random, 0, 30 * MINUTE_MS), deliverNow);
      } else if (chance < 3 * share) {
        count('delivery-delayed');
        later(wholeBetween(random, 100, chance < 2 * share ? 5_000 : 10 * MINUTE_MS), deliverNow);
      } else deliverNow();
    },
  };
};

/** Cancels some orders at any moment from before they are placed to long after they have ended. */
const scheduleCancellations = (
  shops: CoffeeShops,
  plan: OrderPlan,
  random: Random,
  count: (kind: string) => void,
): ReadonlySet<string> => {
  const cancelled = new Set<string>();
  for (const { orderId, shopId, placedAtMs } of plan.orders) {
    if (random.next() >= 0.35) continue;
    cancelled.add(orderId);
    count('cancellation');
    const horizonMs = random.next() < 0.6 ? 8_000 : 15 * MINUTE_MS;
    const atMs = placedAtMs + wholeBetween(random, -LEAD_MS + 1_000, horizonMs);
    const cancel = (): void => shops.publish('Order Cancelled', { orderId, shopId, reason: 'customer left' });
    shops.later(atMs - shops.nowMs, cancel);
    if (random.next() < 0.2) shops.later(atMs - shops.nowMs + wholeBetween(random, 0, 400_000), cancel);
  }
  return cancelled;
};

/** In a part of the runs the gateway is down for a while, and in a part of those the breaker cannot read or write its state either. */
const scheduleOutages = (
  shops: CoffeeShops,
  faults: SeededFaults,
  random: Random,
  count: (kind: string) => void,
): void => {
  if (random.next() >= 0.4) return;
  const mode = pick(random, OUTAGE_MODES);
  const startInMs = wholeBetween(random, 0, MINUTE_MS);
  const durationMs = wholeBetween(random, MINUTE_MS / 2, 15 * MINUTE_MS);
  shops.later(startInMs, () => {
    count('gateway-outage');
    faults.gatewayOutage = mode;
  });
  shops.later(startInMs + durationMs, () => {
    faults.gatewayOutage = undefined;
  });
  if (random.next() >= 0.4) return;
  const storeStartInMs = startInMs + wholeBetween(random, -MINUTE_MS / 2, durationMs);
  shops.later(storeStartInMs, () => {
    count('breaker-store-outage');
    faults.breakerStoreDown = true;
  });
  shops.later(storeStartInMs + wholeBetween(random, MINUTE_MS / 2, 5 * MINUTE_MS), () => {
    faults.breakerStoreDown = false;
  });
};

/** Kills processes, redrives dead letters and spoils the config at random moments of the first minutes. */
const scheduleMishaps = (
  shops: CoffeeShops,
  faults: SeededFaults,
  plan: OrderPlan,
  random: Random,
  count: (kind: string) => void,
): void => {
  const some = (most: number, kind: string, action: () => unknown, withinMs = 3 * MINUTE_MS): void => {
    for (let left = wholeBetween(random, 0, most); left > 0; left--) {
      shops.later(wholeBetween(random, 0, withinMs), async () => {
        count(kind);
        await action();
      });
    }
  };
  const shopIds = shopIdsOf(plan);
  const valid = { shopIds, payment: PAYMENT_CONFIG, processing: { requireConfirmation: true } };
  some(3, 'process-killed', () => {
    const name = shops.functions[Math.floor(random.next() * shops.functions.length)] ?? '';
    return shops.environment.lambda.killEnvironments(name);
  });
  some(2, 'redrive-in-traffic', () => shops.redrive(), 20 * MINUTE_MS);
  some(1, 'config-changed', () =>
    shops.configure(CONFIG_KEYS.orderProcessor, {
      ...valid,
      processing: { requireConfirmation: false },
      kitchen: { stations: 5 },
    }),
  );
  some(1, 'config-invalid', async () => {
    await shops.configure(CONFIG_KEYS.orderProcessor, { payment: { timeoutMs: 'soon' } });
    shops.later(MINUTE_MS, () => shops.configure(CONFIG_KEYS.orderProcessor, valid));
  });
  some(1, 'config-outage', () => {
    faults.configUnreadable = true;
    shops.later(MINUTE_MS, () => {
      faults.configUnreadable = false;
    });
  });
  scheduleOutages(shops, faults, random, count);
  if (plan.closeShop) {
    const { shopId, atMs } = plan.closeShop;
    shops.later(atMs - shops.nowMs, () =>
      shops.configure(CONFIG_KEYS.orderProcessor, { ...valid, shops: { [shopId]: { storeOpen: false } } }),
    );
  }
};

const expectations = (
  { plan, played }: ReturnType<typeof withPlayedPayments>,
  cancelled: ReadonlySet<string>,
  kitchenMayReject: boolean,
): ExpectedOrder[] =>
  expectationsOf(plan).map((order) => ({
    ...order,
    mayEnd: [
      ...new Set<Outcome>([
        ...(played.get(order.orderId)?.mayEnd ?? order.mayEnd),
        ...(cancelled.has(order.orderId) ? (['cancelled'] as const) : []),
        ...(kitchenMayReject ? (['failed'] as const) : []),
      ]),
    ],
  }));

/** One run of chaos: a seed's orders, faults and interleaving, until everything has settled; gives what the audit finds. */
export const seededRun = async (
  shops: CoffeeShops,
  seed: number,
  orders: number,
  faultCounts: FaultCounts,
  // The gateway's ledger forgets nothing: a seed that runs again in one environment needs other ids.
  runId = String(seed),
): Promise<Violation[]> => {
  const count = (kind: string): void => {
    faultCounts[kind] = (faultCounts[kind] ?? 0) + 1;
  };
  const random = seededRandom(seed, 'mishaps');
  const shape = planOrders({ orders, seed, runId, startMs: 0, shops: 2, arrivalWindowMs: TRAFFIC_MS });
  await shops.reset(shape.stock, { shopIds: shopIdsOf(shape), payment: PAYMENT_CONFIG });
  const planned = planOrders({
    orders,
    seed,
    runId,
    startMs: shops.nowMs + LEAD_MS,
    shops: 2,
    arrivalWindowMs: TRAFFIC_MS,
    shares: { malformed: random.next() < 0.3 ? 0.04 : 0, duplicated: 0.1, closedShop: 0.1, shortStock: 0.1 },
  });
  const traffic = withPlayedPayments(planned, seed, count);
  const { plan, played } = traffic;
  const narrow = random.next() < 0.3;
  if (narrow) await shops.configure(CONFIG_KEYS.config, { ...ROOMY, maxOrdersInQueue: 3 });

  const share = 0.02 + random.next() * 0.1;
  const releasedShare = seededRandom(seed, 'release').next() < RELEASES ? OLDER_SHARE : 0;
  const faults = new SeededFaults({
    seed,
    shops,
    share,
    most: 4 * orders,
    released: shops.released,
    releasedShare,
    count,
  });
  shops.simulation.conductor = faults;
  shops.busFaults = seededBus(shops, seed, share / 2, count);
  const barista = seededRandom(seed, 'barista');
  shops.baristaDelaySeconds = () => wholeBetween(barista, 0, 60);

  for (const event of plannedEvents(plan)) {
    if (event.to !== 'bus') continue;
    const times = random.next() < 0.05 ? 2 : 1;
    if (times === 2) count('published-twice');
    shops.later(event.atMs - shops.nowMs, () => {
      for (let time = 0; time < times; time++) shops.publish(event.type, event.detail);
    });
  }
  const stopPlaying = playCustomersAndBanks(shops, (orderId) => played.get(orderId)?.behaviour);
  const cancelled = scheduleCancellations(shops, plan, random, count);
  scheduleMishaps(shops, faults, plan, random, count);

  const isHopeless = (body: string): boolean => body.includes('malformed-');
  try {
    await shops.settle(isHopeless);
  } catch (error) {
    return [{ seed, invariant: 'settles', detail: error instanceof Error ? error.message : String(error) }];
  } finally {
    stopPlaying();
  }
  // No fault, but what shows that outages went as far as they should.
  for (const event of shops.events) if (event['detail-type'] === 'Circuit Opened') count('circuit-opened');
  const malformedMarkers = plan.malformed.filter(({ kind }) => kind !== 'not-json').map(({ marker }) => marker);
  const findings = await shops.findings(expectations(traffic, cancelled, narrow), { malformedMarkers, isHopeless });
  return findings.map((finding) => ({ seed, ...finding }));
};
