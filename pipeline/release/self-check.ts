import type { Context } from 'aws-lambda';
import type { StageName } from '../../contracts/events/order-processor';
import type { Log } from '../telemetry/log';

/**
 * What a release asks a stage's new version before any queue does. A mapping always sends `{ Records: [...] }`, of which a producer decides the bodies
 * alone; so nothing that is published on the bus or put into a queue can look like this.
 */
export const SELF_CHECK_REQUEST = { selfCheck: 'coffee-shop.order-processor' } as const;

/** Something that a stage cannot work without, looked at without changing anything. */
export interface Check {
  readonly name: string;
  /** @throws Error that says what is wrong. */
  readonly run: () => Promise<unknown>;
}

export interface SelfCheckAnswer {
  readonly selfCheck: 'passed' | 'failed';
  readonly stage: StageName;
  readonly passed: readonly string[];
  readonly failed: readonly { readonly name: string; readonly reason: string }[];
}

/** Whether an invocation is a self-check: that one member and nothing else. */
export const isSelfCheck = (event: unknown): boolean =>
  typeof event === 'object' &&
  event !== null &&
  Object.keys(event).length === 1 &&
  (event as { selfCheck?: unknown }).selfCheck === SELF_CHECK_REQUEST.selfCheck;

const runAll = async (stage: StageName, checks: readonly Check[]): Promise<SelfCheckAnswer> => {
  const results = await Promise.allSettled(checks.map(async ({ run }) => run()));
  const failed = results.flatMap((result, at) =>
    result.status === 'rejected'
      ? [
          {
            name: checks[at]?.name ?? '',
            reason: result.reason instanceof Error ? result.reason.message : String(result.reason),
          },
        ]
      : [],
  );
  const passed = checks.filter((_, at) => results[at]?.status === 'fulfilled').map(({ name }) => name);
  return { selfCheck: failed.length === 0 ? 'passed' : 'failed', stage, passed, failed };
};

/** A stage's handler that answers self-checks too. A batch goes to `handle` as it is, whatever its messages say. */
export const withSelfCheck =
  <E, R>(
    handle: (event: E, context: Context) => Promise<R>,
    { stage, checks, log }: { readonly stage: StageName; readonly checks: readonly Check[]; readonly log: Log },
  ) =>
  async (event: E, context: Context): Promise<R | SelfCheckAnswer> => {
    if (!isSelfCheck(event)) return handle(event, context);
    const answer = await runAll(stage, checks);
    log[answer.failed.length === 0 ? 'info' : 'error']('self-check', { ...answer });
    return answer;
  };
