/** An operation of Lambda's REST API: its method and path, as the API reference writes them. */
interface Route {
  readonly method: string;
  readonly segments: readonly string[];
  readonly operation: string;
}

/** Read in API_Operations of Lambda's API reference; a test holds them against the installed SDK. */
const ROUTES: readonly Route[] = `
  GET    /2016-08-19/account-settings                                              GetAccountSettings
  GET    /2015-03-31/functions                                                     ListFunctions
  POST   /2015-03-31/functions                                                     CreateFunction
  GET    /2015-03-31/functions/{FunctionName}                                      GetFunction
  DELETE /2015-03-31/functions/{FunctionName}                                      DeleteFunction
  PUT    /2015-03-31/functions/{FunctionName}/code                                 UpdateFunctionCode
  GET    /2015-03-31/functions/{FunctionName}/configuration                        GetFunctionConfiguration
  PUT    /2015-03-31/functions/{FunctionName}/configuration                        UpdateFunctionConfiguration
  POST   /2015-03-31/functions/{FunctionName}/invocations                          Invoke
  POST   /2014-11-13/functions/{FunctionName}/invoke-async                         InvokeAsync
  POST   /2021-11-15/functions/{FunctionName}/response-streaming-invocations       InvokeWithResponseStream
  GET    /2015-03-31/functions/{FunctionName}/aliases                              ListAliases
  POST   /2015-03-31/functions/{FunctionName}/aliases                              CreateAlias
  GET    /2015-03-31/functions/{FunctionName}/aliases/{Name}                       GetAlias
  PUT    /2015-03-31/functions/{FunctionName}/aliases/{Name}                       UpdateAlias
  DELETE /2015-03-31/functions/{FunctionName}/aliases/{Name}                       DeleteAlias
  GET    /2015-03-31/functions/{FunctionName}/versions                             ListVersionsByFunction
  POST   /2015-03-31/functions/{FunctionName}/versions                             PublishVersion
  GET    /2015-03-31/functions/{FunctionName}/policy                               GetPolicy
  POST   /2015-03-31/functions/{FunctionName}/policy                               AddPermission
  DELETE /2015-03-31/functions/{FunctionName}/policy/{StatementId}                 RemovePermission
  GET    /2019-09-30/functions/{FunctionName}/concurrency                          GetFunctionConcurrency
  PUT    /2017-10-31/functions/{FunctionName}/concurrency                          PutFunctionConcurrency
  DELETE /2017-10-31/functions/{FunctionName}/concurrency                          DeleteFunctionConcurrency
  GET    /2019-09-30/functions/{FunctionName}/provisioned-concurrency              GetProvisionedConcurrencyConfig
  PUT    /2019-09-30/functions/{FunctionName}/provisioned-concurrency              PutProvisionedConcurrencyConfig
  DELETE /2019-09-30/functions/{FunctionName}/provisioned-concurrency              DeleteProvisionedConcurrencyConfig
  GET    /2019-09-25/functions/{FunctionName}/event-invoke-config                  GetFunctionEventInvokeConfig
  PUT    /2019-09-25/functions/{FunctionName}/event-invoke-config                  PutFunctionEventInvokeConfig
  POST   /2019-09-25/functions/{FunctionName}/event-invoke-config                  UpdateFunctionEventInvokeConfig
  DELETE /2019-09-25/functions/{FunctionName}/event-invoke-config                  DeleteFunctionEventInvokeConfig
  GET    /2019-09-25/functions/{FunctionName}/event-invoke-config/list             ListFunctionEventInvokeConfigs
  GET    /2021-10-31/functions/{FunctionName}/url                                  GetFunctionUrlConfig
  POST   /2021-10-31/functions/{FunctionName}/url                                  CreateFunctionUrlConfig
  PUT    /2021-10-31/functions/{FunctionName}/url                                  UpdateFunctionUrlConfig
  DELETE /2021-10-31/functions/{FunctionName}/url                                  DeleteFunctionUrlConfig
  GET    /2021-10-31/functions/{FunctionName}/urls                                 ListFunctionUrlConfigs
  GET    /2021-07-20/functions/{FunctionName}/runtime-management-config            GetRuntimeManagementConfig
  PUT    /2021-07-20/functions/{FunctionName}/runtime-management-config            PutRuntimeManagementConfig
  GET    /2024-08-31/functions/{FunctionName}/recursion-config                     GetFunctionRecursionConfig
  PUT    /2024-08-31/functions/{FunctionName}/recursion-config                     PutFunctionRecursionConfig
  GET    /2015-03-31/event-source-mappings                                         ListEventSourceMappings
  POST   /2015-03-31/event-source-mappings                                         CreateEventSourceMapping
  GET    /2015-03-31/event-source-mappings/{UUID}                                  GetEventSourceMapping
  PUT    /2015-03-31/event-source-mappings/{UUID}                                  UpdateEventSourceMapping
  DELETE /2015-03-31/event-source-mappings/{UUID}                                  DeleteEventSourceMapping
  GET    /2017-03-31/tags/{Resource}                                               ListTags
  POST   /2017-03-31/tags/{Resource}                                               TagResource
  DELETE /2017-03-31/tags/{Resource}                                               UntagResource
`
  .trim()
  .split('\n')
  .map((line) => {
    const [method = '', path = '', operation = ''] = line.trim().split(/\s+/);
    return { method, segments: path.slice(1).split('/'), operation };
  });

/** An operation and the members that its path and its query string give. */
interface Routed {
  readonly operation: string;
  readonly ofPath: Readonly<Record<string, string>>;
  readonly ofQuery: Readonly<Record<string, string>>;
}

/**
 * Finds the operation of a request.
 * @param path with its query string
 * @returns undefined if no operation in the list has this method and path
 */
export const lambdaRoute = (method: string, path: string): Routed | undefined => {
  const [pathname = '', query = ''] = path.split('?', 2);
  const segments = pathname.replace(/\/$/, '').slice(1).split('/').map(decoded);
  for (const route of ROUTES) {
    const ofPath = route.method === method ? matched(route.segments, segments) : undefined;
    if (ofPath === undefined) continue;
    // Two operations differ by their query string alone (API ListProvisionedConcurrencyConfigs).
    const ofQuery = Object.fromEntries(new URLSearchParams(query));
    const listed = route.operation === 'GetProvisionedConcurrencyConfig' && ofQuery.List === 'ALL';
    const operation = listed ? 'ListProvisionedConcurrencyConfigs' : route.operation;
    return { operation, ofPath, ofQuery };
  }
  return undefined;
};

const matched = (pattern: readonly string[], segments: readonly string[]): Record<string, string> | undefined => {
  if (pattern.length !== segments.length) return undefined;
  const members: Record<string, string> = {};
  for (const [at, expected] of pattern.entries()) {
    const actual = segments[at] ?? '';
    if (!expected.startsWith('{')) {
      if (expected !== actual) return undefined;
    } else if (actual === '') return undefined;
    else members[expected.slice(1, -1)] = actual;
  }
  return members;
};

/** A broken escape is left as it came: the service refuses it. */
const decoded = (segment: string): string => {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
};
