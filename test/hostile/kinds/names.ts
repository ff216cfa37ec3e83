import { having, type Kind, writing } from '../hostile-event';

const NAMES = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', 'then', 'length'];

/** Names that every object has, as names of fields and as ids. */
export const PROTOTYPE_NAMES: readonly Kind[] = [
  writing('a __proto__ that has its ids', '__proto__', '{"orderId":"inherited","shopId":"inherited"}'),
  writing('a constructor that is an object', 'constructor', '{"prototype":{"isPermanent":true}}'),
  having('a toJSON', { toJSON: 'x', toString: 7, valueOf: null }),
  having('metadata with a __proto__', {
    metadata: JSON.parse('{"eventId":"proto-1","schemaVersion":1,"__proto__":7}'),
  }),
  ...NAMES.map((shopId) => having(`the shop ${shopId}`, { shopId })),
  ...NAMES.map((customerId) => having(`the customer ${customerId}`, { customerId })),
  ...NAMES.map((productId) =>
    having(`the product ${productId}`, { items: [{ productId, quantity: 1, unitPrice: 450 }], productId }),
  ),
];
