import { FAIR, type Fate, type HandlerCall } from '@coffee-shop/aws-local/faults';
import { COFFEE_SHOP_PROFILE } from '../../simulation/traffic/profile';
import { CoffeeShops } from './harness/coffee-shops';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const SHOP_ID = 'astoria';
const PRODUCT_ID = COFFEE_SHOP_PROFILE.menu[0]?.productId ?? '';

let shops: CoffeeShops;
let orders = 0;

beforeAll(async () => {
  shops = await CoffeeShops.open();
  // The keeper's minute would be most of what happens in thirteen days; no breaker opens here.
  const { rules } = shops.environment.events;
  for (const { name } of rules.list('default')) rules.setState('default', name, 'DISABLED');
});

afterAll(() => shops.close());

beforeEach(() => shops.reset([{ shopId: SHOP_ID, productId: PRODUCT_ID, received: 1_000 }]));

/** Publishes a good order of 9.00 USD and its confirmation; gives what the audit expects of it. */
const place = (orderId = `o-death-${++orders}`, mayEnd: 'fulfilled' | 'cancelled' | 'failed' = 'fulfilled') => {
  const items = [{ productId: PRODUCT_ID, quantity: 2, unitPrice: 450 }];
  const order = { orderId, shopId: SHOP_ID };
  const payment = { token: 'pm_card_visa' };
  shops.publish('Order Created', { ...order, customerId: 'c-1', items, total: 900, currency: 'USD', payment });
  shops.publish('Order Confirmed', order);
  return { orderId, total: 900, currency: 'USD', mayEnd: [mayEnd], neverAtGateway: false };
};

const cancel = (orderId: string): void =>
  shops.publish('Order Cancelled', { orderId, shopId: SHOP_ID, reason: 'customer left' });

/** Every call that `matches` meets this fate, at most so many times. */
const meets = (fate: Fate, matches: (call: HandlerCall) => boolean, times = Number.POSITIVE_INFINITY): void => {
  let left = times;
  shops.simulation.conductor = {
    ...FAIR,
    fateOf: (call) => {
      if (left === 0 || !matches(call)) return { kind: 'go' };
      left -= 1;
      return fate;
    },
  };
};

const gatewayCall =
  (operation: string) =>
  (call: HandlerCall): boolean =>
    call.service === 'gateway' && call.operation === operation;
const dynamoCall =
  (operation: string, text = '') =>
  (call: HandlerCall): boolean =>
    call.service === 'dynamodb' && call.operation === operation && call.request.body.includes(text);

const ledgerOf = (orderId: string): string[] =>
  shops.environment.gateway.ledger.entries(orderId).map(({ type }) => type);

describe('a dead letter redriven late', () => {
  test.each([
    ['2 hours', 2 * HOUR_MS],
    ['2 days', 2 * DAY_MS],
    ['13 days', 13 * DAY_MS],
  ])(
    '%s later does what is left to do: the customer was charged before every crash, and is charged no second time',
    async (_, lateMs) => {
      // The process dies between the gateway's answer and the record, whenever it tries, until the message is dead: the
      // first time it confirms the payment, from then on it reads what became of it.
      meets({ kind: 'crash-after' }, (call) => gatewayCall('confirm')(call) || gatewayCall('read')(call));
      const expected = place();
      await shops.quiesce();
      expect(shops.deadLetters().map(({ body }) => JSON.parse(body)['detail-type'])).toContain('Order Created');
      shops.simulation.conductor = FAIR;
      await shops.simulation.pass(lateMs);

      await shops.settle();

      expect(await shops.findings([expected])).toEqual([]);
      expect(ledgerOf(expected.orderId)).toEqual(['opened', 'captured']);
    },
  );

  test('that is older than 60 days is refused with its reason, and charges nobody', async () => {
    const queue = shops.environment.sqs.queues().find(({ name }) => name.endsWith('-payment.fifo'));
    const time = new Date(shops.nowMs - 61 * DAY_MS).toISOString();
    const detail = { orderId: 'o-too-old', shopId: SHOP_ID, timestamp: time };
    const event = { version: '0', id: 'e-too-old', source: 'coffee-shop.order-manager', time, detail };
    queue?.send([
      {
        id: '1',
        groupId: 'o-too-old',
        deduplicationId: 'e-too-old',
        body: JSON.stringify({ ...event, 'detail-type': 'Order Confirmed' }),
      },
    ]);
    const startedMs = shops.nowMs;
    await shops.quiesce();
    expect(shops.nowMs - startedMs).toBeLessThan(25_000);
    expect(shops.deadLetters()).toHaveLength(1);
    expect(ledgerOf('o-too-old')).toEqual([]);
  });
});

describe('a zombie', () => {
  const LATE_MS = 200_000;
  const confirmed = gatewayCall('confirm');

  test('that confirms after another consumer has charged, charges nobody a second time', async () => {
    meets({ kind: 'zombie', delayMs: LATE_MS }, confirmed, 1);
    const expected = place();
    await shops.settle();
    expect(await shops.findings([expected])).toEqual([]);
    expect(ledgerOf(expected.orderId)).toEqual(['opened', 'captured']);
  });

  test('that wakes after a cancellation cannot charge any more', async () => {
    meets({ kind: 'zombie', delayMs: LATE_MS * 3 }, confirmed, 1);
    const expected = place(undefined, 'cancelled');
    shops.later(1_000, () => cancel(expected.orderId));
    await shops.settle();
    expect(await shops.findings([expected])).toEqual([]);
    expect(ledgerOf(expected.orderId)).not.toContain('captured');
  });

  test("that fails late and deletes Powertools' record, opens no way to a second charge", async () => {
    const answer = { status: 500, headers: {}, body: Buffer.from('{"error":{"type":"api_error"}}') };
    meets({ kind: 'zombie', delayMs: LATE_MS, answer }, confirmed, 1);
    const expected = place();
    // The same order again, when the record of the completed charge is gone.
    shops.later(2 * LATE_MS, () => void place(expected.orderId));
    await shops.settle();
    expect(await shops.findings([expected])).toEqual([]);
    expect(ledgerOf(expected.orderId)).toEqual(['opened', 'captured']);
  });

  test('of inventory that commits after another consumer has, reserves nothing twice', async () => {
    const commits = dynamoCall('TransactWriteItems', 'reserved');
    meets({ kind: 'zombie', delayMs: LATE_MS }, commits, 1);
    const expected = place();
    await shops.settle();
    expect(await shops.findings([expected])).toEqual([]);
  });
});

describe('a death', () => {
  test("leaves Powertools' lock behind, which frees the order when the dead invocation's time is over", async () => {
    meets({ kind: 'crash-before' }, gatewayCall('open'), 1);
    const expected = place();
    const startedMs = shops.nowMs;
    await shops.settle();
    expect(await shops.findings([expected])).toEqual([]);
    // One visibility timeout of 180 s and the kitchen's work; a lock of Powertools' default hour would show.
    expect(shops.nowMs - startedMs).toBeLessThan(15 * 60_000);
  });

  test('by timeout in the middle of a batch costs nobody anything', async () => {
    meets({ kind: 'freeze', takesEffect: true }, dynamoCall('UpdateItem', 'op#'), 1);
    const expected = [place(), place(), place()];
    await shops.settle();
    expect(await shops.findings(expected)).toEqual([]);
  });
});

describe('a request to AWS that nobody answers', () => {
  let placed: ReturnType<typeof place>[];
  beforeEach(() => {
    placed = [];
  });
  const settledIn = async (): Promise<number> => {
    placed.push(place());
    const startedMs = shops.nowMs;
    await shops.settle();
    expect(await shops.findings(placed)).toEqual([]);
    return shops.nowMs - startedMs;
  };

  test('is sent again within seconds, whichever it is, whether it took effect or not', async () => {
    const undisturbedMs = await settledIn();
    const late: string[] = [];
    let asked = Number.POSITIVE_INFINITY;
    for (let at = 0; at < asked; at++) {
      for (const takesEffect of [false, true]) {
        let silent = '';
        asked = 0;
        const fateOf = ({ service, operation }: HandlerCall): Fate => {
          if (service === 'gateway' || asked++ !== at) return { kind: 'go' };
          silent = `${at}: ${service} ${operation}, ${takesEffect ? 'took effect' : 'without effect'}`;
          return { kind: 'silence', takesEffect };
        };
        shops.simulation.conductor = { ...FAIR, fateOf };
        const tookMs = (await settledIn()) - undisturbedMs;
        // An invocation that waited for the answer would be over by its timeout, and its messages unseen for a minute or three.
        if (tookMs > 10_000) late.push(`${silent}: ${tookMs} ms`);
      }
    }
    expect(late).toEqual([]);
  });
});

describe('a refund that the gateway refuses for good', () => {
  test('ends in the dead-letter queue, and the order shows what it owes', async () => {
    const expected = place(undefined, 'cancelled');
    shops.environment.gateway.refundsRefused.add(expected.orderId);
    shops.later(10_000, () => cancel(expected.orderId));
    await shops.quiesce();
    const about = shops.deadLetters().map(({ body }) => JSON.parse(body).detail.orderId);
    expect(about).toEqual([expected.orderId]);
    // The audit counts it apart; nothing else is wrong.
    const others = await shops.findings([expected], { isHopeless: () => true });
    expect(others).toEqual([]);
  });
});

describe('a message dead-lettered by a bug', () => {
  test('completes its order when it is redriven after the fix, in the middle of other traffic', async () => {
    const broken = { status: 400, headers: {}, body: Buffer.from('{"__type":"ValidationException","message":"bug"}') };
    const early = `o-death-${++orders}`;
    meets({ kind: 'refuse', answer: broken }, dynamoCall('TransactWriteItems', early));
    const first = place(early);
    await shops.quiesce();
    expect(shops.deadLetters()).toHaveLength(1);
    shops.simulation.conductor = FAIR;
    const others = Array.from({ length: 5 }, () => place());
    shops.redrive();
    await shops.quiesce();
    expect(await shops.findings([first, ...others])).toEqual([]);
    expect(shops.deadLetters()).toEqual([]);
  });
});
