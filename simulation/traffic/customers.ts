import { type Random, wholeBetween } from '../random';
import type { Payments } from '../stripe/payments';
import type { TappedEvent } from './tap';
import type { TrafficClock } from './traffic-clock';

export interface CustomersOptions {
  readonly payments: Pick<Payments, 'authenticate'>;
  readonly clock: TrafficClock;
  readonly random: Random;
  /** Told when a customer could not authenticate. */
  readonly onError: (error: unknown) => void;
}

/** How long a customer takes to authenticate, milliseconds of the clock. */
const FASTEST_MS = 5_000;
const SLOWEST_MS = 25_000;

/** The customers whose cards ask for it: each authenticates some seconds after Payment Action Required, once per payment. */
export const customers = ({ payments, clock, random, onError }: CustomersOptions) => {
  const asked = new Set<string>();
  return {
    /** Takes an event from a tap; others than Payment Action Required are left alone. */
    onEvent({ 'detail-type': type, detail }: TappedEvent): void {
      if (type !== 'Payment Action Required') return;
      const { paymentId } = detail as { paymentId: string };
      if (asked.has(paymentId)) return;
      asked.add(paymentId);
      clock
        .sleep(wholeBetween(random, FASTEST_MS, SLOWEST_MS))
        .then(() => payments.authenticate(paymentId, true))
        .catch(onError);
    },
  };
};
