import type { AccessRequest } from '../policy/access-request';
import type { ApiCall, RequestsOf, Where } from './api-call';

type Context = AccessRequest['context'];

/** Whether some policy may ask for a condition key (in lower case). */
export const isWanted = ({ wantedKeys }: Where, key: string): boolean =>
  wantedKeys === undefined || wantedKeys.has(key);

/**
 * A call that a role or user makes, with the global keys that every call has (IAM user guide, reference_policies_condition-keys).
 * `aws:SecureTransport` is true although local calls go over plain http: the same SDK call on AWS goes over TLS, and that is what policies are about.
 */
export const accessRequest = (where: Where, action: string, resource: string, more?: Context): AccessRequest => ({
  action,
  resource,
  context: {
    'aws:securetransport': 'true',
    'aws:requestedregion': where.region,
    'aws:principalaccount': where.account,
    ...more,
  },
});

/**
 * A call that a service makes as itself, on behalf of a resource of the account (the keys: IAM user guide, reference_policies_condition-keys).
 * @param sourceArn the resource, such as a rule or topic
 */
export const serviceRequest = (
  where: Where,
  principal: string,
  sourceArn: string,
  action: string,
  resource: string,
): AccessRequest => ({
  action,
  resource,
  context: {
    'aws:securetransport': 'true',
    'aws:requestedregion': where.region,
    'aws:principalisawsservice': 'true',
    'aws:principalservicename': principal,
    'aws:sourcearn': sourceArn,
    'aws:sourceaccount': where.account,
  },
});

/** An operation that asks for one action on one resource. */
export const oneRequest =
  (
    action: string,
    resource: (input: ApiCall['input'], where: Where) => string,
    context?: (input: ApiCall['input'], where: Where) => Context,
  ): RequestsOf =>
  (input, where) => [accessRequest(where, action, resource(input, where), context?.(input, where))];

/** An operation without a resource: `*` is the only one that a policy can name. */
export const withoutResource = (action: string): RequestsOf => oneRequest(action, () => '*');

/** An action on each of the resources that a request names, or on any (`*`) if it names none. */
export const onEach =
  (
    action: string,
    namesOf: (input: ApiCall['input']) => readonly string[],
    arn: (name: string, where: Where) => string,
  ): RequestsOf =>
  (input, where) => {
    const names = namesOf(input);
    return (names.length === 0 ? ['*'] : names).map((name) => accessRequest(where, action, arn(name, where)));
  };

/** The same resource for several operations, each asking for the action of its own name. */
export const eachByItsName = (
  prefix: string,
  operations: readonly string[],
  resource: (input: ApiCall['input'], where: Where) => string,
): Record<string, RequestsOf> =>
  Object.fromEntries(operations.map((operation) => [operation, oneRequest(`${prefix}:${operation}`, resource)]));

/** `arn:aws:SERVICE:REGION:ACCOUNT:RESOURCE`. */
export const arnOf = (service: string, { region, account }: Where, resource: string): string =>
  `arn:aws:${service}:${region}:${account}:${resource}`;

/** Whether a reference is an ARN already. */
export const isArn = (reference: string): boolean => reference.startsWith('arn:');
