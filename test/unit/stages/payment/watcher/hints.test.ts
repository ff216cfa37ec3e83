import type { SQSEvent } from 'aws-lambda';
import type { OutgoingEvent } from '../../../../../pipeline/events/outgoing';
import type { PublishedRecord } from '../../../../../pipeline/events/publisher';
import { GatewayUnavailableError } from '../../../../../stages/payment/gateway/gateway';
import { workHints } from '../../../../../stages/payment/watcher/hints';
import { recordedTelemetry } from '../../../pipeline/telemetry/recorded-telemetry';

const ENVIRONMENT = '000000000000/us-east-1/Shop';

const intentOf = (orderId: string): string => `pi_${orderId.replace('-', '')}`;

/** Messages as the rules make them: of an intent with its order, of a refund or a dispute without. */
const ofIntent = (orderId: string, event = `evt_${orderId}`) => ({
  event,
  type: 'payment_intent.succeeded',
  payment: intentOf(orderId),
  orderId,
  shopId: 'soho',
});
const ofRefund = (orderId: string, type = 'refund.failed') => ({
  event: `evt_${orderId}`,
  type,
  payment: intentOf(orderId),
});

interface Situation {
  readonly pending?: readonly string[];
  readonly pausedBy?: 'breaker open';
  /** Message ids that the bus refuses. */
  readonly refused?: readonly string[];
}

const METADATA: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  pi_ours: { environment: ENVIRONMENT, orderId: 'ours', shopId: 'soho' },
  pi_branch: { environment: '000000000000/us-east-1/Branch', orderId: 'branch', shopId: 'soho' },
  pi_web: { basket: '7' },
  pi_odd: { environment: ENVIRONMENT, orderId: 'not an id', shopId: 'soho' },
};

const work = async (bodies: readonly unknown[], { pending = [], pausedBy, refused = [] }: Situation = {}) => {
  const published: PublishedRecord[] = [];
  const reads: string[] = [];
  let paused = 0;
  const recorded = recordedTelemetry();
  const answer = await workHints({
    checks: { pendingOf: async () => new Set(pending) },
    metadataOf: async (intentId) => {
      reads.push(intentId);
      if (intentId === 'pi_down') throw new GatewayUnavailableError('timeout', 'the gateway did not answer in time');
      return METADATA[intentId];
    },
    publisher: {
      publish: async (records) => {
        published.push(...records);
        return new Map(refused.map((key) => [key, new Error('ThrottlingException')]));
      },
    },
    pause: async () => {
      paused += 1;
      return pausedBy;
    },
    telemetry: recorded.telemetry,
    environment: ENVIRONMENT,
    now: () => Date.UTC(2026, 10, 30, 12),
  })({
    Records: bodies.map((body, at) => ({
      messageId: `m-${at}`,
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })),
  } as unknown as SQSEvent);
  return {
    orders: published.map(({ events }) => (events[0] as OutgoingEvent<'Payment Check Due'>).detail.orderId),
    ids: published.map(({ events }) => events[0]?.detail.metadata?.eventId),
    published,
    reads,
    paused,
    failed: answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier),
    ...recorded,
  };
};

describe('an event of an intent', () => {
  it('causes a check of its order while that has one, without a read at the gateway', async () => {
    const { published, reads, failed, sums } = await work([ofIntent('o-1'), ofIntent('o-2')], { pending: ['o-1'] });
    expect(published).toMatchObject([
      { key: 'm-0', events: [{ detail: { orderId: 'o-1', shopId: 'soho', paymentId: 'pi_o1' } }] },
    ]);
    expect([reads, failed]).toEqual([[], []]);
    expect(sums).toEqual({ StripeEvents: 2, StripeEventsForeign: 0 });
  });

  it('of an ordinary charge costs one read of the table, and does not ask whether the queue is paused', async () => {
    const { published, paused } = await work([ofIntent('o-1')]);
    expect(published).toEqual([]);
    expect(paused).toBe(0);
  });

  it('that comes with others of its order causes one check', async () => {
    const { ids } = await work([ofIntent('o-1', 'evt_1'), ofIntent('o-1', 'evt_2')], { pending: ['o-1'] });
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
  });
});

describe('an event of a refund or a dispute', () => {
  it.each(['refund.failed', 'charge.dispute.created'])('%s causes a check of an order that has none', async (type) => {
    const { orders, reads } = await work([ofRefund('ours', type)]);
    expect(orders).toEqual(['ours']);
    expect(reads).toEqual(['pi_ours']);
  });

  it.each(['branch', 'web', 'odd'])('of an intent that is not ours is counted: %s', async (intent) => {
    const { orders, failed, sums } = await work([ofRefund(intent)]);
    expect([orders, failed]).toEqual([[], []]);
    expect(sums.StripeEventsForeign).toBe(1);
  });

  it.each(['down', 'unknown'])(
    'comes again if the gateway does not tell whose it is, the others are worked: %s',
    async (intent) => {
      const { orders, failed, sums } = await work([ofRefund(intent), ofRefund('ours')]);
      expect(orders).toEqual(['ours']);
      expect(failed).toEqual(['m-0']);
      expect(sums.StripeEventsForeign).toBe(0);
    },
  );
});

describe('a batch of hints', () => {
  it('leaves the gateway alone while the payment queue is paused: what has a check is asked for later anyway', async () => {
    const bodies = [ofIntent('o-1'), ofRefund('ours'), 'no JSON'];
    const { orders, reads, failed } = await work(bodies, { pending: ['o-1'], pausedBy: 'breaker open' });
    expect([orders, reads]).toEqual([[], []]);
    expect(failed.toSorted()).toEqual(['m-1', 'm-2']);
  });

  it('fails what the bus did not take, and what is no hint', async () => {
    const { failed } = await work([ofRefund('ours'), '{"event":"evt_1"}', { ...ofRefund('x'), payment: 'ch_1' }], {
      refused: ['m-0'],
    });
    expect(failed.toSorted()).toEqual(['m-0', 'm-1', 'm-2']);
  });
});
