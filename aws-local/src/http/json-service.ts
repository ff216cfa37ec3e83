/** What an operation learns about the connection it answers. */
export interface OperationContext {
  /** Aborted when the client hangs up: a long poll must not take messages for a client that has gone. */
  readonly signal: AbortSignal;
  /** The request's `X-Amzn-Trace-Id`, if it has one. */
  readonly traceHeader?: string;
  /** Base URL of this server, without a trailing slash. */
  readonly url: string;
}

/** One operation of a JSON-protocol service: input is the parsed body, output is serialised as the response body. */
export type Operation = (input: Record<string, unknown>, context: OperationContext) => Promise<unknown> | unknown;

/** A service that speaks awsJson1_0 or awsJson1_1. */
export interface JsonService {
  /** `AmazonSQS`, `AWSEvents`, `secretsmanager`: what stands before the dot in `X-Amz-Target`. */
  readonly targetPrefix: string;
  /** `application/x-amz-json-1.0` or `-1.1`. */
  readonly contentType: string;
  readonly operations: Record<string, Operation>;
  /** The name that an error's code has in `__type`, where it is another one. */
  readonly errorType?: (code: string) => string;
  /** Of a service that once spoke the query protocol: an error's old code, which the SDK reads from `x-amzn-query-error`. */
  readonly queryErrorCode?: (code: string) => string;
}
