import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CloudFormationStackArtifact } from 'aws-cdk-lib/cx-api';
import { configOf } from '../../../cdk/config';
import { orderProcessorApp } from '../../../cdk/order-processor-app';

interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

const folder = mkdtempSync(join(tmpdir(), 'coffee-shop-environments-'));
afterAll(() => rmSync(folder, { recursive: true }));

const synthesized = new Map<string | undefined, CloudFormationStackArtifact[]>();

/** The app's stacks, foundation included, as `cdk deploy -c environment=…` would make them, but for the code of the functions. */
const stacksOf = async (environment?: string): Promise<CloudFormationStackArtifact[]> => {
  const known = synthesized.get(environment);
  if (known) return known;
  const app = await orderProcessorApp({
    outdir: mkdtempSync(join(folder, 'assembly-')),
    validatesTemplates: false,
    context: { 'aws:cdk:bundling-stacks': [], ...(environment !== undefined && { environment }) },
  });
  const { stacks } = app.synth();
  synthesized.set(environment, stacks);
  return stacks;
};
const resourcesOf = (stacks: readonly CloudFormationStackArtifact[]): Resource[] =>
  stacks.flatMap(({ template }) => Object.values(template.Resources as Record<string, Resource>));

/** What a resource is called by in its account and region: `AWS::SQS::Queue orders.fifo`. What has none is named by CloudFormation, uniquely. */
const NAMES: Readonly<Record<string, string>> = {
  'AWS::CodeDeploy::Application': 'ApplicationName',
  'AWS::CodeDeploy::DeploymentGroup': 'DeploymentGroupName',
  'AWS::CloudWatch::Alarm': 'AlarmName',
  'AWS::CloudWatch::CompositeAlarm': 'AlarmName',
  'AWS::CloudWatch::Dashboard': 'DashboardName',
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::Events::EventBus': 'Name',
  'AWS::Events::Rule': 'Name',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::Pipes::Pipe': 'Name',
  'AWS::SNS::Topic': 'TopicName',
  'AWS::SQS::Queue': 'QueueName',
};
/** Named by CloudFormation, or parts of another resource. */
const NAMELESS = new Set([
  'AWS::IAM::Role',
  'AWS::Lambda::Alias',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Lambda::Permission',
  'AWS::Lambda::Version',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::QueuePolicy',
  'AWS::SecretsManager::Secret',
  'Custom::TableSeed',
]);
const nameOf = ({ Type, Properties = {} }: Resource): string | undefined => {
  const name = Properties[NAMES[Type] ?? ''];
  return typeof name === 'string' ? `${Type} ${name}` : undefined;
};

describe('the names of two environments of one account', () => {
  it('are told apart for every type of resource that has a name of its own', async () => {
    const resources = resourcesOf(await stacksOf('production'));
    const undecided = resources.filter((resource) => !NAMELESS.has(resource.Type) && nameOf(resource) === undefined);
    expect(undecided.map(({ Type }) => Type)).toEqual([]);
    const named = resources
      .filter(({ Type }) => NAMELESS.has(Type))
      .map(({ Properties = {} }) => Object.keys(Properties));
    expect(named.flat()).not.toContain('RoleName');
  });

  it('do not collide, nor do those of the two stacks of one', async () => {
    const names = async (environment?: string) =>
      resourcesOf(await stacksOf(environment)).flatMap((it) => nameOf(it) ?? []);
    const all = [
      ...(await names()),
      ...(await names('main')),
      ...(await names('main-2')),
      ...(await names('production')),
    ];
    expect(all.length).toBeGreaterThan(250);
    expect(all.filter((name, at) => all.indexOf(name) !== at)).toEqual([]);
  });

  it('do not collide whatever the stacks are called: no purpose is the end of another one', async () => {
    const purposes = (await stacksOf('main')).flatMap((stack) =>
      resourcesOf([stack]).flatMap((resource) => {
        const name = nameOf(resource)
          ?.replace(/\.fifo$/, '')
          .replace('/aws/lambda/', '');
        return name === undefined ? [] : [name.replace(`${stack.stackName}-`, '')];
      }),
    );
    const ambiguous = purposes.filter((purpose) => {
      const [type = '', tail = ''] = purpose.split(' ');
      return purposes.some((other) => other.startsWith(`${type} `) && other.endsWith(`-${tail}`));
    });
    expect(ambiguous).toEqual([]);
  });
});

describe('an environment that is not production', () => {
  it('goes with everything in it: no resource stays behind, and nothing keeps the stack', async () => {
    const stacks = await stacksOf('main');
    const kept = resourcesOf(stacks).filter(
      ({ DeletionPolicy = 'Delete', UpdateReplacePolicy = 'Delete', Properties = {} }) =>
        DeletionPolicy !== 'Delete' ||
        UpdateReplacePolicy !== 'Delete' ||
        Properties.DeletionProtectionEnabled === true,
    );
    expect(kept).toEqual([]);
    expect(stacks.map(({ terminationProtection }) => terminationProtection)).toEqual([false, false]);
    // What is exported cannot be deleted as long as another stack uses it.
    expect(JSON.stringify(stacks.map(({ template }) => template.Outputs))).not.toContain('"Export"');
  });

  it('has no log group that a function could make again after its stack is gone', async () => {
    const stacks = await stacksOf('main');
    const functions = resourcesOf(stacks).filter(({ Type }) => Type === 'AWS::Lambda::Function');
    for (const { Properties = {} } of functions)
      expect(Properties.LoggingConfig).toMatchObject({ LogGroup: { Ref: expect.any(String) } });
    expect(JSON.stringify(resourcesOf(stacks))).not.toContain('logs:CreateLogGroup');
  });
});

describe('production', () => {
  it('keeps tables, logs, the secret and the versions of functions, and its stacks refuse to be deleted', async () => {
    const stacks = await stacksOf('production');
    const kept = resourcesOf(stacks).filter(({ DeletionPolicy }) => DeletionPolicy === 'Retain');
    expect([...new Set(kept.map(({ Type }) => Type))].sort()).toEqual([
      'AWS::DynamoDB::Table',
      'AWS::Logs::LogGroup',
      'AWS::SecretsManager::Secret',
    ]);
    // But for the version of a release that was taken back: Lambda publishes none like it, so the release could not be tried again.
    const versions = resourcesOf(stacks).filter(({ Type }) => Type === 'AWS::Lambda::Version');
    expect([...new Set(versions.map(({ DeletionPolicy }) => DeletionPolicy))]).toEqual(['RetainExceptOnCreate']);
    const holding = resourcesOf(stacks).filter(
      ({ Type }) => /Table$|LogGroup$|Secret$/.test(Type) && Type.startsWith('AWS::'),
    );
    expect(
      holding.filter(
        ({ DeletionPolicy, UpdateReplacePolicy }) => DeletionPolicy !== 'Retain' || UpdateReplacePolicy !== 'Retain',
      ),
    ).toEqual([]);
    expect(stacks.map(({ terminationProtection }) => terminationProtection)).toEqual([true, true]);
  });

  it.each(['prod', 'Production', 'prd', 'live'])('is not what %s would be, so that name is refused', (environment) => {
    expect(() => configOf(environment)).toThrow(
      `context environment: got ${environment}, which would not keep its data; write production, or another name`,
    );
  });
});

describe('the way in which a release goes out', () => {
  const configsOf = async (releases: string) => {
    const app = await orderProcessorApp({
      outdir: mkdtempSync(join(folder, 'assembly-')),
      validatesTemplates: false,
      context: { 'aws:cdk:bundling-stacks': [], environment: 'production', releases },
    });
    return resourcesOf(app.synth().stacks).flatMap(({ Type, Properties }) =>
      Type === 'AWS::CodeDeploy::DeploymentGroup' ? [Properties?.DeploymentConfigName] : [],
    );
  };

  it('is another one than the environment’s when the context says so: for the correction of what fails now', async () => {
    expect(new Set(await configsOf('at-once'))).toEqual(new Set(['CodeDeployDefault.LambdaAllAtOnce']));
  });

  it('is refused when there is none of that name', async () => {
    await expect(configsOf('all-at-once')).rejects.toThrow(
      'context releases: must be one of canary, at-once, got all-at-once',
    );
  });
});
