import { Duration } from 'aws-cdk-lib';
import { Code, FilterCriteria, FilterRule, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import type { BuildStack } from './build-stack';

const HANDLER = `exports.handler = async ({ Records }) => {
  console.log(JSON.stringify({ batch: Records.map(({ body }) => JSON.parse(body).number) }));
};`;

/** A function that gets batches above ten of the messages that its filter matches. */
export const batchApp: BuildStack = (stack) => {
  const queue = new Queue(stack, 'Queue', { visibilityTimeout: Duration.minutes(10) });
  const count = new LambdaFunction(stack, 'Count', {
    runtime: Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: Code.fromInline(HANDLER),
    timeout: Duration.seconds(60),
  });
  count.addEventSource(
    new SqsEventSource(queue, {
      batchSize: 100,
      maxBatchingWindow: Duration.seconds(60),
      filters: [FilterCriteria.filter({ body: { size: FilterRule.isEqual('L') } })],
    }),
  );
  return { QueueUrl: queue.queueUrl };
};
