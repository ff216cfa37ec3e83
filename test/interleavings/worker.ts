import type { OrderEventType } from '../../contracts/events/events';
import type { StageName } from '../../contracts/events/order-processor';
import { eventTypesOf } from '../../contracts/events/subscriptions';
import type { RecordResult } from '../../pipeline/batch/record';
import { GatewayRefusedError, GatewayUnavailableError } from '../../stages/payment/gateway/gateway';
import { type Ask, type Call, runStage, type StageEvent, type StageSetup } from '../stages/run-stage';
import { NOW_MS, SETTINGS } from '../stages/settings';
import { conditionFailed, transactionCancelled } from '../stages/tables';

/** Which events each stage's queue gets. */
export const FEEDS: Readonly<Record<StageName, readonly OrderEventType[]>> = {
  payment: eventTypesOf('payment'),
  inventory: eventTypesOf('inventory'),
  fulfillment: eventTypesOf('fulfillment'),
};

/** The outside world's answer to a call; `isLate` if it came after the time that customers have for authenticating. */
export type Answer = { readonly isLate?: boolean } & (
  | { readonly value: unknown }
  | { readonly fault: 'condition' | 'transaction' | 'unavailable' }
  /** The gateway's code for what it refuses. The worker goes on with what it knows. */
  | { readonly refused: string }
);

/** When a scenario's customers have had their time for authenticating, epoch milliseconds. */
const LATE_MS = NOW_MS + SETTINGS.actionMinutes * 60_000;

const FAULTS = {
  condition: conditionFailed,
  transaction: transactionCancelled,
  unavailable: () => new GatewayUnavailableError('timeout', 'the gateway did not answer'),
};

/** How far a stage came: it waits for an answer, or it has answered for its records. */
export type Progress = { readonly call: Call } | { readonly results: readonly RecordResult[] };

/**
 * Runs a stage's own code from its start, answering its calls as they were answered before, up to the first call that was not. So a stage can
 * stop at any call while the world goes on, and a state of the world needs no more of it than these answers.
 */
export const advance = (
  stage: StageName,
  events: readonly StageEvent[],
  setup: StageSetup,
  answers: readonly Answer[],
): Promise<Progress> =>
  new Promise((resolve, reject) => {
    let asked = 0;
    let isLate = false;
    const ask: Ask = async (call) => {
      const answer = answers[asked++];
      if (answer === undefined) {
        resolve({ call });
        return new Promise(() => {});
      }
      isLate = answer.isLate ?? false;
      if ('fault' in answer) throw FAULTS[answer.fault]();
      if ('refused' in answer) throw new GatewayRefusedError(answer.refused, 'the gateway refuses');
      return answer.value;
    };
    const timed: StageSetup = {
      ...setup,
      get nowMs() {
        return isLate ? LATE_MS : NOW_MS;
      },
    };
    runStage(stage, events, timed, ask).then((results) => resolve({ results }), reject);
  });
