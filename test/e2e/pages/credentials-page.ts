/** The page of sign-ins, as a person uses it. */
import type { Locator, Page } from '@playwright/test';

export class CredentialsPage {
  readonly user: Locator;
  readonly password: Locator;
  readonly save: Locator;
  readonly outcome: Locator;

  constructor(page: Page) {
    this.user = page.locator('#user');
    this.password = page.locator('#password');
    this.save = page.locator('form button[type=submit]');
    this.outcome = page.locator('form .notice');
  }

  /** Fills the form and sends it. */
  async enter(user: string, password: string): Promise<void> {
    await this.user.fill(user);
    await this.password.fill(password);
    await this.save.click();
  }
}
