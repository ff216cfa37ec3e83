import type { ClockOrigin } from '../../clock/origin';
import type { ConsumedCapacity } from '../../dynamodb/consumed-capacity';
import type { Noted } from '../../iam/record';
import type { TablePermissions } from '../../iam/table-guard';
import type { ErrorPayload } from '../function-error';
import type { RequestCounts } from './request-counts';

/** What an execution environment is started with (workerData). */
export interface WorkerSettings {
  readonly clock: ClockOrigin;
  readonly codePath: string;
  readonly handler: string;
  readonly functionName: string;
  readonly memoryMb: number;
  readonly logGroupName: string;
  readonly logStreamName: string;
  /** What it may do with tables; everything unless given. */
  readonly tables?: TablePermissions;
  /** DynamoDB's port, if it is to be told what each invocation takes of tables. */
  readonly measuredPort?: number;
  /** Opens a debugger's port of the worker's own, on 127.0.0.1. */
  readonly inspect?: boolean;
}

/** What V8 compiled of a file of CommonJS. */
export interface CompiledCode {
  /** V8 compares no more than the length. */
  readonly sourceHash: string;
  /** Read by every worker where it is. */
  readonly data: SharedArrayBuffer;
}

/** The first message to a worker. */
export interface LoadOrder {
  /** What another worker made of the same function; missing if there is none. */
  readonly code?: CompiledCode;
  /** Whether its own is wanted for others. */
  readonly makesCode: boolean;
}

/** One event for the handler; the worker has at most one at a time. */
export interface Invocation {
  readonly requestId: string;
  /** As text: a handler gets a value of its own, of JSON types only, as on Lambda. */
  readonly event: string;
  readonly deadlineMs: number;
  readonly functionArn: string;
  readonly traceId: string;
}

/** What an invocation asked of other services. */
export interface InvocationCosts {
  readonly requests: RequestCounts;
  /** Empty unless it is measured. */
  readonly consumed: readonly ConsumedCapacity[];
}

/** What a worker says. `ready` or `unloadable` once, then one answer per invocation; in between, how its calls of DynamoDB were judged. */
export type WorkerReport =
  | { readonly kind: 'judged'; readonly noted: Noted }
  | { readonly kind: 'ready'; readonly code?: CompiledCode }
  | { readonly kind: 'unloadable'; readonly error: ErrorPayload }
  | ({ readonly kind: 'returned'; readonly payload: string } & InvocationCosts)
  | ({ readonly kind: 'threw'; readonly error: ErrorPayload } & InvocationCosts);
