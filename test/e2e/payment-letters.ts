import { setTimeout as sleep } from 'node:timers/promises';
import { lookAt } from '../../ops/dlq/hold';
import type { DeadLetter } from '../../ops/dlq/letter';
import { deadLetterQueueNamed } from '../../ops/target/names';
import type { Session } from '../../ops/target/session';
import type { Order } from './orders';

export const paymentLetters = ({ names }: Session) => deadLetterQueueNamed(names, 'payment-dlq');

/** An order's dead letters of payment, once there are so many of them; they stay where they are. */
export const lettersOf = async (session: Session, { orderId }: Order, count: number): Promise<DeadLetter[]> => {
  for (;;) {
    const { letters } = await lookAt(session, paymentLetters(session));
    const found = letters.filter((letter) => letter.orderId === orderId);
    if (found.length >= count) return found;
    await sleep(200);
  }
};

/** The first of them. */
export const letterOf = async (session: Session, order: Order): Promise<DeadLetter> =>
  (await lettersOf(session, order, 1))[0] as DeadLetter;
