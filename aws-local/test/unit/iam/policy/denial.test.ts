import type { AccessRequest } from '../../../../src/iam/policy/access-request';
import { denialMessage, missingStatement } from '../../../../src/iam/policy/denial';
import type { Denied, Verdict } from '../../../../src/iam/policy/evaluate';
import type { Principal } from '../../../../src/iam/policy/principal';
import { ACCOUNT, BARISTA, decide, EVENTS, QUEUE, sendTo } from './kit';

const denied = (verdict: Verdict): Denied => {
  if (verdict.allowed) throw new Error('the request was allowed');
  return verdict;
};
const DENY = { Effect: 'Deny', Action: '*', Resource: '*' };
const TABLE = `arn:aws:dynamodb:us-east-1:${ACCOUNT}:table/orders`;
const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/Barista/barista-function`;
const get: AccessRequest = { action: 'dynamodb:GetItem', resource: TABLE, context: {} };

// IAM/latest/UserGuide/troubleshoot_access-denied.html
describe("AWS's message to the caller", () => {
  const message = (principal: Principal, request: AccessRequest, policies: Parameters<typeof decide>[2]) =>
    denialMessage(principal, request, denied(decide(principal, request, policies)));

  test('says that no identity-based policy allows the action', () => {
    expect(message(BARISTA, get, {})).toBe(
      `User: ${SESSION} is not authorized to perform: dynamodb:GetItem on resource: ${TABLE} because no identity-based policy allows the dynamodb:GetItem action`,
    );
  });

  test('names no resource where the action has none', () => {
    expect(message(BARISTA, { ...get, action: 'cloudwatch:PutMetricData', resource: '*' }, {})).toBe(
      `User: ${SESSION} is not authorized to perform: cloudwatch:PutMetricData because no identity-based policy allows the cloudwatch:PutMetricData action`,
    );
  });

  // Recorded on AWS: floci, "Design: resource policy enforcement", R1 and R2.
  test('of SQS has the action in lower case', () => {
    expect(message(BARISTA, sendTo(QUEUE), {})).toBe(
      `User: ${SESSION} is not authorized to perform: sqs:sendmessage on resource: ${QUEUE} because no identity-based policy allows the sqs:sendmessage action`,
    );
    expect(message(BARISTA, sendTo(QUEUE), { resource: [{ ...DENY, Principal: '*' }] })).toBe(
      `User: ${SESSION} is not authorized to perform: sqs:sendmessage on resource: ${QUEUE} with an explicit deny in a resource-based policy`,
    );
  });

  test('of SNS has the prefix in upper case', () => {
    const topic = `arn:aws:sns:us-east-1:${ACCOUNT}:orders`;
    expect(message(BARISTA, { action: 'sns:Publish', resource: topic, context: {} }, { identity: [DENY] })).toBe(
      `User: ${SESSION} is not authorized to perform: SNS:Publish on resource: ${topic} with an explicit deny in an identity-based policy`,
    );
  });

  test('speaks of the role trust policy where that decides', () => {
    const role = `arn:aws:iam::${ACCOUNT}:role/Orders`;
    const assume = { action: 'sts:AssumeRole', resource: role, context: {} };
    expect(message(EVENTS, assume, {})).toBe(
      `User: events.amazonaws.com is not authorized to perform: sts:AssumeRole on resource: ${role} because no role trust policy allows the sts:AssumeRole action`,
    );
    expect(message(EVENTS, assume, { resource: [{ Effect: 'Deny', Action: 'sts:*', Principal: '*' }] })).toMatch(
      / with an explicit deny in the role trust policy$/,
    );
  });

  test('says so when only the resource lacks the permission', () => {
    const guest: Principal = {
      kind: 'role',
      arn: 'arn:aws:iam::111111111111:role/team/Guest',
      account: '111111111111',
    };
    expect(message(guest, get, { identity: [{ ...DENY, Effect: 'Allow' }] })).toBe(
      `User: arn:aws:iam::111111111111:role/team/Guest is not authorized to perform: dynamodb:GetItem on resource: ${TABLE} because no resource-based policy allows the dynamodb:GetItem action`,
    );
  });
});

describe('the line for the log', () => {
  const line = (principal: Principal, request: AccessRequest, policies: Parameters<typeof decide>[2]) =>
    missingStatement(principal, request, denied(decide(principal, request, policies)));

  test('has the statement that a role lacks', () => {
    expect(line(BARISTA, get, {})).toBe(
      `role Barista may not dynamodb:GetItem on ${TABLE}: the policies of role Barista lack {"Effect":"Allow","Action":"dynamodb:GetItem","Resource":"${TABLE}"}`,
    );
  });

  test('has the statement that a queue lacks, with the source that came', () => {
    const rule = `arn:aws:events:us-east-1:${ACCOUNT}:rule/orders`;
    expect(line(EVENTS, sendTo(QUEUE, { 'aws:sourcearn': rule }), {})).toBe(
      `events.amazonaws.com may not sqs:SendMessage on ${QUEUE}: the policy of the resource lacks {"Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},"Action":"sqs:SendMessage","Resource":"${QUEUE}","Condition":{"ArnEquals":{"aws:SourceArn":"${rule}"}}}`,
    );
  });

  test('has the statement that a trust policy lacks', () => {
    const role = `arn:aws:iam::${ACCOUNT}:role/Orders`;
    expect(line(EVENTS, { action: 'sts:AssumeRole', resource: role, context: {} }, {})).toBe(
      `events.amazonaws.com may not sts:AssumeRole on ${role}: the trust policy of the role lacks {"Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},"Action":"sts:AssumeRole"}`,
    );
  });

  test('names the statement that would do but for its conditions, and each condition', () => {
    const identity = [
      {
        Sid: 'Publish',
        Effect: 'Allow',
        Action: 'events:PutEvents',
        Resource: '*',
        Condition: {
          'ForAllValues:StringEquals': { 'events:source': ['ours', 'us'] },
          Bool: { 'aws:SecureTransport': 'true' },
        },
      },
    ];
    expect(
      line(
        BARISTA,
        { action: 'events:PutEvents', resource: '*', context: { 'events:source': ['ours', 'foreign'] } },
        { identity },
      ),
    ).toBe(
      'role Barista may not events:PutEvents on *: the policies of role Barista lack {"Effect":"Allow","Action":"events:PutEvents","Resource":"*"}; Barista/Policy, statement 1 (Publish) would allow it, but ' +
        'ForAllValues:StringEquals wants events:source "ours" or "us" and the request has ["ours","foreign"], and Bool wants aws:SecureTransport "true" and the request has no such key',
    );
  });

  test('names the statements that deny', () => {
    expect(line(BARISTA, get, { identity: [{ ...DENY, Sid: 'ReadNothing' }, DENY] })).toBe(
      `role Barista may not dynamodb:GetItem on ${TABLE}: denied by Barista/Policy, statement 1 (ReadNothing) and Barista/Policy, statement 2`,
    );
  });
});
