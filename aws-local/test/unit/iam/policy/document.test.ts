// biome-ignore-all lint/suspicious/noTemplateCurlyInString: policy variables are written so.
import { namedKeys } from '../../../../src/iam/policy/context-keys';
import { statementsOf } from '../../../../src/iam/policy/document';
import { policy } from './kit';

const ALLOW = { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: '*' };

test('statements keep where they are from, their place and what they say', () => {
  const statements = statementsOf(
    policy({ ...ALLOW, Sid: 'Send' }, { ...ALLOW, Effect: 'Deny', NotAction: ['sns:*'], Action: undefined }),
    'Orders/Policy',
  );
  expect(statements).toMatchObject([
    {
      origin: 'Orders/Policy',
      index: 0,
      sid: 'Send',
      effect: 'Allow',
      actions: { negated: false, written: ['sqs:SendMessage'] },
      resources: { written: ['*'] },
    },
    { origin: 'Orders/Policy', index: 1, effect: 'Deny', actions: { negated: true, written: ['sns:*'] } },
  ]);
});

test('a single statement needs no list', () => {
  expect(statementsOf({ Version: '2012-10-17', Id: 'one', Statement: ALLOW }, 'Orders')).toHaveLength(1);
});

test('the keys that a verdict depends on are those of conditions and of variables', () => {
  const statements = statementsOf(
    policy(
      {
        ...ALLOW,
        Condition: {
          ArnLike: { 'aws:SourceArn': 'arn:aws:sns:*:*:${aws:PrincipalTag/Team}' },
          Null: { 'Events:source': 'false' },
        },
      },
      { ...ALLOW, Resource: "arn:aws:sqs:us-east-1:0:${aws:SourceAccount, 'none'}-${*}" },
      ALLOW,
    ),
    'Orders',
  );
  expect([...namedKeys(statements)].sort()).toEqual([
    'aws:principaltag/team',
    'aws:sourceaccount',
    'aws:sourcearn',
    'events:source',
  ]);
});
