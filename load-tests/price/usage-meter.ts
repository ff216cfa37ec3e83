import type { FunctionDefinition } from '@coffee-shop/aws-local';
import { ExecutionEnvironment, type HandlerProcess } from '@coffee-shop/aws-local';
import pLimit from 'p-limit';
import { ORDER_PROCESSOR_SOURCE } from '../../contracts/events/order-processor';
import { sumOf } from '../../local/demo/requests';
import { type Environment, type EnvironmentOptions, startEnvironment } from '../../local/environment';
import { startCapacityMeter } from './capacity-meter';
import type { Usage } from './price';

/** Everything that is billed, since the environment was started. */
export type Billed = Omit<Usage, 'fulfilledOrders'>;

export interface MeteredEnvironment {
  readonly environment: Environment;
  /**
   * @param own requests to SQS that are not the service's: who measures sends and taps, too, through standard queues.
   */
  billed(own: number): Billed;
  stop(): Promise<void>;
}

/** Deliveries of rules to queues, taps' too. */
const deliveriesToQueues = ({ events }: Environment): number =>
  Object.entries(events.counters.invocationsByTarget)
    .filter(([arn]) => arn.startsWith('arn:aws:sqs:'))
    .reduce((sum, [, count]) => sum + count, 0);

export interface MeterOptions {
  /**
   * How many invocations may run at once; the others wait for their turn and are not billed for it. On AWS each environment has a processor of its
   * own: where all that a mapping asks for share the cores of this machine, they wait for each other and Lambda seems many times dearer.
   */
  readonly invocationsAtOnce?: number;
}

/**
 * An execution environment that tells how long each invocation took.
 * @param definition what its function has now: one with another is taken for an older version's, and not used again.
 */
const timed = (
  process: HandlerProcess,
  definition: FunctionDefinition,
  inTurn: <R>(invocation: () => Promise<R>) => Promise<R>,
  onInvoked: (seconds: number) => void,
): HandlerProcess => ({
  number: process.number,
  definition,
  get usable() {
    return process.usable;
  },
  invoke: (invocation) =>
    inTurn(async () => {
      const startedMs = performance.now();
      try {
        return await process.invoke(invocation);
      } finally {
        onInvoked((performance.now() - startedMs) / 1000);
      }
    }),
  kill: () => process.kill(),
});

const VARIABLE = 'AWS_ENDPOINT_URL_DYNAMODB';

/** Starts an environment that counts what AWS would bill for it. The meter costs time: never compare its rates with those of a bare one. */
export const startMeteredEnvironment = async (
  options: EnvironmentOptions,
  { invocationsAtOnce = Number.POSITIVE_INFINITY }: MeterOptions = {},
): Promise<MeteredEnvironment> => {
  const meter = await startCapacityMeter();
  const inTurn = pLimit(invocationsAtOnce);
  let gbSeconds = 0;
  let ownEvents = 0;
  try {
    const environment = await startEnvironment({
      ...options,
      startProcess: (worker) => {
        const { definition } = worker;
        const variables = {
          ...definition.environment,
          [VARIABLE]: meter.before(definition.environment[VARIABLE] ?? ''),
        };
        return timed(
          new ExecutionEnvironment({ ...worker, definition: { ...definition, environment: variables } }),
          definition,
          inTurn,
          (seconds) => {
            gbSeconds += seconds * (definition.memoryMb / 1024);
          },
        );
      },
    });
    environment.events.onEvent(({ source }) => {
      if (source === ORDER_PROCESSOR_SOURCE) ownEvents++;
    });
    return {
      environment,
      billed: (own) => {
        const { writeUnits, readUnits, failedWriteUnits } = meter.capacity();
        return {
          ownEvents,
          // Batches are sent by rules, one for each delivery to a queue, and by pipes: one for each request of theirs.
          pipeRequests: (environment.sqs.requests.SendMessageBatch ?? 0) - deliveriesToQueues(environment),
          sqsStandardRequests: sumOf(environment.sqs.requests) - environment.sqs.requestsToFifo - own,
          sqsFifoRequests: environment.sqs.requestsToFifo,
          invocations: sumOf(environment.lambda.invocations),
          gbSeconds,
          writeUnits: writeUnits + failedWriteUnits,
          readUnits,
        };
      },
      stop: async () => {
        await environment.stop();
        await meter.close();
      },
    };
  } catch (error) {
    await meter.close();
    throw error;
  }
};

/** What came on between two counts. */
export const billedBetween = (before: Billed, after: Billed): Billed =>
  Object.fromEntries(
    Object.entries(after).map(([name, count]) => [name, count - before[name as keyof Billed]]),
  ) as unknown as Billed;
