import {
  type CircuitNews,
  circuitNews,
  outageFigures,
  outageWindow,
  windowAround,
} from '../../../../local/demo/outage';

const FROM_MS = Date.UTC(2026, 0, 5, 8);
const at = (seconds: number): number => FROM_MS + seconds * 1000;

let events = 0;
const news = (type: CircuitNews['type'], seconds: number): CircuitNews => {
  events += 1;
  return { type, eventId: `event-${events}`, atMs: at(seconds) };
};
const observed = (callsAtSeconds: readonly number[], ...circuit: CircuitNews[]) =>
  outageFigures({ fromMs: at(0), toMs: at(900), callsAtMs: callsAtSeconds.map(at), news: circuit });

test('orders arrive before an outage, during it and after it', () => {
  const outage = { seconds: 900, mode: '503', breaker: true } as const;
  const { startInMs, durationMs } = outageWindow(outage);
  expect(durationMs).toBe(900_000);
  expect(startInMs).toBeGreaterThan(0);
  expect(windowAround(outage)).toBeGreaterThan(startInMs + durationMs);
});

describe('what became of an outage', () => {
  it('tells the calls before the breaker opened from those that came after, and leaves out those of a gateway that works', () => {
    const calls = [-5, -1, 1, 2, 3, 60, 180, 899, 901, 950];
    const figures = observed(
      calls,
      news('Circuit Opened', 10),
      news('Circuit Opened', 60),
      news('Circuit Closed', 960),
    );
    expect(figures).toEqual({
      seconds: 900,
      callsBeforeOpened: 3,
      gatewayCallsAfterOpened: 3,
      recoverySeconds: 60,
      opened: 2,
      closed: 1,
    });
  });

  it('puts a call of the very millisecond in which it opened before the opening', () => {
    expect(observed([10, 10.0005, 10.002], news('Circuit Opened', 10))).toMatchObject({
      callsBeforeOpened: 2,
      gatewayCallsAfterOpened: 1,
    });
  });

  it('counts a change of the breaker once, however often its event comes', () => {
    const opened = news('Circuit Opened', 10);
    expect(observed([], opened, opened).opened).toBe(1);
  });

  it('has all calls before an opening that never came, and no recovery', () => {
    expect(observed([1, 500, 899, 901])).toEqual({
      seconds: 900,
      callsBeforeOpened: 3,
      gatewayCallsAfterOpened: 0,
      recoverySeconds: null,
      opened: 0,
      closed: 0,
    });
  });

  it('does not take a breaker that closed before the outage, or opened after it, for a part of it', () => {
    const figures = observed([1, 2], news('Circuit Closed', -20), news('Circuit Opened', 905));
    expect(figures).toMatchObject({ callsBeforeOpened: 2, gatewayCallsAfterOpened: 0, recoverySeconds: null });
  });
});

test('news of the breaker are read from its events, and from no others', () => {
  const detail = { name: 'payment-gateway', timestamp: '2026-01-05T08:00:10.000Z', metadata: { eventId: 'e-1' } };
  expect(circuitNews({ 'detail-type': 'Circuit Opened', detail })).toEqual({
    type: 'Circuit Opened',
    eventId: 'e-1',
    atMs: at(10),
  });
  expect(circuitNews({ 'detail-type': 'Order Created', detail })).toBeUndefined();
});
