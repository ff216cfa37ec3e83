import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InvocationRecord } from '@coffee-shop/aws-local';
import type { Environment } from '../environment';
import { outputsOf } from '../stack-outputs';
import { writeBadRelease } from './bad-release';
import type { DemoOptions } from './options';
import { type CircuitNews, type Outage, type OutageFigures, outageFigures, outageWindow } from './outage';
import { BEFORE_RELEASE_MS, type ReleaseFigures, releaseFigures } from './release';

/** What happens in a run besides orders. */
export interface Scenario {
  /** Resolves when nothing more of it is going to happen. */
  readonly isOver: Promise<unknown>;
  /** What became of it, once the run has settled. */
  figures(): Promise<{ readonly outage?: OutageFigures; readonly release?: ReleaseFigures }>;
}

/**
 * Lets happen what the options ask for, at its time.
 * @param news of the circuit breaker, which somebody else goes on filling.
 */
export const startScenario = (
  environment: Environment,
  { outage, badRelease }: Pick<DemoOptions, 'outage' | 'badRelease'>,
  news: readonly CircuitNews[],
): Scenario => {
  const outageEnd = outage && startOutage(environment, outage, news);
  const releaseEnd = badRelease ? startBadRelease(environment) : undefined;
  return {
    isOver: Promise.resolve(releaseEnd),
    figures: async () => ({
      ...(outageEnd && { outage: outageEnd() }),
      ...(releaseEnd && { release: await releaseEnd }),
    }),
  };
};

/** Lets the gateway fail as planned. */
const startOutage = ({ clock, gateway }: Environment, outage: Outage, news: readonly CircuitNews[]) => {
  const window = outageWindow(outage);
  const fromMs = clock.now() + window.startInMs;
  gateway.faults.scheduleOutage(window);
  return (): OutageFigures =>
    outageFigures({ fromMs, toMs: fromMs + window.durationMs, callsAtMs: gateway.calls.timesMs(), news });
};

/** Releases payment with code that fails, and waits until CodeDeploy has done with it. */
const startBadRelease = async (environment: Environment): Promise<ReleaseFigures> => {
  const { clock, lambda, codeDeploy } = environment;
  const functionName = outputsOf(environment)('PaymentFunctionName');
  await clock.sleep(BEFORE_RELEASE_MS);
  const folder = await mkdtemp(join(tmpdir(), 'bad-release-'));
  const invocations: InvocationRecord[] = [];
  const shares: { atMs: number; percent: number }[] = [];
  const stopCounting = lambda.onInvocation((record) => {
    if (record.functionName === functionName) invocations.push(record);
  });
  const stopSharing = codeDeploy.onChange(({ target: { alias, currentVersion, targetVersion }, creator }) => {
    const newVersion = creator === 'codeDeployRollback' ? currentVersion : targetVersion;
    const { version, weights = {} } = lambda.published(functionName).alias(alias);
    const share = version === newVersion ? 1 : (weights[newVersion] ?? 0);
    shares.push({ atMs: clock.now(), percent: Math.round(share * 100) });
  });
  try {
    const beganAtMs = clock.now();
    await writeBadRelease(lambda.function(functionName).definition.codePath, folder);
    const { deploymentId = '' } = await environment.release({ functionName, codePath: folder });
    const deployment = await codeDeploy.ended(deploymentId);
    const takenBackBy = deployment.rollback?.deploymentId;
    const rollback = takenBackBy === undefined ? undefined : await codeDeploy.ended(takenBackBy);
    return releaseFigures({ stage: 'payment', beganAtMs, deployment, rollback, shares, invocations });
  } finally {
    stopCounting();
    stopSharing();
    await rm(folder, { recursive: true });
  }
};
