import type { SQSClient } from '@aws-sdk/client-sqs';
import { BreakerOpenError, DependencyError, NoTimeLeftError, PermanentError } from '../../../../pipeline/batch/failure';
import {
  type FailedDelivery,
  nextDeliveries,
  queueVisibility,
  visibilitySecondsAfter,
} from '../../../../pipeline/batch/visibility';
import { fakeClient } from '../telemetry/fake-client';
import { recordedTelemetry } from '../telemetry/recorded-telemetry';
import { NOW } from './messages';

const delivery = (messageId: string, error: unknown, more: Partial<FailedDelivery> = {}): FailedDelivery => ({
  messageId,
  receiptHandle: `receipt-${messageId}`,
  receiveCount: 1,
  error,
  ...more,
});

describe('when a failed record is delivered again', () => {
  it('is at once for a permanent failure, so that it is in the dead-letter queue within seconds', () => {
    expect(visibilitySecondsAfter('permanent', 1, 0.9)).toBe(0);
    expect(visibilitySecondsAfter('permanent', 9, 0.9)).toBe(0);
  });

  it('is later each time a dependency is in trouble, from about 2 seconds to 5 minutes', () => {
    const least = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((receives) => visibilitySecondsAfter('dependency', receives, 0));
    const most = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((receives) =>
      visibilitySecondsAfter('dependency', receives, 0.999999),
    );
    expect(least).toEqual([2, 4, 8, 16, 32, 64, 128, 150, 150]);
    expect(most).toEqual([4, 8, 16, 32, 64, 128, 256, 300, 300]);
  });

  it('is just after the next probe of an open breaker', () => {
    expect(visibilitySecondsAfter('breaker-open', 5, 0, NOW + 60_000, NOW)).toBe(61);
    expect(visibilitySecondsAfter('breaker-open', 5, 0.9, NOW + 60_000, NOW)).toBe(63);
    expect(visibilitySecondsAfter('breaker-open', 5, 0, NOW - 60_000, NOW)).toBe(1);
  });

  it('is at once after the last receive: the message leaves for the dead-letter queue and blocks its group no longer', () => {
    expect(visibilitySecondsAfter('dependency', 10, 0.5)).toBe(0);
    expect(visibilitySecondsAfter('breaker-open', 10, 0.5, NOW + 60_000, NOW)).toBe(0);
  });

  it('never goes beyond the 12 hours that SQS hides a message', () => {
    expect(visibilitySecondsAfter('breaker-open', 1, 1, NOW + 48 * 3_600_000, NOW)).toBeLessThan(43_200);
  });

  it('is soon for an unknown failure, a few times, and then at once: a bug must not hold a shop for minutes', () => {
    expect([0, 0.5, 0.999].map((random) => visibilitySecondsAfter('unknown', 1, random))).toEqual([1, 3, 5]);
    expect(visibilitySecondsAfter('unknown', 4, 0)).toBe(1);
    expect(visibilitySecondsAfter('unknown', 5, 0.9)).toBe(0);
  });

  it('is at once for stored data that somebody has to mend', () => {
    expect(visibilitySecondsAfter('stored-data', 1, 0.9)).toBe(0);
  });

  it('is within a second, with its followers, for an order that fails alone; never later than without that', () => {
    const down = new DependencyError('down');
    const deliveries = nextDeliveries(
      [
        delivery('a1', down, { receiveCount: 6, returns: 'within a second' }),
        delivery('a2', down, { blockedBy: 'a1', returns: 'within a second' }),
        delivery('b1', down, { returns: 'at once' }),
        delivery('c1', new PermanentError('no'), { returns: 'within a second' }),
      ],
      () => 0.5,
      NOW,
    );
    expect([...deliveries.values()]).toEqual([1, 1, 0, 0]);
  });

  it('is that of the blocking record for the records that it blocks', () => {
    const down = new DependencyError('down');
    const randoms = [0.1, 0.9, 0.5];
    const deliveries = nextDeliveries(
      [
        delivery('a1', down, { receiveCount: 6 }),
        delivery('a2', down, { blockedBy: 'a1' }),
        delivery('b1', down, { receiveCount: 6 }),
      ],
      () => randoms.shift() ?? 0,
      NOW,
    );
    expect([...deliveries.values()]).toEqual([71, 71, 122]);
  });

  it('does not grow for a record that there was no time for', () => {
    const [seconds] = nextDeliveries(
      [delivery('a', new NoTimeLeftError(), { receiveCount: 8 })],
      () => 0,
      NOW,
    ).values();
    expect(seconds).toBe(2);
  });

  it('is the time that the breaker names', () => {
    const open = new BreakerOpenError('open', NOW + 30_000);
    const [seconds] = nextDeliveries([delivery('a', open)], () => 0, NOW).values();
    expect(seconds).toBe(31);
  });
});

describe('telling SQS', () => {
  const visibility = (answer?: () => unknown) => {
    const { client, sent } = fakeClient<SQSClient>(answer);
    const recorded = recordedTelemetry();
    const { telemetry } = recorded;
    return { ...recorded, sent, port: queueVisibility({ client, queueUrl: 'queue', random: () => 0, telemetry }) };
  };

  it('takes one request for a batch', async () => {
    const { port, sent } = visibility();
    await port.apply([delivery('a', new PermanentError('x')), delivery('b', new Error('bug'))], NOW);
    expect(sent).toEqual([
      {
        QueueUrl: 'queue',
        Entries: [
          { Id: '0', ReceiptHandle: 'receipt-a', VisibilityTimeout: 0 },
          { Id: '1', ReceiptHandle: 'receipt-b', VisibilityTimeout: 1 },
        ],
      },
    ]);
  });

  it('asks nothing if nothing failed', async () => {
    const { port, sent } = visibility();
    await port.apply([], NOW);
    expect(sent).toEqual([]);
  });

  it('never puts more than 10 entries in a request', async () => {
    const { port, sent } = visibility();
    await port.apply(
      Array.from({ length: 12 }, (_, at) => delivery(`m${at}`, new Error('bug'))),
      NOW,
    );
    expect(sent.map(({ Entries }) => (Entries as unknown[]).length)).toEqual([10, 2]);
  });

  it('logs what SQS refused and goes on', async () => {
    const { port, lines, sums } = visibility(() => ({
      Failed: [{ Id: '1', Code: 'ReceiptHandleIsInvalid', Message: 'expired', SenderFault: true }],
    }));
    await port.apply([delivery('a', new Error('bug')), delivery('b', new Error('bug'))], NOW);
    expect(lines).toHaveLength(1);
    expect(lines[0]?.fields).toMatchObject({ messageId: 'b', code: 'ReceiptHandleIsInvalid' });
    expect(sums.VisibilityChangeFailed).toBe(1);
  });

  it('logs that SQS was out of reach and goes on', async () => {
    const { port, lines, sums } = visibility(() => {
      throw new Error('no route');
    });
    await port.apply([delivery('a', new Error('bug')), delivery('b', new Error('bug'))], NOW);
    expect(lines[0]?.fields).toMatchObject({ messageIds: ['a', 'b'] });
    expect(sums.VisibilityChangeFailed).toBe(2);
  });
});
