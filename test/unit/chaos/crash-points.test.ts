import { pointsIn, sharesOfPart } from '../../chaos/crash-points';
import { pointsOf } from '../../chaos/harness/exhaustive';

const CALLS = Array.from({ length: 10 }, (_, at) => `payment dynamodb call ${at + 1}`);
const POINTS = pointsOf('an order', CALLS);

const inPart = (part: string) => {
  const [index = 0, of = 1] = part.split('/').map(Number);
  return pointsIn({ index, of }, POINTS);
};

describe('the crash points of a scenario', () => {
  test('are three for each call', () => {
    const told = POINTS.map(({ call, when }) => `${call} ${when}`);
    expect(new Set(told).size).toBe(3 * CALLS.length);
    expect(told).toEqual(expect.arrayContaining(['1 before', '1 after', '1 refused', '10 before']));
  });

  test('are of all kinds in each third, and of each call in one', () => {
    for (const part of ['1/3', '2/3', '3/3']) {
      expect(new Set(inPart(part).map(({ when }) => when)).size).toBe(3);
      expect(inPart(part).map(({ call }) => call)).toEqual(CALLS.map((_, at) => at + 1));
    }
  });

  test('are all shared among jobs, each to one', () => {
    const shared = sharesOfPart({ index: 2, of: 3 }, 4).map(inPart);
    expect(shared.flat()).toHaveLength(inPart('2/3').length);
    expect(new Set(shared.flat())).toEqual(new Set(inPart('2/3')));
  });
});
