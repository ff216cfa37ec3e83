import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as zod from 'zod';
import { eventSchemas } from '../../../contracts/events/events';
import { parseEvent } from '../../../contracts/events/parse';
import { artifacts, driftOf, SCHEMAS_FOLDER } from '../../../contracts/publish/artifacts';
import { asyncApiDocument, exampleEvent } from '../../../contracts/publish/asyncapi';
import { fieldMeanings, meaningOf } from '../../../contracts/publish/descriptions';
import { eventsPage } from '../../../contracts/publish/events-page';
import { examples } from '../../../contracts/publish/examples';
import {
  directionOf,
  eventTypes,
  fileNameOf,
  type JsonSchema,
  kebabName,
  schemaOf,
} from '../../../contracts/publish/json-schema';
import { jsonText } from '../../../contracts/publish/json-text';
import { MAX_LINES, MAX_QUANTITY, refusalOf } from '../../../stages/payment/refusal';
import orderManager from '../../fixtures/contracts/order-manager.json';

const repository = join(__dirname, '../../..');
const read = (path: string): string => readFileSync(join(repository, path), 'utf8');
const publishedSchema = (type: (typeof eventTypes)[number]): JsonSchema =>
  JSON.parse(read(`${SCHEMAS_FOLDER}/${fileNameOf(type)}`));
/** A second reader of the published file, apart from the schema that it was made from. */
const byPublishedSchema = (type: (typeof eventTypes)[number]) =>
  zod.fromJSONSchema(publishedSchema(type) as Parameters<typeof zod.fromJSONSchema>[0]);

describe('the published contract', () => {
  it('is what the schemas make', () => {
    expect(driftOf(artifacts(), read, readdirSync(join(repository, SCHEMAS_FOLDER)))).toEqual([]);
  });

  it('is the same bytes each time', () => {
    expect(artifacts()).toEqual(artifacts());
  });

  const made = [{ path: `${SCHEMAS_FOLDER}/stock-low.v2.json`, content: '{\n  "a": 1,\n  "b": 2\n}\n' }];
  const [file] = made;

  it('that was edited by hand is told with file and line', () => {
    expect(driftOf(made, () => file?.content.replace('2', '3'), [])).toEqual([
      `${file?.path}: line 3 is ""b": 3", must be ""b": 2"`,
    ]);
    expect(driftOf(made, () => '{\n', [])).toEqual([`${file?.path}: line 2 is "", must be ""a": 1,"`]);
    expect(driftOf(made, () => `${file?.content}more`, [])).toEqual([`${file?.path}: line 5 is "more", must be ""`]);
  });

  it('that lacks a file is told', () => {
    expect(driftOf(made, () => undefined, [])).toEqual([`${file?.path}: is missing`]);
  });

  it('may hold earlier versions, and nothing that is of no event', () => {
    const names = ['stock-low.v1.json', 'stock-low.v2.json', 'stock-low.v3.json', 'stock-high.v1.json', 'notes.txt'];

    expect(driftOf(made, () => file?.content, names)).toEqual(
      names.slice(2).map((name) => `${SCHEMAS_FOLDER}/${name}: no event of the contract makes this file`),
    );
  });
});

describe.each(eventTypes)('%s', (type) => {
  it('has an example that the service reads in full', () => {
    expect(parseEvent(JSON.stringify(exampleEvent(type))).detail).toEqual(examples[type]);
  });

  it('has an example that fits the published schema', () => {
    expect(byPublishedSchema(type).safeParse(examples[type])).toMatchObject({ success: true });
    expect(publishedSchema(type).examples).toEqual([examples[type]]);
  });

  it('is asked for the same by the service and by the published schema, field by field', () => {
    const published = byPublishedSchema(type);
    const { required = [], properties = {} } = publishedSchema(type);
    for (const name of Object.keys(properties)) {
      const { [name]: _left, ...without } = examples[type] as Record<string, unknown>;
      // Asked for only if there is something to pay, as in the example.
      const isOptional = !required.includes(name) && name !== 'payment';

      expect([name, eventSchemas[type].safeParse(without).success]).toEqual([name, isOptional]);
      expect([name, published.safeParse(without).success]).toEqual([name, isOptional]);
      for (const wrong of [null, { not: 'this' }, -0.5]) {
        const faulty = { ...without, [name]: wrong };
        expect([name, wrong, published.safeParse(faulty).success]).toEqual([
          name,
          wrong,
          eventSchemas[type].safeParse(faulty).success,
        ]);
      }
    }
  });
});

describe('what the order manager sends', () => {
  it.each(orderManager.valid)('$title is taken', ({ event }) => {
    const { type, detail } = parseEvent(JSON.stringify(event));

    expect(event.detail).toMatchObject(detail);
    expect(byPublishedSchema(type).safeParse(event.detail).success).toBe(true);
    expect(directionOf(type)).toBe('incoming');
  });

  it('covers each of its events', () => {
    expect([...new Set(orderManager.valid.map(({ event }) => event['detail-type']))]).toEqual(
      eventTypes.filter((type) => directionOf(type) === 'incoming'),
    );
  });

  it.each(orderManager.refused)('$title is answered with Payment Failed: $code', ({ event, code }) => {
    const parsed = parseEvent(JSON.stringify(event));
    if (parsed.type !== 'Order Created') throw new Error(`${parsed.type} is not charged`);

    expect(
      refusalOf(parsed.detail, { shopIsKnown: true, storeOpen: true, productIds: new Set(['latte']) }),
    ).toMatchObject({ code });
  });

  it.each(orderManager.invalid)('$title ends in the dead-letter queue', ({ event, field, reason }) => {
    expect(() => parseEvent(JSON.stringify(event))).toThrow(expect.objectContaining({ field, problem: reason }));
  });

  it.each(orderManager.invalid.filter(({ field }) => field !== 'detail-type'))(
    '$title is refused by the published schema too',
    ({ event, field }) => {
      const type = eventTypes.find((known) => known === event['detail-type']);
      if (!type) throw new Error(`${event['detail-type']} is not in the contract`);
      const { error } = byPublishedSchema(type).safeParse(event.detail);

      // Of alternatives that all fail, the first is the one that names what is missing.
      const issues = error?.issues.flatMap((issue) =>
        issue.code === 'invalid_union' ? (issue.errors[0] ?? []) : [issue],
      );
      expect(new Set(issues?.map(({ path }) => ['detail', ...path].join('.')))).toEqual(new Set([field]));
    },
  );
});

describe('the meaning of a field', () => {
  const pathsOf = (schema: JsonSchema, prefix = ''): string[] =>
    Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
      const path = prefix + name;
      return [path, ...pathsOf(field, `${path}.`), ...(field.items ? pathsOf(field.items, `${path}[].`) : [])];
    });

  it('is said for every field, and for no other', () => {
    const used = new Set(
      eventTypes.flatMap((type) =>
        pathsOf(schemaOf(type)).map((path) => (fieldMeanings[`${type}/${path}`] ? `${type}/${path}` : path)),
      ),
    );

    expect(Object.keys(fieldMeanings).filter((key) => !used.has(key))).toEqual([]);
  });

  it('that nobody has said stops the publication', () => {
    expect(() => meaningOf('Stock Low', 'colour')).toThrow('Stock Low has no meaning for colour');
  });

  it('names the limits that the payment stage holds orders to', () => {
    expect(meaningOf('Order Created', 'items')).toContain(`1 to ${MAX_LINES};`);
    expect(meaningOf('Order Created', 'items[].quantity')).toContain(`1 to ${MAX_QUANTITY};`);
  });
});

describe('the AsyncAPI document', () => {
  const document = asyncApiDocument();
  const refsOf = (value: unknown): string[] => {
    if (typeof value !== 'object' || value === null) return [];
    return Object.entries(value).flatMap(([name, inner]) => (name === '$ref' ? [String(inner)] : refsOf(inner)));
  };
  const follow = (ref: string): unknown =>
    ref
      .slice(2)
      .split('/')
      .reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], document);

  it('is AsyncAPI 3, and complete in itself', () => {
    expect(document.asyncapi).toBe('3.0.0');
    expect(refsOf(document).filter((ref) => !ref.startsWith('#/') || follow(ref) === undefined)).toEqual([]);
  });

  it('receives what the order manager sends, and sends the rest', () => {
    const actions = Object.entries(document.operations).map(([name, { action, messages }]) => [name, action, messages]);

    expect(actions).toEqual(
      eventTypes.map((type) => {
        const action = directionOf(type) === 'incoming' ? 'receive' : 'send';
        const name = type.replaceAll(' ', '');
        return [`${action}${name}`, action, [{ $ref: `#/channels/foundationBus/messages/${name}` }]];
      }),
    );
  });

  it.each(eventTypes)('tells %s by its detail-type, and ours by their source', (type) => {
    const payload = follow(`#/components/messages/${type.replaceAll(' ', '')}/payload`) as { allOf: object[] };
    const source = { const: 'coffee-shop.order-processor' };

    expect(payload.allOf[1]).toMatchObject({
      properties: { 'detail-type': { const: type }, ...(directionOf(type) === 'outgoing' && { source }) },
    });
  });
});

describe('the page for neighbours', () => {
  const page = eventsPage();

  it.each(eventTypes)('has %s, with its fields and a link to its schema', (type) => {
    const section = page.split('\n### ').find((text) => text.startsWith(`${type}\n`));

    expect(page).toContain(`[${type}](#${kebabName(type)})`);
    expect(section).toContain(`../contracts/schemas/${kebabName(type)}.v1.json`);
    for (const name of Object.keys(schemaOf(type).properties ?? {})) expect(section).toContain(`| \`${name}\` |`);
  });

  it('writes types in words', () => {
    expect(page).toContain('| `items[].quantity` | integer | yes |');
    expect(page).toContain('| `items` | list of objects, at most 200 | yes |');
    expect(page).toContain('| `ticket` | integer, positive | yes |');
    expect(page).toContain('| `stage` | `"payment"`, `"inventory"`, `"fulfillment"` | yes |');
    expect(page).toContain('| `available` | integer, at least 0 | yes |');
  });
});

describe('generated JSON', () => {
  it('is written as the formatter of the repository writes it', () => {
    const value = {
      empty: {},
      none: [],
      left: undefined,
      short: [1, 'a'],
      long: Array(30).fill('abcd'),
      list: [{ a: null }],
    };
    const text = jsonText(value);

    expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
    expect(text).toContain('  "short": [1, "a"],\n  "long": [\n    "abcd",');
    expect(text).toContain('  "empty": {},\n  "none": [],\n');
    expect(text).not.toContain('left');
  });
});
