import * as dynamodb from '@aws-sdk/client-dynamodb';
import * as eventbridge from '@aws-sdk/client-eventbridge';
import * as lambda from '@aws-sdk/client-lambda';
import * as secretsManager from '@aws-sdk/client-secrets-manager';
import * as sns from '@aws-sdk/client-sns';
import * as sqs from '@aws-sdk/client-sqs';
import { apiCallOf, type SdkRequest } from '../../../../src/iam/requests/http-call';

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly query?: Record<string, string>;
  readonly headers: Record<string, string>;
  readonly body?: string | Uint8Array;
}

/** The request that a client would send; nothing is sent. */
const sentBy = async (send: (requestHandler: { handle(request: Sent): Promise<never> }) => Promise<unknown>) => {
  let sent: Sent | undefined;
  const handle = async (request: Sent): Promise<never> => {
    sent = request;
    throw new Error('kept');
  };
  await send({ handle }).catch((error: Error) => {
    if (error.message !== 'kept') throw error;
  });
  if (sent === undefined) throw new Error('no request was made');
  const headers = Object.fromEntries(Object.entries(sent.headers).map(([name, value]) => [name.toLowerCase(), value]));
  const query = new URLSearchParams(sent.query).toString();
  const { method, path, body } = sent;
  return {
    method,
    path: query === '' ? path : `${path}?${query}`,
    headers,
    body: new TextDecoder().decode(body instanceof Uint8Array ? body : Buffer.from(body ?? '')),
  };
};

/** Values for members that stand in paths, and for those without which an SDK makes no request. */
const MEMBERS = {
  FunctionName: 'payment',
  UUID: 'u-1',
  Name: 'live',
  StatementId: 's-1',
  Resource: 'arn:aws:lambda:us-east-1:000000000000:function:payment',
  QueueUrl: 'http://127.0.0.1:1/000000000000/orders',
};
const PLACE = {
  region: 'us-east-1',
  endpoint: 'http://127.0.0.1:1',
  credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  maxAttempts: 1,
};

type AnyClient = new (config: object) => { send(command: unknown): Promise<unknown> };
type AnyCommand = new (input: object) => unknown;

const NOT_OF_FUNCTIONS = /Layer|CodeSigning|CapacityProvider|Durable|ScalingConfig|ResourcePolicy/;
const commands = (service: string, sdk: object, client: unknown) =>
  Object.entries(sdk)
    .filter(([name]) => /^\w+Command$/.test(name) && !(service === 'lambda' && NOT_OF_FUNCTIONS.test(name)))
    .map(([name, Command]) => ({
      service,
      operation: name.slice(0, -'Command'.length),
      request: (input: object) =>
        sentBy((requestHandler) =>
          new (client as AnyClient)({ ...PLACE, requestHandler }).send(new (Command as AnyCommand)(input)),
        ),
    }));

test.each([
  ...commands('dynamodb', dynamodb, dynamodb.DynamoDBClient),
  ...commands('eventbridge', eventbridge, eventbridge.EventBridgeClient),
  ...commands('lambda', lambda, lambda.LambdaClient),
  ...commands('secretsmanager', secretsManager, secretsManager.SecretsManagerClient),
  ...commands('sns', sns, sns.SNSClient),
  ...commands('sqs', sqs, sqs.SQSClient),
])('the SDK asks $service for $operation', async ({ service, operation, request }) => {
  expect(apiCallOf(await request(MEMBERS))).toMatchObject({ service, operation });
});

const POST: SdkRequest = { method: 'POST', path: '/', headers: {}, body: '' };

test('members come from the body, from a form, and from path and query string', async () => {
  const [put] = commands('dynamodb', { PutItemCommand: dynamodb.PutItemCommand }, dynamodb.DynamoDBClient);
  const item = { TableName: 'Orders', Item: { PK: { S: 'a' }, raw: { B: new Uint8Array([1, 2]) } } };
  expect(apiCallOf((await put?.request(item)) ?? POST)?.input).toEqual({
    TableName: 'Orders',
    Item: { PK: { S: 'a' }, raw: { B: 'AQI=' } },
  });

  const [publish] = commands('sns', { PublishBatchCommand: sns.PublishBatchCommand }, sns.SNSClient);
  const batch = { TopicArn: 'arn:t', PublishBatchRequestEntries: [{ Id: '1', Message: 'm' }] };
  expect(apiCallOf((await publish?.request(batch)) ?? POST)?.input).toEqual(batch);

  const [invoke] = commands('lambda', { InvokeCommand: lambda.InvokeCommand }, lambda.LambdaClient);
  const FunctionName = 'arn:aws:lambda:us-east-1:000000000000:function:f';
  const Payload = Buffer.from('{"Qualifier":"of the event"}');
  expect(apiCallOf((await invoke?.request({ FunctionName, Payload })) ?? POST)?.input).toEqual({ FunctionName });
  expect(apiCallOf((await invoke?.request({ FunctionName, Qualifier: 'live', Payload })) ?? POST)?.input).toEqual({
    FunctionName,
    Qualifier: 'live',
  });

  const update = {
    method: 'PUT',
    path: '/2015-03-31/event-source-mappings/u-1?UUID=u-2&Enabled=no',
    headers: {},
    body: '{"Enabled":false}',
  };
  expect(apiCallOf(update)).toEqual({
    service: 'lambda',
    operation: 'UpdateEventSourceMapping',
    input: { Enabled: false, UUID: 'u-1' },
  });
});

test.each([
  ['AmazonSSM.GetParameter', 'ssm', 'GetParameter'],
  ['Logs_20140328.FilterLogEvents', 'logs', 'FilterLogEvents'],
  ['CodeDeploy_20141006.PutLifecycleEventHookExecutionStatus', 'codedeploy', 'PutLifecycleEventHookExecutionStatus'],
  ['GraniteServiceVersion20100801.DescribeAlarms', 'cloudwatch', 'DescribeAlarms'],
])('the target %s is %s %s', (target, service, operation) => {
  expect(apiCallOf({ ...POST, headers: { 'x-amz-target': target }, body: '{"a":1}' })).toEqual({
    service,
    operation,
    input: { a: 1 },
  });
});

test('CloudWatch of an older SDK in CBOR, X-Ray by its paths', () => {
  const path = '/service/GraniteServiceVersion20100801/operation/PutMetricData';
  expect(apiCallOf({ ...POST, path })).toEqual({ service: 'cloudwatch', operation: 'PutMetricData', input: {} });
  expect(apiCallOf({ ...POST, path: '/TraceSegments' })).toMatchObject({
    service: 'xray',
    operation: 'PutTraceSegments',
  });
});

test.each(['', 'no JSON', '[1]', 'null'])('a body that is no JSON object has no members: %j', (body) => {
  const request = { ...POST, headers: { 'x-amz-target': 'AmazonSQS.SendMessage' }, body };
  expect(apiCallOf(request)).toEqual({ service: 'sqs', operation: 'SendMessage', input: {} });
});

test('a path of Lambda that is not known is a call that no table has', () => {
  expect(apiCallOf({ ...POST, method: 'GET', path: '/2018-10-31/layers?find=x' })).toEqual({
    service: 'lambda',
    operation: 'GET /2018-10-31/layers',
    input: {},
  });
});

test('a broken escape in a path stays as it came', () => {
  const call = apiCallOf({ ...POST, method: 'GET', path: '/2015-03-31/functions/%E0%A4%A' });
  expect(call?.input).toEqual({ FunctionName: '%E0%A4%A' });
});

test.each([
  { ...POST, path: '/v1/payment_intents' },
  { ...POST, headers: { 'x-amz-target': 'Other_2020.Call' } },
  { ...POST, headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'amount=300&currency=usd' },
])('what does not go to AWS is no call: %j', (request) => {
  expect(apiCallOf(request)).toBeUndefined();
});
