import { seededRandom } from '../../../../simulation/random';
import { slowBank } from '../../../../simulation/stripe/slow-bank';
import { customers } from '../../../../simulation/traffic/customers';
import { disturbed } from '../../../../simulation/traffic/disturbances';
import { planOrders } from '../../../../simulation/traffic/order-plan';
import { mayEnd, waitsAtGateway } from '../../../../simulation/traffic/plan';
import { plannedEvents } from '../../../../simulation/traffic/planned-events';
import { DEMO_SHARES, ORDINARY_SHARES } from '../../../../simulation/traffic/shares';

const planned = (shares: object = DEMO_SHARES, orders = 300) => planOrders({ orders, seed: 7, startMs: 0, shares });
const ofKind = (plan: ReturnType<typeof planned>, kind: string) => plan.orders.filter((order) => order.kind === kind);

describe('orders whose payment waits at the gateway', () => {
  test('are planned for whoever asks for them, early in the run', () => {
    expect(planned({}).orders.some(({ kind }) => waitsAtGateway(kind))).toBe(false);
    const { orders } = planned();
    const indexes = orders.flatMap(({ kind }, index) => (waitsAtGateway(kind) ? [index] : []));

    expect(indexes).toHaveLength(12);
    expect(Math.max(...indexes)).toBeLessThan(orders.length / 4);
  });

  test('have the cards that make them wait, also in a small run', () => {
    const plan = planned(DEMO_SHARES, 25);

    expect(ofKind(plan, 'authenticated').map(({ token }) => token)).toEqual(['pm_card_threeDSecureRequired']);
    expect(ofKind(plan, 'slow-refund').map(({ token }) => token)).toEqual(['pm_card_pendingRefund']);
    expect(mayEnd('authenticated')).toEqual(['fulfilled']);
  });

  test('that are refunded are cancelled instead of confirmed, and so cannot end otherwise', () => {
    const plan = planned({ ...DEMO_SHARES, duplicated: 1 });
    const [order] = ofKind(plan, 'slow-refund');
    const types = plannedEvents(plan).flatMap((event) =>
      event.to === 'bus' && event.detail.orderId === order?.orderId ? [event.type] : [],
    );

    expect([...new Set(types)]).toEqual(['Order Created', 'Order Cancelled']);
    expect(order?.duplicates.every(({ of }) => of === 'Order Created')).toBe(true);
    expect(mayEnd('slow-refund')).toEqual(['cancelled']);
  });

  test("are among a till's orders, too", () => {
    const { orders } = disturbed(planned(ORDINARY_SHARES), 7, DEMO_SHARES);

    expect(orders.filter(({ kind }) => kind === 'authenticated')).toHaveLength(6);
    expect(orders.filter(({ kind }) => kind === 'slow-refund')).toHaveLength(6);
    expect(orders.filter(({ kind }) => kind === 'declined')).toHaveLength(15);
  });
});

test('a customer authenticates once, some seconds after having been asked', async () => {
  const authenticated: string[] = [];
  const waits: number[] = [];
  const { onEvent } = customers({
    payments: { authenticate: (id, succeed) => (succeed ? void authenticated.push(id) : undefined) },
    clock: { now: () => 0, sleep: async (ms) => void waits.push(ms) },
    random: seededRandom(1, 'customers'),
    onError: (error) => {
      throw error;
    },
  });
  const event = (type: string, paymentId: string) => ({
    id: 'e',
    'detail-type': type,
    source: 's',
    time: '',
    detail: { paymentId },
  });
  for (const [type, id] of [
    ['Payment Processed', 'pi_0'],
    ['Payment Action Required', 'pi_1'],
    ['Payment Action Required', 'pi_1'],
  ] as const)
    onEvent(event(type, id));
  await Promise.resolve();

  expect(authenticated).toEqual(['pi_1']);
  expect(waits.every((ms) => ms >= 5_000 && ms <= 25_000)).toBe(true);
});

test('the bank completes refunds that begin as pending, and no others', () => {
  const settled: string[] = [];
  const due: (() => void)[] = [];
  let listener: Parameters<Parameters<typeof slowBank>[0]['gateway']['onEvent']>[0] = () => undefined;
  const close = slowBank({
    gateway: {
      onEvent: (given) => {
        listener = given;
        return () => undefined;
      },
      payments: { refunds: { settle: (id: string, status: string) => settled.push(`${id} ${status}`) } as never },
    },
    clock: {
      schedule: (_, run) => {
        due.push(run);
        return () => void due.splice(due.indexOf(run), 1);
      },
    },
    random: seededRandom(1, 'bank'),
  });
  const created = (id: string, status: string) =>
    listener({ type: 'refund.created', data: { object: { id, status } } } as never);
  created('re_1', 'pending');
  created('re_2', 'succeeded');
  created('re_3', 'pending');

  due[0]?.();
  close();

  expect(settled).toEqual(['re_1 succeeded']);
  expect(due).toHaveLength(1);
});
