import { EXPLAINED } from './explained-differences';
import { pairs } from './generated-pairs';
import { isAllowed, isAllowedByOthers } from './second-opinion';

// About a millisecond each.
const GENERATED = 2_000;

test('generated requests and policies get the same verdict, but for differences that AWS describes as we do', async () => {
  const counts = { allowed: 0, denied: 0 };
  const unexplained: unknown[] = [];
  for (const pair of pairs(GENERATED)) {
    const allowed = isAllowed(pair);
    counts[allowed ? 'allowed' : 'denied'] += 1;
    const agreed = (await isAllowedByOthers(pair)) === allowed;
    if (!agreed && !EXPLAINED.some(({ concerns }) => concerns(pair)))
      unexplained.push({ ...pair, allowedHere: allowed });
  }
  expect(unexplained).toEqual([]);
  // Agreement on one verdict alone would say little.
  expect(Math.min(counts.allowed, counts.denied)).toBeGreaterThan(GENERATED / 8);
});

test.each(EXPLAINED)('$what ($source)', async ({ concerns, example, allowed }) => {
  expect([concerns(example), isAllowed(example), await isAllowedByOthers(example)]).toEqual([true, allowed, !allowed]);
});
