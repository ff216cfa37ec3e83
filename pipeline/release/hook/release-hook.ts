import { type CodeDeployClient, PutLifecycleEventHookExecutionStatusCommand } from '@aws-sdk/client-codedeploy';
import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import type { Log } from '../../telemetry/log';
import { SELF_CHECK_REQUEST } from '../self-check';

/** What CodeDeploy sends to a hook. */
export interface HookEvent {
  readonly DeploymentId: string;
  readonly LifecycleEventHookExecutionId: string;
}

export interface ReleaseHookOptions {
  readonly lambda: Pick<LambdaClient, 'send'>;
  readonly codeDeploy: Pick<CodeDeployClient, 'send'>;
  /** ARN of the version that is about to get traffic. */
  readonly versionArn: string;
  readonly log: Log;
  readonly sleep: (ms: number) => Promise<void>;
}

/**
 * The hook's right to invoke is for one version, so it is as young as that version, and IAM takes seconds to know a right everywhere
 * (docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_general.html).
 */
const RIGHT_ATTEMPTS = 12;
const RIGHT_WAIT_MS = 5_000;

const isNotAllowedYet = (error: unknown): boolean => error instanceof Error && error.name === 'AccessDeniedException';

/** What is wrong with the version, or undefined. */
const faultOf = async ({ lambda, versionArn, sleep }: ReleaseHookOptions): Promise<string | undefined> => {
  const request = new InvokeCommand({ FunctionName: versionArn, Payload: JSON.stringify(SELF_CHECK_REQUEST) });
  for (let attempt = 1; ; attempt += 1) {
    try {
      const { FunctionError, Payload } = await lambda.send(request);
      const answer = new TextDecoder().decode(Payload);
      if (FunctionError) return `it failed (${FunctionError}): ${answer}`;
      const { selfCheck } = JSON.parse(answer) as { selfCheck?: unknown };
      return selfCheck === 'passed' ? undefined : `it answered ${answer}`;
    } catch (error) {
      if (!isNotAllowedYet(error) || attempt === RIGHT_ATTEMPTS) return `it was not reached: ${String(error)}`;
      await sleep(RIGHT_WAIT_MS);
    }
  }
};

/**
 * CodeDeploy's hook before traffic: the new version gets none unless it passes its self-check.
 * @throws whatever keeps the answer from CodeDeploy, so that Lambda tries again; without an answer CodeDeploy gives the release up.
 */
export const releaseHook =
  (options: ReleaseHookOptions) =>
  async ({ DeploymentId, LifecycleEventHookExecutionId }: HookEvent): Promise<void> => {
    const { codeDeploy, versionArn, log } = options;
    const fault = await faultOf(options);
    if (fault === undefined) log.info('the new version passed its self-check', { versionArn });
    else log.error('the new version gets no traffic', { versionArn, reason: fault });
    await codeDeploy.send(
      new PutLifecycleEventHookExecutionStatusCommand({
        deploymentId: DeploymentId,
        lifecycleEventHookExecutionId: LifecycleEventHookExecutionId,
        status: fault === undefined ? 'Succeeded' : 'Failed',
      }),
    );
  };
