import type { Environment } from '../../local/environment';
import type { CoffeeShop } from '../e2e/kit';
import { anOrder, cancelled, confirmed, created, LATTE, type Order, ready } from '../e2e/orders';

const SHOPS = ['astoria', 'hells-kitchen', 'lower-manhattan'];
/** Four orders a minute: what a small service has, and what alarms must be raised by. */
const BETWEEN_ORDERS_MS = 15_000;
const PREPARATION_MS = 30_000;
const LOOK_EVERY_MS = 2_000;

/** What is unusual about the customers and kitchens of the moment. */
export interface Circumstances {
  /** Of every order. */
  readonly order?: Partial<Order>;
  /** From scheduled to ready; half a minute unless given. */
  readonly preparationMs?: number;
  /** Customers leave at once: every stage hears of that from the order manager, even while the stages before it stand still. */
  readonly leave?: boolean;
}

/** Customers, an order manager and baristas: four orders a minute of the environment's clock over three shops, until it is stopped. */
export class Traffic {
  readonly #shop: CoffeeShop;
  readonly #clock: Environment['clock'];
  /** Those that are not fulfilled, by id, with when they were placed. */
  readonly #open = new Map<string, { readonly order: Order; readonly placedMs: number }>();
  readonly #underWay = new Set<Promise<void>>();
  readonly #unsubscribe: () => void;
  /** Cancel what is still to be sent. */
  readonly #cancellations = new Set<() => void>();
  #circumstances: Circumstances = {};
  #placed = 0;
  /** When the latest of the fulfilled orders was placed. */
  #servedMs = 0;
  #stopped = false;

  constructor(shop: CoffeeShop) {
    const { clock, events } = shop.environment;
    this.#shop = shop;
    this.#clock = clock;
    this.#unsubscribe = events.onEvent(({ 'detail-type': type, detail }) => {
      const { orderId } = detail as { readonly orderId?: unknown };
      this.#hear(type, String(orderId));
    });
    this.#next();
  }

  /** From now on, customers and kitchens are like this. */
  change(circumstances: Circumstances): void {
    this.#circumstances = circumstances;
  }

  /** Resolves when an order that is placed from now on is fulfilled. */
  async served(): Promise<void> {
    const nowMs = this.#clock.now();
    while (this.#servedMs < nowMs) await this.#clock.sleep(LOOK_EVERY_MS);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const cancel of this.#cancellations) cancel();
    await Promise.all(this.#underWay);
    this.#unsubscribe();
  }

  #next(): void {
    const shopId = SHOPS[this.#placed % SHOPS.length] ?? '';
    const order = anOrder({ shopId, items: [{ ...LATTE, quantity: 1 }], ...this.#circumstances.order });
    this.#placed += 1;
    this.#open.set(order.orderId, { order, placedMs: this.#clock.now() });
    this.#send(created(order), confirmed(order), ...(this.#circumstances.leave ? [cancelled(order)] : []));
    this.#later(BETWEEN_ORDERS_MS, () => this.#next());
  }

  #hear(type: string, orderId: string): void {
    const { order, placedMs } = this.#open.get(orderId) ?? {};
    if (order === undefined || placedMs === undefined) return;
    if (type === 'Delivery Scheduled') {
      const { preparationMs = PREPARATION_MS } = this.#circumstances;
      this.#later(preparationMs, () => this.#send(ready(order)));
    } else if (type === 'Order Fulfilled') {
      this.#open.delete(orderId);
      this.#servedMs = Math.max(this.#servedMs, placedMs);
    }
  }

  #later(delayMs: number, action: () => void): void {
    const cancel = this.#clock.schedule(delayMs, () => {
      this.#cancellations.delete(cancel);
      action();
    });
    this.#cancellations.add(cancel);
  }

  #send(...entries: Parameters<CoffeeShop['when']>): void {
    if (this.#stopped) return;
    const sending = this.#shop.when(...entries).finally(() => this.#underWay.delete(sending));
    this.#underWay.add(sending);
  }
}
