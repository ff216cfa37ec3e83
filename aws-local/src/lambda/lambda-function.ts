import { randomBytes, randomUUID } from 'node:crypto';
import type { SharedClock } from '../clock/clock';
import { AwsError } from '../http/aws-error';
import type { FunctionAccess } from '../iam/function-access';
import { SharedCompiledCode } from './compiled-code';
import {
  type EnvironmentOptions,
  ExecutionEnvironment,
  type HandlerProcess,
  type MeasuredTables,
} from './execution-environment';
import { type FunctionDefinition, validateFunctionDefinition, versionOf } from './function-definition';
import { FunctionError } from './function-error';
import type { InvocationRecord } from './invocation-record';
import type { FunctionLocation } from './standard-environment';
import type { RequestCounts } from './worker/request-counts';

/** How long an environment stays warm without work. AWS does not say; minutes are what people see. */
const IDLE_MS = 5 * 60_000;

export interface LogLine {
  readonly functionName: string;
  /** Which execution environment of the function, counted from 1. */
  readonly environment: number;
  readonly text: string;
}

/** Starts an execution environment; worker threads do unless something else is given. */
export type StartProcess = (options: EnvironmentOptions) => HandlerProcess;

const startWorker: StartProcess = (options) => new ExecutionEnvironment(options);

export interface LambdaFunctionOptions {
  readonly definition: FunctionDefinition;
  readonly location: FunctionLocation;
  readonly clock: SharedClock;
  readonly onLog: (line: LogLine) => void;
  readonly onRequests: (requests: RequestCounts) => void;
  /** What a new environment of a function may do; everything unless given. */
  readonly accessOf?: ((definition: FunctionDefinition) => FunctionAccess | undefined) | undefined;
  readonly measuredTables?: MeasuredTables | undefined;
  readonly startProcess?: StartProcess;
  readonly onInvocation?: (record: InvocationRecord) => void;
  /** Shared by what counts against one reserved concurrency; its own unless given. */
  readonly concurrency?: Concurrency;
}

/** How many invocations run, and how many may; `reserved` undefined: any number. */
export interface Concurrency {
  running: number;
  reserved: number | undefined;
}

/** What an update changes of a function. */
export interface FunctionChange {
  readonly codePath?: string;
  /** Variables that get another value; the rest stay. */
  readonly variables?: Readonly<Record<string, string>>;
}

interface Idle {
  readonly environment: HandlerProcess;
  readonly stopExpiry: () => void;
}

/** A function and its execution environments: as many as there are concurrent invocations, the warmest used first. */
export class LambdaFunction {
  #definition: FunctionDefinition;
  readonly #location: FunctionLocation;
  readonly #clock: SharedClock;
  readonly #onLog: (line: LogLine) => void;
  readonly #onRequests: (requests: RequestCounts) => void;
  readonly #accessOf: LambdaFunctionOptions['accessOf'];
  readonly #measuredTables: MeasuredTables | undefined;
  readonly #startProcess: StartProcess;
  readonly #onInvocation: LambdaFunctionOptions['onInvocation'];
  #compiledCode = new SharedCompiledCode();
  readonly #environments = new Set<HandlerProcess>();
  #idle: Idle[] = [];
  readonly #concurrency: Concurrency;
  #started = 0;

  public constructor(options: LambdaFunctionOptions) {
    validateFunctionDefinition(options.definition);
    this.#definition = options.definition;
    this.#location = options.location;
    this.#clock = options.clock;
    this.#onLog = options.onLog;
    this.#onRequests = options.onRequests;
    this.#accessOf = options.accessOf;
    this.#measuredTables = options.measuredTables;
    this.#startProcess = options.startProcess ?? startWorker;
    this.#onInvocation = options.onInvocation;
    this.#concurrency = options.concurrency ?? { running: 0, reserved: options.definition.reservedConcurrency };
  }

  public get definition(): FunctionDefinition {
    return this.#definition;
  }

  /** Of the function, without a version. */
  public get arn(): string {
    const { region, account } = this.#location;
    return `arn:aws:lambda:${region}:${account}:function:${this.#definition.functionName}`;
  }

  /** `$LATEST`, or the number that it was published under. */
  public get version(): string {
    return versionOf(this.#definition);
  }

  /** Environments that exist now, busy or idle. */
  public get environments(): number {
    return this.#environments.size;
  }

  public get processes(): Iterable<HandlerProcess> {
    return this.#environments;
  }

  /**
   * Runs the handler on `event` (JSON text) and gives its result as JSON text.
   * @throws FunctionError when the function fails; AwsError TooManyRequestsException beyond the reserved concurrency.
   */
  public async invoke(event: string, functionArn = this.arn): Promise<string> {
    const startedMs = this.#clock.now();
    const concurrency = this.#concurrency;
    if (concurrency.running >= (concurrency.reserved ?? Number.POSITIVE_INFINITY)) {
      this.#record(functionArn, startedMs, 'throttled', concurrency.running);
      throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429);
    }
    concurrency.running += 1;
    const concurrent = concurrency.running;
    let outcome: InvocationRecord['outcome'] = 'succeeded';
    const environment = this.#takeIdle() ?? this.#start();
    const requestId = randomUUID();
    try {
      return await environment.invoke({ requestId, event, functionArn, traceId: traceId(this.#clock.now()) });
    } catch (error) {
      outcome = 'failed';
      if (error instanceof FunctionError) this.#logFailure(environment, requestId, error);
      throw error;
    } finally {
      concurrency.running -= 1;
      this.#record(functionArn, startedMs, outcome, concurrent);
      this.#release(environment);
    }
  }

  /** New invocations use the code at `codePath`; those running finish with what they loaded. */
  public swapCode(codePath: string): Promise<void> {
    return this.update({ codePath });
  }

  /** New invocations use code and variables as they are now; those running finish with what they loaded. */
  public async update({ codePath = this.#definition.codePath, variables }: FunctionChange): Promise<void> {
    const environment = { ...this.#definition.environment, ...variables };
    this.#definition = { ...this.#definition, codePath, environment };
    this.#compiledCode = new SharedCompiledCode();
    await Promise.all(this.#idle.map(({ environment }) => environment.kill()));
  }

  /** Ends every environment as SIGKILL would and gives their number. */
  public async killEnvironments(): Promise<number> {
    const all = [...this.#environments];
    await Promise.all(all.map((environment) => environment.kill()));
    return all.length;
  }

  #record(functionArn: string, startedMs: number, outcome: InvocationRecord['outcome'], concurrent: number): void {
    const { functionName } = this.#definition;
    const durationMs = this.#clock.now() - startedMs;
    const { version } = this;
    this.#onInvocation?.({ functionName, functionArn, version, startedMs, durationMs, outcome, concurrent });
  }

  #start(): HandlerProcess {
    this.#started += 1;
    const number = this.#started;
    const { functionName } = this.#definition;
    const environment: HandlerProcess = this.#startProcess({
      number,
      definition: this.#definition,
      location: this.#location,
      clock: this.#clock,
      compiledCode: this.#compiledCode,
      logStreamName: `${new Date(this.#clock.now()).toISOString().slice(0, 10).replaceAll('-', '/')}/[${this.version}]${randomUUID().replaceAll('-', '')}`,
      onRequests: this.#onRequests,
      access: this.#accessOf?.(this.#definition),
      measuredTables: this.#measuredTables,
      onLine: (text) => this.#onLog({ functionName, environment: number, text }),
      onEnd: () => {
        this.#environments.delete(environment);
        this.#removeIdle(environment);
      },
    });
    this.#environments.add(environment);
    return environment;
  }

  #takeIdle(): HandlerProcess | undefined {
    const environment = this.#idle.findLast((idle) => idle.environment.usable)?.environment;
    if (environment !== undefined) this.#removeIdle(environment);
    return environment;
  }

  #removeIdle(environment: HandlerProcess): void {
    this.#idle.find((idle) => idle.environment === environment)?.stopExpiry();
    this.#idle = this.#idle.filter((idle) => idle.environment !== environment);
  }

  #release(environment: HandlerProcess): void {
    if (!environment.usable) return;
    if (environment.definition !== this.#definition) return void environment.kill();
    const stopExpiry = this.#clock.schedule(IDLE_MS, () => void environment.kill());
    this.#idle.push({ environment, stopExpiry });
  }

  /** As Lambda's Node runtime prints it, so that a developer sees why a batch came back. */
  #logFailure(environment: HandlerProcess, requestId: string, error: FunctionError): void {
    const { errorType, errorMessage, trace } = error.payload;
    this.#onLog({
      functionName: this.#definition.functionName,
      environment: environment.number,
      text: `${requestId} ERROR Invoke Error ${JSON.stringify({ errorType, errorMessage, stack: trace ?? [] })}`,
    });
  }
}

const traceId = (nowMs: number) =>
  `Root=1-${Math.floor(nowMs / 1000).toString(16)}-${randomBytes(12).toString('hex')};Parent=${randomBytes(8).toString('hex')};Sampled=0`;
