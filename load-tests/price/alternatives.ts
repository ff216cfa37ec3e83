import { LIST_PRICES } from './list-prices';
import type { Usage } from './price';

/**
 * State transitions of one fulfilled order as a Step Functions Standard workflow: start, charge, wait for the confirmation, join, allocate,
 * schedule, wait for the barista, settle, publish, end.
 */
const TRANSITIONS_PER_ORDER = 10;

/**
 * Operations of one fulfilled order as a Lambda durable function: start, then a step each to charge, allocate, schedule, settle and
 * publish, and a callback each for the confirmation and the barista.
 */
const DURABLE_OPERATIONS_PER_ORDER = 8;

/** Step Functions Standard, USD per million orders: the transitions alone; its Lambda, DynamoDB and events come on top. */
export const stepFunctionsPerMillion = (transitions = TRANSITIONS_PER_ORDER): number =>
  transitions * LIST_PRICES.stepFunctionsPerMillionTransitions;

/** Lambda durable functions, USD per million orders: the operations alone. */
export const durableFunctionsPerMillion = (operations = DURABLE_OPERATIONS_PER_ORDER): number =>
  operations * LIST_PRICES.durableFunctionsPerMillionOperations;

/** Messages of one fulfilled order that the stages work: Created, Confirmed; Validated, Fulfilled; Allocated, Ready. */
const MESSAGES = 6;
/** What the stages do once per order: charge, validate, allocate, schedule, ready, settle. */
const OPERATIONS = 6;
const BATCH_SIZE = 10;
const MEMORY_GB = 0.5;

/**
 * The same queues with handlers as Powertools' documentation teaches them (FIFO processor, `makeIdempotent` per record, PutEvents per record), counted
 * by hand: an idempotency record is put and updated and the order read consistently and written for each operation, and each line's stock written
 * by allocating and settling. No transactions, which would double its writes; records run one after the other, so a batch is billed for the sum.
 * @param lines of an order, on average.
 * @param secondsPerRecord how long a record takes, on average.
 */
export const baselineUsage = (lines: number, secondsPerRecord: number): Usage => ({
  fulfilledOrders: 1,
  // Payment Processed, Payment Validated, Inventory Allocated, Delivery Scheduled, Order Fulfilled.
  ownEvents: 5,
  pipeRequests: MESSAGES / BATCH_SIZE,
  // By the rule one by one into the ingress, received and deleted there in tens; sent, received and deleted in tens at the stage.
  sqsStandardRequests: MESSAGES * (1 + 2 / BATCH_SIZE),
  sqsFifoRequests: MESSAGES * (3 / BATCH_SIZE),
  invocations: MESSAGES / BATCH_SIZE,
  gbSeconds: MESSAGES * secondsPerRecord * MEMORY_GB,
  writeUnits: OPERATIONS * 3 + 2 * lines,
  readUnits: OPERATIONS,
});

const DAYS = 30;
const SECONDS_PER_MONTH = DAYS * 86_400;
/**
 * Lambda goes down to five batches at once on a standard queue, and with a maximum concurrency to no fewer (docs.aws.amazon.com/lambda/latest/dg,
 * services-sqs-scaling.html). Taken to be so for FIFO queues, and each poll to last as long as SQS lets it: AWS says neither.
 */
const IDLE_POLLERS = 5;
const LONG_POLL_SECONDS = 20;
const READ_UNITS_OF_KEEPER = 1;
/** Each of the four shards of its index is asked twice, for what is pending and for what is due, half a unit each. */
const READ_UNITS_OF_WATCHER = 4;

/**
 * What an environment costs that nobody uses, USD per month of 30 days: polls of the empty queues, and the breaker keeper and the payment watcher,
 * which look once a minute. Pipes are taken to poll as mappings do: AWS does not say. Alarms, dashboards and secrets come on top.
 */
export const idleCostPerMonth = (stages: number): number => {
  const polls = (SECONDS_PER_MONTH / LONG_POLL_SECONDS) * IDLE_POLLERS * stages;
  const queues =
    (polls * (LIST_PRICES.sqsFifoPerMillionRequests + LIST_PRICES.sqsStandardPerMillionRequests)) / 1_000_000;
  const looks = DAYS * 1_440;
  const look = (readUnits: number) =>
    (looks * LIST_PRICES.lambdaPerMillionInvocations) / 1_000_000 +
    // 256 MB for a tenth of a second.
    looks * 0.25 * 0.1 * LIST_PRICES.lambdaPerGbSecond +
    (looks * readUnits * LIST_PRICES.dynamodbPerMillionReadUnits) / 1_000_000;
  return queues + look(READ_UNITS_OF_KEEPER) + look(READ_UNITS_OF_WATCHER);
};
