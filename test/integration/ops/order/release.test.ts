import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { releaseOrder } from '../../../../ops/order/release';
import { UsageError } from '../../../../ops/terminal/usage-error';
import type { OrderHistory } from '../../../../pipeline/orders/order-history';
import { checkKey, operationKey, orderKey } from '../../../../pipeline/orders/table-keys';
import { putHistory } from '../../put-history';
import { type Operated, startOperated } from '../operated';

let aws: Operated;
let orders = 0;
let orderId = '';
beforeAll(async () => {
  aws = await startOperated();
});
afterAll(() => aws.close());
beforeEach(() => {
  orders += 1;
  orderId = `o-${orders}`;
});

const at = (minute: number) => ({ at: new Date(Date.UTC(2026, 10, 24, 13, minute)).toISOString(), causedBy: 'e' });
const cancelled = (): OrderHistory => ({
  orderId,
  version: 3,
  shopId: 'soho',
  outcome: 'cancelled',
  ended: { ...at(1), reason: 'customer left' },
  owes: [],
  closed: { ...at(2), by: 'ticket' },
  expiration: 1_900_000_000,
});
const snapshot = { customerId: 'c-1', items: [], total: 900, currency: 'USD', placedAt: at(0).at };

const stored = async () =>
  (await aws.dynamodb.send(new GetCommand({ TableName: 'orders', Key: orderKey(orderId) }))).Item;
const release = (confirmed = async (_: string): Promise<void> => undefined) =>
  releaseOrder(aws.operator({}), orderId, confirmed);

test('an order that was cancelled and never created is deleted once a person has confirmed what goes', async () => {
  await putHistory(aws.dynamodb, 'orders', cancelled());
  const asked: string[] = [];
  const { lines, json, failed } = await release(async (what) => void asked.push(what));
  const left = 'shop soho, cancelled at 2026-11-24T13:01:00.000Z (customer left)';
  expect(asked).toEqual([`this deletes all that is stored of order ${orderId}: ${left}`]);
  expect(lines[0]).toBe(`released order ${orderId}, deleted: ${left}`);
  expect(json).toMatchObject({ orderId, deleted: cancelled(), cancelledLaterBy: [] });
  expect(failed).toBeFalsy();
  expect(await stored()).toBeUndefined();
});

test('one that is only confirmed and ready is released, too', async () => {
  await putHistory(aws.dynamodb, 'orders', { orderId, version: 2, shopId: 'soho', confirmed: at(1), readied: at(2) });
  expect((await release()).lines[0]).toContain('shop soho, confirmed at 2026-11-24T13:01:00.000Z, ready at');
  expect(await stored()).toBeUndefined();
});

test('stages that have still to work its cancellation are named', async () => {
  const { closed: _closed, expiration: _expiration, ...compensating } = cancelled();
  await putHistory(aws.dynamodb, 'orders', { ...compensating, owes: ['release', 'ticket'] });
  const { lines, json } = await release();
  expect(lines[1]).toMatch('still to be worked by inventory and fulfillment');
  expect(json).toMatchObject({ cancelledLaterBy: ['inventory', 'fulfillment'] });
});

describe('nothing is deleted', () => {
  const notReleased = async (reason: string | RegExp): Promise<void> => {
    const before = await stored();
    await expect(release()).rejects.toThrow(reason);
    expect(await stored()).toEqual(before);
  };

  test.each<[string, Partial<OrderHistory>, string]>([
    ['created', { snapshot }, 'was created at 2026-11-24T13:00:00.000Z'],
    [
      'created and failed',
      { snapshot, outcome: 'failed', paymentFailed: { ...at(1), code: 'X', message: 'm' } },
      'was created',
    ],
    [
      'charged',
      { payment: { intentId: 'pi_1' }, charged: { ...at(1), amount: 900, currency: 'USD' } },
      '(charged, payment)',
    ],
    ['reserved', { allocated: { ...at(1), lines: { p1: 1 } } }, '(allocated)'],
    ['written by a newer release', { tasted: at(1) } as Partial<OrderHistory>, '(tasted)'],
    ['fulfilled', { outcome: 'fulfilled' }, '(fulfilled)'],
  ])('of an order that is %s', async (_, more, reason) => {
    await putHistory(aws.dynamodb, 'orders', { ...cancelled(), ...more });
    await notReleased(reason);
  });

  test('of an order that nobody has heard of', async () => {
    await notReleased(new RegExp(`nobody has heard of order ${orderId}`));
    await expect(release()).rejects.toThrow(UsageError);
  });

  test.each([
    ['a call of the gateway was recorded', () => operationKey(orderId, 'payment.charge')],
    ['a payment is looked after', () => checkKey(orderId)],
  ])('where %s', async (_, key) => {
    await putHistory(aws.dynamodb, 'orders', cancelled());
    await aws.dynamodb.send(new PutCommand({ TableName: 'orders', Item: key() }));
    await notReleased('the gateway was asked about order');
  });

  test('without a confirmation', async () => {
    await putHistory(aws.dynamodb, 'orders', cancelled());
    await expect(release(() => Promise.reject(new UsageError('not confirmed')))).rejects.toThrow('not confirmed');
    expect(await stored()).toBeDefined();
  });

  test('of an order that somebody writes meanwhile', async () => {
    await putHistory(aws.dynamodb, 'orders', cancelled());
    const write = () => putHistory(aws.dynamodb, 'orders', { ...cancelled(), version: 4 });
    await expect(release(async () => void (await write()))).rejects.toThrow('has changed meanwhile');
    expect(await stored()).toMatchObject({ version: 4 });
  });
});
