import type { Decision } from './decision';
import type { Order } from './order';
import { CommitConflict, type OrderStore } from './order-store';
import { deleteCheck, putCheck } from './payment-checks';

const MAX_ATTEMPTS = 5;
const BACKOFF_MS = 25;

/**
 * Runs `attempt` until it commits: somebody else's write means reading and deciding again, after a jittered pause.
 * @param attempt gets the number of the attempt, from 0; from 1 on it must read afresh.
 * @throws CommitConflict if the conflict persists, or whatever else `attempt` throws.
 */
export const decideAgainOnConflict = async <R>(
  attempt: (number: number) => Promise<R>,
  random: () => number = Math.random,
): Promise<R> => {
  for (let number = 0; ; number++) {
    try {
      return await attempt(number);
    } catch (error) {
      if (!(error instanceof CommitConflict) || number + 1 >= MAX_ATTEMPTS) throw error;
      await new Promise((resolve) => setTimeout(resolve, random() * BACKOFF_MS * 2 ** number));
    }
  }
};

/**
 * Stores what was decided on an order, with the check of its payment if that begins or ends; nothing if nothing changes.
 * @returns the decision with the order as stored.
 * @throws CommitConflict if somebody else changed the order since it was read.
 */
export const storeDecision = async (orders: OrderStore, known: Order, decision: Decision): Promise<Decision> => {
  if (decision.order === known) return decision;
  const { order, check } = decision;
  const { tableName } = orders;
  const others = check ? [check === 'ended' ? deleteCheck(tableName, order.orderId) : putCheck(tableName, check)] : [];
  return { ...decision, order: await orders.save(order, others) };
};
