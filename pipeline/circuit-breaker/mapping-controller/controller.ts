import {
  GetEventSourceMappingCommand,
  type LambdaClient,
  ResourceInUseException,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import type { BreakerState } from '../state';
import type { BreakerStore } from '../store';
import { decideKeeping, type KeeperDecision, type MappingChange, type MappingView } from './decision';
import type { IntentStore, KeeperIntent, KeepingMode } from './intent';

export interface KeeperOptions {
  readonly lambda: Pick<LambdaClient, 'send'>;
  readonly breakers: Pick<BreakerStore, 'read'>;
  readonly intents: IntentStore;
  /** The mapping's UUID. */
  readonly mappingId: string;
  /** MaximumConcurrency while all is well. */
  readonly configuredConcurrency: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly sleep: (delayMs: number) => Promise<void>;
}

/** What one run found and did. */
export interface KeeperReport {
  readonly decision: KeeperDecision;
  readonly breaker: BreakerState;
  readonly mapping: MappingView;
}

export interface Keeper {
  /**
   * Brings the mapping in line with the breaker. May run at any time, repeatedly and twice at once; a mapping in transition is waited for, for
   * some seconds, and otherwise left to the next run.
   * @throws Error if DynamoDB or Lambda cannot be asked; the next run takes up what this one began.
   */
  run(): Promise<KeeperReport>;
}

const MAX_ATTEMPTS = 6;
const PAUSE_MS = 2_000;

interface Attempt {
  readonly report: KeeperReport;
  /** False: the mapping was in transition, or another run was faster, so look again. */
  readonly isFinal: boolean;
}

export const breakerKeeper = (options: KeeperOptions): Keeper => {
  const { lambda, breakers, intents, mappingId, configuredConcurrency, now, sleep } = options;

  const describeMapping = async (): Promise<MappingView> => {
    const { State, ScalingConfig } = await lambda.send(new GetEventSourceMappingCommand({ UUID: mappingId }));
    return { state: State ?? 'unknown', maximumConcurrency: ScalingConfig?.MaximumConcurrency };
  };

  /** @returns false if the mapping is in transition. */
  const changeMapping = async ({ enabled, maximumConcurrency }: MappingChange): Promise<boolean> => {
    try {
      await lambda.send(
        new UpdateEventSourceMappingCommand({
          UUID: mappingId,
          ...(enabled !== undefined && { Enabled: enabled }),
          ...(maximumConcurrency !== undefined && { ScalingConfig: { MaximumConcurrency: maximumConcurrency } }),
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof ResourceInUseException) return false;
      throw error;
    }
  };

  const done = (intent: KeeperIntent, mode: KeepingMode): KeeperIntent => ({
    mode,
    isDone: true,
    pausedByKeeper: mode === 'paused',
    version: intent.version + 1,
    atMs: now(),
  });

  /** Notes that the change was made. If another run has meant something else meanwhile, our late change may have undone its: it is to be done again. */
  const settle = async (pending: KeeperIntent): Promise<boolean> => {
    if (await intents.write(done(pending, pending.mode))) return true;
    const newest = await intents.read();
    if (newest.mode === pending.mode) return true;
    await intents.write({
      ...newest,
      isDone: false,
      pausedByKeeper: true,
      version: newest.version + 1,
      atMs: now(),
    });
    return false;
  };

  const change = async (
    intent: KeeperIntent,
    mapping: MappingView,
    { mode, change }: Extract<KeeperDecision, { action: 'change' }>,
  ): Promise<boolean> => {
    let pending = intent;
    if (intent.isDone || intent.mode !== mode) {
      const pausedByKeeper = mode === 'paused' || mapping.state === 'Disabled';
      pending = { mode, isDone: false, pausedByKeeper, version: intent.version + 1, atMs: now() };
      if (!(await intents.write(pending))) return false;
    }
    return (await changeMapping(change)) && settle(pending);
  };

  const attempt = async (): Promise<Attempt> => {
    // In this order: what another run does between two of these reads shows as a fresh intent, not as an operator's doing.
    const mapping = await describeMapping();
    const intent = await intents.read();
    const breaker = await breakers.read();
    const decision = decideKeeping({ breaker, mapping, intent, configuredConcurrency, nowMs: now() });
    const report = { decision, breaker, mapping };
    switch (decision.action) {
      case 'wait':
        return { report, isFinal: false };
      case 'record':
        return { report, isFinal: await intents.write(done(intent, decision.mode)) };
      case 'change':
        return { report, isFinal: await change(intent, mapping, decision) };
      case 'none':
      case 'settle':
      case 'leave':
        return { report, isFinal: true };
    }
  };

  return {
    async run() {
      for (let number = 1; ; number++) {
        const { report, isFinal } = await attempt();
        if (isFinal || number === MAX_ATTEMPTS) return report;
        await sleep(PAUSE_MS);
      }
    },
  };
};
