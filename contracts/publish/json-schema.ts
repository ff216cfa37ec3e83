import { toJSONSchema } from 'zod/mini';
import { type DetailType, eventSchemas } from '../events/events';
import { ORDER_MANAGER_SOURCE, orderManagerEvents } from '../events/order-manager';
import { ORDER_PROCESSOR_SOURCE } from '../events/order-processor';
import { meaningOf, whenSent } from './descriptions';
import { examples } from './examples';

/** A JSON Schema (draft 2020-12), as far as the contract's schemas use it. */
export interface JsonSchema {
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly [keyword: string]: unknown;
}

/** `incoming`: others send it to us. `outgoing`: we send it, to others and to our own stages. */
export type Direction = 'incoming' | 'outgoing';

export const directionOf = (type: string): Direction =>
  Object.hasOwn(orderManagerEvents, type) ? 'incoming' : 'outgoing';

export const sourceOf = (type: DetailType): string =>
  directionOf(type) === 'incoming' ? ORDER_MANAGER_SOURCE : ORDER_PROCESSOR_SOURCE;

export const eventTypes = Object.keys(eventSchemas) as DetailType[];

/** `Order Created`: `order-created`. */
export const kebabName = (type: string): string => type.toLowerCase().replaceAll(' ', '-');

/** The version that a schema says its events have. */
export const versionOf = (schema: JsonSchema): number =>
  Number(schema.properties?.metadata?.properties?.schemaVersion?.const);

/** The schema's file, relative to contracts/schemas: `order-created.v1.json`. */
export const fileNameOf = (type: DetailType): string => `${kebabName(type)}.v${versionOf(schemaOf(type))}.json`;

const describe = (type: DetailType, schema: JsonSchema, path: string): JsonSchema => {
  const described = { ...(path && { description: meaningOf(type, path) }), ...schema };
  if (schema.items) return { ...described, items: describeItem(type, schema.items, `${path}[]`) };
  return schema.properties
    ? { ...described, properties: describeProperties(type, schema.properties, path) }
    : described;
};

/** An item is what its list says; only its fields have meanings of their own. */
const describeItem = (type: DetailType, item: JsonSchema, path: string): JsonSchema =>
  item.properties ? { ...item, properties: describeProperties(type, item.properties, path) } : item;

const describeProperties = (type: DetailType, properties: Readonly<Record<string, JsonSchema>>, path: string) =>
  Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [name, describe(type, schema, path ? `${path}.${name}` : name)]),
  );

/** The published schema of an event's detail: the one that the code checks, with the meaning of every field and an example. */
export const schemaOf = (type: DetailType): JsonSchema => {
  const { $schema, ...body } = toJSONSchema(eventSchemas[type], { io: 'input' }) as JsonSchema;
  return {
    $schema,
    $id: `urn:coffee-shop:order-processor:event:${kebabName(type)}:v${versionOf(body)}`,
    title: type,
    description: whenSent[type],
    ...describe(type, body, ''),
    examples: [examples[type]],
  };
};
