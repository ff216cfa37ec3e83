import type { MetricQuery } from '../metrics/metric-query';
import type { MissingData } from './alarm-state';
import type { Comparison } from './comparison';

/** Whom an alarm tells of a change, by ARNs. */
export interface AlarmActions {
  readonly enabled: boolean;
  readonly ok: readonly string[];
  readonly alarm: readonly string[];
  readonly insufficientData: readonly string[];
}

interface AnyAlarmDefinition {
  readonly name: string;
  readonly actions: AlarmActions;
  /** As DescribeAlarms tells it, by the names of the API. */
  readonly properties: Readonly<Record<string, unknown>>;
}

export interface MetricAlarmDefinition extends AnyAlarmDefinition {
  /** One of them returns data. */
  readonly queries: readonly MetricQuery[];
  readonly comparison: Comparison;
  readonly threshold: number;
  readonly evaluationPeriods: number;
  /** As many as there are evaluation periods, unless given. */
  readonly datapointsToAlarm?: number;
  readonly treatMissingData?: MissingData;
}

export interface CompositeAlarmDefinition extends AnyAlarmDefinition {
  readonly rule: string;
}

/** An alarm and its state. */
export interface Alarm {
  readonly type: 'MetricAlarm' | 'CompositeAlarm';
  readonly name: string;
  readonly arn: string;
  readonly actions: AlarmActions;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly state: StateRecord;
}

/** A state of an alarm, why, and since when. */
export interface StateRecord {
  readonly value: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
  readonly reason: string;
  /** For programs, as JSON; missing in states that somebody set or that are of a composite alarm. */
  readonly reasonData?: string;
  /** Epoch milliseconds. */
  readonly sinceMs: number;
}

/** A change of an alarm's state. */
export interface Transition {
  readonly alarm: Alarm;
  readonly from: StateRecord;
  readonly to: StateRecord;
}
