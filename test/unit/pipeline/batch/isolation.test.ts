import { needsIsolation } from '../../../../pipeline/batch/intake';
import { partsOf } from '../../../../pipeline/batch/isolation';
import { message } from './messages';

const ids = (parts: readonly (readonly { messageId: string }[])[]) =>
  parts.map((part) => part.map(({ messageId }) => messageId).join(' '));

const trusted = (messageId: string, orderId = `order-${messageId}`) => message({ messageId, orderId, receiveCount: 3 });
const received4Times = (messageId: string, orderId = `order-${messageId}`) =>
  message({ messageId, orderId, receiveCount: 4 });

test('a message needs isolation from its fourth receive on', () => {
  expect(needsIsolation(trusted('a'))).toBe(false);
  expect(needsIsolation(received4Times('a'))).toBe(true);
});

test('a message that cannot be parsed never needs isolation: it goes with the others', () => {
  expect(needsIsolation(message({ messageId: 'a', body: 'no JSON', receiveCount: 9 }))).toBe(false);
});

test('trusted messages come first and together, then each order that needs isolation alone', () => {
  const messages = [received4Times('a'), trusted('b'), received4Times('c'), trusted('d')];
  expect(ids(partsOf(messages, new Set()))).toEqual(['b d', 'a', 'c']);
});

test('an order whose work was interrupted comes last', () => {
  const messages = [received4Times('a'), received4Times('b'), received4Times('c')];
  expect(ids(partsOf(messages, new Set(['a'])))).toEqual(['b', 'c', 'a']);
});

test('the messages of one order stay together and in order, whichever of them needs isolation', () => {
  const parts = partsOf([trusted('a', 'o'), trusted('b'), received4Times('c', 'o'), trusted('d', 'o')], new Set());
  expect(ids(parts)).toEqual(['b', 'a c d']);
});
