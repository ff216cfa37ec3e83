import type { Message } from '@aws-sdk/client-sqs';
import type { PeekedMessage } from '@coffee-shop/aws-local';
import { ORDER_PROCESSOR_SOURCE } from '../../contracts/events/order-processor';
import { sessionOn } from '../../local/console/session';
import { shellVariables } from '../../local/shell-variables';
import { rejectionsOf } from '../../ops/dlq/hold';
import { deadLetter } from '../../ops/dlq/letter';
import { queueNameIn } from '../../ops/target/names';
import { accountFor, type Died, type Sent } from '../hostile/accounts';
import { hostileCorpus } from '../hostile/corpus';
import type { Victim } from '../hostile/forged';
import { sendHostile } from '../hostile/send';
import { PRODUCT_ID, soundDetail, UNIT_PRICE } from '../hostile/sound';
import { CoffeeShops } from './harness/coffee-shops';

const SHOPS = ['astoria', 'soho', 'harlem', 'chelsea'];
/** Between two hostile events. */
const EVERY_MS = 100;
/** Between two canaries of a shop. */
const CANARY_EVERY_MS = 5_000;
/** Of simulated time, in which a handler's own work takes none. */
const LONGEST_WAIT_MS = 10_000;
const KEYS_AT_ONCE = 20;
/** Parts of the corpus, one run each: a fault of a part hides none of another's. */
const PARTS = [1, 2, 3, 4, 5];

let shops: CoffeeShops;
let session: ReturnType<typeof sessionOn>;
let variables: Record<string, string>;
const log: string[] = [];
const dropped = new Set<string>();
/** By order, once it is fulfilled. */
const waitsMs = new Map<string, number>();
const placedMs = new Map<string, number>();

beforeAll(async () => {
  shops = await CoffeeShops.open({ log: (line) => log.push(line), onDropped: ({ eventId }) => dropped.add(eventId) });
  variables = shellVariables(shops.environment);
  session = sessionOn(shops.environment, variables);
  shops.environment.events.onEvent(({ 'detail-type': type, source, detail }) => {
    const { orderId, metadata } = detail as { orderId: string; metadata?: { causationId?: string } };
    // Forged events say so, too: ours name their cause.
    if (type !== 'Order Fulfilled' || source !== ORDER_PROCESSOR_SOURCE || !metadata?.causationId) return;
    if (!waitsMs.has(orderId)) waitsMs.set(orderId, shops.nowMs - (placedMs.get(orderId) ?? 0));
  });
});
afterAll(async () => {
  session.close();
  await shops.close();
});

/** Places an order that is confirmed and collected at once. */
const placeSound = ({ orderId, shopId }: Victim): void => {
  placedMs.set(orderId, shops.nowMs);
  const timestamp = new Date(shops.nowMs).toISOString();
  for (const type of ['Order Created', 'Order Confirmed', 'Order Ready'] as const)
    shops.publish(type, soundDetail(type, { orderId, shopId, timestamp }));
};

const asReceived = ({ messageId, body, attributes, messageAttributes }: PeekedMessage): Message => ({
  MessageId: messageId,
  Body: body,
  Attributes: attributes,
  MessageAttributes: Object.fromEntries(
    Object.entries(messageAttributes).map(([name, { DataType, StringValue = '' }]) => [
      name,
      { DataType, StringValue },
    ]),
  ),
});

/** All dead letters, with what the operator's command says of each. It would see ten of a FIFO group at once. */
const dead = async (): Promise<Died[]> => {
  const died: Died[] = [];
  for (const queue of session.names.deadLetterQueues) {
    const messages = (shops.environment.sqs.queueByName(queueNameIn(queue.url))?.peek() ?? []).map(asReceived);
    for (let from = 0; from < messages.length; from += KEYS_AT_ONCE) {
      const part = messages.slice(from, from + KEYS_AT_ONCE);
      const rejectionOf = await rejectionsOf(session, part);
      for (const message of part) {
        const { reason, reasonSource } = deadLetter(queue, message, rejectionOf(message));
        died.push({ queue: queue.name, body: message.Body ?? '', reason, reasonSource });
      }
    }
  }
  return died;
};

test.each(PARTS)(
  'no hostile event of part %i vanishes, and none hurts an order beside it',
  async (part) => {
    await shops.reset(
      SHOPS.map((shopId) => ({ shopId, productId: PRODUCT_ID, received: 100_000 })),
      { shopIds: SHOPS },
    );
    // The gateway's ledger forgets nothing, so that each run has orders of its own.
    const victims = SHOPS.flatMap((shopId) =>
      [1, 2].map((at) => ({ orderId: `victim-${part}-${shopId}-${at}`, shopId })),
    );
    const whole = hostileCorpus({ shops: SHOPS, victims, nowMs: shops.nowMs });
    const [from, to] = [part - 1, part].map((bound) => Math.floor((bound * whole.length) / PARTS.length));
    const corpus = whole.slice(from, to);
    const trafficMs = corpus.length * EVERY_MS;
    const sent: Sent[] = [];
    for (const [at, event] of corpus.entries())
      shops.later(at * EVERY_MS, async () => void sent.push(await sendHostile(session, variables, event)));
    const sound: Victim[] = [];
    const placeLater = (delayMs: number, order: Victim): void => {
      sound.push(order);
      shops.later(delayMs, () => placeSound(order));
    };
    for (const [at, victim] of victims.entries()) placeLater((at * trafficMs) / victims.length, victim);
    // An ingress gives an event up after a minute and a half.
    for (let atMs = 0; atMs < trafficMs + 90_000; atMs += CANARY_EVERY_MS)
      for (const shopId of SHOPS) placeLater(atMs, { orderId: `canary-${part}-${shopId}-${atMs}`, shopId });
    await shops.quiesce();

    const { vanished, withoutReason, ends } = accountFor(sent, { died: await dead(), log, dropped });
    const waits = sound
      .map(({ orderId }) => ({ orderId, waitMs: waitsMs.get(orderId) ?? Number.POSITIVE_INFINITY }))
      .toSorted((one, other) => other.waitMs - one.waitMs);
    console.info(
      `part ${part}, ${corpus.length} hostile events: ${JSON.stringify(ends)}; longest wait ${JSON.stringify(waits[0])}`,
    );
    expect(vanished).toEqual([]);
    expect(withoutReason).toEqual([]);
    expect(waits.filter(({ waitMs }) => waitMs > LONGEST_WAIT_MS)).toEqual([]);

    const isSound = new Set(sound.map(({ orderId }) => orderId));
    const findings = await shops.findings(
      sound.map(({ orderId }) => ({
        orderId,
        total: UNIT_PRICE,
        currency: 'USD',
        mayEnd: ['fulfilled'],
        neverAtGateway: false,
      })),
      { isHopeless: () => true, forged: new Set(sent.flatMap(({ busId }) => busId ?? [])) },
    );
    // Orders of hostile events may stay open: nobody confirms them.
    expect(findings.filter(({ orderId }) => orderId === undefined || isSound.has(orderId))).toEqual([]);
  },
  600_000,
);
