import { type Command, Option } from 'commander';
import type { Run } from '../run';
import { durationMs } from '../terminal/duration';
import { integerBetween } from '../terminal/integer';
import { UsageError } from '../terminal/usage-error';
import { listOrders } from './list';
import { listPending } from './list-pending';
import { type Message, placeOrder, tellOfOrder } from './publish';
import { releaseOrder } from './release';
import { retryRefund } from './retry-refund';
import { showOrder } from './show';
import { ORDER_STATES, type OrderState } from './state';
import { watchOrder } from './watch';

interface PlaceOptions {
  readonly order?: string;
  readonly shop?: string;
  readonly product?: string;
  readonly quantity: number;
  readonly price?: number;
  readonly currency: string;
  readonly customer: string;
  readonly token: string;
  readonly confirm: boolean;
}

interface ListOptions {
  readonly state?: OrderState;
  readonly shop?: string;
  readonly since?: number;
  readonly openLongerThan?: number;
  readonly pending?: boolean;
  readonly limit: number;
  readonly after?: string;
}

const NOT_RETRIED =
  'order refund: give --retry to ask again for a refund that failed after its order had ended; order cancel refunds an order that is open, dlq redrive repeats a refund that is a dead letter';

const place = (order: Command, run: Run): void => {
  order
    .command('place')
    .description('places an order as the order manager would: Order Created and Order Confirmed')
    .option('--order <id>', 'its id; a new one if not given')
    .option('--shop <id>', 'the shop; the first that has stock if not given')
    .option('--product <id>', 'what; the first of the menu if not given')
    .option('--quantity <number>', 'how many', integerBetween(-1_000_000, 1_000_000), 1)
    .option('--price <minor units>', 'what one costs; by default what the menu says', integerBetween(-1e9, 1e9))
    .option('--currency <code>', 'ISO 4217', 'USD')
    .option('--customer <id>', 'who orders', 'operator')
    .option('--token <token>', "how it is paid; a test card of the gateway's", 'pm_card_visa')
    .option('--no-confirm', 'leave out Order Confirmed')
    .action(
      run<[], PlaceOptions>((session, _, { order: orderId, shop, product, price, customer, ...options }) =>
        placeOrder(session, {
          ...options,
          customerId: customer,
          ...(orderId !== undefined && { orderId }),
          ...(shop !== undefined && { shopId: shop }),
          ...(product !== undefined && { productId: product }),
          ...(price !== undefined && { unitPrice: price }),
        }),
      ),
    );
};

const tell = (order: Command, run: Run, name: string, type: Message['type'], description: string): void => {
  const command = order
    .command(name)
    .description(description)
    .argument('<order>')
    .option('--shop <id>', 'its shop, if the order is not known yet');
  if (type === 'Order Cancelled') command.option('--reason <text>', 'why');
  command.action(
    run<[string], { shop?: string; reason?: string }>((session, [orderId], { shop, reason }) =>
      tellOfOrder(session, orderId, {
        type,
        ...(shop !== undefined && { shopId: shop }),
        ...(reason !== undefined && { reason }),
      }),
    ),
  );
};

/** `ops order …` */
export const orderCommands = (program: Command, run: Run): void => {
  const order = program.command('order').description('one order: place it, follow it, understand it');
  place(order, run);
  tell(order, run, 'confirm', 'Order Confirmed', 'publishes Order Confirmed, as the order manager would');
  tell(order, run, 'ready', 'Order Ready', 'publishes Order Ready: the barista has finished');
  tell(order, run, 'cancel', 'Order Cancelled', 'publishes Order Cancelled: money, stock and ticket go back');

  order
    .command('show')
    .description('the history of an order, what it waits for, and which of its events are dead letters')
    .argument('<order>')
    .action(run<[string]>((session, [orderId]) => showOrder(session, orderId)));

  order
    .command('watch')
    .description('follows an order until it has ended and owes nothing')
    .argument('<order>')
    .option('--timeout <duration>', 'give up after this', durationMs, 300_000)
    .action(
      run<[string], { timeout: number }>((session, [orderId], { timeout }) =>
        watchOrder(session, orderId, { timeoutMs: timeout }),
      ),
    );

  order
    .command('refund')
    .description('asks again for the refund of an order whose refund failed after its end (--retry)')
    .argument('<order>')
    .option('--retry', 'publish Payment Check Due, so that the payment stage asks the gateway for a new refund')
    .option('--confirm', 'do not ask')
    .addHelpText(
      'after',
      '\nAll other refunds are made by the service: order cancel ends an order, dlq redrive repeats a refund that was refused.',
    )
    .action(
      run<[string], { retry?: boolean; confirm?: boolean }>(
        (session, [orderId], { retry = false, confirm = false }, { confirmed }) => {
          if (!retry) throw new UsageError(NOT_RETRIED);
          return retryRefund(session, orderId, (what) => confirmed(what, confirm));
        },
      ),
    );

  order
    .command('release')
    .description(
      'deletes what early events have left under the id of an order that was never created, as those of another shop',
    )
    .argument('<order>')
    .option('--confirm', 'do not ask')
    .action(
      run<[string], { confirm?: boolean }>((session, [orderId], { confirm = false }, { confirmed }) =>
        releaseOrder(session, orderId, (what) => confirmed(what, confirm)),
      ),
    );

  order
    .command('list')
    .description(
      'orders by state and age; reads the whole table unless --limit ends it sooner, or --open-longer-than or --pending asks an index',
    )
    .addOption(new Option('--state <state>', 'only these').choices(ORDER_STATES))
    .option('--shop <id>', 'only of this shop')
    .option('--since <duration>', 'only what changed within this time', durationMs)
    .option('--open-longer-than <duration>', 'only what is not over after this time', durationMs)
    .addOption(
      new Option('--pending', 'only those whose payment is pending at the gateway, the longest first').conflicts([
        'state',
        'since',
        'openLongerThan',
        'after',
      ]),
    )
    .option('--limit <number>', 'at most this many', integerBetween(1, 100_000), 50)
    .option('--after <order>', 'go on behind this order, the last of an earlier page')
    .action(
      run<[], ListOptions>((session, _, { state, shop, since, openLongerThan, pending, limit, after }) => {
        const ofShop = { limit, ...(shop !== undefined && { shopId: shop }) };
        if (pending) return listPending(session, ofShop);
        return listOrders(session, {
          ...ofShop,
          ...(after !== undefined && { after }),
          ...(state !== undefined && { state }),
          ...(since !== undefined && { sinceMs: since }),
          ...(openLongerThan !== undefined && { openLongerThanMs: openLongerThan }),
        });
      }),
    );
};
