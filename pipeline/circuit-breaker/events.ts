import { PROSE_CHARACTERS, SCHEMA_VERSION } from '../../contracts/events/fields';
import { cutText, portable } from '../../contracts/text';
import { nameBasedId, type OutgoingEvent } from '../events/outgoing';
import type { BreakerState } from './state';

export type CircuitEvent = OutgoingEvent<'Circuit Opened' | 'Circuit Closed'>;

/**
 * The event that reports a change of a breaker; none for half-open. Its id follows from name and transition, so that the same change published twice
 * is the same event.
 */
export const circuitEvent = (name: string, state: BreakerState): CircuitEvent | undefined => {
  if (state.status === 'half-open') return undefined;
  const eventId = nameBasedId(`${name}\n${state.transition}`);
  const detail = {
    name,
    timestamp: new Date(state.changedAtMs).toISOString(),
    metadata: { eventId, schemaVersion: SCHEMA_VERSION },
  } as const;
  if (state.status === 'closed') return { type: 'Circuit Closed', detail };
  const { retryAtMs, reason } = state;
  return {
    type: 'Circuit Opened',
    detail: {
      ...detail,
      retryAt: new Date(retryAtMs).toISOString(),
      reason: cutText(portable(reason), PROSE_CHARACTERS),
    },
  };
};
