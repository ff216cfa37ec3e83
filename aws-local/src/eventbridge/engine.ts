import type { Clock } from '../clock/clock';
import type { Journal } from '../persistence/journal';
import type { SqsEngine } from '../sqs/engine';
import type { BusEvent, PutEventsEntry, PutEventsResultEntry } from './bus-event';
import { Buses, isPartnerSource } from './buses';
import { Deliverer, type DelivererOptions, type DeliveryCounters, type DroppedEvent } from './delivery';
import { type AcceptedEvent, type KeptEvents, keptEvents } from './kept';
import { checkPutEventsRequest, type EntryFault, eventFromEntry, makeEvent } from './put-events';
import { CountsOfRules } from './rule-counts';
import { type Rule, Rules } from './rules';
import type { Target } from './target';

export interface EventBridgeCounters extends DeliveryCounters {
  putEventsRequests: number;
  /** Entries accepted; AWS bills each started 64 KB of an entry as one event. */
  putEventsEntries: number;
}

export interface EventBridgeOptions {
  readonly clock: Clock;
  readonly sqs: SqsEngine;
  /** Runs a function to its end. An AwsError says that it could not be invoked, any other error that it failed. */
  readonly invokeFunction: (arn: string, event: unknown) => Promise<unknown>;
  /** Publishes to a topic; nobody does unless given. @throws AwsError if the topic is not there or refuses it. */
  readonly publish?: (topicArn: string, message: string) => unknown;
  readonly mayReach?: DelivererOptions['mayReach'];
  readonly region?: string;
  readonly account?: string;
  /** Makes single PutEvents entries fail. */
  readonly faults?: { rejectEntry?(entry: PutEventsEntry): EntryFault | undefined };
  /** Stands between a match and its delivery: may call `deliverNow` later, or more than once. */
  readonly deliver?: (event: BusEvent, target: Target, deliverNow: () => void) => void;
  /** Called with each event that a rule loses. */
  readonly onDropped?: (dropped: DroppedEvent) => void;
  /** Jitter of the retries, 0 to 1; Math.random unless given. */
  readonly random?: () => number;
  /** Accepted events wait for `release`: while stacks are being deployed, their rules may not be there yet. */
  readonly held?: boolean;
  /** Keeps what was accepted and what clients made over restarts. */
  readonly journal?: Journal | undefined;
}

/** Event buses with rules and targets, in memory. Methods answer and throw as the API's operations do. */
export class EventBridgeEngine {
  public readonly counters: EventBridgeCounters = {
    putEventsRequests: 0,
    putEventsEntries: 0,
    invocations: 0,
    invocationsByTarget: {},
    deadLettered: 0,
    dropped: 0,
  };
  public readonly countsOfRules = new CountsOfRules();
  public readonly buses: Buses;
  public readonly rules: Rules;
  readonly #options: EventBridgeOptions;
  readonly #region: string;
  readonly #account: string;
  readonly #deliverer: Deliverer;
  readonly #listeners = new Set<(event: BusEvent) => void>();
  readonly #kept: KeptEvents | undefined;
  #accepted: AcceptedEvent[] = [];
  #held: boolean;
  #dispatch: NodeJS.Immediate | undefined;

  public constructor(options: EventBridgeOptions) {
    this.#options = options;
    this.#region = options.region ?? 'us-east-1';
    this.#account = options.account ?? '000000000000';
    this.#held = options.held ?? false;
    this.#kept = options.journal && keptEvents(options.journal);
    this.#deliverer = new Deliverer({
      ...options,
      counters: this.counters,
      countsOfRules: this.countsOfRules,
      random: options.random ?? Math.random,
      kept: this.#kept?.deliveries,
    });
    this.rules = new Rules({
      clock: options.clock,
      arnPrefix: this.#arn('rule/'),
      checkBus: (name) => void this.buses.get(name),
      onSchedule: (rule) => this.#onSchedule(rule),
      kept: this.#kept,
    });
    this.buses = new Buses({
      arnPrefix: this.#arn('event-bus/'),
      hasRules: (name) => this.rules.list(name).length > 0,
      kept: this.#kept?.buses,
    });
    for (const [, accepted] of this.#kept?.accepted.restored() ?? []) this.#accepted.push(accepted);
  }

  /** The latest of `counters.dropped`. */
  public get lastDropped(): DroppedEvent | undefined {
    return this.#deliverer.lastDropped;
  }

  /** Begins what was held back, and what an earlier process left: rules that clients made, accepted events, deliveries. */
  public release(): void {
    this.#held = false;
    this.rules.restore();
    if (this.#accepted.length > 0) this.#dispatch ??= setImmediate(() => this.#dispatchAccepted());
    this.#deliverer.resume();
  }

  /**
   * Accepts events; delivery starts in a later turn of the event loop. Entries answer in order, each on its own.
   * @throws AwsError ValidationException for what fails the request as a whole.
   */
  public putEvents(entries: PutEventsEntry[]): { FailedEntryCount: number; Entries: PutEventsResultEntry[] } {
    this.counters.putEventsRequests += 1;
    checkPutEventsRequest(entries);
    const results = entries.map((entry) => this.#putEntry(entry));
    return { FailedEntryCount: results.filter((result) => result.ErrorCode !== undefined).length, Entries: results };
  }

  /**
   * Accepts events of a partner: each goes to the bus that has the name of its source.
   * @throws AwsError ValidationException for what fails the request as a whole.
   */
  public putPartnerEvents(entries: PutEventsEntry[]): { FailedEntryCount: number; Entries: PutEventsResultEntry[] } {
    checkPutEventsRequest(entries, 'partner');
    const results = entries.map((entry) => this.#putPartnerEntry(entry));
    return { FailedEntryCount: results.filter((result) => result.ErrorCode !== undefined).length, Entries: results };
  }

  /** Calls `listener` with every event that a bus accepts; returns a function that ends that. */
  public onEvent(listener: (event: BusEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Stops schedules, retries and deliveries. */
  public close(): void {
    clearImmediate(this.#dispatch);
    this.#accepted = [];
    this.rules.close();
    this.#deliverer.close();
  }

  #putEntry(entry: PutEventsEntry): PutEventsResultEntry {
    const made = eventFromEntry(entry, {
      nowMs: this.#options.clock.now(),
      region: this.#region,
      account: this.#account,
    });
    const fault = 'fault' in made ? made.fault : this.#options.faults?.rejectEntry?.(entry);
    if (fault !== undefined) return { ErrorCode: fault.code, ErrorMessage: fault.message };
    const { event } = made as { event: BusEvent };
    this.counters.putEventsEntries += 1;
    // AWS answers an entry for a bus that does not exist with an id all the same, and drops the event.
    const bus = this.buses.find(entry.EventBusName);
    if (bus !== undefined) this.#accept(event, bus.name, validTraceHeader(entry.TraceHeader));
    return { EventId: event.id };
  }

  #putPartnerEntry(entry: PutEventsEntry): PutEventsResultEntry {
    const context = { nowMs: this.#options.clock.now(), region: this.#region, account: this.#account };
    const made = eventFromEntry(entry, { ...context, sender: 'partner' });
    if ('fault' in made) return { ErrorCode: made.fault.code, ErrorMessage: made.fault.message };
    const { event } = made;
    if (!isPartnerSource(event.source)) {
      const message = `Parameter Source is not valid. Reason: ${event.source} is no partner event source`;
      return { ErrorCode: 'InvalidArgument', ErrorMessage: message };
    }
    // "Not associated with an event bus will be immediately dropped" (eb-saas.html).
    if (this.buses.find(event.source)) this.#accept(event, event.source, undefined);
    return { EventId: event.id };
  }

  #accept(event: BusEvent, busName: string, traceHeader: string | undefined): void {
    const accepted: AcceptedEvent = { event, busName, ...(traceHeader !== undefined && { traceHeader }) };
    this.#accepted.push(accepted);
    this.#kept?.accepted.put(event.id, accepted);
    if (!this.#held) this.#dispatch ??= setImmediate(() => this.#dispatchAccepted());
    for (const listener of this.#listeners) listener(event);
  }

  #dispatchAccepted(): void {
    const accepted = this.#accepted;
    this.#accepted = [];
    this.#dispatch = undefined;
    this.#options.sqs.atOneMoment(() => {
      for (const { event, busName, traceHeader } of accepted) {
        for (const rule of this.rules.matching(busName, event)) this.#invokeTargets(rule, event, traceHeader);
        // In one line of the journal with what its targets took.
        this.#kept?.accepted.delete(event.id);
      }
    });
  }

  #onSchedule(rule: Rule): void {
    const event = makeEvent(
      {
        source: 'aws.events',
        detailType: 'Scheduled Event',
        detail: {},
        timeMs: this.#options.clock.now(),
        resources: [rule.arn],
      },
      { region: this.#region, account: this.#account },
    );
    this.#invokeTargets(rule, event);
  }

  #invokeTargets(rule: Rule, event: BusEvent, traceHeader?: string): void {
    this.countsOfRules.of(rule.arn).matched += 1;
    for (const target of rule.targets.values()) {
      const deliverNow = () =>
        this.#deliverer.deliver({
          event,
          ruleArn: rule.arn,
          target,
          ...(traceHeader !== undefined && { traceHeader }),
        });
      if (this.#options.deliver === undefined) deliverNow();
      else this.#options.deliver(event, target, deliverNow);
    }
  }

  #arn(resource: string): string {
    return `arn:aws:events:${this.#region}:${this.#account}:${resource}`;
  }
}

/** "X-Ray validates trace headers, and trace headers that aren't valid are dropped" (eb-related-service-xray.html). */
const validTraceHeader = (header: string | undefined): string | undefined =>
  header !== undefined && /^Root=1-[0-9a-f]{8}-[0-9a-f]{24}(;(Parent=[0-9a-f]{16}|Sampled=[01?]))*$/.test(header)
    ? header
    : undefined;
