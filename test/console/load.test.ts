import type { Browser } from 'playwright-core';
import { type RunningConsole, startConsole } from '../integration/local/console/running-console';
import { launchChromium } from './chromium';
import { SeenPage } from './seen-page';

let shop: RunningConsole;
let browser: Browser;

beforeAll(async () => {
  // Time as it is: at a faster clock a rush on a busy machine runs into the stages' time limits.
  [shop, browser] = await Promise.all([startConsole(1), launchChromium(process.env.CHROMIUM_PATH ?? '')]);
});
afterAll(async () => {
  await browser?.close();
  await shop?.close();
});

test('200 orders at once are all fulfilled, and the list finds one among them', async () => {
  const seen = await SeenPage.open(browser, shop.url);
  seen.page.setDefaultTimeout(300_000);
  await seen.button('Place 200').click();
  const placed = seen.said(/^placed 200 orders$/);
  await shop.until(({ flow }) => flow.some(({ place, now }) => place === 'fulfilled' && now > 0));
  await seen.photograph('load');
  await placed;
  await seen.reads(seen.place('fulfilled'), /^fulfilled200\+/i);
  await seen.photograph('after-load');
  await seen.section('Find an order').getByText('the last 40 of 200').waitFor();
  const orderId = (await shop.state()).orders.at(-1)?.orderId ?? '';
  const search = seen.page.getByLabel('Order, shop or reason');
  await search.fill(orderId.slice(0, -1).toUpperCase());
  await seen.section('Find an order').getByText('1 order', { exact: true }).waitFor();
  await seen.order(orderId).waitFor();
  await search.fill('no such order');
  await seen.section('Find an order').getByText('No order is like that.').waitFor();
  await seen.button('Show this order').click();
  await seen.said(/^orderId: must match .*, got "no such order"$/);
  await seen.chip('Live').waitFor();
}, 600_000);
