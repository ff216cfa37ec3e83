import { CoffeeShops } from '../harness/coffee-shops';
import { PLANTED_BUGS } from './bugs';
import { hunt } from './hunt';

// A harness that finds nothing proves nothing: each of these bugs is planted, and has to be found.
describe('the chaos harness finds', () => {
  let shops: CoffeeShops;

  beforeAll(async () => {
    shops = await CoffeeShops.open();
  });

  afterAll(() => shops.close());

  test.each(PLANTED_BUGS)('$name', async (bug) => expect(await hunt(shops, bug)).toBeDefined());
});
