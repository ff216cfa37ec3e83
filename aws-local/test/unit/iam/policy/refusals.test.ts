// biome-ignore-all lint/suspicious/noTemplateCurlyInString: policy variables are written so.
import { type PolicyKind, statementsOf } from '../../../../src/iam/policy/document';
import { policy } from './kit';

const ALLOW = { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: '*' };
const CONDITION = { StringEquals: { 'coffee:Drink': 'latte' } };

/** What IAM's grammar and Access Analyzer's checks call an error, and what the evaluator does not know. */
describe('a policy is refused with origin, statement, member and value', () => {
  const refusal = (document: unknown, kind?: PolicyKind): string => {
    try {
      statementsOf(document, 'Orders/Policy', kind);
    } catch (error) {
      return (error as Error).message;
    }
    return 'taken';
  };
  const allow = (members: object) => policy(ALLOW, { ...ALLOW, Sid: 'Send', ...members });

  test.each([
    [{}, 'Orders/Policy, Statement: is required, got undefined'],
    [[], 'Orders/Policy, policy document: must be an object, got []'],
    [
      { Version: '2012-10-18', Statement: [] },
      'Orders/Policy, Version: must be "2012-10-17" or "2008-10-17", got "2012-10-18"',
    ],
    [{ Statements: [] }, 'Orders/Policy, Statements: there is no such member of a policy document, got []'],
    [
      policy(allow({})),
      'Orders/Policy, statement 1, Version: there is no such member of a Statement, got "2012-10-17"',
    ],
    [{ Statement: ['Allow'] }, 'Orders/Policy, statement 1, Statement: must be an object, got "Allow"'],
    [allow({ Sid: 1 }), 'Orders/Policy, statement 2, Sid: must be a string, got 1'],
    [allow({ Effect: 'allow' }), 'Orders/Policy, statement 2 (Send), Effect: must be "Allow" or "Deny", got "allow"'],
    [
      allow({ Conditions: {} }),
      'Orders/Policy, statement 2 (Send), Conditions: there is no such member of a Statement, got {}',
    ],
    [allow({ Action: undefined }), 'Orders/Policy, statement 2 (Send), Action: is required, got undefined'],
    [
      allow({ NotAction: 'sqs:*' }),
      'Orders/Policy, statement 2 (Send), NotAction: must not stand beside Action, got "sqs:*"',
    ],
    [
      allow({ Action: 'SendMessage' }),
      'Orders/Policy, statement 2 (Send), Action: must be "*" or SERVICE:ACTION, as sqs:SendMessage or sqs:*, got "SendMessage"',
    ],
    [
      allow({ Action: ['sqs:SendMessage', '*:Send'] }),
      'Orders/Policy, statement 2 (Send), Action: must be "*" or SERVICE:ACTION, as sqs:SendMessage or sqs:*, got "*:Send"',
    ],
    [allow({ Action: 1 }), 'Orders/Policy, statement 2 (Send), Action: must be a string or a list of strings, got 1'],
    [allow({ Resource: undefined }), 'Orders/Policy, statement 2 (Send), Resource: is required, got undefined'],
    [
      allow({ NotResource: '*' }),
      'Orders/Policy, statement 2 (Send), NotResource: must not stand beside Resource, got "*"',
    ],
    [
      allow({ Resource: { Ref: 'Queue' } }),
      'Orders/Policy, statement 2 (Send), Resource: must be a string or a list of strings, got {"Ref":"Queue"}',
    ],
    [allow({ Resource: 'orders' }), 'Orders/Policy, statement 2 (Send), Resource: must be "*" or an ARN, got "orders"'],
    [
      allow({ Resource: 'arn:aws:sqs:us-east-1:orders' }),
      'Orders/Policy, statement 2 (Send), Resource: must have the six parts of an ARN: arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE, got "arn:aws:sqs:us-east-1:orders"',
    ],
    [
      allow({ Resource: 'arn:aws:sqs:${aws:RequestedRegion}:0:orders' }),
      'Orders/Policy, statement 2 (Send), Resource: must have policy variables only after its fifth colon, got "arn:aws:sqs:${aws:RequestedRegion}:0:orders"',
    ],
    [
      allow({ Resource: 'arn:aws:s3:::${aws:username' }),
      'Orders/Policy, statement 2 (Send), Resource: the policy variable must end with }, got "arn:aws:s3:::${aws:username"',
    ],
    [
      allow({ Resource: 'arn:aws:s3:::${username}' }),
      'Orders/Policy, statement 2 (Send), Resource: ${username} must be a condition key, as ${aws:PrincipalTag/team} or ${aws:PrincipalTag/team, \'none\'}, got "arn:aws:s3:::${username}"',
    ],
    [
      allow({ Principal: 'Ann' }),
      'Orders/Policy, statement 2 (Send), Principal: must be "*" or an object with AWS or Service, got "Ann"',
    ],
    [
      allow({ Principal: { Aws: '*' } }),
      'Orders/Policy, statement 2 (Send), Principal.Aws: must be AWS, Service, Federated or CanonicalUser, got "*"',
    ],
    [
      allow({ Principal: { AWS: 'arn:aws:iam::000000000000:role/*' } }),
      'Orders/Policy, statement 2 (Send), Principal.AWS: must be "*", an account of 12 digits or the ARN of an account, a role, a session or a user, without wildcards, got "arn:aws:iam::000000000000:role/*"',
    ],
    [
      allow({ Principal: { Service: '*' } }),
      'Orders/Policy, statement 2 (Send), Principal.Service: must be a service principal, as sns.amazonaws.com, got "*"',
    ],
    [
      allow({ NotPrincipal: { AWS: '000000000000' } }),
      'Orders/Policy, statement 2 (Send), NotPrincipal: must not be used with Allow, which would let everyone else in, got {"AWS":"000000000000"}',
    ],
    [
      allow({ Condition: { StringEqual: { 'a:b': 'c' } } }),
      'Orders/Policy, statement 2 (Send), Condition.StringEqual.a:b: there is no condition operator StringEqual, got ["c"]',
    ],
    [
      allow({ Condition: { 'ForEach:StringEquals': { 'a:b': 'c' } } }),
      'Orders/Policy, statement 2 (Send), Condition.ForEach:StringEquals.a:b: there is no condition operator ForEach:StringEquals, got ["c"]',
    ],
    [
      allow({ Condition: { NullIfExists: { 'a:b': 'true' } } }),
      'Orders/Policy, statement 2 (Send), Condition.NullIfExists.a:b: Null cannot be used with IfExists, got ["true"]',
    ],
    [
      allow({ Condition: { Null: { 'a:b': 'yes' } } }),
      'Orders/Policy, statement 2 (Send), Condition.Null.a:b: must be true or false, got "yes"',
    ],
    [
      allow({ Condition: { StringEquals: 'latte' } }),
      'Orders/Policy, statement 2 (Send), Condition.StringEquals: must be an object, got "latte"',
    ],
    [
      allow({ Condition: { StringEquals: { drink: 'latte' } } }),
      'Orders/Policy, statement 2 (Send), Condition.StringEquals: a condition key must be SERVICE:NAME, as aws:SourceArn, got "drink"',
    ],
    [
      allow({ Condition: { StringEquals: { 'a:b': 'c', 'A:b': 'd' } } }),
      'Orders/Policy, statement 2 (Send), Condition.StringEquals: a condition key must occur once, in whatever case, got "A:b"',
    ],
    [
      allow({ Condition: { StringEquals: { 'a:b': [] } } }),
      'Orders/Policy, statement 2 (Send), Condition.StringEquals.a:b: must have at least one value, got []',
    ],
    [
      allow({ Condition: { StringEquals: { 'a:b': { Ref: 'X' } } } }),
      'Orders/Policy, statement 2 (Send), Condition.StringEquals.a:b: must be a string, a number or a boolean, or a list of these, got {"Ref":"X"}',
    ],
    [
      allow({ Condition: { Bool: { 'a:b': 'yes' } } }),
      'Orders/Policy, statement 2 (Send), Condition.Bool.a:b: must be true or false, got "yes"',
    ],
    [
      allow({ Condition: { NumericEquals: { 'a:b': '${aws:EpochTime}' } } }),
      'Orders/Policy, statement 2 (Send), Condition.NumericEquals.a:b: must be a number, got "${aws:EpochTime}"',
    ],
    [
      allow({ Condition: { DateLessThan: { 'a:b': '1 December' } } }),
      'Orders/Policy, statement 2 (Send), Condition.DateLessThan.a:b: must be a date as 2026-12-01T08:00:00Z or seconds since 1970, got "1 December"',
    ],
    [
      allow({ Condition: { IpAddress: { 'a:b': '10.0.0/8' } } }),
      'Orders/Policy, statement 2 (Send), Condition.IpAddress.a:b: must be an IP address or a CIDR block, as 203.0.113.0/24, got "10.0.0/8"',
    ],
    [
      allow({ Condition: { IpAddress: { 'a:b': '10.0.0.0/33' } } }),
      'Orders/Policy, statement 2 (Send), Condition.IpAddress.a:b: must have a prefix of 0 to 32 bits, got "10.0.0.0/33"',
    ],
    [
      allow({ Condition: { ArnLike: { 'a:b': 'arn:aws:sns:*' } } }),
      'Orders/Policy, statement 2 (Send), Condition.ArnLike.a:b: must be an ARN of six parts between colons, each of which may have wildcards; for other texts there is StringLike, got "arn:aws:sns:*"',
    ],
    [
      allow({ Condition: { StringEquals: { 'a:b': '${aws:PrincipalTag/my team}' } } }),
      'Orders/Policy, statement 2 (Send), Condition.StringEquals.a:b: ${aws:PrincipalTag/my team} must be a condition key, as ${aws:PrincipalTag/team} or ${aws:PrincipalTag/team, \'none\'}, got "${aws:PrincipalTag/my team}"',
    ],
  ])('%j', (document, expected) => {
    expect(refusal(document)).toBe(expected);
  });

  test('a policy of an identity names no principal, one of a resource does', () => {
    const trust = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } };
    expect(refusal(policy(trust), 'identity')).toBe(
      'Orders/Policy, statement 1, Principal: is not allowed in an identity-based policy, got {"Service":"lambda.amazonaws.com"}',
    );
    expect(refusal(policy(ALLOW), 'resource')).toBe(
      'Orders/Policy, statement 1, Principal: is required in a resource-based policy, got undefined',
    );
    expect([
      refusal(policy(trust), 'resource'),
      refusal(policy(ALLOW), 'identity'),
      refusal(policy(trust, ALLOW)),
    ]).toEqual(['taken', 'taken', 'taken']);
  });

  test('an identity-based policy has no Id, and statements with ids of letters and digits that differ', () => {
    const withIds = (...ids: string[]) => policy(...ids.map((Sid) => ({ ...ALLOW, Sid })));
    expect(refusal({ ...withIds('Send'), Id: 'orders' }, 'identity')).toBe(
      'Orders/Policy, Id: is not allowed in an identity-based policy, got "orders"',
    );
    expect(refusal(withIds('Send', 'send-all'), 'identity')).toBe(
      'Orders/Policy, statement 2, Sid: must consist of letters and digits in an identity-based policy, got "send-all"',
    );
    expect(refusal(withIds('Send', 'Receive', 'Send'), 'identity')).toBe(
      'Orders/Policy, statement 3, Sid: must occur once in an identity-based policy, got "Send"',
    );
    expect([refusal(withIds('Send', 'send', '', ''), 'identity'), refusal(withIds('send-all', 'send-all'))]).toEqual([
      'taken',
      'taken',
    ]);
  });

  test('only a trust policy may do without Resource', () => {
    expect(refusal(policy({ Effect: 'Allow', Action: 'sqs:SendMessage', Principal: '*' }))).toBe(
      'Orders/Policy, statement 1, Resource: is required, got undefined',
    );
  });

  test('everything else is taken: empty conditions, numbers and booleans without quotes', () => {
    expect(refusal(allow({ Condition: {} }))).toBe('taken');
    expect(refusal(allow({ Condition: { ...CONDITION, Bool: { 'a:b': true }, NumericLessThan: { 'a:b': 5 } } }))).toBe(
      'taken',
    );
  });
});
