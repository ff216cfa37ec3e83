import { DependencyError, NoTimeLeftError, PermanentError } from '../../../../pipeline/batch/failure';
import { workApart } from '../../../../pipeline/batch/halving';
import type { Done, StageRecord, Worked } from '../../../../pipeline/batch/record';
import { record } from './messages';

type Confirmed = 'Order Confirmed';

const done: Done = { status: 'done', operation: 'test', outcome: 'done', replay: false, events: [], counts: {} };
const ordersOf = (records: readonly StageRecord<Confirmed>[]) =>
  records.map(({ event }) => event.detail.orderId).join('');
const throttle = Object.assign(new Error('slow down'), { name: 'ThrottlingException' });

/** A transaction of all its records: it fails if one of them is poisonous. */
const commitOf =
  (poisonous: string, error: unknown, tried: string[]) => async (part: readonly StageRecord<Confirmed>[]) => {
    tried.push(ordersOf(part));
    const isPoisoned = part.some(({ event }) => poisonous.includes(event.detail.orderId));
    return part.map(
      (one): Worked<Confirmed> => ({
        record: one,
        result: isPoisoned ? { status: 'failed', error } : done,
        durationMs: 0,
      }),
    );
  };

/** Works orders named by letters together, then apart. @returns what was tried, and which records failed in the end. */
const apart = async (orders: string, poisonous: string, error: unknown, hasTime = () => true) => {
  const tried: string[] = [];
  const attempt = commitOf(poisonous, error, tried);
  const records = [...orders].map((orderId, at) => record(`${orderId}${at}`, orderId));
  const worked = await workApart(await attempt(records), attempt, hasTime);
  const failed = worked.flatMap((one) => (one.result.status === 'failed' ? one.record.messageId : []));
  return { tried, failed, order: worked.map((one) => one.record.messageId) };
};

const bug = new TypeError('bug');

describe('orders that fail together', () => {
  it('are tried apart, in halves, down to the one at fault; the rest is done', async () => {
    const { tried, failed, order } = await apart('abcdefgh', 'f', bug);
    expect(tried).toEqual(['abcdefgh', 'abcd', 'efgh', 'ef', 'gh', 'e', 'f']);
    expect(failed).toEqual(['f5']);
    expect(order).toEqual(['a0', 'b1', 'c2', 'd3', 'e4', 'f5', 'g6', 'h7']);
  });

  it('are all found, if several are at fault', async () => {
    expect((await apart('abcdefgh', 'adh', bug)).failed).toEqual(['a0', 'd3', 'h7']);
    expect((await apart('abcd', 'abcd', bug)).failed).toEqual(['a0', 'b1', 'c2', 'd3']);
  });

  it('keep the records of one order together', async () => {
    const { tried, failed } = await apart('abab', 'a', bug);
    expect(tried).toEqual(['abab', 'aa', 'bb']);
    expect(failed).toEqual(['a0', 'a2']);
  });

  it('are left together if there is nothing to find out: one order, a throttle, no time, what never works', async () => {
    for (const [orders, error] of [
      ['aa', bug],
      ['ab', throttle],
      ['ab', new NoTimeLeftError()],
      ['ab', new PermanentError('no')],
    ] as const) {
      expect((await apart(orders, 'a', error)).tried).toEqual([orders]);
    }
    expect((await apart('ab', 'a', bug, () => false)).tried).toEqual(['ab']);
  });

  it('are given up when neither half gets anywhere for a dependency: that is nobody’s own fault', async () => {
    const down = new DependencyError('503');
    expect((await apart('abcdefgh', 'abcdefgh', down)).tried).toEqual(['abcdefgh', 'abcd', 'efgh']);
    expect((await apart('abcdefgh', 'c', down)).failed).toEqual(['c2']);
  });

  it('are left as they are where time runs out on the way', async () => {
    let attempts = 2;
    const { tried, failed } = await apart('abcd', 'a', bug, () => attempts-- > 0);
    expect(tried).toEqual(['abcd', 'ab', 'cd']);
    expect(failed).toEqual(['a0', 'b1']);
  });
});
