import { randomUUID } from 'node:crypto';
import pLimit from 'p-limit';
import { barista } from '../../load-tests/traffic/barista';
import type { TappedEvent } from '../../load-tests/traffic/tap';
import { placeOrder } from '../../ops/order/publish';
import type { Session } from '../../ops/target/session';
import { UsageError } from '../../ops/terminal/usage-error';
import type { Environment } from '../environment';
import type { BusEvent } from '../eventbridge/bus-event';
import type { ShopView } from './shops';

/** When an order is handed over: at once, when the kitchen's forecast says so, or when somebody presses Ready. */
export const HANDOVERS = ['at-once', 'when-due', 'by-hand'] as const;
export type Handover = (typeof HANDOVERS)[number];

/** The page never sees a token: it names a card, and these are the gateway's test cards. */
const TOKENS = { good: 'pm_card_visa', declined: 'pm_card_chargeDeclined' } as const;
export const CARDS = ['good', 'declined'] as const satisfies (keyof typeof TOKENS)[];

export interface Placing {
  /** Any that is open, one after the other, unless given. */
  readonly shopId?: string | undefined;
  /** Any, at random, unless given. */
  readonly productId?: string | undefined;
  readonly quantity: number;
  readonly count: number;
  readonly card: (typeof CARDS)[number];
  readonly handover: Handover;
}

const AT_ONCE = 8;

const oneOf = <T>(choices: readonly T[], at: number): T | undefined => choices[at % choices.length];

/** Places orders, and hands them over as the barista would; orders that others placed are left to them. */
export class Counter {
  readonly #session: Session;
  readonly #handovers = new Map<string, Handover>();
  readonly #baristas: Readonly<Record<'at-once' | 'when-due', ReturnType<typeof barista>>>;

  public constructor({ clock }: Environment, session: Session) {
    this.#session = session;
    const bus = { eventBridge: session.events, busName: session.names.busName, clock };
    const onError = (error: unknown): void => console.error('console: an Order Ready was not published:', error);
    this.#baristas = {
      'at-once': barista({ ...bus, instant: true, onError }),
      'when-due': barista({ ...bus, instant: false, onError }),
    };
  }

  public onEvent(event: BusEvent): void {
    if (event['detail-type'] !== 'Delivery Scheduled') return;
    const { orderId } = event.detail as { orderId: string };
    const handover = this.#handovers.get(orderId);
    this.#handovers.delete(orderId);
    if (handover === 'at-once' || handover === 'when-due') this.#baristas[handover].onEvent(event as TappedEvent);
  }

  /** @throws UsageError if no shop that has stock is open. */
  public async place({ handover, count, card, ...wanted }: Placing, shops: readonly ShopView[]): Promise<string[]> {
    const open = shops.filter(({ open: isOpen, products }) => isOpen && products.length > 0);
    const limit = pLimit(AT_ONCE);
    const from = Math.floor(Math.random() * open.length);
    return Promise.all(
      Array.from({ length: count }, (_, at) =>
        limit(async () => {
          const shop = oneOf(open, from + at);
          const shopId = wanted.shopId ?? shop?.shopId;
          if (shopId === undefined) throw new UsageError('no shop that has stock is open');
          const products = shops.find((known) => known.shopId === shopId)?.products ?? [];
          const productId = wanted.productId ?? oneOf(products, Math.floor(Math.random() * products.length));
          const orderId = `console-${randomUUID().slice(0, 8)}`;
          this.#handovers.set(orderId, handover);
          await placeOrder(this.#session, {
            orderId,
            shopId,
            ...(productId !== undefined && { productId }),
            quantity: wanted.quantity,
            currency: 'USD',
            // Each a customer of its own: how many open orders one may have is limited.
            customerId: `guest-${orderId.slice('console-'.length)}`,
            token: TOKENS[card],
            confirm: true,
          });
          return orderId;
        }),
      ),
    );
  }

  public async stop(): Promise<void> {
    await Promise.all(Object.values(this.#baristas).map((each) => each.stop()));
  }
}
