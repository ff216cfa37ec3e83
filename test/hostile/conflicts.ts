import type { DetailType } from '../../contracts/events/events';
import { ORDER_MANAGER_SOURCE } from '../../contracts/events/order-manager';
import type { Detail, ForBus } from './hostile-event';
import { soundDetail, UNIT_PRICE } from './sound';

/** One event after the other about one order, each as a type and what of it is not sound. */
type Story = readonly (readonly [type: DetailType, more?: Detail])[];

const MORE = { items: [{ productId: 'p2', quantity: 2, unitPrice: UNIT_PRICE }], total: 2 * UNIT_PRICE };
const OTHER_SHOP = { shopId: 'no-such-shop' };
const SAME_EVENT = { metadata: { eventId: 'the-same-event-of-many-orders', schemaVersion: 1 } };

const STORIES: Readonly<Record<string, Story>> = {
  'created twice': [['Order Created'], ['Order Created']],
  'created again as another order': [['Order Created'], ['Order Created', MORE]],
  'created again by another customer': [['Order Created'], ['Order Created', { customerId: 'somebody-else' }]],
  'created again in another shop': [['Order Created'], ['Order Created', OTHER_SHOP]],
  'created in another shop first': [['Order Created', OTHER_SHOP], ['Order Created']],
  'confirmed in another shop first': [['Order Confirmed', OTHER_SHOP], ['Order Created'], ['Order Confirmed']],
  'ready in another shop first': [['Order Ready', OTHER_SHOP], ['Order Created']],
  'cancelled in another shop first': [['Order Cancelled', OTHER_SHOP], ['Order Created']],
  'cancelled in another shop afterwards': [['Order Created'], ['Order Cancelled', OTHER_SHOP]],
  'cancelled before it is created': [['Order Cancelled'], ['Order Created'], ['Order Confirmed'], ['Order Ready']],
  'cancelled many times': [['Order Created'], ['Order Cancelled'], ['Order Cancelled'], ['Order Cancelled']],
  'with the event id of another order': [
    ['Order Created', SAME_EVENT],
    ['Order Confirmed', SAME_EVENT],
  ],
  'with the event id of another order, too': [
    ['Order Created', SAME_EVENT],
    ['Order Confirmed', SAME_EVENT],
  ],
};

const NAMES = ['constructor', 'toString', 'hasOwnProperty', 'valueOf', 'then', 'prototype', 'length', '__proto__'];
const LIFE: Story = [['Order Created'], ['Order Confirmed'], ['Order Ready']];

/** Events that each keep the contract, about orders whose events contradict each other or whose ids are names of all objects. */
export const conflictingEvents = (shops: readonly string[], timestamp: string): ForBus[] => {
  const told = Object.entries(STORIES).map(([name, story], at) => [name, `conflict-${at}`, story] as const);
  const named = NAMES.map((orderId) => [`called ${orderId}`, orderId, LIFE] as const);
  return [...told, ...named].flatMap(([what, orderId, story], at) =>
    story.map(([detailType, more = {}], step): ForBus => {
      const about = { orderId, shopId: shops[at % shops.length] ?? '', timestamp };
      const metadata = { eventId: `${orderId}-${step}`, schemaVersion: 1 };
      const detail = JSON.stringify({ ...soundDetail(detailType, about), metadata, ...more });
      return {
        name: `an order ${what}: ${step + 1}. ${detailType}`,
        to: 'bus',
        source: ORDER_MANAGER_SOURCE,
        detailType,
        detail,
      };
    }),
  );
};
