/** How a deployment moves traffic from one version to another (API TrafficRoutingConfig). */
export type TrafficRouting =
  | { readonly type: 'AllAtOnce' }
  | {
      readonly type: 'TimeBasedCanary' | 'TimeBasedLinear';
      /** Of the first step of a canary, of each step of a linear shift: 1 to 99. */
      readonly percentage: number;
      readonly intervalMinutes: number;
    };

/** What the new version gets, so long after the first traffic. */
export interface TrafficStep {
  readonly afterMs: number;
  readonly percent: number;
}

const MINUTE_MS = 60_000;

/** The steps of a shift: they go up, the first is at once, and the last brings 100 percent. Pure. */
export const trafficSteps = (routing: TrafficRouting): TrafficStep[] => {
  if (routing.type === 'AllAtOnce') return [{ afterMs: 0, percent: 100 }];
  const { percentage, intervalMinutes } = routing;
  const intervalMs = intervalMinutes * MINUTE_MS;
  const count = routing.type === 'TimeBasedCanary' ? 2 : Math.ceil(100 / percentage);
  return Array.from({ length: count }, (_, index) => ({
    afterMs: index * intervalMs,
    percent: index === count - 1 ? 100 : (index + 1) * percentage,
  }));
};

const canary = (intervalMinutes: number) => ({ type: 'TimeBasedCanary', percentage: 10, intervalMinutes }) as const;
const linear = (intervalMinutes: number) => ({ type: 'TimeBasedLinear', percentage: 10, intervalMinutes }) as const;

/** The configurations of Lambda's that every account has (codedeploy/latest/userguide/deployment-configurations.html). */
export const PREDEFINED_ROUTINGS: ReadonlyMap<string, TrafficRouting> = new Map<string, TrafficRouting>([
  ['CodeDeployDefault.LambdaAllAtOnce', { type: 'AllAtOnce' }],
  ['CodeDeployDefault.LambdaCanary10Percent5Minutes', canary(5)],
  ['CodeDeployDefault.LambdaCanary10Percent10Minutes', canary(10)],
  ['CodeDeployDefault.LambdaCanary10Percent15Minutes', canary(15)],
  ['CodeDeployDefault.LambdaCanary10Percent30Minutes', canary(30)],
  ['CodeDeployDefault.LambdaLinear10PercentEvery1Minute', linear(1)],
  ['CodeDeployDefault.LambdaLinear10PercentEvery2Minutes', linear(2)],
  ['CodeDeployDefault.LambdaLinear10PercentEvery3Minutes', linear(3)],
  ['CodeDeployDefault.LambdaLinear10PercentEvery10Minutes', linear(10)],
]);
