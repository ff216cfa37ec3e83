import type { Clock } from '@coffee-shop/aws-local/clock';
import { type Random, wholeBetween } from '../random';
import type { Payments } from './payments';
import type { GatewaySimulator } from './simulator';

export interface SlowBankOptions {
  readonly gateway: Pick<GatewaySimulator, 'onEvent'> & { readonly payments: Pick<Payments, 'refunds'> };
  readonly clock: Pick<Clock, 'schedule'>;
  readonly random: Random;
}

/** How long the bank takes to complete a refund, milliseconds of the clock. */
const FASTEST_MS = 45_000;
const SLOWEST_MS = 75_000;

/** A bank that completes refunds that begin as pending. @returns what ends that; refunds under way then stay pending. */
export const slowBank = ({ gateway, clock, random }: SlowBankOptions): (() => void) => {
  const underWay = new Set<() => void>();
  const unsubscribe = gateway.onEvent(({ type, data: { object } }) => {
    if (type !== 'refund.created' || object.status !== 'pending') return;
    const cancel = clock.schedule(wholeBetween(random, FASTEST_MS, SLOWEST_MS), () => {
      underWay.delete(cancel);
      gateway.payments.refunds.settle(String(object.id), 'succeeded');
    });
    underWay.add(cancel);
  });
  return () => {
    unsubscribe();
    for (const cancel of underWay) cancel();
  };
};
