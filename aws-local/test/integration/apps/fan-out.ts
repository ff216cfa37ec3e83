import { Duration } from 'aws-cdk-lib';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { SubscriptionFilter, Topic } from 'aws-cdk-lib/aws-sns';
import { LambdaSubscription, SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import type { BuildStack } from './build-stack';

const HANDLER = `exports.handler = async ({ Records }) => {
  for (const { Sns } of Records) console.log('function got ' + Sns.Message);
};`;

/** A topic with a raw queue, a filtered queue and a function. */
export const fanOutApp: BuildStack = (stack) => {
  const topic = new Topic(stack, 'Orders');
  const [all, large] = [new Queue(stack, 'All'), new Queue(stack, 'Large')];
  topic.addSubscription(new SqsSubscription(all, { rawMessageDelivery: true }));
  const size = SubscriptionFilter.stringFilter({ allowlist: ['L'] });
  const deadLetterQueue = new Queue(stack, 'DeadLetters');
  topic.addSubscription(new SqsSubscription(large, { filterPolicy: { size }, deadLetterQueue }));
  const count = new LambdaFunction(stack, 'Count', {
    runtime: Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: Code.fromInline(HANDLER),
    timeout: Duration.seconds(60),
  });
  topic.addSubscription(new LambdaSubscription(count));
  return { TopicArn: topic.topicArn, AllUrl: all.queueUrl, LargeUrl: large.queueUrl };
};
