import { type EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import type { TrafficClock } from './traffic-clock';

/** PutEvents takes this many entries at most (EventBridge quotas). */
export const MAX_ENTRIES_PER_REQUEST = 10;
const MAX_ATTEMPTS = 10;
const FIRST_RETRY_AFTER_MS = 50;
const LONGEST_RETRY_AFTER_MS = 5_000;

/** The bus kept refusing an entry. */
class EntryRejected extends Error {
  override readonly name = 'EntryRejected';
}

/** Where events go and on whose time. */
export interface Bus {
  readonly eventBridge: EventBridgeClient;
  readonly busName: string;
  readonly clock: TrafficClock;
}

/**
 * Publishes up to ten events and gives their bus ids, in order. A request may succeed with entries rejected: those alone are sent
 * again, with a growing pause.
 * @throws EntryRejected that names the first entry's type, code and message once ten attempts have failed.
 */
export const putEvents = async (bus: Bus, entries: readonly PutEventsRequestEntry[]): Promise<string[]> => {
  const ids = new Array<string>(entries.length).fill('');
  let pending = [...entries.keys()];
  for (let attempt = 0; pending.length > 0; attempt++) {
    if (attempt > 0) {
      await bus.clock.sleep(Math.min(LONGEST_RETRY_AFTER_MS, FIRST_RETRY_AFTER_MS * 2 ** (attempt - 1)));
    }
    const request = pending.map((index) => ({ ...entries[index], EventBusName: bus.busName }));
    const answer = await bus.eventBridge.send(new PutEventsCommand({ Entries: request }));
    const rejected: number[] = [];
    let reason = '';
    for (const [position, index] of pending.entries()) {
      const { EventId, ErrorCode, ErrorMessage } = answer.Entries?.[position] ?? {};
      if (EventId && !ErrorCode) ids[index] = EventId;
      else {
        rejected.push(index);
        reason ||= `${entries[index]?.DetailType}: ${ErrorCode ?? 'no answer'}: ${ErrorMessage ?? 'the bus told nothing of this entry'}`;
      }
    }
    if (rejected.length > 0 && attempt + 1 >= MAX_ATTEMPTS) {
      throw new EntryRejected(
        `${rejected.length} of ${entries.length} events rejected ${MAX_ATTEMPTS} times; ${reason}`,
      );
    }
    pending = rejected;
  }
  return ids;
};
