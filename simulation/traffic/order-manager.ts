import type { PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { ORDER_MANAGER_SOURCE } from '../../contracts/events/order-manager';
import type { OrderPlan } from './plan';
import { type PlannedEvent, plannedEvents } from './planned-events';
import { type Bus, MAX_ENTRIES_PER_REQUEST, putEvents } from './put-events';

export interface OrderManagerOptions extends Bus {
  /** How many times faster than planned to publish; by default as planned. */
  readonly compress?: number;
  /** Takes what goes to a queue past the bus; needed for plans that hold such messages. */
  readonly sendMessage?: (body: string, marker: string) => Promise<void>;
  readonly onProgress?: (progress: Progress) => void;
  /** Stops publishing before the next request. */
  readonly signal?: AbortSignal;
}

interface Progress {
  readonly sent: number;
  readonly planned: number;
}

/** What was published. */
export interface Published {
  /** Events and messages, duplicates and malformed ones included. */
  readonly sent: number;
  /** Ids that the bus gave the events, in order of sending. */
  readonly eventIds: readonly string[];
}

/** Events that are due within this many milliseconds go out in one request. */
const BATCH_WINDOW_MS = 20;

type BusBound = Extract<PlannedEvent, { to: 'bus' }>;

/**
 * The order manager of the demo: publishes a plan's events at their times, and never one before another that was planned earlier.
 * When it falls behind it sends full requests until it has caught up.
 */
export const orderManager = (options: OrderManagerOptions) => {
  const { clock, compress = 1, sendMessage, onProgress, signal } = options;
  const timestamps = new WeakMap<object, string>();

  const entryOf = ({ type, detail }: BusBound): PutEventsRequestEntry => {
    const timestamp = timestamps.get(detail) ?? new Date(clock.now()).toISOString();
    timestamps.set(detail, timestamp);
    return { Source: ORDER_MANAGER_SOURCE, DetailType: type, Detail: JSON.stringify({ ...detail, timestamp }) };
  };

  /**
   * Publishes the whole plan, from its start on.
   * @throws EntryRejected if the bus keeps refusing an event; Error if the plan holds queue messages and there is no `sendMessage`.
   */
  const publish = async (plan: Pick<OrderPlan, 'orders' | 'malformed' | 'startMs'>): Promise<Published> => {
    const events = plannedEvents(plan);
    if (!sendMessage && events.some(({ to }) => to === 'queue')) {
      throw new Error('the plan sends messages past the bus: sendMessage is needed');
    }
    const beganAtMs = clock.now();
    const dueInMs = ({ atMs }: PlannedEvent): number => beganAtMs + (atMs - plan.startMs) / compress - clock.now();
    const eventIds: string[] = [];
    let next = 0;
    for (let event = events[next]; event && !signal?.aborted; event = events[next]) {
      const waitMs = dueInMs(event);
      if (waitMs > 0) await clock.sleep(waitMs);
      if (event.to === 'queue') {
        await sendMessage?.(event.body, event.marker);
        next++;
      } else {
        const batch: BusBound[] = [];
        for (let due = events[next]; due?.to === 'bus' && batch.length < MAX_ENTRIES_PER_REQUEST; due = events[next]) {
          if (batch.length > 0 && dueInMs(due) > BATCH_WINDOW_MS) break;
          batch.push(due);
          next++;
        }
        eventIds.push(...(await putEvents(options, batch.map(entryOf))));
      }
      onProgress?.({ sent: next, planned: events.length });
    }
    return { sent: next, eventIds };
  };

  return { publish };
};
