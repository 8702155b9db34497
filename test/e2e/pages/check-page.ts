/** The Check page, as a person uses it. */
import type { Locator, Page } from '@playwright/test';

export class CheckPage {
  readonly address: Locator;
  readonly start: Locator;
  readonly cancel: Locator;
  readonly verdict: Locator;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    this.address = page.locator('#address');
    this.start = page.locator('form button[type=submit]');
    this.cancel = page.locator('form button[type=button]');
    this.verdict = page.locator('#verdict-title');
  }

  /** Checks an address and waits for the verdict. */
  async check(url: string): Promise<void> {
    await this.address.fill(url);
    await this.start.click();
    await this.verdict.waitFor({ timeout: 30_000 });
  }

  /** The cause code at the foot of the card. */
  async code(): Promise<string> {
    return (await this.#page.locator('.foot .mono').first().textContent()) ?? '';
  }

  /** State words of the eight hops, in order. */
  async hops(): Promise<readonly string[]> {
    return this.#page.locator('ol li .state').allTextContents();
  }
}
