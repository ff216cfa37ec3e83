import { randomUUID } from 'node:crypto';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { CircuitBreaker } from '../../../pipeline/circuit-breaker/breaker';
import { circuitBreaker, type Verdict } from '../../../pipeline/circuit-breaker/shared-breaker';
import { breakerStore } from '../../../pipeline/circuit-breaker/store';
import type { OutgoingEvent } from '../../../pipeline/events/outgoing';
import type { Telemetry } from '../../../pipeline/telemetry/telemetry';
import { GatewayConfigurationError, GatewayMisuseError, GatewayRefusedError, GatewayUnavailableError } from './gateway';

/**
 * What a failed call says about the gateway. A refusal of what came from the order is an answer of a gateway that works;
 * one of our request may have only this order's data as its cause, so the breaker wants several orders.
 */
const verdictOf = (error: unknown): Verdict => {
  if (error instanceof GatewayUnavailableError) return 'failure';
  if (error instanceof GatewayMisuseError) return 'refusal';
  if (error instanceof GatewayConfigurationError) return 'rejection';
  return error instanceof GatewayRefusedError ? 'success' : 'neutral';
};

export interface GatewayBreakerOptions {
  readonly name: string;
  readonly documents: DynamoDBDocumentClient;
  readonly ordersTable: string;
  readonly telemetry: Pick<Telemetry, 'log' | 'metrics'>;
  readonly now: () => number;
}

/** The payment gateway's circuit breaker, and the events of its transitions since they were last taken. Make one per process. */
export const gatewayBreaker = ({
  name,
  documents,
  ordersTable,
  telemetry: { log, metrics },
  now,
}: GatewayBreakerOptions): { readonly breaker: CircuitBreaker; readonly takeEvents: () => OutgoingEvent[] } => {
  const owner = randomUUID();
  let events: OutgoingEvent[] = [];
  const breaker = circuitBreaker({
    name,
    owner,
    now,
    store: breakerStore({ client: documents, tableName: ordersTable, name, writer: owner }),
    verdictOf,
    onTransition: ({ from, to, event }) => {
      log.warn('circuit breaker', {
        breaker: name,
        from,
        to: to.status,
        ...(to.status === 'open' && { reason: to.reason }),
      });
      if (to.status === 'open') metrics.add('CircuitOpened', 1);
      if (to.status === 'closed') metrics.add('CircuitClosed', 1);
      if (event) events.push(event);
    },
    onStoreFailure: (error) => {
      log.error('circuit breaker: its state could not be reached, calls go through', { breaker: name, error });
      metrics.add('BreakerStoreFailures', 1);
    },
  });
  return {
    breaker,
    takeEvents: () => {
      const taken = events;
      events = [];
      return taken;
    },
  };
};
