import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { linesIn } from '../../../load-tests/figures/lines';
import { measureOrder } from '../../../load-tests/figures/measure';
import { walksIn } from '../../../load-tests/figures/walks';
import { startNotingProcess } from '../../architecture/passed-files';
import { ROOT } from '../../architecture/tracked-files';

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const walks = walksIn(read('docs/architecture.md'));

test.each(['charge', 'allocation'] as const)(
  'the walk of a(n) %s in docs/architecture.md names each file once, at most 18 with 1,800 lines',
  (operation) => {
    const files = walks[operation];
    expect(new Set(files).size).toBe(files.length);
    expect(files.length).toBeLessThanOrEqual(18);
    expect(files.reduce((total, file) => total + linesIn(read(file)), 0)).toBeLessThanOrEqual(1_800);
  },
);

test('the walks pass their files in the order in which the handlers pass them', async () => {
  const passedBy = await measureOrder(startNotingProcess);
  for (const operation of ['charge', 'allocation'] as const) {
    const [walk, passed] = [walks[operation], passedBy[operation].first];
    expect(walk.filter((file) => passed.includes(file))).toEqual(passed.filter((file) => walk.includes(file)));
    // The rest are interfaces, at which a reader may stop.
    for (const file of walk.filter((each) => !passed.includes(each))) expect(read(file)).toMatch(/^export interface /m);
  }
});
