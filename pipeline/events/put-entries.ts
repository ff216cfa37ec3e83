import type { PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { eventSchemas } from '../../contracts/events/events';
import { ORDER_PROCESSOR_SOURCE } from '../../contracts/events/order-processor';
import { excerpt, firstIssue } from '../../contracts/first-issue';
import type { OutgoingEvent } from './outgoing';

/** PutEvents takes 10 entries (EB eb-quota.html). */
const MAX_ENTRIES = 10;
/**
 * Bytes per request. Sources differ: 256 KB (EB eb-putevent-size.html), 1 MB since January 2026 (AWS Compute Blog, "More room to build"). The smaller one
 * holds in every partition and costs nothing here: ten events of ours are about 20 KB. A single larger event is still sent, alone.
 */
const MAX_BYTES = 256 * 1024;

/** An event of ours that breaks the contract: a bug, so nothing of its record is published. */
class OutgoingEventViolation extends Error {
  override readonly name = 'OutgoingEventViolation';
}

/** One entry of PutEvents and the messages whose work it reports. */
export interface KeyedEntry {
  readonly keys: readonly string[];
  readonly entry: PutEventsRequestEntry;
}

/**
 * An event as PutEvents takes it. Only what the contract names is sent, whatever else the object carries.
 * @throws OutgoingEventViolation that names type, field and value.
 */
export const putEntry = (
  { type, detail }: OutgoingEvent,
  busName: string,
  traceHeader?: string,
): PutEventsRequestEntry => {
  const result = eventSchemas[type].safeParse(detail);
  if (!result.success) {
    const { field, problem, value } = firstIssue(result.error, detail);
    throw new OutgoingEventViolation(`${type}: detail.${field}: ${problem}, got ${excerpt(value)}`);
  }
  return {
    EventBusName: busName,
    Source: ORDER_PROCESSOR_SOURCE,
    DetailType: type,
    Detail: JSON.stringify(result.data),
    ...(traceHeader !== undefined && { TraceHeader: traceHeader }),
  };
};

/** An entry's size as EventBridge counts it: source, detail-type and detail in UTF-8. */
const entryBytes = ({ Source = '', DetailType = '', Detail = '' }: PutEventsRequestEntry): number =>
  Buffer.byteLength(Source) + Buffer.byteLength(DetailType) + Buffer.byteLength(Detail);

/** Cuts entries, in order, into as few requests as fit. */
export const intoRequests = (entries: readonly KeyedEntry[]): KeyedEntry[][] => {
  const requests: KeyedEntry[][] = [];
  let bytes = 0;
  for (const keyed of entries) {
    const size = entryBytes(keyed.entry);
    const current = requests.at(-1);
    if (current && current.length < MAX_ENTRIES && bytes + size <= MAX_BYTES) {
      current.push(keyed);
      bytes += size;
    } else {
      requests.push([keyed]);
      bytes = size;
    }
  }
  return requests;
};
