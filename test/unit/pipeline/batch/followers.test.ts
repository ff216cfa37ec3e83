import { DependencyError, PermanentError } from '../../../../pipeline/batch/failure';
import { blockFollowers, handleInOrder } from '../../../../pipeline/batch/followers';
import type { Done } from '../../../../pipeline/batch/record';
import { record } from './messages';

const done: Done = { status: 'done', operation: 'test', outcome: 'done', replay: false, events: [], counts: {} };

const decidedIn = async (records: ReturnType<typeof record>[], failures: Record<string, unknown>) => {
  const decided: string[] = [];
  const results = await handleInOrder(records, ({ messageId }) => {
    decided.push(messageId);
    if (messageId in failures) throw failures[messageId];
    return done;
  });
  return { decided, results };
};

describe('a failure within a group', () => {
  it('holds back the later records of the same order and nobody else', async () => {
    const down = new DependencyError('gateway down');
    const { decided, results } = await decidedIn(
      [record('a1', 'a'), record('b1', 'b'), record('a2', 'a'), record('b2', 'b'), record('a3', 'a')],
      { a1: down },
    );
    expect(decided).toEqual(['a1', 'b1', 'b2']);
    expect(results).toEqual([
      { status: 'failed', error: down },
      done,
      { status: 'failed', error: down, blockedBy: 'a1' },
      done,
      { status: 'failed', error: down, blockedBy: 'a1' },
    ]);
  });

  it('holds nobody back if it is permanent', async () => {
    const { decided, results } = await decidedIn([record('a1', 'a'), record('a2', 'a')], {
      a1: new PermanentError('conflicting order'),
    });
    expect(decided).toEqual(['a1', 'a2']);
    expect(results[1]).toBe(done);
  });

  it('holds nobody back after its last receive, so that no follower is dead-lettered without having been worked', async () => {
    const { decided, results } = await decidedIn([record('a1', 'a', 10), record('a2', 'a', 10)], {
      a1: new TypeError('bug'),
    });
    expect(decided).toEqual(['a1', 'a2']);
    expect(results[1]).toBe(done);
  });

  it('counts also if the decision answers it instead of throwing it', async () => {
    const results = await handleInOrder([record('a1', 'a'), record('a2', 'a')], () => ({
      status: 'failed',
      error: new Error('bug'),
    }));
    expect(results[1]).toMatchObject({ blockedBy: 'a1' });
  });

  it('ties records of an order that failed each for itself to the first of them', () => {
    const failure = { status: 'failed', error: new DependencyError('transaction cancelled') } as const;
    const results = blockFollowers([
      { record: record('a1', 'a'), result: failure },
      { record: record('b1', 'b'), result: failure },
      { record: record('a2', 'a'), result: failure },
    ]);
    expect(results).toEqual([failure, failure, { ...failure, blockedBy: 'a1' }]);
  });
});
