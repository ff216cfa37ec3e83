import { type Behaviour, NotCovered } from './behaviour';
import type { Side } from './side';

export type Outcome =
  | { readonly kind: 'passed' }
  | { readonly kind: 'failed'; readonly error: Error }
  | { readonly kind: 'notCovered'; readonly reason: string };

/**
 * How services say that they do not have an operation at all. UnsupportedOperation is none of them: SQS has it for what a
 * kind of queue cannot do (API AddPermission, StartMessageMoveTask).
 */
const UNKNOWN_OPERATION = /^(UnknownOperation|NotImplemented|InvalidAction)/;

/** Why an answer of another side says nothing about AWS, or undefined. */
export const lackIn = (error: unknown): string | undefined =>
  error instanceof Error && UNKNOWN_OPERATION.test(error.name)
    ? `the other side has no such operation: ${error.message}`
    : undefined;

/** Longer than any behaviour takes: one that hangs must not hang the suite. */
const LONGEST_RUN_MS = 180_000;

interface SideUnderTest {
  /** Somebody else's services may lack an operation; ours may not. */
  readonly isOurs: boolean;
  open(behaviour: Behaviour): Promise<Side>;
}

/** Runs one behaviour on a side opened for it. Never rejects. */
export const outcomeOf = async (behaviour: Behaviour, { isOurs, open }: SideUnderTest): Promise<Outcome> => {
  let side: Side | undefined;
  let timer: NodeJS.Timeout | undefined;
  try {
    side = await open(behaviour);
    const tooLong = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`did not end within ${LONGEST_RUN_MS / 1000} s`)), LONGEST_RUN_MS);
    });
    await Promise.race([behaviour.run(side), tooLong]);
    // A behaviour that waits for a refusal takes that of a missing service for it.
    const reason = side.lacking();
    return reason === undefined ? { kind: 'passed' } : { kind: 'notCovered', reason };
  } catch (thrown) {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    const reason =
      side?.lacking() ?? (error instanceof NotCovered ? error.message : isOurs ? undefined : lackIn(error));
    return reason === undefined ? { kind: 'failed', error } : { kind: 'notCovered', reason };
  } finally {
    clearTimeout(timer);
    // Cleaning up tells nothing about the behaviour.
    await side?.close().catch(() => undefined);
  }
};
