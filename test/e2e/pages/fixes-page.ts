/** The Fixes page, as a person uses it. */
import type { Locator, Page } from '@playwright/test';

export class FixesPage {
  readonly card: Locator;
  readonly title: Locator;
  readonly steps: Locator;
  readonly main: Locator;
  readonly changes: Locator;
  readonly result: Locator;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    this.card = page.locator('section.card[aria-labelledby=fix-title]');
    this.title = page.locator('#fix-title');
    this.steps = this.card.locator('ol > li');
    this.main = this.card.locator('button.main');
    this.changes = page.locator('section[aria-labelledby=changes-made] ul > li.card');
    this.result = this.card.locator('.notice strong').first();
  }

  async open(): Promise<void> {
    await this.#page.evaluate(() => {
      location.hash = '#/fixes';
    });
    await this.#page.locator('#changes-made').waitFor();
  }
}
