import { CfnOutput, RemovalPolicy, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import { LambdaApplication } from 'aws-cdk-lib/aws-codedeploy';
import { AttributeType, BillingMode, ProjectionType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import type { StageName } from '../contracts/events/order-processor';
import { GATEWAY_BREAKER } from '../pipeline/circuit-breaker/names';
import { OPEN_ORDERS_INDEX, OPEN_ORDERS_KEYS, OPEN_ORDERS_PROJECTED } from '../pipeline/orders/open-orders';
import { PAYMENT_CHECKS_INDEX, PAYMENT_CHECKS_KEYS, PAYMENT_CHECKS_PROJECTED } from '../pipeline/orders/payment-checks';
import type { EnvironmentConfig } from './config';
import { Feed } from './constructs/feed';
import { BreakerKeeper } from './constructs/mapping-controller';
import { Observability } from './constructs/observability';
import type { ObservedStage } from './constructs/observability/observed';
import { PaymentWatcher } from './constructs/payment-watcher';
import { allowRules, holdingQueue } from './constructs/queues';
import { Reconciliation } from './constructs/reconciliation';
import { Stage } from './constructs/stage';
import type { StripeEvents } from './constructs/stripe-events';
import { type Foundation, type ResolvedFoundation, resolveFoundation } from './foundation';
import { gatewayCallsPerEnvironment } from './gateway-calls';
import { physicalName } from './names';
import { stagePermissions } from './permissions';
import { stageDefinitions } from './stage-definitions';

export interface OrderProcessorStackProps extends StackProps {
  readonly foundation: Foundation;
  readonly config: EnvironmentConfig;
  /** Files of the stages' handlers, relative to the repository; by default the stages' own. */
  readonly entries?: Partial<Record<StageName, string>>;
}

/** The service: its orders table, and three stages fed from the foundation's bus. */
export class OrderProcessorStack extends Stack {
  constructor(scope: Construct, id: string, props: OrderProcessorStackProps) {
    super(scope, id, props);
    const { config } = props;
    const gatewayCalls = gatewayCallsPerEnvironment(config);
    const foundation = resolveFoundation(props.foundation, this);
    const orders = this.ordersTable(config);
    const gatewaySecret = this.gatewaySecret(config);
    // Several environments may share one account of the gateway.
    const { gatewayEnvironment } = this;
    const deliveryFailureQueue = holdingQueue(this, 'DeliveryFailureQueue', 'delivery-failures');

    const application = new LambdaApplication(this, 'Releases', { applicationName: physicalName(this, 'releases') });

    const stageOf = (name: StageName): ObservedStage => {
      const { entry, groupedBy, subscription } = stageDefinitions[name];
      const id = title(name);
      const stage = new Stage(this, id, {
        name,
        config,
        application,
        entry: props.entries?.[name] ?? entry,
        environment: {
          EVENT_BUS_NAME: foundation.eventBus.name,
          ORDERS_TABLE: orders.tableName,
          CONFIG_TABLE: foundation.configTable.name,
          COUNTER_TABLE: foundation.counterTable.name,
          ...(name === 'payment' && {
            GATEWAY_SECRET_ARN: gatewaySecret.secretArn,
            BREAKER_NAME: GATEWAY_BREAKER,
            GATEWAY_MODE: config.gatewayMode,
            GATEWAY_ENVIRONMENT: gatewayEnvironment,
            MAX_GATEWAY_CALLS_AT_ONCE: `${gatewayCalls.atOnce}`,
            MAX_GATEWAY_CALLS_PER_SECOND: `${gatewayCalls.perSecond}`,
          }),
        },
        statements: stagePermissions(name, {
          foundation,
          ordersTableArn: orders.tableArn,
          gatewaySecretArn: gatewaySecret.secretArn,
        }),
      });
      const feed = new Feed(this, `${id}Feed`, {
        purpose: name,
        feed: config.feed,
        foundation,
        subscription,
        groupedBy,
        queue: stage.work.queue,
        deliveryFailureQueue,
      });
      this.stageOutputs(id, stage, feed);
      return { name, stage, feed };
    };
    const payment = stageOf('payment');
    const stages = [payment, stageOf('inventory'), stageOf('fulfillment')];
    const ordersTable = { name: orders.tableName, arn: orders.tableArn };
    const keeper = new BreakerKeeper(this, 'BreakerKeeper', {
      breakerName: GATEWAY_BREAKER,
      foundation,
      ordersTable,
      mapping: payment.stage.mapping,
      configuredConcurrency: config.stages.payment.maximumConcurrency,
      deliveryFailureQueue,
      config,
    });
    const watcher = new PaymentWatcher(this, 'PaymentWatcher', {
      breakerName: GATEWAY_BREAKER,
      foundation,
      ordersTable,
      mapping: payment.stage.mapping,
      deliveryFailureQueue,
      config,
      gateway: { secretArn: gatewaySecret.secretArn, environment: gatewayEnvironment },
    });
    if (watcher.stripeEvents) this.stripeEventOutputs(watcher.stripeEvents);
    const { counterTable } = foundation;
    const reconciliation = new Reconciliation(this, 'Reconciliation', {
      ordersTable,
      counterTable,
      deliveryFailureQueue,
      config,
    });
    const otherRules = [...keeper.rules, ...watcher.rules, reconciliation.rule];
    const withDeadLetters = [...stages.flatMap(({ feed }) => feed.rules), ...otherRules];
    allowRules(
      deliveryFailureQueue,
      withDeadLetters.map(({ attrArn }) => attrArn),
    );
    const { dashboardName, topic } = new Observability(this, 'Observability', {
      stages,
      breakerKeeper: keeper.lambda,
      paymentWatcher: watcher.lambda,
      stripeEvents: watcher.stripeEvents,
      reconciliation: reconciliation.lambda,
      otherRules,
      deliveryFailureQueue,
      orders,
      thresholds: config.alarms,
      alarmTopic: config.alarmTopic,
    });
    this.sharedOutputs(foundation, orders, gatewaySecret, deliveryFailureQueue.queueUrl);
    this.outputs({ DashboardName: dashboardName, ...(topic && { AlarmTopicArn: topic.topicArn }) });
  }

  /** What the gateway's metadata calls this deployment: several environments may share one account of the gateway. */
  private get gatewayEnvironment(): string {
    return `${this.account}/${this.region}/${this.stackName}`;
  }

  private ordersTable(config: EnvironmentConfig): Table {
    const orders = new Table(this, 'Orders', {
      tableName: physicalName(this, 'orders'),
      partitionKey: { name: 'PK', type: AttributeType.STRING },
      sortKey: { name: 'SK', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.AWS_MANAGED,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      timeToLiveAttribute: 'expiration',
      deletionProtection: config.keepData,
      removalPolicy: config.keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    orders.addGlobalSecondaryIndex({
      indexName: OPEN_ORDERS_INDEX,
      partitionKey: { name: OPEN_ORDERS_KEYS.shard, type: AttributeType.NUMBER },
      sortKey: { name: OPEN_ORDERS_KEYS.since, type: AttributeType.NUMBER },
      projectionType: ProjectionType.INCLUDE,
      nonKeyAttributes: [...OPEN_ORDERS_PROJECTED],
    });
    orders.addGlobalSecondaryIndex({
      indexName: PAYMENT_CHECKS_INDEX,
      partitionKey: { name: PAYMENT_CHECKS_KEYS.shard, type: AttributeType.NUMBER },
      sortKey: { name: PAYMENT_CHECKS_KEYS.due, type: AttributeType.NUMBER },
      projectionType: ProjectionType.INCLUDE,
      nonKeyAttributes: [...PAYMENT_CHECKS_PROJECTED],
    });
    return orders;
  }

  /** Not named: a deleted secret keeps its name for days, and an environment of the same name could not be made again. */
  private gatewaySecret(config: EnvironmentConfig): Secret {
    const secret = new Secret(this, 'GatewaySecret', {
      description:
        'Secret key of the payment gateway (Stripe). Made with a random value: the operator puts the real one.',
      // Punctuation may be a brace, and what begins with one is read as JSON.
      generateSecretString: { excludePunctuation: true },
      removalPolicy: config.keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    Validations.of(secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason:
        'Only the gateway can make a new key, and has no API for it. A key that is put by hand counts without a deployment.',
    });
    return secret;
  }

  private stageOutputs(id: string, stage: Stage, feed: Feed): void {
    this.outputs({
      [`${id}QueueUrl`]: stage.work.queue.queueUrl,
      [`${id}DeadLetterQueueUrl`]: stage.work.deadLetterQueue.queueUrl,
      [`${id}FunctionName`]: stage.lambda.functionName,
      [`${id}MappingId`]: stage.mapping.eventSourceMappingId,
      ...(feed.route && {
        [`${id}IngressQueueUrl`]: feed.route.ingress.queue.queueUrl,
        [`${id}IngressDeadLetterQueueUrl`]: feed.route.ingress.deadLetterQueue.queueUrl,
        [`${id}PipeName`]: feed.route.pipe.ref,
      }),
    });
  }

  private stripeEventOutputs({ work }: StripeEvents): void {
    this.outputs({
      StripeEventsQueueUrl: work.queue.queueUrl,
      StripeEventsDeadLetterQueueUrl: work.deadLetterQueue.queueUrl,
    });
  }

  private sharedOutputs(
    foundation: ResolvedFoundation,
    orders: Table,
    gatewaySecret: Secret,
    deliveryFailureQueueUrl: string,
  ): void {
    this.outputs({
      EventBusName: foundation.eventBus.name,
      EventSource: foundation.eventSrc,
      OrdersTableName: orders.tableName,
      ConfigTableName: foundation.configTable.name,
      CounterTableName: foundation.counterTable.name,
      GatewaySecretArn: gatewaySecret.secretArn,
      GatewayEnvironment: this.gatewayEnvironment,
      DeliveryFailureQueueUrl: deliveryFailureQueueUrl,
    });
  }

  private outputs(values: Record<string, string>): void {
    for (const [name, value] of Object.entries(values)) new CfnOutput(this, name, { value });
  }
}

const title = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);
