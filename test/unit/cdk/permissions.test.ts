import { Template } from 'aws-cdk-lib/assertions';
import { configOf } from '../../../cdk/config';
import { FoundationStack } from '../../../cdk/foundation-stack';
import { REASONS } from '../../../cdk/iam/reasons';
import { type CloudFormationTemplate, statementsIn } from '../../../cdk/iam/statements';
import { synthesizeOrderProcessor, testApp } from './synthesized';
import { idOfArn, type Properties, queueStatements, resources, roleStatements, statementsOf } from './template';

const template = synthesizeOrderProcessor();

const LOGICAL_ID_DIGEST = 8;
const rightsOf = (role: Properties): string[] =>
  statementsOf(role).map(({ Sid, Action }) => `${Sid}: ${[Action].flat().join(' ')}`);

const draining = [
  'DrainQueue: sqs:ChangeMessageVisibility sqs:DeleteMessage sqs:GetQueueAttributes sqs:ReceiveMessage',
  'WriteLog: logs:CreateLogStream logs:PutLogEvents',
];
const asking = [
  'AskNewVersion: lambda:InvokeFunction',
  'AnswerCodeDeploy: codedeploy:PutLifecycleEventHookExecutionStatus',
  'WriteLog: logs:CreateLogStream logs:PutLogEvents',
];
const releasing = [
  'MoveTraffic: lambda:GetAlias lambda:GetProvisionedConcurrencyConfig lambda:UpdateAlias',
  'RunHook: lambda:InvokeFunction',
  'WatchRelease: cloudwatch:DescribeAlarms',
];
const carrying = [
  'TakeFromIngress: sqs:DeleteMessage sqs:GetQueueAttributes sqs:ReceiveMessage',
  'SendToStage: sqs:SendMessage',
];

describe('least privilege', () => {
  const production = synthesizeOrderProcessor({ environment: 'production' });

  it('no role may do anything on any resource, or everything on one; X-Ray alone knows no resources', () => {
    for (const { Sid, Action, Resource } of [...roleStatements(template), ...roleStatements(production)]) {
      for (const action of [Action].flat()) expect(action).not.toContain('*');
      if (Sid !== 'SendTraces') expect(JSON.stringify(Resource)).not.toContain('*');
    }
    const traces = roleStatements(production).filter(({ Sid }) => Sid === 'SendTraces');
    expect(traces).toHaveLength(3);
    for (const { Action } of traces) expect(Action).toEqual(['xray:PutTelemetryRecords', 'xray:PutTraceSegments']);
  });

  it('each statement has its reason, which `cdk/print-permissions.ts` prints with it', () => {
    const foundation = Template.fromStack(
      new FoundationStack(testApp(), 'Foundation', { config: configOf('production') }),
    );
    const hearingFromStripe = synthesizeOrderProcessor({
      config: { ...configOf('test'), stripeEventBus: 'aws.partner/stripe.com/ed_1' },
    });
    const granted = [template, production, hearingFromStripe, foundation].flatMap((of) =>
      statementsIn(of.toJSON() as CloudFormationTemplate),
    );
    expect(granted.filter(({ sid }) => !REASONS[sid])).toEqual([]);
    expect(Object.keys(REASONS).sort()).toEqual([...new Set(granted.map(({ sid }) => sid))].sort());
  });

  it('no permission comes from a managed policy or from a policy besides the role', () => {
    template.resourceCountIs('AWS::IAM::Policy', 0);
    for (const [, role] of resources(template, 'AWS::IAM::Role')) expect(role.ManagedPolicyArns).toBeUndefined();
  });

  it('the stages and the payment watcher publish to the bus under their own name only', () => {
    const publishing = roleStatements(template).filter(({ Action }) => [Action].flat().includes('events:PutEvents'));
    expect(publishing).toHaveLength(4);
    for (const { Condition } of publishing) {
      expect(Condition).toEqual({
        'ForAllValues:StringEquals': { 'events:source': 'coffee-shop.order-processor' },
        Null: { 'events:source': 'false' },
      });
    }
  });

  it('what a stage does is listed: a new right is a decision', () => {
    const rights = resources(template, 'AWS::IAM::Role').map(([id, role]) => [
      id.slice(0, -LOGICAL_ID_DIGEST),
      rightsOf(role),
    ]);
    expect(Object.fromEntries(rights)).toEqual({
      PaymentHandlerRole: [
        'KeepOrders: dynamodb:BatchGetItem dynamodb:BatchWriteItem dynamodb:PutItem',
        'ReadConfig: dynamodb:BatchGetItem',
        'PublishAsOurselves: events:PutEvents',
        'Count: dynamodb:UpdateItem',
        'KeepIdempotency: dynamodb:DeleteItem dynamodb:GetItem dynamodb:UpdateItem',
        'ReadGatewayKey: secretsmanager:GetSecretValue',
        ...draining,
      ],
      InventoryHandlerRole: [
        'KeepOrders: dynamodb:BatchGetItem dynamodb:BatchWriteItem dynamodb:PutItem',
        'ReadConfig: dynamodb:BatchGetItem',
        'PublishAsOurselves: events:PutEvents',
        'KeepStockAndCount: dynamodb:BatchGetItem dynamodb:UpdateItem',
        ...draining,
      ],
      FulfillmentHandlerRole: [
        'KeepOrders: dynamodb:BatchGetItem dynamodb:BatchWriteItem dynamodb:PutItem',
        'ReadConfig: dynamodb:BatchGetItem',
        'PublishAsOurselves: events:PutEvents',
        'Count: dynamodb:UpdateItem',
        ...draining,
      ],
      BreakerKeeperHandlerRole: [
        'KeepMapping: lambda:GetEventSourceMapping lambda:UpdateEventSourceMapping',
        'KnowBreaker: dynamodb:GetItem dynamodb:PutItem',
        'WriteLog: logs:CreateLogStream logs:PutLogEvents',
      ],
      PaymentWatcherHandlerRole: [
        'FindChecks: dynamodb:Query',
        'PostponeChecks: dynamodb:UpdateItem',
        'ReadBreaker: dynamodb:GetItem',
        'ReadMapping: lambda:GetEventSourceMapping',
        'PublishAsOurselves: events:PutEvents',
        'ReadGatewayKey: secretsmanager:GetSecretValue',
        'WriteLog: logs:CreateLogStream logs:PutLogEvents',
      ],
      ...Object.fromEntries(
        ['Payment', 'Inventory', 'Fulfillment'].flatMap((stage) => [
          [`${stage}ReleaseRole`, releasing],
          [`${stage}ReleaseHookRole`, asking],
        ]),
      ),
      ReconciliationHandlerRole: [
        'ReadOpenOrders: dynamodb:BatchGetItem',
        'FindOpenOrders: dynamodb:Query',
        'ReadStock: dynamodb:BatchGetItem dynamodb:Scan',
        'WriteLog: logs:CreateLogStream logs:PutLogEvents',
      ],
      PaymentFeedPipeRole: carrying,
      InventoryFeedPipeRole: carrying,
      FulfillmentFeedPipeRole: carrying,
    });
  });

  it('only inventory touches stock', () => {
    const onStock = roleStatements(template).filter(({ Condition }) =>
      JSON.stringify(Condition ?? {}).includes('stock#*'),
    );
    expect(onStock.map(({ Sid }) => Sid)).toEqual(['KeepStockAndCount']);
  });

  it('queues are encrypted, and refuse whoever comes without TLS', () => {
    const queues = resources(template, 'AWS::SQS::Queue');
    for (const [, queue] of queues) expect(queue.SqsManagedSseEnabled).toBe(true);
    const closed = queueStatements(template).filter(({ Effect }) => Effect === 'Deny');
    for (const { Action, Condition } of closed) {
      expect(Action).toBe('sqs:*');
      expect(Condition).toEqual({ Bool: { 'aws:SecureTransport': 'false' } });
    }
    expect(closed.map(({ Resource }) => idOfArn(Resource)).sort()).toEqual(queues.map(([id]) => id).sort());
  });
});
