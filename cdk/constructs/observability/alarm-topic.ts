import { Stack, Validations } from 'aws-cdk-lib';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { physicalName } from '../../names';

/** The topic that alarms go to. Who wants to hear of them subscribes to it: an address is nothing for a template. */
export const alarmTopic = (scope: Construct): Topic => {
  const topic = new Topic(scope, 'AlarmTopic', { topicName: physicalName(scope, 'alarms'), enforceSSL: true });
  // A policy of its own, which refuses who comes without TLS, takes the place of the one by which the account may publish.
  topic.addToResourcePolicy(
    new PolicyStatement({
      sid: 'AlarmsMayPublish',
      effect: Effect.ALLOW,
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
    }),
  );
  Validations.of(topic).acknowledge({
    id: 'AwsSolutions-SNS2',
    reason:
      'Carries the names of alarms and nothing of an order; CloudWatch cannot publish to a topic under the key that AWS manages.',
  });
  return topic;
};
