import { BreakerOpenError, DependencyError, NoTimeLeftError, PermanentError } from '../../../../pipeline/batch/failure';
import { returnsOfLone } from '../../../../pipeline/batch/lone-failures';
import type { Done, Failed, Outcome } from '../../../../pipeline/batch/record';
import { message, NOW, record } from './messages';

const done: Done = { status: 'done', operation: 'test', outcome: 'done', replay: false, events: [], counts: {} };
const busy = new DependencyError('InternalServerError');
const bug = new TypeError('bug');
const failed = (error: unknown, more: Partial<Failed> = {}): Failed => ({ status: 'failed', error, ...more });

/** Outcomes of one group: a letter names an order, and what became of it follows. */
const returnsIn = (
  results: Readonly<Record<string, Done | Failed>>,
  { groupId = 'shop-1', receiveCount = 1, heldMs = 0 } = {},
) => {
  const outcomes = Object.entries(results).map(([messageId, result]): Outcome => {
    const orderId = messageId.charAt(0);
    const received = message({ messageId, orderId, receiveCount });
    const attributes = { ...received.attributes, ApproximateFirstReceiveTimestamp: `${NOW - heldMs}` };
    return {
      message: { ...received, attributes },
      record: { ...record(messageId, orderId, receiveCount), groupId },
      work: result,
      result,
      durationMs: 0,
    };
  });
  return Object.fromEntries(returnsOfLone(outcomes, NOW));
};

describe('a message that holds others up', () => {
  it('returns within a second if others of its group went through', () => {
    expect(returnsIn({ a: failed(busy), b: done, c: done })).toEqual({ a: 'within a second' });
  });

  it('returns at once if half of the batch is like that', () => {
    expect(returnsIn({ a: failed(busy), b: failed(bug), c: done, d: done })).toEqual({ a: 'at once', b: 'at once' });
    expect(returnsIn({ a: failed(busy), b: failed(bug), c: done, d: done, e: done })).toEqual({
      a: 'within a second',
      b: 'within a second',
    });
  });

  it('waits with everybody if nobody got through: it may be no fault of its own', () => {
    expect(returnsIn({ a: failed(busy), b: failed(busy) })).toEqual({});
    expect(returnsIn({ a: failed(busy) })).toEqual({});
  });

  it('goes on returning soon when it comes without the others, but not if it has waited each time as everybody does', () => {
    expect(returnsIn({ a: failed(busy) }, { receiveCount: 4, heldMs: 13_999 })).toEqual({ a: 'within a second' });
    expect(returnsIn({ a: failed(busy) }, { receiveCount: 4, heldMs: 14_000 })).toEqual({});
  });

  it('is not hurried by a batch of two, which tells little', () => {
    expect(returnsIn({ a: failed(busy), b: done })).toEqual({ a: 'within a second' });
  });

  it('does not wait, alone or not, for what is certainly its own: a bug, or work that threw by itself', () => {
    expect(returnsIn({ a: failed(bug) })).toEqual({ a: 'within a second' });
    expect(returnsIn({ a: failed(busy, { byItself: true }) })).toEqual({ a: 'within a second' });
    expect(returnsIn({ a: failed(bug), b: failed(bug), c: failed(bug) })).toEqual({
      a: 'at once',
      b: 'at once',
      c: 'at once',
    });
  });

  it('waits for what hits everybody, whoever got through', () => {
    const throttle = Object.assign(new Error('slow down'), { name: 'ThrottlingException' });
    for (const error of [throttle, new NoTimeLeftError(), new BreakerOpenError('open', NOW)]) {
      expect(returnsIn({ a: failed(error), b: done })).toEqual({});
    }
  });

  it('waits as its failure says if its group is its order’s own: nobody is behind it', () => {
    expect(returnsIn({ a1: failed(bug), a2: done }, { groupId: 'a' })).toEqual({});
  });

  it('is nothing that never works: that returns at once anyway, and waits for nothing', () => {
    expect(returnsIn({ a: failed(new PermanentError('no')), b: done })).toEqual({});
  });
});
