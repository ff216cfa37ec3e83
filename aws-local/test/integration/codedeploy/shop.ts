import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Deployment } from '../../../src/codedeploy/deployment';
import type { AwsLocal, AwsLocalOptions } from '../../../src/environment';
import { allow, arnOf, HandMadeStack, policy, role } from '../iam/hand-made-stack';

/** Environment seconds per real second. */
const CLOCK_SCALE = 60;

/** Answers CodeDeploy by the SDK, as the new version tells it: passed, failed, or not at all. */
const HOOK = `
const { CodeDeployClient, PutLifecycleEventHookExecutionStatusCommand } = require('@aws-sdk/client-codedeploy');
const { LambdaClient, InvokeCommand } = require('@aws-sdk/client-lambda');
const codeDeploy = new CodeDeployClient({});
const lambda = new LambdaClient({});
exports.handler = async ({ DeploymentId: deploymentId, LifecycleEventHookExecutionId: lifecycleEventHookExecutionId }) => {
  const { Payload } = await lambda.send(new InvokeCommand({ FunctionName: process.env.VERSION, Payload: '{"check":true}' }));
  const status = JSON.parse(new TextDecoder().decode(Payload));
  if (status === 'Silent') return;
  await codeDeploy.send(new PutLifecycleEventHookExecutionStatusCommand({ deploymentId, lifecycleEventHookExecutionId, status }));
};`;

/** A version: what its check says, and whether it can do its work. */
export const barista = (check: 'Succeeded' | 'Failed' | 'Silent', works = true): string => `
exports.handler = async ({ check }) => {
  if (check) return '${check}';
  ${works ? '' : "throw new Error('the milk is sour');"}
  return process.env.AWS_LAMBDA_FUNCTION_VERSION;
};`;

const VERSION = { Ref: 'Version' };

const lambda = (FunctionName: string, ZipFile: string, more: object = {}) => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    FunctionName,
    Runtime: 'nodejs24.x',
    Handler: 'index.handler',
    Timeout: 60,
    Role: arnOf(`${FunctionName}Role`),
    Code: { ZipFile },
    ...more,
  },
});

interface ShopOptions {
  /** Properties of the deployment configuration. */
  readonly routing?: object;
  /** In place of what the group's role may do. */
  readonly groupMay?: object[];
  /** Events that take a deployment back. */
  readonly rollbackOn?: readonly string[];
  readonly hook?: boolean;
}

const CANARY = {
  Type: 'TimeBasedCanary',
  TimeBasedCanary: { CanaryPercentage: 50, CanaryInterval: 4 },
};

const template = ({ routing = CANARY, groupMay, rollbackOn, hook = true }: ShopOptions) => ({
  baristaRole: role('lambda.amazonaws.com'),
  Barista: lambda('barista', barista('Succeeded')),
  Version: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'Barista' } } },
  hookRole: role(
    'lambda.amazonaws.com',
    allow('lambda:InvokeFunction', VERSION),
    allow('codedeploy:PutLifecycleEventHookExecutionStatus', 'arn:aws:codedeploy:*:*:deploymentgroup:releases/barista'),
  ),
  Hook: lambda('hook', HOOK, { Environment: { Variables: { VERSION } } }),
  Sour: {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      AlarmName: 'sour',
      Namespace: 'AWS/Lambda',
      MetricName: 'Errors',
      Dimensions: [{ Name: 'FunctionName', Value: { Ref: 'Barista' } }],
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
    },
  },
  Releases: {
    Type: 'AWS::CodeDeploy::Application',
    Properties: { ApplicationName: 'releases', ComputePlatform: 'Lambda' },
  },
  Config: {
    Type: 'AWS::CodeDeploy::DeploymentConfig',
    Properties: { ComputePlatform: 'Lambda', TrafficRoutingConfig: routing },
  },
  GroupRole: {
    Type: 'AWS::IAM::Role',
    Properties: {
      RoleName: 'Releases',
      AssumeRolePolicyDocument: policy({
        Effect: 'Allow',
        Principal: { Service: 'codedeploy.amazonaws.com' },
        Action: 'sts:AssumeRole',
      }),
      Policies: [
        {
          PolicyName: 'Release',
          PolicyDocument: policy(
            ...(groupMay ?? [
              allow(['lambda:GetAlias', 'lambda:UpdateAlias'], arnOf('Barista')),
              allow('lambda:InvokeFunction', arnOf('Hook')),
              allow('cloudwatch:DescribeAlarms', arnOf('Sour')),
            ]),
          ),
        },
      ],
    },
  },
  Group: {
    Type: 'AWS::CodeDeploy::DeploymentGroup',
    Properties: {
      ApplicationName: { Ref: 'Releases' },
      DeploymentGroupName: 'barista',
      DeploymentConfigName: { Ref: 'Config' },
      ServiceRoleArn: arnOf('GroupRole'),
      DeploymentStyle: { DeploymentOption: 'WITH_TRAFFIC_CONTROL', DeploymentType: 'BLUE_GREEN' },
      AlarmConfiguration: { Enabled: true, Alarms: [{ Name: { Ref: 'Sour' } }] },
      AutoRollbackConfiguration: {
        Enabled: true,
        Events: rollbackOn ?? ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM', 'DEPLOYMENT_STOP_ON_REQUEST'],
      },
    },
  },
  Live: {
    Type: 'AWS::Lambda::Alias',
    Properties: {
      FunctionName: { Ref: 'Barista' },
      FunctionVersion: { 'Fn::GetAtt': ['Version', 'Version'] },
      Name: 'live',
    },
    UpdatePolicy: {
      CodeDeployLambdaAliasUpdate: {
        ApplicationName: { Ref: 'Releases' },
        DeploymentGroupName: { Ref: 'Group' },
        ...(hook && { BeforeAllowTrafficHook: { Ref: 'Hook' } }),
      },
    },
  },
});

/** A function that is released by CodeDeploy, and what becomes of its releases. */
export class Shop {
  readonly #stack = new HandMadeStack();
  readonly #folders: string[] = [];
  #aws: AwsLocal | undefined;
  /** Statuses and percents of all deployments, in the order in which they came. */
  public readonly changes: string[] = [];

  public get aws(): AwsLocal {
    if (this.#aws === undefined) throw new Error('the shop is not open');
    return this.#aws;
  }

  public async open(options: ShopOptions = {}, more: Partial<AwsLocalOptions> = {}): Promise<void> {
    const clockScale = CLOCK_SCALE;
    this.#aws = await this.#stack.start(template(options), { alarms: true, clockScale, ...more });
    this.#aws.codeDeploy.onChange(({ creator, status, targetPercent }) => {
      const line = `${creator} ${status} ${targetPercent}`;
      if (this.changes.at(-1) !== line) this.changes.push(line);
    });
  }

  /** Releases other code and waits for the deployment's end. */
  public async release(code: string): Promise<Deployment> {
    const { deploymentId = '' } = await this.begin(code);
    return this.aws.codeDeploy.ended(deploymentId);
  }

  public async begin(code: string): Promise<{ version: string; deploymentId?: string }> {
    const codePath = await mkdtemp(join(tmpdir(), 'barista-'));
    this.#folders.push(codePath);
    await writeFile(join(codePath, 'index.js'), code);
    return this.aws.release({ functionName: 'barista', codePath });
  }

  /** The deployment that takes another one back, as it ended. */
  public rollbackOf({ rollback }: Deployment): Promise<Deployment> {
    return this.aws.codeDeploy.ended(rollback?.deploymentId ?? 'none');
  }

  public get alias() {
    const { version, weights = {} } = this.aws.lambda.published('barista').alias('live');
    return { version, weights };
  }

  public serve(): Promise<unknown> {
    return this.aws.lambda.invoke('barista:live', {});
  }

  public async close(): Promise<void> {
    await this.#stack.stop();
    await Promise.all(this.#folders.splice(0).map((folder) => rm(folder, { recursive: true })));
    this.changes.length = 0;
  }
}
