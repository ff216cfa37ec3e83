import { processPartialResponse, SqsFifoPartialProcessorAsync } from '@aws-lambda-powertools/batch';
import type { Context, SQSEvent, SQSRecord } from 'aws-lambda';
import { ORDER_MANAGER_SOURCE } from '../../contracts/events/order-manager';
import { handleInOrder } from '../../pipeline/batch/followers';
import { createStageHandler } from '../../pipeline/batch/handler';
import type { RecordResult } from '../../pipeline/batch/record';
import { noTracing } from '../../pipeline/telemetry/tracing';
import { sideBySide } from './measure';
import { queueMessage } from './queue-messages';

const CALL_MS = 50;
const BATCH_SIZE = 10;

/** Stands for the gateway: an answer after a fixed time. */
const call = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, CALL_MS));

const silence = () => undefined;
const context = { getRemainingTimeInMillis: () => 30_000, awsRequestId: 'bench' } as unknown as Context;

const message = (index: number, group: string): SQSRecord =>
  queueMessage(
    {
      id: `event-${index}`,
      type: 'Order Confirmed',
      source: ORDER_MANAGER_SOURCE,
      detail: { orderId: `order-${index}`, shopId: group, timestamp: new Date().toISOString() },
    },
    group,
  );

/** Our batch layer with everything that is in it but the network: parsing, groups, results, report. */
const ours = createStageHandler({
  stage: 'payment',
  types: ['Order Confirmed'],
  groupsAtOnce: BATCH_SIZE,
  prepare: async () => undefined,
  handleGroup: (records) =>
    handleInOrder(records, async (): Promise<RecordResult> => {
      await call();
      return { status: 'done', operation: 'bench', outcome: 'done', replay: false, events: [], counts: {} };
    }),
  ports: {
    publisher: { publish: async () => new Map() },
    failureRecords: { store: async () => undefined },
    visibility: { apply: async () => undefined },
    isolation: {
      interrupted: async () => new Set(),
      returnAfter: async () => undefined,
      begin: async () => undefined,
      finish: async () => undefined,
    },
    counters: { write: async () => undefined },
    telemetry: {
      log: { debug: silence, info: silence, warn: silence, error: silence },
      metrics: { add: silence, flush: silence },
      tracing: noTracing,
    },
    now: () => Date.now(),
  },
});

/** As Powertools' documentation shows it. */
const powertools = (event: SQSEvent) =>
  processPartialResponse(event, async () => call(), new SqsFifoPartialProcessorAsync(), { context });

/** What no implementation can beat: each group its calls one after the other, all groups at once. */
const floor = async ({ Records }: SQSEvent): Promise<void> => {
  const groups = new Map<string, number>();
  for (const { attributes } of Records) {
    const group = attributes.MessageGroupId ?? '';
    groups.set(group, (groups.get(group) ?? 0) + 1);
  }
  await Promise.all(
    [...groups.values()].map(async (calls) => {
      for (let done = 0; done < calls; done++) await call();
    }),
  );
};

export interface Lane {
  readonly groups: number;
  /** Medians, milliseconds per batch of ten. */
  readonly oursMs: number;
  readonly powertoolsMs: number;
  readonly floorMs: number;
  readonly ratioToFloor: number;
  readonly speedupOverPowertools: number;
}

const lane = async (groups: number, rounds: number): Promise<Lane> => {
  const Records = Array.from({ length: BATCH_SIZE }, (_, index) => message(index, `group-${index % groups}`));
  const event = { Records };
  const medians = await sideBySide(
    { ours: () => ours(event, context), powertools: () => powertools(event), floor: () => floor(event) },
    rounds,
  );
  return {
    groups,
    oursMs: medians.ours,
    powertoolsMs: medians.powertools,
    floorMs: medians.floor,
    ratioToFloor: medians.ours / medians.floor,
    speedupOverPowertools: medians.powertools / medians.ours,
  };
};

/** A batch of ten in ten groups, in three and in one; each record makes one call of 50 ms. */
export const lanes = async (rounds = 7): Promise<{ tenGroups: Lane; threeGroups: Lane; oneGroup: Lane }> => ({
  tenGroups: await lane(10, rounds),
  threeGroups: await lane(3, rounds),
  oneGroup: await lane(1, rounds),
});
