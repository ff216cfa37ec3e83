import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { readAssembly, stackNames } from './assembly/assembly';
import { CustomResources } from './assembly/custom-resources';
import { deploy } from './assembly/deploy';
import { InlineCode } from './assembly/inline-code';
import { SpecCheck } from './assembly/spec-check/spec-check';
import { SsmParameters } from './assembly/ssm-parameters';
import { type SharedClock, scaledClock } from './clock/clock';
import { notificationsOf } from './cloudwatch/alarms/notification';
import { cloudWatchService } from './cloudwatch/api';
import { CloudWatch } from './cloudwatch/cloudwatch';
import { serviceMetrics } from './cloudwatch/emitted/service-metrics';
import { AliasReleases } from './codedeploy/alias-releases';
import { codeDeployService } from './codedeploy/api';
import { CodeDeploy } from './codedeploy/codedeploy';
import { deploymentActions } from './codedeploy/deployment-actions';
import { release } from './codedeploy/release';
import { startDynamoDb } from './dynamodb/dynoxide';
import type { AwsLocal, AwsLocalOptions } from './environment';
import { eventBridgeService } from './eventbridge/api';
import { EventBridgeEngine } from './eventbridge/engine';
import { AwsError } from './http/aws-error';
import { startHttpServer } from './http/server';
import { AccessControl } from './iam/access-control';
import { lookups, queuePolicies } from './iam/lookups';
import { lambdaApi } from './lambda/api';
import { concurrencyApi } from './lambda/concurrency-api';
import { LambdaEngine } from './lambda/engine';
import { keepPace } from './lambda/pace';
import { logGroupName } from './lambda/standard-environment';
import { logsService } from './logs/api';
import { LogStore } from './logs/log-store';
import { checkStacks, type DataFolder, openDataFolder } from './persistence/data-folder';
import { Journal } from './persistence/journal';
import { FORMAT } from './persistence/read-journal';
import type { Pipe } from './pipes/pipe';
import { secretsManagerService } from './secrets/api';
import { SecretsEngine } from './secrets/engine';
import { snsService } from './sns/api';
import { SnsEngine } from './sns/engine';
import { sqsService } from './sqs/api';
import { SqsEngine } from './sqs/engine';

const REGION = 'us-east-1';
const ACCOUNT = '000000000000';

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
    ...(options.alarms && {
      measuredTables: {
        port: Number(new URL(database.url).port),
        onConsumed: (consumed) => cloudWatch.addConsumed(consumed),
      },
    }),
    accessOf: (definition) => access.ofFunction(definition),
    mayPoll: (definition, queueArn) => access.mayPoll(definition, queueArn),
    ...(options.startProcess && { startProcess: options.startProcess }),
  });
  if (options.alarms) lambda.onInvocation((record) => cloudWatch.addInvocation(record));
  // Real time stays real, however busy the machine is.
  if (clock.scale > 1) closers.push(keepPace(clock, () => lambda.threads()));
  const sns = new SnsEngine({
    ...at,
    sqs,
    mayReach: (topicArn, arn) => access.mayPublishTo(topicArn, arn),
    invokeAsynchronously: (arn, event) => lambda.invokeAsynchronously(arn, event),
  });
  cloudWatch.alarms.onTransition((transition) => {
    for (const notification of notificationsOf(transition)) {
      attempted(() => {
        access.mayNotify(transition.alarm.arn, notification.topicArn);
        sns.publish(notification);
      });
    }
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
    where: {
      region: REGION,
      account: ACCOUNT,
      ...lookups({ lambda, secrets, sqs, codeDeploy: () => codeDeploy, hashKeys }),
    },
    queues: queuePolicies(sqs),
    enforced: options.iam !== false,
    recordsCalls: options.recordCalls === true,
    onDenied: options.onDenied ?? (() => undefined),
    tables: () => ({ port: Number(new URL(database.url).port), hashKeys }),
  });
  const codeDeploy = new CodeDeploy({
    clock,
    actionsAs: deploymentActions({ lambda, alarms: cloudWatch.alarms, access }),
  });
  closers.push(() => codeDeploy.close());
  const aliasReleases = new AliasReleases();
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
      codeDeployService(codeDeploy),
    ],
    queryServices: [snsService(sns)],
    authorize: access.authorizeRequest,
    paths: [
      lambdaApi(lambda, access.authorizeRequest),
      concurrencyApi(lambda, access.authorizeRequest),
      customResources,
      ...(options.paths ?? []),
    ],
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
    codeDeploy,
    aliasReleases,
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
    codeDeploy,
    release: (what) => release({ lambda, policies: access.policies, codeDeploy, aliasReleases }, what),
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

/** Does what nobody is told of if AWS refuses it: an alarm's topic may be gone, or not let it in. */
const attempted = (act: () => unknown): void => {
  try {
    act();
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
  }
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
