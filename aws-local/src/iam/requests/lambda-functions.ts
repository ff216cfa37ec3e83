import type { AccessRequest } from '../policy/access-request';
import { arnOf, eachByItsName, isWanted, oneRequest, withoutResource } from './access-request-of';
import type { ApiCall, ServiceTable, Where } from './api-call';
import { textOf } from './read-member';

type Input = ApiCall['input'];

/**
 * A function's ARN, with the version or alias if the reference or `Qualifier` has one: policies tell them apart (Lambda developer guide, lambda-api-permissions-ref).
 * @param reference name, partial ARN (`ACCOUNT:function:NAME`) or ARN, each with or without a qualifier (API Invoke, FunctionName)
 */
const functionArn = (reference: string, qualifier: string | undefined, where: Where): string => {
  const parts = reference.split(':');
  const marker = parts.indexOf('function');
  const [name = '*', ofReference] = marker === -1 ? parts : parts.slice(marker + 1);
  const [region, account] =
    marker >= 5 ? [parts[3], parts[4]] : [where.region, marker === 1 ? parts[0] : where.account];
  const version = qualifier ?? ofReference;
  return `arn:aws:lambda:${region}:${account}:function:${name}${version === undefined ? '' : `:${version}`}`;
};

const ofFunction = ({ FunctionName, Qualifier }: Input, where: Where): string =>
  functionArn(textOf(FunctionName) ?? '*', textOf(Qualifier), where);

const ofMapping = ({ UUID }: Input, where: Where): string =>
  arnOf('lambda', where, `event-source-mapping:${textOf(UUID) ?? '*'}`);

const ofTagged = ({ Resource }: Input, where: Where): string => textOf(Resource) ?? arnOf('lambda', where, '*');

const functionKey = (arn: string | undefined): AccessRequest['context'] =>
  arn === undefined ? {} : { 'lambda:functionarn': arn };

/** A new mapping has no ARN yet: its function is a condition key. */
const namedFunction = ({ FunctionName }: Input, where: Where): AccessRequest['context'] => {
  const name = textOf(FunctionName);
  return name === undefined || !isWanted(where, 'lambda:functionarn')
    ? {}
    : functionKey(functionArn(name, undefined, where));
};

const mappedFunction = ({ UUID }: Input, where: Where): AccessRequest['context'] =>
  isWanted(where, 'lambda:functionarn') ? functionKey(where.functionOfMapping?.(textOf(UUID) ?? '')) : {};

const ON_FUNCTIONS = [
  'AddPermission',
  'CreateAlias',
  'CreateFunction',
  'CreateFunctionUrlConfig',
  'DeleteAlias',
  'DeleteFunction',
  'DeleteFunctionConcurrency',
  'DeleteFunctionEventInvokeConfig',
  'DeleteFunctionUrlConfig',
  'DeleteProvisionedConcurrencyConfig',
  'GetAlias',
  'GetFunction',
  'GetFunctionConcurrency',
  'GetFunctionConfiguration',
  'GetFunctionEventInvokeConfig',
  'GetFunctionRecursionConfig',
  'GetFunctionUrlConfig',
  'GetPolicy',
  'GetProvisionedConcurrencyConfig',
  'GetRuntimeManagementConfig',
  'InvokeAsync',
  'ListAliases',
  'ListFunctionEventInvokeConfigs',
  'ListFunctionUrlConfigs',
  'ListProvisionedConcurrencyConfigs',
  'ListVersionsByFunction',
  'PublishVersion',
  'PutFunctionConcurrency',
  'PutFunctionEventInvokeConfig',
  'PutFunctionRecursionConfig',
  'PutProvisionedConcurrencyConfig',
  'PutRuntimeManagementConfig',
  'RemovePermission',
  'UpdateAlias',
  'UpdateFunctionCode',
  'UpdateFunctionConfiguration',
  'UpdateFunctionEventInvokeConfig',
  'UpdateFunctionUrlConfig',
];

/** Actions, resources and keys: Service Authorization Reference, list_awslambda. Both ways to invoke need lambda:InvokeFunction (API Invoke, API InvokeWithResponseStream). */
export const lambdaTable: ServiceTable = {
  ...eachByItsName('lambda', ON_FUNCTIONS, ofFunction),
  Invoke: oneRequest('lambda:InvokeFunction', ofFunction),
  InvokeWithResponseStream: oneRequest('lambda:InvokeFunction', ofFunction),
  CreateEventSourceMapping: oneRequest('lambda:CreateEventSourceMapping', () => '*', namedFunction),
  GetEventSourceMapping: oneRequest('lambda:GetEventSourceMapping', ofMapping, mappedFunction),
  UpdateEventSourceMapping: oneRequest('lambda:UpdateEventSourceMapping', ofMapping, mappedFunction),
  DeleteEventSourceMapping: oneRequest('lambda:DeleteEventSourceMapping', ofMapping, mappedFunction),
  ...eachByItsName('lambda', ['ListTags', 'TagResource', 'UntagResource'], ofTagged),
  ListFunctions: withoutResource('lambda:ListFunctions'),
  ListEventSourceMappings: withoutResource('lambda:ListEventSourceMappings'),
  GetAccountSettings: withoutResource('lambda:GetAccountSettings'),
};
