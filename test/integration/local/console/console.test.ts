import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { PATIENT, type RunningConsole, type State, startConsole } from './running-console';

const LOCAL_CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };

let shop: RunningConsole;
let whileStarting: { status: number; said: string } | undefined;

beforeAll(async () => {
  shop = await startConsole(5, async (url) => {
    const response = await fetch(`${url}api/state`);
    whileStarting = { status: response.status, said: await response.text() };
  });
});
afterAll(() => shop.close());

const lettersIn = ({ letters }: State, queue: string) => letters.find((each) => each.queue === queue);
const mappingOf = ({ stages }: State, stage: string) => stages.find((each) => each.stage === stage)?.mapping;

describe('the page', () => {
  test('all that it is made of is served, with a policy that lets in nothing else', async () => {
    const page = await shop.send<string>('GET', '');
    expect(page).toMatchObject({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8' } });
    const found = new Set(['']);
    const names = [''];
    for (let name = names.pop(); name !== undefined; name = names.pop()) {
      const { status, raw, headers } = await shop.send('GET', name);
      expect({ name, status }).toEqual({ name, status: 200 });
      expect(headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self'/);
      expect(headers['x-content-type-options']).toBe('nosniff');
      // Nothing of it comes from elsewhere; the one address is the name of SVG.
      expect(
        [...raw.matchAll(/https?:\/\/[^'"\s)]+/g)].map(([url]) => url).filter((url) => !url.includes('w3.org')),
      ).toEqual([]);
      for (const [, next = ''] of raw.matchAll(/(?:(?:src|href)="|from '\.\/)([a-z-]+\.(?:js|css))/g)) {
        if (!found.has(next)) names.push(next);
        found.add(next);
      }
    }
    expect([...found].sort()).toEqual(
      expect.arrayContaining(['base.css', 'charts.js', 'console.js', 'order-views.js']),
    );
  });

  test.each([
    ['GET', '/console', 308],
    ['GET', 'page-handler.ts', 404],
    ['GET', '..%2Fpage-handler.ts', 404],
    ['GET', 'api/nothing', 404],
    ['GET', 'api/actions/place', 405],
    ['DELETE', 'api/state', 405],
  ])('%s %s is answered by %i', async (method, path, status) => {
    expect((await shop.send(method, path)).status).toBe(status);
  });

  test('says so while the environment is still starting', () =>
    expect(whileStarting).toEqual({ status: 503, said: expect.stringContaining('the environment is still starting') }));
});

test('a payment that the bank takes its time for is shown as pending, with the next look at the gateway', async () => {
  const orderId = 'o-bank-debit';
  const { menu } = await shop.state();
  const items = [{ productId: menu[0]?.productId ?? '', quantity: 1, unitPrice: 300 }];
  const payment = { token: 'pm_usBankAccount_processing' };
  const timestamp = new Date(shop.environment.clock.now()).toISOString();
  const detail = {
    orderId,
    shopId: 'astoria',
    customerId: 'c-1',
    timestamp,
    items,
    total: 300,
    currency: 'USD',
    payment,
  };
  await shop.publish('Order Created', detail);

  const { pendingPayments } = await shop.until((state) => state.pendingPayments.count === 1);
  expect(pendingPayments.orders).toEqual([{ orderId, waitingFor: 'processing' }]);
  const { waitingFor, atGateway } = await shop.order(orderId);
  expect(waitingFor).toEqual(['the gateway to decide on the charge']);
  expect(Date.parse(atGateway?.nextCheck ?? '')).toBeGreaterThan(Date.parse(atGateway?.since ?? ''));
  expect(shop.heard.join()).not.toMatch(/_secret_|hooks\.stripe\.com/);

  await shop.act('order', { orderId, say: 'Order Cancelled' });
  expect(await shop.end(orderId)).toMatchObject({ place: 'cancelled' });
  await shop.until((state) => state.pendingPayments.count === 0);
});

test('an order is placed, followed to its end and charged once', async () => {
  const orderId = await shop.place({ shopId: 'astoria', quantity: 2 });
  expect(await shop.end(orderId)).toMatchObject({ place: 'fulfilled', shopId: 'astoria' });
  const order = await shop.order(orderId);
  expect(order).toMatchObject({ shopId: 'astoria', letters: [] });
  expect(order.timeline.map(({ operation }) => operation)).toEqual(
    expect.arrayContaining(['placed', 'charged', 'allocated', 'scheduled', 'handed over']),
  );
  const captured = shop.environment.gateway.ledger.entries(orderId).filter(({ type }) => type === 'captured');
  expect(captured).toHaveLength(1);
  const state = await shop.state();
  expect(state.flow.find(({ place }) => place === 'fulfilled')).toMatchObject({ now: 1 });
  expect(state.slices.flatMap(({ latency }) => latency ?? [])).toHaveLength(1);
});

test('a declined card is a failed order with its reason, and no dead letter', async () => {
  const orderId = await shop.place({ card: 'declined' });
  expect(await shop.end(orderId)).toMatchObject({ place: 'failed', reason: expect.stringContaining('declined') });
  expect((await shop.state()).letters.every(({ count }) => count === 0)).toBe(true);
});

test('an order that waits for Ready is handed over by hand, and one is cancelled', async () => {
  const [byHand, cancelled] = [await shop.place({ handover: 'by-hand' }), await shop.place({ handover: 'by-hand' })];
  await shop.until(({ orders }) => orders.filter(({ place }) => place === 'kitchen').length === 2);
  expect((await shop.order(byHand)).waitingFor.join()).toContain('Order Ready');
  await shop.act('order', { orderId: byHand, say: 'Order Ready' });
  await shop.act('order', { orderId: cancelled, say: 'Order Cancelled' });
  expect(await shop.end(byHand)).toMatchObject({ place: 'fulfilled' });
  expect(await shop.end(cancelled)).toMatchObject({ place: 'cancelled' });
  expect(shop.environment.gateway.ledger.netByOrder()[cancelled]).toBe(0);
});

describe('what makes no sense is refused, and nothing has changed', () => {
  const order = { quantity: 1, count: 1, card: 'good', handover: 'at-once' };
  test.each([
    ['place', { ...order, count: 0 }, 400, 'place: count: '],
    ['place', { ...order, quantity: '3' }, 400, 'got "3"'],
    ['place', { ...order, shopId: 'astorai' }, 400, 'there is no shop astorai, did you mean astoria?'],
    ['place', { ...order, productId: 'p999' }, 400, 'the menu has no price for p999'],
    ['shop', { shopId: 'nowhere', open: false }, 400, 'there is no shop nowhere'],
    ['stock', { shopId: 'nowhere', spoiled: true }, 400, 'there is no shop nowhere'],
    ['gateway', { outage: 'hangign' }, 400, 'got "hangign"'],
    ['stage', { stage: 'paymnt', enabled: false }, 400, 'did you mean payment?'],
    ['stage', { stage: 'constructor', enabled: false }, 400, 'there is no stage constructor'],
    ['redrive', { queue: 'payment-dql' }, 400, 'did you mean payment-dlq?'],
    ['order', { orderId: 'nobody', say: 'Order Ready' }, 400, 'nobody has heard of order nobody'],
    ['order', { orderId: 'a b', say: 'Order Ready' }, 400, 'got "a b"'],
    ['plcae', order, 404, 'there is no action "plcae" (there are: place, '],
  ])('%s %j is answered by %#', async (name, input, status, said) => {
    const before = await shop.state();
    const { status: actual, body } = await shop.act(name, input);
    expect({ status: actual, line: body.lines[0], failed: body.failed }).toEqual({
      status,
      line: expect.stringContaining(said),
      failed: true,
    });
    const after = await shop.state();
    const of = ({ found, shops, gateway, stages }: State) => [
      found,
      shops,
      gateway,
      stages.map(({ mapping }) => mapping),
    ];
    expect(of(after)).toEqual(of(before));
  });

  test.each([
    ['api/orders/a%20b', 400, 'got "a b"'],
    ['api/orders/%E0%A4%A', 400, 'URI malformed'],
    ['api/orders/nobody', 404, 'nobody has heard of order nobody'],
    ['api/state?place=kitchn', 400, 'did you mean kitchen?'],
  ])('GET %s is answered by %i', async (path, status, said) => {
    const answer = await shop.send('GET', path);
    expect(answer.status).toBe(status);
    expect(answer.body.lines[0]).toContain(said);
  });
});

test.each([
  [403, { origin: 'https://evil.example', 'content-type': 'application/json' }],
  [403, { host: 'evil.example', 'content-type': 'application/json' }],
  [415, { 'content-type': 'text/plain' }],
])('a request of another site is answered by %i and does nothing', async (status, headers) => {
  const body = JSON.stringify({ outage: 'refused' });
  expect((await shop.send('POST', 'api/actions/gateway', { headers, body })).status).toBe(status);
  expect((await shop.state()).gateway.outage).toBeNull();
});

test('orders at a shop whose stock is spoiled become dead letters with the reason; mended and redriven, one or all, they are fulfilled', async () => {
  await shop.act('stock', { shopId: 'astoria', spoiled: true });
  const orders = [1, 2, 3].map(() => shop.place({ shopId: 'astoria' }));
  const [first = '', ...others] = await Promise.all(orders);
  const state = await shop.until((now) => lettersIn(now, 'inventory-dlq')?.count === 3);
  expect(state.shops.find(({ shopId }) => shopId === 'astoria')).toMatchObject({ products: [] });
  const letter = lettersIn(state, 'inventory-dlq')?.letters.find(({ orderId }) => orderId === first);
  expect(letter).toMatchObject({
    type: 'Payment Validated',
    reason: expect.stringContaining('spoiled from the console'),
  });
  expect((await shop.order(first)).letters).toEqual([letter]);

  const mended = await shop.act('stock', { shopId: 'astoria', spoiled: false });
  expect(mended).toMatchObject({
    status: 200,
    body: { failed: false, lines: ['stock of astoria', expect.stringContaining('fixed')] },
  });
  expect(await shop.act('redrive', { queue: 'inventory-dlq', orderId: first })).toMatchObject({
    body: { lines: ['1 letter redriven'], failed: false },
  });
  expect(await shop.end(first)).toMatchObject({ place: 'fulfilled' });
  expect(await shop.act('redrive', { queue: 'inventory-dlq', orderId: first })).toMatchObject({
    status: 200,
    body: { lines: ['no letter of inventory-dlq is like that'], failed: true },
  });
  expect(lettersIn(await shop.state(), 'inventory-dlq')?.count).toBe(2);
  expect((await shop.act('redrive', { queue: 'inventory-dlq' })).body.failed).toBe(false);
  for (const other of others) expect(await shop.end(other)).toMatchObject({ place: 'fulfilled' });
  expect((await shop.state()).letters.every(({ count }) => count === 0)).toBe(true);
});

test('settings that cannot be used are named, and the page goes on', async () => {
  await shop.givenSettings({ ...PATIENT, kitchen: { stations: 'two' } });
  const state = await shop.until(({ configProblems }) => configProblems.length > 0);
  expect(state.configProblems).toEqual([expect.stringMatching(/^order-processor: kitchen\.stations: .*got "two"$/)]);
  expect(state.shops).toHaveLength(3);
  await shop.givenSettings({ ...PATIENT, shops: 'none' });
  expect(await shop.act('shop', { shopId: 'astoria', open: false })).toMatchObject({
    status: 400,
    body: { lines: [expect.stringMatching(/^order-processor: shops: must be an object, got "none"/)] },
  });
  await shop.givenSettings(PATIENT);
  await shop.until(({ configProblems }) => configProblems.length === 0);
});

test('a stage is paused: orders wait in its queue, and go on when it is resumed', async () => {
  expect((await shop.act('stage', { stage: 'inventory', enabled: false })).body.lines).toEqual(['inventory is paused']);
  const orderId = await shop.place();
  const waiting = await shop.until(({ stages }) => (stages[1]?.queues.at(-1)?.waiting ?? 0) > 0);
  expect(mappingOf(waiting, 'inventory')).toBe('Disabled');
  expect(waiting.stages[1]?.queues.at(-1)).toMatchObject({ name: 'inventory', oldestMs: expect.any(Number) });
  await shop.act('stage', { stage: 'inventory', enabled: true });
  expect(await shop.end(orderId)).toMatchObject({ place: 'fulfilled' });
});

test('in an outage the breaker opens and payment pauses; closed by hand once the gateway is back, orders go on', async () => {
  await shop.act('gateway', { outage: 'refused' });
  const placed = await shop.act('place', { quantity: 1, count: 10, card: 'good', handover: 'at-once' });
  expect(placed.body.lines).toEqual(['placed 10 orders']);
  const before = (await shop.state()).flow.find(({ place }) => place === 'fulfilled')?.now ?? 0;
  const open = await shop.until(
    (state) => state.breaker.status === 'open' && mappingOf(state, 'payment') === 'Disabled',
  );
  expect(open.gateway.outage).toBe('refused');
  expect(open.breaker.lines.join()).toMatch(/next probe in|a probe is due/);
  await shop.act('gateway', { outage: null });
  await shop.act('breaker', { status: 'closed' });
  const end = await shop.until(({ flow }) =>
    flow.some(({ place, now }) => place === 'fulfilled' && now === before + 10),
  );
  expect(end.breaker.status).toBe('closed');
  expect(end.letters.every(({ count }) => count === 0)).toBe(true);
});

test('a shop that is closed refuses orders, and others that were closed at the same moment stay closed', async () => {
  const doors = ['astoria', 'hells-kitchen', 'lower-manhattan'];
  const closed = await Promise.all(doors.map((shopId) => shop.act('shop', { shopId, open: false })));
  expect(closed.map(({ status }) => status)).toEqual([200, 200, 200]);
  await shop.until(({ shops }) => shops.every(({ open }) => !open));
  expect(await shop.act('place', { quantity: 1, count: 2, card: 'good', handover: 'at-once' })).toMatchObject({
    status: 400,
    body: { lines: [expect.stringContaining('no shop that has stock is open')] },
  });
  // The stages go by settings that are up to 30 s old.
  await shop.environment.clock.sleep(31_000);
  const orderId = await shop.place({ shopId: 'astoria' });
  expect(await shop.end(orderId)).toMatchObject({ place: 'failed', reason: expect.stringContaining('SHOP_CLOSED') });
});

test('what a rule loses and a pipe refuses is counted, with the last reason', async () => {
  expect((await shop.state()).deliveries).toEqual({ lost: { count: 0 }, refused: { count: 0 } });
  // EventBridge takes any JSON; SQS takes no U+FFFF, neither the stage's queue nor the rule's dead-letter queue.
  await shop.publish('Order Confirmed', { orderId: 'o-lost', shopId: 'astoria', note: '\uffff' });
  const { deliveries } = await shop.until((state) => state.deliveries.lost.count > 0);
  expect(deliveries.lost).toEqual({
    count: 1,
    last: expect.stringMatching(/^rule \S+-payment \| Order Confirmed \S+ is lost: SDK_CLIENT_ERROR: .*allowed set/),
  });
  await shop.publish('Order Confirmed', { orderId: 'a b', shopId: 'astoria' });
  const { refused } = (await shop.until((state) => state.deliveries.refused.count > 0)).deliveries;
  expect(refused.last).toMatch(/^pipe \S+-payment \| \S+: MessageGroupId \$\.body\.detail\.orderId: "a b"/);
});

test('the dead letter of an order is found though its body writes the order’s id with an escape', async () => {
  const sqs = new SQSClient({ endpoint: shop.environment.url, region: 'us-east-1', credentials: LOCAL_CREDENTIALS });
  const MessageBody = String.raw`{"detail-type":"Order Confirmed","detail":{"orderId":"\u006f-escaped","shopId":"astoria"}}`;
  await sqs.send(
    new SendMessageCommand({
      QueueUrl: shop.variables.PAYMENT_QUEUE_URL ?? '',
      MessageBody,
      MessageGroupId: 'o-escaped',
      MessageDeduplicationId: 'o-escaped',
    }),
  );
  sqs.destroy();
  await shop.until((state) => (lettersIn(state, 'payment-dlq')?.count ?? 0) > 0);
  expect(await shop.order('o-escaped')).toMatchObject({ letters: [{ orderId: 'o-escaped', queue: 'payment-dlq' }] });
});

test('no answer ever held a card token', () => {
  expect(shop.heard.length).toBeGreaterThan(100);
  expect(shop.heard.filter((said) => /\b(pm|tok|card|sk)_[A-Za-z0-9]/.test(said))).toEqual([]);
});
