import type { IncomingMessage, ServerResponse } from 'node:http';

export { AwsError } from './aws-error';
export { startHttpServer } from './server';

/** What an operation learns about the connection it answers. */
export interface OperationContext {
  /** Aborted when the client hangs up: a long poll must not take messages for a client that has gone. */
  readonly signal: AbortSignal;
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
  /** Of a service that once spoke the query protocol: an error's old code, which the SDK reads from `x-amzn-query-error`. */
  readonly queryErrorCode?: (code: string) => string;
}

/** A service that routes by path (Lambda's REST API, custom-resource responses). */
export interface PathHandler {
  readonly prefix: string;
  handle(request: IncomingMessage, response: ServerResponse, body: Buffer): Promise<void>;
}

/** Requests answered over HTTP: `{ sqs: { ReceiveMessage: 3 } }`. */
export type RequestCounter = Record<string, Record<string, number>>;

/** Runs before an operation; an AwsError that it throws is the answer (fault injection). */
export type Intercept = (service: string, operation: string, input: Record<string, unknown>) => Promise<void> | void;

export interface HttpServerOptions {
  /** 0, the default, takes a free port. */
  readonly port?: number;
  readonly services: readonly JsonService[];
  readonly paths?: readonly PathHandler[];
  readonly intercept?: Intercept;
}

export interface HttpServer {
  readonly url: string;
  readonly port: number;
  readonly requests: RequestCounter;
  /** Stops listening and cuts open connections. */
  close(): Promise<void>;
}
