import { AccessControl } from '../../../src/iam/access-control';

const allow = (action: string) => ({ Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }] });

test('a function that ran while stacks were created has the policies that its role got later', () => {
  const access = new AccessControl({
    where: { region: 'us-east-1', account: '000000000000' },
    queues: { arns: () => [], statementsOf: () => [], documentOf: () => undefined },
    enforced: true,
    onDenied: () => undefined,
    tables: () => ({ port: 1, hashKeys: {} }),
  });
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
