import { SharedCompiledCode } from '../../../src/lambda/compiled-code';
import type { CompiledCode, LoadOrder } from '../../../src/lambda/worker/protocol';

const CODE: CompiledCode = { sourceHash: 'abc', data: new SharedArrayBuffer(1) };

/** Environments that load one function, each until it is told how that ends. */
const loading = () => {
  const shared = new SharedCompiledCode();
  const orders: LoadOrder[] = [];
  const ends: {
    readonly resolve: (code: CompiledCode | undefined) => void;
    readonly reject: (error: Error) => void;
  }[] = [];
  const load = () =>
    shared.load((order) => {
      orders.push(order);
      return new Promise((resolve, reject) => ends.push({ resolve, reject }));
    });
  const settled = () => new Promise(setImmediate);
  return { load, orders, ends, settled };
};

describe('the compiled code of a function', () => {
  it('is made by the environment that loads first; the others wait for it', async () => {
    const { load, orders, ends, settled } = loading();
    void load();
    void load();
    void load();
    await settled();
    expect(orders).toEqual([{ makesCode: true }]);

    ends[0]?.resolve(CODE);
    await settled();

    expect(orders.slice(1)).toEqual([
      { code: CODE, makesCode: false },
      { code: CODE, makesCode: false },
    ]);
  });

  it('is made once only', async () => {
    const { load, orders, ends, settled } = loading();
    void load();
    ends[0]?.resolve(CODE);
    await settled();
    void load();
    await settled();

    expect(orders[1]).toEqual({ code: CODE, makesCode: false });
  });

  it('is not waited for a second time if it cannot be shared', async () => {
    const { load, orders, ends, settled } = loading();
    void load();
    ends[0]?.resolve(undefined);
    await settled();
    void load();
    void load();
    await settled();

    expect(orders.slice(1)).toEqual([{ makesCode: false }, { makesCode: false }]);
  });

  it('is made by the next one when the first ends before it has loaded, and only the first fails', async () => {
    const { load, orders, ends, settled } = loading();
    const first = load();
    const second = load();
    ends[0]?.reject(new Error('killed'));

    await expect(first).rejects.toThrow('killed');
    await settled();
    expect(orders[1]).toEqual({ makesCode: true });
    ends[1]?.resolve(CODE);
    await expect(second).resolves.toBeUndefined();
  });
});
