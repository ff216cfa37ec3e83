import type { SQSEvent } from 'aws-lambda';
import { DependencyError, PermanentError } from '../../../../pipeline/batch/failure';
import type { FailedMessage } from '../../../../pipeline/batch/failure-records';
import { handleInOrder } from '../../../../pipeline/batch/followers';
import { createStageHandler, type StageHandlerOptions } from '../../../../pipeline/batch/handler';
import type { Done } from '../../../../pipeline/batch/record';
import type { FailedDelivery } from '../../../../pipeline/batch/visibility';
import type { Counts } from '../../../../pipeline/counters/counts';
import { orderEvent } from '../../../../pipeline/events/outgoing';
import { PublishError } from '../../../../pipeline/events/publisher';
import { recordedTelemetry } from '../telemetry/recorded-telemetry';
import { batch, contextWith, message, NOW } from './messages';

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

/** A stage whose ports write down, in order, what they are asked. */
const stage = (
  overrides: Partial<Options> = {},
  busRefuses: readonly string[] = [],
  killers: readonly string[] = [],
) => {
  const asked: string[] = [];
  const rejected: FailedMessage[] = [];
  const redelivered: FailedDelivery[] = [];
  const counted: Counts[] = [];
  const recorded = recordedTelemetry();
  const handler = createStageHandler<'Order Confirmed', { readonly shops: number }>({
    stage: 'payment',
    types: ['Order Confirmed'],
    prepare: async () => ({ shops: 1 }),
    handleGroup: (records) => handleInOrder(records, ({ event }) => charged(event.detail.orderId)),
    groupsAtOnce: 10,
    ports: {
      publisher: {
        async publish(entries) {
          asked.push(`publish ${entries.map(({ key }) => key).join(' ')}`);
          return new Map(busRefuses.map((key) => [key, new PublishError('InternalFailure', 'no')]));
        },
      },
      failureRecords: {
        async record(messages) {
          if (messages.length > 0) asked.push('reasons');
          rejected.push(...messages);
        },
      },
      isolation: {
        interrupted: async () => new Set(killers),
        returnAfter: async (messages) => {
          asked.push(`return soon ${messages.map(({ messageId }) => messageId).join(' ')}`);
        },
        begin: async (messages) => {
          asked.push(`begin ${messages.map(({ messageId }) => messageId).join(' ')}`);
        },
        finish: async (messages) => {
          asked.push(`delete ${messages.map(({ messageId }) => messageId).join(' ')}`);
        },
      },
      visibility: {
        async apply(failed) {
          if (failed.length > 0) asked.push('visibility');
          redelivered.push(...failed);
        },
      },
      counters: {
        async write(counts) {
          counted.push(counts);
        },
      },
      telemetry: recorded.telemetry,
      now: () => NOW,
    },
    ...overrides,
  });
  return { ...recorded, handler, asked, rejected, redelivered, counted };
};

const returned = (response: { batchItemFailures: { itemIdentifier: string }[] }): string[] =>
  response.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);

describe('a batch', () => {
  it('is published once, counted once and answered', async () => {
    const { handler, asked, counted } = stage();
    const response = await handler(
      batch(message({ messageId: 'a', orderId: 'a' }), message({ messageId: 'b', orderId: 'b', shopId: 'shop-2' })),
      contextWith(30_000),
    );
    expect(response).toEqual({ batchItemFailures: [] });
    expect(asked).toEqual(['publish a b']);
    expect(counted).toEqual([{ charges: 2 }]);
  });

  it('publishes before a message may be deleted: what the bus does not take returns, but its work counts', async () => {
    const { handler, counted, redelivered, sums } = stage({}, ['b']);
    const response = await handler(
      batch(message({ messageId: 'a', orderId: 'a' }), message({ messageId: 'b', orderId: 'b' })),
      contextWith(30_000),
    );
    expect(returned(response)).toEqual(['b']);
    expect(redelivered).toMatchObject([{ messageId: 'b', receiptHandle: 'receipt-b', receiveCount: 1 }]);
    expect(redelivered[0]?.error).toBeInstanceOf(DependencyError);
    expect(counted).toEqual([{ charges: 2 }]);
    expect(sums).toMatchObject({ PublishFailures: 1, DependencyFailures: 1, RecordsDone: 1 });
  });

  it('stores the reason of a failure before its message may move to the dead-letter queue', async () => {
    const { handler, asked, rejected } = stage();
    const response = await handler(batch(message({ messageId: 'bad', body: '{}' })), contextWith(30_000));
    expect(returned(response)).toEqual(['bad']);
    expect(asked).toEqual(['reasons', 'visibility']);
    expect(rejected).toMatchObject([{ messageId: 'bad', body: '{}', receiveCount: 1 }]);
  });

  it('tells the business what it newly did', async () => {
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

  it('hands what was read once for all groups to each of them', async () => {
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

  it('keeps time back for publishing', async () => {
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

  it('returns all of it if there is no time left to work', async () => {
    const { handler, asked } = stage();
    const response = await handler(batch(message({ messageId: 'a' })), contextWith(2_000));
    expect(returned(response)).toEqual(['a']);
    expect(asked).not.toContain('publish a');
  });

  it('does not fail again what an earlier invocation failed (Powertools #3673)', async () => {
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
    expect(returned(first)).toEqual(['a']);
    expect(returned(second)).toEqual([]);
  });

  it('keeps two batches that run at once apart', async () => {
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
    expect(returned(bad)).toEqual(['bad']);
    expect(returned(good)).toEqual([]);
  });
});

describe('what a batch reports', () => {
  it('is one log line per message and one flush of metrics', async () => {
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
    expect(sums).toEqual({ RecordsDone: 1, EventsPublished: 1, RecordAge: 2_000, BatchDuration: 0 });
    expect(flushes()).toBe(1);
  });

  it('tells failures apart by class, and who waits for whom', async () => {
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

  it('holds no card token, whatever the message carries', async () => {
    const { handler, lines, rejected } = stage();
    const body = JSON.stringify({
      id: 'e',
      'detail-type': 'Order Created',
      source: 's',
      time: '2026-11-02T10:00:00Z',
      detail: { orderId: 'a', shopId: 's', payment: { token: ['tok_secret'] } },
    });
    await handler(batch(message({ messageId: 'a', body })), contextWith(30_000));
    expect(JSON.stringify(lines)).not.toContain('tok_secret');
    // Refused unread, and still to be found by its order.
    expect(lines[0]?.fields).toMatchObject({ orderId: 'a', shopId: 's', outcome: 'failed' });
    expect(String(rejected[0]?.error)).not.toContain('tok_secret');
  });

  it('is flushed also if the batch breaks', async () => {
    const { handler, flushes } = stage();
    await expect(handler({ Records: 'none' } as unknown as SQSEvent, contextWith(30_000))).rejects.toThrow();
    expect(flushes()).toBe(1);
  });
});

describe('a batch with messages that were received too often', () => {
  const confirmed = (messageId: string, receiveCount: number) =>
    message({ messageId, orderId: `order-${messageId}`, receiveCount });

  it('answers for the others before it begins with them, the likely killer last', async () => {
    const { handler, asked } = stage({}, [], ['killer']);
    await handler(batch(confirmed('killer', 5), confirmed('good', 1), confirmed('doubtful', 4)), contextWith(30_000));
    expect(asked.filter((what) => !what.startsWith('count'))).toEqual([
      'return soon doubtful killer',
      'publish good',
      'delete good',
      'begin doubtful',
      'publish doubtful',
      'delete doubtful',
      'begin killer',
      'publish killer',
    ]);
  });

  it('costs nothing extra while all messages are trusted', async () => {
    const { handler, asked } = stage();
    await handler(batch(confirmed('a', 1), confirmed('b', 3)), contextWith(30_000));
    expect(asked.filter((what) => /^(begin|delete|return)/.test(what))).toEqual([]);
  });
});
