import type { Context } from 'aws-lambda';
import { failureClassOf } from '../../../../pipeline/batch/failure-class';
import { EffectOnce } from '../../../../pipeline/idempotency/effect-once';
import { ORDERS, startTables, type Tables } from '../../tables';

let tables: Tables;

beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.close());

/** A worker in an invocation that has this much time left. */
const worker = (remainingMs = 30_000): EffectOnce => {
  const once = new EffectOnce(tables.dynamodb, ORDERS);
  once.registerInvocation({ getRemainingTimeInMillis: () => remainingMs } as unknown as Context);
  return once;
};
const charged = async () => ({ status: 'captured', intentId: 'pi_1' });
const neverAnswers = () => new Promise<never>(() => undefined);

test('an effect that took place is answered from its record, by any worker', async () => {
  const first = await worker().run('payment.charge', 'order-1', charged);
  const second = await worker().run('payment.charge', 'order-1', neverAnswers);

  expect(first).toEqual({ status: 'captured', intentId: 'pi_1' });
  expect(second).toEqual({ status: 'captured', intentId: 'pi_1' });
});

test('its record lies in the order’s item collection, one per operation', async () => {
  await worker().run('payment.charge', 'order-2', charged);
  await worker().run('payment.refund', 'order-2', async () => ({ amount: 900, currency: 'USD' }));

  const keys = (await tables.items(ORDERS)).filter(({ PK }) => PK === 'order#order-2').map(({ SK }) => SK);
  expect(keys.toSorted()).toEqual(['op#payment.charge', 'op#payment.refund']);
});

test('an effect that failed leaves no record, and is tried again', async () => {
  const refused = worker().run('payment.charge', 'order-3', async () => {
    throw new Error('the gateway is away');
  });
  await expect(refused).rejects.toThrow('the gateway is away');

  expect(await worker().run('payment.charge', 'order-3', charged)).toEqual(await charged());
});

/** Starts an effect whose worker dies on the way: it has its lock, and never comes back. */
const crash = (orderId: string, remainingMs: number): Promise<void> =>
  new Promise((locked) => {
    void worker(remainingMs).run('payment.charge', orderId, () => {
      locked();
      return neverAnswers();
    });
  });

test('no two workers run an effect at once: the second one waits for the queue', async () => {
  await crash('order-4', 30_000);

  const error = await worker()
    .run('payment.charge', 'order-4', charged)
    .catch((reason: unknown) => reason);

  expect(error).toMatchObject({ name: 'IdempotencyAlreadyInProgressError' });
  expect(failureClassOf(error)).toBe('dependency');
});

test('the lock of a crashed run ends with its invocation, not an hour later', async () => {
  await crash('order-5', 1);
  await new Promise((resolve) => setTimeout(resolve, 20));

  expect(await worker().run('payment.charge', 'order-5', charged)).toEqual(await charged());
});

test('a lock whose answer was lost on its way is our own when the SDK asks for it again', async () => {
  const { middlewareStack } = tables.dynamodb;
  let answers = 0;
  middlewareStack.add(
    (next) => async (request) => {
      const answer = await next(request);
      answers += 1;
      if (answers === 1) throw Object.assign(new Error('no answer'), { name: 'TimeoutError' });
      return answer;
    },
    { name: 'losesTheFirstAnswer', step: 'deserialize', priority: 'low' },
  );
  try {
    expect(await worker().run('payment.charge', 'order-6', charged)).toEqual(await charged());
  } finally {
    middlewareStack.remove('losesTheFirstAnswer');
  }
  expect(await worker().run('payment.charge', 'order-6', neverAnswers)).toEqual(await charged());
});
