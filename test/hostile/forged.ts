import type { DetailType } from '../../contracts/events/events';
import { ORDER_MANAGER_SOURCE, orderManagerEvents } from '../../contracts/events/order-manager';
import { ORDER_PROCESSOR_SOURCE, orderProcessorEvents } from '../../contracts/events/order-processor';
import type { Detail, ForBus } from './hostile-event';
import { PRODUCT_ID, soundDetail } from './sound';

/** A sound order that others publish events about; it must come to its end as if nobody had. */
export interface Victim {
  readonly orderId: string;
  readonly shopId: string;
}

const OWN = Object.keys(orderProcessorEvents) as DetailType[];
const MANAGERS = Object.keys(orderManagerEvents) as DetailType[];

/** What a thief would like to be believed: more goods, less money, another shop, a payment of somebody else. */
const LIES: readonly (readonly [what: string, lie: Detail])[] = [
  [
    'with other goods and another price',
    {
      items: [{ productId: PRODUCT_ID, quantity: 30, unitPrice: 3_333_333 }],
      total: 99_999_999,
      amount: 1,
      currency: 'EUR',
      latencyMs: 1e12,
    },
  ],
  ['of another shop', { shopId: 'no-such-shop' }],
  ['of another customer', { customerId: 'somebody-else', paymentId: 'pi_of_somebody_else', retryRefund: true }],
];

/** Events of ours that we did not publish, about orders of others and about orders that there are not. */
export const forgedEvents = (victims: readonly Victim[], timestamp: string): ForBus[] => {
  let made = 0;
  const event = (name: string, source: string, detailType: string, detail: object): ForBus => {
    made += 1;
    const metadata = { eventId: `forged-${made}`, schemaVersion: 1 };
    return { name, to: 'bus', source, detailType, detail: JSON.stringify({ ...detail, metadata }) };
  };
  const victim = (): Victim => victims[made % victims.length] as Victim;
  const about = (type: DetailType, { orderId, shopId } = victim()) => soundDetail(type, { orderId, shopId, timestamp });
  const unknown = (): Victim => ({ orderId: `unheard-of-${made}`, shopId: victim().shopId });
  return [
    ...OWN.flatMap((type) => [
      ...LIES.map(([what, lie]) =>
        event(`${type}: forged ${what}`, ORDER_PROCESSOR_SOURCE, type, { ...about(type), ...lie }),
      ),
      event(`${type}: forged of an order that there is not`, ORDER_PROCESSOR_SOURCE, type, about(type, unknown())),
    ]),
    ...OWN.map((type) => event(`${type}: said by the order manager`, ORDER_MANAGER_SOURCE, type, about(type))),
    ...MANAGERS.map((type) =>
      event(`${type}: said by ourselves`, ORDER_PROCESSOR_SOURCE, type, about(type, unknown())),
    ),
    ...[...MANAGERS, ...OWN].map((type) =>
      event(`${type}: of a source that nobody knows`, 'coffee-shop.thief', type, about(type)),
    ),
    ...['order created', 'Order  Created', 'Order Created\u0000', 'Order Teleported', '__proto__', 'toString'].map(
      (type) =>
        event(
          `an event of the type ${JSON.stringify(type)}`,
          ORDER_MANAGER_SOURCE,
          type,
          about('Order Created', unknown()),
        ),
    ),
  ];
};
