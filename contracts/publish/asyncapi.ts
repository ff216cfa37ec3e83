import type { DetailType } from '../events/events';
import { SCHEMA_VERSION } from '../events/fields';
import { ORDER_MANAGER_SOURCE } from '../events/order-manager';
import { whenSent } from './descriptions';
import { EXAMPLE_ENVELOPE, examples } from './examples';
import { directionOf, eventTypes, schemaOf, sourceOf } from './json-schema';

/** `Order Created`: `OrderCreated`. */
const pascalName = (type: DetailType): string => type.replaceAll(' ', '');

/** An example as it arrives from the bus. */
export const exampleEvent = (type: DetailType) => ({
  ...EXAMPLE_ENVELOPE,
  time: examples[type].timestamp,
  source: sourceOf(type),
  'detail-type': type,
  detail: examples[type],
});

const envelope = {
  type: 'object',
  description: 'What EventBridge delivers around every detail.',
  properties: {
    version: { const: '0' },
    id: {
      type: 'string',
      description: 'Made by the bus for each PutEvents entry: an event that is sent again has another id.',
    },
    'detail-type': { type: 'string' },
    source: { type: 'string' },
    account: { type: 'string' },
    time: { type: 'string', format: 'date-time' },
    region: { type: 'string' },
    resources: { type: 'array', items: { type: 'string' } },
    detail: { type: 'object' },
  },
  required: ['version', 'id', 'detail-type', 'source', 'account', 'time', 'region', 'resources', 'detail'],
};

const busEvent = (type: DetailType) => ({
  allOf: [
    { $ref: '#/components/schemas/Envelope' },
    {
      properties: {
        'detail-type': { const: type },
        source:
          directionOf(type) === 'outgoing'
            ? { const: sourceOf(type) }
            : { description: `\`${ORDER_MANAGER_SOURCE}\`, or the source that the foundation shares (eventSrc).` },
        detail: { $ref: `#/components/schemas/${pascalName(type)}` },
      },
    },
  ],
});

const message = (type: DetailType) => ({
  name: pascalName(type),
  title: type,
  summary: whenSent[type],
  contentType: 'application/json',
  ...('orderId' in examples[type] && { correlationId: { $ref: '#/components/correlationIds/order' } }),
  payload: busEvent(type),
  examples: [{ name: pascalName(type), payload: exampleEvent(type) }],
});

/** AsyncAPI reads details in its own dialect, which knows all that our schemas use but not their frame. */
const detailSchema = (type: DetailType) => {
  const { $schema, $id, ...schema } = schemaOf(type);
  return schema;
};

const byName = <T>(make: (type: DetailType) => T): Record<string, T> =>
  Object.fromEntries(eventTypes.map((type) => [pascalName(type), make(type)]));

const operation = (type: DetailType) => ({
  action: directionOf(type) === 'incoming' ? 'receive' : 'send',
  channel: { $ref: '#/channels/foundationBus' },
  summary: whenSent[type],
  messages: [{ $ref: `#/channels/foundationBus/messages/${pascalName(type)}` }],
});

/** The AsyncAPI 3 document of the bus: what this service receives and what it sends, complete in itself. */
export const asyncApiDocument = () => ({
  asyncapi: '3.0.0',
  info: {
    title: 'Coffee-shop order processor',
    version: `${SCHEMA_VERSION}.0.0`,
    description:
      'Takes orders from placed to fulfilled. Events come at least once and in any order; deduplicate by detail.metadata.eventId. See docs/events.md.',
    license: { name: 'MIT' },
  },
  defaultContentType: 'application/json',
  servers: {
    eventBridge: {
      host: 'events.{region}.amazonaws.com',
      protocol: 'https',
      description: "Amazon EventBridge in the foundation's account and region.",
      variables: { region: { description: 'AWS region of the foundation.' } },
    },
  },
  channels: {
    foundationBus: {
      address: null,
      title: "The foundation's event bus",
      description: 'Its name is known when it is deployed: the shared value `eventBus` of the foundation.',
      servers: [{ $ref: '#/servers/eventBridge' }],
      messages: byName((type) => ({ $ref: `#/components/messages/${pascalName(type)}` })),
    },
  },
  operations: Object.fromEntries(
    eventTypes.map((type) => [`${operation(type).action}${pascalName(type)}`, operation(type)]),
  ),
  components: {
    correlationIds: {
      order: { description: 'All events of one order.', location: '$message.payload#/detail/orderId' },
    },
    messages: byName(message),
    schemas: { Envelope: envelope, ...byName(detailSchema) },
  },
});
