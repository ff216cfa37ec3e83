import { setImmediate } from 'node:timers/promises';
import { scaledClock } from '../../src/clock/clock';
import { SqsEngine } from '../../src/sqs/engine';

const MESSAGES = 200_000;
const GROUPS = 10_000;
const BATCH = 10;
/** Messages over which a rate is taken. */
const SAMPLE = 20_000;

/**
 * Fills one FIFO queue and drains it in process, so that the engine is measured and not HTTP. Prints rates and memory.
 * Only the first 120,000 messages are searched for groups, as on AWS (SQS quotas-messages.html): the backlog goes beyond that.
 */
export const measureScale = async (json: boolean): Promise<void> => {
  const clock = scaledClock();
  const engine = new SqsEngine({ clock });
  const queue = engine.createQueue('scale.fifo', { FifoQueue: 'true', VisibilityTimeout: '3600' });
  const memoryMb = (): number => {
    globalThis.gc?.();
    return Math.round(process.memoryUsage().heapUsed / 1e6);
  };
  const memoryMbEmpty = memoryMb();
  for (let sent = 0; sent < MESSAGES; sent += BATCH) {
    queue.send(
      Array.from({ length: BATCH }, (_, at) => {
        const number = sent + at;
        // Neighbours lie in different groups, so every group is spread over the whole queue.
        return { id: `${at}`, body: `order ${number}`, groupId: `g${number % GROUPS}`, deduplicationId: `${number}` };
      }),
    );
    if (sent % SAMPLE === 0) await setImmediate();
  }
  const memoryMbFull = memoryMb();

  const rates: number[] = [];
  let sampled = 0;
  let received = 0;
  let sinceMs = performance.now();
  while (received < MESSAGES) {
    const messages = await queue.receive({ maxMessages: BATCH });
    if (messages.length === 0) throw new Error(`received ${received} of ${MESSAGES}, then nothing`);
    queue.delete(messages.map(({ messageId, receiptHandle }) => ({ id: messageId, receiptHandle })));
    received += messages.length;
    sampled += messages.length;
    if (sampled < SAMPLE && received < MESSAGES) continue;
    rates.push(Math.round(sampled / ((performance.now() - sinceMs) / 1000)));
    sampled = 0;
    await setImmediate();
    sinceMs = performance.now();
  }
  const memoryMbDrained = memoryMb();
  // In two queues: SQS gives out 120,000 of one at most, and we do too.
  const inFlight = (await holdAll(engine, 'one.fifo')) + (await holdAll(engine, 'other.fifo'));
  const memoryMbInFlight = memoryMb();
  engine.close();

  const result = {
    messages: MESSAGES,
    groups: GROUPS,
    receivedPerSecondAtStart: rates[0],
    receivedPerSecondAtEnd: rates.at(-1),
    memoryMbEmpty,
    memoryMbFull,
    memoryMbDrained,
    inFlight,
    memoryMbInFlight,
  };
  for (const [name, value] of Object.entries(result)) console.log(`${name.padEnd(28)}${value?.toLocaleString('en')}`);
  if (json) console.log(JSON.stringify(result));
};

/** Receives every message of a full queue, ten of each group, and keeps them: gives how many that are. */
const holdAll = async (engine: SqsEngine, name: string): Promise<number> => {
  const queue = engine.createQueue(name, { FifoQueue: 'true', VisibilityTimeout: '3600' });
  for (let sent = 0; sent < MESSAGES / 2; sent += BATCH) {
    queue.send(
      Array.from({ length: BATCH }, (_, at) => ({
        id: `${at}`,
        body: 'order',
        groupId: `g${(sent + at) % GROUPS}`,
        deduplicationId: `${sent + at}`,
      })),
    );
  }
  let inFlight = 0;
  for (;;) {
    const messages = await queue.receive({ maxMessages: BATCH });
    if (messages.length === 0) return inFlight;
    inFlight += messages.length;
  }
};
