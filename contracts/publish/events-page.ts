import type { DetailType } from '../events/events';
import { FINAL_EVENTS } from '../events/events';
import { ID_PATTERN, PROSE_CHARACTERS, SCHEMA_VERSION } from '../events/fields';
import { ORDER_MANAGER_SOURCE } from '../events/order-manager';
import { ORDER_PROCESSOR_SOURCE } from '../events/order-processor';
import { TIMESTAMP_BOUNDS } from '../events/usable';
import { exampleEvent } from './asyncapi';
import { meaningOf, whenSent } from './descriptions';
import { examples } from './examples';
import { directionOf, eventTypes, fileNameOf, type JsonSchema, kebabName, schemaOf, versionOf } from './json-schema';
import { jsonText } from './json-text';

const json = (value: unknown): string => `\`\`\`json\n${jsonText(value)}\`\`\``;

const limitsOf = (least: unknown, most: unknown, unit: string): string | undefined => {
  const [from, to] = [least, most].map((bound) =>
    Math.abs(Number(bound)) === Number.MAX_SAFE_INTEGER ? undefined : bound,
  );
  if (from === undefined) return to === undefined ? undefined : `at most ${to}${unit}`;
  return to === undefined ? `at least ${from}${unit}` : `${from} to ${to}${unit}`;
};

const typeOf = (schema: JsonSchema): string => {
  const { type, format, pattern, minimum, maximum, exclusiveMinimum, minLength, maxLength, minItems, maxItems } =
    schema;
  if (Object.hasOwn(schema, 'const')) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.enum) return schema.enum.map((value) => `\`${JSON.stringify(value)}\``).join(', ');
  if (format === 'date-time') return 'date and time, ISO 8601 with offset';
  if (format === 'date') return 'date, `yyyy-mm-dd`';
  if (pattern === ID_PATTERN.source) return 'id';
  const positive = exclusiveMinimum === 0 ? 'positive' : undefined;
  const list = type === 'array' ? `list of ${schema.items ? typeOf(schema.items) : 'anything'}s` : undefined;
  const limits =
    positive ??
    limitsOf(minimum, maximum, '') ??
    limitsOf(minLength, maxLength, ' characters') ??
    limitsOf(minItems, maxItems, '');
  return [list ?? type, limits, pattern && `\`${pattern}\``].filter(Boolean).join(', ');
};

const rowsOf = (type: DetailType, schema: JsonSchema, prefix = ''): string[] =>
  Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const path = prefix + name;
    const isRequired = schema.required?.includes(name) ? 'yes' : 'no';
    const row = `| \`${path}\` | ${typeOf(field)} | ${isRequired} | ${meaningOf(type, path)} |`;
    const inner = field.items ? rowsOf(type, field.items, `${path}[].`) : rowsOf(type, field, `${path}.`);
    return [row, ...inner];
  });

const section = (type: DetailType): string => {
  const schema = schemaOf(type);
  const isFinal = (FINAL_EVENTS as readonly string[]).includes(type);
  return `### ${type}

${whenSent[type]}

Sent by ${directionOf(type) === 'incoming' ? 'the order manager' : 'us'}, version ${versionOf(schema)}${isFinal ? ', final' : ''}. Schema: [${fileNameOf(type)}](../contracts/schemas/${fileNameOf(type)})

| field of \`detail\` | type | required | meaning |
| --- | --- | --- | --- |
${rowsOf(type, schema).join('\n')}

${json(examples[type])}`;
};

const listOf = (types: readonly DetailType[]): string =>
  types.map((type) => `- [${type}](#${kebabName(type)})`).join('\n');

const incoming = eventTypes.filter((type) => directionOf(type) === 'incoming');
const outgoing = eventTypes.filter((type) => directionOf(type) === 'outgoing');

/** `docs/events.md`: what a neighbouring team needs to know to build against our events. */
export const eventsPage =
  (): string => `<!-- Made by contracts/publish from the schemas in contracts/events. Do not edit. -->

# Events

What the coffee-shop order processor receives and sends, for the teams next door. All of it goes over the foundation's EventBridge bus. The same
in a machine's words: [asyncapi.json](asyncapi.json), and a JSON Schema (draft 2020-12) per event and version in
[contracts/schemas](../contracts/schemas).

## Subscribe

Make a rule on the foundation's bus for the events that you want. This one takes the ends of all orders of one shop:

${json({ source: [ORDER_PROCESSOR_SOURCE], 'detail-type': FINAL_EVENTS, detail: { shopId: ['astoria'] } })}

Your target then gets events like this; \`detail\` is what the rest of this page describes:

${json(exampleEvent('Order Fulfilled'))}

Ignore detail-types and fields that you do not know: we add both without a new version.

## What we promise

- **At least once.** An event may come twice, also hours later. Who it is says \`detail.metadata.eventId\`, which stays the same however often
  the event is sent; the bus's own \`id\` does not. Keep the eventIds that you have handled, and skip an event whose eventId you know.
- **No order.** The bus does not order events. Order Fulfilled may reach you before Delivery Scheduled. \`timestamp\` says when a thing happened, and
  \`metadata.causationId\` which event it follows from.
- **One end.** Of an order that was created you get exactly one final event (${FINAL_EVENTS.join(', ')}), possibly more than once.
- **Published after the fact.** An event is sent when what it tells has been stored, never before.
- **Money** is an integer in minor units of an ISO 4217 \`currency\`. **Ids** match \`${ID_PATTERN.source}\` and are not \`__proto__\`. Times carry an offset.

## What we ask of a sender

- Source \`${ORDER_MANAGER_SOURCE}\`, or the \`eventSrc\` that the foundation shares.
- \`metadata\` is optional in what we receive: without it an event counts as version ${SCHEMA_VERSION}, and the bus's \`id\` is its eventId. Send it, so that an event
  that you repeat is known as the same.
- Send an event again if in doubt: an order is charged once, however often it is created.
- An event that breaks its schema does nothing and ends in our dead-letter queue, with field and value as the reason. An order that fits the schema
  and makes no sense (a total that is not the sum, an unknown product) is answered with Payment Failed.
- Text is well-formed Unicode of the characters that SQS takes. What decides (ids, the card token, the currency) is refused otherwise. A
  cancellation is never lost over the rest: its \`reason\` is cut after ${PROSE_CHARACTERS} characters, characters that no carrier takes become U+FFFD, and a null, or
  a \`reason\` that is no text, counts as not sent.
- Two characters never reach us: an event with U+FFFE or U+FFFF anywhere in it is taken by the bus and refused by SQS, our queue and
  dead-letter queue alike. It is lost, and an alarm tells us ([guarantees](guarantees.md#where-an-event-may-vanish)).
- The \`timestamp\` of an Order Created is refused if it is more than ${TIMESTAMP_BOUNDS.daysBefore} days before or ${TIMESTAMP_BOUNDS.hoursAfter} hours after the time at which the bus took the event. An order counts
  as placed when the bus took it; your \`timestamp\` only adds the milliseconds, where it is within a second of that. In other events a time like that, or
  none, counts as the bus's.
- Leave \`Time\` out of PutEvents: the bus then says when it took the event. What you write there counts as the bus's time. Events older than 60 days
  are refused, and those of more than 24 hours ahead.

## Versions

\`metadata.schemaVersion\` is the version of the detail. Within a version we only make changes that a consumer built earlier does not notice: in
what we send, fields are added, and no field goes, turns optional, changes its type or takes values that it did not take; in what we receive,
nothing is asked for or refused that was not before. Any other change is a new version, which has a schema file of its own. A test compares every build with the
schemas of all releases and fails on a breaking change whose version was not raised.

## Events we receive

From the order manager:

${listOf(incoming)}

## Events we send

Source \`${ORDER_PROCESSOR_SOURCE}\`:

${listOf(outgoing)}

## Received

${incoming.map(section).join('\n\n')}

## Sent

${outgoing.map(section).join('\n\n')}
`;
