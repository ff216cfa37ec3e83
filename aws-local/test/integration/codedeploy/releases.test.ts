import { allow, arnOf } from '../iam/hand-made-stack';
import { barista, Shop } from './shop';

const shop = new Shop();
afterEach(() => shop.close());

const eventsOf = ({ events }: { events: readonly { name: string; status: string }[] }) =>
  Object.fromEntries(events.map(({ name, status }) => [name, status]));

test('a canary gets its share once the hook has passed it, and all traffic after the interval', async () => {
  await shop.open();
  const deployment = await shop.release(barista('Succeeded'));
  expect(deployment).toMatchObject({ status: 'Succeeded', creator: 'CloudFormation', targetPercent: 100 });
  expect(eventsOf(deployment)).toEqual({
    BeforeAllowTraffic: 'Succeeded',
    AllowTraffic: 'Succeeded',
    AfterAllowTraffic: 'Skipped',
  });
  expect(shop.changes).toEqual([
    'CloudFormation InProgress 0',
    'CloudFormation InProgress 50',
    'CloudFormation InProgress 100',
    'CloudFormation Succeeded 100',
  ]);
  const [before, allow] = deployment.events;
  expect((allow?.endedMs ?? 0) - (allow?.startedMs ?? 0)).toBeGreaterThanOrEqual(4 * 60_000);
  expect(before?.endedMs).toBeLessThanOrEqual(allow?.startedMs ?? 0);
  expect(shop.alias).toEqual({ version: '2', weights: {} });
  expect(await shop.serve()).toBe('2');
  expect(shop.aws.access.denials).toEqual([]);
});

test('a linear shift moves equal shares at equal intervals', async () => {
  const routing = { Type: 'TimeBasedLinear', TimeBasedLinear: { LinearPercentage: 30, LinearInterval: 1 } };
  await shop.open({ routing, hook: false });
  const shares: unknown[] = [];
  shop.aws.codeDeploy.onChange(() => shares.push(shop.alias.weights['2'] ?? (shop.alias.version === '2' ? 1 : 0)));
  expect(await shop.release(barista('Succeeded'))).toMatchObject({ status: 'Succeeded' });
  expect([...new Set(shares)]).toEqual([0, 0.3, 0.6, 0.9, 1]);
});

test('an alarm that is raised in between takes the release back: all traffic to the old version, and the hook names it again', async () => {
  await shop.open();
  const { version, deploymentId = '' } = await shop.begin(barista('Succeeded', false));
  const serving = setInterval(() => void shop.serve().catch(() => undefined), 20);
  const deployment = await shop.aws.codeDeploy.ended(deploymentId);
  clearInterval(serving);
  expect(version).toBe('2');
  expect(deployment).toMatchObject({
    status: 'Stopped',
    targetPercent: 50,
    error: { code: 'ALARM_ACTIVE', message: 'Alarms are active: sour.' },
  });
  expect(await shop.rollbackOf(deployment)).toMatchObject({
    status: 'Succeeded',
    creator: 'codeDeployRollback',
    rollback: { triggeringDeploymentId: deploymentId },
  });
  expect(shop.alias).toEqual({ version: '1', weights: {} });
  expect(await Promise.all(Array.from({ length: 20 }, () => shop.serve()))).toEqual(Array(20).fill('1'));
  expect(shop.aws.lambda.function('hook').definition.environment.VERSION).toMatch(/:barista:1$/);
  expect(shop.aws.access.denials).toEqual([]);
});

test('an alarm that is raised already keeps a release from beginning', async () => {
  await shop.open();
  shop.aws.alarms.setState('sour', { value: 'ALARM', reason: 'test' });
  const deployment = await shop.release(barista('Succeeded'));
  expect(deployment).toMatchObject({ status: 'Stopped', targetPercent: 0, error: { code: 'ALARM_ACTIVE' } });
});

test('a version that fails its check gets no traffic', async () => {
  await shop.open();
  const deployment = await shop.release(barista('Failed'));
  expect(deployment).toMatchObject({ status: 'Failed', targetPercent: 0, error: { code: 'HOOK_EXECUTION_FAILURE' } });
  expect(eventsOf(deployment)).toEqual({
    BeforeAllowTraffic: 'Failed',
    AllowTraffic: 'Skipped',
    AfterAllowTraffic: 'Skipped',
  });
  expect(await shop.rollbackOf(deployment)).toMatchObject({ status: 'Succeeded' });
  expect(shop.alias).toEqual({ version: '1', weights: {} });
});

test('a hook that never answers ends the release after an hour', async () => {
  await shop.open({}, { clockScale: 1_000 });
  const deployment = await shop.release(barista('Silent'));
  expect(deployment).toMatchObject({ status: 'Failed', targetPercent: 0, error: { code: 'TIMEOUT' } });
  const { startedMs = 0, completedMs = 0 } = deployment;
  expect(completedMs - startedMs).toBeGreaterThanOrEqual(60 * 60_000);
});

test.each([
  ['lambda:UpdateAlias', ['lambda:GetAlias', 'lambda:InvokeFunction', 'cloudwatch:DescribeAlarms'], 'Failed'],
  ['lambda:InvokeFunction', ['lambda:GetAlias', 'lambda:UpdateAlias', 'cloudwatch:DescribeAlarms'], 'Failed'],
  ['cloudwatch:DescribeAlarms', ['lambda:GetAlias', 'lambda:UpdateAlias', 'lambda:InvokeFunction'], 'Stopped'],
])('a group whose role may not %s does not release', async (action, may, status) => {
  await shop.open({ groupMay: [allow(may)] });
  const deployment = await shop.release(barista('Succeeded'));
  expect(deployment).toMatchObject({ status, targetPercent: 0, error: { code: 'IAM_ROLE_PERMISSIONS' } });
  expect(deployment.error?.message).toContain(action);
  expect(shop.alias).toEqual({ version: '1', weights: {} });
});

test('an alias between two versions, which a stop without rollback leaves, cannot be released to', async () => {
  await shop.open({ rollbackOn: [], hook: false });
  const { deploymentId = '' } = await shop.begin(barista('Succeeded'));
  await new Promise<void>((resolve) => {
    shop.aws.codeDeploy.onChange(({ targetPercent }) => targetPercent === 50 && resolve());
  });
  shop.aws.codeDeploy.stop(deploymentId);
  expect(shop.aws.codeDeploy.deployment(deploymentId)).toMatchObject({
    status: 'Stopped',
    error: { code: 'MANUAL_STOP' },
  });
  expect(shop.alias).toEqual({ version: '1', weights: { 2: 0.5 } });
  expect(await shop.release(barista('Succeeded'))).toMatchObject({
    status: 'Failed',
    error: { code: 'INVALID_LAMBDA_CONFIGURATION', message: expect.stringContaining('two versions') },
  });
});

test('two releases after each other: the hook may invoke the version that is new each time', async () => {
  await shop.open({ routing: { Type: 'AllAtOnce' } });
  expect(await shop.release(barista('Succeeded'))).toMatchObject({ status: 'Succeeded' });
  expect(await shop.release(barista('Succeeded'))).toMatchObject({ status: 'Succeeded' });
  expect(shop.alias).toEqual({ version: '3', weights: {} });
  expect(shop.aws.access.denials).toEqual([]);
});

test('what a template says wrongly is told at the start', async () => {
  const routing = { Type: 'TimeBasedCanary', TimeBasedCanary: { CanaryPercentage: 100, CanaryInterval: 4 } };
  await expect(shop.open({ routing })).rejects.toThrow(/TrafficRoutingConfig.*CanaryPercentage/s);
  await expect(shop.open({ groupMay: [allow('lambda:*', arnOf('Nobody'))] })).rejects.toThrow(/Nobody/);
});
