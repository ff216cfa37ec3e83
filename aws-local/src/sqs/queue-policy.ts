import { AwsError } from '../http/aws-error';
import { statementsOf } from '../iam/policy/document';
import type { Statement } from '../iam/policy/statement';

/**
 * Reads the attribute Policy, which SetQueueAttributes and AWS::SQS::QueuePolicy set.
 * @throws AwsError InvalidAttributeValue for what IAM would not take (API SetQueueAttributes).
 */
export const parseQueuePolicy = (queueArn: string, text: string): readonly Statement[] => {
  const name = queueArn.slice(queueArn.lastIndexOf(':') + 1);
  try {
    return statementsOf(JSON.parse(text), `queue ${name}`, 'resource');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AwsError('InvalidAttributeValue', `Invalid value for the parameter Policy. Reason: ${reason}.`);
  }
};
