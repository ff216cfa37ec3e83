import type { Clock } from '../clock/clock';
import type { SqsEngine } from '../sqs/engine';
import type { BusEvent, PutEventsEntry, PutEventsResultEntry } from './bus-event';
import type { Target } from './target';

export interface RuleDefinition {
  name: string;
  busName: string;
  eventPattern?: object;
  scheduleExpression?: string;
  state?: 'ENABLED' | 'DISABLED';
  description?: string;
}

export interface EventBridgeOptions {
  clock: Clock;
  sqs: SqsEngine;
  invokeFunction: (arn: string, event: unknown) => Promise<unknown>;
  region?: string;
  account?: string;
  faults?: { rejectEntry?(entry: PutEventsEntry): { code: string; message: string } | undefined };
  deliver?: (event: BusEvent, target: Target, deliverNow: () => void) => void;
}

export declare class EventBridgeEngine {
  readonly counters: { putEventsRequests: number; putEventsEntries: number; invocations: number };
  constructor(options: EventBridgeOptions);
  createBus(name: string): { arn: string };
  deleteBus(name: string): void;
  putRule(definition: RuleDefinition): { arn: string };
  deleteRule(busName: string, ruleName: string): void;
  putTargets(busName: string, ruleName: string, targets: Target[]): void;
  removeTargets(busName: string, ruleName: string, ids: string[]): void;
  putEvents(entries: PutEventsEntry[]): { FailedEntryCount: number; Entries: PutEventsResultEntry[] };
  onEvent(listener: (event: BusEvent) => void): () => void;
  close(): void;
}
