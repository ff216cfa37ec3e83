import type { Journal, Section } from '../persistence/journal';
import type { BusEvent } from './bus-event';
import type { OpenDelivery } from './delivery';
import type { KeptRules } from './rules';

/** An event that was accepted and not yet matched with rules. */
export interface AcceptedEvent {
  readonly event: BusEvent;
  readonly busName: string;
  /** Of PutEvents; handed to queues beside the message. */
  readonly traceHeader?: string;
}

/** What EventBridge has promised, over restarts. */
export interface KeptEvents extends KeptRules {
  readonly accepted: Section<AcceptedEvent>;
  readonly deliveries: Section<OpenDelivery>;
  /** Buses that a client made, by name. */
  readonly buses: Section<true>;
}

export const keptEvents = (journal: Journal): KeptEvents => ({
  accepted: journal.section('events'),
  deliveries: journal.section('deliveries'),
  buses: journal.section('buses'),
  rules: journal.section('rules'),
  states: journal.section('rule states'),
});
