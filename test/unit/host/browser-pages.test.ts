import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { installedBrowsers, openBrowserPage } from '../../../main/host/browser-pages.ts';

const ON_POSIX = process.platform === 'linux' ? null : 'browsers are found in the search path of Linux here';

test.skipIf(ON_POSIX !== null)(
  `opens Firefox at its page, and Chromium without, since it takes such addresses only from people ${ON_POSIX ?? ''}`,
  async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'browsers-'));
    onTestFinished(() => {
      rmSync(folder, { recursive: true, force: true });
    });
    for (const name of ['firefox', 'chromium']) {
      const program = path.join(folder, name);
      writeFileSync(program, `#!/bin/sh\necho "$#" "$@" > '${program}.said'\n`);
      chmodSync(program, 0o755);
    }
    const browsers = await installedBrowsers('linux', { PATH: folder });
    expect(browsers.map(({ id, opensPage }) => [id, opensPage])).toEqual([
      ['chromium', false],
      ['firefox', true],
    ]);
    for (const browser of browsers)
      expect(await openBrowserPage(browser, { platform: 'linux', page: 'passwords' })).toBe(true);
    await vi.waitFor(() => {
      expect(existsSync(path.join(folder, 'firefox.said'))).toBe(true);
    });
    expect(readFileSync(path.join(folder, 'firefox.said'), 'utf8').trim()).toBe('1 about:logins');
    expect(readFileSync(path.join(folder, 'chromium.said'), 'utf8').trim()).toBe('0');
    expect(await installedBrowsers('linux', { PATH: path.join(folder, 'nowhere') })).toEqual([]);
  },
);
