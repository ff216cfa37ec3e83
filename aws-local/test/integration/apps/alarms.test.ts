import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { PurgeQueueCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { Alarm, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { scaledClock } from '../../../src/clock/clock';
import { eventually } from '../lambda/eventually';
import { alarmsApp } from './alarms';
import { type RunningApp, runApp } from './running-app';

let app: RunningApp;
let sqs: SQSClient;
let lambda: LambdaClient;

beforeAll(async () => {
  // A minute takes a second.
  const clock = { ...scaledClock({ scale: 60 }), slowTo: () => undefined };
  app = await runApp(alarmsApp, { clock, alarms: true });
  sqs = new SQSClient(app.client);
  lambda = new LambdaClient(app.client);
});

afterAll(async () => {
  sqs.destroy();
  lambda.destroy();
  await app?.close();
});

const state = (name: string) => app.aws.alarms.get(name).state.value;
const told = async () => {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl: app.output('ToldUrl'), WaitTimeSeconds: 20 }),
  );
  const [message] = Messages.map(({ Body = '' }) => JSON.parse(Body));
  return message && [message.AlarmName, message.NewStateValue, message.OldStateValue];
};

test('a message in a dead-letter queue raises its alarm, and a composite one that tells a topic; both clear', async () => {
  await eventually(() => state('any') === 'OK');
  expect(await told()).toEqual(['any', 'OK', 'INSUFFICIENT_DATA']);
  const QueueUrl = app.output('LettersUrl');
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'latte' }));
  await eventually(() => state('any') === 'ALARM');
  expect(state('dead-letters')).toBe('ALARM');
  await sqs.send(new PurgeQueueCommand({ QueueUrl }));
  await eventually(() => state('any') === 'OK');
});

test('an alarm follows the errors of a function and the metrics of its log', async () => {
  await eventually(() => state('trouble') === 'OK');
  const burn = (burnt: number) =>
    lambda.send(new InvokeCommand({ FunctionName: app.output('BarName'), Payload: JSON.stringify({ burnt }) }));
  const raised = new Promise<string>((resolve) => {
    app.aws.alarms.onTransition(({ alarm, to }) => {
      if (alarm.name === 'trouble' && to.value === 'ALARM') resolve(to.reason);
    });
  });
  await burn(200);
  await eventually(() => state('errors') === 'ALARM');
  // The error is of the minute in which the function was invoked, which may have ended before it logged.
  expect(await raised).toMatch(
    /^Threshold Crossed: 1 datapoint \[20[01]\.0 .*\] was greater than the threshold \(7\.0\)\.$/,
  );
  await eventually(() => state('trouble') === 'OK');
});

test('an app whose alarm nothing can raise does not start, and is told which property of which construct it is', async () => {
  const started = runApp((stack) => {
    const metric = new Metric({ namespace: 'AWS/RDS', metricName: 'CPUUtilization' });
    new Alarm(stack, 'Busy', { metric, threshold: 90, evaluationPeriods: 1 });
    return {};
  });
  await expect(started).rejects.toThrow(
    /Cafe\/Busy\/Resource \(AWS::CloudWatch::Alarm, .*\)\s+MetricName: nothing computes metrics of AWS\/RDS here; .*--ignore Cafe\/Busy/,
  );
});
