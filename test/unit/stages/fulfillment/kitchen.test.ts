import {
  dayIn,
  type Kitchen,
  type KitchenSettings,
  NEW_KITCHEN,
  openTicket,
  withoutTicket,
} from '../../../../stages/fulfillment/kitchen';
import { NOW_MS } from '../../../stages/settings';

const ONE_STATION: KitchenSettings = { stations: 1, prepSecondsPerItem: 60, timeZone: 'America/New_York' };
const MINUTE_MS = 60_000;

/** Opens tickets for orders of so many items, all at one time. */
const serve = (kitchen: Kitchen, itemCounts: readonly number[], settings = ONE_STATION, nowMs = NOW_MS) => {
  let current = kitchen;
  const tickets = itemCounts.map((itemCount, index) => {
    const orderId = `o-${nowMs}-${index}`;
    const opened = openTicket(current, { orderId, customerId: 'c-1', itemCount }, settings, nowMs);
    current = opened.kitchen;
    return opened.ticket;
  });
  const minutesUntil = (at: string) => (Date.parse(at) - nowMs) / MINUTE_MS;
  return {
    kitchen: current,
    numbers: tickets.map(({ ticket }) => ticket),
    days: tickets.map(({ day }) => day),
    starts: tickets.map(({ startsAt }) => minutesUntil(startsAt)),
    ready: tickets.map(({ readyAt }) => minutesUntil(readyAt)),
  };
};

describe('ticket numbers', () => {
  it('ticket numbers count from 1', () => {
    expect(serve(NEW_KITCHEN, [1, 1, 1]).numbers).toEqual([1, 2, 3]);
  });

  it('ticket numbers are not given again when a ticket was taken down', () => {
    const { kitchen } = serve(NEW_KITCHEN, [1, 1]);

    expect(serve(withoutTicket(kitchen, `o-${NOW_MS}-1`), [1]).numbers).toEqual([3]);
  });

  const BEFORE_MIDNIGHT_MS = Date.UTC(2026, 10, 25, 4, 59, 59, 999);

  it("ticket numbers begin again at midnight of the shop's own time zone", () => {
    const evening = serve(NEW_KITCHEN, [1, 1], ONE_STATION, BEFORE_MIDNIGHT_MS);
    const morning = serve(evening.kitchen, [1, 1], ONE_STATION, BEFORE_MIDNIGHT_MS + 1);

    expect([evening.days, evening.numbers]).toEqual([
      ['2026-11-24', '2026-11-24'],
      [1, 2],
    ]);
    expect([morning.days, morning.numbers]).toEqual([
      ['2026-11-25', '2026-11-25'],
      [1, 2],
    ]);
  });

  it('ticket numbers go on at midnight of another time zone', () => {
    const berlin = { ...ONE_STATION, timeZone: 'Europe/Berlin' };
    const before = serve(NEW_KITCHEN, [1], berlin, BEFORE_MIDNIGHT_MS);

    expect(serve(before.kitchen, [1], berlin, BEFORE_MIDNIGHT_MS + 1)).toMatchObject({
      numbers: [2],
      days: ['2026-11-25'],
    });
  });

  it('ticket numbers never go back to yesterday when a clock does: its numbers are taken', () => {
    const morning = serve(NEW_KITCHEN, [1], ONE_STATION, BEFORE_MIDNIGHT_MS + 1);

    expect(serve(morning.kitchen, [1], ONE_STATION, BEFORE_MIDNIGHT_MS)).toMatchObject({
      numbers: [2],
      days: ['2026-11-25'],
    });
  });

  it.each([
    ['America/New_York', '2026-11-24'],
    ['UTC', '2026-11-25'],
    ['Asia/Tokyo', '2026-11-25'],
  ])('ticket numbers in %s belong to %s', (timeZone, day) => {
    expect(dayIn(timeZone, BEFORE_MIDNIGHT_MS)).toBe(day);
  });
});

describe('stations', () => {
  const stations = (count: number) => ({ ...ONE_STATION, stations: count });

  it('stations prepare item after item, and order after order', () => {
    const { starts, ready } = serve(NEW_KITCHEN, [2, 1]);

    expect([starts, ready]).toEqual([
      [0, 2],
      [2, 3],
    ]);
  });

  it('stations work side by side: two halve the wait', () => {
    expect(serve(NEW_KITCHEN, [2, 2, 2, 2], stations(1)).ready).toEqual([2, 4, 6, 8]);
    expect(serve(NEW_KITCHEN, [2, 2, 2, 2], stations(2)).ready).toEqual([2, 2, 4, 4]);
  });

  it('stations give an order to the one that is free first', () => {
    expect(serve(NEW_KITCHEN, [5, 1, 1, 1], stations(2)).starts).toEqual([0, 0, 1, 2]);
  });

  it('stations that were idle start at once', () => {
    const { kitchen } = serve(NEW_KITCHEN, [1]);

    expect(serve(kitchen, [1], ONE_STATION, NOW_MS + 10 * MINUTE_MS).starts).toEqual([0]);
  });

  it('stations that are added are free now', () => {
    const { kitchen } = serve(NEW_KITCHEN, [4]);

    expect(serve(kitchen, [1, 1], stations(2)).starts).toEqual([0, 1]);
  });

  it('stations that are taken away leave their work to the others: the busiest are counted', () => {
    const { kitchen } = serve(NEW_KITCHEN, [4, 1], stations(2));

    expect(serve(kitchen, [1]).starts).toEqual([4]);
  });
});
