import type { SQSRecord } from 'aws-lambda';
import { needingIsolation, partsOf } from '../../../../pipeline/batch/isolation';
import { message, NOW } from './messages';

const ids = (groups: readonly (readonly { messageId: string }[])[]) =>
  groups.map((part) => part.map(({ messageId }) => messageId).join(' '));

const TIMEOUT_MS = 10_000;
const HIDDEN_MS = 60_000;
const receivedBefore = (messageId: string, agoMs: number, receiveCount = 2, body?: string) => {
  const one = message({ messageId, orderId: `order-${messageId}`, receiveCount, ...(body !== undefined && { body }) });
  return { ...one, attributes: { ...one.attributes, ApproximateFirstReceiveTimestamp: `${NOW - agoMs}` } };
};
const needsIsolation = (one: SQSRecord) => needingIsolation([one], NOW, TIMEOUT_MS).has(one);

test('a message that comes back after a visibility timeout needs isolation: nobody has answered for it', () => {
  expect(needsIsolation(receivedBefore('a', HIDDEN_MS))).toBe(true);
  expect(needsIsolation(receivedBefore('a', HIDDEN_MS, 9))).toBe(true);
});

test('one that comes back sooner was answered for, and one that comes first may lie in the queue as long as it will', () => {
  expect(needsIsolation(receivedBefore('a', HIDDEN_MS - 1, 2))).toBe(false);
  expect(needsIsolation(receivedBefore('a', HIDDEN_MS - 1, 9))).toBe(false);
  expect(needsIsolation(receivedBefore('a', 86_400_000, 1))).toBe(false);
});

test('a message that cannot be parsed never needs isolation: it is not worked at all', () => {
  expect(needsIsolation(receivedBefore('a', HIDDEN_MS, 9, 'no JSON'))).toBe(false);
});

const trusted = (messageId: string, orderId = `order-${messageId}`) => message({ messageId, orderId });
const receivedTwice = (messageId: string, orderId = `order-${messageId}`) =>
  message({ messageId, orderId, receiveCount: 2 });
/** Parts of a batch in which each message of the second receive needs isolation. */
const parts = (messages: readonly SQSRecord[], interrupted: readonly string[] = []) =>
  partsOf(
    messages,
    new Set(messages.filter(({ attributes }) => attributes.ApproximateReceiveCount === '2')),
    new Set(interrupted),
  );

test('trusted messages come first and together, then each order that needs isolation alone', () => {
  const messages = [receivedTwice('a'), trusted('b'), receivedTwice('c'), trusted('d')];
  expect(ids(parts(messages))).toEqual(['b d', 'a', 'c']);
});

test('an order whose work was interrupted comes last', () => {
  const messages = [receivedTwice('a'), receivedTwice('b'), receivedTwice('c')];
  expect(ids(parts(messages, ['a']))).toEqual(['b', 'c', 'a']);
});

test('the messages of one order stay together and in order, whichever of them needs isolation', () => {
  const together = parts([trusted('a', 'o'), trusted('b'), receivedTwice('c', 'o'), trusted('d', 'o')]);
  expect(ids(together)).toEqual(['b', 'a c d']);
});
