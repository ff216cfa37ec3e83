/** A failed invocation in Lambda's own shape, as a client reads it from the payload of an `Unhandled` function error. */
export interface ErrorPayload {
  readonly errorType: string;
  readonly errorMessage: string;
  /** Stack lines; absent where Lambda gives none (timeouts, exits). */
  readonly trace?: string[];
}

/** The function was invoked and failed: it threw, timed out, exited, or could not be loaded. */
export class FunctionError extends Error {
  public readonly errorType: string;
  public readonly trace: string[] | undefined;

  public constructor(payload: ErrorPayload) {
    super(payload.errorMessage);
    this.name = 'FunctionError';
    this.errorType = payload.errorType;
    this.trace = payload.trace;
  }

  public get payload(): ErrorPayload {
    const { errorType, message: errorMessage, trace } = this;
    return trace === undefined ? { errorType, errorMessage } : { errorType, errorMessage, trace };
  }
}

export const timedOut = (requestId: string, timeoutMs: number, phase: 'Task' | 'Init' = 'Task'): FunctionError =>
  new FunctionError({
    errorType: 'Sandbox.Timedout',
    errorMessage: `RequestId: ${requestId} Error: ${phase} timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`,
  });

/** `reason` is Lambda's: `exit status 1`, `signal: killed`; none after a clean exit, which is no answer either. */
export const runtimeExited = (requestId: string, reason?: string): FunctionError =>
  new FunctionError({
    errorType: 'Runtime.ExitError',
    errorMessage: `RequestId: ${requestId} Error: Runtime exited ${reason ? `with error: ${reason}` : 'without providing a reason'}`,
  });
