import { Duration } from 'aws-cdk-lib';
import {
  AlarmRule,
  AlarmState,
  ComparisonOperator,
  CompositeAlarm,
  MathExpression,
  Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import type { BuildStack } from './build-stack';

/** Writes a metric of its own into its log, and fails if it is told to. */
const HANDLER = `exports.handler = async ({ burnt }) => {
  const metrics = [{ Namespace: 'Cafe', Dimensions: [['service']], Metrics: [{ Name: 'Burnt' }] }];
  console.log(JSON.stringify({ _aws: { Timestamp: Date.now(), CloudWatchMetrics: metrics }, service: 'bar', Burnt: burnt }));
  if (burnt > 100) throw new Error('on fire');
};`;

/** Alarms on a queue, on a function and on what that writes into its log, with a composite alarm that tells a topic. */
export const alarmsApp: BuildStack = (stack) => {
  const minute = Duration.minutes(1);
  const above = {
    threshold: 0,
    evaluationPeriods: 1,
    comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  };
  const letters = new Queue(stack, 'Letters');
  const dead = letters
    .metricApproximateNumberOfMessagesVisible({ period: minute })
    .createAlarm(stack, 'Dead', { ...above, alarmName: 'dead-letters' });
  const bar = new LambdaFunction(stack, 'Bar', {
    runtime: Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: Code.fromInline(HANDLER),
  });
  const burnt = new Metric({
    namespace: 'Cafe',
    metricName: 'Burnt',
    dimensionsMap: { service: 'bar' },
    statistic: 'Sum',
    period: minute,
  });
  new MathExpression({
    expression: 'FILL(errors, 0) + FILL(burnt, 0)',
    usingMetrics: { errors: bar.metricErrors({ period: minute }), burnt },
    period: minute,
  }).createAlarm(stack, 'Trouble', { ...above, alarmName: 'trouble', threshold: 7 });
  bar.metricErrors({ period: minute }).createAlarm(stack, 'Errors', { ...above, alarmName: 'errors' });
  const topic = new Topic(stack, 'Topic');
  const told = new Queue(stack, 'Told');
  topic.addSubscription(new SqsSubscription(told, { rawMessageDelivery: true }));
  const any = new CompositeAlarm(stack, 'Any', {
    compositeAlarmName: 'any',
    alarmRule: AlarmRule.fromAlarm(dead, AlarmState.ALARM),
  });
  any.addAlarmAction(new SnsAction(topic));
  any.addOkAction(new SnsAction(topic));
  return { LettersUrl: letters.queueUrl, ToldUrl: told.queueUrl, BarName: bar.functionName };
};
