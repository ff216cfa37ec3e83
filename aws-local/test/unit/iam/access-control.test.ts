import { AccessControl } from '../../../src/iam/access-control';

const allow = (action: string) => ({ Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }] });

const accessControl = () =>
  new AccessControl({
    where: { region: 'us-east-1', account: '000000000000' },
    queues: { arns: () => [], statementsOf: () => [], documentOf: () => undefined },
    enforced: true,
    onDenied: () => undefined,
    tables: () => ({ port: 1, hashKeys: {} }),
  });

test('a function that ran while stacks were created has the policies that its role got later', () => {
  const access = accessControl();
  const trust = {
    Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
  };
  const roleArn = access.policies.putRole({ name: 'seeder', trust, policies: [], managedPolicyArns: [] });
  const definition = { functionName: 'seed', roleArn } as Parameters<AccessControl['ofFunction']>[0];
  expect(access.ofFunction(definition)?.tables.policies).toEqual([]);
  const later = { origin: 'role seeder, policy Default', document: allow('dynamodb:PutItem') };
  access.policies.addPolicy('seeder', later);
  const first = access.ofFunction(definition);
  expect(first?.tables.policies).toEqual([later]);
  expect(access.ofFunction(definition)).toBe(first);
});

describe('an alarm', () => {
  const topic = 'arn:aws:sns:us-east-1:000000000000:alarms';
  const alarm = 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:late';
  const lets = (Service: string) => ({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service },
        Action: 'sns:Publish',
        Resource: topic,
        Condition: { StringEquals: { 'aws:SourceAccount': '000000000000' } },
      },
    ],
  });

  it.each([
    ['no policy, by the default of SNS', undefined, true],
    ['a policy that lets CloudWatch in', 'cloudwatch.amazonaws.com', true],
    ['a policy that lets somebody else in', 'events.amazonaws.com', false],
  ])('tells a topic with %s', (_what, service, isAllowed) => {
    const access = accessControl();
    if (service !== undefined) access.policies.addResourcePolicy(topic, { origin: 'topic', document: lets(service) });
    const notify = () => access.mayNotify(alarm, topic);
    if (isAllowed) expect(notify).not.toThrow();
    else expect(notify).toThrow(/cloudwatch\.amazonaws\.com is not authorized to perform: SNS:Publish/);
  });
});
