import { isTraced } from './order-trace';
import { type Segment, sendSegments } from './xray-daemon';

/** Where a trace shows how long a part of the work took. */
export interface Tracing {
  /** Runs `work` as a part of its own of the trace; gives what it gives, throws what it throws. */
  within<R>(
    name: string,
    annotations: Readonly<Record<string, string | number | boolean>>,
    work: () => Promise<R>,
  ): Promise<R>;
  /** Whether the trace of an order is kept. */
  keeps(orderId: string): boolean;
  /** Sends segments of orders' traces, which are no part of the invocation's own. Never throws. */
  send(segments: readonly Segment[]): Promise<void>;
}

export const noTracing: Tracing = {
  within: (_name, _annotations, work) => work(),
  keeps: () => false,
  send: async () => undefined,
};

/**
 * Powertools' Tracer (X-Ray). It is loaded with the first traced work and never if tracing is off: the X-Ray SDK takes about 18 ms to load, and
 * esbuild keeps a dynamic import unevaluated even in a single file.
 * @param tracedOrdersPercent of how many orders the trace is kept, 0 to 100.
 */
export const xrayTracing = (tracedOrdersPercent: number): Tracing => {
  const load = async () => {
    const { Tracer } = await import('@aws-lambda-powertools/tracer');
    return new Tracer({ captureHTTPsRequests: false });
  };
  let loading: ReturnType<typeof load> | undefined;
  return {
    keeps: (orderId) => isTraced(orderId, tracedOrdersPercent),
    send: (segments) => sendSegments(segments, process.env.AWS_XRAY_DAEMON_ADDRESS),
    async within(name, annotations, work) {
      loading ??= load();
      const tracer = await loading;
      // Outside Lambda there is no segment to add to.
      const subsegment = tracer.isTracingEnabled() ? tracer.getSegment()?.addNewSubsegment(name) : undefined;
      if (!subsegment) return work();
      // Not made the current segment: groups run side by side, and there is one current segment per process.
      for (const [key, value] of Object.entries(annotations)) subsegment.addAnnotation(key, value);
      try {
        return await work();
      } catch (error) {
        subsegment.addError(error instanceof Error ? error : String(error));
        throw error;
      } finally {
        subsegment.close();
      }
    },
  };
};
