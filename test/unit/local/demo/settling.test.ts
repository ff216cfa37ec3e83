import { type Look, verdictOf } from '../../../../local/demo/settling';

const look = (seen: Partial<Look>): Look => ({ queued: 0, open: 0, inKitchen: 0, atGateway: 0, quietMs: 0, ...seen });

test('a run has settled when every order has ended and no queue holds anything', () => {
  expect(verdictOf(look({}))).toBe('settled');
});

test('a message under way may still go wrong, although every order has ended', () => {
  expect(verdictOf(look({ queued: 1, quietMs: 60_001 }))).toBe('moving');
});

test('an order in the kitchen will be ready, however quiet it is', () => {
  expect(verdictOf(look({ open: 1, inKitchen: 1, quietMs: 600_000 }))).toBe('moving');
});

test('an order whose payment waits at the gateway will be looked at again, however quiet it is', () => {
  expect(verdictOf(look({ open: 1, atGateway: 1, quietMs: 600_000 }))).toBe('moving');
});

test('an order that no message and no barista can bring on is stuck, once the bus has had time to try again', () => {
  expect(verdictOf(look({ open: 1, quietMs: 1_000 }))).toBe('moving');
  expect(verdictOf(look({ open: 1, quietMs: 60_001 }))).toBe('stuck');
});

test('nothing is waited for beyond half an hour without news', () => {
  expect(verdictOf(look({ open: 1, inKitchen: 1, queued: 3, quietMs: 30 * 60_000 + 1 }))).toBe('stuck');
});
