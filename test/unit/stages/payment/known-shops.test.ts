import { parseConfigItem } from '../../../../pipeline/config/items';
import type { ConfigReader } from '../../../../pipeline/config/reader';
import type { Config } from '../../../../pipeline/config/settings';
import { configKnowing } from '../../../../stages/payment/known-shops';
import { confirmed, created } from '../../../stages/events';

const naming = (...shopIds: string[]): Config => ({
  menu: parseConfigItem('menu', { value: [] }),
  config: parseConfigItem('config', {}),
  orderProcessor: parseConfigItem('orderProcessor', { shopIds }),
});

/** Soho has opened since the copy at hand was read. */
const reader = () => {
  const ages: (number | undefined)[] = [];
  const read: ConfigReader['read'] = async (maxAgeMs) => {
    ages.push(maxAgeMs);
    return maxAgeMs === undefined ? naming('astoria') : naming('astoria', 'soho');
  };
  return { ages, read };
};

describe('the config of a batch', () => {
  it('is the copy at hand when it knows the shops of all orders to charge', async () => {
    const { ages, read } = reader();
    const config = await configKnowing({ read }, [created(), confirmed({ shopId: 'soho' })]);

    expect(config).toEqual(naming('astoria'));
    expect(ages).toEqual([undefined]);
  });

  it('is read again before an order of a shop that it does not know is refused', async () => {
    const { ages, read } = reader();
    const config = await configKnowing({ read }, [created(), created({ shopId: 'soho' })]);

    expect(config).toEqual(naming('astoria', 'soho'));
    expect(ages).toEqual([undefined, 1_000]);
  });
});
