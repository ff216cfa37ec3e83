import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as fc from 'fast-check';
import { characterCount, isPortable } from '../../../../contracts/text';
import { DependencyError, PermanentError, StoredDataError } from '../../../../pipeline/batch/failure';
import {
  type FailedMessage,
  failureRecordKey,
  failureRecordKeyOfRelease010,
  failureRecordOf,
  failureRecordStore,
  isRecorded,
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
  const named = body({ id: 'bus', detail: { metadata: { eventId: 'own' } } });

  it('follows from the whole body: no producer can choose the key of another’s event', () => {
    const again = body({ id: 'bus-2', detail: { metadata: { eventId: 'own' } } });
    expect(failureRecordKey({ body: named })).toEqual(failureRecordKey({ body: named }));
    expect(failureRecordKey({ body: again })).not.toEqual(failureRecordKey({ body: named }));
  });

  it('is a key that DynamoDB takes, whatever the body holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 5_000 }), (text) => {
        expect(failureRecordKey({ body: text }).PK).toMatch(/^rejected#[\w-]{43}$/);
      }),
    );
  });

  it.each([
    ['the producer’s event id', named, 'rejected#own'],
    ['the bus’s id if the producer gave none', body({ id: 'bus', detail: {} }), 'rejected#bus'],
    [
      'the bus’s id if the producer’s is no text',
      body({ id: 'bus', detail: { metadata: { eventId: 7 } } }),
      'rejected#bus',
    ],
    ['the message id if the body is no JSON', '<order/>', 'rejected#m-1'],
    ['the message id if the body is no event', 'null', 'rejected#m-1'],
    [
      'nothing if the producer’s cannot be read',
      body({ detail: { metadata: { eventId: 'till-7 \ud83e' } } }),
      undefined,
    ],
  ])('was %s in release 0.1.0', (_what, text, key) => {
    expect(failureRecordKeyOfRelease010({ messageId: 'm-1', body: text })?.PK).toBe(key);
  });
});

describe('the reason of a failure', () => {
  it('names field and value of a permanent failure on its first receive', () => {
    const error = new PermanentError('time: too old', { field: 'time', value: '2020-01-01T00:00:00Z' });
    expect(failureRecordOf(failed(error), 'payment', NOW)).toEqual({
      ...failureRecordKey(failed(error)),
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
    expect(isRecorded(failed(new Error('bug'), { receiveCount: 2 }))).toBe(false);
    expect(isRecorded(failed(new Error('bug'), { receiveCount: 3 }))).toBe(true);
    expect(failureRecordOf(failed(new Error('bug'), { receiveCount: 3 }), 'payment', NOW)).toMatchObject({
      reason: 'bug',
      failureClass: 'unknown',
    });
  });

  it('is recorded at once for what will never work, whoever is at fault', () => {
    expect(isRecorded(failed(new PermanentError('no')))).toBe(true);
    expect(isRecorded(failed(new StoredDataError('stock of p1: sold is a text')))).toBe(true);
  });

  it.each([
    [new Error(''), 'Error'],
    [Object.assign(new Error(''), { name: 'TimeoutError' }), 'TimeoutError'],
    [undefined, 'the work threw undefined'],
    ['a text', 'the work threw a text'],
    [{ code: 7 }, 'the work threw {"code":7}'],
  ])('is never empty, whatever was thrown: %p', (thrown, reason) => {
    expect(failureRecordOf(failed(thrown, { receiveCount: 3 }), 'payment', NOW)).toMatchObject({ reason });
  });

  it('is text that DynamoDB takes, cut between characters', () => {
    const units = fc.string({
      unit: fc.integer({ max: 0xffff }).map((unit) => String.fromCharCode(unit)),
      maxLength: 3_000,
    });
    fc.assert(
      fc.property(units, (text) => {
        const error = new PermanentError(text, { field: 'detail', value: text });
        const { reason = '', value = '' } = failureRecordOf(failed(error), 'payment', NOW);
        expect([isPortable(reason), isPortable(value)]).toEqual([true, true]);
        expect(Math.max(characterCount(reason), characterCount(value))).toBeLessThanOrEqual(1_000);
      }),
    );
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

  it('is one write per message', async () => {
    const { port, sent } = store();
    await port.store(
      [failed(wrong), failed(wrong, { messageId: 'm-2', body: '' }), failed(new Error('bug'), { messageId: 'm-4' })],
      NOW,
    );
    expect(sent).toMatchObject([
      { TableName: 'orders', Item: { ...failureRecordKey(failed(wrong)), messageId: 'm-1' } },
      { TableName: 'orders', Item: { messageId: 'm-2' } },
    ]);
  });

  it('writes nothing if there is no reason to record', async () => {
    const { port, sent } = store();
    await port.store([failed(new Error('bug'))], NOW);
    expect(sent).toEqual([]);
  });

  it('logs what could not be written, writes the others and does not fail the batch', async () => {
    const { port, sent, lines, sums } = store((_input, number) => {
      if (number === 1) throw new Error('throttled');
      return {};
    });
    await port.store([failed(wrong), failed(wrong, { messageId: 'm-2', body: '' })], NOW);
    expect(sent).toHaveLength(2);
    expect(lines).toMatchObject([{ level: 'error', fields: { messageId: 'm-1' } }]);
    expect(sums.RejectionWriteFailed).toBe(1);
  });
});
