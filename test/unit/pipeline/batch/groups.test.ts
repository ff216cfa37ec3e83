import type { SQSRecord } from 'aws-lambda';
import { BreakerOpenError, DependencyError, NoTimeLeftError } from '../../../../pipeline/batch/failure';
import { type GroupOptions, workMessages } from '../../../../pipeline/batch/groups';
import type { Done } from '../../../../pipeline/batch/record';
import { noTracing } from '../../../../pipeline/telemetry/tracing';
import { message, NOW } from './messages';

type Options = GroupOptions<'Order Confirmed', undefined>;

const done: Done = { status: 'done', operation: 'test', outcome: 'done', replay: false, events: [], counts: {} };

const work = async (messages: SQSRecord[], overrides: Partial<Options> = {}) => {
  const runs: string[][] = [];
  const inner = overrides.handleGroup ?? (async (records) => records.map(() => done));
  const options: Options = {
    types: ['Order Confirmed'],
    prepare: async () => undefined,
    groupsAtOnce: 10,
    remainingMs: () => 30_000,
    startMarginMs: 1_000,
    now: () => NOW,
    tracing: noTracing,
    ...overrides,
    handleGroup: async (records, context) => {
      runs.push(records.map(({ messageId }) => messageId));
      return inner(records, context);
    },
  };
  const outcomes = await workMessages(messages, options);
  const returned = outcomes.flatMap(({ message: { messageId }, result }) =>
    result.status === 'failed' ? messageId : [],
  );
  const errorOf = (messageId: string): unknown => {
    const result = outcomes.find((outcome) => outcome.message.messageId === messageId)?.result;
    return result?.status === 'failed' ? result.error : undefined;
  };
  return { runs, returned, errorOf, outcomes };
};

/** Works groups, each of which ends only when all are under way: it never ends if they run one after the other. */
const together = (groups: number): Options['handleGroup'] => {
  let underWay = 0;
  let open: () => void = () => undefined;
  const allUnderWay = new Promise<void>((resolve) => {
    open = resolve;
  });
  return async (records) => {
    underWay++;
    if (underWay === groups) open();
    await allUnderWay;
    return records.map(() => done);
  };
};

describe('message groups', () => {
  it('are worked side by side', async () => {
    const messages = Array.from({ length: 10 }, (_, at) => message({ messageId: `m${at}`, group: `shop-${at}` }));
    const { returned } = await work(messages, { handleGroup: together(10) });
    expect(returned).toEqual([]);
  });

  it('are worked no more at once than allowed', async () => {
    let running = 0;
    let most = 0;
    const messages = Array.from({ length: 6 }, (_, at) => message({ messageId: `m${at}`, group: `shop-${at}` }));
    await work(messages, {
      groupsAtOnce: 2,
      handleGroup: async (records) => {
        running++;
        most = Math.max(most, running);
        await new Promise((resolve) => setImmediate(resolve));
        running--;
        return records.map(() => done);
      },
    });
    expect(most).toBe(2);
  });

  it('get their records in order', async () => {
    const { runs } = await work([
      message({ messageId: 'a1', group: 'a' }),
      message({ messageId: 'b1', group: 'b' }),
      message({ messageId: 'a2', group: 'a' }),
    ]);
    expect(runs).toEqual([['a1', 'a2'], ['b1']]);
  });

  it('fail alone: the records of the others are not returned', async () => {
    const { returned } = await work(
      [message({ messageId: 'a1', group: 'a' }), message({ messageId: 'b1', group: 'b' })],
      {
        handleGroup: async (records) => {
          if (records[0]?.groupId === 'a') throw new DependencyError('table throttled');
          return records.map(() => done);
        },
      },
    );
    expect(returned).toEqual(['a1']);
  });

  it('that all fail give a partial response, never a thrown batch', async () => {
    const { returned } = await work([message({ messageId: 'a1' }), message({ messageId: 'a2', orderId: 'order-2' })], {
      handleGroup: async () => {
        throw new Error('bug');
      },
    });
    expect(returned).toEqual(['a1', 'a2']);
  });

  it('whose stage gives too few results fail for the rest', async () => {
    const { returned, errorOf } = await work(
      [message({ messageId: 'a1' }), message({ messageId: 'a2', orderId: 'order-2' })],
      { handleGroup: async () => [done] },
    );
    expect(returned).toEqual(['a2']);
    expect(String(errorOf('a2'))).toContain('1 results for 2 records');
  });

  it('all fail if what they need could not be read', async () => {
    const { runs, returned } = await work([message({ messageId: 'a1' }), message({ messageId: 'b1', group: 'b' })], {
      prepare: async () => {
        throw new DependencyError('config out of reach');
      },
    });
    expect(runs).toEqual([]);
    expect(returned).toEqual(['a1', 'b1']);
  });
});

describe('a message that can never be worked', () => {
  it.each([
    ['no JSON', message({ messageId: 'bad', body: '<order/>' }), 'body'],
    ['a field that breaks its schema', message({ messageId: 'bad', orderId: 'x'.repeat(200) }), 'detail.orderId'],
    ['a type that the stage does not take', message({ messageId: 'bad', type: 'Order Ready' }), 'detail-type'],
    ['an event older than 60 days', message({ messageId: 'bad', time: '2026-09-03T09:59:59Z' }), 'time'],
  ])('fails on its own and holds nobody: %s', async (_what, bad, field) => {
    const { runs, returned, errorOf } = await work([bad, message({ messageId: 'good' })]);
    expect(runs).toEqual([['good']]);
    expect(returned).toEqual(['bad']);
    expect(errorOf('bad')).toMatchObject({ field, value: expect.any(String) });
  });

  it('is not an event that is just under 60 days old', async () => {
    const { returned } = await work([message({ messageId: 'old', time: '2026-09-03T10:00:01Z' })]);
    expect(returned).toEqual([]);
  });

  it('asks for no config if the batch holds nothing else', async () => {
    let asked = 0;
    await work([message({ messageId: 'bad', body: '' })], {
      prepare: async () => {
        asked++;
        return undefined;
      },
    });
    expect(asked).toBe(0);
  });
});

describe('near the deadline', () => {
  it('no group is started, and its records return', async () => {
    let remainingMs = 5_000;
    const { runs, returned, errorOf } = await work(
      [message({ messageId: 'a', group: 'a' }), message({ messageId: 'b', group: 'b' })],
      {
        groupsAtOnce: 1,
        remainingMs: () => remainingMs,
        handleGroup: async (records) => {
          remainingMs = 500;
          return records.map(() => done);
        },
      },
    );
    expect(runs).toEqual([['a']]);
    expect(returned).toEqual(['b']);
    expect(errorOf('b')).toBeInstanceOf(NoTimeLeftError);
  });
});

describe('records of one order that fail together', () => {
  it('return together with the first of them', async () => {
    const { outcomes } = await work(
      [message({ messageId: 'a1', orderId: 'a' }), message({ messageId: 'a2', orderId: 'a' })],
      {
        handleGroup: async () => {
          throw new BreakerOpenError('open', NOW);
        },
      },
    );
    expect(outcomes.map(({ result }) => ('blockedBy' in result ? result.blockedBy : undefined))).toEqual([
      undefined,
      'a1',
    ]);
  });
});
