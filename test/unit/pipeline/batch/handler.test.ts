import type { SQSEvent } from 'aws-lambda';
import { DependencyError, PermanentError } from '../../../../pipeline/batch/failure';
import { handleInOrder } from '../../../../pipeline/batch/followers';
import { createStageHandler, type StageHandlerOptions } from '../../../../pipeline/batch/handler';
import type { Done } from '../../../../pipeline/batch/record';
import { orderEvent } from '../../../../pipeline/events/outgoing';
import { PublishError } from '../../../../pipeline/events/publish-error';
import { batch, contextWith, message, NOW } from './messages';
import { recordedPorts, returnedIn } from './recorded-ports';

type Options = StageHandlerOptions<'Order Confirmed', { readonly shops: number }>;

const charged = (orderId: string): Done => ({
  status: 'done',
  operation: 'payment.charge',
  outcome: 'charged',
  replay: false,
  events: [
    orderEvent(
      'Payment Failed',
      { orderId, shopId: 'shop-1', at: '2026-11-02T10:00:00Z', causedBy: 'e' },
      { code: 'DECLINED', message: 'no' },
    ),
  ],
  counts: { charges: 1 },
});

/** A stage whose ports record what they are called with. */
const stage = (overrides: Partial<Options> = {}, portsOptions: Parameters<typeof recordedPorts>[0] = {}) => {
  const recorded = recordedPorts(portsOptions);
  const handler = createStageHandler<'Order Confirmed', { readonly shops: number }>({
    stage: 'payment',
    types: ['Order Confirmed'],
    prepare: async () => ({ shops: 1 }),
    handleGroup: (records) => handleInOrder(records, ({ event }) => charged(event.detail.orderId)),
    groupsAtOnce: 10,
    ports: recorded.ports,
    ...overrides,
  });
  return { ...recorded, handler };
};

describe('from intake to answer', () => {
  it.each([null, {}, { Records: 'one' }, [], 'hello'])(
    'a payload that no queue sent is said to be one: %j',
    async (payload) => {
      const { handler } = stage();
      await expect(handler(payload as unknown as SQSEvent, contextWith(30_000))).rejects.toThrow(
        'the payload has no list of Records: a stage is invoked by its queue',
      );
    },
  );

  it('a batch is published once, counted once and answered', async () => {
    const { handler, asked, counted } = stage();
    const response = await handler(
      batch(message({ messageId: 'a', orderId: 'a' }), message({ messageId: 'b', orderId: 'b', shopId: 'shop-2' })),
      contextWith(30_000),
    );
    expect(response).toEqual({ batchItemFailures: [] });
    expect(asked).toEqual(['publish a b']);
    expect(counted).toEqual([{ charges: 2 }]);
  });

  it('a batch is published before its messages may be deleted: what the bus does not take returns, but its work counts', async () => {
    const { handler, counted, redelivered, sums } = stage({}, { busRejects: ['b'] });
    const response = await handler(
      batch(message({ messageId: 'a', orderId: 'a' }), message({ messageId: 'b', orderId: 'b' })),
      contextWith(30_000),
    );
    expect(returnedIn(response)).toEqual(['b']);
    expect(redelivered).toMatchObject([{ messageId: 'b', receiptHandle: 'receipt-b', receiveCount: 1 }]);
    expect(redelivered[0]?.error).toBeInstanceOf(PublishError);
    expect(counted).toEqual([{ charges: 2 }]);
    expect(sums).toMatchObject({ PublishFailures: 1, DependencyFailures: 1, RecordsDone: 1 });
  });

  it('the reason of a failure is stored before its message may move to the dead-letter queue', async () => {
    const { handler, asked, stored } = stage();
    const response = await handler(batch(message({ messageId: 'bad', body: '{}' })), contextWith(30_000));
    expect(returnedIn(response)).toEqual(['bad']);
    expect(asked).toEqual(['reasons', 'visibility']);
    expect(stored).toMatchObject([{ messageId: 'bad', body: '{}', receiveCount: 1 }]);
  });

  it('business metrics count the work that is newly done', async () => {
    const { handler, sums } = stage({
      handleGroup: (records) =>
        handleInOrder(records, ({ event }) => ({
          ...charged(event.detail.orderId),
          counts: event.detail.orderId === 'declined' ? { payments_declined: 1 } : { payments_charged: 1 },
        })),
    });
    const orders = ['a', 'b', 'declined'].map((orderId) => message({ messageId: orderId, orderId }));
    await handler(batch(...orders), contextWith(30_000));
    expect(sums).toMatchObject({ PaymentsCharged: 2, PaymentsDeclined: 1 });
  });

  it('what is read once for the batch is passed to each group', async () => {
    const seen: unknown[] = [];
    const asked: number[] = [];
    const { handler } = stage({
      prepare: async (records) => {
        asked.push(records.length);
        return { shops: 2 };
      },
      handleGroup: async (records, { prepared }) => {
        seen.push(prepared);
        return records.map(({ event }) => charged(event.detail.orderId));
      },
    });
    await handler(
      batch(message({ messageId: 'a' }), message({ messageId: 'b', shopId: 'shop-2' })),
      contextWith(30_000),
    );
    expect(asked).toEqual([2]);
    expect(seen).toEqual([{ shops: 2 }, { shops: 2 }]);
  });

  it('time is kept back for publishing', async () => {
    let left = 0;
    const { handler } = stage({
      publishReserveMs: 2_000,
      handleGroup: async (records, { remainingMs }) => {
        left = remainingMs();
        return records.map(({ event }) => charged(event.detail.orderId));
      },
    });
    await handler(batch(message({ messageId: 'a' })), contextWith(9_000));
    expect(left).toBe(7_000);
  });

  it('a batch is returned whole if there is no time left to work', async () => {
    const { handler, asked } = stage();
    const response = await handler(batch(message({ messageId: 'a' })), contextWith(2_000));
    expect(returnedIn(response)).toEqual(['a']);
    expect(asked).not.toContain('publish a');
  });

  it('an invocation does not fail again what an earlier one failed (Powertools #3673)', async () => {
    let broken = true;
    const { handler } = stage({
      handleGroup: (records) =>
        handleInOrder(records, ({ event }) => {
          if (broken) throw new DependencyError('down');
          return charged(event.detail.orderId);
        }),
    });
    const first = await handler(batch(message({ messageId: 'a' })), contextWith(30_000));
    broken = false;
    const second = await handler(batch(message({ messageId: 'a', receiveCount: 2 })), contextWith(30_000));
    expect(returnedIn(first)).toEqual(['a']);
    expect(returnedIn(second)).toEqual([]);
  });

  it('a stage that throws no Error fails its records as any other', async () => {
    const { handler } = stage({ handleGroup: () => Promise.reject(undefined) });
    const response = await handler(batch(message({ messageId: 'a' })), contextWith(30_000));
    expect(returnedIn(response)).toEqual(['a']);
  });

  it('two batches that run at once are kept apart', async () => {
    const { handler } = stage({
      handleGroup: async (records) => {
        await new Promise((resolve) => setImmediate(resolve));
        if (records[0]?.messageId === 'bad') throw new Error('bug');
        return records.map(({ event }) => charged(event.detail.orderId));
      },
    });
    const [bad, good] = await Promise.all([
      handler(batch(message({ messageId: 'bad' })), contextWith(30_000)),
      handler(batch(message({ messageId: 'good' })), contextWith(30_000)),
    ]);
    expect(returnedIn(bad)).toEqual(['bad']);
    expect(returnedIn(good)).toEqual([]);
  });
});

describe('report', () => {
  it('a batch reports one log line per message and flushes its metrics once', async () => {
    const { handler, lines, sums, flushes } = stage();
    process.env._X_AMZN_TRACE_ID = 'Root=1-67891233-abcdef012345678912345678;Parent=53995c3f42cd8ad8;Sampled=1';
    await handler(batch(message({ messageId: 'a', orderId: 'a' })), contextWith(30_000));
    delete process.env._X_AMZN_TRACE_ID;
    expect(lines).toEqual([
      {
        level: 'info',
        message: 'record',
        fields: expect.objectContaining({
          stage: 'payment',
          messageId: 'a',
          orderId: 'a',
          shopId: 'shop-1',
          eventId: 'event-a',
          event: 'Order Confirmed',
          operation: 'payment.charge',
          outcome: 'charged',
          replay: false,
          receiveCount: 1,
          durationMs: 0,
          // Until it is known when the order was placed, the invocation's.
          traceId: '1-67891233-abcdef012345678912345678',
        }),
      },
    ]);
    expect(sums).toEqual({ RecordsDone: 1, EventsPublished: 1, RecordAge: 1_500, BatchDuration: 0 });
    expect(flushes()).toBe(1);
  });

  it('failures are reported by class, blocked ones with the message that blocks them', async () => {
    const failures: Record<string, unknown> = {
      conflict: new PermanentError('conflicting order'),
      bug: new TypeError('x is undefined'),
      down: new DependencyError('gateway down'),
    };
    const { handler, lines, sums } = stage({
      handleGroup: (records) =>
        handleInOrder(records, ({ event }) => {
          throw failures[event.detail.orderId];
        }),
    });
    await handler(
      batch(
        message({ messageId: '1', orderId: 'conflict' }),
        message({ messageId: '2', orderId: 'bug' }),
        message({ messageId: '3', orderId: 'down' }),
        message({ messageId: '4', orderId: 'down' }),
      ),
      contextWith(30_000),
    );
    expect(lines.map(({ level, fields }) => [level, fields.outcome, fields.failureClass])).toEqual([
      ['error', 'failed', 'permanent'],
      ['error', 'failed', 'unknown'],
      ['warn', 'failed', 'dependency'],
      ['warn', 'held back', 'dependency'],
    ]);
    expect(lines[3]?.fields.heldBackBy).toBe('3');
    expect(sums).toMatchObject({ PermanentFailures: 1, UnknownFailures: 1, DependencyFailures: 1, RecordsHeldBack: 1 });
  });

  it('the log holds no card token, whatever the message carries', async () => {
    const { handler, lines, stored } = stage();
    const body = JSON.stringify({
      id: 'e',
      'detail-type': 'Order Created',
      source: 's',
      time: '2026-11-02T10:00:00Z',
      detail: { orderId: 'a', shopId: 's', payment: { token: ['tok_secret'] } },
    });
    await handler(batch(message({ messageId: 'a', body })), contextWith(30_000));
    expect(JSON.stringify(lines)).not.toContain('tok_secret');
    // It could not be parsed, and is still to be found by its order.
    expect(lines[0]?.fields).toMatchObject({ orderId: 'a', shopId: 's', outcome: 'failed' });
    expect(String(stored[0]?.error)).not.toContain('tok_secret');
  });

  it('metrics are flushed also if the handler throws', async () => {
    const { handler, flushes } = stage();
    await expect(handler({ Records: 'none' } as unknown as SQSEvent, contextWith(30_000))).rejects.toThrow();
    expect(flushes()).toBe(1);
  });
});

describe('isolation', () => {
  const confirmed = (messageId: string, receiveCount: number) =>
    message({ messageId, orderId: `order-${messageId}`, receiveCount });

  it('messages that may have ended a process are worked after the others are deleted, the interrupted one last', async () => {
    const { handler, asked } = stage({}, { interrupted: ['interrupted'] });
    await handler(
      batch(confirmed('interrupted', 5), confirmed('good', 1), confirmed('isolated', 4)),
      contextWith(30_000),
    );
    expect(asked.filter((what) => !what.startsWith('count'))).toEqual([
      'interrupted interrupted isolated',
      'return soon isolated interrupted',
      'publish good',
      'delete good',
      'begin isolated',
      'publish isolated',
      'delete isolated',
      'begin interrupted',
      'publish interrupted',
    ]);
  });

  it('failed messages of all parts are returned, in the order of the work', async () => {
    const { handler } = stage({ handleGroup: () => Promise.reject(new DependencyError('down')) });
    const response = await handler(batch(confirmed('isolated', 4), confirmed('trusted', 1)), contextWith(30_000));
    expect(returnedIn(response)).toEqual(['trusted', 'isolated']);
  });

  it('a batch whose messages were all answered for is not split', async () => {
    const { handler, asked } = stage();
    const answeredFor = { ...confirmed('b', 3) };
    answeredFor.attributes = { ...answeredFor.attributes, ApproximateFirstReceiveTimestamp: `${NOW - 30_000}` };
    await handler(batch(confirmed('a', 1), answeredFor), contextWith(30_000));
    expect(asked.filter((what) => /^(interrupted|begin|delete|return)/.test(what))).toEqual([]);
  });
});
