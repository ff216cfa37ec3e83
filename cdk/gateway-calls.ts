import type { EnvironmentConfig } from './config';

/**
 * How many calls of the payment gateway one execution environment of payment may have under way at once.
 * @throws Error if all environments together could exceed what the gateway takes: batches at once times calls per environment. It names the figures.
 */
export const gatewayCallsPerEnvironment = ({
  stages: { payment },
  gatewayCallsAtOnce,
  gatewayCallsPerEnvironment: calls = payment.groupsAtOnce,
}: Pick<EnvironmentConfig, 'stages' | 'gatewayCallsAtOnce' | 'gatewayCallsPerEnvironment'>): number => {
  if (!Number.isInteger(calls) || calls < 1) {
    throw new Error(`gatewayCallsPerEnvironment: must be a whole number from 1, got ${calls}`);
  }
  const most = payment.maximumConcurrency * calls;
  if (most > gatewayCallsAtOnce) {
    throw new Error(
      `the payment gateway could get ${most} calls at once (stages.payment.maximumConcurrency ${payment.maximumConcurrency} x ` +
        `gatewayCallsPerEnvironment ${calls}), more than gatewayCallsAtOnce ${gatewayCallsAtOnce}`,
    );
  }
  return calls;
};
