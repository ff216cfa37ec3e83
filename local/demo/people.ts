import { seededRandom } from '../../simulation/random';
import { slowBank } from '../../simulation/stripe/slow-bank';
import { barista } from '../../simulation/traffic/barista';
import { customers } from '../../simulation/traffic/customers';
import type { Bus } from '../../simulation/traffic/put-events';
import type { TappedEvent } from '../../simulation/traffic/tap';
import type { Environment } from '../environment';
import type { DemoOptions } from './options';

interface PeopleOptions extends Pick<DemoOptions, 'barista' | 'seed'> {
  readonly bus: Bus;
  /** Told when one of them could not do what is to be done. */
  readonly onError: (error: unknown) => void;
}

/** Who acts in a run besides the order manager: the barista, customers who authenticate, and the bank that refunds. */
export const peopleIn = ({ gateway, clock }: Environment, { bus, barista: when, seed, onError }: PeopleOptions) => {
  const serve = barista({ ...bus, instant: when === 'instant', onError });
  const pay = customers({ payments: gateway.payments, clock, random: seededRandom(seed, 'customers'), onError });
  const closeBank = slowBank({ gateway, clock, random: seededRandom(seed, 'bank') });
  return {
    onEvent(event: TappedEvent): void {
      serve.onEvent(event);
      pay.onEvent(event);
    },
    /** Resolves when nothing more is published. */
    async stop(): Promise<void> {
      closeBank();
      await serve.stop();
    },
  };
};
