import { having, type Kind } from '../hostile-event';

/** Values of another type than the contract's. */
export const TYPES: readonly Kind[] = [
  ...[12345, 0, true, null, ['order-1'], [], {}, { S: 'order-1' }, ['order-1', 7]].map((orderId) =>
    having(`an orderId that is ${JSON.stringify(orderId)}`, { orderId }),
  ),
  ...[7, null, ['astoria'], {}, false].map((shopId) =>
    having(`a shopId that is ${JSON.stringify(shopId)}`, { shopId }),
  ),
  ...['none', 7, null, [], true, {}].map((metadata) =>
    having(`metadata that is ${JSON.stringify(metadata)}`, { metadata }),
  ),
  having('metadata whose event id is a number', { metadata: { eventId: 7, schemaVersion: 1 } }),
  having('metadata whose event id has 129 characters', { metadata: { eventId: 'e'.repeat(129), schemaVersion: 1 } }),
  having('metadata whose cause is an object', { metadata: { eventId: 'cause-1', schemaVersion: 1, causationId: {} } }),
  { name: 'a text for each field', spoil: (sound) => mapped(sound, 'one') },
  { name: 'a null for each field', spoil: (sound) => mapped(sound, null) },
  { name: 'a list for each field', spoil: (sound) => mapped(sound, []) },
  { name: 'its detail as a text of JSON in it', spoil: (sound) => ({ detail: JSON.stringify(sound) }) },
  {
    name: 'its ids twice',
    spoil: (sound) =>
      `${JSON.stringify({ ...sound, orderId: 'not this one', shopId: 7 }).slice(0, -1)},"orderId":"${sound.orderId}","shopId":"${sound.shopId}"}`,
  },
];

const mapped = (sound: object, value: unknown): object =>
  Object.fromEntries(Object.keys(sound).map((name) => [name, value]));
