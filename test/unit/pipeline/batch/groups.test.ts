import type { SQSRecord } from 'aws-lambda';
import { BreakerOpenError, DependencyError, NoTimeLeftError } from '../../../../pipeline/batch/failure';
import { createStageHandler, type StageHandlerOptions } from '../../../../pipeline/batch/handler';
import type { Done } from '../../../../pipeline/batch/record';
import { batch, contextWith, message, NOW } from './messages';
import { recordedPorts, returnedIn } from './recorded-ports';

type Options = StageHandlerOptions<'Order Confirmed', undefined>;

const done: Done = { status: 'done', operation: 'test', outcome: 'done', replay: false, events: [], counts: {} };

/** Has a stage work a batch. @returns its runs (the message ids of each group, in order) and what became of the messages. */
const work = async (
  messages: SQSRecord[],
  { remainingMs = () => 30_000, ...overrides }: Partial<Options> & { readonly remainingMs?: () => number } = {},
) => {
  const runs: string[][] = [];
  const inner = overrides.handleGroup ?? (async (records) => records.map(() => done));
  const { ports, redelivered } = recordedPorts();
  const handler = createStageHandler<'Order Confirmed', undefined>({
    stage: 'payment',
    types: ['Order Confirmed'],
    prepare: async () => undefined,
    groupsAtOnce: 10,
    publishReserveMs: 0,
    startMarginMs: 1_000,
    ports,
    ...overrides,
    handleGroup: async (records, context) => {
      runs.push(records.map(({ messageId }) => messageId));
      return inner(records, context);
    },
  });
  const returned = returnedIn(await handler(batch(...messages), contextWith(remainingMs)));
  const errorOf = (id: string): unknown => redelivered.find(({ messageId }) => messageId === id)?.error;
  return { runs, returned, errorOf, failed: redelivered };
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

describe('working message groups', () => {
  it('groups are worked side by side', async () => {
    const messages = Array.from({ length: 10 }, (_, at) => message({ messageId: `m${at}`, group: `shop-${at}` }));
    const { returned } = await work(messages, { handleGroup: together(10) });
    expect(returned).toEqual([]);
  });

  it('no more groups are worked at once than allowed', async () => {
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

  it('a group gets its records in order', async () => {
    const { runs } = await work([
      message({ messageId: 'a1', group: 'a' }),
      message({ messageId: 'b1', group: 'b' }),
      message({ messageId: 'a2', group: 'a' }),
    ]);
    expect(runs).toEqual([['a1', 'a2'], ['b1']]);
  });

  it('a group fails alone: the records of the others are not returned', async () => {
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

  it('a read of the whole batch that one order spoils is made for each group, and for each order, apart', async () => {
    const spoilt = 'order-b2';
    const { returned, errorOf } = await work(
      [
        message({ messageId: 'a1', orderId: 'order-a1', group: 'a' }),
        message({ messageId: 'b1', orderId: 'order-b1', group: 'b' }),
        message({ messageId: 'b2', orderId: spoilt, group: 'b' }),
      ],
      {
        prepare: async (records) => {
          if (records.some(({ event }) => event.detail.orderId === spoilt)) throw new TypeError('no such number');
        },
      },
    );
    expect(returned).toEqual(['b2']);
    expect(errorOf('b2')).toBeInstanceOf(TypeError);
  });

  it('a read that is throttled is not repeated for each group', async () => {
    const throttle = Object.assign(new Error('slow down'), { name: 'ThrottlingException' });
    let reads = 0;
    const { returned } = await work(
      [message({ messageId: 'a1', group: 'a' }), message({ messageId: 'b1', group: 'b' })],
      {
        prepare: async () => {
          reads++;
          throw throttle;
        },
      },
    );
    expect(returned).toEqual(['a1', 'b1']);
    expect(reads).toBe(1);
  });

  it('a batch whose groups all fail gets a partial response, never an error', async () => {
    const { returned } = await work([message({ messageId: 'a1' }), message({ messageId: 'a2', orderId: 'order-2' })], {
      handleGroup: async () => {
        throw new Error('bug');
      },
    });
    expect(returned).toEqual(['a1', 'a2']);
  });

  it('records that the stage gives no result for fail', async () => {
    const { returned, errorOf } = await work(
      [message({ messageId: 'a1' }), message({ messageId: 'a2', orderId: 'order-2' })],
      { handleGroup: async () => [done] },
    );
    expect(returned).toEqual(['a2']);
    expect(String(errorOf('a2'))).toContain('1 results for 2 records');
  });

  it('all records fail if what their groups need could not be read', async () => {
    const { runs, returned } = await work([message({ messageId: 'a1' }), message({ messageId: 'b1', group: 'b' })], {
      prepare: async () => {
        throw new DependencyError('config out of reach');
      },
    });
    expect(runs).toEqual([]);
    expect(returned).toEqual(['a1', 'b1']);
  });
});

describe('parsing messages', () => {
  it.each([
    ['no JSON', message({ messageId: 'bad', body: '<order/>' }), 'body'],
    ['a field that breaks its schema', message({ messageId: 'bad', orderId: 'x'.repeat(200) }), 'detail.orderId'],
    ['a type that the stage does not take', message({ messageId: 'bad', type: 'Order Ready' }), 'detail-type'],
    ['an event older than 60 days', message({ messageId: 'bad', time: '2026-09-03T09:59:59Z' }), 'time'],
    ['an event a day and a second ahead', message({ messageId: 'bad', time: '2026-11-03T10:00:01Z' }), 'time'],
  ])(
    'a message that can never be worked fails on its own and does not block its order: %s',
    async (_what, bad, field) => {
      const { runs, returned, errorOf } = await work([bad, message({ messageId: 'good' })]);
      expect(runs).toEqual([['good']]);
      expect(returned).toEqual(['bad']);
      expect(errorOf('bad')).toMatchObject({ field, value: expect.any(String) });
    },
  );

  it('an event that is just under 60 days old is worked', async () => {
    const { returned } = await work([message({ messageId: 'old', time: '2026-09-03T10:00:01Z' })]);
    expect(returned).toEqual([]);
  });

  it('no config is read for a batch of messages that can never be worked', async () => {
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

describe('time left', () => {
  it('near the deadline no group is started, and its records return', async () => {
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

describe('one order', () => {
  it('records of one order that fail together return together with the first of them', async () => {
    const { failed } = await work(
      [message({ messageId: 'a1', orderId: 'a' }), message({ messageId: 'a2', orderId: 'a' })],
      {
        handleGroup: async () => {
          throw new BreakerOpenError('open', NOW);
        },
      },
    );
    expect(failed.map(({ messageId, blockedBy }) => [messageId, blockedBy])).toEqual([
      ['a1', undefined],
      ['a2', 'a1'],
    ]);
  });
});
