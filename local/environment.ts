import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { readAssembly, stackNames } from '../aws-local/src/assembly/assembly';
import { CustomResources } from '../aws-local/src/assembly/custom-resources';
import { deploy, type StackOutputs } from '../aws-local/src/assembly/deploy';
import { synthesize } from '../aws-local/src/assembly/synthesize';
import { type SharedClock, scaledClock } from '../aws-local/src/clock/clock';
import { startDynamoDb } from '../aws-local/src/dynamodb/dynoxide';
import { eventBridgeService } from '../aws-local/src/eventbridge/api';
import { EventBridgeEngine, type EventBridgeOptions } from '../aws-local/src/eventbridge/engine';
import type { HttpServer, HttpServerOptions, PathHandler } from '../aws-local/src/http/service';
import { startHttpServer } from '../aws-local/src/http/service';
import { lambdaApi } from '../aws-local/src/lambda/api';
import { LambdaEngine, type LogLine, type StartProcess } from '../aws-local/src/lambda/engine';
import { keepPace } from '../aws-local/src/lambda/pace';
import { logGroupName } from '../aws-local/src/lambda/standard-environment';
import { logsService } from '../aws-local/src/logs/api';
import { LogStore } from '../aws-local/src/logs/log-store';
import { checkStacks, type DataFolder, FORMAT, openDataFolder } from '../aws-local/src/persistence/data-folder';
import { Journal } from '../aws-local/src/persistence/journal';
import type { Pipe, PipeFailure } from '../aws-local/src/pipes/pipe';
import { secretsManagerService } from '../aws-local/src/secrets/api';
import { SecretsEngine } from '../aws-local/src/secrets/engine';
import { sqsService } from '../aws-local/src/sqs/api';
import { SqsEngine } from '../aws-local/src/sqs/engine';
import { type GatewaySimulator, startGatewaySimulator } from '../simulation/stripe/simulator';

const REGION = 'us-east-1';
const ACCOUNT = '000000000000';

export interface EnvironmentOptions {
  /** Environment milliseconds per real millisecond; 1 unless given. */
  readonly clockScale?: number;
  /** Another clock in place of a scaled one. */
  readonly clock?: SharedClock;
  /** Runs handlers in another way than in worker threads. */
  readonly startProcess?: StartProcess;
  /** Port of the services; a free one unless given. */
  readonly port?: number;
  /** A folder that keeps the data over restarts; nothing is kept unless given. */
  readonly dataFolder?: string;
  /** Answers other paths on the same port. */
  readonly paths?: readonly PathHandler[];
  /** A cloud assembly to run; unless given, the CDK app is synthesized. */
  readonly assembly?: string;
  /** Context for the CDK app, if it is synthesized (`-c` of the CDK's command). */
  readonly context?: Readonly<Record<string, string>>;
  /** Environment milliseconds that the payment gateway takes to answer. */
  readonly gatewayLatencyMs?: number;
  readonly gatewayJitterMs?: number;
  readonly seed?: number;
  /** Variables that every function gets besides those of its template. */
  readonly functionVariables?: Readonly<Record<string, string>>;
  readonly onLog?: (line: LogLine) => void;
  readonly onPipeFailure?: (failure: PipeFailure) => void;
  /** Told when a part of the environment dies that nothing works without. */
  readonly onDeath?: (reason: string) => void;
  readonly intercept?: HttpServerOptions['intercept'];
  readonly deliver?: EventBridgeOptions['deliver'];
  readonly faults?: EventBridgeOptions['faults'];
}

/** AWS on one machine, running what the CDK app synthesizes. */
export interface Environment {
  readonly clock: SharedClock;
  readonly url: string;
  readonly sqs: SqsEngine;
  readonly events: EventBridgeEngine;
  readonly lambda: LambdaEngine;
  readonly secrets: SecretsEngine;
  readonly gateway: GatewaySimulator;
  readonly http: HttpServer;
  readonly pipes: readonly Pipe[];
  readonly outputs: StackOutputs;
  /** Folder of the cloud assembly that runs. */
  readonly assembly: string;
  /** What points any AWS SDK at this environment. */
  readonly variables: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/**
 * Synthesizes the app, starts the services and creates every resource of its stacks.
 * @throws Error in one line: a port in use, no dynoxide, a resource or property that is not understood.
 */
export const startEnvironment = async (options: EnvironmentOptions = {}): Promise<Environment> => {
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
  options: EnvironmentOptions,
  closers: (() => unknown)[],
  stop: () => Promise<void>,
): Promise<Environment> => {
  const folder = options.dataFolder === undefined ? undefined : openDataFolder(options.dataFolder);
  closers.push(() => folder?.release());
  const clock = options.clock ?? scaledClock(clockOptions(options.clockScale ?? 1, folder));
  const startDatabase = async () => {
    const started = await startDynamoDb({
      ...(options.onDeath && { onDeath: options.onDeath }),
      ...(folder && { databaseFile: folder.tablesFile }),
    });
    closers.push(() => started.close());
    return started;
  };
  const readStacks = async () => {
    const assembly = options.assembly ?? (await synthesized(closers, options.context));
    const stacks = await readAssembly(assembly);
    const journal = folder && openJournal(folder, stackNames(stacks), clock, options);
    closers.push(() => journal?.close());
    return { assembly, stacks, journal };
  };
  const reading = readStacks();
  // A folder gets its journal before its tables: one with tables alone would be nobody's.
  const [{ assembly, stacks, journal }, database] = await Promise.all([
    reading,
    folder ? reading.then(startDatabase) : startDatabase(),
  ]);

  // Nothing polls or delivers before every resource is there.
  const at = { clock, region: REGION, account: ACCOUNT, journal, held: true };
  const sqs = new SqsEngine(at);
  const logs = new LogStore(clock);
  const lambda = new LambdaEngine({
    ...at,
    sqs,
    onLog: (line) => {
      logs.add(logGroupName(line.functionName), String(line.environment), line.text);
      options.onLog?.(line);
    },
    ...(options.startProcess && { startProcess: options.startProcess }),
  });
  // Real time stays real, however busy the machine is.
  if (clock.scale > 1) closers.push(keepPace(clock, () => lambda.threads()));
  const events = new EventBridgeEngine({
    ...at,
    sqs,
    invokeFunction: (arn, event) => lambda.invoke(arn, event),
    ...(options.deliver && { deliver: options.deliver }),
    ...(options.faults && { faults: options.faults }),
  });
  const secrets = new SecretsEngine(at);
  const customResources = new CustomResources(journal);
  const pipes: Pipe[] = [];
  closers.push(() => sqs.close());
  const http = await startHttpServer({
    ...(options.port !== undefined && { port: options.port }),
    services: [sqsService(sqs), eventBridgeService(events), secretsManagerService(secrets, clock), logsService(logs)],
    paths: [lambdaApi(lambda), customResources, ...(options.paths ?? [])],
    ...(options.intercept && { intercept: options.intercept }),
  });
  closers.push(() => http.close());
  const gateway = await startGatewaySimulator({
    clock,
    journal,
    latencyMs: options.gatewayLatencyMs ?? 0,
    jitterMs: options.gatewayJitterMs ?? 0,
    seed: options.seed ?? 1,
  });
  closers.push(() => gateway.close());

  const variables = {
    AWS_ENDPOINT_URL: http.url,
    AWS_ENDPOINT_URL_DYNAMODB: database.url,
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    GATEWAY_URL: gateway.url,
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
    await Promise.all(pipes.map((pipe) => pipe.stop()));
    await lambda.close();
  });
  const outputs = await deploy(stacks, {
    ...at,
    sqs,
    events,
    lambda,
    secrets,
    dynamodb,
    customResources,
    pipes,
    keepsData: folder !== undefined,
    url: http.url,
    functionEnvironment: { ...variables, ...options.functionVariables },
    onPipeFailure: options.onPipeFailure ?? (() => undefined),
  });
  events.release();
  for (const pipe of pipes) pipe.start();
  lambda.release();
  return {
    clock,
    url: http.url,
    sqs,
    events,
    lambda,
    secrets,
    gateway,
    http,
    pipes,
    outputs,
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
  { dataFolder = '', onDeath }: EnvironmentOptions,
): Journal => {
  checkStacks(dataFolder, content, stacks);
  return new Journal({
    file: journalFile,
    origin: { format: FORMAT, stacks },
    now: () => clock.now(),
    content,
    onFailure: (reason) => onDeath?.(reason),
  });
};

const synthesized = async (closers: (() => unknown)[], context?: EnvironmentOptions['context']): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'order-processor-'));
  closers.push(() => rm(folder, { recursive: true, force: true }));
  await synthesize(folder, undefined, context);
  return folder;
};
