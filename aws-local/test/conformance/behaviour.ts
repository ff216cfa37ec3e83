import type { Side } from './side';

/** One thing that the product relies on, checked through the services' own APIs. */
export interface Behaviour {
  /** What holds, in words. */
  readonly name: string;
  /** Where it is written down; several are separated by semicolons (sources.ts says what the prefixes stand for). */
  readonly source: string;
  /** Set where functions run: their threads can follow a clock that runs, not one that jumps. */
  readonly clock?: 'scaled';
  /** Set on one that keeps the services busy: it runs after the others, whose real time would pass meanwhile. */
  readonly alone?: true;
  readonly run: (side: Side) => Promise<void>;
}

/** LocalStack's tests of SQS whose answers were recorded on AWS; the name of a test follows. */
export const RECORDED = 'LocalStack test_sqs.py';

/** Ends a behaviour that this side cannot be asked about; it counts neither as passed nor as failed. */
export class NotCovered extends Error {
  public override readonly name = 'NotCovered';
}
