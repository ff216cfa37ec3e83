import type { Template } from 'aws-cdk-lib/assertions';
import { STAGES } from '../../../../contracts/events/order-processor';
import { synthesizeOrderProcessor } from '../synthesized';
import { aliasIdOf, idOfArn, type Properties, resources, type Statement } from '../template';

interface Alias {
  readonly DependsOn: readonly string[];
  readonly Properties: Properties;
  readonly UpdatePolicy: {
    readonly CodeDeployLambdaAliasUpdate: Readonly<
      Record<'ApplicationName' | 'DeploymentGroupName' | 'BeforeAllowTrafficHook', { readonly Ref: string }>
    >;
  };
}

const production = synthesizeOrderProcessor({ environment: 'production' });
const branch = synthesizeOrderProcessor();
const aliases = Object.entries(production.findResources('AWS::Lambda::Alias')) as [string, Alias][];
const groups = (template: Template) => new Map(resources(template, 'AWS::CodeDeploy::DeploymentGroup'));
const functions = new Map(resources(production, 'AWS::Lambda::Function'));

describe('a release of a stage', () => {
  it('is what every mapping follows: it names the alias, and the alias a version', () => {
    const mappings = resources(production, 'AWS::Lambda::EventSourceMapping').map(([, mapping]) => mapping);
    expect(mappings.map(aliasIdOf)).toEqual(aliases.map(([id]) => id));
    for (const { FunctionName } of mappings) expect(JSON.stringify(FunctionName)).toContain(':live');
    const versions = production.findResources('AWS::Lambda::Version');
    expect(Object.keys(versions)).toHaveLength(STAGES.length);
    for (const [, { Properties }] of aliases) {
      expect(Properties.Name).toBe('live');
      expect(Object.keys(versions)).toContain(idOfArn(Properties.FunctionVersion));
    }
  });

  it('gets new traffic by CodeDeploy: ten percent for five minutes in production, taken back by the alarm of the stage', () => {
    for (const [, { UpdatePolicy }] of aliases) {
      const group = groups(production).get(UpdatePolicy.CodeDeployLambdaAliasUpdate.DeploymentGroupName.Ref);
      expect(group).toMatchObject({
        DeploymentConfigName: 'CodeDeployDefault.LambdaCanary10Percent5Minutes',
        AutoRollbackConfiguration: {
          Enabled: true,
          Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_REQUEST', 'DEPLOYMENT_STOP_ON_ALARM'],
        },
        AlarmConfiguration: { Enabled: true, Alarms: [{ Name: { Ref: expect.any(String) } }] },
      });
      const alarmId = /"Ref":"([^"]+)"/.exec(JSON.stringify(group?.AlarmConfiguration))?.[1] ?? 'none';
      const stage = String(group?.DeploymentGroupName).replace('Shop-', '');
      expect(new Map(resources(production, 'AWS::CloudWatch::Alarm')).get(alarmId)).toMatchObject({
        AlarmName: `Shop-${stage}-release`,
        EvaluationPeriods: 1,
        Threshold: 1,
      });
    }
  });

  it('is judged within the five minutes of its canary, by failures that new code brings', () => {
    const alarms = resources(production, 'AWS::CloudWatch::Alarm').filter(([, { AlarmName }]) =>
      /-release$/.test(String(AlarmName)),
    );
    expect(alarms).toHaveLength(STAGES.length);
    for (const [, { Metrics }] of alarms) {
      const measured = (Metrics as { MetricStat?: { Period: number; Metric: { MetricName: string } } }[]).flatMap(
        ({ MetricStat }) => MetricStat ?? [],
      );
      expect(measured.map(({ Period, Metric }) => [Metric.MetricName, Period])).toEqual([
        ['Errors', 60],
        ['UnknownFailures', 60],
      ]);
    }
  });

  it('is asked for a self-check first, by a hook that is there before the alias moves and knows the new version', () => {
    for (const [, { DependsOn, Properties, UpdatePolicy }] of aliases) {
      const hook = UpdatePolicy.CodeDeployLambdaAliasUpdate.BeforeAllowTrafficHook.Ref;
      expect(DependsOn).toContain(hook);
      const VERSION_ARN = { Ref: idOfArn(Properties.FunctionVersion) };
      expect(functions.get(hook)).toMatchObject({ Environment: { Variables: { VERSION_ARN } } });
    }
  });

  it('may invoke that one version, and report for that one deployment group', () => {
    for (const [, { Properties }] of aliases) {
      const version = idOfArn(Properties.FunctionVersion);
      const roles = resources(production, 'AWS::IAM::Role').flatMap(([, { Policies = [] }]) =>
        (Policies as { PolicyDocument: { Statement: Statement[] } }[]).flatMap(
          ({ PolicyDocument }) => PolicyDocument.Statement,
        ),
      );
      expect(
        roles.filter(({ Resource }) => JSON.stringify(Resource) === JSON.stringify({ Ref: version })),
      ).toMatchObject([{ Sid: 'AskNewVersion', Action: 'lambda:InvokeFunction' }]);
    }
  });

  it('of a branch goes out at once after its self-check: nobody waits five minutes for it', () => {
    for (const [, group] of groups(branch)) {
      expect(group).toMatchObject({
        DeploymentConfigName: 'CodeDeployDefault.LambdaAllAtOnce',
        AutoRollbackConfiguration: { Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_REQUEST'] },
      });
    }
    for (const { UpdatePolicy } of Object.values(branch.findResources('AWS::Lambda::Alias'))) {
      expect(UpdatePolicy.CodeDeployLambdaAliasUpdate.BeforeAllowTrafficHook).toBeDefined();
    }
  });
});
