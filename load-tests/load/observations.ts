import { FINAL_EVENTS } from '../../contracts/events/events';
import type { SeenEvent } from '../../simulation/audit/evidence';
import type { TappedEvent } from '../../simulation/traffic/tap';
import type { Ended, FromUser } from '../scenario/run-line';
import type { MemorySample } from './memory';

/** Messages in a stage's queues at one moment, ingress and work together. */
export interface BacklogSample {
  readonly atMs: number;
  /** By queue; in flight included. */
  readonly messages: Readonly<Record<string, number>>;
}

/** One order as seen from outside. Times are epoch milliseconds of this machine. */
export interface ObservedOrder {
  readonly orderId: string;
  readonly total: number;
  readonly currency: string;
  readonly placedAtMs: number;
  publishedAtMs?: number;
  ended?: Ended;
  lost?: boolean;
}

/** What a run showed to somebody outside of it. */
export class Observations {
  readonly orders = new Map<string, ObservedOrder>();
  readonly events: SeenEvent[] = [];
  readonly publishedEventIds: string[] = [];
  readonly backlog: BacklogSample[] = [];
  readonly memory: MemorySample[] = [];
  /** How often a circuit breaker of the service opened. */
  circuitsOpened = 0;

  public constructor(readonly runId: string) {}

  /** True of events of this run's orders: others may be on the bus. */
  public isOwn({ detail }: TappedEvent): boolean {
    return typeof detail.orderId === 'string' && detail.orderId.startsWith(`${this.runId}-`);
  }

  public hear(message: FromUser, atMs: number): void {
    if (message.told === 'placed') {
      const { orderId, total, currency } = message;
      this.orders.set(orderId, { orderId, total, currency, placedAtMs: atMs });
      return;
    }
    const order = this.orders.get(message.orderId);
    if (!order) return;
    if (message.told === 'lost') order.lost = true;
    else {
      order.publishedAtMs = message.atMs;
      this.publishedEventIds.push(...message.eventIds);
    }
  }

  /** Takes an event of the tap. @returns the order's end if it is the first final event of one. */
  public see(event: TappedEvent, atMs: number): Ended | undefined {
    this.events.push(event);
    const orderId = String(event.detail.orderId);
    const type = event['detail-type'];
    const order = this.orders.get(orderId);
    if (!order || order.ended || !FINAL_EVENTS.some((final) => final === type)) return undefined;
    order.ended = { orderId, type, atMs };
    return order.ended;
  }
}
