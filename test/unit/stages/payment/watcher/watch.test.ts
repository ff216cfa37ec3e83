import type { PublishedRecord } from '../../../../../pipeline/events/publisher';
import { newCheck, type PaymentCheck } from '../../../../../pipeline/orders/payment-checks';
import type { CheckStore } from '../../../../../stages/payment/watcher/check-store';
import { watchPayments } from '../../../../../stages/payment/watcher/watch';
import { recordedTelemetry } from '../../../pipeline/telemetry/recorded-telemetry';

const NOON_MS = Date.UTC(2026, 10, 30, 12);
const HOUR_MS = 3_600_000;

const checkOf = (orderId: string): PaymentCheck =>
  newCheck({ orderId, shopId: 'soho', paymentId: `pi_${orderId}`, waitingFor: 'processing' }, NOON_MS - HOUR_MS);

interface Situation {
  readonly due?: readonly PaymentCheck[];
  readonly pausedBy?: 'breaker open' | 'polling disabled';
  /** Orders whose events the bus refuses. */
  readonly refused?: readonly string[];
}

const runOnce = async ({ due = [], pausedBy, refused = [] }: Situation) => {
  const happened: string[] = [];
  const published: PublishedRecord[] = [];
  const recorded = recordedTelemetry();
  const checks: Pick<CheckStore, 'due' | 'pending' | 'postpone'> = {
    due: async () => due,
    pending: async () => ({ payments: due.length, oldest: due[0] }),
    postpone: async ({ orderId }) => {
      happened.push(`postpone ${orderId}`);
      return true;
    },
  };
  let asked = 0;
  const run = watchPayments({
    checks,
    publisher: {
      publish: async (records) => {
        happened.push(...records.map(({ key }) => `publish ${key}`));
        published.push(...records);
        return new Map(refused.map((orderId) => [orderId, new Error('ThrottlingException: slow down')]));
      },
    },
    pause: async () => {
      asked += 1;
      return pausedBy;
    },
    telemetry: recorded.telemetry,
    atMost: 100,
    now: () => NOON_MS,
  })();
  const error = await run.then(
    () => undefined,
    (thrown: Error) => thrown.message,
  );
  return { happened, published, error, asked, ...recorded };
};

describe('a run of the payment watcher', () => {
  it('publishes what is due, and postpones it behind that', async () => {
    const { happened, published } = await runOnce({ due: [checkOf('o-1'), checkOf('o-2')] });
    expect(happened).toEqual(['publish o-1', 'publish o-2', 'postpone o-1', 'postpone o-2']);
    expect(published[0]?.events).toEqual([
      {
        type: 'Payment Check Due',
        detail: {
          orderId: 'o-1',
          shopId: 'soho',
          paymentId: 'pi_o-1',
          timestamp: '2026-11-30T12:00:00.000Z',
          metadata: { eventId: expect.any(String), schemaVersion: 1 },
        },
      },
    ]);
  });

  it('publishes the same check under the same id, and the next one under another', async () => {
    const check = checkOf('o-1');
    const runs = [check, check, { ...check, attempts: 1 }].map((due) => runOnce({ due: [due] }));
    const ids = (await Promise.all(runs)).map(({ published }) => published[0]?.events[0]?.detail.metadata?.eventId);
    expect(ids[1]).toBe(ids[0]);
    expect(ids[2]).not.toBe(ids[0]);
  });

  it.each(['breaker open', 'polling disabled'] as const)(
    'asks for nothing while the queue is paused: %s',
    async (pausedBy) => {
      const { happened, sums, error } = await runOnce({ due: [checkOf('o-1')], pausedBy });
      expect(happened).toEqual([]);
      expect(error).toBeUndefined();
      expect(sums).toMatchObject({ PaymentChecksDue: 1 });
    },
  );

  it('does not ask whether the queue is paused while nothing is due', async () => {
    expect((await runOnce({})).asked).toBe(0);
  });

  it('leaves due what the bus did not take, and fails', async () => {
    const { happened, error } = await runOnce({ due: [checkOf('o-1'), checkOf('o-2')], refused: ['o-1'] });
    expect(happened).toEqual(['publish o-1', 'publish o-2', 'postpone o-2']);
    expect(error).toBe('1 of 2 checks were not published');
  });

  it('measures what is pending, and for how long', async () => {
    expect((await runOnce({ due: [checkOf('o-1')] })).sums).toEqual({
      PaymentsPending: 1,
      PaymentPendingOldestSeconds: 3_600,
      PaymentChecksDue: 1,
    });
    expect((await runOnce({})).sums).toEqual({
      PaymentsPending: 0,
      PaymentPendingOldestSeconds: 0,
      PaymentChecksDue: 0,
    });
  });
});
