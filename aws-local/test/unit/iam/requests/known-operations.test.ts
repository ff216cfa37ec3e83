import * as dynamodb from '@aws-sdk/client-dynamodb';
import * as lambda from '@aws-sdk/client-lambda';
import * as secretsManager from '@aws-sdk/client-secrets-manager';
import * as sqs from '@aws-sdk/client-sqs';
import { eventBridgeService } from '../../../../src/eventbridge/api';
import { accessRequestsOf } from '../../../../src/iam/requests/access-requests';
import type { ApiCall } from '../../../../src/iam/requests/api-call';
import { logsService } from '../../../../src/logs/api';
import { secretsManagerService } from '../../../../src/secrets/api';
import { snsService } from '../../../../src/sns/api';
import { sqsService } from '../../../../src/sqs/api';
import { AT_HOME } from './shop-calls';

type Call = Pick<ApiCall, 'service' | 'operation'>;

const requestsOf = (call: Call) => accessRequestsOf({ ...call, input: {} }, AT_HOME);
const calls = (service: ApiCall['service'], operations: readonly string[]): Call[] =>
  operations.map((operation) => ({ service, operation }));
const commandsOf = (client: object): string[] =>
  Object.keys(client).flatMap((name) => (/^\w+Command$/.test(name) ? [name.slice(0, -'Command'.length)] : []));

/** An engine is used by its operations only when they run. */
const engine = undefined as never;
const answered: Call[] = [
  ...calls('sqs', Object.keys(sqsService(engine).operations)),
  ...calls('eventbridge', Object.keys(eventBridgeService(engine).operations)),
  ...calls('secretsmanager', Object.keys(secretsManagerService(engine, engine).operations)),
  ...calls('logs', Object.keys(logsService(engine).operations)),
  ...calls('sns', Object.keys(snsService(engine).operations)),
];

test('the services here answer operations at all', () => {
  expect(new Set(answered.map(({ service }) => service)).size).toBe(5);
  expect(answered.length).toBeGreaterThan(50);
});

test.each(answered)('what $service $operation needs is known', (call) => {
  expect(requestsOf(call).length).toBeGreaterThan(0);
});

/** Operations newer than the Service Authorization Reference that the table was made from, so without known actions. */
const WITHOUT_ACTIONS = ['CancelBulkOperation', 'DescribeBulkOperation', 'ListBulkOperations', 'StartBulkPutItems'];
/** What is not built here: layers, code signing, capacity providers, durable executions, scaling of functions on them, resource policies by ARN. */
const NOT_OF_FUNCTIONS = /Layer|CodeSigning|CapacityProvider|Durable|ScalingConfig|ResourcePolicy/;

const ofSdk: Call[] = [
  ...calls('dynamodb', commandsOf(dynamodb)).filter(({ operation }) => !WITHOUT_ACTIONS.includes(operation)),
  ...calls('sqs', commandsOf(sqs)),
  ...calls('secretsmanager', commandsOf(secretsManager)),
  ...calls('lambda', commandsOf(lambda)).filter(({ operation }) => !NOT_OF_FUNCTIONS.test(operation)),
];

test.each(ofSdk)('what the SDK can ask of $service is known: $operation', (call) => {
  const requests = requestsOf(call);
  expect(requests.length).toBeGreaterThan(0);
  for (const { action, resource } of requests) {
    expect(action).toMatch(/^[a-z]+:[A-Z]\w+$/);
    expect(resource).toMatch(/^(\*|arn:aws:[a-z]+:[a-z0-9-]*:\d{12}:.+)$/);
  }
});

test.each([
  { service: 'sqs', operation: 'ReadMinds' },
  { service: 'dynamodb', operation: 'toString' },
  { service: 'lambda', operation: 'GET /2018-10-31/layers' },
] as const)('an operation without known actions is refused by name: $service $operation', (call) => {
  expect(() => requestsOf(call)).toThrow(`No IAM actions are known for ${call.service} ${call.operation}`);
});

test('the read of alarms, metrics, deployments and traces is known', () => {
  const all = [
    ...calls('cloudwatch', ['DescribeAlarms', 'GetMetricData', 'PutMetricData']),
    ...calls('codedeploy', ['PutLifecycleEventHookExecutionStatus']),
    ...calls('xray', ['PutTraceSegments']),
    ...calls('ssm', ['GetParameter', 'GetParameters', 'GetParametersByPath', 'PutParameter']),
  ];
  expect(all.flatMap(requestsOf).map(({ action, resource }) => `${action} ${resource}`)).toEqual([
    'cloudwatch:DescribeAlarms arn:aws:cloudwatch:us-east-1:000000000000:alarm:*',
    'cloudwatch:GetMetricData *',
    'cloudwatch:PutMetricData *',
    'codedeploy:PutLifecycleEventHookExecutionStatus arn:aws:codedeploy:us-east-1:000000000000:deploymentgroup:*',
    'xray:PutTraceSegments *',
    'ssm:GetParameter arn:aws:ssm:us-east-1:000000000000:parameter/*',
    'ssm:GetParameters arn:aws:ssm:us-east-1:000000000000:parameter/*',
    'ssm:GetParametersByPath arn:aws:ssm:us-east-1:000000000000:parameter/*',
    'ssm:PutParameter arn:aws:ssm:us-east-1:000000000000:parameter/*',
  ]);
});
