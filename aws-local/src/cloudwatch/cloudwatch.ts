import type { Clock } from '../clock/clock';
import type { ConsumedCapacity } from '../dynamodb/consumed-capacity';
import type { InvocationRecord } from '../lambda/invocation-record';
import { Alarms } from './alarms/alarms';
import { nextEvaluationMs } from './alarms/metric-alarm';
import { FunctionMetrics } from './emitted/function-metrics';
import type { MetricSource } from './emitted/metric-source';
import { tableMetric } from './emitted/table-metrics';
import { embeddedMetrics } from './metrics/embedded-metrics';
import { MINUTE_MS } from './metrics/metric';
import { MetricStore } from './metrics/metric-store';

export interface CloudWatchOptions {
  readonly clock: Clock;
  readonly region?: string;
  readonly account?: string;
}

/** Minutes that a busy process has missed are made up for; after a longer sleep it goes on with the present one. */
const MOST_MISSED_MS = 10 * MINUTE_MS;

/** Metrics and alarms. Nothing is collected and no alarm evaluated before `start`. */
export class CloudWatch {
  public readonly store = new MetricStore();
  public readonly alarms: Alarms;
  readonly #clock: Clock;
  readonly #functions = new FunctionMetrics(this.store);
  #sources: readonly MetricSource[] = [];
  #nextMs = 0;
  #cancel: (() => void) | undefined;

  public constructor({ clock, region = 'us-east-1', account = '000000000000' }: CloudWatchOptions) {
    this.#clock = clock;
    this.alarms = new Alarms({ store: this.store, now: () => clock.now(), region, account });
  }

  public get isStarted(): boolean {
    return this.#cancel !== undefined;
  }

  /** From now on, at each full minute of the environment's clock, collects what the services emit and evaluates the alarms. */
  public start(sources: readonly MetricSource[]): void {
    this.#sources = sources;
    this.#nextMs = nextEvaluationMs(this.#clock.now());
    this.#arm();
  }

  /** Takes the metrics of a line that a function has logged, if it has any. */
  public addLogLine(text: string): void {
    for (const { metric, values, atMs } of embeddedMetrics(text)) {
      for (const value of values) this.store.add(metric, value, atMs);
    }
  }

  public addInvocation(record: InvocationRecord): void {
    this.#functions.add(record);
  }

  /** Adds what an invocation that has just ended took of tables. */
  public addConsumed(consumed: readonly ConsumedCapacity[]): void {
    for (const each of consumed) this.store.add(tableMetric(each), each.units, this.#clock.now());
  }

  public close(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #arm(): void {
    this.#cancel = this.#clock.schedule(this.#nextMs - this.#clock.now(), () => {
      const nowMs = this.#clock.now();
      if (nowMs - this.#nextMs > MOST_MISSED_MS) this.#nextMs = Math.floor(nowMs / MINUTE_MS) * MINUTE_MS;
      for (; this.#nextMs <= nowMs; this.#nextMs += MINUTE_MS) this.#endMinute(this.#nextMs);
      this.#arm();
    });
  }

  /** @param endMs end of the minute, to which what is collected now belongs. */
  #endMinute(endMs: number): void {
    for (const source of this.#sources) {
      source((metric, value, times) => this.store.add(metric, value, endMs - MINUTE_MS, times));
    }
    this.alarms.evaluate(endMs);
    this.store.forgetOld(endMs);
  }
}
