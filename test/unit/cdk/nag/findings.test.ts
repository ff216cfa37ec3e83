import { Stack } from 'aws-cdk-lib';
import { Effect, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { ENVIRONMENTS } from '../../../../cdk/config';
import { findingsOf } from '../../../../cdk/nag/findings';
import { orderProcessorStack, testApp } from '../synthesized';

describe('cdk-nag', () => {
  it.each(ENVIRONMENTS)('finds nothing in %s that is not acknowledged with a reason', (environment) => {
    const { found, acknowledged } = findingsOf(orderProcessorStack({ environment }));
    expect(found).toEqual([]);
    for (const { reason } of acknowledged) expect(reason.length).toBeGreaterThan(20);
  });

  it('finds a role that may do everything, and a queue that takes plain text and has no dead-letter queue', () => {
    const stack = new Stack(testApp(), 'Careless');
    new Role(stack, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: {
        All: new PolicyDocument({
          statements: [new PolicyStatement({ effect: Effect.ALLOW, actions: ['sqs:*'], resources: ['*'] })],
        }),
      },
    });
    new Queue(stack, 'Queue');
    const rules = findingsOf(stack).found.map(({ rule }) => rule);
    expect(rules).toEqual(
      expect.arrayContaining([
        'AwsSolutions-IAM5[Action::sqs:*]',
        'AwsSolutions-IAM5[Resource::*]',
        'AwsSolutions-SQS3',
        'AwsSolutions-SQS4',
        'Serverless-SQSRedrivePolicy',
      ]),
    );
  });
});
