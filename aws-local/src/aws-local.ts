import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { readAssembly, stackNames } from './assembly/assembly';
import { CustomResources } from './assembly/custom-resources';
import { type DeployedResource, deploy, type StackOutputs } from './assembly/deploy';
import { InlineCode } from './assembly/inline-code';
import { SpecCheck } from './assembly/spec-check/spec-check';
import { SsmParameters } from './assembly/ssm-parameters';
import { type SharedClock, scaledClock } from './clock/clock';
import type { Alarms } from './cloudwatch/alarms/alarms';
import { notificationsOf } from './cloudwatch/alarms/notification';
import { cloudWatchService } from './cloudwatch/api';
import { CloudWatch } from './cloudwatch/cloudwatch';
import { serviceMetrics } from './cloudwatch/emitted/service-metrics';
import { startDynamoDb } from './dynamodb/dynoxide';
import { eventBridgeService } from './eventbridge/api';
import { EventBridgeEngine, type EventBridgeOptions } from './eventbridge/engine';
import { type HttpServer, type HttpServerOptions, type PathHandler, startHttpServer } from './http/server';
import { AccessControl } from './iam/access-control';
import { lookups, queuePolicies } from './iam/lookups';
import type { Denial } from './iam/record';
import { lambdaApi } from './lambda/api';
import { LambdaEngine, type LogLine, type StartProcess } from './lambda/engine';
import { keepPace } from './lambda/pace';
import { logGroupName } from './lambda/standard-environment';
import { logsService } from './logs/api';
import { LogStore } from './logs/log-store';
import { checkStacks, type DataFolder, openDataFolder } from './persistence/data-folder';
import { Journal } from './persistence/journal';
import { FORMAT } from './persistence/read-journal';
import type { Pipe, PipeFailure } from './pipes/pipe';
import { secretsManagerService } from './secrets/api';
import { SecretsEngine } from './secrets/engine';
import { snsService } from './sns/api';
import { SnsEngine } from './sns/engine';
import { sqsService } from './sqs/api';
import { SqsEngine } from './sqs/engine';

const REGION = 'us-east-1';
const ACCOUNT = '000000000000';

/** What a service beside AWS shares with the environment. */
interface Shared {
  readonly clock: SharedClock;
  /** Keeps data over restarts; undefined if nothing is kept. */
  readonly journal: Journal | undefined;
}

export interface AwsLocalOptions {
  /** Folder of the cloud assembly to run, as `cdk synth` writes it. */
  readonly assembly: string;
  /** What of the assembly is left out: types (`AWS::S3::Bucket`), properties (`AWS::Lambda::Function.Layers`), or constructs (`Shop/Images`). */
  readonly ignore?: readonly string[];
  /** Values of the templates' parameters, by name or by `Stack:Name`. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Values of SSM parameters that the templates read, by name. */
  readonly ssm?: Readonly<Record<string, string>>;
  /**
   * Whether the templates are checked against CloudFormation's specification, which takes half a second of CPU beside the start, once a process for the
   * same templates; they are unless this is false.
   */
  readonly checkTemplates?: boolean;
  /**
   * Whether roles and services may do only what the templates' policies allow; they do unless this is false. Whoever signs with another key than a
   * function's may do everything.
   */
  readonly iam?: boolean;
  /** Keeps every call that the policies allow or deny, each kind once: see `AwsLocal.access.calls`. */
  readonly recordCalls?: boolean;
  /** Called with each call that the policies deny. */
  readonly onDenied?: (denial: Denial) => void;
  /** Environment milliseconds per real millisecond; 1 unless given. */
  readonly clockScale?: number;
  /** Another clock in place of a scaled one. */
  readonly clock?: SharedClock;
  /**
   * Whether metrics are collected and alarms evaluated, each minute of the environment's clock; they are not unless this is true. Alarms are made and
   * checked either way.
   */
  readonly alarms?: boolean;
  /** Runs handlers in another way than in worker threads. */
  readonly startProcess?: StartProcess;
  /** Port of the services; a free one unless given. */
  readonly port?: number;
  /** A folder that keeps the data over restarts; nothing is kept unless given. */
  readonly dataFolder?: string;
  /** Answers other paths on the same port. */
  readonly paths?: readonly PathHandler[];
  /** Partner event sources that are associated with event buses of their names, as somebody has done on AWS before stacks name them. */
  readonly partnerEventSources?: readonly string[];
  /** Variables that every function gets besides those of its template. */
  readonly functionVariables?: Readonly<Record<string, string>>;
  /**
   * Starts what functions call besides AWS, such as a payment gateway, on the same clock and journal.
   * @returns variables that tell every function where it is, and how to end it.
   */
  readonly startBeside?: (shared: Shared) => Promise<{
    readonly variables: Readonly<Record<string, string>>;
    close(): Promise<void>;
  }>;
  /** Runs when every resource exists and nothing polls or delivers yet. */
  readonly beforeTraffic?: (deployed: Pick<AwsLocal, 'clock' | 'events' | 'outputs' | 'secrets'>) => void;
  readonly onLog?: (line: LogLine) => void;
  readonly onPipeFailure?: (failure: PipeFailure) => void;
  /** Called with each event that a rule could bring neither to its target nor to a dead-letter queue. */
  readonly onDroppedEvent?: EventBridgeOptions['onDropped'];
  /** Called when a part of the environment dies that nothing works without. */
  readonly onDeath?: (reason: string) => void;
  /**
   * Called with one line when the data folder cannot be written. It should end the process before it returns, as what is
   * answered after it is not kept. Unless given, this is an uncaught error.
   */
  readonly onUnwritable?: (reason: string) => void;
  readonly intercept?: HttpServerOptions['intercept'];
  readonly deliver?: EventBridgeOptions['deliver'];
  readonly faults?: EventBridgeOptions['faults'];
}

/** AWS on one machine, running a cloud assembly. */
export interface AwsLocal {
  readonly clock: SharedClock;
  readonly url: string;
  readonly sqs: SqsEngine;
  readonly sns: SnsEngine;
  readonly events: EventBridgeEngine;
  readonly lambda: LambdaEngine;
  readonly secrets: SecretsEngine;
  /** Alarms with their states; evaluated only if the option `alarms` is true. */
  readonly alarms: Alarms;
  /** What was denied, and what of what the policies allow was used. */
  readonly access: Pick<AccessControl, 'denials' | 'granted' | 'unjudged' | 'calls'>;
  readonly http: HttpServer;
  readonly pipes: readonly Pipe[];
  readonly outputs: StackOutputs;
  /** What the assembly has, and why some of it was left out. */
  readonly resources: readonly DeployedResource[];
  /** Folder of the cloud assembly that runs. */
  readonly assembly: string;
  /** What points any AWS SDK at this environment, and what `startBeside` gave. */
  readonly variables: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/**
 * Starts the services, creates every resource of the assembly's stacks, then lets traffic flow.
 * @throws Error in one line: a port in use, no dynoxide, a resource or property that is not understood.
 */
export const startAwsLocal = async (options: AwsLocalOptions): Promise<AwsLocal> => {
  const closers: (() => unknown)[] = [];
  const stop = async (): Promise<void> => {
    for (const close of closers.splice(0).reverse()) await close();
  };
  try {
    return await start(options, closers, stop);
  } catch (error) {
    await stop();
    throw error;
  }
};

const start = async (
  options: AwsLocalOptions,
  closers: (() => unknown)[],
  stop: () => Promise<void>,
): Promise<AwsLocal> => {
  const { assembly } = options;
  const folder = options.dataFolder === undefined ? undefined : openDataFolder(options.dataFolder);
  closers.push(() => folder?.release());
  const specCheck = options.checkTemplates === false ? undefined : new SpecCheck();
  closers.push(() => specCheck?.close());
  const clock = options.clock ?? scaledClock(clockOptions(options.clockScale ?? 1, folder));
  // A folder gets its journal before its tables: one with tables alone would be nobody's.
  const stacks = await readAssembly(assembly);
  const journal = folder && openJournal(folder, stackNames(stacks), clock, options);
  closers.push(() => journal?.close());
  const database = await startDynamoDb({
    ...(options.onDeath && { onDeath: options.onDeath }),
    ...(folder && { databaseFile: folder.tablesFile }),
  });
  closers.push(() => database.close());

  // Nothing polls or delivers before every resource is there.
  const at = { clock, region: REGION, account: ACCOUNT, journal, held: true };
  const sqs = new SqsEngine(at);
  const logs = new LogStore(clock);
  const cloudWatch = new CloudWatch(at);
  closers.push(() => cloudWatch.close());
  const lambda = new LambdaEngine({
    ...at,
    sqs,
    onLog: (line) => {
      logs.add(logGroupName(line.functionName), String(line.environment), line.text);
      if (options.alarms) cloudWatch.addLogLine(line.text);
      options.onLog?.(line);
    },
    ...(options.alarms && { onInvocation: (record) => cloudWatch.addInvocation(record) }),
    accessOf: (definition) => access.ofFunction(definition),
    mayPoll: (definition, queueArn) => access.mayPoll(definition, queueArn),
    ...(options.startProcess && { startProcess: options.startProcess }),
  });
  // Real time stays real, however busy the machine is.
  if (clock.scale > 1) closers.push(keepPace(clock, () => lambda.threads()));
  const sns = new SnsEngine({
    ...at,
    sqs,
    mayReach: (topicArn, arn) => access.mayPublishTo(topicArn, arn),
    invokeAsynchronously: (arn, event) => lambda.invokeAsynchronously(arn, event),
  });
  // CloudWatch does not check whether a topic is there.
  cloudWatch.alarms.onTransition((transition) => {
    for (const notification of notificationsOf(transition))
      if (sns.hasTopic(notification.topicArn)) sns.publish(notification);
  });
  const events = new EventBridgeEngine({
    ...at,
    sqs,
    mayReach: (ruleArn, arn) => access.mayDeliver(ruleArn, arn),
    publish: (topicArn, message) => sns.publish({ topicArn, message }),
    invokeFunction: (arn, event) => lambda.invoke(arn, event),
    ...(options.deliver && { deliver: options.deliver }),
    ...(options.onDroppedEvent && { onDropped: options.onDroppedEvent }),
    ...(options.faults && { faults: options.faults }),
  });
  for (const source of options.partnerEventSources ?? []) events.buses.associate(source);
  const secrets = new SecretsEngine(at);
  const hashKeys: Record<string, string> = {};
  const access = new AccessControl({
    where: { region: REGION, account: ACCOUNT, ...lookups({ lambda, secrets, sqs, hashKeys }) },
    queues: queuePolicies(sqs),
    enforced: options.iam !== false,
    recordsCalls: options.recordCalls === true,
    onDenied: options.onDenied ?? (() => undefined),
    tables: () => ({ port: Number(new URL(database.url).port), hashKeys }),
  });
  const customResources = new CustomResources(journal);
  const pipes: Pipe[] = [];
  closers.push(() => sqs.close());
  const http = await startHttpServer({
    ...(options.port !== undefined && { port: options.port }),
    services: [
      sqsService(sqs),
      eventBridgeService(events),
      secretsManagerService(secrets, clock),
      logsService(logs),
      cloudWatchService(cloudWatch, () => clock.now()),
    ],
    queryServices: [snsService(sns)],
    authorize: access.authorizeRequest,
    paths: [lambdaApi(lambda, access.authorizeRequest), customResources, ...(options.paths ?? [])],
    ...(options.intercept && { intercept: options.intercept }),
  });
  closers.push(() => http.close());
  const beside = await options.startBeside?.({ clock, journal });
  closers.push(() => beside?.close());

  const variables = {
    AWS_ENDPOINT_URL: http.url,
    AWS_ENDPOINT_URL_DYNAMODB: database.url,
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    ...beside?.variables,
  };
  const dynamodb = new DynamoDBClient({
    endpoint: database.url,
    region: REGION,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  closers.push(() => dynamodb.destroy());
  // First to close: pollers and rules would go on calling what is already gone.
  closers.push(async () => {
    events.close();
    sns.close();
    await Promise.all(pipes.map((pipe) => pipe.stop()));
    await lambda.close();
  });
  const inlineCode = new InlineCode();
  closers.unshift(() => inlineCode.close());
  const target = {
    ...at,
    sqs,
    sns,
    events,
    lambda,
    secrets,
    cloudWatch,
    ssm: new SsmParameters(options.ssm),
    access,
    hashKeys,
    dynamodb,
    customResources,
    inlineCode,
    pipes,
    keepsData: folder !== undefined,
    url: http.url,
    functionEnvironment: { ...variables, ...options.functionVariables },
    onPipeFailure: options.onPipeFailure ?? (() => undefined),
  };
  const { outputs, resources } = await deploy(stacks, target, { ...options, specCheck });
  options.beforeTraffic?.({ clock, events, outputs, secrets });
  events.release();
  for (const pipe of pipes) pipe.start();
  lambda.release();
  if (options.alarms) cloudWatch.start(serviceMetrics({ sqs, events, lambda, pipes }, () => clock.now()));
  return {
    clock,
    url: http.url,
    sqs,
    sns,
    events,
    lambda,
    secrets,
    alarms: cloudWatch.alarms,
    access,
    http,
    pipes,
    outputs,
    resources,
    assembly,
    variables,
    stop,
  };
};

/** Time does not run backwards over a restart, whatever the scale was before. */
const clockOptions = (scale: number, folder: DataFolder | undefined) => ({
  scale,
  ...(folder?.content && { startMs: Math.max(Date.now(), folder.content.lastMs) }),
});

const openJournal = (
  { journalFile, content }: DataFolder,
  stacks: readonly string[],
  clock: SharedClock,
  { dataFolder = '', onUnwritable = raise }: AwsLocalOptions,
): Journal => {
  checkStacks(dataFolder, content, stacks);
  return new Journal({
    file: journalFile,
    origin: { format: FORMAT, stacks },
    now: () => clock.now(),
    content,
    onFailure: onUnwritable,
  });
};

const raise = (reason: string): never => {
  throw new Error(reason);
};
