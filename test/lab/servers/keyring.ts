/** A session bus of its own with a real gnome-keyring on it, in each state in which people's keyrings are found. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { launch, makeFolder, programAt, type Launched } from '../auth/launch.ts';

const BUS = programAt('/usr/bin/dbus-daemon');
const KEYRING = programAt('/usr/bin/gnome-keyring-daemon');
const CALL = programAt('/usr/bin/gdbus');

/** Why no keyring can be started here, as a sentence for a skipped test; `null` where it can. */
export const keyringIsMissing: string | null =
  BUS === null || KEYRING === null || CALL === null
    ? 'gnome-keyring is not installed (Debian packages gnome-keyring, dbus-daemon, libglib2.0-bin).'
    : null;

/** `empty` has never been unlocked, `absent` is a bus without a keyring. */
export type KeyringState = 'unlocked' | 'empty' | 'absent';

export interface Keyring {
  /** What a client's environment needs to reach it. */
  readonly env: Readonly<Record<string, string>>;
  lock(): void;
  /** Stops the daemon in its tracks: it stays on the bus and answers nothing. */
  hang(): void;
  log(): string;
  stop(): Promise<void>;
}

/** No service folders: nothing is started by the bus on its own, above all no prompter. */
const BUS_CONFIG = `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy>
</busconfig>
`;

/** Starts a bus and, but for `absent`, a keyring daemon on it. */
export async function startKeyring(state: KeyringState): Promise<Keyring> {
  if (BUS === null || KEYRING === null || CALL === null) throw new Error(keyringIsMissing ?? '');
  const busFolder = makeFolder('lab-bus-');
  writeFileSync(join(busFolder, 'bus.conf'), BUS_CONFIG);
  const bus = await launch({
    command: [BUS, `--config-file=${join(busFolder, 'bus.conf')}`, '--nofork', '--print-address'],
    folder: busFolder,
    isReady: (output) => /^unix:.*\n/m.test(output),
  });
  const address = /^unix:.*$/m.exec(bus.output())?.[0] ?? '';
  const home = makeFolder('lab-keyring-');
  mkdirSync(join(home, 'run'), { mode: 0o700 });
  const env = { DBUS_SESSION_BUS_ADDRESS: address, HOME: home, XDG_RUNTIME_DIR: join(home, 'run') };
  const call = (...args: readonly string[]): string =>
    execFileSync(CALL, ['call', '--session', ...args], {
      env: { PATH: process.env['PATH'], ...env },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  const isOnBus = (): boolean =>
    call(
      '--dest',
      'org.freedesktop.DBus',
      '--object-path',
      '/',
      '--method',
      'org.freedesktop.DBus.NameHasOwner',
      'org.freedesktop.secrets',
    ).includes('true');

  let daemon: Launched | null = null;
  if (state !== 'absent') {
    // The daemon reads the password of the login keyring from its input.
    writeFileSync(join(home, 'password'), 'lab\n', { mode: 0o600 });
    const start = `exec ${KEYRING} --foreground --components=secrets`;
    const command = state === 'unlocked' ? `${start} --unlock < ${join(home, 'password')}` : start;
    daemon = await launch({ command: ['/bin/sh', '-c', command], folder: home, env, isReady: isOnBus });
  }
  return {
    env,
    lock: () => {
      const login = '/org/freedesktop/secrets/collection/login';
      const secrets = ['--dest', 'org.freedesktop.secrets', '--object-path', '/org/freedesktop/secrets'];
      call(...secrets, '--method', 'org.freedesktop.Secret.Service.Lock', `[objectpath '${login}']`);
    },
    hang: () => daemon?.process.kill('SIGSTOP'),
    log: () => readFileSync(join(busFolder, 'output.txt'), 'utf8'),
    stop: async () => {
      daemon?.process.kill('SIGCONT');
      await daemon?.stop();
      rmSync(home, { recursive: true, force: true });
      await bus.stop();
    },
  };
}
