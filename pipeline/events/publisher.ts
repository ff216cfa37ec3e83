import { type EventBridgeClient, PutEventsCommand, type PutEventsResultEntry } from '@aws-sdk/client-eventbridge';
import pLimit from 'p-limit';
import type { OutgoingEvent } from './outgoing';
import { isPassing, isRefusal, PublishError } from './publish-error';
import { intoRequests, type KeyedEntry, putEntry } from './put-entries';

/** What is published for one record. */
export interface PublishedRecord {
  /** The record's message id. */
  readonly key: string;
  readonly events: readonly OutgoingEvent[];
  /** Passed on by the bus to its targets; no part of the event. */
  readonly traceHeader?: string;
}

export interface Publisher {
  /**
   * Publishes the events of a batch. Never throws.
   * @param entries the events of each record, by message id, and the trace that they are part of.
   * @returns why the bus does not have all events of a record, by message id: PublishError or OutgoingEventViolation.
   */
  publish(entries: readonly PublishedRecord[]): Promise<Map<string, Error>>;
}

export interface PublisherOptions {
  readonly client: Pick<EventBridgeClient, 'send'>;
  readonly busName: string;
  /** Waits before attempt `number` (from 1) of entries that the bus rejected in passing. */
  readonly pause?: (number: number) => Promise<void>;
}

const MAX_REQUESTS_AT_ONCE = 2;
const MAX_ATTEMPTS = 3;
const jitteredPause = (number: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, Math.random() * 50 * 2 ** number));

/** Publishes events in as few PutEvents as fit; the same event reported by several messages of a batch goes out once. */
export const publisher = ({ client, busName, pause = jitteredPause }: PublisherOptions): Publisher => ({
  async publish(records) {
    const failures = new Map<string, Error>();
    const entries = keyedEntries(records, busName, failures);
    const limit = pLimit(MAX_REQUESTS_AT_ONCE);
    const sent = await Promise.all(
      intoRequests(entries).map((request) => limit(() => sendRequest(client, request, pause))),
    );
    for (const { keyed, error } of sent.flat()) {
      for (const key of keyed.keys) if (!failures.has(key)) failures.set(key, error);
    }
    return failures;
  },
});

/** The entries of all records in order; a record with an event that breaks the contract goes to `failures` and sends nothing. */
const keyedEntries = (
  records: readonly PublishedRecord[],
  busName: string,
  failures: Map<string, Error>,
): KeyedEntry[] => {
  const byEventId = new Map<string, KeyedEntry>();
  for (const { key, events, traceHeader } of records) {
    try {
      const own = events.map((event) => ({
        id: event.detail.metadata?.eventId ?? `${key}#${event.type}`,
        entry: putEntry(event, busName, traceHeader),
      }));
      for (const { id, entry } of own) {
        byEventId.set(id, { keys: [...(byEventId.get(id)?.keys ?? []), key], entry });
      }
    } catch (error) {
      failures.set(key, error as Error);
    }
  }
  return [...byEventId.values()];
};

interface Unsent {
  readonly keyed: KeyedEntry;
  readonly error: PublishError;
}

/** Sends one request and, a few times, what of it the bus rejected in passing. Gives what did not get through. */
const sendRequest = async (
  client: PublisherOptions['client'],
  request: readonly KeyedEntry[],
  pause: (number: number) => Promise<void>,
): Promise<Unsent[]> => {
  let pending = request;
  const refused: Unsent[] = [];
  for (let attempt = 1; ; attempt++) {
    const rejected = await putOnce(client, pending);
    const passing = rejected.filter(({ error }) => isPassing(error.code));
    refused.push(...rejected.filter(({ error }) => !isPassing(error.code)));
    if (passing.length === 0) return refused;
    if (attempt === MAX_ATTEMPTS) return [...refused, ...ofSoMany(passing, request.length)];
    pending = passing.map(({ keyed }) => keyed);
    await pause(attempt);
  }
};

/** What the bus rejects in passing of most of a request is no single entry's trouble. */
const ofSoMany = (passing: readonly Unsent[], entries: number): Unsent[] => {
  const areMost = entries > 1 && passing.length * 2 > entries;
  return areMost ? passing.map(({ keyed, error }) => ({ keyed, error: error.ofMany() })) : [...passing];
};

/** Sends entries together; one by one, if the request is refused for what one of them may be. */
const putOnce = async (client: PublisherOptions['client'], entries: readonly KeyedEntry[]): Promise<Unsent[]> => {
  let answers: readonly PutEventsResultEntry[];
  try {
    const answer = await client.send(new PutEventsCommand({ Entries: entries.map(({ entry }) => entry) }));
    if (answer.FailedEntryCount === 0) return [];
    answers = answer.Entries ?? [];
  } catch (cause) {
    if (entries.length > 1 && isRefusal(cause)) {
      const unsent: Unsent[] = [];
      for (const keyed of entries) unsent.push(...(await putOnce(client, [keyed])));
      return unsent;
    }
    // Not one of the codes that are tried again here: the SDK has done so already.
    return entries.map((keyed) => ({ keyed, error: PublishError.ofRequest(cause, entries.length) }));
  }
  // Answers stand in the order of the entries; one that is missing or has no id did not get through.
  return entries.flatMap((keyed, at) => {
    const { EventId, ErrorCode = 'NoEventId', ErrorMessage = 'the bus gave no reason' } = answers[at] ?? {};
    return EventId ? [] : [{ keyed, error: PublishError.ofEntry(ErrorCode, ErrorMessage) }];
  });
};
