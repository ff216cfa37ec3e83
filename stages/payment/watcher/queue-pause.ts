import { GetEventSourceMappingCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { modeFor } from '../../../pipeline/circuit-breaker/mapping-controller/decision';
import type { BreakerStore } from '../../../pipeline/circuit-breaker/store';

/** Why the payment queue is paused; undefined while it is not. */
export type QueuePause = (nowMs: number) => Promise<'breaker open' | 'polling disabled' | undefined>;

export interface QueuePauseOptions {
  readonly lambda: Pick<LambdaClient, 'send'>;
  readonly breakers: Pick<BreakerStore, 'read'>;
  /** UUID of the payment queue's event source mapping. */
  readonly mappingId: string;
}

/**
 * Asks whether the payment queue is paused: the breaker's state, which its mapping follows within a minute, and the
 * mapping itself, which an operator may have disabled. Once the time of a probe has come the queue is not paused: where
 * no order is waiting, a check is what probes.
 */
export const queuePause =
  ({ lambda, breakers, mappingId }: QueuePauseOptions): QueuePause =>
  async (nowMs) => {
    if (modeFor(await breakers.read(), nowMs) === 'paused') return 'breaker open';
    const { State } = await lambda.send(new GetEventSourceMappingCommand({ UUID: mappingId }));
    return State === 'Disabled' || State === 'Disabling' ? 'polling disabled' : undefined;
  };
