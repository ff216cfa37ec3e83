import * as fc from 'fast-check';
import { placedAt } from '../../../contracts/events/placed-at';

const SECOND_MS = 1_000;
const HOUR_MS = 3_600_000;

/** As EventBridge writes it: the second in which it took the event. */
const busTimeOf = (atMs: number): string =>
  new Date(Math.floor(atMs / SECOND_MS) * SECOND_MS).toISOString().replace('.000Z', 'Z');
const inZone = (atMs: number, hours: number): string =>
  new Date(atMs + hours * HOUR_MS).toISOString().replace('Z', `+${String(hours).padStart(2, '0')}:00`);

const takenMs = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2030, 0, 1) });
const zone = fc.integer({ min: 0, max: 14 });
/** A producer's clock is a bit off, or far. */
const aheadMs = fc.oneof(
  fc.integer({ min: -3 * SECOND_MS, max: 3 * SECOND_MS }),
  fc.integer({ min: -60 * 24 * HOUR_MS, max: 24 * HOUR_MS }),
);

describe('when an order was placed', () => {
  test('is within a second of the time that the bus tells, whatever the producer’s clock says', () => {
    fc.assert(
      fc.property(takenMs, aheadMs, zone, (atMs, ahead, hours) => {
        const [timestamp, busTime] = [inZone(atMs + ahead, hours), busTimeOf(atMs)];
        const placed = placedAt(timestamp, busTime);
        const offMs = Date.parse(placed) - Date.parse(busTime);
        expect([timestamp, busTime]).toContain(placed);
        expect(offMs).toBeGreaterThanOrEqual(-SECOND_MS);
        expect(offMs).toBeLessThan(SECOND_MS);
      }),
    );
  });

  test('is told in milliseconds by a clock that is right, wherever in its second the bus took the event', () => {
    fc.assert(
      fc.property(takenMs, fc.integer({ min: 0, max: SECOND_MS }), (atMs, onItsWayMs) => {
        const timestamp = new Date(Math.max(atMs - onItsWayMs, Date.parse(busTimeOf(atMs)) - SECOND_MS)).toISOString();
        expect(placedAt(timestamp, busTimeOf(atMs))).toBe(timestamp);
      }),
    );
  });

  test('decided again it is the same, so that nobody’s second reading moves it', () => {
    fc.assert(
      fc.property(takenMs, aheadMs, (atMs, ahead) => {
        const busTime = busTimeOf(atMs);
        const once = placedAt(new Date(atMs + ahead).toISOString(), busTime);
        expect(placedAt(once, busTime)).toBe(once);
      }),
    );
  });
});
