import type { OutgoingEvent } from '../../../../../pipeline/events/outgoing';
import type { PublishedRecord } from '../../../../../pipeline/events/publisher';
import { GatewayUnavailableError } from '../../../../../stages/payment/gateway/gateway';
import type { CreatedRange, ListedRefund } from '../../../../../stages/payment/gateway/refund-list';
import { refundSlice } from '../../../../../stages/payment/watcher/refund-slice';
import { sweepRefunds } from '../../../../../stages/payment/watcher/sweep';
import { recordedTelemetry } from '../../../pipeline/telemetry/recorded-telemetry';

const NOON_MS = Date.UTC(2026, 10, 30, 12);
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const ENVIRONMENT = '000000000000/us-east-1/Shop';
const AT_MOST_MS = 45_000;

/** @param intent what its id has behind `pi_`; none for a charge without an intent. */
const refund = (id: string, status: string, intent?: string): ListedRefund => ({
  id,
  status,
  paymentId: intent === undefined ? undefined : `pi_${intent}`,
});

const metadataOf = (intentId: string) => ({
  environment: intentId.startsWith('pi_branch') ? '000000000000/us-east-1/Branch' : ENVIRONMENT,
  orderId: intentId.slice(3),
  shopId: 'soho',
});

interface Situation {
  readonly pages?: readonly (readonly ListedRefund[])[];
  readonly atMs?: number;
  readonly pausedBy?: 'breaker open' | 'polling disabled';
  /** Refunds whose events the bus refuses. */
  readonly refused?: readonly string[];
  /** How long one call of the gateway takes. */
  readonly callMs?: number;
}

const sweep = async ({ pages = [[]], atMs = NOON_MS, pausedBy, refused = [], callMs = 0 }: Situation) => {
  const published: PublishedRecord[] = [];
  const listed: { created: CreatedRange; after: string | undefined }[] = [];
  const reads: string[] = [];
  let turns = 0;
  let nowMs = atMs;
  const recorded = recordedTelemetry();
  const run = sweepRefunds({
    refundPage: async (created, after) => {
      nowMs += callMs;
      listed.push({ created, after });
      const at = after === undefined ? 0 : pages.findIndex((page) => page.at(-1)?.id === after) + 1;
      const page = pages[at] ?? [];
      return { refunds: page, next: at + 1 < pages.length ? page.at(-1)?.id : undefined };
    },
    metadataOf: async (intentId) => {
      nowMs += callMs;
      reads.push(intentId);
      if (intentId === 'pi_down') throw new GatewayUnavailableError('timeout', 'the gateway did not answer in time');
      return intentId === 'pi_unknown' ? undefined : metadataOf(intentId);
    },
    turn: async () => {
      turns += 1;
    },
    publisher: {
      publish: async (records) => {
        published.push(...records);
        return new Map(refused.map((key) => [key, new Error('ThrottlingException')]));
      },
    },
    pause: async () => pausedBy,
    telemetry: recorded.telemetry,
    environment: ENVIRONMENT,
    atMostMs: AT_MOST_MS,
    now: () => nowMs,
  })(atMs);
  const error = await run.then(
    () => undefined,
    (thrown: Error) => thrown.message,
  );
  const events = published.flatMap((record) => record.events as OutgoingEvent<'Payment Check Due'>[]);
  return {
    orders: events.map(({ detail }) => detail.orderId),
    ids: events.map(({ detail }) => detail.metadata?.eventId),
    events,
    listed,
    reads,
    turns,
    error,
    ...recorded,
  };
};

describe('a sweep of refunds', () => {
  it('asks for a check of each order whose refund failed or was canceled, and of no other', async () => {
    const page = [
      refund('re_1', 'succeeded', 'o-1'),
      refund('re_2', 'failed', 'o-2'),
      refund('re_3', 'pending', 'o-3'),
      refund('re_4', 'canceled', 'o-4'),
      refund('re_5', 'requires_action', 'o-5'),
    ];
    const { orders, reads, events, error, sums } = await sweep({ pages: [page] });
    expect(error).toBeUndefined();
    expect(orders).toEqual(['o-2', 'o-4']);
    expect(reads).toEqual(['pi_o-2', 'pi_o-4']);
    expect(events[0]).toMatchObject({
      type: 'Payment Check Due',
      detail: { orderId: 'o-2', shopId: 'soho', paymentId: 'pi_o-2' },
    });
    expect(sums).toEqual({ RefundsSwept: 5, RefundsSweptFailed: 2, RefundsSweptForeign: 0 });
  });

  it('has one event id for a refund all day, and another for the next refund of its order', async () => {
    const pages = [[refund('re_1', 'failed', 'o-1'), refund('re_2', 'failed', 'o-1')]];
    const today = await sweep({ pages });
    expect((await sweep({ pages, atMs: NOON_MS + HOUR_MS })).ids).toEqual(today.ids);
    expect((await sweep({ pages, atMs: NOON_MS + DAY_MS })).ids).not.toEqual(today.ids);
    expect(new Set(today.ids).size).toBe(2);
  });

  it('counts those of others, and reads nothing for a charge without an intent', async () => {
    const page = [
      refund('re_1', 'failed', 'branch-1'),
      refund('re_2', 'failed', 'unknown'),
      refund('re_3', 'failed'),
      refund('re_4', 'failed', 'o-4'),
    ];
    const { orders, reads, sums } = await sweep({ pages: [page] });
    expect(orders).toEqual(['o-4']);
    expect(reads).toEqual(['pi_branch-1', 'pi_unknown', 'pi_o-4']);
    expect(sums.RefundsSweptForeign).toBe(3);
  });

  it('reads page after page of its slice, and waits for its turn before each call', async () => {
    const pages = [
      [refund('re_4', 'succeeded', 'o-4'), refund('re_3', 'failed', 'o-3')],
      [refund('re_2', 'succeeded', 'o-2')],
      [refund('re_1', 'failed', 'o-1')],
    ];
    const { orders, listed, turns } = await sweep({ pages });
    const created = refundSlice(NOON_MS);
    expect(listed).toEqual([
      { created, after: undefined },
      { created, after: 're_3' },
      { created, after: 're_2' },
    ]);
    expect(orders).toEqual(['o-3', 'o-1']);
    expect(turns).toBe(5);
  });
});

describe('a sweep that cannot be finished', () => {
  it('does nothing while the payment queue is paused: a day later it is tried again', async () => {
    const { listed, error, sums, lines } = await sweep({
      pages: [[refund('re_1', 'failed', 'o-1')]],
      pausedBy: 'breaker open',
    });
    expect([listed, error, sums]).toEqual([[], undefined, {}]);
    expect(lines).toMatchObject([{ fields: { reason: 'breaker open' } }]);
  });

  it('fails and is counted if the gateway does not answer; earlier pages have been published', async () => {
    const pages = [[refund('re_2', 'failed', 'o-2')], [refund('re_1', 'failed', 'down')]];
    const { orders, error, sums } = await sweep({ pages });
    expect(orders).toEqual(['o-2']);
    expect(error).toBe('the gateway did not answer in time');
    expect(sums).toMatchObject({ RefundSweepFailures: 1, RefundsSwept: 1, RefundsSweptFailed: 1 });
  });

  it('fails if its time is over: it makes no further call', async () => {
    const pages = [[refund('re_3', 'failed', 'o-3')], [refund('re_2', 'failed', 'o-2')], []];
    const { listed, orders, error } = await sweep({ pages, callMs: AT_MOST_MS / 3 });
    expect(listed).toHaveLength(2);
    expect(orders).toEqual(['o-3']);
    expect(error).toBe('the sweep of refunds did not end within 45000 ms');
  });

  it('fails if the bus did not take an event', async () => {
    const pages = [[refund('re_1', 'failed', 'o-1'), refund('re_2', 'failed', 'o-2')]];
    const { error, sums } = await sweep({ pages, refused: ['re_2'] });
    expect(error).toBe('1 of 2 checks were not published');
    expect(sums.RefundSweepFailures).toBe(1);
  });
});
