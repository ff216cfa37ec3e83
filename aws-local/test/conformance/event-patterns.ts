import assert from 'node:assert/strict';
import { TestEventPatternCommand } from '@aws-sdk/client-eventbridge';
import type { Behaviour } from './behaviour';
import type { Side } from './side';

const OPERATORS = 'EB eb-create-pattern-operators.html';
const RULER = 'aws/event-ruler (the library that EventBridge runs)';

const matches = async (side: Side, pattern: object, detail: unknown): Promise<boolean> => {
  const event = {
    version: '0',
    id: '1',
    account: '000000000000',
    region: 'us-east-1',
    time: '2026-11-24T08:00:00Z',
    resources: [],
    source: 'shop',
    'detail-type': 'Order Created',
    detail,
  };
  const command = new TestEventPatternCommand({ EventPattern: JSON.stringify(pattern), Event: JSON.stringify(event) });
  return (await side.events.send(command)).Result ?? false;
};

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
