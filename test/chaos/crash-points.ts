import { CoffeeShops } from './harness/coffee-shops';
import { type CrashViolation, crashAt, record } from './harness/exhaustive';
import { SCENARIOS } from './harness/scenarios';
import { logging } from './logging';

/** The `index`-th of `of` equal parts, from 1. */
export interface Part {
  readonly index: number;
  readonly of: number;
}

export interface ExhaustiveResult {
  readonly scenarios: number;
  readonly crashPoints: number;
  readonly refusals: number;
  readonly violations: readonly CrashViolation[];
}

/** The points of a part. */
export const pointsIn = <P>({ index, of }: Part, points: readonly P[]): P[] =>
  points.filter((_, at) => at % of === index - 1);

export const runExhaustive = async (part: Part, only: string | undefined, json: boolean): Promise<ExhaustiveResult> => {
  const shops = await CoffeeShops.open(logging());
  const scenarios = SCENARIOS.filter(({ name }) => only === undefined || name.startsWith(only));
  const violations: CrashViolation[] = [];
  let crashPoints = 0;
  let refusals = 0;
  try {
    for (const scenario of scenarios) {
      const { findings, points: all } = await record(shops, scenario);
      if (findings.length > 0) throw new Error(`${scenario.name} fails by itself: ${JSON.stringify(findings)}`);
      const points = pointsIn(part, all);
      const here = points.filter(({ when }) => when !== 'refused').length;
      crashPoints += here;
      refusals += points.length - here;
      for (const point of points) {
        const found = await crashAt(shops, scenario, point);
        violations.push(...found);
        for (const { invariant, detail } of found) {
          console.error(`${scenario.name}, ${point.when} call ${point.call} (${point.what}): ${invariant}: ${detail}`);
        }
        if (found.length > 0)
          console.error(`  again: npm run test:chaos -- --exhaustive --scenario '${scenario.name}'`);
      }
      if (!json) console.log(`${scenario.name}: ${here} crash points, ${points.length - here} refusals`);
    }
  } finally {
    await shops.close();
  }
  return { scenarios: scenarios.length, crashPoints, refusals, violations };
};

export const addParts = (one: ExhaustiveResult, other: ExhaustiveResult): ExhaustiveResult => ({
  scenarios: one.scenarios,
  crashPoints: one.crashPoints + other.crashPoints,
  refusals: one.refusals + other.refusals,
  violations: [...one.violations, ...other.violations],
});

/** A part, cut into as many again as there are jobs. */
export const sharesOfPart = ({ index, of }: Part, jobs: number): string[] =>
  Array.from({ length: jobs }, (_, job) => `${index + of * job}/${of * jobs}`);
