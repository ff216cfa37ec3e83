import seed from '../../cdk/seed/seed.json';
import { EVENT } from '../../contracts/events/events';
import { ORDER_MANAGER_SOURCE } from '../../contracts/events/order-manager';
import { startEnvironment } from '../../local/environment';
import { type QueuedEvent, queueMessage } from '../bench/queue-messages';
import type { Invocations } from './report';
import { openSite, type Site } from './site';
import { startStageProcess } from './stage-process';

type Files = Invocations<readonly string[]>;

const ORDER_IDS = ['figures-1', 'figures-2'] as const;

const shopId = seed.shops[0] ?? '';
const { productId = '', price: unitPrice = 0 } = seed.menu[0] ?? {};
const orderManagerEvent = (type: string, orderId: string, more: object = {}): QueuedEvent => ({
  id: `${type.replace(' ', '-')}-${orderId}`,
  type,
  source: ORDER_MANAGER_SOURCE,
  detail: { orderId, shopId, timestamp: new Date().toISOString(), ...more },
});
const created = (orderId: string) =>
  orderManagerEvent(EVENT.orderCreated, orderId, {
    customerId: 'customer-1',
    items: [{ productId, quantity: 1, unitPrice }],
    total: unitPrice,
    currency: 'USD',
    payment: { token: 'pm_card_visa' },
  });

const measureCharge = async (site: Site): Promise<Files> => {
  const payment = await site.startStage('payment');
  const charge = async (orderId: string): Promise<readonly string[]> => {
    const files = await payment.handle(queueMessage(created(orderId), orderId));
    const captured = site.ledger.captures(orderId).map(({ amount }) => amount);
    if (captured.length !== 1 || captured[0] !== unitPrice)
      throw new Error(`${orderId}: expected one capture of ${unitPrice}, got ${captured.join(' and ') || 'none'}`);
    await site.checkStored(orderId, 'charged');
    return files;
  };
  try {
    const [first, second] = [await charge(ORDER_IDS[0]), await charge(ORDER_IDS[1])];
    // So that payment publishes what inventory takes.
    for (const orderId of ORDER_IDS)
      await payment.handle(queueMessage(orderManagerEvent(EVENT.orderConfirmed, orderId), orderId));
    return { first, second };
  } finally {
    payment.stop();
  }
};

const measureAllocation = async (site: Site): Promise<Files> => {
  const inventory = await site.startStage('inventory');
  const allocate = async (orderId: string): Promise<readonly string[]> => {
    const files = await inventory.handle(queueMessage(site.publishedEvent(EVENT.paymentValidated, orderId), shopId));
    site.publishedEvent(EVENT.inventoryAllocated, orderId);
    await site.checkStored(orderId, 'allocated');
    return files;
  };
  try {
    return { first: await allocate(ORDER_IDS[0]), second: await allocate(ORDER_IDS[1]) };
  } finally {
    inventory.stop();
  }
};

/**
 * Charges and allocates two orders, one after the other, in a local environment: with the real handlers, which get the
 * environment variables of the deployed functions.
 * @param startProcess loads a handler in a process of its own, and tells what it executes.
 * @returns the executed files, relative to the repository.
 * @throws Error if an order was not charged exactly once, or not allocated.
 */
export const measureOrder = async (
  startProcess = startStageProcess,
): Promise<{ readonly charge: Files; readonly allocation: Files }> => {
  // The handlers publish on a bus that nobody listens to, which their roles do not allow.
  const environment = await startEnvironment({ iam: false });
  try {
    const site = openSite(environment, startProcess);
    try {
      const charge = await measureCharge(site);
      return { charge, allocation: await measureAllocation(site) };
    } finally {
      site.close();
    }
  } finally {
    await environment.stop();
  }
};
