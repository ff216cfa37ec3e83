import { CoffeeShops } from '../harness/coffee-shops';
import { PLANTED_BUGS } from './bugs';
import { hunt } from './hunt';

/** Plants each bug in turn and tells how the harness finds it; exits with 1 if one stays hidden. */
const main = async (): Promise<void> => {
  const [, , only = ''] = process.argv;
  const shops = await CoffeeShops.open();
  try {
    for (const bug of PLANTED_BUGS.filter(({ name }) => name.includes(only))) {
      const found = await hunt(shops, bug).catch((error: unknown) => ({ error: String(error) }));
      if (!found || 'error' in found) process.exitCode = 1;
      console.log(JSON.stringify({ bug: bug.name, ...(found ?? { found: false }) }));
    }
  } finally {
    await shops.close();
  }
};

void main();
