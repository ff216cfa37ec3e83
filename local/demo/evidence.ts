import type { Queue } from '@coffee-shop/aws-local';
import { collect } from '../../simulation/audit/collect';
import type { Evidence, SeenEvent } from '../../simulation/audit/evidence';
import { expectationsOf, type OrderPlan } from '../../simulation/traffic/plan';
import type { Environment } from '../environment';
import type { Clients } from './clients';
import type { Deployment } from './deployment';
import { lettersIn, queueUrls } from './queues';

/** What only the one who ran the traffic knows. */
export interface Observed {
  readonly plan: OrderPlan;
  /** As a tap of the bus heard them. */
  readonly events: readonly SeenEvent[];
  readonly publishedEventIds: readonly string[];
  readonly deadLetters: ReadonlySet<Queue>;
}

/** Everything that the audit asks for: tables, queues, dead letters, the gateway's ledger, the bus, and what was placed. */
export const evidenceOf = async (
  environment: Environment,
  { dynamodb, sqs }: Clients,
  { ordersTable, counterTable }: Deployment,
  { plan, events, publishedEventIds, deadLetters }: Observed,
): Promise<Evidence> => ({
  ...(await collect({
    dynamodb,
    sqs,
    ordersTable,
    counterTable,
    queues: queueUrls(environment, deadLetters),
    deadLetters: lettersIn(deadLetters),
  })),
  expected: expectationsOf(plan),
  malformedMarkers: plan.malformed.map(({ marker }) => marker),
  ledger: environment.gateway.ledger.entries(),
  events,
  publishedEventIds,
});
