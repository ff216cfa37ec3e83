import { randomUUID } from 'node:crypto';
import type { BusEvent } from '@coffee-shop/aws-local';
import pLimit from 'p-limit';
import { placeOrder } from '../../ops/order/publish';
import type { Session } from '../../ops/target/session';
import { counted } from '../../ops/terminal/counted';
import { failureLine } from '../../ops/terminal/failure';
import { UsageError } from '../../ops/terminal/usage-error';
import { barista } from '../../simulation/traffic/barista';
import type { TappedEvent } from '../../simulation/traffic/tap';
import type { AnyEnvironment } from '../environment';
import type { ActionResult } from './action-result';
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

  public constructor({ clock }: AnyEnvironment, session: Session) {
    this.#session = session;
    const bus = { eventBridge: session.events, busName: session.names.busName, clock };
    const onError = (error: unknown): void => console.error('console: an Order Ready was not published:', error);
    this.#baristas = {
      'at-once': barista({ ...bus, instant: true, onError }),
      'when-due': barista({ ...bus, instant: false, onError }),
    };
  }

  public onEvent(event: BusEvent): void {
    const type = event['detail-type'];
    const isOver = type === 'Order Failed' || type === 'Order Cancellation Completed';
    if (type !== 'Delivery Scheduled' && !isOver) return;
    const { orderId } = event.detail as { orderId: string };
    const handover = this.#handovers.get(orderId);
    this.#handovers.delete(orderId);
    if (isOver) return;
    if (handover === 'at-once' || handover === 'when-due') this.#baristas[handover].onEvent(event as TappedEvent);
  }

  /**
   * Places orders; those that could not be placed are told beside those that were.
   * @throws UsageError if no shop that has stock is open, or the first failure if none was placed.
   */
  public async place(placing: Placing, shops: readonly ShopView[]): Promise<ActionResult> {
    const { shopId, count } = placing;
    const choices = shops.filter((shop) =>
      shopId === undefined ? shop.open && shop.products.length > 0 : shop.shopId === shopId,
    );
    const from = Math.floor(Math.random() * choices.length);
    const limit = pLimit(AT_ONCE);
    const results = await Promise.allSettled(
      Array.from({ length: count }, (_, at) => limit(() => this.#placeOne(placing, oneOf(choices, from + at)))),
    );
    const placed = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    const failure = results.find((result) => result.status === 'rejected');
    if (failure && placed.length === 0) throw failure.reason;
    return failure
      ? { lines: [`placed ${placed.length} of ${count} orders`, failureLine(failure.reason)], failed: true }
      : { lines: [count === 1 ? `placed ${placed[0]}` : `placed ${counted(count, 'order')}`] };
  }

  async #placeOne({ productId, quantity, card, handover }: Placing, shop: ShopView | undefined): Promise<string> {
    if (!shop) throw new UsageError('no shop that has stock is open: open one, or mend its stock');
    const { shopId, products, spoiled } = shop;
    const sold = products.length > 0 ? products : spoiled;
    const product = productId ?? oneOf(sold, Math.floor(Math.random() * sold.length));
    const orderId = `console-${randomUUID().slice(0, 8)}`;
    this.#handovers.set(orderId, handover);
    try {
      await placeOrder(this.#session, {
        orderId,
        shopId,
        ...(product !== undefined && { productId: product }),
        quantity,
        currency: 'USD',
        // Each a customer of its own: how many open orders one may have is limited.
        customerId: `guest-${orderId.slice('console-'.length)}`,
        token: TOKENS[card],
        confirm: true,
      });
      return orderId;
    } catch (error) {
      this.#handovers.delete(orderId);
      throw error;
    }
  }

  public async stop(): Promise<void> {
    await Promise.all(Object.values(this.#baristas).map((each) => each.stop()));
  }
}
