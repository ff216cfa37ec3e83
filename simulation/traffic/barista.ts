import type { PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { ORDER_MANAGER_SOURCE } from '../../contracts/events/order-manager';
import { type Bus, MAX_ENTRIES_PER_REQUEST, putEvents } from './put-events';
import type { TappedEvent } from './tap';

export interface BaristaOptions extends Bus {
  /** True: every order is ready the moment it is scheduled. False: at its `readyAt`, on the clock given. */
  readonly instant?: boolean;
  /** Told when an Order Ready could not be published. */
  readonly onError: (error: unknown) => void;
}

/**
 * The barista: answers each Delivery Scheduled with an Order Ready, once per order however often it is told. What is ready while a
 * request is under way goes out with the next one.
 */
export const barista = (options: BaristaOptions) => {
  const { clock, instant = false, onError } = options;
  const known = new Set<string>();
  const ready: PutEventsRequestEntry[] = [];
  let sending: Promise<void> | undefined;
  let stopped = false;

  const sendAll = async (): Promise<void> => {
    while (ready.length > 0 && !stopped) {
      await putEvents(options, ready.splice(0, MAX_ENTRIES_PER_REQUEST)).catch(onError);
    }
    sending = undefined;
  };

  const handOver = (orderId: string, shopId: string): void => {
    if (stopped) return;
    const detail = { orderId, shopId, timestamp: new Date(clock.now()).toISOString() };
    ready.push({ Source: ORDER_MANAGER_SOURCE, DetailType: 'Order Ready', Detail: JSON.stringify(detail) });
    sending ??= sendAll();
  };

  return {
    /** Takes an event from a tap; others than Delivery Scheduled are left alone. */
    onEvent({ 'detail-type': type, detail }: TappedEvent): void {
      if (type !== 'Delivery Scheduled' || stopped) return;
      const { orderId, shopId, readyAt } = detail as { orderId: string; shopId: string; readyAt: string };
      if (known.has(orderId)) return;
      known.add(orderId);
      const waitMs = instant ? 0 : Date.parse(readyAt) - clock.now();
      if (waitMs <= 0) handOver(orderId, shopId);
      else clock.sleep(waitMs).then(() => handOver(orderId, shopId), onError);
    },

    /** Goes home: sends nothing more; resolves when the request under way is done. */
    async stop(): Promise<void> {
      stopped = true;
      await sending;
    },
  };
};
