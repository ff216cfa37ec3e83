import { usageOf } from '../../../../local/permissions/usage';

const granted = (origin: string, sid: string | undefined, action: string, used: boolean) => ({
  origin,
  sid,
  action,
  used,
});

test('what was granted and never used is told with its reason, and why if nobody can use it here', () => {
  const usage = usageOf(
    [
      granted('role Payment', 'KeepOrders', 'dynamodb:PutItem', true),
      granted('role Payment', 'KeepOrders', 'dynamodb:BatchWriteItem', false),
      granted('role Watcher', 'PostponeChecks', 'dynamodb:UpdateItem', false),
      granted('role Release', 'MoveTraffic', 'lambda:GetProvisionedConcurrencyConfig', false),
    ],
    [],
  );
  expect(usage).toMatchObject({ granted: 4, used: 1, denied: [] });
  expect(usage.unused.map(({ sid, action, notHere }) => [sid, action, notHere])).toEqual([
    ['KeepOrders', 'dynamodb:BatchWriteItem', 'only release 0.1.0 writes so'],
    ['PostponeChecks', 'dynamodb:UpdateItem', undefined],
    ['MoveTraffic', 'lambda:GetProvisionedConcurrencyConfig', expect.stringContaining('on AWS alone')],
  ]);
  expect(usage.unused[1]?.why).toMatch(/moves a check to its next time/);
});
