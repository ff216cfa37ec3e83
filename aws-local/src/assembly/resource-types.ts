import type { ResourceType } from './resource-type';
import { compositeAlarm, metricAlarm } from './resources/alarm';
import { customResource } from './resources/custom';
import { eventBus, eventRule } from './resources/events';
import { eventSourceMapping, lambdaAlias, lambdaFunction, lambdaVersion } from './resources/functions';
import { pipe } from './resources/pipe';
import { queue } from './resources/queue';
import { secret } from './resources/secret';
import { subscription, topic } from './resources/sns';
import { ssmParameter } from './resources/ssm-parameter';
import { table } from './resources/table';

const RESOURCE_TYPES: Readonly<Record<string, ResourceType>> = {
  'AWS::CloudWatch::Alarm': metricAlarm,
  'AWS::CloudWatch::CompositeAlarm': compositeAlarm,
  'AWS::DynamoDB::GlobalTable': table,
  'AWS::DynamoDB::Table': table,
  'AWS::Events::EventBus': eventBus,
  'AWS::Events::Rule': eventRule,
  'AWS::Lambda::EventSourceMapping': eventSourceMapping,
  'AWS::Lambda::Alias': lambdaAlias,
  'AWS::Lambda::Function': lambdaFunction,
  'AWS::Lambda::Version': lambdaVersion,
  'AWS::Pipes::Pipe': pipe,
  'AWS::SNS::Subscription': subscription,
  'AWS::SNS::Topic': topic,
  'AWS::SQS::Queue': queue,
  'AWS::SSM::Parameter': ssmParameter,
  'AWS::SecretsManager::Secret': secret,
};

/** How a type of CloudFormation is created here; undefined if it is not understood. */
export const resourceTypeOf = (type: string): ResourceType | undefined => {
  if (type.startsWith('Custom::') || type === 'AWS::CloudFormation::CustomResource') return customResource(type);
  return Object.hasOwn(RESOURCE_TYPES, type) ? RESOURCE_TYPES[type] : undefined;
};
