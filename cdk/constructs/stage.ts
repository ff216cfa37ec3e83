import { Duration, Validations } from 'aws-cdk-lib';
import type { LambdaApplication } from 'aws-cdk-lib/aws-codedeploy';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import {
  Alias,
  EventSourceMapping,
  type IFunction,
  type IVersion,
  type Function as LambdaFunction,
  MetricType,
} from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { StageName } from '../../contracts/events/order-processor';
import { MAX_RECEIVES, VISIBILITY_PER_TIMEOUT } from '../../pipeline/batch/failure';
import type { EnvironmentConfig } from '../config';
import { NodeFunction } from './function';
import { type WorkQueue, workQueue } from './queues';
import { LIVE_ALIAS, Release } from './release';

export interface StageProps {
  readonly name: StageName;
  readonly entry: string;
  readonly config: EnvironmentConfig;
  /** What the stage's code needs to know besides its own queue and settings. */
  readonly environment: Readonly<Record<string, string>>;
  /** What the stage may do besides draining its queue. */
  readonly statements: readonly PolicyStatement[];
  /** What its releases belong to. */
  readonly application: LambdaApplication;
}

/** One stage: a FIFO queue with its dead-letter queue, the function that drains it in batches, and how a new version of it gets there. */
export class Stage extends Construct {
  readonly work: WorkQueue;
  readonly lambda: LambdaFunction;
  readonly mapping: EventSourceMapping;

  constructor(scope: Construct, id: string, props: StageProps) {
    super(scope, id);
    const { name, config } = props;
    const settings = config.stages[name];
    this.work = workQueue(this, 'Stage', {
      purpose: name,
      // AWS's advice for mappings: a batch that is throttled on its way to the function must not come back meanwhile.
      visibilityTimeout: Duration.seconds(VISIBILITY_PER_TIMEOUT * settings.timeoutSeconds),
      maxReceiveCount: MAX_RECEIVES,
      retention: Duration.days(14),
      fifo: true,
    });
    this.lambda = new NodeFunction(this, 'Handler', {
      purpose: name,
      entry: props.entry,
      timeoutSeconds: settings.timeoutSeconds,
      memoryMb: settings.memoryMb,
      config,
      tracing: config.tracing,
      environment: {
        ...props.environment,
        STAGE: name,
        QUEUE_URL: this.work.queue.queueUrl,
        CONFIG_TTL_SECONDS: `${config.configTtlSeconds}`,
        MAX_GROUPS_AT_ONCE: `${settings.groupsAtOnce}`,
        TRACING: config.tracing ? 'on' : 'off',
        TRACED_ORDERS_PERCENT: `${config.tracedOrdersPercent}`,
        POWERTOOLS_SERVICE_NAME: name,
        POWERTOOLS_LOG_LEVEL: config.logLevel,
      },
      statements: [
        ...props.statements,
        new PolicyStatement({
          sid: 'DrainQueue',
          effect: Effect.ALLOW,
          actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ChangeMessageVisibility'],
          resources: [this.work.queue.queueArn],
        }),
      ],
    }).lambda;
    // The CDK's classes do not satisfy its own interfaces under exactOptionalPropertyTypes.
    const version = this.lambda.currentVersion as IVersion;
    const alias = new Alias(this, 'Live', { aliasName: LIVE_ALIAS, version });
    new Release(this, 'Release', { stage: name, lambda: this.lambda, alias, application: props.application, config });
    this.mapping = new EventSourceMapping(this, 'Mapping', {
      target: alias as IFunction,
      eventSourceArn: this.work.queue.queueArn,
      batchSize: settings.batchSize,
      reportBatchItemFailures: true,
      maxConcurrency: settings.maximumConcurrency,
      metricsConfig: { metrics: [MetricType.EVENT_COUNT] },
    });
    Validations.of(this.mapping).acknowledge({
      id: 'Serverless-LambdaEventSourceMappingDestination',
      reason:
        'Destinations are for streams. What fails stays in the queue, whose redrive policy takes it to the dead-letter queue.',
    });
  }
}
