import { startLineServer } from '../../../../load-tests/load/line-server';
import { orderSource } from '../../../../load-tests/scenario/orders';
import { type FromUser, RunLine } from '../../../../load-tests/scenario/run-line';

describe('orders of the scenario', () => {
  const source = (prefix: string) => orderSource({ prefix, shopIds: ['a', 'b'], seed: 1 });

  test('cost what their lines cost, each for a customer of its own', () => {
    const next = source('load-1');
    const orders = Array.from({ length: 50 }, next);
    for (const { items, total } of orders) {
      expect(total).toBe(items.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice, 0));
      expect(total).toBeGreaterThan(0);
    }
    expect(new Set(orders.map(({ customerId }) => customerId)).size).toBe(50);
    expect(new Set(orders.map(({ orderId }) => orderId)).size).toBe(50);
  });

  test('of two workers never have the same id', () => {
    expect(source('load-1-aa')().orderId).not.toBe(source('load-1-bb')().orderId);
  });
});

describe('the line between customers and run', () => {
  const withLine = async (
    work: (line: RunLine, server: Awaited<ReturnType<typeof startLineServer>>, told: FromUser[]) => Promise<void>,
  ) => {
    const told: FromUser[] = [];
    const server = await startLineServer((message) => told.push(message));
    const line = new RunLine(server.port);
    try {
      await work(line, server, told);
    } finally {
      server.close();
    }
  };
  const heard = async (told: FromUser[], count: number) => {
    while (told.length < count) await new Promise((resolve) => setTimeout(resolve, 5));
  };

  test('tells the end to the customer who waits for it, and to the one who asks later', async () =>
    withLine(async (line, server, told) => {
      line.tell({ told: 'placed', orderId: 'one', total: 1, currency: 'USD' });
      await heard(told, 1);
      const waiting = line.endOf('one', 60_000);
      server.tell({ orderId: 'two', type: 'Order Failed', atMs: 2 });
      server.tell({ orderId: 'one', type: 'Order Fulfilled', atMs: 1 });
      expect(await waiting).toMatchObject({ type: 'Order Fulfilled' });
      expect(await line.endOf('two', 60_000)).toMatchObject({ type: 'Order Failed' });
    }));

  test('gives an order up whose end does not come', async () =>
    withLine(async (line) => {
      expect(await line.endOf('never', 10)).toBeUndefined();
    }));
});
