import type { LambdaClient } from '@aws-sdk/client-lambda';
import { type BreakerState, INITIAL_STATE } from '../../../../../pipeline/circuit-breaker/state';
import { queuePause } from '../../../../../stages/payment/watcher/queue-pause';

const NOON_MS = Date.UTC(2026, 10, 30, 12);
const open = (retryAtMs: number): BreakerState => ({
  status: 'open',
  transition: 1,
  changedAtMs: NOON_MS,
  retryAtMs,
  recoveryMs: 60_000,
  reason: 'timeouts',
});

const pausedBy = (breaker: BreakerState, State: string) => {
  const send = jest.fn(async () => ({ State }));
  const pause = queuePause({
    lambda: { send } as unknown as Pick<LambdaClient, 'send'>,
    breakers: { read: async () => breaker },
    mappingId: 'mapping',
  });
  return pause(NOON_MS);
};

test.each([
  ['running', 'closed', INITIAL_STATE, 'Enabled', undefined],
  ['paused before its mapping is', 'open', open(NOON_MS + 1), 'Enabled', 'breaker open'],
  ['not paused once a probe may go: a check may be the probe', 'open', open(NOON_MS), 'Enabled', undefined],
  ['paused by an operator', 'closed', INITIAL_STATE, 'Disabled', 'polling disabled'],
  ['about to be', 'closed', INITIAL_STATE, 'Disabling', 'polling disabled'],
  ['about to run again', 'closed', INITIAL_STATE, 'Enabling', undefined],
])('the payment queue is %s: breaker %s', async (_what, _status, breaker, mapping, reason) => {
  expect(await pausedBy(breaker, mapping)).toBe(reason);
});
