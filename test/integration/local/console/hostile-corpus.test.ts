import { setTimeout as sleep } from 'node:timers/promises';
import { sessionOn } from '../../../../local/console/session';
import { hostileCorpus } from '../../../hostile/corpus';
import type { Victim } from '../../../hostile/forged';
import { sendHostile } from '../../../hostile/send';
import { soundDetail } from '../../../hostile/sound';
import { runOperator } from '../../../operator-process';
import { type RunningConsole, startConsole } from './running-console';

/** Those of the seed. */
const SHOPS = ['lower-manhattan', 'hells-kitchen', 'astoria'];
const CANARY_EVERY = 60;

let running: RunningConsole;
let session: ReturnType<typeof sessionOn>;
const fulfilled = new Set<string>();
beforeAll(async () => {
  // Ten times as fast: an ingress gives an event up after a minute and a half.
  running = await startConsole(10);
  session = sessionOn(running.environment, running.variables);
  running.environment.events.onEvent(({ 'detail-type': type, detail }) => {
    const { orderId, metadata } = detail as { orderId: string; metadata?: { causationId?: string } };
    // Forged events say so, too: ours name their cause.
    if (type === 'Order Fulfilled' && metadata?.causationId) fulfilled.add(orderId);
  });
});
afterAll(async () => {
  session.close();
  await running.close();
});

const ops = (...args: string[]) => runOperator(running.variables, args);

const steers = (printed: string): boolean => /[^\P{Cc}\n]|[\p{Cs}\p{Zl}\p{Zp}\p{Bidi_C}]/u.test(printed);

const placeSound = async ({ orderId, shopId }: Victim): Promise<void> => {
  const about = { orderId, shopId, timestamp: new Date(session.now()).toISOString() };
  for (const type of ['Order Created', 'Order Confirmed', 'Order Ready'] as const)
    await running.publish(type, soundDetail(type, about));
};

/** Resolves when no queue but those for dead letters holds anything any more. */
const drained = async (): Promise<void> => {
  const { sqs } = running.environment;
  const isForDeadLetters = new Set(sqs.queues().filter((queue) => sqs.deadLetterSourcesOf(queue).length > 0));
  const busy = () =>
    sqs
      .queues()
      .filter((queue) => !isForDeadLetters.has(queue) && !queue.name.includes('delivery') && queue.peek().length > 0);
  for (let calm = 0; calm < 4; calm = busy().length === 0 ? calm + 1 : 0) await sleep(250);
};

test('after every kind of hostile event, the commands and the console answer, and sound orders are fulfilled', async () => {
  const canaries: Victim[] = [];
  const victims = SHOPS.map((shopId) => ({ orderId: `victim-${shopId}`, shopId }));
  const corpus = hostileCorpus({ shops: SHOPS, victims, nowMs: session.now(), thinnedBy: 10 });
  for (const victim of victims) await placeSound(victim);
  for (const [at, event] of corpus.entries()) {
    await sendHostile(session, running.variables, event);
    if (at % CANARY_EVERY !== 0) continue;
    const canary = { orderId: `canary-${at}`, shopId: SHOPS[(at / CANARY_EVERY) % SHOPS.length] ?? '' };
    canaries.push(canary);
    await placeSound(canary);
  }
  const isWaiting = ({ orderId }: Victim): boolean => !fulfilled.has(orderId);
  while ([...victims, ...canaries].some(isWaiting)) await sleep(100);
  await drained();

  const queues = session.names.deadLetterQueues.map(({ name }) => name);
  const commands: string[][] = [
    ['dlq', 'list'],
    ...queues.map((queue) => ['dlq', 'show', queue, '--whole', '--limit', '20']),
    ['order', 'list'],
    ['order', 'list', '--open-longer-than', '1s'],
    ['order', 'list', '--pending'],
    ['order', 'show', 'constructor'],
    ['order', 'show', 'conflict-7'],
    ['order', 'show', 'canary-0'],
    ['stock', 'show', '--shop', 'astoria'],
    ['stock', 'reconcile'],
    ['orders', 'reconcile'],
    ['payments', 'reconcile'],
    ['report'],
    ['breaker', 'status'],
    ['stage', 'list'],
  ];
  const failed: unknown[] = [];
  for (const command of [...commands, ...commands.map((args) => [...args, '--json'])]) {
    const { code, stdout, stderr } = await ops(...command);
    // A reconciliation that finds a difference says so with 1.
    const isAnswer = code === 0 || (code === 1 && command.includes('reconcile'));
    if (!isAnswer || /^error:/m.test(stderr) || stdout === '' || steers(stdout))
      failed.push({ command, code, stderr, stdout: stdout.slice(0, 2_000) });
  }
  expect(failed).toEqual([]);

  const { status, body } = await running.send<{ orders: unknown[]; letters: { count: number }[] }>('GET', 'api/state');
  expect(status).toBe(200);
  expect(body.letters.reduce((sum, { count }) => sum + count, 0)).toBeGreaterThan(250);
  for (const orderId of ['constructor', 'conflict-7', 'canary-0'])
    expect((await running.send('GET', `api/orders/${orderId}`)).status).toBe(200);
}, 600_000);
