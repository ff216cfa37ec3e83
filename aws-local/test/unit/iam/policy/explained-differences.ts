// biome-ignore-all lint/suspicious/noTemplateCurlyInString: policy variables are written so.
import type { Pair } from './generated-pairs';
import { ACCOUNT, BARISTA, QUEUE, sendTo } from './kit';

/** What @cloud-copilot/iam-simulate decides otherwise than AWS describes it. */
interface Difference {
  readonly what: string;
  /** Where AWS describes it, as the evaluator decides. */
  readonly source: string;
  readonly concerns: (pair: Pair) => boolean;
  /** A pair on which both differ. */
  readonly example: Pair;
  readonly allowed: boolean;
}

const textOf = ({ identity, resource }: Pair): string => JSON.stringify([identity, resource]);

const byRole = (statement: object, context: Pair['request']['context'], resource: readonly object[] = []): Pair => ({
  principal: BARISTA,
  request: sendTo(QUEUE, context),
  identity: [{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: QUEUE, ...statement }],
  resource,
});

export const EXPLAINED: readonly Difference[] = [
  {
    what: 'an IPv6 address is not an IPv4 address that stands without a prefix, so NotIpAddress holds',
    source:
      'reference_policies_elements_condition_operators.html: NotIpAddress is all addresses but the specified ones',
    concerns: (pair) =>
      /"NotIpAddress[^}]*"203\.0\.113\.7"/.test(textOf(pair)) &&
      String(pair.request.context['aws:sourceip']).includes(':'),
    example: byRole(
      { Condition: { NotIpAddress: { 'aws:SourceIp': '203.0.113.7' } } },
      { 'aws:sourceip': '2001:db8::1' },
    ),
    allowed: true,
  },
  {
    what: 'NotPrincipal excepts a role only together with its account',
    source: 'reference_policies_elements_notprincipal.html: without both, AWS may deny the role or the whole account',
    concerns: ({ principal, resource }) =>
      principal.kind === 'role' &&
      resource.some((each) => 'NotPrincipal' in each && JSON.stringify(each.NotPrincipal).includes('"AWS"')),
    example: byRole({}, {}, [{ Effect: 'Deny', Action: '*', Resource: '*', NotPrincipal: { AWS: ACCOUNT } }]),
    allowed: false,
  },
  {
    what: 'a negated operator holds against a variable that has no value',
    source: 'reference_policies_variables.html, "Policy variables with no value"',
    concerns: (pair) =>
      /Not(?:Like|Equals)[^}]*\$\{aws:PrincipalTag\/shop\}/.test(textOf(pair)) &&
      pair.request.context['aws:principaltag/shop'] === undefined,
    example: byRole(
      { Condition: { StringNotLike: { 'aws:PrincipalTag/team': '${aws:PrincipalTag/shop}' } } },
      { 'aws:principaltag/team': 'bar' },
    ),
    allowed: true,
  },
  {
    what: 'a * at the end of a part of a resource ARN goes on over colons, in the middle of the ARN too',
    source: 'reference_policies_elements_resource.html, "Using wildcards in resource ARNs"',
    concerns: (pair) => textOf(pair).includes('"arn:aws:sqs:*:orders"'),
    example: byRole({ Resource: 'arn:aws:sqs:*:orders' }, {}),
    allowed: true,
  },
];
