import { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { LambdaApplication } from 'aws-cdk-lib/aws-codedeploy';
import { configOf } from '../../../../cdk/config';
import { BreakerKeeper } from '../../../../cdk/constructs/mapping-controller';
import { holdingQueue } from '../../../../cdk/constructs/queues';
import { Stage } from '../../../../cdk/constructs/stage';
import { resolveFoundation } from '../../../../cdk/foundation';
import { foundationNamed, testApp } from '../synthesized';
import { resources, statementsOf } from '../template';

const synthesize = () => {
  const stack = new Stack(testApp(), 'Shop');
  const config = configOf('test');
  const stage = new Stage(stack, 'Payment', {
    name: 'payment',
    entry: 'test/unit/cdk/fixtures/idle-handler.ts',
    config,
    environment: {},
    statements: [],
    application: new LambdaApplication(stack, 'Releases'),
  });
  const keeper = new BreakerKeeper(stack, 'Keeper', {
    breakerName: 'payment-gateway',
    foundation: resolveFoundation(foundationNamed(), stack),
    ordersTable: { name: 'shop-orders', arn: 'arn:aws:dynamodb:us-east-1:000000000000:table/shop-orders' },
    mapping: stage.mapping,
    configuredConcurrency: 10,
    deliveryFailureQueue: holdingQueue(stack, 'DeliveryFailureQueue', 'delivery-failures'),
    config,
  });
  return { template: Template.fromStack(stack), keeper };
};

describe('the breaker keeper', () => {
  const { template, keeper } = synthesize();
  const [mappingId] = Object.keys(template.findResources('AWS::Lambda::EventSourceMapping'));

  it('knows its breaker, its mapping and the concurrency to restore', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'Shop-breaker-keeper',
      Environment: {
        Variables: Match.objectLike({
          BREAKER_NAME: 'payment-gateway',
          CONFIGURED_CONCURRENCY: '10',
          MAPPING_ID: { Ref: mappingId },
          ORDERS_TABLE: 'shop-orders',
        }),
      },
    });
  });

  it('may touch that mapping alone, and of the orders table the breaker alone', () => {
    const [, role] = resources(template, 'AWS::IAM::Role').find(([id]) => id.startsWith('Keeper')) ?? [];
    const statements = statementsOf(role ?? {}).filter(({ Sid }) => Sid !== 'WriteLog');
    expect(statements.map(({ Action }) => Action)).toEqual([
      ['lambda:GetEventSourceMapping', 'lambda:UpdateEventSourceMapping'],
      ['dynamodb:GetItem', 'dynamodb:PutItem'],
    ]);
    expect(JSON.stringify(statements[0]?.Resource)).toContain(`event-source-mapping:",{"Ref":"${mappingId}"}`);
    expect(statements[1]?.Condition).toEqual({
      'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['breaker#payment-gateway'] },
    });
  });

  it('is woken by its breaker’s events on the foundation’s bus, and every minute', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      EventBusName: 'shop-bus',
      EventPattern: {
        source: ['coffee-shop.order-processor'],
        'detail-type': ['Circuit Opened', 'Circuit Closed'],
        detail: { name: ['payment-gateway'] },
      },
    });
    template.hasResourceProperties('AWS::Events::Rule', {
      EventBusName: Match.absent(),
      ScheduleExpression: 'rate(1 minute)',
    });
  });

  it('may be invoked by these two rules, whose undelivered events are kept', () => {
    const rules = resources(template, 'AWS::Events::Rule');
    const invokers = resources(template, 'AWS::Lambda::Permission').map(([, { SourceArn }]) => SourceArn);
    expect(invokers).toEqual(rules.map(([id]) => ({ 'Fn::GetAtt': [id, 'Arn'] })));
    expect(keeper.rules).toHaveLength(2);
    for (const [, { Targets }] of rules) {
      expect(Targets).toEqual([expect.objectContaining({ DeadLetterConfig: expect.anything() })]);
    }
  });
});
