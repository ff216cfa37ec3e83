import type { Closed, Compensation, Outcome, OutcomeDecided } from './order-history';

export type NonEmpty<T> = readonly [T, ...T[]];

/** Nothing is decided: the order goes on. */
interface OpenOutcome {
  readonly state: 'open';
  readonly name?: undefined;
}

/** The order has failed or was cancelled, and stages have compensations pending. */
export interface CompensatingOutcome {
  readonly state: 'compensating';
  readonly name: Outcome;
  readonly decided: OutcomeDecided;
  readonly pending: NonEmpty<Compensation>;
}

/** Nothing is pending any more, and the final event says so. */
export interface FinalOutcome {
  readonly state: 'final';
  readonly name: Outcome;
  readonly decided: OutcomeDecided;
  readonly closed: Closed;
  /** Epoch seconds after which DynamoDB may drop the item. */
  readonly expiration: number;
}

/** Belongs to no stage: any of them may decide it before the others have heard of the order. */
export type OutcomeState = OpenOutcome | CompensatingOutcome | FinalOutcome;

export const OPEN: OpenOutcome = { state: 'open' };

const DAY_SECONDS = 86_400;
/** Longer than the oldest event that is still accepted (60 days), so that no redrive finds an order forgotten. */
const KEPT_AFTER_END_DAYS = 90;

export const outcomeCompensating = (
  name: Outcome,
  decided: OutcomeDecided,
  pending: NonEmpty<Compensation>,
): CompensatingOutcome => ({ state: 'compensating', name, decided, pending });

export const outcomeFinal = (
  name: Outcome,
  decided: OutcomeDecided,
  closed: Closed,
  expiration = Math.floor(Date.parse(closed.at) / 1000) + KEPT_AFTER_END_DAYS * DAY_SECONDS,
): FinalOutcome => ({ state: 'final', name, decided, closed, expiration });
