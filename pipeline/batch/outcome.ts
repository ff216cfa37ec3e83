import type { SQSRecord } from 'aws-lambda';
import type { OrderEventType } from '../../contracts/events/events';
import type { RecordResult, StageRecord } from './record';

/** What became of one message of a batch. */
export interface Outcome<T extends OrderEventType = OrderEventType> {
  readonly message: SQSRecord;
  /** Undefined if the message was refused. */
  readonly record?: StageRecord<T>;
  /** What its group's work gave. */
  readonly work: RecordResult;
  /** What counts: the same, unless its events could not be published. */
  readonly result: RecordResult;
  /** How long the work of its group took. */
  readonly durationMs: number;
}

export const receiveCountOf = ({ message }: Outcome): number => Number(message.attributes.ApproximateReceiveCount);
