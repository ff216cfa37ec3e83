import type { Clock } from '../clock/clock';
import type { FunctionAccess } from '../iam/function-access';
import { AccessRecord } from '../iam/record';
import { TableGuard } from '../iam/table-guard';
import type { EnvironmentOptions, HandlerProcess } from '../lambda/execution-environment';
import { versionOf } from '../lambda/function-definition';
import { FunctionError, runtimeExited, timedOut } from '../lambda/function-error';
import { standardEnvironment } from '../lambda/standard-environment';
import { errorPayload } from '../lambda/worker/error-payload';
import type { Handler } from '../lambda/worker/load-handler';
import type { Invocation } from '../lambda/worker/protocol';
import { loadBundle } from './handler-bundle';
import {
  awsTargetOf,
  type CallAnswer,
  type CallingProcess,
  type CallRequest,
  type CallTarget,
  type HandlerCall,
  type RequestHead,
} from './handler-call';
import { handlerGlobals } from './handler-globals';
import { HeldRequest, type RequestOptions } from './held-request';

export interface SimulatedProcessOptions extends Omit<EnvironmentOptions, 'compiledCode'> {
  /** The folder of the code that it runs; the function's own unless given. */
  readonly codePath?: string | undefined;
  readonly random: () => number;
  /** How far its clock is ahead of the others', milliseconds; not at all unless given. */
  readonly clockAheadMs?: number;
  /** Classifies a request that does not go to AWS. */
  readonly targetElsewhere: (request: RequestHead) => CallTarget;
  /** Takes every request of the handler; nothing goes anywhere unless it sees to it. */
  readonly onCall: (call: Omit<HandlerCall, 'number'>) => void;
}

/**
 * An execution environment in this thread: the bundle that would be deployed, whose only ways out (requests, timers, output) lead through the
 * simulation. Killed, it has none left: no answer reaches it, no timer of its fires, no request of its goes out, so that no catch or finally
 * of its code has any effect, as after SIGKILL. A worker thread can be killed too, but not at a chosen request, and it starts in 100 ms.
 */
export class SimulatedProcess implements HandlerProcess, CallingProcess {
  public readonly number: number;
  public readonly definition: EnvironmentOptions['definition'];
  readonly #options: SimulatedProcessOptions;
  readonly #clock: Clock;
  readonly #handler: Handler | Error;
  #alive = true;
  #frozen = false;
  /** Ends the invocation for Lambda, with whatever the process goes on to do. */
  #fail: ((error: FunctionError) => void) | undefined;
  #abandoned = false;
  #requestId = '';

  public constructor(options: SimulatedProcessOptions) {
    const { number, definition, clock } = options;
    this.number = number;
    this.definition = definition;
    this.#options = options;
    this.#clock = this.#whileItRuns(clock);
    this.#handler = this.#load();
  }

  public get alive(): boolean {
    return this.#alive;
  }

  get #runs(): boolean {
    return this.#alive && !this.#frozen;
  }

  public get usable(): boolean {
    return this.#alive && !this.#abandoned && !(this.#handler instanceof Error);
  }

  public async invoke(invocation: Omit<Invocation, 'deadlineMs'>): Promise<string> {
    const { timeoutMs, functionName, memoryMb } = this.definition;
    const { clock, logStreamName, onRequests } = this.#options;
    const { requestId, event, functionArn } = invocation;
    const handler = this.#handler;
    if (handler instanceof Error) throw new FunctionError(errorPayload(handler));
    const deadlineMs = clock.now() + timeoutMs;
    const context = {
      functionName,
      functionVersion: versionOf(this.#options.definition),
      invokedFunctionArn: functionArn,
      memoryLimitInMB: String(memoryMb),
      awsRequestId: requestId,
      logStreamName,
      getRemainingTimeInMillis: () => Math.max(0, deadlineMs - clock.now()),
    };
    this.#requestId = requestId;
    const failed = new Promise<never>((_resolve, reject) => {
      this.#fail = reject;
    });
    const cancelTimeout = clock.schedule(timeoutMs, () => this.#end(timedOut(requestId, timeoutMs)));
    try {
      const handled = (async () => JSON.stringify((await handler(JSON.parse(event), context)) ?? null))();
      return await Promise.race([handled, failed]);
    } catch (error) {
      throw error instanceof FunctionError ? error : new FunctionError(errorPayload(error));
    } finally {
      this.#fail = undefined;
      cancelTimeout();
      onRequests({});
    }
  }

  public async kill(): Promise<void> {
    this.#end(runtimeExited(this.#requestId, 'signal: killed'));
  }

  public freeze(): void {
    this.#frozen = true;
  }

  public abandon(): void {
    this.#abandoned = true;
    this.#fail?.(runtimeExited(this.#requestId, 'lost'));
  }

  #end(error: FunctionError): void {
    if (!this.#alive) return;
    this.#alive = false;
    this.#fail?.(error);
    this.#options.onEnd();
  }

  #load(): Handler | Error {
    const { definition, codePath = definition.codePath, location, logStreamName, random, onLine } = this.#options;
    try {
      return loadBundle(codePath, definition.handler, (file) =>
        handlerGlobals(file, {
          env: standardEnvironment(definition, location, logStreamName),
          clock: this.#clock,
          random,
          onLine,
          request: (options) => this.#request(options),
        }),
      );
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  }

  public refusal(request: CallRequest): CallAnswer | undefined {
    const { access } = this.#options;
    return access && request.port === access.tables.port ? guardOf(access).refusal(request) : undefined;
  }

  #request(options: RequestOptions): HeldRequest {
    return new HeldRequest(options, this.#clock, (request, held) => {
      if (this.#alive) this.#options.onCall(this.#call(request, held));
    });
  }

  #call(request: CallRequest, held: HeldRequest): Omit<HandlerCall, 'number'> {
    return {
      ...(awsTargetOf(request) ?? this.#options.targetElsewhere(request)),
      functionName: this.definition.functionName,
      process: this,
      request,
      answer: (answer) => {
        if (this.#runs) held.answer(answer);
      },
      cut: () => {
        if (this.#runs) held.cut();
      },
    };
  }

  #whileItRuns(clock: Clock): Clock {
    const { clockAheadMs = 0 } = this.#options;
    const schedule = (delayMs: number, action: () => void): (() => void) =>
      clock.schedule(delayMs, () => {
        if (this.#runs) action();
      });
    return {
      scale: clock.scale,
      now: () => clock.now() + clockAheadMs,
      schedule,
      sleep: (delayMs) => new Promise((resolve) => schedule(delayMs, resolve)),
    };
  }
}

/** One for all processes of a function: a simulation starts them by the hundred. */
const guards = new WeakMap<FunctionAccess, TableGuard>();

const guardOf = (access: FunctionAccess): TableGuard => {
  const known = guards.get(access);
  if (known !== undefined) return known;
  const guard = new TableGuard(access.tables, new AccessRecord(access.note));
  guards.set(access, guard);
  return guard;
};
