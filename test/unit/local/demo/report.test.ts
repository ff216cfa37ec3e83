import { PLAIN, paintFor, reportOf } from '../../../../local/demo/report';
import { type DemoResult, isGood } from '../../../../local/demo/result';
import { INVARIANTS, type InvariantName } from '../../../../simulation/audit/audit';

const kept = Object.fromEntries(Object.keys(INVARIANTS).map((name) => [name, true])) as Record<InvariantName, boolean>;

const result = (
  figures: Partial<DemoResult['figures']> = {},
  invariants: Partial<Record<InvariantName, boolean>> = {},
): DemoResult => {
  const all = { ...kept, ...invariants };
  return {
    figures: {
      orders: 10,
      fulfilled: 8,
      failed: 2,
      cancelled: 0,
      pending: 0,
      duplicatesSent: 1,
      malformedSent: 2,
      deadLetters: 2,
      eventsLost: 0,
      pipeRefusals: 3,
      callsDenied: 0,
      ordersPerSecond: 5,
      latencyMs: { p50: 12, p95: 40.5, p99: 120 },
      requestsPerOrder: { dynamodb: 6.5, sqs: 12, eventbridge: 1, gateway: 2 },
      invariants: all,
      ...figures,
    },
    audit: {
      findings: Object.entries(all)
        .filter(([, holds]) => !holds)
        .map(([invariant]) => ({ invariant, orderId: 'o-7', detail: 'was charged 2 times' })),
      invariants: all,
      notCovered: [],
    },
    failures: [{ reason: 'payment: card declined', orders: 2 }],
    gatewayWaits: {
      authentication: { orders: 0, done: 0, medianSeconds: 0 },
      refund: { orders: 0, done: 0, medianSeconds: 0 },
    },
    waits: [{ where: 'payment', orders: 10, p50: 10, p95: 20, p99: 30 }],
    deadLetters: ['payment', 'inventory', 'payment'].map((queue, index) => ({
      queue,
      messageId: `m-${index}`,
      body: JSON.stringify({ id: index === 2 ? 'event-b' : 'event-a' }),
      reason: `detail.orderId: must be an id, got "${index === 2 ? 'b' : 'a'}"`,
    })),
    denied: [],
    deliveries: { lost: { count: 0 }, refused: { count: 3, last: 'pipe payment | m-1: no group' } },
    seconds: { start: 2, run: 10 },
  };
};

test('a run is good if all orders ended, every promise was kept and only malformed events died', () => {
  expect(isGood(result())).toBe(true);
  expect(isGood(result({ pending: 1 }))).toBe(false);
  expect(isGood(result({ deadLetters: 3 }))).toBe(false);
  expect(isGood(result({ deadLetters: 1 }))).toBe(false);
  expect(isGood(result({ eventsLost: 1 }))).toBe(false);
  expect(isGood(result({ callsDenied: 1 }))).toBe(false);
  expect(isGood(result({}, { neverTwoCaptures: false }))).toBe(false);
});

test('a promise that nobody could check is not a promise kept', () => {
  const { audit, ...rest } = result();
  const notCovered = [{ invariant: 'countersMatchOrders' as const, lacks: ['counters'] }];
  expect(isGood({ ...rest, audit: { ...audit, notCovered } })).toBe(false);
});

test('a run in which a role lacked a right tells which', () => {
  const report = reportOf(
    { ...result({ callsDenied: 2 }), denied: ['2 times denied payment | role P may not'] },
    PLAIN,
  );
  expect(report).toMatch(/Denied by the policies of the templates\n {2}2 times denied payment \| role P may not/);
  expect(report).toContain('Not as it should be: 2 calls denied.');
});

test('a good run reads well', () => {
  const report = reportOf(result(), PLAIN);
  expect(report).toMatch(/fulfilled +8 +80\.0 %/);
  expect(report).toMatch(/payment: card declined +2 +20\.0 %/);
  expect(report).toContain('All 10 orders ended, and every promise was kept.');
  expect(report).not.toContain('✗');
});

test('dead letters are told as events by what was wrong, with an example', () => {
  const report = reportOf(result(), PLAIN);
  expect(report).toContain('2 malformed events sent, 2 events dead-lettered');
  expect(report).toContain('   2  detail.orderId: must be an id, got "a"');
});

test('what rules lost and pipes refused is told with the last reason, and a loss in the verdict', () => {
  const report = reportOf(result(), PLAIN);
  expect(report).toContain('0 events lost by rules, 3 refusals by pipes');
  expect(report).toContain('the last: pipe payment | m-1: no group');
  const lost = { count: 1, last: 'rule payment | Order Created e-1 is lost: refused' };
  const lossy = reportOf({ ...result({ eventsLost: 1 }), deliveries: { lost, refused: { count: 0 } } }, PLAIN);
  expect(lossy).toContain('the last: rule payment | Order Created e-1 is lost: refused');
  expect(lossy).toContain('Not as it should be: 1 event lost.');
});

test('what went wrong is told with its promise, the order and the verdict', () => {
  const report = reportOf(result({ pending: 1 }, { neverTwoCaptures: false }), PLAIN);
  expect(report).toContain('✗ nobody was charged twice (neverTwoCaptures)');
  expect(report).toContain('neverTwoCaptures: o-7 was charged 2 times');
  expect(report).toContain('Not as it should be: 1 order did not end, 1 promise broken.');
  expect(report).toContain('--clock-scale 1');
});

test('colours are for terminals whose owner wants them', () => {
  expect(paintFor({ isTTY: true }, {}).bold('x')).not.toBe('x');
  expect(paintFor({ isTTY: true }, { NO_COLOR: '1' }).bold('x')).toBe('x');
  expect(paintFor({}, {}).bold('x')).toBe('x');
});

test('payments that waited at the gateway are told only if there were some', () => {
  expect(reportOf(result(), PLAIN)).not.toContain('When the gateway took its time');
  const gatewayWaits = {
    authentication: { orders: 6, done: 6, medianSeconds: 74 },
    refund: { orders: 1, done: 0, medianSeconds: 0 },
  };
  const report = reportOf({ ...result(), gatewayWaits }, PLAIN);
  expect(report).toMatch(/customers who had to authenticate +6\n +charged once they had +6\n/);
  expect(report).toMatch(/from asked to charged \(median\) +74 s\n/);
  expect(report).toMatch(/from asked for to the money back \(median\) +-\n/);
});

test('an outage of the gateway is told only if there was one', () => {
  expect(reportOf(result(), PLAIN)).not.toContain('When the gateway was down');
  const outage = {
    seconds: 900,
    callsBeforeOpened: 8,
    gatewayCallsAfterOpened: 3,
    recoverySeconds: 246,
    opened: 4,
    closed: 1,
  };
  const report = reportOf(result({ outage }), PLAIN);
  expect(report).toMatch(/the gateway was down for +900 s/);
  expect(report).toMatch(/and from then until it was back +3\n/);
  expect(report).toMatch(/after the gateway was back +246 s/);
});
