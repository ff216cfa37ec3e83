import type { PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { stockKey } from '../../contracts/tables/counter-table';
import type { Environment } from '../../local/environment';
import { anOrder, cancelled, confirmed, created, LATTE, managerEvent, type Order, ready } from '../e2e/orders';

/** What a story does to the running service. */
export interface Teller {
  readonly gateway: Environment['gateway'];
  say(...events: PutEventsRequestEntry[]): Promise<void>;
  /** Resolves when the service has published this about the order, or about nobody in particular. */
  hears(type: string, order?: Order): Promise<void>;
  givenStock(key: string, available: number): Promise<void>;
  /** Resolves when the orders table has an item with these keys. */
  finds(partitionKey: string, sortKey: string): Promise<void>;
}

/** More than the five failures in a row that open the breaker. */
const FAILING_ORDERS = 6;
/** As many open orders as the seed allows one customer. */
const MOST_OF_A_CUSTOMER = 5;

const placed = (orderId: string, more: Partial<Order> = {}): Order => anOrder({ orderId, ...more });

/** Orders at every point where a release may find them, and whatever else may lie in the tables then. The tests know them by their ids. */
export const tellStories = async (teller: Teller): Promise<void> => {
  await ended(teller);
  await underWay(teller);
  await refused(teller);
  await gatewayOutage(teller);
};

const ended = async ({ say, hears, givenStock }: Teller): Promise<void> => {
  await givenStock(stockKey('corner', LATTE.productId), 11);
  const fulfilled = placed('fulfilled', { shopId: 'corner', items: [{ ...LATTE, quantity: 2 }] });
  await say(created(fulfilled), confirmed(fulfilled));
  await hears('Stock Low');
  await hears('Delivery Scheduled', fulfilled);
  await say(ready(fulfilled));
  await hears('Order Fulfilled', fulfilled);
  await say(cancelled(fulfilled));
  await hears('Order Cancellation Refused', fulfilled);

  const declined = placed('declined', { token: 'pm_card_chargeDeclined' });
  await say(created(declined));
  await hears('Order Failed', declined);

  const soldOut = placed('sold-out', { shopId: 'empty-shelf' });
  await say(created(soldOut), confirmed(soldOut));
  await hears('Order Failed', soldOut);

  const early = placed('cancelled-before-created');
  await say(cancelled(early));
  await hears('Order Cancellation Completed', early);

  const late = placed('cancelled-when-scheduled');
  await say(created(late), confirmed(late));
  await hears('Delivery Scheduled', late);
  await say(cancelled(late));
  await hears('Order Cancellation Completed', late);
};

const underWay = async ({ say, hears, finds }: Teller): Promise<void> => {
  const early = placed('confirmed-before-created');
  await say(confirmed(early));
  await finds('order#confirmed-before-created', 'order');
  const paid = placed('paid');
  await say(created(paid));
  await hears('Payment Processed', paid);
  const handedOver = placed('ready-before-scheduled');
  await say(ready(handedOver));
  await finds('order#ready-before-scheduled', 'order');

  const mine = Array.from({ length: MOST_OF_A_CUSTOMER }, (_, at) =>
    placed(`scheduled-${at + 1}`, { customerId: 'regular' }),
  );
  for (const order of mine) await say(created(order), confirmed(order));
  for (const order of mine) await hears('Delivery Scheduled', order);
  const oneTooMany = placed('one-too-many', { customerId: 'regular' });
  await say(created(oneTooMany), confirmed(oneTooMany));
  await hears('Order Failed', oneTooMany);
};

const refused = async ({ say, finds }: Teller): Promise<void> => {
  const detail = {
    orderId: 'no-customer',
    shopId: 'astoria',
    metadata: { eventId: 'no-customer-event', schemaVersion: 1 },
  };
  await say(managerEvent('Order Created', detail));
  await finds('rejected#no-customer-event', 'rejected');
};

/** Last, for payment rests afterwards. */
const gatewayOutage = async ({ gateway, say, hears, finds }: Teller): Promise<void> => {
  // Intents are opened and stored, and then not confirmed.
  gateway.faults.failNext({ kind: 'error-before-effect', operation: 'confirm', count: 1_000 });
  const waiting = Array.from({ length: FAILING_ORDERS }, (_, at) => placed(`waiting-${at + 1}`));
  await say(...waiting.map(created));
  await hears('Circuit Opened');
  await finds('breaker#payment-gateway', 'keeper');
};
