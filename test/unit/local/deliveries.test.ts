import { deliveriesOf } from '../../../local/deliveries';

type Sources = Parameters<typeof deliveriesOf>[0];

const pipe = (failed: number, lastFailure?: object) => ({ counters: { failed }, lastFailure });
const sources = (dropped: number, lastDropped: object | undefined, ...pipes: object[]) =>
  ({ events: { counters: { dropped }, lastDropped }, pipes }) as unknown as Sources;
const refusal = (stage: string, atMs: number) => ({ pipe: stage, messageId: 'm-1', reason: 'no group', atMs });

test('where nothing went wrong there is no reason', () => {
  expect(deliveriesOf(sources(0, undefined, pipe(0), pipe(0)))).toEqual({ lost: { count: 0 }, refused: { count: 0 } });
});

test('refusals of all pipes are counted, and the latest is told, whichever pipe it is of', () => {
  const { refused } = deliveriesOf(
    sources(0, undefined, pipe(2, refusal('payment', 10)), pipe(3, refusal('inventory', 20)), pipe(0)),
  );
  expect(refused).toEqual({ count: 5, last: 'pipe inventory | m-1: no group' });
});

test('the last event that a rule lost is told by rule, type, id and reason', () => {
  const dropped = {
    ruleArn: 'arn:aws:events:us-east-1:000000000000:rule/bus/Shop-payment',
    eventId: 'e-1',
    detailType: 'Order Created',
    reason: 'SDK_CLIENT_ERROR: refused',
  };
  expect(deliveriesOf(sources(4, dropped)).lost).toEqual({
    count: 4,
    last: 'rule Shop-payment | Order Created e-1 is lost: SDK_CLIENT_ERROR: refused',
  });
});
