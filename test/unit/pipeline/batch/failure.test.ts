import {
  IdempotencyAlreadyInProgressError,
  IdempotencyPersistenceLayerError,
} from '@aws-lambda-powertools/idempotency';
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { parseEvent } from '../../../../contracts/events/parse';
import { BreakerOpenError, DependencyError, NoTimeLeftError, PermanentError } from '../../../../pipeline/batch/failure';
import { failureClassOf } from '../../../../pipeline/batch/failure-class';

const thrownBy = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return error;
  }
};

const named = (name: string, more: object = {}): Error => Object.assign(new Error(name), { name, ...more });

const cancelled = (...codes: string[]): Error =>
  new TransactionCanceledException({
    message: 'cancelled',
    $metadata: { httpStatusCode: 400 },
    CancellationReasons: codes.map((Code) => ({ Code })),
  });

describe('what a failure means', () => {
  it('is permanent for an event that breaks its contract and for whatever says so itself', () => {
    expect(failureClassOf(thrownBy(() => parseEvent('not json')))).toBe('permanent');
    expect(failureClassOf(new PermanentError('order conflicts', { field: 'detail.total', value: '3' }))).toBe(
      'permanent',
    );
    expect(failureClassOf(named('GatewayRefusedError', { failureClass: 'permanent' }))).toBe('permanent');
  });

  it('keeps field and value of a permanent failure for the on-call engineer', () => {
    expect(new PermanentError('x', { field: 'time', value: '2020' })).toMatchObject({ field: 'time', value: '2020' });
  });

  it.each([
    ['throttled by DynamoDB', named('ProvisionedThroughputExceededException', { $metadata: { httpStatusCode: 400 } })],
    ['throttled by the account', named('RequestLimitExceeded')],
    ['throttled by EventBridge', named('ThrottlingException', { $metadata: { httpStatusCode: 400 } })],
    ['too many requests', named('Whatever', { $metadata: { httpStatusCode: 429 } })],
    ['a service that is down', named('Whatever', { $metadata: { httpStatusCode: 503 } })],
    ['what the SDK calls retryable', named('Whatever', { $retryable: {} })],
    ['a request that took too long', named('TimeoutError')],
    ['a request that was aborted', named('AbortError')],
    ['nobody listening', named('Error', { code: 'ECONNREFUSED' })],
    ['a broken connection', named('Error', { code: 'ECONNRESET' })],
    ['a name that does not resolve', named('Error', { code: 'ENOTFOUND' })],
    ['a transaction in conflict', cancelled('None', 'TransactionConflict')],
    ['a throttled transaction', cancelled('ThrottlingError')],
    ['the same effect in progress elsewhere', new IdempotencyAlreadyInProgressError('busy')],
    ['idempotency records out of reach', new IdempotencyPersistenceLayerError('down', new Error('x'))],
    ['our own word for it', new DependencyError('gateway down', { cause: new Error('x') })],
    ['no time left', new NoTimeLeftError()],
  ])('is a dependency in trouble: %s', (_what, error) => {
    expect(failureClassOf(error)).toBe('dependency');
  });

  it('waits for the breaker if that is open', () => {
    const error = new BreakerOpenError('payments are paused', 1_000);
    expect(failureClassOf(error)).toBe('breaker-open');
    expect(error.retryAtMs).toBe(1_000);
  });

  it.each([
    ['a bug', new TypeError('x is undefined')],
    ['a condition that failed', cancelled('ConditionalCheckFailed')],
    ['a request that AWS refuses', named('ValidationException', { $metadata: { httpStatusCode: 400 } })],
    ['a class that nobody knows', named('Odd', { failureClass: 'whatever' })],
    ['a thrown string', 'oops'],
    ['nothing', undefined],
  ])('is unknown: %s', (_what, error) => {
    expect(failureClassOf(error)).toBe('unknown');
  });
});
