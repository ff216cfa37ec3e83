import type { Refuse } from './refuse';

/** Who asks: a role that somebody has assumed, or a service that acts in its own name. */
export type Principal =
  | {
      readonly kind: 'role';
      /** `arn:aws:iam::000000000000:role/NAME` */
      readonly arn: string;
      readonly account: string;
      /** The role session's name; Lambda takes the function's. */
      readonly session?: string;
    }
  /** `events.amazonaws.com` */
  | { readonly kind: 'service'; readonly service: string };

/** Named itself, or by its account only: the account then decides with identity-based policies. */
export type PrincipalMatch = 'directly' | 'by-account';

/** The Principal or NotPrincipal of a statement. */
export interface Principals {
  readonly negated: boolean;
  /** As the policy has it, for messages. */
  readonly written: unknown;
  readonly everyone: boolean;
  readonly services: ReadonlySet<string>;
  readonly accounts: ReadonlySet<string>;
  /** ARNs of roles and role sessions; of users and others too, whom no request here comes from. */
  readonly arns: ReadonlySet<string>;
}

/** The ARN of the session in which a role acts, by which AWS names the caller; that of the role if the session is not known. */
export const sessionArn = (principal: Principal & { kind: 'role' }): string => {
  const [, partition = 'aws'] = principal.arn.split(':');
  const name = principal.arn.slice(principal.arn.lastIndexOf('/') + 1);
  return principal.session === undefined
    ? principal.arn
    : `arn:${partition}:sts::${principal.account}:assumed-role/${name}/${principal.session}`;
};

/**
 * How a statement names whoever asks; undefined if it does not (IAM/latest/UserGuide/reference_policies_elements_principal.html).
 *
 * `*` names every principal directly, services too: a role of the same account then needs nothing else ("All principals"; measured on AWS: floci, "Design: resource policy
 * enforcement", case S1.1), and SNS's own policies for queues let the service in by `{"AWS": "*"}` with aws:SourceArn.
 */
export const namesPrincipal = (principals: Principals, principal: Principal): PrincipalMatch | undefined => {
  if (principals.negated) return isExcepted(principals, principal) ? undefined : 'directly';
  if (principals.everyone) return 'directly';
  if (principal.kind === 'service') return principals.services.has(principal.service) ? 'directly' : undefined;
  if (principals.arns.has(principal.arn) || principals.arns.has(sessionArn(principal))) return 'directly';
  return principals.accounts.has(principal.account) ? 'by-account' : undefined;
};

/**
 * A role is an exception only if its account is named beside it: AWS may look at the account first, then at the role (reference_policies_elements_notprincipal.html, "NotPrincipal
 * with Deny"). The account alone excepts none of its roles.
 */
const isExcepted = (principals: Principals, principal: Principal): boolean => {
  if (principals.everyone) return true;
  if (principal.kind === 'service') return principals.services.has(principal.service);
  return (
    principals.accounts.has(principal.account) &&
    (principals.arns.has(principal.arn) || principals.arns.has(sessionArn(principal)))
  );
};

const ACCOUNT = /^(?:arn:[\w-]+:iam::)?(\d{12})(?::root)?$/;
/** Of users, roles and sessions, without wildcards: these are not supported within a name. */
const IDENTITY = /^arn:[\w-]+:(?:iam|sts)::\d{12}:(?:user|role|assumed-role|federated-user)\/[^*?]+$/;
/** What IAM puts in the place of an ARN whose owner is gone. */
const UNIQUE_ID = /^A[A-Z0-9]{15,}$/;
const SERVICE = /^[a-z0-9.-]+\.[a-z0-9.-]+$/;

/** Reads a Principal or NotPrincipal element: `*`, or lists of principals by their kind. */
export const readPrincipals = (element: 'Principal' | 'NotPrincipal', written: unknown, refuse: Refuse): Principals => {
  const empty = {
    negated: element === 'NotPrincipal',
    written,
    everyone: false,
    services: new Set<string>(),
    accounts: new Set<string>(),
    arns: new Set<string>(),
  };
  if (written === '*') return { ...empty, everyone: true };
  if (typeof written !== 'object' || written === null || Array.isArray(written)) {
    return refuse(element, written, 'must be "*" or an object with AWS or Service');
  }
  let everyone = false;
  for (const [kind, names] of Object.entries(written)) {
    const member = `${element}.${kind}`;
    for (const name of [names].flat() as unknown[]) {
      if (typeof name !== 'string') return refuse(member, name, 'must be a string or a list of strings');
      if (kind === 'AWS' && name === '*') everyone = true;
      else if (kind === 'AWS') addIdentity(empty, name, member, refuse);
      else if (kind === 'Service' && SERVICE.test(name)) empty.services.add(name);
      else if (kind === 'Service') refuse(member, name, 'must be a service principal, as sns.amazonaws.com');
      // Neither of these can ask here: no identity provider and no canonical user of S3 is emulated.
      else if (kind !== 'Federated' && kind !== 'CanonicalUser')
        refuse(member, name, 'must be AWS, Service, Federated or CanonicalUser');
    }
  }
  return { ...empty, everyone };
};

const addIdentity = (
  { accounts, arns }: { readonly accounts: Set<string>; readonly arns: Set<string> },
  name: string,
  member: string,
  refuse: Refuse,
): void => {
  const account = ACCOUNT.exec(name)?.[1];
  if (account !== undefined && (name === account || name.endsWith(':root'))) accounts.add(account);
  else if (IDENTITY.test(name) || UNIQUE_ID.test(name)) arns.add(name);
  else
    refuse(
      member,
      name,
      'must be "*", an account of 12 digits or the ARN of an account, a role, a session or a user, without wildcards',
    );
};
