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
export const powertoolsTelemetry = ({ tracing }: { readonly tracing: boolean }): Telemetry => ({
  log: powertoolsLog(),
  metrics: powertoolsMetrics(),
  tracing: tracing ? xrayTracing() : noTracing,
});
