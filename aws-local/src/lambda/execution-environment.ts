import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { Worker } from 'node:worker_threads';
import type { SharedClock } from '../clock/clock';
import type { ConsumedCapacity } from '../dynamodb/consumed-capacity';
import type { FunctionAccess } from '../iam/function-access';
import type { SharedCompiledCode } from './compiled-code';
import type { FunctionDefinition } from './function-definition';
import { FunctionError, runtimeExited, timedOut } from './function-error';
import { type FunctionLocation, logGroupName, standardEnvironment } from './standard-environment';
import { compileForManyIsolates } from './worker/compilation';
import type { CompiledCode, Invocation, LoadOrder, WorkerReport, WorkerSettings } from './worker/protocol';
import type { RequestCounts } from './worker/request-counts';
import { workerSource } from './worker/source';

/**
 * Real time, not the environment's: how long a laptop takes to load a module says nothing about Lambda, and a module that
 * never finishes loading must not hang its callers for ever.
 */
const LONGEST_INIT_REAL_MS = 60_000;
/** Garbage of small events. V8 would let each of some twenty environments grow to 48 MB before it collects more often. */
const YOUNG_GENERATION_MB = 6;

export interface EnvironmentOptions {
  /** Which one of the function it is, counted from 1. */
  readonly number: number;
  readonly definition: FunctionDefinition;
  readonly location: FunctionLocation;
  readonly clock: SharedClock;
  /** Of the same code, with the function's other environments. */
  readonly compiledCode: SharedCompiledCode;
  readonly logStreamName: string;
  readonly onLine: (text: string) => void;
  /** What its role allows; everything unless given. */
  readonly access?: FunctionAccess | undefined;
  /** Lets a debugger in: the worker prints where. */
  readonly inspect?: boolean;
  /** Told what AWS requests an invocation sent, when it has ended. */
  readonly onRequests: (requests: RequestCounts) => void;
  /** Where tables are, and who is told what an invocation took of them when it has ended; not measured unless given. */
  readonly measuredTables?: MeasuredTables | undefined;
  /** Called once, when the worker has ended for whatever reason. */
  readonly onEnd: () => void;
}

export interface MeasuredTables {
  /** DynamoDB's. */
  readonly port: number;
  readonly onConsumed: (consumed: readonly ConsumedCapacity[]) => void;
}

/** What runs a function's handler, one invocation at a time. */
export interface HandlerProcess {
  readonly number: number;
  /** What it was started from. */
  readonly definition: FunctionDefinition;
  /** Whether it can take another invocation. */
  readonly usable: boolean;
  /** Real milliseconds that its thread has been busy so far; missing if it has none of its own. */
  readonly busyMs?: number;
  /** Runs the handler and gives its result as JSON text. @throws FunctionError */
  invoke(invocation: Omit<Invocation, 'deadlineMs'>): Promise<string>;
  /** Ends it at once, whatever it is doing, as SIGKILL would; an invocation in it fails. */
  kill(): Promise<void>;
}

/** One execution environment: a worker thread with its own variables and memory, which runs one invocation at a time. */
export class ExecutionEnvironment implements HandlerProcess {
  public readonly number: number;
  /** What it was started from. */
  public readonly definition: FunctionDefinition;
  readonly #worker: Worker;
  readonly #clock: SharedClock;
  readonly #ready: Promise<void>;
  readonly #ended: Promise<void>;
  #settle: ((report: Answer | Error) => void) | undefined;
  /** Why the worker is ending, once something has been decided. */
  #fate: ((requestId: string) => FunctionError) | undefined;
  #hasEnded = false;

  public constructor({
    number,
    definition,
    location,
    clock,
    compiledCode,
    logStreamName,
    onLine,
    access,
    inspect = false,
    onRequests,
    measuredTables,
    onEnd,
  }: EnvironmentOptions) {
    this.#clock = clock;
    this.number = number;
    this.definition = definition;
    const settings: WorkerSettings = {
      clock: clock.origin,
      codePath: definition.codePath,
      handler: definition.handler,
      functionName: definition.functionName,
      memoryMb: definition.memoryMb,
      logGroupName: logGroupName(definition.functionName),
      logStreamName,
      inspect,
      ...(access && { tables: access.tables }),
      ...(measuredTables && { measuredPort: measuredTables.port }),
    };
    compileForManyIsolates();
    this.#worker = new Worker(workerSource(), {
      eval: true,
      name: definition.functionName,
      workerData: settings,
      env: standardEnvironment(definition, location, logStreamName),
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: definition.memoryMb, maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
      stdout: true,
      stderr: true,
    });
    for (const stream of [this.#worker.stdout, this.#worker.stderr]) readLines(stream, onLine);
    this.#worker.on('message', (report: WorkerReport) => {
      if (report.kind === 'judged') return access?.note(report.noted);
      if ('requests' in report) {
        onRequests(report.requests);
        measuredTables?.onConsumed(report.consumed);
      }
      this.#settle?.(report);
    });
    this.#worker.on('error', (error: Error & { code?: string }) => {
      // A heap that is full makes Node abort; on Lambda the runtime ends by that signal.
      const reason = error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'signal: aborted' : 'exit status 129';
      this.#fate ??= (requestId) => runtimeExited(requestId, reason);
      onLine(`ERROR Uncaught Exception ${error.stack ?? error.message}`);
    });
    this.#ended = new Promise((resolve) => {
      this.#worker.once('exit', (exitCode) => {
        this.#hasEnded = true;
        this.#fate ??= (requestId) => runtimeExited(requestId, exitCode === 0 ? undefined : `exit status ${exitCode}`);
        this.#settle?.(new Error('exited'));
        onEnd();
        resolve();
      });
    });
    this.#ready = this.#init(compiledCode);
    // An invocation awaits it and gets the error; without one there is nobody to tell.
    this.#ready.catch(() => undefined);
  }

  /** Whether it can take another invocation. */
  public get usable(): boolean {
    return !this.#hasEnded && this.#fate === undefined;
  }

  public get busyMs(): number {
    return this.#worker.performance.eventLoopUtilization().active;
  }

  /** Runs the handler and gives its result as JSON text. @throws FunctionError */
  public async invoke(invocation: Omit<Invocation, 'deadlineMs'>): Promise<string> {
    await this.#ready.catch((error) => {
      throw error instanceof FunctionError ? error : this.#failure(invocation.requestId);
    });
    const { timeoutMs } = this.definition;
    const answered = this.#nextReport();
    const cancelTimeout = this.#clock.schedule(timeoutMs, () => {
      this.#end((requestId) => timedOut(requestId, timeoutMs));
    });
    const complete: Invocation = { ...invocation, deadlineMs: this.#clock.now() + timeoutMs };
    this.#worker.postMessage(complete);
    try {
      const report = await answered;
      if (report.kind === 'returned') return report.payload;
      if (report.kind === 'threw') throw new FunctionError(report.error);
      throw new Error(`A worker reported '${report.kind}' during an invocation`);
    } catch (error) {
      throw error instanceof FunctionError ? error : this.#failure(invocation.requestId);
    } finally {
      cancelTimeout();
    }
  }

  /** Ends it at once, whatever it is doing, as SIGKILL would; an invocation in it fails. */
  public async kill(): Promise<void> {
    this.#end((requestId) => runtimeExited(requestId, 'signal: killed'));
    await this.#ended;
  }

  async #init(compiledCode: SharedCompiledCode): Promise<void> {
    const tooLong = setTimeout(
      () => this.#end((requestId) => timedOut(requestId, LONGEST_INIT_REAL_MS, 'Init')),
      LONGEST_INIT_REAL_MS,
    );
    try {
      await compiledCode.load((order) => this.#load(order));
    } finally {
      clearTimeout(tooLong);
    }
  }

  async #load(order: LoadOrder): Promise<CompiledCode | undefined> {
    const loaded = this.#nextReport();
    this.#worker.postMessage(order);
    const report = await loaded;
    if (report.kind === 'ready') return report.code;
    if (report.kind !== 'unloadable') throw new Error(`A worker reported '${report.kind}' while it loaded`);
    const error = new FunctionError(report.error);
    this.#end(() => error);
    throw error;
  }

  /** Rejects when the worker ends first. What it says after its end has been decided no longer counts. */
  #nextReport(): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (this.#hasEnded) return reject(new Error('exited'));
      this.#settle = (report) => {
        if (report instanceof Error) reject(report);
        else if (this.#fate === undefined) resolve(report);
      };
    });
  }

  #end(fate: (requestId: string) => FunctionError): void {
    this.#fate ??= fate;
    void this.#worker.terminate();
  }

  #failure(requestId: string): FunctionError {
    return this.#fate?.(requestId) ?? runtimeExited(requestId);
  }
}

/** What somebody waits for. */
type Answer = Exclude<WorkerReport, { kind: 'judged' }>;

const readLines = (stream: Readable, onLine: (text: string) => void) => {
  createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY }).on('line', onLine);
};
