import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { Effect, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, type CfnFunction, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { bundle } from '../bundle';
import { ENTRY_METADATA } from '../bundle-options';
import type { EnvironmentConfig } from '../config';
import { metricsNamespace, physicalName } from '../names';

export interface NodeFunctionProps {
  /** What the function does, the stem of its name. */
  readonly purpose: string;
  /** The handler's file, relative to the repository; it exports `handler`. */
  readonly entry: string;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly environment?: Readonly<Record<string, string>>;
  /** What it may do besides writing its log. */
  readonly statements: readonly PolicyStatement[];
  readonly config: Pick<EnvironmentConfig, 'logRetentionDays' | 'keepData'>;
  readonly tracing?: boolean;
}

/** A Lambda function with a log that ends, and a role that holds what is written here and nothing from a managed policy. */
export class NodeFunction extends Construct {
  readonly lambda: LambdaFunction;

  constructor(scope: Construct, id: string, props: NodeFunctionProps) {
    super(scope, id);
    const functionName = physicalName(this, props.purpose);
    const keepOrDestroy = props.config.keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
    const logGroup = new LogGroup(this, 'Logs', {
      logGroupName: `/aws/lambda/${functionName}`,
      retention: props.config.logRetentionDays,
      removalPolicy: keepOrDestroy,
    });
    const statements = [
      ...props.statements,
      new PolicyStatement({
        sid: 'WriteLog',
        effect: Effect.ALLOW,
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [logGroup.logGroupArn],
      }),
    ];
    if (props.tracing) {
      statements.push(
        new PolicyStatement({
          sid: 'SendTraces',
          effect: Effect.ALLOW,
          actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
          // X-Ray knows no resources to narrow these to.
          resources: ['*'],
        }),
      );
    }
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: { Function: new PolicyDocument({ statements }) },
    });
    this.lambda = new LambdaFunction(this, 'Function', {
      functionName,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: bundle(props.entry),
      handler: 'index.handler',
      timeout: Duration.seconds(props.timeoutSeconds),
      memorySize: props.memoryMb,
      environment: { ...props.environment, POWERTOOLS_METRICS_NAMESPACE: metricsNamespace(this) },
      logGroup,
      // Versions that had traffic stay where data stays: whoever must go back further than one release finds them. One of a release that was taken back
      // goes: Lambda publishes no second version of the same code, so the same release could not be tried again.
      currentVersionOptions: {
        removalPolicy: props.config.keepData ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY,
      },
      // The role is complete: CDK's own grants would only widen it.
      role: role.withoutPolicyUpdates(),
    });
    const resource = this.lambda.node.defaultChild as CfnFunction;
    resource.addMetadata(ENTRY_METADATA, props.entry);
    Validations.of(this.lambda).acknowledge({
      id: 'Serverless-LambdaDLQ',
      reason:
        'Stages are invoked by mappings, whose queues have dead-letter queues; keeper, payment watcher and reconciliation are woken again within minutes, a sweep of refunds within the hour; CloudFormation sees a seed that fails; CodeDeploy gives up a release whose hook does not answer.',
    });
    if (props.tracing) {
      resource.tracingConfig = { mode: 'Active' };
      const reason = 'X-Ray knows no resources: its two write actions can be allowed on * only.';
      Validations.of(role).acknowledge(
        { id: 'AwsSolutions-IAM5[Resource::*]', reason },
        { id: 'Serverless-LambdaStarPermissions', reason },
      );
    } else {
      Validations.of(this.lambda).acknowledge({
        id: 'Serverless-LambdaTracing',
        reason: 'Stages are traced in production; what does not touch orders has no trace to be part of.',
      });
    }
  }
}
