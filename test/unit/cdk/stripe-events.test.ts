import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configOf } from '../../../cdk/config';
import { orderProcessorApp } from '../../../cdk/order-processor-app';
import { synthesizeOrderProcessor } from './synthesized';
import { idOfArn, type Properties, queueStatements, resources, roleStatements, statementsOf } from './template';

const BUS = 'aws.partner/stripe.com/ed_test_61T';
const without = synthesizeOrderProcessor();
const template = synthesizeOrderProcessor({ config: { ...configOf('test'), stripeEventBus: BUS } });

const rules = resources(template, 'AWS::Events::Rule').filter(([, { EventBusName }]) => EventBusName === BUS);
const targetOf = ({ Targets }: Properties) => (Targets as [Properties])[0];
const queueNamed = (name: string) =>
  resources(template, 'AWS::SQS::Queue').find(([, { QueueName }]) => QueueName === name) ?? ['', {}];
const [queueId, queue] = queueNamed('Shop-stripe-events');

describe("Stripe's events", () => {
  it('are nothing in a stack whose context names no bus: its resources are those of one that does, without these', () => {
    const idsOf = (of: typeof template) => Object.keys(of.toJSON().Resources);
    const more = idsOf(template).filter((id) => !idsOf(without).includes(id));
    expect(more.map((id) => id.slice(0, -8)).filter((id) => !id.startsWith('PaymentWatcherStripeEvents'))).toEqual([
      expect.stringMatching(/^Observability.*stripeeventsdlq/),
    ]);
    expect(JSON.stringify(without.toJSON())).not.toContain('stripe.com');
    expect(roleStatements(without).map(({ Sid }) => Sid)).not.toContain('DrainHints');
  });

  it('come from the bus of that name by two rules, of which the one for intents takes our own only', () => {
    expect(rules.map(([, { EventPattern }]) => EventPattern)).toMatchObject([
      {
        source: [BUS],
        'detail-type': ['payment_intent.succeeded', 'payment_intent.payment_failed', 'payment_intent.canceled'],
        detail: { data: { object: { metadata: { environment: [{ 'Fn::Join': expect.anything() }] } } } },
      },
      {
        source: [BUS],
        'detail-type': expect.arrayContaining(['refund.failed', 'charge.dispute.created']),
        detail: { data: { object: { payment_intent: [{ prefix: 'pi_' }] } } },
      },
    ]);
  });

  it('reach our queue as ids alone: no other part of an event is picked, and no dead-letter queue keeps a whole one', () => {
    const object = '$.detail.data.object';
    const picked = rules.map(([, rule]) => targetOf(rule));
    expect(picked.map(({ InputTransformer }) => InputTransformer)).toEqual([
      {
        InputPathsMap: {
          event: '$.detail.id',
          type: '$.detail-type',
          payment: `${object}.id`,
          orderId: `${object}.metadata.orderId`,
          shopId: `${object}.metadata.shopId`,
        },
        InputTemplate: '{"event":<event>,"type":<type>,"payment":<payment>,"orderId":<orderId>,"shopId":<shopId>}',
      },
      {
        InputPathsMap: { event: '$.detail.id', type: '$.detail-type', payment: `${object}.payment_intent` },
        InputTemplate: '{"event":<event>,"type":<type>,"payment":<payment>}',
      },
    ]);
    for (const target of picked) {
      expect(idOfArn(target.Arn)).toBe(queueId);
      expect(target.DeadLetterConfig).toBeUndefined();
    }
  });

  it('wait in an encrypted queue with a dead-letter queue, to which these rules alone may send', () => {
    expect(queue).toMatchObject({
      SqsManagedSseEnabled: true,
      VisibilityTimeout: 360,
      MessageRetentionPeriod: 4 * 86_400,
      RedrivePolicy: { maxReceiveCount: 50 },
    });
    expect(queue.FifoQueue).toBeUndefined();
    expect(queueNamed('Shop-stripe-events-dlq')[1]).toMatchObject({ MessageRetentionPeriod: 14 * 86_400 });
    const [allowed, ...more] = queueStatements(template).filter(
      ({ Effect, Resource }) => Effect === 'Allow' && idOfArn(Resource) === queueId,
    );
    expect(more).toEqual([]);
    expect(allowed?.Condition).toEqual({
      ArnEquals: { 'aws:SourceArn': rules.map(([id]) => ({ 'Fn::GetAtt': [id, 'Arn'] })) },
    });
  });

  it('are worked by the payment watcher, which then may read checks and drain the queue', () => {
    const [, mapping] =
      resources(template, 'AWS::Lambda::EventSourceMapping').find(
        ([, { EventSourceArn }]) => idOfArn(EventSourceArn) === queueId,
      ) ?? [];
    expect(mapping).toMatchObject({
      BatchSize: 10,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 2 },
    });
    const [, role] = resources(template, 'AWS::IAM::Role').find(([id]) => id.startsWith('PaymentWatcher')) ?? [];
    expect(statementsOf(role ?? {}).map(({ Sid }) => Sid)).toEqual([
      'FindChecks',
      'PostponeChecks',
      'ReadBreaker',
      'ReadMapping',
      'PublishAsOurselves',
      'ReadGatewayKey',
      'ReadChecks',
      'DrainHints',
      'WriteLog',
    ]);
  });
});

describe('the context stripeEventBus', () => {
  const outdir = mkdtempSync(join(tmpdir(), 'coffee-shop-stripe-events-'));
  afterAll(() => rmSync(outdir, { recursive: true }));
  const appWith = (stripeEventBus: unknown) =>
    orderProcessorApp({
      outdir,
      validatesTemplates: false,
      context: { 'aws:cdk:bundling-stacks': [], stripeEventBus },
    });

  it('makes these resources', async () => {
    const { stacks } = (await appWith(BUS)).synth();
    expect(JSON.stringify(stacks.map(({ template: of }) => of))).toContain(`"EventBusName":"${BUS}"`);
  });

  it.each(['default', 'ed_61T', 'aws.partner/stripe.com', 'aws.partner/auth0.com/ed_1', '', 7])(
    'is refused with its value if it is no partner bus of Stripe: %p',
    async (value) => {
      await expect(appWith(value)).rejects.toThrow(
        `context stripeEventBus: must be the name of a partner event bus, aws.partner/stripe.com/ed_…, got ${value}`,
      );
    },
  );
});
