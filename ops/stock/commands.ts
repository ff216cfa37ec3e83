import type { Command } from 'commander';
import { reconcile } from '../reconcile/reconcile';
import { lookAtStock } from '../reconcile/stock';
import type { Run } from '../run';
import { durationMs } from '../terminal/duration';
import { integerBetween } from '../terminal/integer';
import { setStock } from './set';
import { showStock } from './show';

const MOST_IN_STOCK = 1_000_000_000;
/** Stock and order change in one transaction: only the time that the reading takes has to pass. */
const SETTLE_MS = 3_000;

/** `ops stock …` */
export const stockCommands = (program: Command, run: Run): void => {
  const stock = program.command('stock').description("the shops' stock");

  stock
    .command('show')
    .description('received, available, reserved and sold, and whether they add up')
    .option('--shop <id>', 'only of this shop')
    .option('--product <id>', 'only this product')
    .action(
      run<[], { shop?: string; product?: string }>((session, _, { shop, product }) =>
        showStock(session, {
          ...(shop !== undefined && { shopId: shop }),
          ...(product !== undefined && { productId: product }),
        }),
      ),
    );

  stock
    .command('set')
    .description('sets what was counted on the shelf; what is reserved and sold stays so')
    .requiredOption('--shop <id>', 'the shop')
    .requiredOption('--product <id>', 'the product')
    .requiredOption('--available <number>', 'how many are there', integerBetween(0, MOST_IN_STOCK))
    .option('--confirm', 'do not ask')
    .action(
      run<[], { shop: string; product: string; available: number; confirm?: boolean }>(
        async (session, _, { shop, product, available, confirm = false }, { confirmed }) => {
          await confirmed(`this sets the stock of ${product} in ${shop} to ${available}`, confirm);
          return setStock(session, { shopId: shop, productId: product, available });
        },
      ),
    );

  stock
    .command('reconcile')
    .description('compares the stock counters with what the orders reserve and have bought; looks twice')
    .option('--shop <id>', 'only of this shop')
    .option('--fix', 'put right what both looks found, if it still is as it was seen')
    .option('--settle <duration>', 'time between the looks', durationMs, SETTLE_MS)
    .action(
      run<[], { shop?: string; fix?: boolean; settle: number }>((session, _, { shop, fix = false, settle }) =>
        reconcile(session, lookAtStock(session, shop), { fix, settleMs: settle }),
      ),
    );
};
