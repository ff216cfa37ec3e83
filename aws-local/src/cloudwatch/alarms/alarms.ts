import { AwsError } from '../../http/aws-error';
import type { MetricStore } from '../metrics/metric-store';
import { type AlarmRule, parseAlarmRule } from './alarm-rule';
import type { AlarmState } from './alarm-state';
import type { Alarm, CompositeAlarmDefinition, MetricAlarmDefinition, StateRecord, Transition } from './definition';
import { compileWatch, evaluateWatch, rangeMs, type Watch } from './metric-alarm';
import { ruleReason } from './state-reason';

type Mutable = { -readonly [K in keyof Alarm]: Alarm[K] };

type Entry = { readonly alarm: Mutable; readonly watch: Watch } | { readonly alarm: Mutable; readonly rule: AlarmRule };

export interface AlarmsOptions {
  readonly store: MetricStore;
  readonly now: () => number;
  readonly region: string;
  readonly account: string;
}

/** The alarms of one account and region, in the order in which they were made. */
export class Alarms {
  readonly #options: AlarmsOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #listeners = new Set<(transition: Transition) => void>();

  public constructor(options: AlarmsOptions) {
    this.#options = options;
  }

  /** Makes a metric alarm, or changes one and keeps its state. @throws QueryError for what is wrong or not computed here. */
  public putMetricAlarm(definition: MetricAlarmDefinition): Alarm {
    const watch = compileWatch(definition);
    this.#options.store.keepAtLeast(rangeMs(watch));
    return this.#put('MetricAlarm', definition, (alarm) => ({ alarm, watch }));
  }

  /**
   * Makes a composite alarm, or changes one and keeps its state.
   * @throws AwsError ValidationError for a rule that is not understood, or that names an alarm that is not there: AWS refuses both.
   */
  public putCompositeAlarm(definition: CompositeAlarmDefinition): Alarm {
    const rule = readRule(definition.rule);
    const unknown = [...rule.alarms].filter((name) => name === definition.name || !this.#entries.has(name));
    if (unknown.length > 0) {
      throw new AwsError('ValidationError', `AlarmRule: there is no alarm ${unknown.join(', ')}, or it is made later`);
    }
    return this.#put('CompositeAlarm', definition, (alarm) => ({ alarm, rule }));
  }

  public list(): Alarm[] {
    return [...this.#entries.values()].map(({ alarm }) => ({ ...alarm }));
  }

  /** @throws AwsError ResourceNotFound */
  public get(name: string): Alarm {
    return { ...this.#entry(name).alarm };
  }

  /** Sets a state that lasts until the alarm is evaluated again. @throws AwsError ResourceNotFound */
  public setState(name: string, { value, reason, reasonData }: Omit<StateRecord, 'sinceMs'>): void {
    const { alarm } = this.#entry(name);
    const data = reasonData === undefined ? {} : { reasonData };
    this.#change(alarm, { value, reason, ...data, sinceMs: this.#options.now() });
    this.#evaluateComposites(this.#options.now(), name);
  }

  /** Evaluates every alarm by the data until `nowMs`, a full minute. */
  public evaluate(nowMs: number): void {
    for (const entry of this.#entries.values()) {
      if ('watch' in entry) {
        this.#change(entry.alarm, evaluateWatch(entry.watch, this.#options.store, nowMs, entry.alarm.state.value));
      }
    }
    this.#evaluateComposites(nowMs);
  }

  /** Calls `listener` with each change of a state; returns a function that ends that. */
  public onTransition(listener: (transition: Transition) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** A composite alarm names only alarms that were made before it. @param except keeps the state that somebody has just set. */
  #evaluateComposites(nowMs: number, except?: string): void {
    const stateOf = (name: string): AlarmState => this.#entry(name).alarm.state.value;
    for (const entry of this.#entries.values()) {
      if (!('rule' in entry) || entry.alarm.name === except) continue;
      const value = entry.rule.isTrue(stateOf) ? 'ALARM' : 'OK';
      const reason = ruleReason([...entry.rule.alarms].map((name) => this.#entry(name).alarm));
      this.#change(entry.alarm, { value, reason, sinceMs: nowMs });
    }
  }

  #put(
    type: Alarm['type'],
    { name, actions, properties }: MetricAlarmDefinition | CompositeAlarmDefinition,
    entry: (alarm: Mutable) => Entry,
  ): Alarm {
    const { region, account, now } = this.#options;
    const initial: StateRecord = {
      value: 'INSUFFICIENT_DATA',
      reason: 'Unchecked: Initial alarm creation',
      sinceMs: now(),
    };
    const state = this.#entries.get(name)?.alarm.state ?? initial;
    const arn = `arn:aws:cloudwatch:${region}:${account}:alarm:${name}`;
    const alarm: Mutable = { type, name, arn, actions, properties, state };
    this.#entries.set(name, entry(alarm));
    return { ...alarm };
  }

  /** A state that stays keeps its reason and time. */
  #change(alarm: Mutable, to: StateRecord): void {
    const from = alarm.state;
    if (from.value === to.value) return;
    alarm.state = to;
    for (const listener of this.#listeners) listener({ alarm: { ...alarm }, from, to });
  }

  #entry(name: string): Entry {
    const entry = this.#entries.get(name);
    if (entry === undefined) throw new AwsError('ResourceNotFound', `There is no alarm ${name}`, 404);
    return entry;
  }
}

const readRule = (text: string): AlarmRule => {
  try {
    return parseAlarmRule(text);
  } catch (error) {
    throw new AwsError('ValidationError', `AlarmRule: ${error instanceof Error ? error.message : String(error)}`);
  }
};
