import type { LogFields } from '../../../../pipeline/telemetry/log';
import type { MetricName } from '../../../../pipeline/telemetry/metrics';
import type { Telemetry } from '../../../../pipeline/telemetry/telemetry';
import { noTracing } from '../../../../pipeline/telemetry/tracing';

/** Telemetry that remembers what it was told. */
export const recordedTelemetry = () => {
  const lines: { level: string; message: string; fields: LogFields }[] = [];
  const sums: Partial<Record<MetricName, number>> = {};
  let flushes = 0;
  const at =
    (level: string) =>
    (message: string, fields: LogFields = {}): void => {
      lines.push({ level, message, fields });
    };
  const telemetry: Telemetry = {
    log: { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') },
    metrics: {
      add: (name, value) => {
        sums[name] = (sums[name] ?? 0) + value;
      },
      flush: () => {
        flushes++;
      },
    },
    tracing: noTracing,
  };
  return { telemetry, lines, sums, flushes: () => flushes };
};
