import { isSuspect, partsOf } from '../../../../pipeline/batch/suspects';
import { message } from './messages';

const ids = (parts: readonly (readonly { messageId: string }[])[]) =>
  parts.map((part) => part.map(({ messageId }) => messageId).join(' '));

const trusted = (messageId: string, orderId = `order-${messageId}`) => message({ messageId, orderId, receiveCount: 3 });
const doubtful = (messageId: string, orderId = `order-${messageId}`) =>
  message({ messageId, orderId, receiveCount: 4 });

test('a message is suspect from its fourth receive on', () => {
  expect(isSuspect(trusted('a'))).toBe(false);
  expect(isSuspect(doubtful('a'))).toBe(true);
});

test('a message that is refused unread is never suspect: it goes with the others', () => {
  expect(isSuspect(message({ messageId: 'a', body: 'no JSON', receiveCount: 9 }))).toBe(false);
});

test('given suspects, then the trusted come first and together, each suspect order alone', () => {
  expect(ids(partsOf([doubtful('a'), trusted('b'), doubtful('c'), trusted('d')], new Set()))).toEqual([
    'b d',
    'a',
    'c',
  ]);
});

test('given work that never ended, then it is begun last', () => {
  expect(ids(partsOf([doubtful('a'), doubtful('b'), doubtful('c')], new Set(['a'])))).toEqual(['b', 'c', 'a']);
});

test('the messages of one order stay together and in order, whichever of them is suspect', () => {
  const parts = partsOf([trusted('a', 'o'), trusted('b'), doubtful('c', 'o'), trusted('d', 'o')], new Set());
  expect(ids(parts)).toEqual(['b', 'a c d']);
});
