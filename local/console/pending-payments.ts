import type { Session } from '../../ops/target/session';
import type { PaymentCheck } from '../../pipeline/orders/payment-checks';
import { readPaymentChecks } from '../../pipeline/orders/read-payment-checks';

/** The payments that wait at the gateway. */
export interface PendingPaymentsView {
  readonly count: number;
  /** Those that have waited for longest, with what each waits for. No address of the gateway is in it: none is stored. */
  readonly orders: readonly Pick<PaymentCheck, 'orderId' | 'waitingFor'>[];
}

const SHOWN = 500;

export const readPendingPayments = async ({ dynamodb, names }: Session): Promise<PendingPaymentsView> => {
  const { checks } = await readPaymentChecks(dynamodb, names.ordersTable);
  return {
    count: checks.length,
    orders: checks.slice(0, SHOWN).map(({ orderId, waitingFor }) => ({ orderId, waitingFor })),
  };
};
