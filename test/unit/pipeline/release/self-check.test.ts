import type { Context, SQSEvent } from 'aws-lambda';
import { isSelfCheck, SELF_CHECK_REQUEST, withSelfCheck } from '../../../../pipeline/release/self-check';
import type { Log } from '../../../../pipeline/telemetry/log';

const context = {} as Context;
const lines: [string, string][] = [];
const log: Log = {
  debug: (message) => lines.push(['debug', message]),
  info: (message) => lines.push(['info', message]),
  warn: (message) => lines.push(['warn', message]),
  error: (message) => lines.push(['error', message]),
};
const batches: unknown[] = [];
const stage = (checks: Parameters<typeof withSelfCheck>[1]['checks']) =>
  withSelfCheck(
    async (event: unknown) => {
      batches.push(event);
      return { batchItemFailures: [] };
    },
    { stage: 'payment', checks, log },
  );
const sound = { name: 'config table', run: async () => 'read' };

beforeEach(() => {
  lines.length = 0;
  batches.length = 0;
});

describe('a self-check', () => {
  it('passes when everything that the stage needs can be reached; no batch is worked', async () => {
    expect(await stage([sound])(SELF_CHECK_REQUEST, context)).toEqual({
      selfCheck: 'passed',
      stage: 'payment',
      passed: ['config table'],
      failed: [],
    });
    expect(batches).toEqual([]);
    expect(lines).toEqual([['info', 'self-check']]);
  });

  it('names all that fails, also what fails before it is asked', async () => {
    const broken = {
      name: 'gateway key',
      run: (): Promise<unknown> => {
        throw new Error('secret x cannot be read: AccessDeniedException');
      },
    };
    expect(await stage([sound, broken])(SELF_CHECK_REQUEST, context)).toMatchObject({
      selfCheck: 'failed',
      passed: ['config table'],
      failed: [{ name: 'gateway key', reason: 'secret x cannot be read: AccessDeniedException' }],
    });
    expect(lines).toEqual([['error', 'self-check']]);
  });
});

describe('no marker makes a batch a self-check', () => {
  const body = JSON.stringify({
    ...SELF_CHECK_REQUEST,
    detail: { ...SELF_CHECK_REQUEST, metadata: SELF_CHECK_REQUEST },
  });
  const record = { messageId: 'm-1', body, attributes: {}, messageAttributes: { selfCheck: SELF_CHECK_REQUEST } };
  const batch = { Records: [record] } as unknown as SQSEvent;

  it.each<[string, unknown]>([
    ['in a message', batch],
    ['beside the records', { ...SELF_CHECK_REQUEST, Records: [record] }],
    ['beside no records', { ...SELF_CHECK_REQUEST, Records: [] }],
    ['of another service', { selfCheck: 'order-processor' }],
    ['with more', { ...SELF_CHECK_REQUEST, orderId: 'o-1' }],
    ['as a list', [SELF_CHECK_REQUEST]],
    ['that is none', null],
  ])('%s', async (_, event) => {
    expect(isSelfCheck(event)).toBe(false);
    await stage([sound])(event, context);
    expect(batches).toEqual([event]);
  });
});
