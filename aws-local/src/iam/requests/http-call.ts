import { parseQuery } from '../../http/query-protocol';
import { jsonObject } from '../../json-text';
import type { ApiCall, ServiceName } from './api-call';
import { lambdaRoute } from './lambda-routes';

/** A request as an SDK sends it. */
export interface SdkRequest {
  readonly method: string;
  /** With its query string. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | string;
}

/** What stands before the dot in `X-Amz-Target` (`serviceTarget` in the SDK's clients; AWS CLI's service models for SSM). */
const TARGETS: ReadonlyMap<string, ServiceName> = new Map([
  ['AWSEvents', 'eventbridge'],
  ['AmazonSQS', 'sqs'],
  ['AmazonSSM', 'ssm'],
  ['CodeDeploy_20141006', 'codedeploy'],
  ['DynamoDBStreams_20120810', 'dynamodb'],
  ['DynamoDB_20120810', 'dynamodb'],
  ['GraniteServiceVersion20100801', 'cloudwatch'],
  ['Logs_20140328', 'logs'],
  ['secretsmanager', 'secretsmanager'],
]);

/** Versions in forms of the query protocol, which SQS and CloudWatch answer to older SDKs. */
const VERSIONS: ReadonlyMap<string, ServiceName> = new Map([
  ['2010-03-31', 'sns'],
  ['2010-08-01', 'cloudwatch'],
  ['2012-11-05', 'sqs'],
]);

/** X-Ray's REST API as far as tracers use it (API PutTraceSegments and others). */
const XRAY_PATHS: ReadonlyMap<string, string> = new Map([
  ['/TraceSegments', 'PutTraceSegments'],
  ['/TelemetryRecords', 'PutTelemetryRecords'],
  ['/GetSamplingRules', 'GetSamplingRules'],
  ['/SamplingTargets', 'GetSamplingTargets'],
]);

/** Smithy RPC v2 (smithy.io, smithy-rpc-v2): SDKs of 2025 speak it to CloudWatch, today's speak JSON. */
const RPC_V2 = /^\/service\/GraniteServiceVersion20100801\/operation\/(\w+)$/;

/** Lambda's paths begin with a version of its API. */
const LAMBDA = /^\/20\d\d-\d\d-\d\d\//;

/**
 * Reads an HTTP request of an SDK as a call. A body that is not what its protocol wants counts as empty: the service refuses it itself. The members of a CBOR body are not read, so such a call is one for any resource.
 * @returns undefined if the request does not go to a service of AWS that is known here. A path of Lambda's that is not known is a call of an operation by that method and path, which `accessRequestsOf` refuses.
 */
export const apiCallOf = ({ method, path, headers, body }: SdkRequest): ApiCall | undefined => {
  const target = headers['x-amz-target'];
  if (target !== undefined) {
    const dot = target.indexOf('.');
    const service = TARGETS.get(target.slice(0, dot));
    return service === undefined ? undefined : { service, operation: target.slice(dot + 1), input: jsonInput(body) };
  }
  if (headers['content-type']?.startsWith('application/x-www-form-urlencoded')) {
    const { action, version, input } = parseQuery(body.toString());
    const service = VERSIONS.get(version);
    return service === undefined ? undefined : { service, operation: action, input };
  }
  const cloudWatch = RPC_V2.exec(path)?.[1];
  if (cloudWatch !== undefined) return { service: 'cloudwatch', operation: cloudWatch, input: {} };
  const xRay = method === 'POST' ? XRAY_PATHS.get(path) : undefined;
  if (xRay !== undefined) return { service: 'xray', operation: xRay, input: jsonInput(body) };
  return LAMBDA.test(path) ? lambdaCall(method, path, body) : undefined;
};

const jsonInput = (body: Buffer | string): ApiCall['input'] =>
  (jsonObject(body.toString()) ?? {}) as Record<string, unknown>;

/** The body of an invocation is the function's event, which names nothing. */
const lambdaCall = (method: string, path: string, body: Buffer | string): ApiCall => {
  const routed = lambdaRoute(method, path);
  if (routed === undefined) return { service: 'lambda', operation: `${method} ${path.split('?')[0]}`, input: {} };
  const { operation, ofPath, ofQuery } = routed;
  const ofBody = operation.startsWith('Invoke') ? {} : jsonInput(body);
  return { service: 'lambda', operation, input: { ...ofQuery, ...ofBody, ...ofPath } };
};
