/** Which parts of the product this computer cannot show, so that nothing is left out in silence. */
import { findDesktop } from './desktop-availability.ts';
import type { Environment } from './environment.ts';
import { findBrowser } from './installed-browser.ts';
import { openKeychain } from './keychain.ts';

/** Parts that need something beside Node. */
export type MissingPart =
  | { readonly part: 'desktop'; readonly why: 'no-display' | 'no-program' }
  | { readonly part: 'browser'; readonly why: 'no-browser' }
  | { readonly part: 'keychain'; readonly why: 'no-keychain' };

/** Looks, without starting a window or changing anything. */
export async function findMissingParts(env: Environment): Promise<readonly MissingPart[]> {
  const [desktop, browser, keychain] = await Promise.all([
    findDesktop(env),
    findBrowser(env),
    // Asking for an entry that is not there loads the library and reaches the service, and leaves nothing behind.
    openKeychain({ env, execPath: process.execPath }).get('no such entry'),
  ]);
  return [
    ...(desktop.state === 'available' ? [] : [{ part: 'desktop', why: desktop.state } as const]),
    ...(browser !== null ? [] : [{ part: 'browser', why: 'no-browser' } as const]),
    ...(keychain.ok ? [] : [{ part: 'keychain', why: 'no-keychain' } as const]),
  ];
}
