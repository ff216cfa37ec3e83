import { App, Aspects, CfnResource, type IAspect, Stack } from 'aws-cdk-lib';
import { Alarm, type CfnAlarm, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { type CfnRole, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type CfnQueue, Queue } from 'aws-cdk-lib/aws-sqs';

/** An app with the slips of a tired evening, which the CDK lets through. */
const app = new App();
const stack = new Stack(app, 'Shop');

const orders = new Queue(stack, 'Orders');
(orders.node.defaultChild as CfnQueue).addPropertyOverride('VisibilityTimout', 60);

const alarm = new Alarm(stack, 'TooOld', {
  metric: new Metric({ namespace: 'AWS/SQS', metricName: 'ApproximateAgeOfOldestMessage' }),
  threshold: 60,
  evaluationPeriods: 1,
});
(alarm.node.defaultChild as CfnAlarm).addPropertyOverride('Dimensions', { QueueName: 'orders' });

const role = new Role(stack, 'Deploys', { assumedBy: new ServicePrincipal('codedeploy.amazonaws.com') });
(role.node.defaultChild as CfnRole).addPropertyDeletionOverride('AssumeRolePolicyDocument');

const rule = new Rule(stack, 'Placed', {
  eventBus: new EventBus(stack, 'Bus', { eventBusName: 'shop' }),
  eventPattern: { source: ['shop'], detail: { note: [{ wildcard: '*a*a*a*a*a*a*a*a*a*a*a*' }] } },
});
rule.addTarget(new SqsQueue(orders));

new CfnResource(stack, 'Letters', { type: 'AWS::SQS::Queu' });

/** The CDK looks at names; what an aspect sets last it does not see. */
const longName: IAspect = {
  visit: (node) => {
    if (node === orders.node.defaultChild) (node as CfnQueue).queueName = 'o'.repeat(81);
  },
};
Aspects.of(stack).add(longName);

app.synth();
