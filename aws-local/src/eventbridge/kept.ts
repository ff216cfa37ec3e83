import type { Journal, Section } from '../persistence/journal';
import type { BusEvent } from './bus-event';
import type { Delivery } from './delivery';
import type { RuleDefinition, RuleState } from './rules';
import type { Target } from './target';

/** An event that was accepted and not yet matched with rules. */
export interface AcceptedEvent {
  readonly event: BusEvent;
  readonly busName: string;
  /** Of PutEvents; handed to queues beside the message. */
  readonly traceHeader?: string;
}

/** An event on its way to a target that has not taken it yet. */
export interface OpenDelivery extends Delivery {
  readonly retries: number;
  readonly firstAttemptMs: number;
}

/** A rule that a client made: those of the stacks are made anew. */
export interface KeptRule {
  readonly definition: RuleDefinition;
  readonly targets: readonly Target[];
}

/** What EventBridge has promised, over restarts. */
export interface KeptEvents {
  readonly accepted: Section<AcceptedEvent>;
  readonly deliveries: Section<OpenDelivery>;
  /** Buses that a client made, by name. */
  readonly buses: Section<true>;
  /** By bus and name. */
  readonly rules: Section<KeptRule>;
  /** States that a client gave to rules of the stacks. */
  readonly states: Section<RuleState>;
}

export const keptEvents = (journal: Journal): KeptEvents => ({
  accepted: journal.section('events'),
  deliveries: journal.section('deliveries'),
  buses: journal.section('buses'),
  rules: journal.section('rules'),
  states: journal.section('rule states'),
});

export const ruleKey = ({ busName, name }: { readonly busName: string; readonly name: string }): string =>
  `${busName} ${name}`;
