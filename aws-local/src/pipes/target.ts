/** A record of the source on its way to the target. */
interface PipeRecord {
  readonly messageId: string;
  /** What the pipe's input template made of it. */
  readonly input: string;
  /** The record with its body parsed, which paths of target parameters are read from. */
  readonly parsed: unknown;
}

/** A record that the target did not take, by its place in the batch. */
export interface NotTaken {
  readonly at: number;
  readonly reason: string;
  /** Whether the same record may be taken a moment later. */
  readonly retriable: boolean;
}

/** Where a pipe brings records to. `E` is what the target is sent for one record. */
export interface PipeTarget<E = unknown> {
  /** @throws Error for a record that can never be sent: its parameters' paths lead nowhere. */
  prepare(record: PipeRecord): E;
  /**
   * Sends a batch of at most ten and tells what was not taken.
   * @throws AwsError for the batch as a whole.
   */
  send(batch: readonly E[]): readonly NotTaken[] | Promise<readonly NotTaken[]>;
}
