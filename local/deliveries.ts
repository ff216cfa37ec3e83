import type { AnyEnvironment } from './environment';

/** How often, and the latest reason. */
interface Troubles {
  readonly count: number;
  /** Missing if the count is 0. */
  readonly last?: string;
}

/** What went wrong between the bus and the stages since the environment was started. On AWS metrics tell of it, and alarms. */
export interface Deliveries {
  /** Events that a rule could bring neither to its target nor into a dead-letter queue. */
  readonly lost: Troubles;
  /** Messages that pipes could not hand over, each counted as often as it came. */
  readonly refused: Troubles;
}

type Dropped = NonNullable<AnyEnvironment['events']['lastDropped']>;
type Refused = NonNullable<AnyEnvironment['pipes'][number]['lastFailure']>;

export const lostText = ({ ruleArn, detailType, eventId, reason }: Dropped): string =>
  `rule ${ruleArn.slice(ruleArn.lastIndexOf('/') + 1)} | ${detailType} ${eventId} is lost: ${reason}`;

export const refusedText = ({ pipe, messageId, reason }: Refused): string => `pipe ${pipe} | ${messageId}: ${reason}`;

export const deliveriesOf = ({ events, pipes }: Pick<AnyEnvironment, 'events' | 'pipes'>): Deliveries => {
  const { lastDropped } = events;
  const refusals = pipes.flatMap(({ lastFailure }) => lastFailure ?? []);
  const latest = refusals.toSorted((one, other) => other.atMs - one.atMs)[0];
  return {
    lost: { count: events.counters.dropped, ...(lastDropped && { last: lostText(lastDropped) }) },
    refused: {
      count: pipes.reduce((sum, { counters }) => sum + counters.failed, 0),
      ...(latest && { last: refusedText(latest) }),
    },
  };
};
