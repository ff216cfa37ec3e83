import { stockKey } from '../../../contracts/tables/counter-table';
import { StoredDataError } from '../../../pipeline/batch/failure';
import type { ItemsRead, OrderStore } from '../../../pipeline/orders/order-store';
import { readForShops } from '../../../pipeline/orders/shop-stage';
import { kitchenKey } from '../../../pipeline/orders/table-keys';
import { fulfillmentStage } from '../../../stages/fulfillment/fulfillment';
import { NEW_KITCHEN } from '../../../stages/fulfillment/kitchen';
import { inventoryStage } from '../../../stages/inventory/inventory';
import { delivered, handedOver } from '../../stages/events';
import { givenValidated } from '../../stages/scenario';
import { NOW_MS } from '../../stages/settings';

const now = () => NOW_MS;
const validated = async (orderId: string, shopId: string) => {
  const event = delivered((await givenValidated()).event('Payment Validated'));
  return { ...event, detail: { ...event.detail, orderId, shopId } };
};
const record = <E>(event: E, index: number) => ({ messageId: `m-${index}`, groupId: 'any', receiveCount: 1, event });

/** A store that knows nothing and remembers what it was asked. */
const askedStore = () => {
  const asked: unknown[][] = [];
  const read = async (...request: unknown[]): Promise<ItemsRead> => {
    asked.push(request);
    return { orders: new Map(), items: {} };
  };
  return { asked, store: { read } as unknown as OrderStore };
};

describe('a batch of several shops', () => {
  const inventory = inventoryStage({ counterTable: 'counters', now });
  const fulfillment = fulfillmentStage({ ordersTable: 'orders', now });

  test('a batch of several shops is read with one request: each order, and each stock item that is asked for, once', async () => {
    const { asked, store } = askedStore();
    const shops = ['astoria', 'astoria', 'chelsea'];
    const orders = await Promise.all(shops.map((shopId, at) => validated(`o-${at}`, shopId)));
    await readForShops(store, inventory, orders.map(record));
    const keys = [{ PK: stockKey('astoria', 'latte') }, { PK: stockKey('chelsea', 'latte') }];
    expect(asked).toEqual([[['o-0', 'o-1', 'o-2'], { counters: keys }]]);
  });

  test('a batch of several shops is read with one request: each kitchen once', async () => {
    const { asked, store } = askedStore();
    const events = ['astoria', 'chelsea', 'astoria'].map((shopId, at) => handedOver({ orderId: `o-${at}`, shopId }));
    await readForShops(store, fulfillment, events.map(record));
    expect(asked).toEqual([[['o-0', 'o-1', 'o-2'], { orders: [kitchenKey('astoria'), kitchenKey('chelsea')] }]]);
  });

  test('a batch of several shops gives each shop its own stock, and none that of another', () => {
    const counters = [
      { PK: stockKey('astoria', 'latte'), available: 3 },
      { PK: stockKey('chelsea', 'latte'), available: 'three' },
      { PK: stockKey('chelsea', 'mocha'), available: 7 },
    ];
    expect(inventory.shopFrom({ counters }, 'astoria', false)).toMatchObject({
      whenRead: { latte: { available: 3, reserved: 0, sold: 0 } },
      unreadable: {},
    });
    expect(inventory.shopFrom({ counters }, 'chelsea', false)).toMatchObject({
      whenRead: { mocha: { available: 7 } },
      unreadable: { latte: 'available must be a whole number, got "three"' },
    });
  });

  test('a batch of several shops gives each shop its own kitchen, and a new one to a shop that has none', () => {
    const orders = [
      { ...kitchenKey('chelsea'), ...NEW_KITCHEN, version: 4 },
      { ...kitchenKey('astoria'), ...NEW_KITCHEN, version: 9 },
      { PK: 'order#astoria', SK: 'order' },
    ];
    expect(fulfillment.shopFrom({ orders }, 'astoria', false).version).toBe(9);
    expect(fulfillment.shopFrom({ orders }, 'chelsea', false).version).toBe(4);
    expect(fulfillment.shopFrom({ orders }, 'soho', false).version).toBe(0);
  });

  test.each([
    [{ version: 'x' }, 'version must be a whole number, got "x"'],
    [{ freeAtMs: [1, 'soon'] }, 'freeAtMs must be a list of numbers, got [1,"soon"]'],
    [{ open: ['o-1'] }, 'open must be a map of texts, got ["o-1"]'],
    [{ lastTicket: undefined }, 'lastTicket must be a whole number, got undefined'],
  ])('a kitchen that nobody can work with is named: %j', (wrong, what) => {
    const orders = [{ ...kitchenKey('soho'), ...NEW_KITCHEN, version: 4, ...wrong }];
    expect(() => fulfillment.shopFrom({ orders }, 'soho', false)).toThrow(new StoredDataError(`kitchen#soho: ${what}`));
  });
});
