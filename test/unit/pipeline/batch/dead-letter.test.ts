import * as fc from 'fast-check';
import { deriveReason, orderIdIn } from '../../../../pipeline/batch/dead-letter';

const nested = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`;
const event = (detail: string): string =>
  `{"id":"e-1","detail-type":"Order Ready","source":"s","time":"2026-11-24T09:00:00Z","detail":${detail}}`;

test.each([
  ['null', 'null'],
  ['a number', '7'],
  ['a list', '[]'],
  ['a text', '"two espressos"'],
  ['no JSON', '{"id":'],
  ['deep nesting', nested(500_000)],
  ['an event without detail', '{"id":"e-1","detail-type":"Order Ready","source":"s","time":"2026-11-24T09:00:00Z"}'],
  ['a detail that is null', event('null')],
  ['a detail that is a text', event('"{}"')],
  ['an orderId that is nested', event(`{"orderId":${nested(100_000)},"shopId":"astoria"}`)],
  ['an orderId that is a number too large for any', event('{"orderId":1e999,"shopId":"astoria"}')],
  ['names that objects have', event('{"__proto__":{"orderId":"o-1"},"constructor":7,"toString":null}')],
])('a body that is %s has a reason and no order', (_, body) => {
  for (const ofPipe of [true, false]) expect(deriveReason(body, { ofPipe })).toMatch(/^[\w.-]+: ./);
  expect(orderIdIn(body)).toBeUndefined();
});

test('whatever the body is, a pipe that gave it up has a reason or the event is good', () => {
  const any = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.json(),
    fc.jsonValue().map((detail) => event(JSON.stringify(detail))),
  );
  fc.assert(
    fc.property(any, (body) => {
      expect(deriveReason(body, { ofPipe: true })).toMatch(/: /);
    }),
  );
});

test('an event of no order has no message group', () => {
  const { detail, ...rest } = JSON.parse(event('{"name":"payment-gateway","timestamp":"2026-11-24T09:00:00Z"}'));
  const metadata = { eventId: 'e-1', schemaVersion: 1 };
  const body = JSON.stringify({ ...rest, 'detail-type': 'Circuit Closed', detail: { ...detail, metadata } });
  expect(deriveReason(body)).toBeUndefined();
  expect(deriveReason(body, { ofPipe: true })).toMatch(/^detail\.orderId: must be given.*, got nothing$/);
});

test('a name that SQS refuses is found however deep it lies', () => {
  const good = '"orderId":"o-1","shopId":"astoria","timestamp":"2026-11-24T09:00:00Z"';
  const deep = `${'{"a":'.repeat(5_000)}{"\\uffff":1}${'}'.repeat(5_000)}`;
  expect(deriveReason(event(`{${good},"note":${deep}}`), { ofPipe: true })).toMatch(
    /^detail\.note\.a\.a.*: must be text/,
  );
  expect(deriveReason(event(`{${good},"note":${deep}}`))).toBeUndefined();
});
