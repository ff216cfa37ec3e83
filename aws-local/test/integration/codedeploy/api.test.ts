import {
  CodeDeployClient,
  CreateDeploymentCommand,
  GetDeploymentCommand,
  GetDeploymentGroupCommand,
  GetDeploymentTargetCommand,
  ListDeploymentsCommand,
  ListDeploymentTargetsCommand,
  PutLifecycleEventHookExecutionStatusCommand,
  StopDeploymentCommand,
} from '@aws-sdk/client-codedeploy';
import { barista, Shop } from './shop';

const shop = new Shop();
let client: CodeDeployClient;

const OF_GROUP = { applicationName: 'releases', deploymentGroupName: 'barista' };

const appSpec = (properties: object = {}) => ({
  version: 0.0,
  Resources: [
    {
      barista: {
        Type: 'AWS::Lambda::Function',
        Properties: { Name: 'barista', Alias: 'live', CurrentVersion: '1', TargetVersion: '2', ...properties },
      },
    },
  ],
  Hooks: [{ BeforeAllowTraffic: 'hook' }],
});

const deploy = (spec: unknown, ofGroup: object = {}) => {
  const content = typeof spec === 'string' ? spec : JSON.stringify(spec);
  const revision = { revisionType: 'AppSpecContent', appSpecContent: { content } } as const;
  return client.send(new CreateDeploymentCommand({ ...OF_GROUP, ...ofGroup, revision }));
};
const info = async (deploymentId: string) =>
  (await client.send(new GetDeploymentCommand({ deploymentId }))).deploymentInfo;

beforeEach(async () => {
  await shop.open();
  client = new CodeDeployClient({ endpoint: shop.aws.url, maxAttempts: 1 });
});
afterEach(async () => {
  client.destroy();
  await shop.close();
});

test('a deployment is made, described, listed and stopped with all traffic back, through the AWS SDK', async () => {
  await shop.aws.lambda.publish('barista', {});
  // The template's hook asks version 1, which is as sound.
  const { deploymentId = '' } = await deploy(appSpec());
  const between = new Promise<void>((resolve) => {
    shop.aws.codeDeploy.onChange(({ targetPercent }) => targetPercent === 50 && resolve());
  });
  expect(deploymentId).toMatch(/^d-[A-Z0-9]{9}$/);
  await between;
  expect(await info(deploymentId)).toMatchObject({
    ...OF_GROUP,
    deploymentId,
    status: 'InProgress',
    creator: 'user',
    computePlatform: 'Lambda',
    createTime: expect.any(Date),
  });
  const { targetIds } = await client.send(new ListDeploymentTargetsCommand({ deploymentId }));
  expect(targetIds).toEqual(['barista:live']);
  const { deploymentTarget } = await client.send(
    new GetDeploymentTargetCommand({ deploymentId, targetId: 'barista:live' }),
  );
  expect(deploymentTarget?.lambdaTarget).toMatchObject({
    lambdaFunctionInfo: { currentVersion: '1', targetVersion: '2', targetVersionWeight: 0.5 },
    lifecycleEvents: [
      { lifecycleEventName: 'BeforeAllowTraffic', status: 'Succeeded', startTime: expect.any(Date) },
      { lifecycleEventName: 'AllowTraffic', status: 'InProgress' },
      { lifecycleEventName: 'AfterAllowTraffic', status: 'Pending' },
    ],
  });

  await client.send(new StopDeploymentCommand({ deploymentId, autoRollbackEnabled: true }));
  const stopped = await info(deploymentId);
  expect(stopped).toMatchObject({ status: 'Stopped', errorInformation: { code: 'MANUAL_STOP' } });
  const rollbackId = stopped?.rollbackInfo?.rollbackDeploymentId ?? '';
  await shop.aws.codeDeploy.ended(rollbackId);
  expect(await info(rollbackId)).toMatchObject({
    status: 'Succeeded',
    creator: 'codeDeployRollback',
    rollbackInfo: { rollbackTriggeringDeploymentId: deploymentId },
  });
  expect(shop.alias).toEqual({ version: '1', weights: {} });
  expect((await client.send(new ListDeploymentsCommand(OF_GROUP))).deployments).toEqual([rollbackId, deploymentId]);
  const succeeded = await client.send(new ListDeploymentsCommand({ includeOnlyStatuses: ['Succeeded'] }));
  expect(succeeded.deployments).toEqual([rollbackId]);
  await expect(client.send(new StopDeploymentCommand({ deploymentId }))).rejects.toThrow(
    expect.objectContaining({ name: 'DeploymentAlreadyCompletedException' }),
  );
});

test('a group is described with its alarms and what takes a deployment back', async () => {
  const { deploymentGroupInfo } = await client.send(new GetDeploymentGroupCommand(OF_GROUP));
  expect(deploymentGroupInfo).toMatchObject({
    deploymentGroupName: 'barista',
    alarmConfiguration: { enabled: true, alarms: [{ name: 'sour' }] },
    autoRollbackConfiguration: { enabled: true },
  });
});

test.each([
  ['an application that is not there', appSpec(), { applicationName: 'none' }, 'ApplicationDoesNotExistException'],
  ['a group that is not there', appSpec(), { deploymentGroupName: 'none' }, 'DeploymentGroupDoesNotExistException'],
  ['an AppSpec that is no JSON', 'version: 0.0', {}, 'InvalidRevisionException'],
  ['an AppSpec without its alias', appSpec({ Alias: undefined }), {}, 'InvalidRevisionException'],
  ['an AppSpec of two functions', { ...appSpec(), Resources: [{}, {}] }, {}, 'InvalidRevisionException'],
])('%s is refused by name', async (_, spec, ofGroup, name) => {
  await expect(deploy(spec, ofGroup)).rejects.toThrow(expect.objectContaining({ name }));
});

test('a version that is not there ends the deployment', async () => {
  const { deploymentId = '' } = await deploy(appSpec({ TargetVersion: '7' }));
  expect(await shop.aws.codeDeploy.ended(deploymentId)).toMatchObject({
    status: 'Failed',
    error: { code: 'INVALID_LAMBDA_FUNCTION' },
  });
});

test('an answer of a hook that nobody waits for is refused', async () => {
  const answer = (lifecycleEventHookExecutionId: string, deploymentId: string, status: 'Succeeded' | 'Skipped') =>
    client.send(
      new PutLifecycleEventHookExecutionStatusCommand({ deploymentId, lifecycleEventHookExecutionId, status }),
    );
  await expect(answer('x', 'd-000000000', 'Succeeded')).rejects.toThrow(
    expect.objectContaining({ name: 'DeploymentDoesNotExistException' }),
  );
  const { deploymentId = '' } = await shop.begin(barista('Succeeded'));
  await expect(answer('x', deploymentId, 'Succeeded')).rejects.toThrow(
    expect.objectContaining({ name: 'InvalidLifecycleEventHookExecutionIdException' }),
  );
  await expect(answer('x', deploymentId, 'Skipped')).rejects.toThrow(
    expect.objectContaining({ name: 'InvalidLifecycleEventHookExecutionStatusException' }),
  );
});
