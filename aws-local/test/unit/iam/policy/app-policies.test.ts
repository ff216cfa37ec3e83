// biome-ignore-all lint/suspicious/noTemplateCurlyInString: policy variables are written so.
import type { Principal } from '../../../../src/iam/policy/principal';
import type { Pair } from './generated-pairs';
import { ACCOUNT, BARISTA, EVENTS, QUEUE, sendTo } from './kit';
import { isAllowed, isAllowedByOthers } from './second-opinion';

const LAMBDA: Principal = { kind: 'service', service: 'lambda.amazonaws.com' };
const BUS = `arn:aws:events:us-east-1:${ACCOUNT}:event-bus/orders`;
const TABLE = `arn:aws:dynamodb:us-east-1:${ACCOUNT}:table/orders`;
const ROLE = `arn:aws:iam::${ACCOUNT}:role/Orders`;
const TOPIC = `arn:aws:sns:us-east-1:${ACCOUNT}:orders`;

const put = (sources: string[]): Pair['request'] => ({
  action: 'events:PutEvents',
  resource: BUS,
  context: { 'events:source': sources },
});
const assume: Pair['request'] = { action: 'sts:AssumeRole', resource: ROLE, context: {} };
const publishAsOurselves = {
  Effect: 'Allow',
  Action: 'events:PutEvents',
  Resource: BUS,
  Condition: { 'ForAllValues:StringEquals': { 'events:source': 'ours' }, Null: { 'events:source': 'false' } },
};
const publishPlainly = { ...publishAsOurselves, Condition: { StringEquals: { 'events:source': 'ours' } } };
const queryOwnRows = {
  Effect: 'Allow',
  Action: 'dynamodb:Query',
  Resource: [TABLE, `${TABLE}/index/*`],
  Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['shop#${aws:PrincipalTag/shop}*'] } },
};
const query = (resource: string, keys: string[]): Pair['request'] => ({
  action: 'dynamodb:Query',
  resource,
  context: { 'dynamodb:leadingkeys': keys, 'aws:principaltag/shop': 'harlem' },
});
const trust = (principal: unknown) => ({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: principal });
const mayAssume = { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: ROLE };
const tlsOnly = {
  Effect: 'Deny',
  Action: 'sqs:*',
  Resource: QUEUE,
  Principal: { AWS: '*' },
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
};
const letEventsIn = {
  Effect: 'Allow',
  Action: 'sqs:SendMessage',
  Resource: QUEUE,
  Principal: { Service: 'events.amazonaws.com' },
  Condition: { ArnEquals: { 'aws:SourceArn': `arn:aws:events:us-east-1:${ACCOUNT}:rule/orders/*` } },
};
const ofRule = (name: string, secure = 'true') =>
  sendTo(QUEUE, { 'aws:sourcearn': `arn:aws:events:us-east-1:${ACCOUNT}:rule/${name}`, 'aws:securetransport': secure });
const publish = (resource: string): Pair['request'] => ({ action: 'sns:Publish', resource, context: {} });

/** What templates of this kind of app have, and what it decides. */
test.each<[string, Omit<Pair, 'identity' | 'resource'> & Partial<Pair>, boolean]>([
  [
    'a publisher publishes under its own name',
    { principal: BARISTA, request: put(['ours', 'ours']), identity: [publishAsOurselves] },
    true,
  ],
  [
    'it does not publish under a name beside its own',
    { principal: BARISTA, request: put(['ours', 'foreign']), identity: [publishAsOurselves] },
    false,
  ],
  [
    'a plain operator never matches the several sources',
    { principal: BARISTA, request: put(['ours']), identity: [publishPlainly] },
    false,
  ],
  [
    'a role queries an index for keys of its own shop',
    { principal: BARISTA, request: query(`${TABLE}/index/open`, ['shop#harlem']), identity: [queryOwnRows] },
    true,
  ],
  [
    'it does not query those of another shop',
    { principal: BARISTA, request: query(TABLE, ['shop#soho']), identity: [queryOwnRows] },
    false,
  ],
  [
    'Lambda assumes a role that trusts it',
    { principal: LAMBDA, request: assume, resource: [trust({ Service: 'lambda.amazonaws.com' })] },
    true,
  ],
  [
    'EventBridge does not',
    { principal: EVENTS, request: assume, resource: [trust({ Service: 'lambda.amazonaws.com' })] },
    false,
  ],
  [
    'a role assumes another that trusts it by name',
    { principal: BARISTA, request: assume, resource: [trust({ AWS: BARISTA.arn })] },
    true,
  ],
  [
    'one that trusts the account it may assume',
    { principal: BARISTA, request: assume, identity: [mayAssume], resource: [trust({ AWS: ACCOUNT })] },
    true,
  ],
  [
    'one that trusts the account it does not assume without that right',
    { principal: BARISTA, request: assume, resource: [trust({ AWS: ACCOUNT })] },
    false,
  ],
  [
    'one that does not trust it it does not assume',
    {
      principal: BARISTA,
      request: assume,
      identity: [mayAssume],
      resource: [trust({ Service: 'lambda.amazonaws.com' })],
    },
    false,
  ],
  [
    'a rule of the bus sends to the queue that lets it in',
    { principal: EVENTS, request: ofRule('orders/placed'), resource: [tlsOnly, letEventsIn] },
    true,
  ],
  ['another rule does not', { principal: EVENTS, request: ofRule('status'), resource: [tlsOnly, letEventsIn] }, false],
  [
    'nobody sends without TLS',
    { principal: EVENTS, request: ofRule('orders/placed', 'false'), resource: [tlsOnly, letEventsIn] },
    false,
  ],
  [
    'a role publishes to a topic by a pattern',
    {
      principal: BARISTA,
      request: publish(TOPIC),
      identity: [{ Effect: 'Allow', Action: 'sns:Publish', Resource: 'arn:aws:sns:*:*:ord*' }],
    },
    true,
  ],
  [
    'case decides in the names of resources',
    {
      principal: BARISTA,
      request: publish(TOPIC),
      identity: [{ Effect: 'Allow', Action: 'sns:publish', Resource: TOPIC.replace('orders', 'Orders') }],
    },
    false,
  ],
])('%s: both say so', async (_title, pair, expected) => {
  const full: Pair = { identity: [], resource: [], ...pair };
  expect([isAllowed(full), await isAllowedByOthers(full)]).toEqual([expected, expected]);
});
