/** An invocation that has ended, or a request for one that was throttled: what CloudWatch's metrics of Lambda are made of. */
export interface InvocationRecord {
  readonly functionName: string;
  /** As it was invoked, with a version or an alias if one was named. */
  readonly functionArn: string;
  /** What ran: `$LATEST`, or the number of a version. */
  readonly version: string;
  /** Epoch milliseconds: "the timestamp on an error metric reflects when the function was invoked" (monitoring-metrics-types.html). */
  readonly startedMs: number;
  readonly durationMs: number;
  readonly outcome: 'succeeded' | 'failed' | 'throttled';
  /** Invocations of the function that ran when it began, itself included. */
  readonly concurrent: number;
}
