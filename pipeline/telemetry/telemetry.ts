import { type Log, powertoolsLog } from './log';
import { type Metrics, powertoolsMetrics } from './metrics';
import { noTracing, type Tracing, xrayTracing } from './tracing';

/** What a stage tells the people who run it. */
export interface Telemetry {
  readonly log: Log;
  readonly metrics: Metrics;
  readonly tracing: Tracing;
}

/** Powertools' telemetry, set up by its own environment variables. Make one per process. */
export const powertoolsTelemetry = ({
  tracing,
  tracedOrdersPercent,
}: {
  readonly tracing: boolean;
  /** Of how many orders the trace is kept, if there is tracing. */
  readonly tracedOrdersPercent: number;
}): Telemetry => ({
  log: powertoolsLog(),
  metrics: powertoolsMetrics(),
  tracing: tracing ? xrayTracing(tracedOrdersPercent) : noTracing,
});
