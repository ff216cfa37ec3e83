import type { AccessRequest } from './access-request';
import type { Condition } from './condition';
import { namesPrincipal, type Principal, type PrincipalMatch } from './principal';
import type { Statement } from './statement';

/** The statements that speak of a request. */
export interface Policies {
  /** Of the role's policies; those of a service are none. */
  readonly identity: readonly Statement[];
  /** Of the policy of the resource; for sts:AssumeRole, of the role's trust policy. */
  readonly resource: readonly Statement[];
  /** The account of the resource. */
  readonly resourceAccount: string;
}

/** A statement that would have allowed the request, and the conditions that did not hold. */
export interface AlmostAllowing {
  readonly statement: Statement;
  readonly failed: readonly (Pick<Condition, 'operator' | 'key' | 'wanted'> & {
    /** What the request has; undefined if it has no such key. */
    readonly given: string | readonly string[] | undefined;
  })[];
}

interface Allowed {
  readonly allowed: true;
  /** The statements that allow it. */
  readonly by: readonly Statement[];
}

export interface Denied {
  readonly allowed: false;
  readonly because: 'explicit-deny' | 'no-identity-statement' | 'no-resource-statement';
  /** The statements that deny it; without an explicit deny, those that allow it but do not suffice. */
  readonly by: readonly Statement[];
  readonly almost: readonly AlmostAllowing[];
}

export type Verdict = Allowed | Denied;

/**
 * Decides a request as IAM does (IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html): a Deny that applies wins over every Allow. A role needs an
 * Allow of its own policies or, in its account, one of the resource's policy that names it (or everyone); from another account it needs both. A resource's policy that names only
 * the account leaves the decision to identity-based policies. A service needs the resource's policy.
 *
 * Session policies, permissions boundaries and the policies of an organization are not part of it.
 */
export const evaluate = (principal: Principal, request: AccessRequest, policies: Policies): Verdict => {
  const identity = principal.kind === 'role' ? applying(policies.identity, principal, request) : [];
  const resource = applying(policies.resource, principal, request);
  const denials = [...identity, ...resource].filter(({ statement }) => statement.effect === 'Deny');
  if (denials.length > 0) return { allowed: false, because: 'explicit-deny', by: statementsIn(denials), almost: [] };
  const missing = missingAllow(principal, request, { identity, resource, resourceAccount: policies.resourceAccount });
  const by = statementsIn([...identity, ...resource]);
  if (missing === undefined) return { allowed: true, by };
  return { allowed: false, because: missing, by, almost: almostAllowing(principal, request, policies) };
};

interface Applying {
  readonly statement: Statement;
  readonly match: PrincipalMatch;
}

const statementsIn = (applying: readonly Applying[]): Statement[] => applying.map(({ statement }) => statement);

/** The statements whose principal, action, resource and conditions fit the request. */
const applying = (statements: readonly Statement[], principal: Principal, request: AccessRequest): Applying[] => {
  const found: Applying[] = [];
  for (const statement of statements) {
    const match = namesRequest(statement, principal, request);
    if (match !== undefined && statement.conditions.every(({ holds }) => holds(request.context)))
      found.push({ statement, match });
  }
  return found;
};

/** Whether all but the conditions of a statement fit, and how it names the principal. */
const namesRequest = (
  { actions, resources, principals }: Statement,
  principal: Principal,
  { action, resource, context }: AccessRequest,
): PrincipalMatch | undefined => {
  if (!actions.covers(action, context) || !resources.covers(resource, context)) return undefined;
  return principals === undefined ? 'directly' : namesPrincipal(principals, principal);
};

/** What a request without an explicit deny lacks; undefined if nothing. */
const missingAllow = (
  principal: Principal,
  request: AccessRequest,
  allows: {
    readonly identity: readonly Applying[];
    readonly resource: readonly Applying[];
    readonly resourceAccount: string;
  },
): 'no-identity-statement' | 'no-resource-statement' | undefined => {
  const byResource = allows.resource.length > 0;
  if (principal.kind === 'service') return byResource ? undefined : 'no-resource-statement';
  const byIdentity = allows.identity.length > 0;
  if (principal.account !== allows.resourceAccount) {
    return !byIdentity ? 'no-identity-statement' : byResource ? undefined : 'no-resource-statement';
  }
  if (allows.resource.some(({ match }) => match === 'directly')) return undefined;
  if (needsResourcePolicy(request) && !byResource) return 'no-resource-statement';
  return byIdentity ? undefined : 'no-identity-statement';
};

/**
 * Trust policies and KMS key policies must allow in every case; of all other resources the identity's policies suffice within an account (the same page, "Resource-based
 * policies").
 */
const needsResourcePolicy = ({ action, resource }: AccessRequest): boolean =>
  (isAboutTrust(action) && resource !== '*') || (/^kms:/i.test(action) && /:key\//.test(resource));

/** Whether the resource's policy is a role's trust policy. */
export const isAboutTrust = (action: string): boolean =>
  /^sts:(?:assumerole|tagsession|setsourceidentity)/i.test(action);

const almostAllowing = (
  principal: Principal,
  request: AccessRequest,
  { identity, resource }: Policies,
): AlmostAllowing[] =>
  [...(principal.kind === 'role' ? identity : []), ...resource].flatMap((statement) => {
    if (statement.effect === 'Deny' || namesRequest(statement, principal, request) === undefined) return [];
    const failed = statement.conditions
      .filter(({ holds }) => !holds(request.context))
      .map(({ operator, key, wanted }) => ({ operator, key, wanted, given: request.context[key.toLowerCase()] }));
    return failed.length === 0 ? [] : [{ statement, failed }];
  });
