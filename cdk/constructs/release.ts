import { ArnFormat, Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, MathExpression, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { type LambdaApplication, LambdaDeploymentConfig, LambdaDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import { Effect, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Alias, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { StageName } from '../../contracts/events/order-processor';
import type { EnvironmentConfig } from '../config';
import { physicalName } from '../names';
import { NodeFunction } from './function';
import { runbookLink } from './observability/alarm';
import { MINUTE, OwnMetrics } from './observability/metrics';

/** What invokes a stage names this alias; which version that is, a release decides. */
export const LIVE_ALIAS = 'live';

export interface ReleaseProps {
  readonly stage: StageName;
  readonly lambda: LambdaFunction;
  readonly alias: Alias;
  readonly application: LambdaApplication;
  readonly config: EnvironmentConfig;
}

/** Waits of a minute for its right to invoke the new version, and the self-check itself. */
const HOOK_TIMEOUT_SECONDS = 120;

/**
 * How a new version of a stage gets its traffic: CodeDeploy asks it for a self-check first, then moves the alias as the environment says, and back
 * when the stage's release alarm is raised.
 */
export class Release extends Construct {
  readonly alarm: Alarm;

  constructor(scope: Construct, id: string, props: ReleaseProps) {
    super(scope, id);
    const { stage, lambda, alias, application, config } = props;
    const byDegrees = config.releases === 'canary';
    const deploymentGroupName = physicalName(this, stage);
    this.alarm = this.releaseAlarm(stage, lambda);
    const hook = this.hook(stage, alias, application.applicationName, deploymentGroupName, config);
    new LambdaDeploymentGroup(this, 'DeploymentGroup', {
      application,
      deploymentGroupName,
      alias,
      deploymentConfig: byDegrees
        ? LambdaDeploymentConfig.CANARY_10PERCENT_5MINUTES
        : LambdaDeploymentConfig.ALL_AT_ONCE,
      preHook: hook,
      role: this.role(lambda, hook).withoutPolicyUpdates(),
      // At once nothing is left to watch; and what goes out to end a fault must not be stopped by that fault's alarm.
      alarms: byDegrees ? [this.alarm] : [],
      autoRollback: { failedDeployment: true, stoppedDeployment: true, deploymentInAlarm: byDegrees },
    });
    // CloudFormation must have the hook that knows the new version before it hands the alias to CodeDeploy.
    alias.node.addDependency(hook);
  }

  /** Not for people, so without actions: it is judged by the minute, for a canary ends after five. */
  private releaseAlarm(stage: StageName, lambda: LambdaFunction): Alarm {
    return new Alarm(this, 'Alarm', {
      alarmName: physicalName(this, `${stage}-release`),
      alarmDescription:
        `The ${stage} stage fails in a way that a new version brings: invocations that end without an answer, records whose failure nobody knows. ` +
        `A release under way is taken back. Runbook: ${runbookLink('a-release-was-taken-back')}`,
      metric: new MathExpression({
        expression: 'FILL(errors, 0) + FILL(unknown, 0)',
        label: 'failures of the new kind',
        period: MINUTE,
        usingMetrics: {
          errors: lambda.metricErrors({ period: MINUTE }),
          unknown: new OwnMetrics(this).of(stage, 'UnknownFailures'),
        },
      }),
      threshold: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }

  private hook(
    stage: StageName,
    alias: Alias,
    applicationName: string,
    groupName: string,
    config: EnvironmentConfig,
  ): LambdaFunction {
    const { functionArn: versionArn } = alias.version;
    const deploymentGroupArn = Stack.of(this).formatArn({
      service: 'codedeploy',
      resource: 'deploymentgroup',
      resourceName: `${applicationName}/${groupName}`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    return new NodeFunction(this, 'Hook', {
      purpose: `${stage}-hook`,
      entry: 'pipeline/release/hook/lambda.ts',
      timeoutSeconds: HOOK_TIMEOUT_SECONDS,
      memoryMb: 256,
      config,
      environment: {
        VERSION_ARN: versionArn,
        POWERTOOLS_SERVICE_NAME: `${stage}-hook`,
        POWERTOOLS_LOG_LEVEL: config.logLevel,
      },
      statements: [
        allow('AskNewVersion', ['lambda:InvokeFunction'], [versionArn]),
        allow('AnswerCodeDeploy', ['codedeploy:PutLifecycleEventHookExecutionStatus'], [deploymentGroupArn]),
      ],
    }).lambda;
  }

  private role(lambda: LambdaFunction, hook: LambdaFunction): Role {
    return new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('codedeploy.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
      inlinePolicies: {
        Release: new PolicyDocument({
          statements: [
            allow(
              'MoveTraffic',
              ['lambda:GetAlias', 'lambda:UpdateAlias', 'lambda:GetProvisionedConcurrencyConfig'],
              // The alias by its name: it refers to the deployment group, which refers to this role.
              [lambda.functionArn, `${lambda.functionArn}:${LIVE_ALIAS}`],
            ),
            allow('RunHook', ['lambda:InvokeFunction'], [hook.functionArn]),
            allow('WatchRelease', ['cloudwatch:DescribeAlarms'], [this.alarm.alarmArn]),
          ],
        }),
      },
    });
  }
}

const allow = (sid: string, actions: string[], resources: string[]): PolicyStatement =>
  new PolicyStatement({ sid, effect: Effect.ALLOW, actions, resources });
