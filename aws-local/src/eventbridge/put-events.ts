import { randomUUID } from 'node:crypto';
import { AwsError } from '../http/aws-error';
import { jsonObject } from '../json-text';
import type { BusEvent, PutEventsEntry } from './bus-event';

const MAX_ENTRIES = 10;
// API_PutPartnerEvents.
const MAX_PARTNER_ENTRIES = 20;
const MAX_REQUEST_BYTES = 1024 * 1024;
const MAX_DETAIL_TYPE_LENGTH = 128;
/**
 * What PutEvents takes is not documented. Event Ruler, which matches events with rules, reads them with Jackson
 * (github.com/aws/event-ruler, pom.xml), which takes 1,000 levels (StreamReadConstraints.DEFAULT_MAX_DEPTH); the event is one.
 */
const MAX_DETAIL_LEVELS = 999;

/** Why an entry is refused, in the codes of PutEventsResultEntry. */
export interface EntryFault {
  code: string;
  message: string;
}

/** Who sends events: the account's own services, or a partner to its bus. */
export type Sender = 'account' | 'partner';

/**
 * Checks what fails a request as a whole: 1 to 10 entries (20 of a partner), less than 1 MB together (API_PutEvents,
 * API_PutPartnerEvents).
 * @throws AwsError ValidationException.
 */
export const checkPutEventsRequest = (entries: readonly PutEventsEntry[], sender: Sender = 'account'): void => {
  const most = sender === 'partner' ? MAX_PARTNER_ENTRIES : MAX_ENTRIES;
  if (entries.length === 0 || entries.length > most) {
    const bound = entries.length === 0 ? 'greater than or equal to 1' : `less than or equal to ${most}`;
    throw new AwsError(
      'ValidationException',
      `1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must have length ${bound} (it has ${entries.length})`,
    );
  }
  let bytes = 0;
  for (const entry of entries) bytes += entrySizeBytes(entry);
  if (bytes > MAX_REQUEST_BYTES) {
    throw new AwsError(
      'ValidationException',
      `Total size of the entries in the request is over the limit: ${bytes} bytes`,
    );
  }
};

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevent-size.html: the time counts 14 bytes, text its UTF-8 form. */
const entrySizeBytes = (entry: PutEventsEntry): number => {
  let bytes = entry.Time === undefined ? 0 : 14;
  for (const text of [entry.Source, entry.DetailType, entry.Detail, ...(entry.Resources ?? [])]) {
    if (text !== undefined) bytes += Buffer.byteLength(text);
  }
  return bytes;
};

/** The event that an entry makes, or why it makes none. `nowMs` stands for a missing Time. */
export const eventFromEntry = (
  entry: PutEventsEntry,
  context: { nowMs: number; region: string; account: string; sender?: Sender },
): { event: BusEvent } | { fault: EntryFault } => {
  const { Source: source, DetailType: detailType, Detail: detailText } = entry;
  if (!source) return missing('Source');
  if (!detailType) return missing('DetailType');
  if (!detailText) return missing('Detail');
  if (context.sender !== 'partner' && source.startsWith('aws.')) {
    return { fault: { code: 'NotAuthorizedForSourceException', message: 'Not authorized for the source.' } };
  }
  if (detailType.length > MAX_DETAIL_TYPE_LENGTH) {
    return invalid('DetailType', `it has ${detailType.length} characters, more than ${MAX_DETAIL_TYPE_LENGTH}`);
  }
  const timeMs = entry.Time === undefined ? context.nowMs : epochMs(entry.Time);
  if (!isEpochMs(timeMs)) return invalid('Time', `${String(entry.Time)} is not a time`);
  const detail = jsonObject(detailText);
  if (detail === undefined || isDeeperThan(MAX_DETAIL_LEVELS, detail)) {
    return { fault: { code: 'MalformedDetail', message: 'Detail is malformed.' } };
  }
  return { event: makeEvent({ source, detailType, detail, timeMs, resources: entry.Resources ?? [] }, context) };
};

/** An event with a fresh id; its time has whole seconds, as on AWS. */
export const makeEvent = (
  content: { source: string; detailType: string; detail: object; timeMs: number; resources: string[] },
  context: { region: string; account: string },
): BusEvent => ({
  version: '0',
  id: randomUUID(),
  'detail-type': content.detailType,
  source: content.source,
  account: context.account,
  time: `${new Date(content.timeMs).toISOString().slice(0, 19)}Z`,
  region: context.region,
  resources: content.resources,
  detail: content.detail,
});

const missing = (field: string): { fault: EntryFault } => invalid(field, `${field} is a required argument.`);

const invalid = (field: string, reason: string): { fault: EntryFault } => ({
  fault: { code: 'InvalidArgument', message: `Parameter ${field} is not valid. Reason: ${reason}` },
});

/** A number is epoch seconds, as the protocol sends it. */
const epochMs = (time: number | string | Date): number =>
  typeof time === 'number' ? time * 1000 : new Date(time).getTime();

// Four-digit years only: beyond them an ISO string has another shape.
const isEpochMs = (timeMs: number): boolean => timeMs >= 0 && timeMs < Date.UTC(10_000, 0);

const isContainer = (value: unknown): value is object => typeof value === 'object' && value !== null;

const isDeeperThan = (levels: number, value: unknown): boolean => {
  // Level by level: JSON.parse reads far deeper values than a recursive function can visit.
  let level = [value].filter(isContainer);
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > levels) return true;
    level = level.flatMap((container) => Object.values(container).filter(isContainer));
  }
  return false;
};
