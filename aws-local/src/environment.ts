import type { DeployedResource, StackOutputs } from './assembly/deploy';
import type { SharedClock } from './clock/clock';
import type { Alarms } from './cloudwatch/alarms/alarms';
import type { CodeDeploy } from './codedeploy/codedeploy';
import type { Release, Released } from './codedeploy/release';
import type { EventBridgeEngine, EventBridgeOptions } from './eventbridge/engine';
import type { HttpServer, HttpServerOptions, PathHandler } from './http/server';
import type { AccessControl } from './iam/access-control';
import type { Denial } from './iam/record';
import type { LambdaEngine, LogLine, StartProcess } from './lambda/engine';
import type { Journal } from './persistence/journal';
import type { Pipe, PipeFailure } from './pipes/pipe';
import type { SecretsEngine } from './secrets/engine';
import type { SnsEngine } from './sns/engine';
import type { SqsEngine } from './sqs/engine';

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
  /** Deployments of functions. */
  readonly codeDeploy: CodeDeploy;
  /** Updates a function as an update of its stack does. @throws AwsError ResourceNotFoundException */
  release(what: Release): Promise<Released>;
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
