import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { DependencyError, PermanentError } from '../../../../pipeline/batch/failure';
import {
  type FailedMessage,
  failureRecordKey,
  failureRecordOf,
  failureRecordStore,
} from '../../../../pipeline/batch/failure-records';
import { fakeClient } from '../telemetry/fake-client';
import { recordedTelemetry } from '../telemetry/recorded-telemetry';
import { NOW } from './messages';

const body = (event: unknown): string => JSON.stringify(event);
const failed = (error: unknown, more: Partial<FailedMessage> = {}): FailedMessage => ({
  messageId: 'm-1',
  body: body({ id: 'e-1' }),
  receiveCount: 1,
  error,
  ...more,
});

describe('where the reason of a dead letter is kept', () => {
  it.each([
    ['by the producer’s event id', body({ id: 'bus', detail: { metadata: { eventId: 'own' } } }), 'rejected#own'],
    ['by the bus’s id if the producer gave none', body({ id: 'bus', detail: {} }), 'rejected#bus'],
    [
      'by the bus’s id if the producer’s is no text',
      body({ id: 'bus', detail: { metadata: { eventId: 7 } } }),
      'rejected#bus',
    ],
    [
      'by the bus’s id if the producer’s is no key',
      body({ id: 'bus', detail: { metadata: { eventId: 'x'.repeat(3_000) } } }),
      'rejected#bus',
    ],
    ['by the message id if the body is no JSON', '<order/>', 'rejected#m-1'],
    ['by the message id if the body is no event', 'null', 'rejected#m-1'],
  ])('%s', (_what, text, key) => {
    expect(failureRecordKey({ messageId: 'm-1', body: text })).toEqual({ PK: key, SK: 'rejected' });
  });
});

describe('the reason of a failure', () => {
  it('names field and value of a permanent failure on its first receive', () => {
    const error = new PermanentError('time: too old', { field: 'time', value: '2020-01-01T00:00:00Z' });
    expect(failureRecordOf(failed(error), 'payment', NOW)).toEqual({
      PK: 'rejected#e-1',
      SK: 'rejected',
      reason: 'time: too old',
      errorName: 'PermanentError',
      field: 'time',
      value: '2020-01-01T00:00:00Z',
      failureClass: 'permanent',
      stage: 'payment',
      messageId: 'm-1',
      receiveCount: 1,
      at: '2026-11-02T10:00:00.000Z',
      expiration: NOW / 1000 + 30 * 86_400,
    });
  });

  it('is recorded for any other failure from the third receive on, so that no dead letter is without one', () => {
    expect(failureRecordOf(failed(new Error('bug'), { receiveCount: 2 }), 'payment', NOW)).toBeUndefined();
    expect(failureRecordOf(failed(new Error('bug'), { receiveCount: 3 }), 'payment', NOW)).toMatchObject({
      reason: 'bug',
      failureClass: 'unknown',
    });
  });

  it('names the blocking message of a blocked one', () => {
    const blocked = failed(new DependencyError('down'), { receiveCount: 9, blockedBy: 'm-0' });
    expect(failureRecordOf(blocked, 'inventory', NOW)?.reason).toBe('held back by message m-0: down');
  });
});

describe('recording reasons', () => {
  const store = (answer?: (input: Record<string, unknown>, number: number) => unknown) => {
    const { client, sent } = fakeClient<DynamoDBDocumentClient>(answer);
    const recorded = recordedTelemetry();
    const { telemetry } = recorded;
    return {
      ...recorded,
      sent,
      port: failureRecordStore({ client, tableName: 'orders', stage: 'payment', telemetry }),
    };
  };
  const wrong = new PermanentError('wrong');

  it('takes one write per batch, and one item per event', async () => {
    const { port, sent } = store();
    await port.store(
      [
        failed(wrong),
        failed(wrong, { messageId: 'm-2' }),
        failed(wrong, { messageId: 'm-3', body: '' }),
        failed(new Error('bug'), { messageId: 'm-4', body: '' }),
      ],
      NOW,
    );
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({
      RequestItems: {
        orders: [
          { PutRequest: { Item: { PK: 'rejected#e-1', messageId: 'm-2' } } },
          { PutRequest: { Item: { PK: 'rejected#m-3' } } },
        ],
      },
    });
  });

  it('writes nothing if there is no reason to record', async () => {
    const { port, sent } = store();
    await port.store([failed(new Error('bug'))], NOW);
    expect(sent).toEqual([]);
  });

  it('writes again what DynamoDB left', async () => {
    const left = { orders: [{ PutRequest: { Item: { PK: 'rejected#e-1' } } }] };
    const { port, sent, lines } = store((_input, number) => (number === 1 ? { UnprocessedItems: left } : {}));
    await port.store([failed(wrong)], NOW);
    expect(sent).toHaveLength(2);
    expect(sent[1]).toEqual({ RequestItems: left });
    expect(lines).toEqual([]);
  });

  it('logs what could not be written and does not fail the batch', async () => {
    const { port, lines, sums } = store(() => {
      throw new Error('throttled');
    });
    await port.store([failed(wrong)], NOW);
    expect(lines[0]).toMatchObject({ level: 'error', fields: { keys: ['rejected#e-1'] } });
    expect(sums.RejectionWriteFailed).toBe(1);
  });
});
