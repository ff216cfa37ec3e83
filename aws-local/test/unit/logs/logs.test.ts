import { scaledClock } from '../../../src/clock/clock';
import { logsService } from '../../../src/logs/api';
import { compileFilter } from '../../../src/logs/filter-pattern';
import { LogStore } from '../../../src/logs/log-store';

const context = { signal: new AbortController().signal, url: 'http://127.0.0.1' };

describe('FilterLogEvents', () => {
  const store = new LogStore(scaledClock());
  const filter = (input: object) => logsService(store).operations.FilterLogEvents?.({ ...input }, context);
  for (const order of ['o-1', 'o-2', 'o-3']) store.add('/aws/lambda/payment', '1', `{"orderId":"${order}"}`);

  it('gives the lines of a group that match, page by page', () => {
    const request = { logGroupName: '/aws/lambda/payment', filterPattern: '?"o-1" ?"o-3"', limit: 1 };
    expect(filter(request)).toMatchObject({ events: [{ message: '{"orderId":"o-1"}' }], nextToken: '1' });
    expect(filter({ ...request, nextToken: '1' })).toMatchObject({ events: [{ message: '{"orderId":"o-3"}' }] });
    expect(filter({ ...request, nextToken: '1' })).not.toHaveProperty('nextToken', expect.anything());
  });

  it('gives nothing from before the time asked for', () => {
    expect(filter({ logGroupName: '/aws/lambda/payment', startTime: Date.now() + 60_000 })).toMatchObject({
      events: [],
    });
  });

  it('refuses a group in which nothing was ever logged, and what it does not know', () => {
    expect(() => filter({ logGroupName: '/aws/lambda/nobody' })).toThrow('/aws/lambda/nobody');
    expect(() => filter({ logGroupName: '/aws/lambda/payment', interleaved: true })).toThrow(/interleaved/);
  });

  it('forgets the oldest lines of a group that grows', () => {
    for (let at = 0; at < 5_001; at += 1) store.add('/aws/lambda/busy', '1', `line ${at}`);
    const lines = store.lines('/aws/lambda/busy') ?? [];
    expect(lines.length).toBeLessThanOrEqual(5_000);
    expect(lines.at(-1)?.text).toBe('line 5000');
  });
});

describe('a filter pattern', () => {
  it.each([
    ['"a" "b"', 'a and b', true],
    ['"a" "b"', 'a alone', false],
    ['?"a" ?"b"', 'only b', true],
    ['?"x" ?"y"', 'neither', false],
    [undefined, 'anything', true],
  ])('%s takes %s: %s', (pattern, text, taken) => {
    expect(compileFilter(pattern)(text)).toBe(taken);
  });

  it.each(['{ $.orderId = "o-1" }', 'plain', '"a" ?"b"', '-"a"'])('%s is refused by name', (pattern) => {
    expect(() => compileFilter(pattern)).toThrow(pattern);
  });
});
