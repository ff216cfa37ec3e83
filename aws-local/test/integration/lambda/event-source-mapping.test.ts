import { scaledClock } from '../../../src/clock/clock';
import { type FunctionDefinition, LambdaEngine, type MappingDefinition } from '../../../src/lambda/engine';
import { keepPace } from '../../../src/lambda/pace';
import { workerSource } from '../../../src/lambda/worker/source';
import { type Queue, SqsEngine } from '../../../src/sqs/engine';
import { eventually } from './eventually';
import { aFunction, functionFolder, removeFunctionFolders } from './function-folder';

const SCALE = 20;
const VISIBILITY_SECONDS = 20;

interface Batch {
  environment: number;
  bodies: string[];
  receiveCounts: string[];
  groups: string[];
}

/** Logs the batch before anything else. */
const LOG_BATCH = `
  console.log(JSON.stringify({
    bodies: event.Records.map((record) => record.body),
    receiveCounts: event.Records.map((record) => record.attributes.ApproximateReceiveCount),
    groups: event.Records.map((record) => record.attributes.MessageGroupId),
  }));`;

// Compiling the workers' program takes longer, on a busy machine, than the first message stays invisible.
beforeAll(() => void workerSource());

describe('a queue mapped to a function', () => {
  let sqs: SqsEngine;
  let lambda: LambdaEngine;
  let queue: Queue;
  let batches: Batch[];
  let stopPacing: () => void;

  beforeEach(() => {
    const clock = scaledClock({ scale: SCALE });
    sqs = new SqsEngine({ clock });
    batches = [];
    lambda = new LambdaEngine({
      clock,
      sqs,
      onLog: ({ environment, text }) => {
        if (text.startsWith('{"bodies"')) batches.push({ environment, ...JSON.parse(text) });
      },
    });
    // As an environment does: a batch that waits for a processor must not run into a timeout.
    stopPacing = keepPace(clock, () => lambda.threads());
    queue = sqs.createQueue('orders.fifo', {
      FifoQueue: 'true',
      ContentBasedDeduplication: 'true',
      VisibilityTimeout: String(VISIBILITY_SECONDS),
    });
  });

  afterEach(async () => {
    stopPacing();
    await lambda.close();
    sqs.close();
    removeFunctionFolders();
  });

  const send = (...orders: [body: string, group: string][]) => {
    const sent = queue.send(orders.map(([body, groupId], index) => ({ id: String(index), body, groupId })));
    expect(sent.failed).toEqual([]);
  };

  const map = (
    handlerBody: string,
    mapping: Partial<MappingDefinition> = {},
    definition: Partial<FunctionDefinition> = {},
  ): string => {
    lambda.createFunction(aFunction(LOG_BATCH + handlerBody, { timeoutMs: 15_000, ...definition }));
    return lambda.createMapping({
      functionName: 'barista',
      queueArn: queue.arn,
      batchSize: 10,
      reportBatchItemFailures: true,
      enabled: true,
      ...mapping,
    }).uuid;
  };

  const isEmpty = () => queue.peek().length === 0;
  const delivered = () => batches.flatMap(({ bodies }) => bodies).length;
  /** A worker's output travels apart from its result: the last batch may be deleted before its line is here. */
  const drainedAfter = (deliveries: number) => eventually(() => isEmpty() && delivered() >= deliveries);
  const counts = (uuid: string) => lambda.mapping(uuid).counts;

  it('hands over a batch across groups, each in order, and deletes it', async () => {
    send(['espresso', 'berlin'], ['latte', 'oslo'], ['mocha', 'berlin']);
    const uuid = map('');

    await drainedAfter(3);

    expect(batches).toHaveLength(1);
    expect(batches[0]?.bodies.filter((body) => body !== 'latte')).toEqual(['espresso', 'mocha']);
    expect(new Set(batches[0]?.groups)).toEqual(new Set(['berlin', 'oslo']));
    expect(counts(uuid)).toEqual({
      PolledEventCount: 3,
      FilteredOutEventCount: 0,
      InvokedEventCount: 3,
      FailedInvokeEventCount: 0,
      DeletedEventCount: 3,
    });
    expect(lambda.mapping(uuid).lastProcessingResult).toBe('OK');
  });

  it('wakes up for a message that comes while it waits', async () => {
    map('');
    await new Promise((resolve) => setTimeout(resolve, 20));

    send(['espresso', 'berlin']);
    await drainedAfter(1);

    expect(batches.map(({ bodies }) => bodies)).toEqual([['espresso']]);
  });

  it('deletes what succeeded and leaves the reported failure to its visibility timeout', async () => {
    send(['espresso', 'berlin'], ['latte', 'oslo']);
    const uuid = map(`
      const failed = event.Records.filter(({ body, attributes }) => body === 'latte' && attributes.ApproximateReceiveCount === '1');
      return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };`);

    await eventually(() => counts(uuid).DeletedEventCount === 1);
    expect(queue.peek()).toEqual([expect.objectContaining({ body: 'latte', inFlight: true })]);

    await drainedAfter(3);
    expect(batches[1]).toMatchObject({ bodies: ['latte'], receiveCounts: ['2'] });
    expect(counts(uuid)).toMatchObject({ FailedInvokeEventCount: 1, DeletedEventCount: 2 });
  });

  it('deletes everything when failures are not reported by item, whatever the handler returns', async () => {
    send(['espresso', 'berlin']);
    map(`return { batchItemFailures: [{ itemIdentifier: event.Records[0].messageId }] };`, {
      reportBatchItemFailures: false,
    });

    await drainedAfter(1);

    expect(batches).toHaveLength(1);
  });

  it.each([
    ['throws', `throw new Error('spilt');`],
    ['times out', 'await new Promise(() => {});'],
    ['crashes', 'process.exit(1);'],
    ['reports a message that is not in the batch', `return { batchItemFailures: [{ itemIdentifier: 'tea' }] };`],
  ])('lets the whole batch return by its visibility timeout when the handler %s', async (_, failure) => {
    send(['espresso', 'berlin'], ['latte', 'oslo']);
    const uuid = map(
      `if (event.Records[0].attributes.ApproximateReceiveCount === '1') { ${failure} }`,
      {},
      {
        timeoutMs: 5_000,
      },
    );

    await eventually(() => counts(uuid).FailedInvokeEventCount === 2);
    expect(counts(uuid).DeletedEventCount).toBe(0);
    expect(queue.peek().every(({ inFlight }) => inFlight)).toBe(true);

    const returned = () => batches.flatMap(({ receiveCounts }) => receiveCounts).filter((count) => count !== '1');
    await eventually(() => isEmpty() && returned().length >= 2);
    expect(returned()).toEqual(['2', '2']);
  });

  it('gets a batch back from an environment that was killed in the middle', async () => {
    send(['espresso', 'berlin']);
    map(`if (event.Records[0].attributes.ApproximateReceiveCount === '1') await new Promise(() => {});`);
    await eventually(() => batches.length === 1);

    expect(await lambda.killEnvironments('barista')).toBe(1);

    await drainedAfter(2);
    expect(batches[1]).toMatchObject({ bodies: ['espresso'], receiveCounts: ['2'], environment: 2 });
  });

  describe('concurrency', () => {
    /** Finishes when told so, by a file that the test writes. */
    const gate = () => {
      const folder = functionFolder('', 'closed');
      return {
        wait: `const { existsSync } = await import('node:fs');
          while (!existsSync(${JSON.stringify(`${folder}/open`)})) await new Promise((resolve) => setTimeout(resolve, 200));`,
        open: async () => (await import('node:fs')).writeFileSync(`${folder}/open`, ''),
      };
    };

    it('runs groups side by side, and one group never', async () => {
      const { wait, open } = gate();
      send(['espresso', 'berlin'], ['latte', 'oslo'], ['mocha', 'berlin']);
      map(wait, { batchSize: 1 });

      await eventually(() => batches.length === 2);
      expect(batches.map(({ groups }) => groups[0]).sort()).toEqual(['berlin', 'oslo']);

      await open();
      await drainedAfter(3);
      expect(batches.flatMap(({ bodies }) => bodies).filter((body) => body !== 'latte')).toEqual(['espresso', 'mocha']);
    });

    it('keeps to MaximumConcurrency and receives no more than it can run', async () => {
      const { wait, open } = gate();
      send(['a', '1'], ['b', '2'], ['c', '3'], ['d', '4'], ['e', '5']);
      map(wait, { batchSize: 1, maximumConcurrency: 2 });

      await eventually(() => batches.length === 2);
      expect(queue.peek().filter(({ inFlight }) => inFlight)).toHaveLength(2);

      await open();
      await drainedAfter(5);
      expect(new Set(batches.map(({ environment }) => environment)).size).toBe(2);
      expect(lambda.function('barista').environments).toBe(2);
    });

    it('tries a throttled batch again while it is invisible', async () => {
      const { wait, open } = gate();
      send(['espresso', 'berlin'], ['latte', 'oslo']);
      map(wait, { batchSize: 1 }, { reservedConcurrency: 1 });
      await eventually(() => queue.peek().every(({ inFlight }) => inFlight));

      await open();
      await drainedAfter(2);

      expect(batches.flatMap(({ receiveCounts }) => receiveCounts)).toEqual(['1', '1']);
    });

    it('returns a batch that stayed throttled, with a receive spent on it', async () => {
      send(['espresso', 'berlin']);
      const uuid = map('', {}, { reservedConcurrency: 0 });

      await eventually(() => queue.peek()[0]?.attributes.ApproximateReceiveCount === '2');
      // On a slow machine the message is visible, and received, before its first batch was given up.
      await eventually(() => counts(uuid).FailedInvokeEventCount > 0);

      expect(batches).toEqual([]);
      expect(counts(uuid).InvokedEventCount).toBe(0);
    });
  });

  describe('disabled and enabled', () => {
    const state = (uuid: string) => lambda.mapping(uuid).state;

    it('does not poll while disabled, and does again when enabled', async () => {
      send(['espresso', 'berlin']);
      const uuid = map('', { enabled: false });
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(queue.peek()).toEqual([expect.objectContaining({ inFlight: false })]);

      expect(lambda.updateMapping(uuid, { enabled: true })).toMatchObject({ state: 'Enabling', enabled: true });
      await eventually(isEmpty);

      expect(state(uuid)).toBe('Enabled');
    });

    it('finishes the batch that was under way and takes no other', async () => {
      // However long the machine stalls, the batch is not lost to a timeout.
      queue.setAttributes({ VisibilityTimeout: '900' });
      send(['espresso', 'berlin']);
      const uuid = map('await new Promise((resolve) => setTimeout(resolve, 10_000));', {}, { timeoutMs: 900_000 });
      await eventually(() => batches.length === 1);

      expect(lambda.updateMapping(uuid, { enabled: false }).state).toBe('Disabling');
      await eventually(() => state(uuid) === 'Disabled');
      send(['latte', 'oslo']);
      await eventually(() => counts(uuid).DeletedEventCount === 1);

      expect(queue.peek()).toEqual([expect.objectContaining({ body: 'latte', inFlight: false })]);
      expect(batches).toHaveLength(1);
    });

    it('refuses a change during a transition', async () => {
      const uuid = map('');
      expect(lambda.updateMapping(uuid, { maximumConcurrency: 2 })).toMatchObject({
        state: 'Updating',
        maximumConcurrency: 2,
      });

      expect(() => lambda.updateMapping(uuid, { enabled: false })).toThrow(
        expect.objectContaining({ code: 'ResourceInUseException' }),
      );

      await eventually(() => state(uuid) === 'Enabled');
      expect(lambda.updateMapping(uuid, { enabled: false }).state).toBe('Disabling');
    });
  });

  it.each([
    ['MaximumConcurrency', { maximumConcurrency: 1 }, /MaximumConcurrency must be 2 to 1000, not 1/],
    ['BatchSize', { batchSize: 10_001 }, /BatchSize must be 1 to 10000, not 10001/],
    ['a window', { maximumBatchingWindowSeconds: 301 }, /MaximumBatchingWindowInSeconds must be 0 to 300, not 301/],
    ['a large batch without a window', { batchSize: 11 }, /^Maximum batch window in seconds must be greater than 0 if/],
    [
      'a batching window of a FIFO queue',
      { maximumBatchingWindowSeconds: 5 },
      /^Batching window is not supported for FIFO queues$/,
    ],
    ['a filter that is no pattern', { filters: ['{"body":"latte"}'] }, /^Invalid filter pattern definition\. .*body/],
    [
      'a queue that does not exist',
      { queueArn: 'arn:aws:sqs:us-east-1:000000000000:tea.fifo' },
      /names no queue: .*tea/,
    ],
    ['a function that does not exist', { functionName: 'sommelier' }, /Function not found: .*sommelier/],
  ])('refuses %s and names the value', (_, mapping, message) => {
    expect(() => map('', mapping)).toThrow(message);
  });

  it('refuses a queue whose visibility timeout is shorter than the function may take', () => {
    expect(() => map('', {}, { timeoutMs: 21_000 })).toThrow(/20 seconds is less than Function timeout: 21 seconds/);
  });
});
