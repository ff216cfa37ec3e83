import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ManualClock } from '../../../src/clock/manual-clock';
import { Journal } from '../../../src/persistence/journal';
import { readJournal } from '../../../src/persistence/read-journal';
import { SqsEngine } from '../../../src/sqs/engine';

const FIFO = { FifoQueue: 'true', VisibilityTimeout: '60' };

let folder: string;
let clock: ManualClock;
let engine: SqsEngine;

const start = (): void => {
  const file = join(folder, 'journal');
  const earlier = engine === undefined ? undefined : readJournal(file);
  const journal = new Journal({
    file,
    origin: { format: 1, stacks: [] },
    now: () => clock.now(),
    content: earlier,
    onFailure: (reason) => {
      throw new Error(reason);
    },
  });
  engine = new SqsEngine({ clock, journal });
};

/** The process is gone; nothing is closed or written by it any more. Another one comes up on what it left. */
const restart = async (): Promise<void> => {
  await undefined;
  start();
};

const queue = (name: string) => {
  const found = engine.queueByName(name);
  if (!found) throw new Error(`there is no queue ${name}`);
  return found;
};

const bodies = async (name: string, maxMessages = 10) =>
  (await queue(name).receive({ maxMessages })).map(({ body }) => body);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kept-queues-'));
  clock = new ManualClock();
  engine = undefined as unknown as SqsEngine;
  start();
});

afterEach(() => {
  engine.close();
  rmSync(folder, { recursive: true });
});

const send = (name: string, groupId: string, ...texts: string[]) =>
  queue(name).send(texts.map((body) => ({ id: body, body, groupId, deduplicationId: body })));

test('messages keep order, groups and sequence over a restart, and later ones come behind', async () => {
  engine.createQueue('work.fifo', FIFO);
  send('work.fifo', 'a', 'a1', 'a2');
  send('work.fifo', 'b', 'b1');
  const [first] = queue('work.fifo').peek();
  await restart();
  send('work.fifo', 'a', 'a3');
  const peeked = queue('work.fifo').peek();
  expect(peeked.map(({ body }) => body)).toEqual(['a1', 'a2', 'b1', 'a3']);
  expect(peeked[0]).toEqual(first);
  const sequence = peeked.map(({ attributes }) => attributes.SequenceNumber ?? '');
  expect([...sequence].sort()).toEqual(sequence);
  expect(await bodies('work.fifo')).toEqual(['a1', 'a2', 'a3', 'b1']);
});

test('what is in flight stays locked until its own timeout, with its receive count; its receipt stays good', async () => {
  engine.createQueue('work.fifo', FIFO);
  send('work.fifo', 'a', 'a1', 'a2');
  send('work.fifo', 'b', 'b1');
  const [a1] = await queue('work.fifo').receive({ maxMessages: 1 });
  clock.advance(20_000);
  await restart();
  expect(await bodies('work.fifo')).toEqual(['b1']);
  clock.advance(40_000);
  const again = await queue('work.fifo').receive({ maxMessages: 1 });
  expect(again).toMatchObject([{ body: 'a1', attributes: { ApproximateReceiveCount: '2' } }]);
  expect(again[0]?.attributes.ApproximateFirstReceiveTimestamp).toBe(a1?.attributes.ApproximateFirstReceiveTimestamp);
  await restart();
  queue('work.fifo').deleteMessage(again[0]?.receiptHandle ?? '');
  await restart();
  expect(
    queue('work.fifo')
      .peek()
      .map(({ body }) => body),
  ).toEqual(['a2', 'b1']);
});

test('time that passed while nothing ran counts: visibility and retention', async () => {
  engine.createQueue('work.fifo', { ...FIFO, MessageRetentionPeriod: '3600' });
  send('work.fifo', 'a', 'old');
  await queue('work.fifo').receive({ maxMessages: 1 });
  clock.advance(1_800_000);
  send('work.fifo', 'b', 'young');
  await undefined;
  clock.advance(1_799_999);
  await restart();
  expect(await bodies('work.fifo', 1)).toEqual(['old']);
  clock.advance(1);
  await restart();
  expect(
    queue('work.fifo')
      .peek()
      .map(({ body }) => body),
  ).toEqual(['young']);
});

test('a visibility change and a delay hold over a restart', async () => {
  engine.createQueue('work.fifo', FIFO);
  engine.createQueue('slow', { DelaySeconds: '100' });
  send('work.fifo', 'a', 'a1');
  queue('slow').send([{ id: 'x', body: 'later' }]);
  const [a1] = await queue('work.fifo').receive({ maxMessages: 1 });
  queue('work.fifo').changeMessageVisibility(a1?.receiptHandle ?? '', 300);
  clock.advance(99_999);
  await restart();
  expect([await bodies('slow'), await bodies('work.fifo')]).toEqual([[], []]);
  clock.advance(1);
  expect(await bodies('slow')).toEqual(['later']);
  clock.advance(200_000);
  expect(await bodies('work.fifo')).toEqual(['a1']);
});

test('the deduplication window holds over a restart, for its five minutes and no longer', async () => {
  engine.createQueue('work.fifo', FIFO);
  const original = queue('work.fifo').sendMessage({ body: 'a1', groupId: 'a', deduplicationId: 'one' });
  const [received] = await queue('work.fifo').receive({ maxMessages: 1 });
  queue('work.fifo').deleteMessage(received?.receiptHandle ?? '');
  clock.advance(299_999);
  await restart();
  const again = () => queue('work.fifo').sendMessage({ body: 'a1', groupId: 'a', deduplicationId: 'one' });
  expect(again()).toEqual(original);
  expect(queue('work.fifo').peek()).toEqual([]);
  clock.advance(1);
  await restart();
  expect(again().messageId).not.toBe(original.messageId);
});

test('receives before a restart count towards the dead-letter queue', async () => {
  const { arn } = engine.createQueue('dead.fifo', FIFO);
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arn, maxReceiveCount: 2 });
  engine.createQueue('work.fifo', { ...FIFO, RedrivePolicy });
  send('work.fifo', 'a', 'poison');
  for (let receives = 1; receives <= 2; receives++) {
    expect(await bodies('work.fifo')).toEqual(['poison']);
    clock.advance(60_000);
    await restart();
  }
  expect(await bodies('work.fifo')).toEqual([]);
  await restart();
  expect(queue('dead.fifo').peek()).toMatchObject([
    { body: 'poison', attributes: { DeadLetterQueueSourceArn: queue('work.fifo').arn, MessageGroupId: 'a' } },
  ]);
});

test('attributes, tags and policies that name a later queue are kept; a deployment replaces attributes, never messages', async () => {
  engine.createQueue('work.fifo', FIFO);
  const { arn } = engine.createQueue('dead.fifo', FIFO);
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arn, maxReceiveCount: 2 });
  queue('work.fifo').setAttributes({ RedrivePolicy });
  queue('work.fifo').setTags({ team: 'payments' });
  send('work.fifo', 'a', 'a1');
  const { CreatedTimestamp } = queue('work.fifo').attributes();
  clock.advance(60_000);
  await restart();
  expect(queue('work.fifo').attributes()).toMatchObject({ RedrivePolicy, CreatedTimestamp, VisibilityTimeout: '60' });
  expect(queue('work.fifo').tags).toEqual({ team: 'payments' });
  engine.deployQueue('work.fifo', { FifoQueue: 'true', VisibilityTimeout: '90' });
  await restart();
  expect(queue('work.fifo').attributes()).toMatchObject({ VisibilityTimeout: '90', ApproximateNumberOfMessages: '1' });
  expect(queue('work.fifo').redrivePolicy).toBeUndefined();
});

test('a queue that was deleted or purged does not come back', async () => {
  engine.createQueue('gone');
  engine.createQueue('purged');
  for (const name of ['gone', 'purged']) queue(name).send([{ id: 'x', body: 'x' }]);
  engine.deleteQueue(queue('gone'));
  queue('purged').purge();
  await restart();
  expect(engine.queues().map(({ name }) => name)).toEqual(['purged']);
  expect(queue('purged').peek()).toEqual([]);
});

test('200 random steps with a restart after each end where the same steps without any do', async () => {
  const run = async (restarts: boolean): Promise<string[][]> => {
    rmSync(folder, { recursive: true });
    folder = mkdtempSync(join(tmpdir(), 'kept-queues-'));
    clock = new ManualClock();
    engine = undefined as unknown as SqsEngine;
    start();
    const { arn } = engine.createQueue('dead.fifo', FIFO);
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arn, maxReceiveCount: 3 });
    engine.createQueue('work.fifo', { ...FIFO, RedrivePolicy });
    const seen: string[][] = [];
    let seed = 7;
    const random = (below: number) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed % below;
    };
    let held: string[] = [];
    for (let step = 0; step < 200; step++) {
      const what = random(5);
      if (what === 0) send('work.fifo', `g${random(4)}`, `m${step}`, `n${step}`);
      else if (what === 1) {
        const received = await queue('work.fifo').receive({ maxMessages: 1 + random(5) });
        seen.push(received.map(({ body, attributes }) => `${body} ${attributes.ApproximateReceiveCount}`));
        held.push(...received.map(({ receiptHandle }) => receiptHandle));
      } else if (what === 2 && held.length > 0) {
        queue('work.fifo').delete([{ id: 'x', receiptHandle: held.pop() ?? '' }]);
      } else if (what === 3 && held.length > 0) {
        const [receiptHandle = '', ...others] = held;
        held = others;
        queue('work.fifo').changeVisibility([{ id: 'x', receiptHandle, visibilityTimeoutSeconds: random(90) }]);
      } else clock.advance(random(40_000));
      if (restarts) await restart();
    }
    seen.push(
      ...['work.fifo', 'dead.fifo'].map((name) =>
        queue(name)
          .peek()
          .map(({ body }) => body),
      ),
    );
    return seen;
  };
  expect(await run(true)).toEqual(await run(false));
});
