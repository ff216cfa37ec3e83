import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sumOf } from '../../local/demo/requests';
import type { Names } from '../../ops/target/names';
import type { clients } from '../../ops/target/session';
import { barista } from '../../simulation/traffic/barista';
import { tapBus } from '../../simulation/traffic/tap';
import { phasesOf, readScript, startArtillery } from './artillery';
import { auditRun } from './audit-run';
import { depthsOf } from './backlog';
import type { Cleanup } from './cleanup';
import { type Counted, figuresOf, type LoadFigures } from './figures';
import { startLineServer } from './line-server';
import { memoryOf } from './memory';
import { Observations } from './observations';
import type { LoadOptions } from './options';
import { openOwnShops } from './shops';

/** What a run loads. */
export interface Target {
  /** For the report's reader. */
  readonly description: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly names: Names;
  readonly aws: ReturnType<typeof clients>;
  /** The process that it runs in, if that is on this machine. */
  readonly pid?: number;
  /** Begins to count at the environment itself, where that can be done. @returns what was counted, given the orders fulfilled since. */
  readonly count?: () => (tapQueueUrl: string, fulfilledOrders: number) => Counted;
}

const REPOSITORY = join(import.meta.dirname, '..', '..');
const SAMPLE_EVERY_MS = 1_000;
const SAMPLES_PER_LOOK_AT_MEMORY = 5;
/** Queues of orders that have ended still hold what is settled and handed over. */
const LONGEST_DRAIN_MS = 60_000;

const clock = { now: Date.now, sleep: (delayMs: number) => sleep(delayMs) };

/**
 * Runs artillery.yml against a target and gives what it showed. Whatever it set up is on `cleanup`, for the caller to run, also after Ctrl-C.
 * @throws Error if the bus can no longer be watched.
 */
export const runLoad = async (
  target: Target,
  options: LoadOptions,
  files: { readonly artilleryOutput: string },
  cleanup: Cleanup,
): Promise<LoadFigures> => {
  const { names, aws, variables } = target;
  const phases = phasesOf(readScript(await readFile(join(REPOSITORY, 'artillery.yml'), 'utf8')), options.environment);
  const runId = `load-${randomUUID().slice(0, 8)}`;
  const shopIds = Array.from({ length: options.shops }, (_, index) => `${runId}-shop-${index + 1}`);
  const tables = { dynamodb: aws.dynamodb, configTable: names.configTable, counterTable: names.counterTable };
  const observations = new Observations(runId);
  let failure: unknown;
  let stopArtillery = (): void => undefined;
  const fail = (error: unknown): void => {
    failure ??= error;
    stopArtillery();
  };

  cleanup.add("take the run's shops out of the settings", await openOwnShops(tables, shopIds));
  const serve = barista({ eventBridge: aws.events, busName: names.busName, clock, instant: true, onError: fail });
  cleanup.add('stop the barista', () => serve.stop());
  const line = await startLineServer((message) => observations.hear(message, clock.now()));
  cleanup.add('hang up', () => line.close());
  const tap = await tapBus({
    eventBridge: aws.events,
    sqs: aws.sqs,
    busName: names.busName,
    readers: 4,
    onError: fail,
    onEvent: (event) => {
      if (event['detail-type'] === 'Circuit Opened') observations.circuitsOpened++;
      if (!observations.isOwn(event)) return;
      serve.onEvent(event);
      const ended = observations.see(event, clock.now());
      if (ended) line.tell(ended);
    },
  });
  cleanup.add('remove the tap', () => tap.close());

  const deadLetterUrls = names.deadLetterQueues.map(({ url }) => url);
  const deadLettersBefore = sumOf(await depthsOf(aws.sqs, deadLetterUrls));
  const counted = target.count?.();
  const sampling = new AbortController();
  const sampler = (async () => {
    for (let sample = 0; !sampling.signal.aborted; sample++) {
      observations.backlog.push({ atMs: clock.now(), messages: await depthsOf(aws.sqs, names.workQueueUrls) });
      if (target.pid !== undefined && sample % SAMPLES_PER_LOOK_AT_MEMORY === 0) {
        const memory = await memoryOf(target.pid);
        if (memory) observations.memory.push({ atMs: clock.now(), ...memory });
      }
      await sleep(SAMPLE_EVERY_MS);
    }
  })().catch(fail);
  cleanup.add('stop looking at the queues', async () => {
    sampling.abort();
    await sampler;
  });

  const artillery = startArtillery({
    environment: options.environment,
    output: files.artilleryOutput,
    variables: {
      ...variables,
      EVENT_BUS_NAME: names.busName,
      LOAD_RUN_ID: runId,
      LOAD_SHOPS: shopIds.join(','),
      LOAD_SEED: String(options.seed),
      LOAD_LINE_PORT: String(line.port),
      LOAD_LOST_AFTER_MS: String(options.lostAfterSeconds * 1000),
    },
  });
  stopArtillery = artillery.stop;
  cleanup.add('stop artillery', async () => {
    artillery.stop();
    await artillery.ended;
  });
  const artilleryExitCode = await artillery.ended;
  if (failure) throw failure;
  if (cleanup.hasBegun) throw new Error('the run was stopped');

  const drainedByMs = clock.now() + LONGEST_DRAIN_MS;
  while (clock.now() < drainedByMs && sumOf(await depthsOf(aws.sqs, names.workQueueUrls)) > 0) await sleep(500);
  sampling.abort();
  await sampler;
  const orders = [...observations.orders.values()];
  const fulfilled = orders.filter(({ ended }) => ended?.type === 'Order Fulfilled').length;
  return figuresOf({
    runId,
    target: target.description,
    machine: `${cpus()[0]?.model ?? 'unknown CPU'}, ${availableParallelism()} cores, Node.js ${process.versions.node}`,
    phases,
    orders,
    backlog: observations.backlog,
    memory: observations.memory,
    deadLettersAdded: sumOf(await depthsOf(aws.sqs, deadLetterUrls)) - deadLettersBefore,
    circuitsOpened: observations.circuitsOpened,
    counted: counted && fulfilled > 0 ? counted(tap.queueUrl, fulfilled) : null,
    audit: await auditRun(observations, shopIds, { sqs: aws.sqs, tables, names }),
    artilleryExitCode,
  });
};
