import { EventViolation, parseEvent } from '../../contracts/events/parse';
import { shown } from '../../contracts/events/shown';
import { cutText, isPortable } from '../../contracts/text';

interface EventLike {
  readonly id?: unknown;
  readonly detail?: { readonly orderId?: unknown } | null;
}

/** The object in a message's body; undefined if the body is no JSON object. */
export const objectIn = (body: string): object | undefined => {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
};

/** The event in a message's body, as far as it is one. */
export const eventIn = (body: string): EventLike | undefined => objectIn(body);

/** The order that a dead letter is about, if it says so. */
export const orderIdIn = (body: string): string | undefined => {
  const orderId = eventIn(body)?.detail?.orderId;
  return typeof orderId === 'string' ? orderId : undefined;
};

/** What SQS takes in a deduplication id, of the length that a pipe's target takes (API_PipeTargetSqsQueueParameters). */
const CARRIED_ID = /^[\x21-\x7e]{1,100}$/;

const FIELD_CHARACTERS = 120;

/** The first name or text in a value that SQS refuses. Not recursive: a body may be nested as deep as it is long. */
const firstUnportable = (value: unknown): { field: string; text: string } | undefined => {
  const left: (readonly [field: string, value: unknown])[] = [['event', value]];
  for (let next = left.pop(); next; next = left.pop()) {
    const [field, inner] = next;
    if (typeof inner === 'string' && !isPortable(inner)) return { field, text: inner };
    if (typeof inner !== 'object' || inner === null) continue;
    const entries = Object.entries(inner);
    const name = entries.find(([key]) => !isPortable(key))?.[0];
    if (name !== undefined) return { field, text: name };
    for (const [key, child] of entries.reverse()) left.push([`${field}.${key}`, child]);
  }
  return undefined;
};

/** Why a pipe cannot carry an event that the contract has no fault to find with; undefined if it can. */
const whyNoPipeCarries = (body: string): string | undefined => {
  const event = eventIn(body);
  if (typeof event?.id !== 'string' || !CARRIED_ID.test(event.id)) {
    const must = 'must be 1 to 100 letters, digits and punctuation of ASCII, as the deduplication id of its message';
    return `id: ${must}, got ${shown(['id'], event?.id)}`;
  }
  if (orderIdIn(body) === undefined)
    return `detail.orderId: must be given, as the group of the message is of an order or its shop, got ${shown(['orderId'], event.detail?.orderId)}`;
  const unportable = firstUnportable(event);
  if (!unportable) return undefined;
  const field = unportable.field.replace(/^event\./, '');
  const got = shown(field.split('.'), unportable.text);
  return `${cutText(field, FIELD_CHARACTERS, '…')}: must be text without characters that SQS refuses, got ${got}`;
};

/**
 * Why a dead letter died that no handler ever saw, and so left no reason: what the contract says of its body, and what a
 * pipe needs of it. Does not throw: no message may keep the others from being listed.
 * @param ofPipe whether a pipe gave the message up, not a stage.
 * @returns undefined if the body is a good event, which must have died of something else.
 */
export const deriveReason = (
  body: string,
  { ofPipe = false }: { readonly ofPipe?: boolean } = {},
): string | undefined => {
  try {
    parseEvent(body);
    return ofPipe ? whyNoPipeCarries(body) : undefined;
  } catch (error) {
    if (error instanceof EventViolation) return error.message;
    return `body: must be an event, got ${body.length} characters that cannot be read: ${String(error)}`;
  }
};
