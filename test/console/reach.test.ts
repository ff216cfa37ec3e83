import type { Browser, Page } from 'playwright-core';
import { type RunningConsole, startConsole } from '../integration/local/console/running-console';
import { launchChromium } from './chromium';
import { SeenPage } from './seen-page';

let shop: RunningConsole;
let browser: Browser;

beforeAll(async () => {
  [shop, browser] = await Promise.all([startConsole(5), launchChromium(process.env.CHROMIUM_PATH ?? '')]);
});
afterAll(async () => {
  await browser?.close();
  await shop?.close();
});

interface Focused {
  readonly tag: string;
  readonly name: string;
  readonly isOutlined: boolean;
}

/** What has focus; scripts are texts, since this side knows no document. */
const focused = (page: Page): Promise<Focused> =>
  page.evaluate(`(() => {
    const { activeElement: on } = document;
    const name = on.getAttribute('aria-label') ?? on.labels?.[0]?.firstChild.textContent ?? on.textContent;
    const { outlineStyle, outlineWidth } = getComputedStyle(on);
    return { tag: on.tagName, name: name.trim(), isOutlined: outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2 };
  })()`);

/** Presses Tab until something of this name has focus. */
const tabTo = async (page: Page, name: string | RegExp): Promise<void> => {
  const isIt = (given: string) => (typeof name === 'string' ? given === name : name.test(given));
  for (let presses = 0; presses < 200; presses++) {
    await page.keyboard.press('Tab');
    if (isIt((await focused(page)).name)) return;
  }
  throw new Error(`Tab never reaches ${name}`);
};

test('by keyboard alone: everything can be reached once around, each with a name and a visible focus', async () => {
  const { page } = await SeenPage.open(browser, shop.url);
  const reached: Focused[] = [];
  for (;;) {
    await page.keyboard.press('Tab');
    const on = await focused(page);
    if (on.tag === 'BODY') break;
    reached.push(on);
    expect(reached.length).toBeLessThan(200);
  }
  expect(reached.filter(({ name, isOutlined }) => name === '' || !isOutlined)).toEqual([]);
  const controls = (await page.evaluate(
    `[...document.querySelectorAll('a[href], button, input, select')].filter((each) => each.checkVisibility() && !each.disabled).length`,
  )) as number;
  expect(reached).toHaveLength(controls);
  await page.close();
});

test('by keyboard alone: an order is placed, found and handed over, and focus is never lost', async () => {
  const seen = await SeenPage.open(browser, shop.url);
  const { page } = seen;
  await tabTo(page, 'Barista');
  await page.keyboard.press('w');
  await tabTo(page, 'Place 1');
  await page.keyboard.press('Enter');
  const orderId = (await seen.said(/^placed console-\w+$/)).replace('placed ', '');
  await seen.order(orderId).filter({ hasText: 'kitchen' }).waitFor();
  expect((await focused(page)).name).toBe('Place 1');
  await tabTo(page, 'Order, shop or reason');
  await page.keyboard.type(orderId);
  await page.keyboard.press('Enter');
  await page.getByRole('article', { name: orderId }).waitFor();
  expect(await focused(page)).toMatchObject({ name: orderId, isOutlined: true });
  await tabTo(page, 'Ready');
  await page.keyboard.press('Space');
  await page.getByRole('article').getByText('fulfilled', { exact: true }).waitFor();
  // Its button is gone.
  expect((await focused(page)).name).toBe(orderId);
  await page.close();
});

test('by keyboard alone: focus stays on an order that moves in the list, and a redriven letter leaves it at its heading', async () => {
  const seen = await SeenPage.open(browser, shop.url);
  const { page } = seen;
  await shop.act('stock', { shopId: 'astoria', spoiled: true });
  const dead = await shop.place({ shopId: 'astoria' });
  const moving = await shop.place({ shopId: 'hells-kitchen', handover: 'by-hand' });
  await seen.order(moving).filter({ hasText: 'kitchen' }).waitFor();
  const later = await shop.place({ shopId: 'hells-kitchen', handover: 'by-hand' });
  await seen.order(later).filter({ hasText: 'kitchen' }).waitFor();
  await tabTo(page, `${moving}: show this order`);
  await shop.act('order', { orderId: moving, say: 'Order Ready' });
  await seen.order(moving).filter({ hasText: 'fulfilled' }).waitFor();
  const ids = await seen.section('Find an order').getByRole('rowheader').allTextContents();
  expect(ids.indexOf(moving)).toBeLessThan(ids.indexOf(later));
  expect((await focused(page)).name).toBe(`${moving}: show this order`);

  await seen.chip('1 dead letter').waitFor();
  await shop.act('stock', { shopId: 'astoria', spoiled: false });
  await tabTo(page, `Redrive order ${dead}`);
  await page.keyboard.press('Enter');
  await seen.chip('0 dead letters').waitFor();
  expect((await focused(page)).name).toMatch(/^Dead letters/);
  await page.close();
});

test.each([390, 320])(
  'at %i px nothing needs scrolling to the side: idle, with an order open, with dead letters in an outage',
  async (width) => {
    const seen = await SeenPage.open(browser, shop.url, { width, height: 844 });
    expect(await seen.overflow()).toBe(0);
    const orderId = await shop.place();
    await seen.button(`${orderId}: show this order`).click();
    await seen.page.getByRole('article', { name: orderId }).getByText('fulfilled', { exact: true }).waitFor();
    expect(await seen.overflow()).toBe(0);
    await shop.act('stock', { shopId: 'astoria', spoiled: true });
    await shop.place({ shopId: 'astoria' });
    await seen.chip('1 dead letter').waitFor();
    await shop.act('gateway', { outage: 'refused' });
    await shop.act('place', { count: 20, quantity: 1, card: 'good', handover: 'at-once' });
    await seen.chip('Breaker open').waitFor();
    await seen.section('Queues').getByRole('button', { name: 'Resume payment' }).waitFor();
    expect(await seen.overflow()).toBe(0);
    await shop.act('gateway', { outage: null });
    await shop.act('breaker', { status: 'closed' });
    await shop.act('stock', { shopId: 'astoria', spoiled: false });
    await shop.act('redrive', { queue: 'inventory-dlq' });
    await seen.chip('0 dead letters').waitFor();
    await seen.reads(seen.place('payment'), /^payment0\+/i);
    await seen.page.close();
  },
);

test('what stands on a control is part of what it is called', async () => {
  const { page } = await SeenPage.open(browser, shop.url);
  const unlike = await page.evaluate(
    `[...document.querySelectorAll('[aria-label]')].filter((each) => each.matches('button, a') && !each.getAttribute('aria-label').startsWith(each.textContent.trim())).map((each) => each.outerHTML)`,
  );
  expect(unlike).toEqual([]);
  await page.close();
});

test('when the environment ends, the page says that what it shows is old', async () => {
  const seen = await SeenPage.open(browser, shop.url);
  await shop.close();
  await seen.page.getByRole('alert').getByText('What you see is old: no answer: is npm start still running?').waitFor();
  await seen.chip('Not live').waitFor();
});
