import type { Done, Outcome } from '../../../../pipeline/batch/record';
import { segmentsOf, traceHeaderOf } from '../../../../pipeline/batch/traces';
import { rootSegmentId, segmentIdOf, traceHeader, traceIdOf } from '../../../../pipeline/telemetry/order-trace';
import { message } from './messages';

const PLACED_AT = '2026-11-02T09:59:00.000Z';
const NOW_MS = Date.parse('2026-11-02T10:00:00.000Z');
const trace = traceIdOf({ orderId: 'o-1', placedAt: PLACED_AT });

const done: Done = {
  status: 'done',
  operation: 'payment.charge',
  outcome: 'charged',
  replay: false,
  events: [],
  counts: {},
  placedAt: PLACED_AT,
};
const outcomeOf = (type: string, work: Outcome['work'] = done, metadata?: object): Outcome => ({
  message: message({ messageId: 'm' }),
  record: {
    messageId: 'm',
    groupId: 'o-1',
    receiveCount: 1,
    event: { type, eventId: 'e-1', source: 's', time: '', detail: { orderId: 'o-1', shopId: 'astoria', metadata } },
  } as unknown as NonNullable<Outcome['record']>,
  work,
  result: work,
  durationMs: 40,
});

test('Order Created makes the segment of the whole order, from placed to charged, and that of its work', () => {
  const [root, own] = segmentsOf(outcomeOf('Order Created'), 'payment', NOW_MS);
  expect(root).toMatchObject({ name: 'order', trace_id: trace, id: rootSegmentId('o-1') });
  expect([root?.start_time, root?.end_time]).toEqual([Date.parse(PLACED_AT) / 1000, NOW_MS / 1000]);
  expect(own).toMatchObject({
    name: 'payment',
    trace_id: trace,
    id: segmentIdOf('payment', 'e-1'),
    parent_id: rootSegmentId('o-1'),
    start_time: (NOW_MS - 40) / 1000,
    annotations: { order_id: 'o-1', operation: 'payment.charge', outcome: 'charged', replay: false, receive_count: 1 },
  });
});

test('an event of ours hangs below the work that published it, one of the order manager’s below the order', () => {
  const ours = outcomeOf('Payment Validated', done, { causationId: 'e-0' });
  expect(segmentsOf(ours, 'inventory', NOW_MS)).toMatchObject([{ parent_id: segmentIdOf('payment', 'e-0') }]);
  expect(segmentsOf(outcomeOf('Order Ready'), 'fulfillment', NOW_MS)).toMatchObject([
    { parent_id: rootSegmentId('o-1') },
  ]);
});

test('a replay stands beside the work that it repeats, and makes no order a second time', () => {
  const segments = segmentsOf(outcomeOf('Order Created', { ...done, replay: true }), 'payment', NOW_MS);
  expect(segments).toMatchObject([{ annotations: { replay: true } }]);
  expect(segments[0]?.id).not.toBe(segmentIdOf('payment', 'e-1'));
});

test('work whose events the bus did not take is a fault', () => {
  const unsent = { ...outcomeOf('Order Ready'), result: { status: 'failed', error: new Error('bus') } } as Outcome;
  expect(segmentsOf(unsent, 'fulfillment', NOW_MS)).toMatchObject([{ fault: true }]);
});

test('work that failed is a fault of the order, if its event says when the order was placed', () => {
  const failed = { status: 'failed', error: new Error('stock is a text') } as const;
  const outcome = outcomeOf('Payment Validated', failed);
  Object.assign(outcome.record?.event.detail ?? {}, { placedAt: PLACED_AT });
  const [segment, ...more] = segmentsOf(outcome, 'inventory', NOW_MS);
  expect(segment).toMatchObject({ trace_id: trace, fault: true, annotations: { outcome: 'failed' } });
  expect(segment?.id).not.toBe(segmentIdOf('inventory', 'e-1'));
  expect(more).toEqual([]);
  expect(segmentsOf(outcomeOf('Order Ready', failed), 'fulfillment', NOW_MS)).toEqual([]);
});

test('an order of which nobody knows when it was placed has no trace yet', () => {
  const { placedAt: _, ...remembered } = done;
  expect(segmentsOf(outcomeOf('Order Confirmed', remembered), 'payment', NOW_MS)).toEqual([]);
  expect(traceHeaderOf(outcomeOf('Order Confirmed', remembered), 'payment')).toBeUndefined();
});

test('the traces of the invocation and of the producer can be found from it', () => {
  const [invocation, producer] = ['1-67891233-abcdef012345678912345678', '1-67891234-abcdef012345678912345678'];
  const outcome = outcomeOf('Order Ready');
  const attributes = { ...outcome.message.attributes, AWSTraceHeader: `Root=${producer};Sampled=1` };
  const traced = { ...outcome, message: { ...outcome.message, attributes } };
  expect(
    segmentsOf(traced, 'fulfillment', NOW_MS, `Root=${invocation};Parent=1;Sampled=1`)[0]?.annotations,
  ).toMatchObject({ invocation_trace: invocation, producer_trace: producer });
});

test('events are published as part of the trace', () => {
  expect(traceHeaderOf(outcomeOf('Order Created'), 'payment')).toBe(traceHeader(trace, segmentIdOf('payment', 'e-1')));
});
