import { listIntents } from '../../../../simulation/stripe/api/list-intents';
import { callOf } from '../../../../simulation/stripe/endpoints';
import { Payments } from '../../../../simulation/stripe/payments';
import { handClock } from './hand-clock';

const clock = handClock();
const payments = new Payments(clock);
const startSeconds = Math.floor(clock.now() / 1000);
const open = (orderId: string) => payments.create({ amount: 900, currency: 'usd', metadata: { orderId } });

// Two in one millisecond, and one two seconds later.
const first = open('first');
const second = open('second');
clock.advance(2_000);
const third = open('third');
payments.confirm(third.id, 'pm_card_visa');
payments.refund(third.id, 200);

interface Page {
  readonly data: readonly { readonly id: string; readonly latest_charge: unknown }[];
  readonly has_more: boolean;
}
const listOf = (all: Payments, query: string) =>
  listIntents(all, callOf('GET', new URL(`http://127.0.0.1/v1/payment_intents?${query}`), '')) as Page;
const list = (query: string) => listOf(payments, query);
const ids = (query: string) => list(query).data.map(({ id }) => id);

test('newest first, of one moment the later one first', () => {
  expect(list('')).toMatchObject({ object: 'list', url: '/v1/payment_intents', has_more: false });
  expect(ids('')).toEqual([third.id, second.id, first.id]);
});

test('a page says whether there is another, which begins behind the last one', () => {
  expect(list('limit=2')).toMatchObject({ has_more: true, data: [{ id: third.id }, { id: second.id }] });
  expect(list(`limit=2&starting_after=${second.id}`)).toMatchObject({ has_more: false, data: [{ id: first.id }] });
});

test('ten unless a limit is given, and no more than a hundred', () => {
  const many = new Payments(clock);
  for (let count = 0; count < 11; count++) many.create({ amount: 900, currency: 'usd', metadata: {} });
  expect(listOf(many, '')).toMatchObject({ has_more: true, data: { length: 10 } });
  expect(() => list('limit=101')).toThrow('less than or equal to 100');
  expect(() => list('limit=0')).toThrow('Invalid integer: 0');
});

test.each([
  [`created[gte]=${startSeconds + 2}`, 1],
  [`created[gt]=${startSeconds}`, 1],
  [`created[lt]=${startSeconds + 2}`, 2],
  [`created[lte]=${startSeconds + 2}`, 3],
  [`created[gte]=${startSeconds}&created[lt]=${startSeconds + 2}`, 2],
])('%s leaves %i', (query, count) => {
  expect(ids(query)).toHaveLength(count);
});

test('the charge is expanded when it is asked for', () => {
  expect(list('limit=1').data[0]?.latest_charge).toMatch(/^ch_/);
  expect(list('limit=1&expand[]=data.latest_charge').data[0]?.latest_charge).toMatchObject({ amount_refunded: 200 });
});

test.each([
  ['customer=cus_1', "does not act on this parameter of Stripe's: customer"],
  ['ending_before=pi_1', "does not act on this parameter of Stripe's: ending_before"],
  ['created[after]=1', 'Received unknown parameter: created[after]'],
  ['created[gte]=yesterday', 'Invalid integer: created[gte]'],
  ['starting_after=pi_nobody', "No such payment_intent: 'pi_nobody'"],
  ['expand[]=latest_charge', 'cannot be expanded (latest_charge)'],
])('%s is refused by name', (query, message) => {
  expect(() => list(query)).toThrow(message);
});
