import { DependencyError, PermanentError } from '../../../../pipeline/batch/failure';
import { blockFollowers, handleInOrder } from '../../../../pipeline/batch/followers';
import type { Done } from '../../../../pipeline/batch/record';
import { record } from './messages';

const done: Done = { status: 'done', operation: 'test', outcome: 'done', replay: false, events: [], counts: {} };

const handledIn = async (records: ReturnType<typeof record>[], failures: Record<string, unknown>) => {
  const handled: string[] = [];
  const results = await handleInOrder(records, ({ messageId }) => {
    handled.push(messageId);
    if (messageId in failures) throw failures[messageId];
    return done;
  });
  return { handled, results };
};

describe('records handled in order', () => {
  it('a failure blocks the later records of the same order and no others', async () => {
    const down = new DependencyError('gateway down');
    const { handled, results } = await handledIn(
      [record('a1', 'a'), record('b1', 'b'), record('a2', 'a'), record('b2', 'b'), record('a3', 'a')],
      { a1: down },
    );
    expect(handled).toEqual(['a1', 'b1', 'b2']);
    expect(results).toEqual([
      { status: 'failed', error: down, byItself: true },
      done,
      { status: 'failed', error: down, byItself: true, blockedBy: 'a1' },
      done,
      { status: 'failed', error: down, byItself: true, blockedBy: 'a1' },
    ]);
  });

  it('a permanent failure does not block its order', async () => {
    const { handled, results } = await handledIn([record('a1', 'a'), record('a2', 'a')], {
      a1: new PermanentError('conflicting order'),
    });
    expect(handled).toEqual(['a1', 'a2']);
    expect(results[1]).toBe(done);
  });

  it('a failure of the last receive does not block its order: no follower is dead-lettered without having been worked', async () => {
    const { handled, results } = await handledIn([record('a1', 'a', 10), record('a2', 'a', 10)], {
      a1: new TypeError('bug'),
    });
    expect(handled).toEqual(['a1', 'a2']);
    expect(results[1]).toBe(done);
  });

  it('a failure that is returned blocks like one that is thrown', async () => {
    const results = await handleInOrder([record('a1', 'a'), record('a2', 'a')], () => ({
      status: 'failed',
      error: new Error('bug'),
    }));
    expect(results[1]).toMatchObject({ blockedBy: 'a1' });
  });

  it('records of an order that failed each for itself are blocked by the first of them', () => {
    const failure = { status: 'failed', error: new DependencyError('transaction cancelled') } as const;
    const results = blockFollowers([
      { record: record('a1', 'a'), result: failure },
      { record: record('b1', 'b'), result: failure },
      { record: record('a2', 'a'), result: failure },
    ]).map(({ result }) => result);
    expect(results).toEqual([failure, failure, { ...failure, blockedBy: 'a1' }]);
  });
});
