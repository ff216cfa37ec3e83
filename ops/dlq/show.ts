import { cutText } from '../../contracts/text';
import { type DeadLetterQueue, queueNameIn } from '../target/names';
import type { Session } from '../target/session';
import type { Answer } from '../terminal/answer';
import { counted } from '../terminal/counted';
import { spokenDuration } from '../terminal/duration';
import { lookAt } from './hold';
import { type DeadLetter, isSelected, type Selection } from './letter';

const SAID_BY: Readonly<Record<DeadLetter['reasonSource'], string>> = {
  recorded: 'recorded by the stage',
  derived: 'what the contract says of it',
  delivery: 'said by the rule that could not deliver it',
  unknown: 'not recorded',
};

/** A field that a producer chose, of any length. */
const FIELD_CHARACTERS = 100;
export const field = (text = '-'): string => cutText(text, FIELD_CHARACTERS, '…');

/** A screen or two; `--whole` shows all of it. */
const DETAIL_CHARACTERS = 4_000;
const saysLine = ({ event }: DeadLetter, whole: boolean): string => {
  // What is left of an event of Stripe is its ids alone.
  const said = whole ? event : (event?.detail ?? event);
  if (said === undefined) return 'nothing that can be shown: it is not a JSON object, or nested too deep';
  const text = JSON.stringify(said);
  if (whole || text.length <= DETAIL_CHARACTERS) return text;
  return `${cutText(text, DETAIL_CHARACTERS)}… (${text.length} characters: --whole shows all)`;
};

const letterLines = (letter: DeadLetter, nowMs: number, whole: boolean): string[] => {
  const { type, orderId, shopId, reason, reasonSource, failureClass, receiveCount, firstSeen, group, eventId } = letter;
  const ago = spokenDuration(nowMs - Date.parse(firstSeen));
  return [
    `${field(type ?? 'not an event')}  order ${field(orderId)}  shop ${field(shopId)}`,
    `  why      ${reason}`,
    `           (${SAID_BY[reasonSource]}${failureClass ? `, ${failureClass}` : ''})`,
    `  tried    ${counted(receiveCount, 'time')}, first seen ${firstSeen} (${ago} ago)`,
    `  message  ${letter.messageId}${group === undefined ? '' : `, group ${group}`}${eventId ? `, event ${field(eventId)}` : ''}`,
    `  says     ${saysLine(letter, whole)}`,
  ];
};

/** What an operator must know of letters that SQS does not give out, and what helps. */
export const hiddenLine = (hidden: number, name: string): string =>
  `${hidden} more lie behind these in the same FIFO groups: SQS shows at most ten of a group at once. ` +
  `They come up once those in front are redriven or dropped; dlq redrive ${name} moves all of them.`;

/** `dlq show`: the letters of a queue, decoded, with the reason of each; they stay where they are. */
export const showDeadLetters = async (
  session: Session,
  queue: DeadLetterQueue,
  { limit, whole, ...selection }: Selection & { readonly limit: number; readonly whole: boolean },
): Promise<Answer> => {
  const { letters, hidden, held } = await lookAt(session, queue, limit);
  const shown = letters.filter((letter) => isSelected(letter, selection));
  const isCut = held >= limit && hidden > 0;
  return {
    lines: [
      ...shown.flatMap((letter) => [...letterLines(letter, session.now(), whole), '']),
      `${counted(shown.length, 'dead letter')} in ${queue.name} (${queueNameIn(queue.url)})`,
      ...(isCut ? [`only the first ${limit} were looked at, ${hidden} more wait: --limit`] : []),
      ...(hidden > 0 && !isCut ? [hiddenLine(hidden, queue.name)] : []),
    ],
    json: { queue: queue.name, letters: shown, hidden },
  };
};
