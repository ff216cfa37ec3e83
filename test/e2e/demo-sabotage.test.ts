import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { stockKey } from '../../contracts/tables/counter-table';
import { type DemoResult, isGood } from '../../local/demo/result';
import { runDemo } from '../../local/demo/run';
import { builtAssembly } from '../built';

let lost: { orderId: string } | undefined;
let result: DemoResult;

const found = (invariant: string, orderId?: string) =>
  result.audit.findings.filter(
    (finding) => finding.invariant === invariant && (!orderId || finding.orderId === orderId),
  );

/** One run in which three things are spoiled: a message is lost on its way, and before the audit a stock item and a ledger row. */
beforeAll(async () => {
  result = await runDemo(
    { orders: 20, seed: 5, barista: 'instant', clockScale: 5, json: true },
    {
      environment: {
        assembly: builtAssembly(),
        deliver(event, _target, deliverNow) {
          if (!lost && event['detail-type'] === 'Payment Validated') lost = event.detail as { orderId: string };
          else if (event.detail !== lost) deliverNow();
        },
      },
      async beforeAudit({ gateway }, { dynamodb }, { counterTable }) {
        await dynamodb.send(
          new UpdateCommand({
            TableName: counterTable,
            Key: { PK: stockKey('astoria', 'p38') },
            UpdateExpression: 'ADD available :one',
            ExpressionAttributeValues: { ':one': 1 },
          }),
        );
        const captured = gateway.ledger
          .entries()
          .find(({ type, orderId }) => type === 'captured' && orderId !== lost?.orderId);
        if (!captured) throw new Error('the gateway captured nothing');
        gateway.ledger.append({ ...captured, intentId: 'pi_again' });
      },
    },
  );
});

test('a demo with anything spoiled is not good, and ends all the same', () => {
  expect(isGood(result)).toBe(false);
  expect(result.figures.pending).toBe(1);
});

test('a lost message is found: its order has not ended', () => {
  expect(found('exactlyOneOutcome')).toEqual([
    { invariant: 'exactlyOneOutcome', orderId: lost?.orderId, detail: 'has not ended' },
  ]);
});

test('a corrupted stock item is found', () => {
  expect(found('stockConserved').map(({ detail }) => detail)).toEqual([
    expect.stringContaining('stock#astoria#p38 does not add up'),
  ]);
});

test('a corrupted ledger row is found: somebody was charged twice', () => {
  const [twice, ...others] = found('neverTwoCaptures');
  expect(others).toEqual([]);
  expect(twice?.orderId).not.toBe(lost?.orderId);
  expect(found('ledgerMatchesOutcome', twice?.orderId)).toHaveLength(1);
});

test('nothing else is said to be wrong', () => {
  const broken = Object.entries(result.audit.invariants).flatMap(([name, holds]) => (holds ? [] : [name]));
  expect(broken).toEqual(['exactlyOneOutcome', 'ledgerMatchesOutcome', 'neverTwoCaptures', 'stockConserved']);
});
