import { ORDER_PROCESSOR_SOURCE } from '../../contracts/events/order-processor';
import { EventViolation, parseEvent } from '../../contracts/events/parse';
import { orderIdIn } from '../../pipeline/batch/dead-letter';
import { eventIdentity } from './dead-letters';
import type { Breach, Evidence, QueueEvidence, With } from './evidence';

const held = ({ visible, inFlight, delayed }: QueueEvidence): number => visible + inFlight + delayed;

/** No queue still holds work, and what went into a queue came out of it. */
export const queuesDrained = ({ queues }: Evidence): Breach[] =>
  queues.flatMap((evidence) => {
    const { queue, flow, forDeadLetters } = evidence;
    const left = held(evidence);
    const accounted = flow && flow.deleted + flow.deadLettered + left;
    return [
      ...(left > 0 && !forDeadLetters ? [{ detail: `${queue} still holds ${left} messages` }] : []),
      ...(flow && flow.sent !== accounted
        ? [{ detail: `${queue} was sent ${flow.sent} messages and accounts for ${accounted}` }]
        : []),
    ];
  });

/** Every order that was placed is in the table or its event is a dead letter; every malformed event is a dead letter. */
export const nothingLost = ({
  expected,
  malformedMarkers,
  orders,
  deadLetters,
}: With<'expected' | 'malformedMarkers'>): Breach[] => {
  const stored = new Set(orders.flatMap(({ orderId, snapshot, outcome }) => (snapshot || outcome ? [orderId] : [])));
  const dead = new Set(deadLetters.map(({ body }) => orderIdIn(body)));
  return [
    ...expected
      .filter(({ orderId }) => !stored.has(orderId) && !dead.has(orderId))
      .map(({ orderId }) => ({ orderId, detail: 'was placed and is in no table and no dead-letter queue' })),
    ...malformedMarkers
      .filter((marker) => !deadLetters.some(({ body }) => body.includes(marker)))
      .map((marker) => ({ detail: `the malformed event ${marker} is in no dead-letter queue` })),
  ];
};

/** Every event that the bus accepted was delivered by it. */
export const publishedEventsSeen = ({ publishedEventIds, events }: With<'publishedEventIds' | 'events'>): Breach[] => {
  const seen = new Set(events.map(({ id }) => id));
  return publishedEventIds
    .filter((id) => !seen.has(id))
    .map((id) => ({ detail: `event ${id} was accepted by the bus and never seen on it` }));
};

/** Whoever looks at a dead letter learns why it is one. */
export const deadLettersHaveReasons = ({ deadLetters }: Evidence): Breach[] =>
  deadLetters
    .filter(({ reason }) => !reason?.trim())
    .map((letter) => ({ detail: `${eventIdentity(letter)} in ${letter.queue} has no reason` }));

/** Every event of ours on the bus keeps its contract. */
export const eventsMatchSchema = ({ events }: With<'events'>): Breach[] =>
  events.flatMap((event): Breach[] => {
    if (event.source !== ORDER_PROCESSOR_SOURCE) return [];
    try {
      parseEvent(JSON.stringify(event));
      return [];
    } catch (error) {
      if (!(error instanceof EventViolation)) throw error;
      return [{ detail: `${event['detail-type']} ${event.id}: ${error.message}` }];
    }
  });
