import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { stockKey } from '../../contracts/tables/counter-table';
import type { DemoOptions } from '../../local/demo/options';
import { type DemoResult, isGood } from '../../local/demo/result';
import { type DemoHooks, runDemo } from '../../local/demo/run';
import { builtAssembly } from '../built';

const options: DemoOptions = { orders: 20, seed: 5, barista: 'instant', clockScale: 5, json: true };

const demo = ({ environment, ...hooks }: DemoHooks): Promise<DemoResult> =>
  runDemo(options, { ...hooks, environment: { assembly: builtAssembly(), ...environment } });

const broken = ({ audit }: DemoResult): string[] =>
  Object.entries(audit.invariants)
    .filter(([, holds]) => !holds)
    .map(([name]) => name);

test('a corrupted stock item and a corrupted ledger row are found, each by its own invariant', async () => {
  const result = await demo({
    async beforeAudit({ gateway }, { dynamodb }, { counterTable }) {
      await dynamodb.send(
        new UpdateCommand({
          TableName: counterTable,
          Key: { PK: stockKey('astoria', 'p38') },
          UpdateExpression: 'ADD available :one',
          ExpressionAttributeValues: { ':one': 1 },
        }),
      );
      const captured = gateway.ledger.entries().find(({ type }) => type === 'captured');
      if (!captured) throw new Error('the gateway captured nothing');
      gateway.ledger.append({ ...captured, intentId: 'pi_again' });
    },
  });
  expect(isGood(result)).toBe(false);
  expect(broken(result)).toEqual(['ledgerMatchesOutcome', 'neverTwoCaptures', 'stockConserved']);
  expect(result.audit.findings.map(({ detail }) => detail).join('\n')).toContain('stock#astoria#p38 does not add up');
});

test('a message that is lost on its way leaves its order pending, and the demo ends all the same', async () => {
  let lost: unknown;
  const result = await demo({
    environment: {
      deliver(event, _target, deliverNow) {
        if (lost === undefined && event['detail-type'] === 'Payment Validated') lost = event.detail;
        else if ((event.detail as object) !== lost) deliverNow();
      },
    },
  });
  expect(isGood(result)).toBe(false);
  expect(result.figures.pending).toBe(1);
  const { orderId } = lost as { orderId: string };
  expect(result.audit.findings).toContainEqual({ invariant: 'exactlyOneOutcome', orderId, detail: 'has not ended' });
});
