/** The history, as a person uses it. */
import type { Locator, Page } from '@playwright/test';

export class HistoryPage {
  readonly rows: Locator;
  readonly search: Locator;
  readonly plot: Locator;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    this.rows = page.locator('ul.card > li');
    this.search = page.locator('#history-search');
    this.plot = page.locator('figure svg').first();
  }

  /** Goes to the page by the navigation. */
  async open(): Promise<void> {
    await this.#page.getByRole('link', { name: 'History', exact: true }).click();
    await this.#page.locator('h1').waitFor();
  }

  /** Shows entries of one kind only. */
  async show(kind: string): Promise<void> {
    await this.#page.getByRole('radio', { name: kind }).click();
  }
}
