import { compileFilters } from '../../../src/pipes/filter';

const passes = (...patterns: object[]) => compileFilters(patterns.map((pattern) => JSON.stringify(pattern)));
const record = (body: unknown) => ({ messageId: 'm-1', body });

describe("a pipe's filters", () => {
  it('let everything through where there are none', () => {
    expect(passes()(record('text'))).toBe(true);
  });

  it('let through what one of them matches', () => {
    const isEither = passes({ body: { a: [1] } }, { body: { b: [{ exists: true }] } });
    expect([{ a: 1 }, { b: null }, { a: 2 }].map((body) => isEither(record(body)))).toEqual([true, true, false]);
  });

  // eb-pipes-event-filtering.html, the table of "Properly filtering Amazon SQS messages".
  it.each([
    ['plain', 'plain', 'order', ['order'], true],
    ['plain', 'JSON', 'order', { orderId: ['o-1'] }, false],
    ['JSON', 'plain', { orderId: 'o-1' }, ['order'], false],
    ['JSON', 'JSON', { orderId: 'o-1' }, { orderId: ['o-1'] }, true],
  ])('of a %s body with a %s pattern', (_body, _pattern, body, pattern, isThrough) => {
    expect(passes({ body: pattern })(record(body))).toBe(isThrough);
  });

  it.each([
    ['what the polling adds', { eventSourceARN: ['arn'] }, 'eventSourceARN cannot be filtered by'],
    ['a wildcard', { body: { id: [{ wildcard: '* *' }] } }, 'pipes do not support {"wildcard":"\\* \\*"} of id'],
    ['anything but a prefix', { body: { id: ['a', { 'anything-but': { prefix: 'x' } }] } }, 'pipes do not support'],
    ['a wildcard within $or', { $or: [{ body: ['a'] }, { body: { b: [{ wildcard: '*' }] } }] }, 'of b'],
    ['an empty pattern', {}, 'an object must not be empty'],
  ])('refuse %s', (_what, pattern, reason) => {
    expect(() => passes(pattern)).toThrow(new RegExp(reason));
  });

  it('take anything but some values, as the service does', () => {
    const isNeither = passes({ body: { id: [{ 'anything-but': ['', ' '] }] } });
    expect(['', ' ', 'a b', 7].map((id) => isNeither(record({ id })))).toEqual([false, false, true, true]);
  });

  it.each([
    ['not JSON', ['{']],
    ['more than five', Array.from({ length: 6 }, () => '{"body":["a"]}')],
    ['too long', [JSON.stringify({ body: ['x'.repeat(4_096)] })]],
  ])('refuse filters that are %s', (_what, patterns) => {
    expect(() => compileFilters(patterns)).toThrow('FilterCriteria: ');
  });
});
