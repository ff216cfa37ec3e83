import { having, type Kind } from '../hostile-event';

const withEventId = (name: string, eventId: string): Kind => having(name, { metadata: { eventId, schemaVersion: 1 } });

/** Characters that a carrier refuses, that steer a terminal, or that are cut in two. */
export const TEXT: readonly Kind[] = [
  withEventId('half an emoji in its event id', 'till-7 \ud83e'),
  withEventId('a low surrogate before a high one in its event id', '\udc00\ud800'),
  withEventId('a NUL in its event id', 'till\u0000'),
  withEventId('an escape sequence in its event id', '\u001b]0;owned\u0007'),
  withEventId('a C1 control in its event id', '\u009b31mred'),
  having('an escape sequence in its shop', { shopId: '\u001b[2Jsoho' }),
  having('a change of writing direction in its order', { orderId: '\u202eelif.exe' }),
  having('a line separator in its order', { orderId: 'one\u2028two' }),
  having('a reason of control characters', { reason: '\u0000\u001b[31m\u009b\u202e\u2066 \ud83d' }),
  having('a reason that is cut within an emoji', { reason: `${'\u{1f621}'.repeat(260)}\ud83d` }),
  having('a message of 100,000 characters', { message: 'x'.repeat(100_000), reason: 'y'.repeat(100_000) }),
  having('a field that SQS cannot carry', { note: 'x\uffff' }),
  having('a name of a field that SQS cannot carry', { 'no\ufffe': 1 }),
  having('a field with half a surrogate pair', { note: '\udfff' }),
  having('a field of line ends and tabs', { note: '\r\n\t\v\f' }),
];
