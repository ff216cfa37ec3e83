import assert from 'node:assert/strict';
import type { Behaviour } from './behaviour';
import { matches, OPERATORS, RULER, TEMPLATES } from './pattern-under-test';

interface Operator {
  readonly name: string;
  readonly source?: string;
  readonly pattern: object;
  readonly yes: readonly unknown[];
  readonly no: readonly unknown[];
}

const operators: readonly Operator[] = [
  {
    name: 'a list of values matches any of them, on source and detail-type too',
    pattern: { source: ['shop', 'other'], 'detail-type': ['Order Created'], detail: { size: ['small', 'large'] } },
    yes: [{ size: 'small' }, { size: 'large' }],
    no: [{ size: 'medium' }, {}],
  },
  {
    name: 'all fields of a pattern must match',
    pattern: { detail: { size: ['small'], milk: ['oat'] } },
    yes: [{ size: 'small', milk: 'oat' }],
    no: [{ size: 'small' }, { size: 'small', milk: 'soy' }],
  },
  {
    name: 'wildcard matches strings only',
    source: `${OPERATORS}; ${RULER}`,
    pattern: { detail: { orderId: [{ wildcard: '*' }] } },
    yes: [{ orderId: 'o-1' }, { orderId: '' }, { orderId: ['o-1'] }],
    no: [{ orderId: 1 }, { orderId: null }, { orderId: true }, { orderId: {} }, { orderId: [] }, {}],
  },
  {
    name: 'anything-but of a wildcard matches what is there and no string',
    source: `${OPERATORS}; ${RULER}`,
    pattern: { detail: { orderId: [{ 'anything-but': { wildcard: '*' } }] } },
    yes: [{ orderId: 1 }, { orderId: null }, { orderId: false }],
    no: [{ orderId: 'o-1' }, {}],
  },
  {
    name: 'exists: false matches a field that is absent, or has no leaf',
    source: `${OPERATORS}; ${RULER}`,
    pattern: { detail: { orderId: [{ exists: false }] } },
    yes: [{ other: 1 }, { orderId: {} }, { orderId: [] }],
    no: [{ orderId: 'o-1' }, { orderId: null }],
  },
  {
    name: 'the empty string, and a wildcard that asks for a space, beside what is no string',
    source: `${OPERATORS}; ${RULER}`,
    pattern: {
      detail: { orderId: [{ exists: false }, { 'anything-but': { wildcard: '*' } }, '', { wildcard: '* *' }] },
    },
    yes: [
      { orderId: '' },
      { orderId: ' ' },
      { orderId: 'a b' },
      { orderId: 'a ' },
      { orderId: 1 },
      { orderId: {} },
      {},
    ],
    no: [{ orderId: 'o-1' }, { orderId: '\t' }, { orderId: '\u00a0' }],
  },
  {
    name: '$or matches when one alternative does',
    pattern: { detail: { $or: [{ orderId: [{ exists: false }] }, { shopId: ['s'] }] } },
    yes: [{ shopId: 's', orderId: 'o' }, { shopId: 't' }],
    no: [{ shopId: 't', orderId: 'o' }],
  },
  {
    name: 'prefix and suffix',
    pattern: { detail: { id: [{ prefix: 'a-' }, { suffix: '-z' }] } },
    yes: [{ id: 'a-1' }, { id: '1-z' }],
    no: [{ id: 'b-1' }],
  },
  {
    name: 'numeric compares within its bounds',
    pattern: { detail: { total: [{ numeric: ['>', 0, '<=', 5] }] } },
    yes: [{ total: 1 }, { total: 5 }],
    no: [{ total: 0 }, { total: 5.1 }, { total: '1' }],
  },
  {
    name: 'anything-but of values',
    pattern: { detail: { reason: [{ 'anything-but': ['a', 'b'] }] } },
    yes: [{ reason: 'c' }, { reason: 1 }],
    no: [{ reason: 'a' }, {}],
  },
  {
    name: 'equals-ignore-case',
    pattern: { detail: { id: [{ 'equals-ignore-case': 'ABC' }] } },
    yes: [{ id: 'abc' }],
    no: [{ id: 'abd' }],
  },
  {
    name: 'prefix and suffix with equals-ignore-case',
    pattern: {
      detail: { id: [{ prefix: { 'equals-ignore-case': 'A-' } }, { suffix: { 'equals-ignore-case': '-Z' } }] },
    },
    yes: [{ id: 'a-1' }, { id: '1-z' }],
    no: [{ id: 'b-1' }],
  },
  {
    name: 'an empty prefix matches every string and nothing else',
    source: `${TEMPLATES} (content_prefix_empty)`,
    pattern: { detail: { id: [{ prefix: '' }] } },
    yes: [{ id: 'a' }, { id: '' }],
    no: [{ id: 1 }, {}],
  },
  {
    name: 'anything-but of a prefix, of suffixes, and of values in any case',
    pattern: {
      detail: {
        id: [{ 'anything-but': { prefix: 'x-' } }],
        file: [{ 'anything-but': { suffix: ['.png', '.jpg'] } }],
        state: [{ 'anything-but': { 'equals-ignore-case': ['done'] } }],
      },
    },
    yes: [{ id: 'a', file: 'a.txt', state: 'open' }],
    no: [
      { id: 'x-1', file: 'a.txt', state: 'open' },
      { id: 'a', file: 'a.jpg', state: 'open' },
      { id: 'a', file: 'a.txt', state: 'DONE' },
    ],
  },
  {
    name: 'cidr matches the addresses of its block, of either version',
    source: `${TEMPLATES} (content_ip_address, content_ip_address_v6, content_ip_address_bad_type_NEG)`,
    pattern: { detail: { from: [{ cidr: '10.0.0.0/24' }, { cidr: '2001:db8:1234:1a00::/64' }] } },
    yes: [{ from: '10.0.0.255' }, { from: '2001:0db8:1234:1a00:0000:0000:0000:0000' }],
    no: [{ from: '10.0.1.1' }, { from: '10.0.0.256' }, { from: '2001:0db8:123f:1a01::' }, { from: 123 }],
  },
  {
    name: 'a name with dots is the same as nested names, in the pattern as in the event',
    source: `${TEMPLATES} (dot_joining_event, dot_joining_pattern)`,
    pattern: { detail: { 'state.status': ['running'], order: { id: ['o-1'] } } },
    yes: [{ state: { status: 'running' }, 'order.id': 'o-1' }],
    no: [{ state: { status: 'stopped' }, 'order.id': 'o-1' }],
  },
  {
    name: 'conditions below an array hold for one and the same element',
    source: `${RULER}, README (JSON array matching)`,
    pattern: { detail: { items: { sku: ['latte'], quantity: [2] } } },
    yes: [{ items: [{ sku: 'tea' }, { sku: 'latte', quantity: 2 }] }],
    no: [
      {
        items: [
          { sku: 'latte', quantity: 1 },
          { sku: 'tea', quantity: 2 },
        ],
      },
    ],
  },
  {
    name: 'exists: false below an array is about the element that the fields before it match',
    source: `${RULER}, ACMachineTest.java (testACWithExistFalseRule)`,
    pattern: { detail: { items: { a: ['open'], b: [{ exists: false }] } } },
    yes: [{ items: [{ a: 'open' }, { a: 'closed', b: 1 }] }],
    no: [{ items: [{ a: 'open', b: 1 }, { a: 'closed' }] }],
  },
  {
    name: 'a branch of $or replaces the conditions on the same field beside it',
    source: `${RULER}, JsonRuleCompiler.java (writeRules)`,
    pattern: { detail: { size: ['small'], $or: [{ size: ['large'] }, { milk: ['oat'] }] } },
    yes: [{ size: 'large' }, { size: 'small', milk: 'oat' }],
    no: [{ size: 'small' }, { size: 'medium', milk: 'oat' }],
  },
  {
    name: 'a backslash makes an asterisk of a wildcard literal',
    pattern: { detail: { id: [{ wildcard: 'a\\*b*' }] } },
    yes: [{ id: 'a*b' }, { id: 'a*bc' }],
    no: [{ id: 'axb' }],
  },
  {
    name: 'a value in a list of the event is enough, for anything-but as well',
    source: `${TEMPLATES} (arrays, arrays_NEG)`,
    pattern: { detail: { tags: ['hot'], sizes: [{ 'anything-but': 'small' }] } },
    yes: [{ tags: ['cold', 'hot'], sizes: ['small', 'large'] }],
    no: [
      { tags: ['cold'], sizes: ['large'] },
      { tags: ['hot'], sizes: ['small'] },
    ],
  },
];

/** The pattern operators that the stack and its tests use. */
export const eventPatterns: readonly Behaviour[] = [
  ...operators.map(
    ({ name, source = OPERATORS, pattern, yes, no }): Behaviour => ({
      name: `event pattern: ${name}`,
      source,
      async run(side) {
        for (const detail of yes) assert.equal(await matches(side, pattern, detail), true, JSON.stringify(detail));
        for (const detail of no) assert.equal(await matches(side, pattern, detail), false, JSON.stringify(detail));
      },
    }),
  ),
  {
    name: 'an operator that nobody knows is refused',
    source: 'API PutRule (InvalidEventPatternException)',
    async run(side) {
      const refused = matches(side, { detail: { id: [{ resembles: 'x' }] } }, {});
      await assert.rejects(refused, { name: 'InvalidEventPatternException' });
    },
  },
];
