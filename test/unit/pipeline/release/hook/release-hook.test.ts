import type { PutLifecycleEventHookExecutionStatusCommand } from '@aws-sdk/client-codedeploy';
import type { InvokeCommand } from '@aws-sdk/client-lambda';
import { releaseHook } from '../../../../../pipeline/release/hook/release-hook';

const VERSION = 'arn:aws:lambda:us-east-1:000000000000:function:shop-payment:7';
const EVENT = { DeploymentId: 'd-1', LifecycleEventHookExecutionId: 'hook-1' };

/** A hook in front of a version that answers as given, one after the other; the last one again and again. */
const hookBefore = (...answers: (object | Error)[]) => {
  const asked: unknown[] = [];
  const told: unknown[] = [];
  const waitedMs: number[] = [];
  const quiet = () => undefined;
  const hook = releaseHook({
    versionArn: VERSION,
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    sleep: async (ms) => void waitedMs.push(ms),
    lambda: {
      send: (async ({ input }: InvokeCommand) => {
        const answer = answers[Math.min(asked.length, answers.length - 1)];
        asked.push(input);
        if (answer instanceof Error) throw answer;
        return { ...answer, Payload: new TextEncoder().encode(JSON.stringify(answer)) };
      }) as never,
    },
    codeDeploy: {
      send: (async ({ input }: PutLifecycleEventHookExecutionStatusCommand) => void told.push(input)) as never,
    },
  });
  return { hook, asked, told, waitedMs };
};
const answered = (status: string) => ({ deploymentId: 'd-1', lifecycleEventHookExecutionId: 'hook-1', status });
const denied = Object.assign(new Error('not authorized'), { name: 'AccessDeniedException' });

describe('the hook before traffic', () => {
  it('asks the new version, and no other, for its self-check and lets it go on', async () => {
    const { hook, asked, told } = hookBefore({ selfCheck: 'passed' });
    await hook(EVENT);
    expect(asked).toEqual([{ FunctionName: VERSION, Payload: '{"selfCheck":"coffee-shop.order-processor"}' }]);
    expect(told).toEqual([answered('Succeeded')]);
  });

  it.each<[string, object | Error]>([
    ['fails its self-check', { selfCheck: 'failed', failed: [{ name: 'config table', reason: 'throttled' }] }],
    ['throws', { FunctionError: 'Unhandled', errorMessage: 'no such module' }],
    ['takes the self-check for a batch', { batchItemFailures: [] }],
    ['cannot be reached', new Error('connection refused')],
  ])('stops a version that %s', async (_, answer) => {
    const { hook, told } = hookBefore(answer);
    await hook(EVENT);
    expect(told).toEqual([answered('Failed')]);
  });

  it('waits until its right to ask is known everywhere', async () => {
    const { hook, told, waitedMs } = hookBefore(denied, denied, { selfCheck: 'passed' });
    await hook(EVENT);
    expect(told).toEqual([answered('Succeeded')]);
    expect(waitedMs).toEqual([5_000, 5_000]);
  });

  it('gives up within a minute, so that it can still say so', async () => {
    const { hook, told, waitedMs } = hookBefore(denied);
    await hook(EVENT);
    expect(told).toEqual([answered('Failed')]);
    expect(waitedMs.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(60_000);
  });
});
