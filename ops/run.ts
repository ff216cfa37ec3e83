import type { Command } from 'commander';
import type { Session } from './target/session';
import type { Answer } from './terminal/answer';

/** What a command may do besides its work. */
interface Surroundings {
  /** Asks a person, unless `given`. @throws UsageError if it is not confirmed. */
  readonly confirmed: (what: string, given: boolean) => Promise<void>;
}

type Work<A extends readonly (string | string[] | undefined)[], O> = (
  session: Session,
  args: A,
  options: O,
  surroundings: Surroundings,
) => Promise<Answer> | Answer;

type Action = (this: Command) => Promise<void>;

/** Makes a command's action of its work: finds the environment, does it, prints the answer, sets the exit code. */
export type Run = <A extends readonly (string | string[] | undefined)[] = [], O = object>(work: Work<A, O>) => Action;
