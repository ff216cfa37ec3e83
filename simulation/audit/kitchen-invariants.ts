import type { Breach, Evidence } from './evidence';

/** Ticket numbers of a shop and day run 1, 2, 3, … with no gap and no double. */
export const ticketsWithoutGap = ({ orders }: Evidence): Breach[] => {
  const series = new Map<string, Map<number, string[]>>();
  for (const { orderId, shopId, scheduled } of orders) {
    if (!scheduled) continue;
    const key = `${shopId} on ${scheduled.day}`;
    const tickets = series.get(key) ?? new Map<number, string[]>();
    tickets.set(scheduled.ticket, [...(tickets.get(scheduled.ticket) ?? []), orderId]);
    series.set(key, tickets);
  }
  return [...series].flatMap(([where, tickets]) => {
    const doubles = [...tickets].filter(([, owners]) => owners.length > 1);
    const last = [...tickets.keys()].reduce((highest, ticket) => Math.max(highest, ticket), 0);
    const gaps = Array.from({ length: last }, (_, index) => index + 1).filter((ticket) => !tickets.has(ticket));
    return [
      ...doubles.map(([ticket, owners]) => ({
        detail: `${where}: ticket ${ticket} was given to ${owners.join(' and ')}`,
      })),
      ...gaps.map((ticket) => ({ detail: `${where}: ticket ${ticket} of ${last} was given to nobody` })),
    ];
  });
};

/** When all has ended, no ticket hangs in a kitchen. */
export const kitchenEmpty = ({ kitchens }: Evidence): Breach[] =>
  kitchens.flatMap(({ shopId, openOrderIds }) =>
    openOrderIds.map((orderId) => ({ orderId, detail: `still has a ticket in the kitchen of ${shopId}` })),
  );
