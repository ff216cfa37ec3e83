import type { Browser } from 'playwright-core';
import { type RunningConsole, startConsole } from '../integration/local/console/running-console';
import { launchChromium } from './chromium';
import { SeenPage } from './seen-page';

let shop: RunningConsole;
let browser: Browser;
let seen: SeenPage;

beforeAll(async () => {
  // Five times as fast: the breaker's minute and the keeper's take 24 seconds at most.
  [shop, browser] = await Promise.all([startConsole(5), launchChromium(process.env.CHROMIUM_PATH ?? '')]);
  seen = await SeenPage.open(browser, shop.url);
});
afterAll(async () => {
  await browser?.close();
  await shop?.close();
});

/** How many orders the page must come to show as fulfilled. */
const fulfilled = (count: number): Promise<void> =>
  seen.reads(seen.place('fulfilled'), new RegExp(`^fulfilled${count}\\+`, 'i'));
const fulfilledSoFar = async (): Promise<number> =>
  (await shop.state()).flow.find(({ place }) => place === 'fulfilled')?.now ?? 0;

test('an environment in which nothing happened says so', async () => {
  await seen.section('Find an order').getByText('No order yet.').waitFor();
  await seen.section('Dead letters').getByText('None.').waitFor();
  await seen.section('Payment gateway').getByText('closed: calls go through').waitFor();
  expect(await seen.page.getByRole('img').count()).toBe(2);
  await seen.photograph('idle');
});

test('an order is placed and seen to be fulfilled', async () => {
  const orderId = await seen.placeOne();
  await seen.button(`${orderId}: show this order`).click();
  const order = seen.page.getByRole('article', { name: orderId });
  await order.getByText('fulfilled', { exact: true }).waitFor();
  await order.getByText('All done, nothing is owed.').waitFor();
  expect(await order.getByRole('listitem').allTextContents()).toEqual(
    expect.arrayContaining([expect.stringMatching(/placed by guest-/), expect.stringMatching(/charged .* taken/)]),
  );
  await fulfilled(1);
  await seen.place('fulfilled').locator('path[d^="M"]').waitFor();
  await seen.button('Put away').click();
});

test('an order is poisoned; its dead letter tells the reason; mended and redriven it is fulfilled', async () => {
  await seen.button('Spoil stock of astoria').click();
  await seen.said(/^the stock of astoria is unreadable/);
  await seen.choice('Shop').selectOption('astoria');
  const orderId = await seen.placeOne();
  await seen.chip('1 dead letter').waitFor();
  const letter = seen.section('Dead letters').getByRole('listitem').filter({ hasText: orderId }).last();
  await seen.reads(letter, /stock of \S+ in astoria: available must be a whole number, got "spoiled from the console"/);
  await seen.order(orderId).filter({ hasText: 'dead letter' }).waitFor();
  await seen.photograph('dead-letter');

  await seen.button('Mend stock of astoria').click();
  await seen.button('Spoil stock of astoria').waitFor();
  await seen.button(`Redrive order ${orderId}`).click();
  await seen.said(/^1 letter redriven$/);
  await seen.order(orderId).filter({ hasText: 'fulfilled' }).waitFor();
  await seen.section('Dead letters').getByText('None.').waitFor();
  await seen.choice('Shop').selectOption('');
});

test('in an outage the breaker opens and payment pauses; when the gateway is back all recovers by itself', async () => {
  const done = await fulfilledSoFar();
  const before = shop.environment.gateway.ledger.netByOrder();
  await seen.choice('Outage').selectOption('refused');
  await seen.button('Take it down').click();
  await seen.chip('Gateway down').waitFor();
  await seen.button('Place 20').click();
  await seen.said(/^placed 20 orders$/);
  await seen.chip('Breaker open').waitFor();
  const payment = seen.section('Queues').getByRole('row', { name: /^payment \d/ });
  await payment.filter({ hasText: 'paused' }).waitFor();
  await seen
    .section('Payment gateway')
    .getByText(/open for .*, (next probe in|a probe is due)/)
    .waitFor();
  await seen.photograph('outage');

  await seen.button('Bring it back').click();
  await seen.chip('Gateway up').waitFor();
  await seen.chip('Breaker closed').waitFor();
  await payment.filter({ hasText: 'up to 10 at once' }).waitFor();
  await fulfilled(done + 20);
  await seen.chip('0 dead letters').waitFor();
  const charged = Object.keys(shop.environment.gateway.ledger.netByOrder()).filter((orderId) => !(orderId in before));
  expect(charged).toHaveLength(20);
});

test('a shop is closed and opened, a stage paused and resumed; each button then does the opposite', async () => {
  await seen.button('Close hells-kitchen').click();
  await seen.said(/^hells-kitchen is closed: the stages know it within 30 s/);
  await seen
    .section('Shops')
    .getByRole('listitem')
    .filter({ hasText: 'hells-kitchen' })
    .getByText(/^closed, /)
    .waitFor();
  await seen.button('Open hells-kitchen').click();
  await seen.button('Close hells-kitchen').waitFor();
  await seen.button('Pause inventory').click();
  await seen.said(/^inventory is paused$/);
  await seen.button('Resume inventory').click();
  await seen.said(/^inventory is running$/);
  await seen.button('Pause inventory').waitFor();
});

test('what an event says is never read as markup', async () => {
  const orderId = '<img src=x onerror=document.title="bad">';
  await shop.publish('Order Created', { orderId, shopId: '<b>astoria</b>' });
  await seen.order(orderId).waitFor();
  expect(await seen.page.title()).toBe('Order processor console');
  expect(await seen.page.locator('main img, main td b').count()).toBe(0);
});

test('an event that a rule loses is counted in the status, and told with its reason', async () => {
  await shop.publish('Order Confirmed', { orderId: 'o-lost', shopId: 'astoria', note: '\uffff' });
  await seen.chip('1 lost event').waitFor();
  await seen
    .section('Queues')
    .getByText(/^1 event lost by a rule; the last: rule \S+-payment \|/)
    .waitFor();
  await seen.photograph('lost-event');
});

test('an alarm that is raised is told with its reason and what to read, until it is over', async () => {
  const { alarms } = shop.environment;
  const [alarm] = alarms.list().filter(({ name }) => name.endsWith('breaker-open'));
  const name = alarm?.name ?? '';
  await seen
    .section('Alarms')
    .getByText(/^None of \d+ alarms is raised/)
    .waitFor();
  alarms.setState(name, { value: 'ALARM', reason: 'Threshold Crossed: 1 datapoint' });
  await seen.chip(`${alarms.list().filter(({ state }) => state.value === 'ALARM').length} alarms`).waitFor();
  // The composite alarm's reason names this alarm too.
  const raised = seen
    .section('Alarms')
    .getByRole('listitem')
    .filter({ has: seen.page.getByText(name, { exact: true }) });
  await raised.getByText('Threshold Crossed: 1 datapoint').waitFor();
  await raised.getByText(/^docs\/runbook\.md#/).waitFor();
  await seen.photograph('alarm');
  for (const { name: each } of alarms.list()) alarms.setState(each, { value: 'OK', reason: 'over' });
  await seen
    .section('Alarms')
    .getByText(/^None of \d+ alarms is raised/)
    .waitFor();
});

test('nothing was asked of anybody but this environment, and nothing failed on the page', () => {
  expect(seen.complaints).toEqual([]);
  expect([...new Set(seen.asked.map((url) => new URL(url).origin))].filter((origin) => origin !== 'null')).toEqual([
    shop.environment.url,
  ]);
});
