import { retryDelayMs } from '../../../src/sns/delivery';
import { compileFilterPolicy } from '../../../src/sns/filter-policy';

const attribute = (DataType: string, StringValue: string) => ({ DataType, StringValue });

describe('a filter policy of message attributes', () => {
  // docs.aws.amazon.com/sns/latest/dg/string-value-matching.html, numeric-value-matching.html, attribute-key-matching.html
  it.each([
    ['a value', { size: ['L'] }, { size: attribute('String', 'L') }, true],
    ['another value', { size: ['L'] }, { size: attribute('String', 'S') }, false],
    ['an attribute that is not there', { size: ['L'] }, {}, false],
    ['one value of an array', { size: ['L'] }, { size: attribute('String.Array', '["S","L"]') }, true],
    ['a number in range', { price: [{ numeric: ['>', 2, '<=', 4] }] }, { price: attribute('Number', '4.0') }, true],
    ['a number as text', { price: [4] }, { price: attribute('String', '4') }, false],
    ['anything but', { size: [{ 'anything-but': ['L'] }] }, { size: attribute('String', 'S') }, true],
    ['absence', { size: [{ exists: false }] }, {}, true],
    ['a binary, as if it were absent', { size: [{ exists: true }] }, { size: attribute('Binary', 'TA==') }, false],
    ['one of two conditions', { $or: [{ a: ['1'] }, { b: ['2'] }] }, { b: attribute('String', '2') }, true],
    ['both of two conditions', { a: ['1'], b: ['2'] }, { b: attribute('String', '2') }, false],
  ])('matches %s', (_, policy, attributes, passes) => {
    const filter = compileFilterPolicy(JSON.stringify(policy), 'MessageAttributes');
    expect(filter({ message: 'x', attributes })).toBe(passes);
  });

  it('lets everything through when it is empty', () => {
    expect(compileFilterPolicy('{}', 'MessageAttributes')({ message: 'x', attributes: {} })).toBe(true);
  });

  it.each([
    ['nested', { drink: { size: ['L'] } }, 'Filter policy scope MessageAttributes does not support nested'],
    ['of more than five keys', { a: ['1'], b: ['1'], c: ['1'], d: ['1'], e: ['1'], f: ['1'] }, 'more than 5 keys'],
    ['too complex', { a: Array(13).fill('x'), b: Array(13).fill('y') }, 'Filter policy is too complex'],
    ['of an unknown operator', { a: [{ like: 'x' }] }, 'like'],
  ])('is refused if it is %s', (_, policy, reason) => {
    expect(() => compileFilterPolicy(JSON.stringify(policy), 'MessageAttributes')).toThrow(reason);
  });

  it('is refused if it is no JSON', () => {
    expect(() => compileFilterPolicy('[', 'MessageBody')).toThrow('failed to parse JSON');
  });
});

// docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html
test('a message is tried 100,015 times again, at once, then slower and slower', () => {
  const delays = Array.from({ length: 16 }, (_, retry) => retryDelayMs(retry) ?? 0);
  expect(delays.slice(0, 6)).toEqual([0, 0, 0, 1_000, 1_000, 1_000]);
  expect(delays.slice(14)).toEqual([20_000, 20_000]);
  expect(delays).toEqual([...delays].sort((a, b) => a - b));
  expect([retryDelayMs(100_014), retryDelayMs(100_015)]).toEqual([20_000, undefined]);
});
