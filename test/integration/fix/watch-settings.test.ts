/** What a person changes by hand while a fix waits for it is seen where it really stands. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { composeHost } from '../../../main/host/compose.ts';
import { watchFor } from '../../../main/host/watch-for.ts';
import { startDesktopSession } from '../system/desktop-session.ts';

const MISSING = ['/usr/bin/dbus-daemon', '/usr/bin/gsettings'].find((program) => !existsSync(program));
const NO_DESKTOP = MISSING === undefined ? '' : ` (${MISSING} is not installed.)`;

test.skipIf(MISSING !== undefined)(
  `a fix that waits for GNOME's settings sees a real gsettings set, and nothing before it${NO_DESKTOP}`,
  async () => {
    const session = await startDesktopSession({ bus: true });
    try {
      const env = { ...session.env, XDG_CURRENT_DESKTOP: 'GNOME' };
      const host = composeHost({ env: { ...env, THROUGHWAY_DATA_DIR: path.join(session.home, 'data') } });
      const given = { url: 'https://site.example/', limitMs: 15_000, signal: AbortSignal.timeout(20_000) };
      let seen: boolean | null = null;
      const watching = watchFor(host, { on: 'settings', source: 'gnome' }, given).then((so) => (seen = so));
      await sleep(3_000);
      expect(seen).toBeNull();
      await promisify(execFile)('gsettings', ['set', 'org.gnome.system.proxy', 'mode', 'manual'], { env });
      const set = performance.now();
      expect(await watching).toBe(true);
      expect(performance.now() - set).toBeLessThan(5_000);
      await host.assistant.close();
    } finally {
      await session.end();
    }
  },
  30_000,
);
