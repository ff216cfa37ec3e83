import type { SQSRecord } from 'aws-lambda';
import type { BusEventOf, DetailType, OrderEventType } from '../../contracts/events/events';
import type { Counts } from '../counters/counters';
import type { OutgoingEvent } from '../events/outgoing';

/** A queue message whose body is a valid event of the stage. */
export interface StageRecord<T extends DetailType = DetailType> {
  readonly messageId: string;
  readonly groupId: string;
  /** 1 on the first delivery. */
  readonly receiveCount: number;
  readonly event: BusEventOf<T>;
}

/** What became of a record. */
export type RecordResult = Done | Failed;

export interface Done {
  readonly status: 'done';
  /** What was done, for the log: `payment.charge`. */
  readonly operation: string;
  /** How it ended, for the log: `charged`, `declined`, `remembered`, `nothing to do`. */
  readonly outcome: string;
  /** True if the work had been done by an earlier delivery. */
  readonly replay: boolean;
  /** Published once the whole batch is decided; a rejected entry fails this record. */
  readonly events: readonly OutgoingEvent[];
  /** When the order was placed, ISO 8601, if that is known: its trace begins then. */
  readonly placedAt?: string;
  /** Newly done work only, so that a replay never counts twice. */
  readonly counts: Counts;
}

export interface Failed {
  readonly status: 'failed';
  readonly error: unknown;
  /** Its own work threw and no other's with it: trying it apart from others would change nothing. */
  readonly byItself?: true;
  /** The message whose failure blocks this one, which then returns together with it. */
  readonly blockedBy?: string;
}

/** What became of a record, and how long the work of its group took. */
export interface Worked<T extends OrderEventType> {
  readonly record: StageRecord<T>;
  readonly result: RecordResult;
  readonly durationMs: number;
}

/** What a group's work may use. */
interface GroupContext<P> {
  /** What the stage read once for the whole batch (see `prepare` of the stage handler). */
  readonly prepared: P;
  /** Milliseconds left for the work; the time to publish and to answer is already taken off. */
  readonly remainingMs: () => number;
}

/**
 * Does the work of one message group.
 * @returns one result per record, in the order of `records`. If it throws, all records fail with that.
 */
export type GroupHandler<T extends DetailType = DetailType, P = undefined> = (
  records: readonly StageRecord<T>[],
  context: GroupContext<P>,
) => Promise<readonly RecordResult[]>;

/** What became of a message of a batch. */
export interface Outcome<T extends OrderEventType = OrderEventType> {
  readonly message: SQSRecord;
  /** Undefined if the message could not be parsed. */
  readonly record: StageRecord<T> | undefined;
  /** What the work of its group gave. */
  readonly work: RecordResult;
  /** What the message is answered with: the same, unless its events could not be published. */
  readonly result: RecordResult;
  /** How long the work of its group took. */
  readonly durationMs: number;
}
