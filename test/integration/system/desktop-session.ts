/** A home folder of its own with a session bus, in which desktop settings can be written for real. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface DesktopSession {
  readonly env: Readonly<Record<string, string>>;
  readonly home: string;
  readonly end: () => Promise<void>;
}

/** Starts one; `bus: false` leaves the bus out, as in a shell without a desktop. */
export async function startDesktopSession(options: { readonly bus: boolean }): Promise<DesktopSession> {
  const home = await mkdtemp(path.join(tmpdir(), 'throughway-session-'));
  const env = { HOME: home, PATH: '/usr/bin:/bin:/usr/sbin:/sbin', XDG_RUNTIME_DIR: home, GSETTINGS_BACKEND: 'dconf' };
  if (!options.bus) return { env, home, end: () => rm(home, { recursive: true, force: true }) };
  const daemon = spawn('dbus-daemon', ['--session', '--nofork', '--print-address=1'], {
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [address]: readonly unknown[] = await once(daemon.stdout, 'data');
  return {
    env: { ...env, DBUS_SESSION_BUS_ADDRESS: String(address).trim() },
    home,
    end: async () => {
      const ended = once(daemon, 'exit');
      daemon.kill();
      await ended;
      await rm(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
