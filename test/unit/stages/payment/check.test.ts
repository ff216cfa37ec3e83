import { checkDueEvent } from '../../../../stages/payment/watcher/check-due';
import { delivered, ORDER_ID, SHOP_ID } from '../../../stages/events';
import { given, givenPaid, permanent, published } from '../../../stages/scenario';

const checkDue = (shopId: string) =>
  delivered(checkDueEvent({ orderId: ORDER_ID, shopId, paymentId: 'pi_1' }, 'first', Date.UTC(2026, 10, 30)));

describe('Payment Check Due', () => {
  it.each([
    ['is paid', givenPaid],
    ['is not known', given],
  ])('changes nothing for an order that %s: nothing is pending', async (_what, givenOrder) => {
    const before = await givenOrder();
    const scenario = await before.atPayment(checkDue(SHOP_ID));
    expect(scenario.last).toMatchObject({ outcome: 'nothing is pending at the gateway', replay: true });
    expect(published(scenario)).toEqual(published(before));
    expect(scenario.order).toEqual(before.order);
  });

  it('of another shop is refused', async () => {
    await expect(givenPaid().atPayment(checkDue('elsewhere'))).rejects.toEqual(permanent('detail.shopId', 'elsewhere'));
  });
});
