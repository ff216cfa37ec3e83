import { Duration } from 'aws-cdk-lib';
import { EventField, Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as FunctionTarget } from 'aws-cdk-lib/aws-events-targets';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { BuildStack } from './build-stack';

const HANDLER =
  'exports.handler = async (event) => console.log(JSON.stringify({ event, now: new Date().toISOString() }));';

/** A function that runs at the times of a cron expression and at a rate. */
export const scheduledApp: BuildStack = (stack) => {
  const run = new LambdaFunction(stack, 'Run', {
    runtime: Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: Code.fromInline(HANDLER),
    timeout: Duration.minutes(15),
  });
  const opening = new Rule(stack, 'Opening', { schedule: Schedule.cron({ minute: '0/10' }) });
  opening.addTarget(new FunctionTarget(run, { event: RuleTargetInput.fromObject({ job: 'constant' }) }));
  opening.addTarget(
    new FunctionTarget(run, { event: RuleTargetInput.fromObject({ job: 'open', at: EventField.time }) }),
  );
  new Rule(stack, 'Heartbeat', { schedule: Schedule.rate(Duration.minutes(5)), targets: [new FunctionTarget(run)] });
  return { FunctionName: run.functionName };
};
