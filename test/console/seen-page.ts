import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';

/** What one waits for is work of the environment, on a machine that may be busy. */
const PATIENCE_MS = 60_000;
const DESKTOP = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };

/** The console as somebody sees and uses it: by roles, labels and texts. */
export class SeenPage {
  /** What the page complained of: scripts that failed, what its policy or the network refused. */
  readonly complaints: string[] = [];
  /** Every address that it asked. */
  readonly asked: string[] = [];

  private constructor(readonly page: Page) {
    page.on('console', (message) => {
      if (message.type() === 'error') this.complaints.push(message.text());
    });
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('request', (request) => this.asked.push(request.url()));
    page.setDefaultTimeout(PATIENCE_MS);
  }

  static async open(browser: Browser, url: string, viewport = DESKTOP): Promise<SeenPage> {
    const page = await browser.newPage({ viewport });
    const seen = new SeenPage(page);
    await page.goto(url);
    await seen.chip('Live').waitFor();
    return seen;
  }

  chip(text: string): Locator {
    return this.page.getByRole('navigation', { name: 'Status' }).getByRole('link', { name: text, exact: true });
  }

  section(name: string): Locator {
    return this.page.getByRole('region', { name });
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  choice(name: string): Locator {
    return this.page.getByRole('combobox', { name, exact: true });
  }

  /** The row of an order in the list. */
  order(orderId: string): Locator {
    return this.page.getByRole('row').filter({ has: this.button(`${orderId}: show this order`) });
  }

  place(name: string): Locator {
    return this.section('Orders')
      .getByRole('listitem')
      .filter({ hasText: new RegExp(`^${name}`, 'i') });
  }

  /** What the page said last. */
  async said(pattern: RegExp): Promise<string> {
    const line = this.page.getByRole('status').filter({ hasText: pattern });
    await line.waitFor();
    return (await line.textContent()) ?? '';
  }

  /** Places one order by the form and gives its id. */
  async placeOne(): Promise<string> {
    await this.button('Place 1').click();
    return (await this.said(/^placed console-\w+$/)).replace('placed ', '');
  }

  /** Waits until a locator's text is so. */
  async reads(locator: Locator, pattern: RegExp): Promise<void> {
    await locator.filter({ hasText: pattern }).first().waitFor();
  }

  /** How many pixels of the page lie beyond its right edge. */
  overflow(): Promise<number> {
    return this.page.evaluate('document.documentElement.scrollWidth - window.innerWidth') as Promise<number>;
  }

  /** Pictures at both widths, light and dark, if a folder for them is named. */
  async photograph(name: string): Promise<void> {
    const folder = process.env.SCREENSHOTS;
    if (folder === undefined) return;
    await mkdir(folder, { recursive: true });
    // In a picture of the whole page, what is fixed at the bottom of the window would lie in its middle.
    await this.page.evaluate(`document.getElementById('said').classList.remove('shown')`);
    for (const [width, viewport] of Object.entries({ 1280: DESKTOP, 390: PHONE })) {
      await this.page.setViewportSize(viewport);
      for (const colorScheme of ['light', 'dark'] as const) {
        await this.page.emulateMedia({ colorScheme });
        await this.page.screenshot({ path: join(folder, `${name}-${width}-${colorScheme}.png`), fullPage: true });
      }
    }
    await this.page.emulateMedia({ colorScheme: null });
    await this.page.setViewportSize(DESKTOP);
  }
}
