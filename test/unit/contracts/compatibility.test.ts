import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { breakingChanges, brokenSince } from '../../../contracts/publish/compatibility';
import { directionOf, eventTypes, type JsonSchema, schemaOf } from '../../../contracts/publish/json-schema';

const releasedFolder = join(__dirname, '../../fixtures/contracts/released');
const releases = readdirSync(releasedFolder);
const schemasOf = (release: string): JsonSchema[] =>
  readdirSync(join(releasedFolder, release)).map((name) =>
    JSON.parse(readFileSync(join(releasedFolder, release, name), 'utf8')),
  );
const current = eventTypes.map(schemaOf);

describe('the contract of this release', () => {
  it.each(releases)('breaks nobody who was built against %s', (release) => {
    expect(brokenSince(schemasOf(release), current, directionOf)).toEqual([]);
  });

  it('is compared with every event of the first release', () => {
    expect(
      schemasOf('0.1.0')
        .map(({ title }) => title)
        .toSorted(),
    ).toEqual(expect.arrayContaining(['Order Created', 'Order Fulfilled']));
    expect(schemasOf('0.1.0')).toHaveLength(20);
  });

  it('would break somebody if an event were gone, or a field of it', () => {
    const { latencyMs, ...properties } = schemaOf('Order Fulfilled').properties ?? {};
    const changed = current
      .filter(({ title }) => title !== 'Stock Low')
      .map((schema) => (schema.title === 'Order Fulfilled' ? { ...schema, properties } : schema));

    expect(brokenSince(schemasOf('0.1.0'), changed, directionOf).toSorted()).toEqual([
      'Order Fulfilled: latencyMs: was sent, is gone',
      'Stock Low: is gone',
    ]);
    expect(latencyMs).toBeDefined();
  });
});

/** A small event: `metadata` with its version, and the fields at hand. Those that end in `?` are optional. */
const event = (fields: Record<string, JsonSchema>, version = 1): JsonSchema => {
  const entries = Object.entries(fields).map(([name, field]) => [name.replace('?', ''), field] as const);
  const metadata = {
    type: 'object',
    properties: { schemaVersion: { type: 'number', const: version } },
    required: ['schemaVersion'],
  };
  return {
    type: 'object',
    properties: { metadata, ...Object.fromEntries(entries) },
    required: ['metadata', ...Object.keys(fields).filter((name) => !name.endsWith('?'))],
  };
};
const text = { type: 'string' };
const count = { type: 'integer', minimum: 0, maximum: 100 };
const line = (more: Record<string, JsonSchema>, required: string[]): JsonSchema => ({
  type: 'array',
  maxItems: 10,
  items: { type: 'object', properties: { productId: text, ...more }, required: ['productId', ...required] },
});

type Change = [title: string, before: Record<string, JsonSchema>, after: Record<string, JsonSchema>, fault: string];

const narrower: Change[] = [
  ['a field became required', { 'note?': text }, { note: text }, 'note: required was false, is true'],
  ['a field that must be there is new', {}, { note: text }, 'note: required was false, is true'],
  [
    'a line has a new field that must be there',
    { items: line({}, []) },
    { items: line({ size: text }, ['size']) },
    'items[].size: required was false, is true',
  ],
  [
    'numbers have to be whole',
    { n: { type: 'number' } },
    { n: { type: 'integer' } },
    'n: type was "number", is "integer"',
  ],
  [
    'a bound is new',
    { n: { type: 'integer' } },
    { n: { type: 'integer', minimum: 0 } },
    'n: minimum was nothing, is 0',
  ],
  ['a lower bound rose', { n: count }, { n: { ...count, minimum: 1 } }, 'n: minimum was 0, is 1'],
  ['an upper bound fell', { n: count }, { n: { ...count, maximum: 50 } }, 'n: maximum was 100, is 50'],
  [
    'a text may be shorter only',
    { t: { ...text, maxLength: 64 } },
    { t: { ...text, maxLength: 32 } },
    't: maxLength was 64, is 32',
  ],
  [
    'a list may be shorter only',
    { items: line({}, []) },
    { items: { ...line({}, []), maxItems: 5 } },
    'items: maxItems was 10, is 5',
  ],
  ['a pattern is new', { t: text }, { t: { ...text, pattern: '^a' } }, 't: pattern was nothing, is "^a"'],
  ['a format is new', { t: text }, { t: { ...text, format: 'date' } }, 't: format was nothing, is "date"'],
  [
    'a value is gone',
    { stage: { ...text, enum: ['payment', 'kitchen'] } },
    { stage: { ...text, enum: ['payment'] } },
    'stage: values was ["payment","kitchen"], is ["payment"]',
  ],
  [
    'only one text is left',
    { status: text },
    { status: { ...text, const: 'PAID' } },
    'status: values was nothing, is ["PAID"]',
  ],
];

const different: Change[] = [
  ['a field has another type', { n: text }, { n: count }, 'n: type was "string", is "integer"'],
  [
    'a pattern is another one',
    { t: { ...text, pattern: '^a' } },
    { t: { ...text, pattern: '^b' } },
    't: pattern was "^a", is "^b"',
  ],
  [
    'a keyword appears that we cannot judge',
    { n: count },
    { n: { ...count, multipleOf: 5 } },
    'n: multipleOf was nothing, is 5',
  ],
];

/** The same change the other way round, as its fault is then told. */
const reversed = ([title, before, after, fault]: Change): Change => {
  const [, subject, was, is] = /^(.* )was (.*), is (.*)$/.exec(fault) ?? [];
  return [`not any more: ${title}`, after, before, `${subject}was ${is}, is ${was}`];
};

describe('what we receive', () => {
  it.each([...narrower, ...different])('breaks its sender if %s', (_, before, after, fault) => {
    expect(breakingChanges(event(before), event(after), 'incoming')).toContain(fault);
  });

  it.each(narrower.map(reversed))('may take more: %s', (_, before, after) => {
    expect(breakingChanges(event(before), event(after), 'incoming')).toEqual([]);
  });

  it('may have a new optional field', () => {
    expect(breakingChanges(event({}), event({ 'note?': text }), 'incoming')).toEqual([]);
  });
});

describe('what we send', () => {
  // The other way round these are fields that are gone, told in words of their own below.
  const isNewField = ([title]: Change) => /new .*field|field .*is new/.test(title);

  it.each([...narrower.filter((change) => !isNewField(change)).map(reversed), ...different])(
    'breaks its receiver if %s',
    (_, before, after, fault) => {
      expect(breakingChanges(event(before), event(after), 'outgoing')).toEqual([fault]);
    },
  );

  it.each<Change>([
    ['a field is gone', { note: text }, {}, 'note: was sent, is gone'],
    ['an optional field is gone', { 'note?': text }, {}, 'note: was sent, is gone'],
    [
      'a field of a line is gone',
      { items: line({ size: text }, ['size']) },
      { items: line({}, []) },
      'items[].size: was sent, is gone',
    ],
    [
      'a list has lost what is in it',
      { items: line({}, []) },
      { items: { type: 'array', maxItems: 10 } },
      'items[].productId: was sent, is gone',
    ],
  ])('breaks its receiver if %s', (_, before, after, fault) => {
    expect(breakingChanges(event(before), event(after), 'outgoing')).toContain(fault);
  });

  it.each(narrower)('may promise more: %s', (_, before, after) => {
    expect(breakingChanges(event(before), event(after), 'outgoing')).toEqual([]);
  });
});

describe('a change of the version', () => {
  it.each(['incoming', 'outgoing'] as const)('upwards makes another contract: %s', (direction) => {
    expect(breakingChanges(event({ n: text }), event({ n: count }, 2), direction)).toEqual([]);
  });

  it.each(['incoming', 'outgoing'] as const)('downwards breaks: %s', (direction) => {
    expect(breakingChanges(event({}, 2), event({}, 1), direction)).toEqual([
      'metadata.schemaVersion: values was [2], is [1]',
    ]);
  });
});

it('texts for people change freely', () => {
  const described = (description: string) => ({ ...event({ n: { ...count, description } }), title: description });

  for (const direction of ['incoming', 'outgoing'] as const) {
    expect(breakingChanges(described('a count'), described('how many'), direction)).toEqual([]);
  }
});

describe('alternatives', () => {
  const strict = event({ total: count, payment: text });
  const alternatives = [
    { properties: { payment: {} }, required: ['payment'] },
    { properties: { total: { const: 0 } }, required: ['total'] },
  ];
  const loose = { ...event({ total: count, 'payment?': text }), anyOf: alternatives };

  it('may be asked for in place of a field that everybody has sent', () => {
    expect(breakingChanges(strict, loose, 'incoming')).toEqual([]);
    expect(breakingChanges(loose, loose, 'incoming')).toEqual([]);
  });

  it('may not be asked for when somebody may have sent none of them', () => {
    expect(breakingChanges(event({ total: count, 'payment?': text }), loose, 'incoming')).toEqual([
      expect.stringContaining('anyOf'),
    ]);
  });
});
