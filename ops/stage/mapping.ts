import {
  type EventSourceMappingConfiguration,
  GetEventSourceMappingCommand,
  ResourceInUseException,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { intentStore } from '../../pipeline/circuit-breaker/mapping-controller/intent';
import { GATEWAY_BREAKER } from '../../pipeline/circuit-breaker/names';
import { mappingOf } from '../target/names';
import type { Session } from '../target/session';
import type { Answer } from '../terminal/answer';
import { table } from '../terminal/table';

const POLL_MS = 1_000;
const MAX_WAIT_MS = 180_000;

const describe = ({ lambda }: Session, UUID: string): Promise<EventSourceMappingConfiguration> =>
  lambda.send(new GetEventSourceMappingCommand({ UUID }));

/** Asks for a state of the mapping; one that is in transition by now is asked again later. */
const change = async ({ lambda }: Session, UUID: string, enabled: boolean): Promise<void> => {
  try {
    await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: enabled }));
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  }
};

/** Whose mappings are kept, by which breaker's keeper. */
const KEPT: Readonly<Record<string, string>> = { payment: GATEWAY_BREAKER };

/** What the keeper has paused it would start again for its next probe: from now on it is the operator's pause. */
const takeFromKeeper = async ({ dynamodb, names, now }: Session, stage: string): Promise<void> => {
  const breakerName = Object.hasOwn(KEPT, stage) ? KEPT[stage] : undefined;
  if (breakerName === undefined) return;
  const intents = intentStore({ client: dynamodb, tableName: names.ordersTable, breakerName });
  for (;;) {
    const intent = await intents.read();
    if (!intent.pausedByKeeper) return;
    // False: the keeper has just recorded something else, which counts.
    if (await intents.write({ ...intent, pausedByKeeper: false, version: intent.version + 1, atMs: now() })) return;
  }
};

/**
 * `stage pause`, `stage resume`: disables or enables the stage's mapping and waits until it is so. Messages wait in the queue meanwhile.
 * The breaker's keeper recognises a mapping that an operator has disabled, also one that it had disabled itself before, and leaves it alone.
 */
export const switchStage = async (session: Session, stage: string, enabled: boolean): Promise<Answer> => {
  const uuid = mappingOf(session.names, stage);
  const wanted = enabled ? 'Enabled' : 'Disabled';
  const untilMs = session.now() + MAX_WAIT_MS;
  let said = '';
  for (;;) {
    const { State: state = 'unknown' } = await describe(session, uuid);
    if (state === wanted && !enabled) await takeFromKeeper(session, stage);
    if (state === wanted || session.now() >= untilMs) {
      return {
        lines: [state === wanted ? `${stage} is ${enabled ? 'running' : 'paused'}` : `${stage} is still ${state}`],
        json: { stage, mapping: uuid, state },
        failed: state !== wanted,
      };
    }
    if (state !== said) session.progress(`${stage} is ${state}`);
    said = state;
    if (state === 'Enabled' || state === 'Disabled') await change(session, uuid, enabled);
    await session.sleep(POLL_MS);
  }
};

/** `stage list`: whether each stage drains its queue. */
export const listStages = async (session: Session): Promise<Answer> => {
  const stages = await Promise.all(
    Object.entries(session.names.mappingIds).map(async ([stage, uuid]) => {
      const { State: state, ScalingConfig, LastProcessingResult: lastResult } = await describe(session, uuid);
      return { stage, state, maximumConcurrency: ScalingConfig?.MaximumConcurrency, lastResult };
    }),
  );
  return {
    lines: table(
      ['stage', 'mapping', 'concurrency', 'last batch'],
      stages.map(({ stage, state, maximumConcurrency, lastResult }) => [stage, state, maximumConcurrency, lastResult]),
    ),
    json: { stages },
  };
};
