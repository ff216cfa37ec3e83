import type { ResourceType } from './resource-type';
import { compositeAlarm, metricAlarm } from './resources/alarm';
import { deploymentApplication, deploymentConfig, deploymentGroup } from './resources/codedeploy';
import { customResource } from './resources/custom';
import { eventBus, eventRule } from './resources/events';
import { eventSourceMapping, lambdaAlias, lambdaFunction, lambdaVersion } from './resources/functions';
import {
  eventBusPolicy,
  managedPolicy,
  permission,
  policy,
  queuePolicy,
  role,
  secretPolicy,
  topicPolicy,
} from './resources/iam';
import { logGroup } from './resources/log-group';
import { pipe } from './resources/pipe';
import { queue } from './resources/queue';
import { secret } from './resources/secret';
import { subscription, topic } from './resources/sns';
import { ssmParameter } from './resources/ssm-parameter';
import { table } from './resources/table';

const RESOURCE_TYPES: Readonly<Record<string, ResourceType>> = {
  'AWS::CloudWatch::Alarm': metricAlarm,
  'AWS::CloudWatch::CompositeAlarm': compositeAlarm,
  'AWS::CodeDeploy::Application': deploymentApplication,
  'AWS::CodeDeploy::DeploymentConfig': deploymentConfig,
  'AWS::CodeDeploy::DeploymentGroup': deploymentGroup,
  'AWS::DynamoDB::GlobalTable': table,
  'AWS::DynamoDB::Table': table,
  'AWS::Events::EventBus': eventBus,
  'AWS::Events::EventBusPolicy': eventBusPolicy,
  'AWS::Events::Rule': eventRule,
  'AWS::IAM::ManagedPolicy': managedPolicy,
  'AWS::IAM::Policy': policy,
  'AWS::IAM::Role': role,
  'AWS::IAM::RolePolicy': policy,
  'AWS::Lambda::EventSourceMapping': eventSourceMapping,
  'AWS::Lambda::Alias': lambdaAlias,
  'AWS::Lambda::Function': lambdaFunction,
  'AWS::Lambda::Permission': permission,
  'AWS::Lambda::Version': lambdaVersion,
  'AWS::Logs::LogGroup': logGroup,
  'AWS::Pipes::Pipe': pipe,
  'AWS::SNS::Subscription': subscription,
  'AWS::SNS::Topic': topic,
  'AWS::SNS::TopicPolicy': topicPolicy,
  'AWS::SQS::Queue': queue,
  'AWS::SQS::QueuePolicy': queuePolicy,
  'AWS::SSM::Parameter': ssmParameter,
  'AWS::SecretsManager::ResourcePolicy': secretPolicy,
  'AWS::SecretsManager::Secret': secret,
};

/** How a type of CloudFormation is created here; undefined if it is not understood. */
export const resourceTypeOf = (type: string): ResourceType | undefined => {
  if (type.startsWith('Custom::') || type === 'AWS::CloudFormation::CustomResource') return customResource(type);
  return Object.hasOwn(RESOURCE_TYPES, type) ? RESOURCE_TYPES[type] : undefined;
};
