import { setTimeout as sleep } from 'node:timers/promises';
import { DeleteMessageCommand } from '@aws-sdk/client-sqs';
import { passOver } from '../../ops/dlq/hold';
import { readOrder } from '../../ops/order/show';
import { variableName } from '../../ops/target/names';
import { clients, type Session } from '../../ops/target/session';
import { failureRecordKey } from '../../pipeline/batch/failure-records';
import { missingFromMenu } from '../../simulation/traffic/menu';
import { ShopSettings } from '../../simulation/traffic/shop-settings';
import { type TappedEvent, tapBus } from '../../simulation/traffic/tap';
import { hasOurs } from '../run/mode';
import { deployedIn } from '../run/target';
import { takeAway } from '../smoke/shop';
import { PRODUCTS } from './orders';
import { ownShopsOf } from './shared-settings';
import { CONFIG_IS_READ_MS, type DeadLetter, type ShopOptions, type Site } from './site';

/** A function that nobody has called for a while starts first, and each of the three stages is one. */
const PATIENCE_MS = 120_000;
const SILENCE_MS = 5_000;
/** AWS: "allow a short period of time for changes to take effect" (API PutRule). */
const RULE_PROPAGATION_MS = 10_000;

/**
 * The environment that the variables name, as any client of AWS can use it. Others may be at work in it: everything here has names of its own.
 * @throws Error if a test asks for what somebody else's environment does not let it choose, or the menu lacks what tests order.
 */
export const deployedSite = async ({ context, assembly, functionVariables }: ShopOptions): Promise<Site> => {
  if (context ?? assembly ?? functionVariables)
    throw new Error('a deployed environment is as it is: list this file in test/run/not-covered.ts');
  const deployed = deployedIn(process.env);
  if (!deployed) throw new Error('the variables name no environment');
  const { names, isHere } = deployed;
  const aws = clients();
  const session: Session = { names, ...aws, now: Date.now, sleep, progress: () => undefined };
  const settings = new ShopSettings(session.dynamodb, session.names.configTable);
  const shops = new Map<string, string[]>();
  const orderIds = new Set<string>();
  const listeners = new Set<(event: TappedEvent) => void>();
  const heard = new Set<string>();
  let lastHeardMs = Date.now();

  const claimStock = (shopId: string, productIds: readonly string[]): void => {
    if (!hasOurs(shopId)) throw new Error(`shop ${shopId} may be somebody's: name it ours('${shopId}')`);
    shops.set(shopId, [...new Set([...(shops.get(shopId) ?? []), ...productIds])]);
  };
  /** Keys of what the stages recorded of our dead letters: one record for the copies of an event in several queues. */
  const rejections = new Map<string, ReturnType<typeof failureRecordKey>>();
  const takeLetters = async (queueUrl: string): Promise<DeadLetter[]> => {
    const queue = names.deadLetterQueues.find(({ url }) => url === queueUrl);
    if (!queue) throw new Error(`${queueUrl} is no dead-letter queue`);
    const taken: DeadLetter[] = [];
    await passOver(session, queue, async ({ message: { Body = '', MessageId = '', ReceiptHandle } }) => {
      if (!hasOurs(Body)) return false;
      await aws.sqs.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle }));
      taken.push({ body: Body, messageId: MessageId });
      return true;
    });
    for (const key of taken.map(failureRecordKey)) rejections.set(key.PK, key);
    return taken;
  };

  await checkMenu(session);
  const tap = await tapBus({
    eventBridge: aws.events,
    sqs: aws.sqs,
    busName: names.busName,
    onEvent(event) {
      // A standard queue may deliver an event twice, and the bus has others' events, too.
      if (heard.has(event.id) || !hasOurs(String(event.detail.orderId))) return;
      heard.add(event.id);
      lastHeardMs = Date.now();
      for (const listener of listeners) listener(event);
    },
    onError: (error) => console.error(`the tap ${names.busName} can no longer be read:`, error),
  });
  if (!isHere) await sleep(RULE_PROPAGATION_MS);

  return {
    events: aws.events,
    queues: aws.sqs,
    documents: aws.dynamodb,
    patienceMs: PATIENCE_MS,
    silenceMs: SILENCE_MS,
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    output: (name) => process.env[variableName(name)],
    giveSettings: async (given) => settings.give(ownShopsOf(given)),
    settingsInForce: () => sleep(CONFIG_IS_READ_MS),
    async openShop(shopId, productIds) {
      claimStock(shopId, productIds);
      await settings.open(shopId);
    },
    claimEvent({ orderId, shopId }) {
      if (typeof shopId === 'string') claimStock(shopId, []);
      if (typeof orderId === 'string' && hasOurs(orderId)) orderIds.add(orderId);
    },
    takeLetters,
    async close(isUnfinished) {
      // What is on its way would be written again after it was taken away.
      while (Date.now() - lastHeardMs < SILENCE_MS) await sleep(SILENCE_MS / 10);
      try {
        await settings.takeBack();
        if (isUnfinished) {
          const left = [...shops.keys(), ...orderIds].join(', ');
          console.warn(`what was waited for in vain may still come, so this stays for whoever looks into it: ${left}`);
          return;
        }
        // An event that several stages refuse is dead-lettered by each of them.
        if (rejections.size > 0) await Promise.all(names.deadLetterQueues.map(({ url }) => takeLetters(url)));
        const orders = await Promise.all([...orderIds].map((orderId) => readOrder(session, orderId)));
        await takeAway(session, { shops, orders, records: [...rejections.values()] });
      } finally {
        await tap.close();
        aws.close();
      }
    },
  };
};

const checkMenu = async ({ dynamodb, names: { configTable } }: Session): Promise<void> => {
  const missing = await missingFromMenu(dynamodb, configTable, PRODUCTS);
  if (missing.length > 0)
    throw new Error(`the menu in ${configTable} has no ${missing.join(', ')}, which the tests order`);
};
