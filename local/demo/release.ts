import type { Deployment, InvocationRecord } from '@coffee-shop/aws-local';

/** Orders arrive for so long before a release and after it, environment milliseconds: the alarm takes it back within three minutes. */
export const BEFORE_RELEASE_MS = 15_000;
const AFTER_RELEASE_MS = 150_000;
/** Over how long orders arrive, so that they come before the release, during it and after it. */
export const RELEASE_WINDOW_MS = BEFORE_RELEASE_MS + AFTER_RELEASE_MS;

/** What became of a release in the middle of a run; seconds of the environment's clock, from the release's begin. */
export interface ReleaseFigures {
  readonly stage: string;
  readonly oldVersion: string;
  readonly newVersion: string;
  /** Each share of the batches that the new version had, in percent, and since when. The last is what it has in the end. */
  readonly shares: readonly { readonly atSeconds: number; readonly percent: number }[];
  readonly oldBatches: number;
  readonly newBatches: number;
  /** Of the new version's. */
  readonly failedBatches: number;
  /** How CodeDeploy's deployment ended, and by which of its error codes. */
  readonly status: Deployment['status'];
  readonly errorCode: string | null;
  /** How the deployment ended that took it back; null if none did. */
  readonly rollbackStatus: Deployment['status'] | null;
  /** From the new version's first share until it had none again; null if it still has one. */
  readonly takenBackAfterSeconds: number | null;
}

export interface ObservedRelease {
  readonly stage: string;
  readonly beganAtMs: number;
  readonly deployment: Deployment;
  readonly rollback: Deployment | undefined;
  /** The new version's share after each change, in percent. */
  readonly shares: readonly { readonly atMs: number; readonly percent: number }[];
  /** Of the stage's function. Those by another name than the alias, such as the hook's self-check, are no batches. */
  readonly invocations: readonly InvocationRecord[];
}

/** What a release came to. Pure. */
export const releaseFigures = (observed: ObservedRelease): ReleaseFigures => {
  const { stage, beganAtMs, deployment, rollback, invocations } = observed;
  const { alias, currentVersion: oldVersion, targetVersion: newVersion } = deployment.target;
  const seconds = (atMs: number): number => Math.round((atMs - beganAtMs) / 1000);
  const batches = invocations.filter(({ functionArn }) => functionArn.endsWith(`:${alias}`));
  const of = (version: string) => batches.filter((batch) => batch.version === version);
  const changes = observed.shares.filter(({ percent }, index, all) => percent !== (all[index - 1]?.percent ?? 0));
  const first = changes[0];
  const last = changes.at(-1);
  return {
    stage,
    oldVersion,
    newVersion,
    shares: changes.map(({ atMs, percent }) => ({ atSeconds: seconds(atMs), percent })),
    oldBatches: of(oldVersion).length,
    newBatches: of(newVersion).length,
    failedBatches: of(newVersion).filter(({ outcome }) => outcome === 'failed').length,
    status: deployment.status,
    errorCode: deployment.error?.code ?? null,
    rollbackStatus: rollback?.status ?? null,
    takenBackAfterSeconds: first && last?.percent === 0 ? Math.round((last.atMs - first.atMs) / 1000) : null,
  };
};

/** Whether a bad release was taken back, whole. */
export const isTakenBack = ({ rollbackStatus, takenBackAfterSeconds, failedBatches }: ReleaseFigures): boolean =>
  rollbackStatus === 'Succeeded' && takenBackAfterSeconds !== null && failedBatches > 0;
