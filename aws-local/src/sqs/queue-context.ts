import type { Clock } from '../clock/clock';
import type { DeadLetterTarget } from './dead-letter';
import type { KeptQueue } from './kept';

/** What a queue needs of the engine it belongs to. */
export interface QueueContext {
  readonly clock: Clock;
  readonly region: string;
  readonly account: string;
  nextOrder(): number;
  /** Notes what must outlive the process; nothing does unless the engine was given a journal. */
  kept(queueName: string): KeptQueue | undefined;
  /** Runs what it is given: at once, or at the end of `SqsEngine.atOneMoment`, then once however often it was given. */
  whenSent(serve: () => void): void;
  queueByArn(arn: string): DeadLetterTarget | undefined;
  /** Counts one API request as AWS bills it: one for each started 64 KiB of payload, at least one; those to FIFO queues at a price of their own. */
  countRequest(operation: string, isFifo: boolean, payloadBytes?: number): void;
}
