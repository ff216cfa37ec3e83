import type { AccessRequest } from '../policy/access-request';
import { accessRequest, arnOf, isArn, isWanted, oneRequest, withoutResource } from './access-request-of';
import type { ApiCall, RequestsOf, ServiceTable, Where } from './api-call';
import { textOf, textsOf } from './read-member';

type Input = ApiCall['input'];

/**
 * A secret's ARN ends in six random characters, which only the environment knows. A secret that it does not know has the ARN of what the request names; the service then answers that it is not there.
 */
const secretArn = (id: string | undefined, where: Where): string => {
  if (id === undefined) return arnOf('secretsmanager', where, 'secret:*');
  return where.secretArn?.(id) ?? (isArn(id) ? id : arnOf('secretsmanager', where, `secret:${id}`));
};

const ofSecret = ({ SecretId }: Input, where: Where): string => secretArn(textOf(SecretId), where);

/** Keys that take a member's text. */
const KEYS = {
  'secretsmanager:secretid': 'SecretId',
  'secretsmanager:versionid': 'VersionId',
  'secretsmanager:versionstage': 'VersionStage',
  'secretsmanager:name': 'Name',
  'secretsmanager:description': 'Description',
  'secretsmanager:kmskeyid': 'KmsKeyId',
} as const;

const context = (input: Input, where: Where): AccessRequest['context'] => {
  const found: Record<string, string> = {};
  for (const [key, member] of Object.entries(KEYS)) {
    const value = isWanted(where, key) ? textOf(input[member]) : undefined;
    if (value !== undefined) found[key] = value;
  }
  return found;
};

/** Getting many needs the permission for each, and to list them if they are found by filters (API BatchGetSecretValue, required permissions). A secret that is denied is an error of its own in the answer. */
const batchGet: RequestsOf = ({ SecretIdList, Filters }, where) => [
  accessRequest(where, 'secretsmanager:BatchGetSecretValue', '*'),
  ...(Filters === undefined ? [] : [accessRequest(where, 'secretsmanager:ListSecrets', '*')]),
  ...textsOf(SecretIdList).map((id) =>
    accessRequest(where, 'secretsmanager:GetSecretValue', secretArn(id, where), context({ SecretId: id }, where)),
  ),
];

const ON_ONE_SECRET = [
  'CancelRotateSecret',
  'DeleteResourcePolicy',
  'DeleteSecret',
  'DescribeSecret',
  'GetResourcePolicy',
  'GetSecretValue',
  'ListSecretVersionIds',
  'PutResourcePolicy',
  'PutSecretValue',
  'RemoveRegionsFromReplication',
  'ReplicateSecretToRegions',
  'RestoreSecret',
  'RotateSecret',
  'StopReplicationToReplica',
  'TagResource',
  'UntagResource',
  'UpdateSecret',
  'UpdateSecretVersionStage',
  'ValidateResourcePolicy',
];

/** Actions, resources and keys: Service Authorization Reference, list_awssecretsmanager. */
export const secretsManagerTable: ServiceTable = {
  ...Object.fromEntries(
    ON_ONE_SECRET.map((name) => [name, oneRequest(`secretsmanager:${name}`, ofSecret, context)] as const),
  ),
  CreateSecret: oneRequest(
    'secretsmanager:CreateSecret',
    ({ Name }, where) => arnOf('secretsmanager', where, `secret:${textOf(Name) ?? '*'}`),
    context,
  ),
  BatchGetSecretValue: batchGet,
  GetRandomPassword: withoutResource('secretsmanager:GetRandomPassword'),
  ListSecrets: withoutResource('secretsmanager:ListSecrets'),
};
