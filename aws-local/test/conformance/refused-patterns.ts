import assert from 'node:assert/strict';
import { TestEventPatternCommand } from '@aws-sdk/client-eventbridge';
import type { Behaviour } from './behaviour';
import { event, matches, OPERATORS, RULER, TEMPLATES } from './pattern-under-test';
import { refusedWith } from './refusal';

/** Patterns that AWS refuses, each with why. */
const REFUSED: readonly { readonly why: string; readonly source: string; readonly condition: unknown }[] = [
  {
    why: 'a wildcard that is too complex',
    source: `${TEMPLATES} (content_wildcard_complex_EXC)`,
    condition: { wildcard: '*:*:*:*:*:event-bus/*' },
  },
  {
    why: 'consecutive asterisks in a wildcard',
    source: `${TEMPLATES} (content_wildcard_repeating_star_EXC)`,
    condition: { wildcard: 'a**b' },
  },
  {
    why: 'equals-ignore-case in anything-but of a prefix',
    source: `${TEMPLATES} (content_anything_prefix_ignorecase_EXC)`,
    condition: { 'anything-but': { prefix: { 'equals-ignore-case': 'file' } } },
  },
  {
    why: 'an empty prefix in anything-but',
    source: `${TEMPLATES} (content_anything_prefix_empty_EXC)`,
    condition: { 'anything-but': { prefix: '' } },
  },
  {
    why: 'strings beside numbers in anything-but',
    source: OPERATORS,
    condition: { 'anything-but': ['a', 1] },
  },
  {
    why: 'a numeric range that ends before it begins',
    source: `${RULER}, Range.java`,
    condition: { numeric: ['>', 5, '<', 1] },
  },
  {
    why: 'a numeric comparison with a text',
    source: `${TEMPLATES} (content_numeric_number_EXC)`,
    condition: { numeric: ['>', '5'] },
  },
  {
    why: 'a block of addresses without a mask',
    source: `${TEMPLATES} (content_ip_address_EXC)`,
    condition: { cidr: '10.0.0.0' },
  },
  { why: 'exists with a text', source: OPERATORS, condition: { exists: 'false' } },
  {
    why: 'two operators in one object',
    source: `${RULER}, JsonRuleCompiler.java`,
    condition: { prefix: 'a', suffix: 'b' },
  },
];

/** Which patterns and events AWS refuses. */
export const refusedPatterns: readonly Behaviour[] = [
  ...REFUSED.map(
    ({ why, source, condition }): Behaviour => ({
      name: `event pattern: ${why} is refused`,
      source,
      async run(side) {
        await refusedWith('InvalidEventPatternException', matches(side, { detail: { id: [condition] } }, {}));
      },
    }),
  ),
  {
    name: 'event pattern: a number that no double is, is refused',
    source: `${RULER}, ComparableNumber.java`,
    async run(side) {
      const EventPattern = '{"detail":{"total":[{"numeric":["=",1E-325]}]}}';
      const command = new TestEventPatternCommand({ EventPattern, Event: JSON.stringify(event({ total: 0 })) });
      await refusedWith('InvalidEventPatternException', side.events.send(command));
    },
  },
  {
    name: 'event pattern: an empty object, an empty list and a bare value are refused',
    source: `${RULER}, JsonRuleCompiler.java; ${TEMPLATES} (arrays_empty_EXC)`,
    async run(side) {
      for (const bad of [{}, { detail: {} }, { source: [] }, { source: 'shop' }]) {
        await refusedWith('InvalidEventPatternException', matches(side, bad, {}));
      }
    },
  },
  {
    name: 'event pattern: $or has two alternatives at least, and no field in it is called like an operator',
    source: `${RULER}, README ($or); ${RULER}, Constants.java`,
    async run(side) {
      for (const bad of [{ $or: [{ source: ['a'] }] }, { $or: [{ source: ['a'] }, { regex: ['b'] }] }]) {
        await refusedWith('InvalidEventPatternException', matches(side, bad, {}));
      }
    },
  },
  {
    name: 'TestEventPattern refuses a pattern that is no JSON object',
    source: 'LocalStack test_events_patterns.py::test_invalid_json_event_pattern',
    async run(side) {
      for (const EventPattern of ['no JSON', '["a"]', '"text"']) {
        const command = new TestEventPatternCommand({ EventPattern, Event: JSON.stringify(event({})) });
        await refusedWith('InvalidEventPatternException', side.events.send(command));
      }
    },
  },
  {
    name: 'TestEventPattern wants an event with id, account, source, time, region and detail-type, and no resources',
    source:
      'LocalStack test_events_patterns.py::test_invalid_event_payload; LocalStack test_events_patterns.py::test_event_pattern_source; API TestEventPattern',
    async run(side) {
      const test = (Event: string) =>
        side.events.send(new TestEventPatternCommand({ EventPattern: '{"source":["shop"]}', Event }));
      const { resources: _, ...enough } = event({});
      assert.equal((await test(JSON.stringify(enough))).Result, true);
      for (const name of ['id', 'account', 'source', 'time', 'region', 'detail-type']) {
        const lacking = Object.fromEntries(Object.entries(enough).filter(([member]) => member !== name));
        await refusedWith('ValidationException', test(JSON.stringify(lacking)));
      }
      for (const bad of ['plain text', '["plain text"]']) await refusedWith('ValidationException', test(bad));
    },
  },
];
