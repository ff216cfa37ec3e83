import type { Message } from '@aws-sdk/client-sqs';
import { cutText } from '../../contracts/text';
import { deriveReason, orderIdIn } from '../../pipeline/batch/dead-letter';
import type { FailureRecord } from '../../pipeline/batch/failure-records';
import type { DeadLetterQueue } from '../target/names';
import { hintFault, shownHint } from './hint';
import { shownEvent, withoutTokens } from './withhold';

/** Who says why: the stage that failed on it, the contract, the rule that could not deliver it, or nobody. */
type ReasonSource = 'recorded' | 'derived' | 'delivery' | 'unknown';

/** One dead letter as an operator sees it; nothing in it is secret. */
export interface DeadLetter {
  readonly queue: string;
  readonly messageId: string;
  readonly group?: string;
  readonly orderId?: string;
  readonly shopId?: string;
  readonly type?: string;
  readonly eventId?: string;
  readonly reason: string;
  readonly reasonSource: ReasonSource;
  readonly failureClass?: string;
  /** How often it was tried; receives by those who look at dead letters come on top. */
  readonly receiveCount: number;
  /** When it was first received, or sent if it never was, ISO 8601. */
  readonly firstSeen: string;
  /** What the message says, card tokens withheld; missing if it is no JSON object. */
  readonly event?: Readonly<Record<string, unknown>>;
}

type Attributes = Readonly<Partial<Record<string, string>>>;

const textAt = (value: unknown, ...path: readonly string[]): string | undefined => {
  const found = path.reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], value);
  return typeof found === 'string' ? found : undefined;
};

/** As long as a recorded reason may be: what a rule says of its target has no limit of its own. */
const LONGEST_REASON = 1_000;

/** What the rule said that could not deliver it; undefined of a message that no rule has given up. */
const deliveryErrorOf = ({ MessageAttributes }: Message): string | undefined => {
  const code = MessageAttributes?.ERROR_CODE?.StringValue;
  return code && `${code}: ${MessageAttributes?.ERROR_MESSAGE?.StringValue ?? 'no message'}`;
};

/** Before it is published again, a message's own story; `DeadLetter` is what may be shown of it. */
const reasonOf = (
  { kind }: Pick<DeadLetterQueue, 'kind'>,
  message: Message,
  rejection: FailureRecord | undefined,
): { reason: string; reasonSource: ReasonSource } => {
  if (rejection) return { reason: withoutTokens(rejection.reason), reasonSource: 'recorded' };
  const body = message.Body ?? '';
  const derived = kind === 'stripe' ? hintFault(body) : deriveReason(body, { ofPipe: kind === 'pipe' });
  const said = deliveryErrorOf(message);
  if (said) {
    // The rule names the parameter that its target refused; which field of the event that came from, only the body tells.
    const reason = withoutTokens(derived === undefined ? said : `${derived} (${said})`);
    return { reason: cutText(reason, LONGEST_REASON, '…'), reasonSource: 'delivery' };
  }
  if (derived !== undefined) return { reason: withoutTokens(derived), reasonSource: 'derived' };
  const reason =
    kind === 'stripe'
      ? "nobody recorded one: the payment watcher's log says why it could not be worked"
      : 'nobody recorded one: the event is valid, so it died of something else (a timeout, a crash, throttling)';
  return { reason, reasonSource: 'unknown' };
};

/** Decodes a received message; `rejection` is what the stage recorded of it, if it did. */
export const deadLetter = (
  queue: Pick<DeadLetterQueue, 'name' | 'kind'>,
  message: Message,
  rejection: FailureRecord | undefined,
): DeadLetter => {
  const { MessageId = '', Body = '' } = message;
  const attributes: Attributes = message.Attributes ?? {};
  const isHint = queue.kind === 'stripe';
  const event = isHint ? shownHint(Body) : shownEvent(Body);
  const about = isHint ? event : event?.detail;
  const orderId = isHint ? textAt(event, 'orderId') : orderIdIn(Body);
  const shopId = textAt(about, 'shopId');
  const type = textAt(event, 'detail-type');
  const eventId = textAt(event, 'detail', 'metadata', 'eventId') ?? textAt(event, 'id');
  const seenMs = Number(attributes.ApproximateFirstReceiveTimestamp ?? attributes.SentTimestamp ?? 0);
  return {
    queue: queue.name,
    messageId: MessageId,
    ...(attributes.MessageGroupId !== undefined && { group: attributes.MessageGroupId }),
    ...(orderId !== undefined && { orderId }),
    ...(shopId !== undefined && { shopId }),
    ...(type !== undefined && { type }),
    ...(eventId !== undefined && { eventId }),
    ...reasonOf(queue, message, rejection),
    ...(rejection && { failureClass: rejection.failureClass }),
    receiveCount: rejection?.receiveCount ?? Math.max(0, Number(attributes.ApproximateReceiveCount ?? 1) - 1),
    firstSeen: new Date(seenMs).toISOString(),
    ...(event && { event }),
  };
};

/** Which dead letters are meant; several given: those that are all of it. */
export interface Selection {
  readonly orderId?: string;
  /** The one with this id: a message that nobody can read is of no order. */
  readonly messageId?: string;
  /** Part of the reason, in any case. */
  readonly reason?: string;
}

export const isSelected = (
  letter: Pick<DeadLetter, 'orderId' | 'messageId' | 'reason'>,
  { orderId, messageId, reason }: Selection,
): boolean =>
  (orderId === undefined || letter.orderId === orderId) &&
  (messageId === undefined || letter.messageId === messageId) &&
  (reason === undefined || letter.reason.toLowerCase().includes(reason.toLowerCase()));
