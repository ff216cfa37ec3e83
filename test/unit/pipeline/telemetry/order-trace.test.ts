import {
  isTraced,
  rootSegmentId,
  segmentIdOf,
  traceHeader,
  traceIdIn,
  traceIdOf,
} from '../../../../pipeline/telemetry/order-trace';
import { daemonAddress, sendSegments } from '../../../../pipeline/telemetry/xray-daemon';

const order = { orderId: 'o-1', placedAt: '2026-11-24T09:00:00+01:00' };

describe('the trace of an order', () => {
  test('has an id of X-Ray’s form with the time of placing in it, whatever the zone it was written in', () => {
    expect(traceIdOf(order)).toMatch(/^1-[0-9a-f]{8}-[0-9a-f]{24}$/);
    expect(Number.parseInt(traceIdOf(order).slice(2, 10), 16)).toBe(Date.parse('2026-11-24T08:00:00Z') / 1000);
    expect(traceIdOf({ ...order, placedAt: '2026-11-24T08:00:00.400Z' })).toBe(traceIdOf(order));
  });
  test('is another for each order, and one that X-Ray can read even of a time before 1970', () => {
    expect(traceIdOf({ ...order, orderId: 'o-2' })).not.toBe(traceIdOf(order));
    expect(traceIdOf({ ...order, placedAt: '1900-01-01T00:00:00Z' })).toMatch(/^1-00000000-/);
  });
  test('is kept for the same orders everywhere, about as many as asked for', () => {
    const ids = Array.from({ length: 2_000 }, (_, at) => `order-${at}`);
    const kept = ids.filter((id) => isTraced(id, 5));
    expect(kept.length).toBeGreaterThan(50);
    expect(kept.length).toBeLessThan(150);
    expect(ids.filter((id) => isTraced(id, 100))).toHaveLength(2_000);
    expect(ids.filter((id) => isTraced(id, 0))).toHaveLength(0);
  });
  test('is read from the header that tells it, and from no other', () => {
    expect(traceIdIn(traceHeader(traceIdOf(order), segmentIdOf('payment', 'e')))).toBe(traceIdOf(order));
    expect(traceIdIn('Self=1-aa;Root=1-67891233-abcdef012345678912345678')).toBe('1-67891233-abcdef012345678912345678');
    for (const none of [undefined, '', 'Root=oops', 'Root=1-67891233-ABC']) expect(traceIdIn(none)).toBeUndefined();
  });
  test('has segment ids of 16 hex digits', () => {
    for (const id of [rootSegmentId('o-1'), segmentIdOf('payment', 'e')]) expect(id).toMatch(/^[0-9a-f]{16}$/);
    expect(segmentIdOf('payment', 'e')).not.toBe(segmentIdOf('inventory', 'e'));
  });
});

describe('X-Ray’s daemon', () => {
  test.each([
    ['169.254.100.1:2000', '169.254.100.1', 2000],
    ['tcp:127.0.0.1:2000 udp:127.0.0.2:2001', '127.0.0.2', 2001],
    ['daemon.local', 'daemon.local', 2000],
    [undefined, '127.0.0.1', 2000],
  ])('is found by %s', (setting, host, port) => expect(daemonAddress(setting)).toEqual({ host, port }));
  test('that is not there hinders nobody', async () => {
    const segment = { name: 'payment', id: '0', trace_id: '1', start_time: 1, end_time: 2, annotations: {} };
    await expect(sendSegments([segment], 'no-such-host.invalid:1')).resolves.toBeUndefined();
    await expect(sendSegments([segment], '127.0.0.1:99999')).resolves.toBeUndefined();
  });
});
