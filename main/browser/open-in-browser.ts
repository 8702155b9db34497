/** Opens the window's address in an installed browser, as an application window with a profile of its own. */
import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { DEADLINES } from '../../src/base/deadline.ts';
import { startProgram } from '../../src/system/start-program.ts';

/** Returns whether the browser came up. */
export async function openInBrowser(
  url: string,
  browser: { readonly program: string; readonly profileFolder: string },
): Promise<boolean> {
  await mkdir(browser.profileFolder, { recursive: true, mode: 0o700 });
  await chmod(browser.profileFolder, 0o700);
  // The key in the address must not stand in the list of processes, which every user of a computer can read:
  // the browser is started with a private file that leads there.
  const file = path.join(browser.profileFolder, 'open.html');
  await writeFile(file, `<meta http-equiv="refresh" content="0;url=${url}">`, { mode: 0o600 });
  const isUp = await startProgram(browser.program, [
    `--app=${pathToFileURL(file).href}`,
    `--user-data-dir=${browser.profileFolder}`,
    // The page is on this computer; it must come up especially where the proxy is broken.
    '--no-proxy-server',
    '--no-first-run',
    '--no-default-browser-check',
    '--disable-background-networking',
    '--disable-sync',
  ]);
  setTimeout(() => void rm(file, { force: true }), DEADLINES.browserStart.ms).unref();
  return isUp;
}
