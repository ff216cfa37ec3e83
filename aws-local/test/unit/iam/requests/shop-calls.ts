import type { AccessRequest } from '../../../../src/iam/policy/access-request';
import { accessRequestsOf } from '../../../../src/iam/requests/access-requests';
import type { ApiCall, Where } from '../../../../src/iam/requests/api-call';

/** A shop's account: Orders has the key PK and the index by-status the key status; other tables are unknown. */
export const AT_HOME: Where = {
  region: 'us-east-1',
  account: '000000000000',
  hashKeyOf: (table, index) => (table === 'Orders' ? (index === 'by-status' ? 'status' : 'PK') : undefined),
  secretArn: (id) =>
    id === 'gateway-key' ? 'arn:aws:secretsmanager:us-east-1:000000000000:secret:gateway-key-a1B2c3' : undefined,
  functionOfMapping: (uuid) => (uuid === 'u-1' ? 'arn:aws:lambda:us-east-1:000000000000:function:payment' : undefined),
  deadLetterSourcesOf: (arn) => (arn.endsWith(':dlq') ? [arn.replace('dlq', 'orders')] : []),
  deploymentGroupOf: (id) => (id === 'd-1' ? 'shop/payment' : undefined),
};

/** Keys that every call has. */
export const GLOBAL = {
  'aws:securetransport': 'true',
  'aws:requestedregion': 'us-east-1',
  'aws:principalaccount': '000000000000',
};

export const ask = (
  service: ApiCall['service'],
  operation: string,
  input: ApiCall['input'],
  where = AT_HOME,
): readonly AccessRequest[] => accessRequestsOf({ service, operation, input }, where);

/** `sqs:SendMessage arn:…` of each request. */
export const asked = (service: ApiCall['service'], operation: string, input: ApiCall['input']): string[] =>
  ask(service, operation, input).map(({ action, resource }) => `${action} ${resource}`);

/** What a request's context has besides the global keys. */
export const keysOf = (request: AccessRequest | undefined): Record<string, unknown> =>
  Object.fromEntries(Object.entries(request?.context ?? {}).filter(([key]) => !(key in GLOBAL)));
