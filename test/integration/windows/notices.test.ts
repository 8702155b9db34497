/** Windows' own notices of changed settings, waited for as the product does. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { windowsNotices } from '../../../main/host/windows-notices.ts';
import { useWine } from './use-wine.ts';
import { wineIsMissing } from './wine.ts';

const INTERNET = 'HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings';

describe.skipIf(wineIsMissing !== null)(`notices of Windows ${wineIsMissing ?? ''}`, () => {
  const windows = useWine();

  test('a changed proxy is told at once, and a second one as well', { timeout: 120_000 }, async () => {
    const wine = windows();
    const notices = windowsNotices('node.exe', 2);
    if (notices === null) throw new Error('koffi is missing');
    const [flag = '', script = '', , most = ''] = notices.args;
    const told = wine.node([flag, script, `${wine.windowsFolder}\\node_modules\\koffi`, most], notices.env);
    const seen = { isTold: false };
    void told.then(() => (seen.isTold = true));
    // Node's start under Wine takes a second or two; changes before its first wait are nobody's news.
    for (let port = 1; port <= 40 && !seen.isTold; port += 1) {
      await wine.run('reg', ['add', INTERNET, '/v', 'ProxyServer', '/d', `127.0.0.1:${String(port)}`, '/f']);
      await sleep(500);
    }
    expect((await told).output.trim().split(/\r?\n/)).toEqual(['settings', 'settings']);
  });
});
