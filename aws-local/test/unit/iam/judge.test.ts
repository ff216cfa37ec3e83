import { Judge } from '../../../src/iam/judge';
import { statementsOf } from '../../../src/iam/policy/document';
import type { JudgedCall } from '../../../src/iam/record';

const ACCOUNT = '000000000000';
const QUEUE = `arn:aws:sqs:us-east-1:${ACCOUNT}:orders`;
const role = { kind: 'role', arn: `arn:aws:iam::${ACCOUNT}:role/R`, account: ACCOUNT } as const;
const allow = (Action: string, Condition?: object) =>
  statementsOf(
    { Version: '2012-10-17', Statement: { Effect: 'Allow', Action, Resource: '*', ...(Condition && { Condition }) } },
    'role R',
  );
const send = { action: 'sqs:SendMessage', resource: QUEUE, context: {} };

describe('a judge of one principal', () => {
  it('remembers verdicts, and tells those that are new', () => {
    const judged: JudgedCall[] = [];
    const policies = { identity: allow('sqs:*'), resource: [], resourceAccount: ACCOUNT };
    const judge = new Judge(
      role,
      () => policies,
      (call) => judged.push(call),
    );
    expect([judge.verdict(send).allowed, judge.verdict({ ...send }).allowed]).toEqual([true, true]);
    expect(judge.verdict({ ...send, action: 's3:GetObject' }).allowed).toBe(false);
    expect(judged).toEqual([
      { principal: role, request: send, allowed: true },
      { principal: role, request: { ...send, action: 's3:GetObject' }, allowed: false },
    ]);
  });

  it('tells requests apart by the condition keys that the policies name, and by no others', () => {
    const judged: JudgedCall[] = [];
    const identity = allow('dynamodb:GetItem', { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': 'metrics#*' } });
    const policies = { identity, resource: [], resourceAccount: ACCOUNT };
    const judge = new Judge(
      role,
      () => policies,
      (call) => judged.push(call),
    );
    const get = (key: string, select: string) => ({
      action: 'dynamodb:GetItem',
      resource: `arn:aws:dynamodb:us-east-1:${ACCOUNT}:table/t`,
      context: { 'dynamodb:leadingkeys': [key], 'dynamodb:select': select },
    });
    expect(judge.verdict(get('metrics#1', 'A')).allowed).toBe(true);
    expect(judge.verdict(get('metrics#1', 'B')).allowed).toBe(true);
    expect(judge.verdict(get('stock#1', 'A')).allowed).toBe(false);
    expect(judged).toHaveLength(2);
  });

  it('takes no heed of keys that only statements on something else name', () => {
    const judged: JudgedCall[] = [];
    const counters = `arn:aws:dynamodb:us-east-1:${ACCOUNT}:table/counters`;
    const orders = `arn:aws:dynamodb:us-east-1:${ACCOUNT}:table/orders`;
    const Condition = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': 'metrics#*' } };
    const identity = statementsOf(
      {
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Action: 'dynamodb:UpdateItem', Resource: counters, Condition },
          { Effect: 'Allow', Action: 'dynamodb:PutItem', Resource: orders },
        ],
      },
      'role R',
    );
    const policies = { identity, resource: [], resourceAccount: ACCOUNT };
    const judge = new Judge(
      role,
      () => policies,
      (call) => judged.push(call),
    );
    for (let at = 0; at < 100; at++) {
      const context = { 'dynamodb:leadingkeys': [`order#${at}`] };
      expect(judge.verdict({ action: 'dynamodb:PutItem', resource: orders, context }).allowed).toBe(true);
      expect(judge.verdict({ action: 'dynamodb:UpdateItem', resource: counters, context }).allowed).toBe(false);
    }
    expect(judged.filter(({ request }) => request.resource === orders)).toHaveLength(1);
    expect(judged.filter(({ request }) => request.resource === counters)).toHaveLength(100);
  });

  it('asks the policy that the resource has now', () => {
    const letsIn = statementsOf(
      {
        Version: '2012-10-17',
        Statement: { Effect: 'Allow', Principal: { AWS: role.arn }, Action: 'sqs:SendMessage', Resource: '*' },
      },
      'queue orders',
      'resource',
    );
    let resource: typeof letsIn = [];
    const judge = new Judge(role, () => ({ identity: [], resource, resourceAccount: ACCOUNT }));
    expect(judge.verdict(send).allowed).toBe(false);
    resource = letsIn;
    expect(judge.verdict(send).allowed).toBe(true);
    resource = [];
    expect(judge.verdict(send).allowed).toBe(false);
  });

  it('forgets rather than remember without end', () => {
    const judged: JudgedCall[] = [];
    const policies = { identity: allow('sqs:*'), resource: [], resourceAccount: ACCOUNT };
    const judge = new Judge(
      role,
      () => policies,
      (call) => judged.push(call),
    );
    for (let at = 0; at < 2_500; at++) judge.verdict({ ...send, resource: `${QUEUE}-${at}` });
    judge.verdict({ ...send, resource: `${QUEUE}-0` });
    judge.verdict({ ...send, resource: `${QUEUE}-2499` });
    // The first was forgotten, the last was not.
    expect(judged).toHaveLength(2_501);
  });
});
