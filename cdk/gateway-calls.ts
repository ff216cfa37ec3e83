import type { EnvironmentConfig } from './config';

/** What one execution environment of payment may ask of the payment gateway. */
export interface GatewayCalls {
  /** Calls under way at once. */
  readonly atOnce: number;
  /** Calls per second of each operation: its share of `gatewayCallsPerSecond`. */
  readonly perSecond: number;
}

/** Slower, and a batch of ten would wait longer than the function may run. */
const LEAST_PER_SECOND = 1;

/**
 * Shares what the payment gateway takes among the execution environments of payment.
 * @throws Error if all environments together could exceed it (batches at once times calls per environment), or if a share is too small to work a batch
 * in time. It names the figures.
 */
export const gatewayCallsPerEnvironment = ({
  stages: { payment },
  gatewayCallsAtOnce,
  gatewayCallsPerSecond,
  gatewayCallsPerEnvironment: atOnce = payment.groupsAtOnce,
}: Pick<
  EnvironmentConfig,
  'stages' | 'gatewayCallsAtOnce' | 'gatewayCallsPerSecond' | 'gatewayCallsPerEnvironment'
>): GatewayCalls => {
  const { maximumConcurrency } = payment;
  if (!Number.isInteger(atOnce) || atOnce < 1) {
    throw new Error(`gatewayCallsPerEnvironment: must be a whole number from 1, got ${atOnce}`);
  }
  const most = maximumConcurrency * atOnce;
  if (most > gatewayCallsAtOnce) {
    throw new Error(
      `the payment gateway could get ${most} calls at once (stages.payment.maximumConcurrency ${maximumConcurrency} x ` +
        `gatewayCallsPerEnvironment ${atOnce}), more than gatewayCallsAtOnce ${gatewayCallsAtOnce}`,
    );
  }
  const perSecond = gatewayCallsPerSecond / maximumConcurrency;
  if (!(perSecond >= LEAST_PER_SECOND)) {
    throw new Error(
      `gatewayCallsPerSecond: must be at least stages.payment.maximumConcurrency, ${maximumConcurrency}, got ` +
        `${gatewayCallsPerSecond}: an execution environment with less than one call per second cannot work a batch in time`,
    );
  }
  return { atOnce, perSecond };
};
