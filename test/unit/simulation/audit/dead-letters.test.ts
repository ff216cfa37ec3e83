import { deriveReason } from '../../../../pipeline/batch/dead-letter';
import { failureRecordKey } from '../../../../pipeline/batch/failure-records';
import { withReasons } from '../../../../simulation/audit/collect';
import { distinctEvents } from '../../../../simulation/audit/dead-letters';

const letter = (body: string, messageId = 'm-1', queue = 'payment-dlq') => ({ queue, messageId, body });
const event = (id: string, detail: object): string =>
  JSON.stringify({ id, 'detail-type': 'Order Ready', source: 's', time: '2026-11-24T09:00:00Z', detail });
const good = { orderId: 'o-1', shopId: 'astoria', timestamp: '2026-11-24T09:00:00Z' };

describe('dead letters', () => {
  test('one event that died in three queues is one, two messages that are no events are two', () => {
    expect(
      distinctEvents([
        letter(event('e-1', {}), 'm-1', 'payment-dlq'),
        letter(event('e-1', {}), 'm-2', 'inventory-dlq'),
        letter(event('e-2', {}), 'm-3'),
        letter('no event', 'm-4'),
        letter('no event', 'm-5'),
      ]),
    ).toBe(4);
  });

  test('the reason that nobody recorded is what the contract says', () => {
    expect(deriveReason(event('e', { ...good, orderId: 'x'.repeat(200) }))).toContain(
      'detail.orderId: must be 1 to 64',
    );
    expect(deriveReason(event('e', { ...good, metadata: { eventId: 'e', schemaVersion: 9 } }))).toContain(
      'schemaVersion: must be 1',
    );
    expect(deriveReason('two espressos')).toBe('body: must be JSON, got 13 characters');
  });

  test('a good event has no such reason: it died of something else', () => {
    expect(deriveReason(event('e', good))).toBeUndefined();
  });

  test('a recorded reason goes before the derived one, by the body of the message', () => {
    const body = event('e-1', good);
    const recorded = new Map([
      [failureRecordKey({ body }).PK, 'too old'],
      [failureRecordKey({ body: 'no event' }).PK, 'no event at all'],
    ]);
    const letters = withReasons(
      [letter(body), letter('no event', 'm-3'), letter('[]', 'm-4'), letter(event('e-5', good), 'm-5')],
      recorded,
    );

    expect(letters.map(({ reason }) => reason)).toEqual([
      'too old',
      'no event at all',
      expect.stringContaining('expected'),
      undefined,
    ]);
  });
});
