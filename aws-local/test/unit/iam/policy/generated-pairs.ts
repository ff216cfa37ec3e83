// biome-ignore-all lint/suspicious/noTemplateCurlyInString: policy variables are written so.
import fc from 'fast-check';
import type { AccessRequest } from '../../../../src/iam/policy/access-request';
import type { Principal } from '../../../../src/iam/policy/principal';
import { ACCOUNT, BARISTA, EVENTS, QUEUE } from './kit';

/** A request and the policies that decide it. */
export interface Pair {
  readonly principal: Principal;
  readonly request: AccessRequest;
  readonly identity: readonly object[];
  readonly resource: readonly object[];
}

const OTHER_QUEUE = `arn:aws:sqs:us-east-1:${ACCOUNT}:order-status`;
const GUEST: Principal = {
  kind: 'role',
  arn: 'arn:aws:iam::111111111111:role/Guest',
  account: '111111111111',
  session: 'guest',
};
const RULES = ['orders', 'status'].map((name) => `arn:aws:events:us-east-1:${ACCOUNT}:rule/${name}`);

const oneOrSome = <Value>(values: readonly Value[]) =>
  fc.oneof(fc.constantFrom(...values), fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 2 }));

/** Keys with operators that fit their types, the values that policies want, and those that requests have. */
const KEYS = [
  {
    key: 'aws:SourceArn',
    operators: ['ArnEquals', 'ArnLike', 'ArnNotEquals', 'ArnNotLike'],
    wanted: [...RULES, 'arn:aws:events:*:*:rule/*', 'arn:aws:sns:*:*:*', 'arn:aws:*:us-????-1:*:rule/o*'],
    given: [...RULES, `arn:aws:sns:us-east-1:${ACCOUNT}:orders`],
  },
  {
    key: 'aws:SourceAccount',
    operators: ['StringEquals', 'StringNotEquals', 'StringLike', 'StringNotLike'],
    wanted: [ACCOUNT, '0*', '1?1*', '111111111111'],
    given: [ACCOUNT, '111111111111'],
  },
  {
    key: 'aws:PrincipalTag/team',
    operators: ['StringEquals', 'StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase', 'StringLike', 'StringNotLike'],
    wanted: ['bar', 'BAR', 'b*', '?ar', '${aws:PrincipalTag/shop}', "${aws:PrincipalTag/shop, 'bar'}"],
    given: ['bar', 'Bar', 'kitchen'],
  },
  {
    key: 'aws:PrincipalTag/shop',
    operators: ['StringEquals', 'StringNotEquals'],
    wanted: ['bar', 'kitchen'],
    given: ['bar', 'kitchen'],
  },
  { key: 'aws:SecureTransport', operators: ['Bool'], wanted: ['true', 'false'], given: ['true', 'false'] },
  {
    key: 'aws:MultiFactorAuthAge',
    operators: [
      'NumericEquals',
      'NumericNotEquals',
      'NumericLessThan',
      'NumericLessThanEquals',
      'NumericGreaterThan',
      'NumericGreaterThanEquals',
    ],
    wanted: ['10', '20'],
    given: ['5', '10', '15', '20'],
  },
  {
    key: 'aws:CurrentTime',
    operators: [
      'DateEquals',
      'DateNotEquals',
      'DateLessThan',
      'DateLessThanEquals',
      'DateGreaterThan',
      'DateGreaterThanEquals',
    ],
    wanted: ['2026-12-01T08:00:00Z', '2026-12-01T09:00:00Z'],
    given: ['2026-12-01T07:59:59Z', '2026-12-01T08:00:00Z', '2026-12-01T12:00:00Z'],
  },
  {
    key: 'aws:SourceIp',
    operators: ['IpAddress', 'NotIpAddress'],
    wanted: ['203.0.113.0/24', '203.0.113.7', '2001:DB8:1234:5678::/64'],
    given: ['203.0.113.7', '203.0.113.8', '198.51.100.1', '2001:db8:1234:5678::1'],
  },
] as const;
const TAG_KEYS = {
  key: 'aws:TagKeys',
  operators: ['StringEquals', 'StringNotEquals', 'StringLike', 'StringNotLike'],
  wanted: ['shop', 'team', 's*'],
  given: ['shop', 'team', 'size'],
} as const;

const conditionOn = (
  { key, operators, wanted }: { key: string; operators: readonly string[]; wanted: readonly string[] },
  qualifiers: readonly string[],
) =>
  fc
    .tuple(
      fc.constantFrom(...qualifiers),
      fc.constantFrom(...operators),
      fc.constantFrom('', 'IfExists'),
      oneOrSome(wanted),
    )
    .map(([qualifier, operator, suffix, values]) => ({ [`${qualifier}${operator}${suffix}`]: { [key]: values } }));

const nullOn = fc
  .tuple(fc.constantFrom(...KEYS.map(({ key }) => key), TAG_KEYS.key), fc.constantFrom('true', 'false'))
  .map(([key, wanted]) => ({ Null: { [key]: wanted } }));

const condition = fc
  .array(
    fc.oneof(
      ...KEYS.map((key) => conditionOn(key, [''])),
      conditionOn(TAG_KEYS, ['', 'ForAllValues:', 'ForAnyValue:']),
      nullOn,
    ),
    { minLength: 1, maxLength: 2 },
  )
  .map((conditions) => Object.assign({}, ...conditions) as object);

const action = oneOrSome([
  'sqs:SendMessage',
  'SQS:sendmessage',
  'sqs:*',
  'sqs:Send*',
  'sqs:?e*Message',
  'sqs:ReceiveMessage',
  '*',
]);
const resource = oneOrSome([
  QUEUE,
  OTHER_QUEUE,
  '*',
  `arn:aws:sqs:*:${ACCOUNT}:order*`,
  'arn:aws:sqs:us-east-1:*:*-status',
  `arn:aws:sqs:us-east-?:${ACCOUNT}:o*s`,
  `arn:aws:sqs:us-east-1:${ACCOUNT}:Orders`,
  `arn:aws:sqs:u*1:${ACCOUNT}:*`,
  'arn:aws:sqs:*:orders',
  'arn:aws:sqs:us-*',
]);
const principal = fc.oneof(
  fc.constantFrom(
    '*',
    { AWS: '*' },
    { AWS: ACCOUNT },
    { AWS: `arn:aws:iam::${ACCOUNT}:root` },
    { Service: 'events.amazonaws.com' },
    { Service: ['sns.amazonaws.com', 'events.amazonaws.com'] },
    { Service: 'sns.amazonaws.com' },
  ),
  fc.constantFrom(
    { AWS: BARISTA.arn },
    { AWS: [GUEST.arn, BARISTA.arn] },
    { AWS: `arn:aws:sts::${ACCOUNT}:assumed-role/Barista/barista-function` },
    { AWS: GUEST.account },
    { AWS: `arn:aws:iam::${ACCOUNT}:role/Other` },
  ),
);
const exceptedPrincipal = fc.constantFrom(
  { AWS: [BARISTA.arn, ACCOUNT] },
  { AWS: BARISTA.arn },
  { AWS: ACCOUNT },
  { AWS: [`arn:aws:iam::${ACCOUNT}:role/Other`, ACCOUNT] },
  { Service: 'events.amazonaws.com' },
);

const said = fc.record({
  Effect: fc.constantFrom(...Array<string>(7).fill('Allow'), 'Deny'),
  what: fc.oneof(
    { weight: 4, arbitrary: action.map((Action) => ({ Action })) },
    { weight: 1, arbitrary: action.map((NotAction) => ({ NotAction })) },
  ),
  where: fc.oneof(
    { weight: 4, arbitrary: resource.map((Resource) => ({ Resource })) },
    { weight: 1, arbitrary: resource.map((NotResource) => ({ NotResource })) },
  ),
  Condition: fc.option(condition, { nil: undefined }),
});
const statement = said.map(({ Effect, what, where, Condition }) => ({
  Effect,
  ...what,
  ...where,
  ...(Condition && { Condition }),
}));
const statementOfResource = fc
  .tuple(statement, principal, fc.option(exceptedPrincipal, { nil: undefined, freq: 4 }))
  .map(([each, Principal, NotPrincipal]) => ({
    ...each,
    ...(each.Effect === 'Deny' && NotPrincipal ? { NotPrincipal } : { Principal }),
  }));

const context = fc
  .record(
    {
      ...Object.fromEntries(KEYS.map(({ key, given }) => [key.toLowerCase(), fc.constantFrom(...given)])),
      [TAG_KEYS.key.toLowerCase()]: fc.uniqueArray(fc.constantFrom(...TAG_KEYS.given), { minLength: 1, maxLength: 3 }),
    },
    { requiredKeys: [] },
  )
  .map((keys) => ({ ...keys }) as AccessRequest['context']);

/** Same request, same policies for the same seed. */
export const pairs = (count: number): Pair[] =>
  fc.sample(
    fc.record({
      principal: fc.constantFrom(BARISTA, BARISTA, BARISTA, EVENTS, EVENTS, GUEST),
      request: fc.record({
        action: fc.constantFrom('sqs:SendMessage', 'sqs:ReceiveMessage'),
        resource: fc.constantFrom(QUEUE, OTHER_QUEUE),
        context,
      }),
      identity: fc.array(statement, { minLength: 1, maxLength: 3 }),
      resource: fc.array(statementOfResource, { maxLength: 3 }),
    }),
    { seed: 20_261_201, numRuns: count },
  );
