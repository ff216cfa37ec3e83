import { PolicyStore } from '../../../src/iam/policy-store';

const document = (Action: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action, Resource: '*' }],
});
const trust = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};
const store = () => new PolicyStore('000000000000', () => []);
const put = (policies: PolicyStore, managedPolicyArns: string[] = []) =>
  policies.putRole({
    name: 'R',
    trust,
    policies: [{ origin: 'role R, policy Own', document: document('sqs:SendMessage') }],
    managedPolicyArns,
  });
const actionsOf = (policies: PolicyStore, arn: string) =>
  policies.ofRole(arn)?.flatMap(({ statements }) => statements.flatMap(({ actions }) => actions.written));

describe('the policies of the templates', () => {
  it('has a role’s own policies, those that come later, and those that others manage', () => {
    const policies = store();
    const arn = put(policies, ['arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole']);
    policies.addPolicy('R', { origin: 'role R, policy Later', document: document('sns:Publish') });
    policies.putManagedPolicy('Shared', { origin: 'policy Shared', document: document('s3:GetObject') }, ['R']);
    expect(arn).toBe('arn:aws:iam::000000000000:role/R');
    expect(actionsOf(policies, arn)).toEqual([
      'sqs:SendMessage',
      'sns:Publish',
      'logs:CreateLogGroup',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      's3:GetObject',
    ]);
    expect(policies.notKnown(arn)).toBeUndefined();
  });

  it('finds a role under a path', () => {
    const policies = store();
    put(policies);
    expect(actionsOf(policies, 'arn:aws:iam::000000000000:role/service-role/R')).toEqual(['sqs:SendMessage']);
  });

  it('says of a role with an unknown managed policy, and of a role of elsewhere, that it is not known whole', () => {
    const policies = store();
    const arn = put(policies, ['arn:aws:iam::aws:policy/PowerUserAccess']);
    expect(policies.notKnown(arn)).toBe('what arn:aws:iam::aws:policy/PowerUserAccess allows is not known here');
    expect(policies.ofRole(arn)).toBeUndefined();
    expect(policies.notKnown('arn:aws:iam::000000000000:role/Other')).toBe('the role is not in the templates');
  });

  it('has another version whenever something has changed', () => {
    const policies = store();
    const versions = [policies.version];
    put(policies);
    versions.push(policies.version);
    policies.addPolicy('R', { origin: 'role R, policy Later', document: document('sns:Publish') });
    versions.push(policies.version);
    policies.putManagedPolicy('Shared', { origin: 'policy Shared', document: document('s3:GetObject') }, []);
    versions.push(policies.version);
    const letsIn = { ...document('sns:Publish').Statement[0], Principal: '*' };
    const topic = { origin: 'topic T', document: { Version: '2012-10-17', Statement: [letsIn] } };
    policies.addResourcePolicy('arn:aws:sns:us-east-1:000000000000:T', topic);
    versions.push(policies.version);
    expect(new Set(versions).size).toBe(versions.length);
  });

  it('asks queues for their own policies', () => {
    const asked: string[] = [];
    const policies = new PolicyStore('000000000000', (arn) => {
      asked.push(arn);
      return [];
    });
    policies.ofResource('arn:aws:sqs:us-east-1:000000000000:orders');
    policies.ofResource('arn:aws:sns:us-east-1:000000000000:orders');
    expect(asked).toEqual(['arn:aws:sqs:us-east-1:000000000000:orders']);
  });

  it('refuses what IAM would refuse, and names policy, statement and value', () => {
    const policies = store();
    put(policies);
    expect(() => policies.addPolicy('R', { origin: 'role R, policy Bad', document: document('sqs') })).toThrow(
      /role R, policy Bad.*"sqs"/,
    );
    expect(() => policies.addPolicy('Nobody', { origin: 'x', document: document('*') })).toThrow(
      'there is no role Nobody in the templates',
    );
  });
});
