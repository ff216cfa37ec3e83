import { DeleteMessageBatchCommand, GetQueueUrlCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { fulfilledQueue } from '../e2e/client-queue';
import type { Service } from '../e2e/started';

/* What became of orders, seen by a client that outlives the service. */

const SEEN = 'fulfilled';

/** A client's own queue and rule, which have to outlive the process as well. */
export const watchFulfilled = async (service: Service): Promise<void> => {
  await fulfilledQueue(service, SEEN);
};

/** Waits until each order was seen fulfilled; the test's own time limit says that one never was. */
export const allFulfilled = async ({ client }: Service, orders: readonly string[]): Promise<void> => {
  const queues = new SQSClient(client);
  const { QueueUrl } = await queues.send(new GetQueueUrlCommand({ QueueName: SEEN }));
  const missing = new Set(orders);
  while (missing.size > 0) {
    const receive = new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20, MaxNumberOfMessages: 10 });
    const { Messages = [] } = await queues.send(receive);
    for (const { Body = '' } of Messages) {
      missing.delete((JSON.parse(Body) as { detail: { orderId: string } }).detail.orderId);
    }
    const Entries = Messages.map(({ ReceiptHandle }, at) => ({ Id: `${at}`, ReceiptHandle }));
    if (Entries.length > 0) await queues.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
  }
  queues.destroy();
};

/** The orders that the gateway captured money of, one entry per capture. */
const capturedOrders = async ({ variable }: Service): Promise<string[]> => {
  const ledger = await fetch(`${variable('GATEWAY_URL')}/_sim/ledger`);
  const { entries } = (await ledger.json()) as { entries: { orderId: string; type: string }[] };
  return entries.filter(({ type }) => type === 'captured').map(({ orderId }) => orderId);
};

/** Expects that the gateway captured nobody's money twice, and that of each of these orders once. */
export const expectCapturedOnce = async (service: Service, orders: readonly string[]): Promise<void> => {
  const captured = await capturedOrders(service);
  expect(captured.filter((orderId, at) => captured.indexOf(orderId) !== at)).toEqual([]);
  expect(orders.filter((orderId) => !captured.includes(orderId))).toEqual([]);
};
