import { FINAL_EVENTS } from '../../contracts/events/events';

/** What the journal needs of an event on the bus. */
export interface JournalEvent {
  readonly 'detail-type': string;
  readonly detail: unknown;
}

/** When the bus first took each kind of event of one order, real milliseconds on a clock that only goes forward. */
export type OrderTimes = Readonly<Record<string, number>>;

/** When each order came to what, as somebody who watches the bus sees it. An event that comes again changes nothing. */
export class Journal {
  readonly #times = new Map<string, Record<string, number>>();
  /** Real milliseconds of the last event that brought some order on; negative infinity before the first. */
  public lastNewsMs = Number.NEGATIVE_INFINITY;

  public record({ 'detail-type': type, detail }: JournalEvent, atMs: number): void {
    const { orderId } = detail as { orderId?: unknown };
    if (typeof orderId !== 'string') return;
    const times = this.#times.get(orderId) ?? {};
    if (times[type] !== undefined) return;
    times[type] = atMs;
    this.#times.set(orderId, times);
    this.lastNewsMs = Math.max(this.lastNewsMs, atMs);
  }

  public timesOf(orderId: string): OrderTimes {
    return this.#times.get(orderId) ?? {};
  }

  /** When the order ended; undefined while it has not. */
  public endedAtMs(orderId: string): number | undefined {
    const times = this.timesOf(orderId);
    return FINAL_EVENTS.map((type) => times[type]).find((atMs) => atMs !== undefined);
  }

  /** Whether the order has its ticket and the barista has not finished it. */
  public isInKitchen(orderId: string): boolean {
    const times = this.timesOf(orderId);
    return times['Delivery Scheduled'] !== undefined && times['Order Ready'] === undefined;
  }
}
