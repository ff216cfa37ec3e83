import { CfnRule } from 'aws-cdk-lib/aws-events';
import { CfnPermission, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

export interface WakeRuleProps {
  readonly lambda: LambdaFunction;
  /** The target's id in the rule. */
  readonly target: string;
  /** Takes what could not be delivered; its policy must let the rule send. */
  readonly deliveryFailureQueue: Queue;
  /** Schedules run on the account's default bus only. */
  readonly when:
    | { readonly name: string; readonly eventBusName: string; readonly eventPattern: object }
    | { readonly name: string; readonly scheduleExpression: string };
  /** What the function is sent in place of the whole event. */
  readonly inputTransformer?: CfnRule.InputTransformerProperty;
}

/** A rule that invokes a function, and the right to do so, for this rule alone. */
export const wakeRule = (
  scope: Construct,
  id: string,
  { lambda, target, deliveryFailureQueue, when, inputTransformer }: WakeRuleProps,
): CfnRule => {
  const rule = new CfnRule(scope, id, {
    ...when,
    state: 'ENABLED',
    targets: [
      {
        id: target,
        arn: lambda.functionArn,
        deadLetterConfig: { arn: deliveryFailureQueue.queueArn },
        ...(inputTransformer && { inputTransformer }),
      },
    ],
  });
  new CfnPermission(scope, `${id}MayInvoke`, {
    action: 'lambda:InvokeFunction',
    functionName: lambda.functionArn,
    principal: 'events.amazonaws.com',
    sourceArn: rule.attrArn,
  });
  return rule;
};
