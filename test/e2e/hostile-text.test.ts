import { isPortable } from '../../contracts/text';
import { lettersIn } from '../../local/console/letters';
import { sessionOn } from '../../local/console/session';
import { shellVariables } from '../../local/shell-variables';
import { lookAt } from '../../ops/dlq/hold';
import { listDeadLetterQueues } from '../../ops/dlq/list';
import { dropPart, redrivePart } from '../../ops/dlq/redrive-part';
import { showDeadLetters } from '../../ops/dlq/show';
import { showOrder } from '../../ops/order/show';
import { describeOnlyHere } from '../run/only-here';
import { type CoffeeShop, openCoffeeShop } from './kit';
import { anOrder, cancelled, confirmed, created, managerEvent, type Order, ready } from './orders';
import { letterOf, paymentLetters } from './payment-letters';

jest.setTimeout(90_000);

describeOnlyHere('it leaves dead letters where the commands find them', 'text that not every carrier takes', () => {
  let shop: CoffeeShop;
  let session: ReturnType<typeof sessionOn>;
  beforeAll(async () => {
    // Ten times as fast: a letter that a command looks at may be held for a minute.
    shop = await openCoffeeShop({ clockScale: 10 });
    session = sessionOn(shop.environment, shellVariables(shop.environment));
  });
  afterAll(async () => {
    session.close();
    await shop.close();
  });

  const createdWith = (order: Order, more: object) =>
    managerEvent('Order Created', { ...JSON.parse(created(order).Detail ?? ''), ...more });

  const hostile: readonly [string, object, string][] = [
    [
      'half an emoji in its event id',
      { metadata: { eventId: 'till-7 \ud83e', schemaVersion: 1 } },
      'detail.metadata.eventId',
    ],
    ['half an emoji in its card token', { payment: { token: 'pm_\ud83d' } }, 'detail.payment.token'],
    [
      'a customer of emoji, where the reason is cut',
      { customerId: `${'x'.repeat(118)}\u{1f600}\u{1f600}` },
      'detail.customerId',
    ],
    ['an escape sequence for a currency', { currency: '\u001b[2J' }, 'detail.currency'],
    ['a clock at zero', { timestamp: '1970-01-01T00:03:00Z' }, 'detail.timestamp'],
    ['a clock in the year 9999', { timestamp: '9999-12-31T23:59:59Z' }, 'detail.timestamp'],
  ];
  const orders = new Map(hostile.map(([what]) => [what, anOrder()]));
  const orderWith = (what: string): Order => orders.get(what) ?? anOrder();

  test('an order is refused for it before any charge, with a reason, and costs no neighbour theirs', async () => {
    const neighbour = anOrder();
    await shop.when(
      ...hostile.map(([what, more]) => createdWith(orderWith(what), more)),
      created(neighbour),
      confirmed(neighbour),
      ready(neighbour),
    );
    expect((await shop.end(neighbour)).type).toBe('Order Fulfilled');
    for (const [what, , field] of hostile) {
      const letter = await letterOf(session, orderWith(what));
      expect(letter).toMatchObject({ reasonSource: 'recorded', failureClass: 'permanent' });
      expect(letter.reason).toMatch(`${field}: `);
      expect(isPortable(letter.reason)).toBe(true);
      expect(shop.ledger(orderWith(what))).toEqual([]);
      expect(await shop.order(orderWith(what))).toBeUndefined();
    }
  });

  test('afterwards every command answers, and such a letter can be redriven and dropped', async () => {
    const order = orderWith('half an emoji in its event id');
    expect((await listDeadLetterQueues(session)).lines.join('\n')).toContain('detail.metadata.eventId');
    expect(
      (await showDeadLetters(session, paymentLetters(session), { limit: 100, whole: true })).lines.join('\n'),
    ).toContain(order.orderId);
    expect((await lettersIn(shop.environment, session)).flatMap(({ letters }) => letters)).toHaveLength(hostile.length);
    const good = anOrder();
    await shop.givenPaid(good);
    expect((await showOrder(session, good.orderId)).lines.join('\n')).toContain('charged');

    expect((await redrivePart(session, paymentLetters(session), order)).failed).toBeFalsy();
    expect((await letterOf(session, order)).reason).toMatch('detail.metadata.eventId');
    expect((await dropPart(session, paymentLetters(session), order)).failed).toBeFalsy();
    expect((await lookAt(session, paymentLetters(session))).letters.map(({ orderId }) => orderId)).not.toContain(
      order.orderId,
    );
  });

  test.each([
    ['that a producer cut within an emoji', `${'\u{1f621}'.repeat(249)}\ud83d`],
    ['of 501 characters', 'x'.repeat(501)],
    ['that is an object', { code: 7 }],
    ['that is null', null],
  ])('a cancellation takes effect with a reason %s', async (_, reason) => {
    const order = anOrder();
    await shop.givenPaid(order);
    await shop.when(cancelled(order, reason as string));
    expect((await shop.end(order)).type).toBe('Order Cancellation Completed');
    expect(shop.netCharge(order)).toBe(0);
  });
});
