import { configOf, ENVIRONMENTS, type EnvironmentConfig } from '../../../cdk/config';
import { gatewayCallsPerEnvironment } from '../../../cdk/gateway-calls';
import { synthesizeOrderProcessor } from './synthesized';
import { resources } from './template';

const production = configOf('production');
const withPayment = (payment: Partial<EnvironmentConfig['stages']['payment']>): EnvironmentConfig => ({
  ...production,
  stages: { ...production.stages, payment: { ...production.stages.payment, ...payment } },
});

describe('calls of the payment gateway at once', () => {
  it('are as many per execution environment as it works groups side by side, unless the config says less', () => {
    expect(gatewayCallsPerEnvironment(withPayment({ groupsAtOnce: 7 })).atOnce).toBe(7);
    expect(gatewayCallsPerEnvironment({ ...production, gatewayCallsPerEnvironment: 3 }).atOnce).toBe(3);
  });

  it.each(ENVIRONMENTS)('stay within what the gateway takes in %s', (environment) => {
    expect(() => gatewayCallsPerEnvironment(configOf(environment))).not.toThrow();
  });

  it('may be as many as the gateway takes and not one more', () => {
    const config = {
      ...withPayment({ maximumConcurrency: 40 }),
      gatewayCallsPerSecond: 100,
      gatewayCallsPerEnvironment: 5,
    };
    expect(gatewayCallsPerEnvironment({ ...config, gatewayCallsAtOnce: 200 })).toEqual({ atOnce: 5, perSecond: 2.5 });
    expect(() => gatewayCallsPerEnvironment({ ...config, gatewayCallsAtOnce: 199 })).toThrow(
      'could get 200 calls at once (stages.payment.maximumConcurrency 40 x gatewayCallsPerEnvironment 5), more than gatewayCallsAtOnce 199',
    );
  });

  it.each([0, 1.5])('are refused if they are %p per execution environment', (calls) => {
    expect(() => gatewayCallsPerEnvironment({ ...production, gatewayCallsPerEnvironment: calls })).toThrow(
      `gatewayCallsPerEnvironment: must be a whole number from 1, got ${calls}`,
    );
  });

  it('are checked when the stack is synthesized, which tells payment alone how many it may have', () => {
    const config = { ...configOf('development'), gatewayCallsAtOnce: 99 };
    expect(() => synthesizeOrderProcessor({ config })).toThrow('gatewayCallsAtOnce 99');
    const told = resources(synthesizeOrderProcessor(), 'AWS::Lambda::Function')
      .map(([, lambda]) => (lambda.Environment as { Variables: Record<string, unknown> }).Variables)
      .filter((variables) => 'MAX_GATEWAY_CALLS_AT_ONCE' in variables);
    expect(told).toMatchObject([
      { STAGE: 'payment', MAX_GATEWAY_CALLS_AT_ONCE: '10', MAX_GATEWAY_CALLS_PER_SECOND: '2' },
    ]);
  });

  it('are so many per second that every execution environment can work a batch in time', () => {
    const config = { ...withPayment({ maximumConcurrency: 20 }), gatewayCallsAtOnce: 200 };
    expect(gatewayCallsPerEnvironment({ ...config, gatewayCallsPerSecond: 20 }).perSecond).toBe(1);
    expect(() => gatewayCallsPerEnvironment({ ...config, gatewayCallsPerSecond: 19 })).toThrow(
      'gatewayCallsPerSecond: must be at least stages.payment.maximumConcurrency, 20, got 19',
    );
  });
});
