import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleReleased, type ReleasedCode } from '../released/code';
import { pointsIn } from './crash-points';
import { CoffeeShops } from './harness/coffee-shops';
import { crashAt, record } from './harness/exhaustive';
import { SCENARIOS } from './harness/scenarios';

/** Of the deaths that each scenario has, so many are tried, another part of them in each scenario. */
const ONE_OF = 30;

let folder: string;
let released: ReleasedCode;
let shops: CoffeeShops;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'released-'));
  released = await bundleReleased('0.1.0', folder);
  shops = await CoffeeShops.open();
});

afterAll(async () => {
  await shops?.close();
  await rm(folder, { recursive: true, force: true });
});

describe('an order whose worker dies is taken over by another release', () => {
  test.each(SCENARIOS.map((scenario, at) => ({ name: scenario.name, scenario, at })))(
    '$name',
    async ({ scenario, at }) => {
      const { findings, points } = await record(shops, scenario);
      expect(findings).toEqual([]);
      const deaths = points.filter(({ when }) => when !== 'refused');
      for (const point of pointsIn({ index: (at % ONE_OF) + 1, of: ONE_OF }, deaths)) {
        expect(await crashAt(shops, scenario, point, { from: released })).toEqual([]);
        expect(await crashAt(shops, scenario, point, { to: released })).toEqual([]);
      }
    },
  );
});
