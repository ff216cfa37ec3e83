import fc from 'fast-check';
import { PREDEFINED_ROUTINGS, type TrafficRouting, trafficSteps } from '../../../src/codedeploy/traffic-routing';

const steps = (name: string) =>
  trafficSteps(PREDEFINED_ROUTINGS.get(name) ?? { type: 'AllAtOnce' }).map(({ afterMs, percent }) => [
    afterMs / 60_000,
    percent,
  ]);

// codedeploy/latest/userguide/deployment-configurations.html
test.each([
  ['CodeDeployDefault.LambdaAllAtOnce', [[0, 100]]],
  [
    'CodeDeployDefault.LambdaCanary10Percent5Minutes',
    [
      [0, 10],
      [5, 100],
    ],
  ],
  ['CodeDeployDefault.LambdaLinear10PercentEvery3Minutes', Array.from({ length: 10 }, (_, n) => [3 * n, 10 * (n + 1)])],
])('%s moves traffic by minute and percent', (name, expected) => {
  expect(steps(name)).toEqual(expected);
});

const routings = fc.record({
  type: fc.constantFrom('TimeBasedCanary' as const, 'TimeBasedLinear' as const),
  percentage: fc.integer({ min: 1, max: 99 }),
  intervalMinutes: fc.integer({ min: 1, max: 2_880 }),
});

test('every shift begins at once, goes up in equal intervals, and ends at all traffic', () => {
  fc.assert(
    fc.property(routings, (routing: TrafficRouting) => {
      const all = trafficSteps(routing);
      expect(all[0]?.afterMs).toBe(0);
      expect(all.at(-1)?.percent).toBe(100);
      for (const [index, { afterMs, percent }] of all.entries()) {
        expect(percent).toBeGreaterThan(all[index - 1]?.percent ?? 0);
        expect(afterMs).toBe(index * (all[1]?.afterMs ?? 0));
      }
    }),
  );
});
