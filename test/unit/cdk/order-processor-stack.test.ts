import { Match } from 'aws-cdk-lib/assertions';
import { synthesizeOrderProcessor } from './synthesized';
import { aliasIdOf, idOfArn, type Properties, queueStatements, resources, roleStatements } from './template';

const template = synthesizeOrderProcessor();

const queues = new Map(resources(template, 'AWS::SQS::Queue'));
const queueOfArn = (reference: unknown): Properties => {
  const queue = queues.get(idOfArn(reference));
  if (!queue) throw new Error(`no queue ${idOfArn(reference)}`);
  return queue;
};
const deadLetterQueueOf = (queue: Properties): Properties => {
  const { deadLetterTargetArn } = queue.RedrivePolicy as { deadLetterTargetArn: unknown };
  return queueOfArn(deadLetterTargetArn);
};

const mappings = resources(template, 'AWS::Lambda::EventSourceMapping').map(([, mapping]) => mapping);
const targetOf = (rule: Properties) => (rule.Targets as [Record<string, unknown>])[0];
const feedRules = resources(template, 'AWS::Events::Rule')
  .map(([, rule]) => rule)
  .filter((rule) => targetOf(rule).Id === 'queue');
const pipes = resources(template, 'AWS::Pipes::Pipe').map(([, pipe]) => pipe);

describe('each stage', () => {
  it('has a mapping that takes ten messages at most, answers per message, and is limited in concurrency', () => {
    expect(mappings).toHaveLength(3);
    for (const mapping of mappings) {
      expect(mapping).toMatchObject({
        BatchSize: 10,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        MetricsConfig: { Metrics: ['EventCount'] },
      });
      const { MaximumConcurrency } = mapping.ScalingConfig as { MaximumConcurrency: number };
      expect(MaximumConcurrency).toBeGreaterThanOrEqual(2);
    }
  });

  it('hides a message for six times as long as its function may run', () => {
    const functions = new Map(resources(template, 'AWS::Lambda::Function'));
    const aliases = new Map(resources(template, 'AWS::Lambda::Alias'));
    const timeouts = mappings.map((mapping) => {
      const { FunctionName } = aliases.get(aliasIdOf(mapping)) ?? {};
      const { Timeout } = functions.get((FunctionName as { Ref: string }).Ref) ?? {};
      expect(queueOfArn(mapping.EventSourceArn).VisibilityTimeout).toBe(6 * Number(Timeout));
      return Timeout;
    });
    expect(timeouts).toEqual([30, 10, 10]);
  });

  it('is drained from a high-throughput FIFO queue that deduplicates by content for senders without an id', () => {
    for (const mapping of mappings) {
      expect(queueOfArn(mapping.EventSourceArn)).toMatchObject({
        FifoQueue: true,
        ContentBasedDeduplication: true,
        DeduplicationScope: 'messageGroup',
        FifoThroughputLimit: 'perMessageGroupId',
        MessageRetentionPeriod: 14 * 86_400,
        RedrivePolicy: { maxReceiveCount: 10 },
      });
    }
  });

  it('runs on the newest Node on arm64, with a log that ends', () => {
    const logGroups = new Map(resources(template, 'AWS::Logs::LogGroup'));
    for (const [, lambda] of resources(template, 'AWS::Lambda::Function')) {
      expect(lambda).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'], Handler: 'index.handler' });
      const { LogGroup } = lambda.LoggingConfig as { LogGroup: { Ref: string } };
      expect(logGroups.get(LogGroup.Ref)).toMatchObject({ RetentionInDays: 7 });
    }
  });

  it('knows its queue, bus, tables and settings from its environment; only payment knows the secret of the gateway', () => {
    const environments = resources(template, 'AWS::Lambda::Function')
      .map(([, lambda]) => (lambda.Environment as { Variables: Record<string, unknown> }).Variables)
      .filter(({ STAGE }) => STAGE !== undefined);
    expect(environments.map(({ STAGE }) => STAGE)).toEqual(['payment', 'inventory', 'fulfillment']);
    for (const variables of environments) {
      expect(variables).toMatchObject({
        EVENT_BUS_NAME: 'shop-bus',
        CONFIG_TABLE: 'shop-config',
        COUNTER_TABLE: 'shop-counters',
        ORDERS_TABLE: { Ref: expect.stringMatching(/^Orders/) },
        QUEUE_URL: { Ref: expect.stringMatching(/Queue/) },
        CONFIG_TTL_SECONDS: '30',
        MAX_GROUPS_AT_ONCE: '10',
        TRACING: 'off',
        POWERTOOLS_SERVICE_NAME: variables.STAGE,
        POWERTOOLS_METRICS_NAMESPACE: 'CoffeeShop/Shop',
        POWERTOOLS_LOG_LEVEL: 'INFO',
      });
      expect('GATEWAY_SECRET_ARN' in variables).toBe(variables.STAGE === 'payment');
    }
  });
});

describe('dead letters', () => {
  const withRedrive = [...queues.values()].filter((queue) => queue.RedrivePolicy !== undefined);

  it('are kept for the three stage queues and the three ingress queues', () => {
    expect(withRedrive).toHaveLength(6);
  });

  it('come from their own queue only: that queue alone may redrive to them, and no policy lets anybody send', () => {
    const openedByPolicy = queueStatements(template)
      .filter(({ Effect }) => Effect === 'Allow')
      .map(({ Resource }) => queueOfArn(Resource));
    for (const queue of withRedrive) {
      const deadLetterQueue = deadLetterQueueOf(queue);
      const { redrivePermission, sourceQueueArns } = deadLetterQueue.RedriveAllowPolicy as {
        redrivePermission: string;
        sourceQueueArns: [{ 'Fn::Join': [string, unknown[]] }];
      };
      expect(redrivePermission).toBe('byQueue');
      expect(sourceQueueArns).toHaveLength(1);
      expect(sourceQueueArns[0]['Fn::Join'][1].at(-1)).toBe(`:${queue.QueueName}`);
      expect(openedByPolicy).not.toContain(deadLetterQueue);
    }
    expect(JSON.stringify(roleStatements(template))).not.toMatch(/DeadLetterQueue/);
  });

  it('are FIFO exactly where their source is', () => {
    for (const queue of withRedrive) expect(deadLetterQueueOf(queue).FifoQueue).toBe(queue.FifoQueue);
  });

  it('of an ingress queue are kept for longer than the queue keeps its messages, whose age they inherit', () => {
    const ingress = withRedrive.filter((queue) => queue.FifoQueue === undefined);
    expect(ingress).toHaveLength(3);
    for (const queue of ingress) {
      expect(queue).toMatchObject({ VisibilityTimeout: 30, RedrivePolicy: { maxReceiveCount: 3 } });
      expect(queue.MessageRetentionPeriod).toBeLessThan(Number(deadLetterQueueOf(queue).MessageRetentionPeriod));
    }
  });
});

describe('the feed of a stage', () => {
  it('goes from the bus to the ingress queue, and by a pipe on to the queue that the stage drains', () => {
    const drained = mappings.map(({ EventSourceArn }) => EventSourceArn);
    const ingressTargets = feedRules.map((rule) => targetOf(rule).Arn).filter((arn) => !queueOfArn(arn).FifoQueue);
    expect(pipes.map(({ Source }) => Source)).toEqual(ingressTargets);
    expect(pipes.map(({ Target }) => Target)).toEqual(drained);
  });

  it('groups payments by order, the shop stages by shop, and tells events apart by the id that the bus gave', () => {
    expect(pipes.map(({ TargetParameters }) => TargetParameters)).toEqual(
      ['orderId', 'shopId', 'shopId'].map((field) => ({
        InputTemplate: '<$.body>',
        SqsQueueParameters: { MessageGroupId: `$.body.detail.${field}`, MessageDeduplicationId: '$.body.id' },
      })),
    );
  });

  it('sends malformed events straight to the stage, in a group of their own', () => {
    const straight = feedRules.filter((rule) => queueOfArn(targetOf(rule).Arn).FifoQueue);
    expect(straight.map((rule) => targetOf(rule).Arn)).toEqual(mappings.map(({ EventSourceArn }) => EventSourceArn));
    for (const rule of straight) expect(targetOf(rule).SqsParameters).toEqual({ MessageGroupId: 'malformed' });
  });

  it('never loses an event that cannot be delivered: each rule target has a standard dead-letter queue', () => {
    const rules = resources(template, 'AWS::Events::Rule');
    expect(rules).toHaveLength(11);
    for (const [, rule] of rules) {
      const { Arn } = targetOf(rule).DeadLetterConfig as { Arn: unknown };
      expect(queueOfArn(Arn)).toMatchObject({ QueueName: 'Shop-delivery-failures' });
      expect(queueOfArn(Arn).FifoQueue).toBeUndefined();
    }
  });

  it('opens a queue to just the rules that send to it', () => {
    for (const statement of queueStatements(template).filter(({ Effect }) => Effect === 'Allow')) {
      const senders = resources(template, 'AWS::Events::Rule').filter(([, rule]) => {
        const { Arn, DeadLetterConfig } = targetOf(rule);
        const reached = [Arn, (DeadLetterConfig as { Arn: unknown }).Arn].map(idOfArn);
        return reached.includes(idOfArn(statement.Resource));
      });
      const { ArnEquals } = statement.Condition as { ArnEquals: { 'aws:SourceArn': unknown[] } };
      expect(statement.Action).toBe('sqs:SendMessage');
      expect(statement.Principal).toEqual({ Service: 'events.amazonaws.com' });
      expect(ArnEquals['aws:SourceArn'].map(idOfArn)).toEqual(senders.map(([id]) => id));
    }
  });
});

describe("the gateway's secret", () => {
  it('is made with a value that nobody takes for the JSON which a secret may also hold', () => {
    const [[, secret] = []] = resources(template, 'AWS::SecretsManager::Secret');
    // Of 94 characters with punctuation one is a brace: one deployment in 94 would have begun with a key that cannot be read.
    expect(secret).toMatchObject({ GenerateSecretString: { ExcludePunctuation: true } });
  });
});

describe('the orders table', () => {
  it('is keyed by order and part, on demand, encrypted, recoverable, and forgets by expiration', () => {
    template.hasResourceProperties('AWS::DynamoDB::Table', {
      KeySchema: [
        { AttributeName: 'PK', KeyType: 'HASH' },
        { AttributeName: 'SK', KeyType: 'RANGE' },
      ],
      BillingMode: 'PAY_PER_REQUEST',
      SSESpecification: { SSEEnabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      TimeToLiveSpecification: { AttributeName: 'expiration', Enabled: true },
    });
  });

  it('has an index of open orders and one of payments to check; only items with their keys are in them', () => {
    template.hasResourceProperties('AWS::DynamoDB::Table', {
      GlobalSecondaryIndexes: [
        Match.objectLike({ IndexName: 'open-orders' }),
        {
          IndexName: 'payment-checks',
          KeySchema: [
            { AttributeName: 'checkShard', KeyType: 'HASH' },
            { AttributeName: 'checkDue', KeyType: 'RANGE' },
          ],
          Projection: {
            ProjectionType: 'INCLUDE',
            NonKeyAttributes: ['orderId', 'shopId', 'paymentId', 'waitingFor', 'sinceMs', 'attempts', 'untilMs'],
          },
        },
      ],
    });
  });

  it('goes with a development stack, and stays when a production stack is deleted', () => {
    template.hasResource('AWS::DynamoDB::Table', {
      DeletionPolicy: 'Delete',
      Properties: { DeletionProtectionEnabled: false },
    });
    synthesizeOrderProcessor({ environment: 'production' }).hasResource('AWS::DynamoDB::Table', {
      DeletionPolicy: 'Retain',
      Properties: { DeletionProtectionEnabled: true },
    });
  });
});
