import { isSettled } from '../../pipeline/orders/open-orders';
import type { Session } from '../target/session';
import type { Answer } from '../terminal/answer';
import { spokenDuration } from '../terminal/duration';
import { readOrder } from './show';
import { stateOf, waitingFor } from './state';
import { momentLines, timeline } from './timeline';

const POLL_MS = 500;

/** `order watch`: tells what happens to an order as it happens, until it has ended and owes nothing, or time is up. */
export const watchOrder = async (
  session: Session,
  orderId: string,
  { timeoutMs }: { readonly timeoutMs: number },
): Promise<Answer> => {
  const untilMs = session.now() + timeoutMs;
  const told = new Set<string>();
  let waits = '';
  for (;;) {
    const order = await readOrder(session, orderId);
    const moments = timeline(order);
    // A payment may wait, or a refund be asked for, more than once.
    const fresh = moments.filter(({ operation, at }) => !told.has(`${operation} ${at}`));
    for (const { operation, at } of fresh) told.add(`${operation} ${at}`);
    for (const line of momentLines(fresh, moments[0]?.at)) session.progress(line);
    const nowWaits = waitingFor(order).join(' and ');
    if (nowWaits !== waits && nowWaits) session.progress(`… waiting for ${nowWaits}`);
    waits = nowWaits;
    const state = stateOf(order);
    const isDone = isSettled(order);
    if (isDone || session.now() >= untilMs) {
      return {
        lines: [isDone ? `order ${orderId} is ${state}` : `still ${state} after ${spokenDuration(timeoutMs)}`],
        json: { order, state, timeline: moments, waitingFor: waitingFor(order) },
        failed: !isDone,
      };
    }
    await session.sleep(POLL_MS);
  }
};
