/** A real NetworkManager, with a bus and networks of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/base/clock.ts';
import { createChanges } from '../../../src/change/create-changes.ts';
import { createSystem } from '../../../src/system/create-system.ts';
import { createSystemTools } from '../../../src/system/create-system-tools.ts';
import { linuxStores } from '../../../src/system/linux/linux-stores.ts';
import type { SystemTools } from '../../../src/system/system-tools.ts';

const isMissing = !existsSync('/usr/sbin/NetworkManager')
  ? 'NetworkManager is not installed.'
  : process.getuid?.() === 0
    ? null
    : 'NetworkManager in a network of its own needs root.';
const { signal } = new AbortController();

/** Everything that it writes is in memory, and gone with the process that holds the namespaces. */
const SCRIPT = `
set -e
ip link set lo up
for folder in /run /var/lib/NetworkManager /etc/NetworkManager; do mount -t tmpfs tmpfs $folder; done
mkdir -p /run/dbus /run/NetworkManager /etc/NetworkManager/system-connections
dbus-daemon --system --nofork --nopidfile --address=unix:path=/run/dbus/system_bus_socket 2>/dev/null &
for try in $(seq 100); do [ -S /run/dbus/system_bus_socket ] && break; sleep 0.1; done
NetworkManager --no-daemon --log-level=ERR &
for try in $(seq 100); do nmcli -t general status >/dev/null 2>&1 && break; sleep 0.1; done
add() { nmcli connection add type veth ifname $1 veth.peer $1-peer con-name "$2" ipv4.method manual ipv4.addresses $3 ipv6.method disabled "\${@:4}" >/dev/null; nmcli connection up "$2" >/dev/null; }
add office0 'Büro: 本社' 192.0.2.5/24 proxy.method auto proxy.pac-url http://pac.example/proxy.pac
add other0 'Other' 198.51.100.5/24
echo READY
exec sleep infinity
`;

describe.skipIf(isMissing !== null)(`a real NetworkManager ${isMissing ?? ''}`, () => {
  let holder: ChildProcess;
  let tools: SystemTools;
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'throughway-nm-'));
    const env = { PATH: '/usr/bin:/bin:/usr/sbin:/sbin', HOME: folder };
    holder = spawn(
      'unshare',
      ['--net', '--mount', '--pid', '--fork', '--mount-proc', '--kill-child', 'bash', '-c', SCRIPT],
      { env: { ...env, LC_ALL: 'C.UTF-8' }, stdio: ['ignore', 'pipe', 'ignore'] },
    );
    if (holder.stdout === null) throw new Error('no output');
    for await (const chunk of holder.stdout) if (String(chunk).includes('READY')) break;
    const id = String(holder.pid);
    const [inside = ''] = (await readFile(`/proc/${id}/task/${id}/children`, 'utf8')).split(' ');
    const own = createSystemTools({ env });
    tools = {
      ...own,
      run: (program, args, options) =>
        own.run('nsenter', ['--target', inside, '--net', '--mount', '--pid', program, ...args], options),
    };
  }, 60_000);
  afterAll(async () => {
    const ended = once(holder, 'exit');
    holder.kill('SIGKILL');
    await ended;
    await rm(folder, { recursive: true, force: true });
  });
  const readings = async () =>
    (await createSystem('linux', tools).readSettings({ only: 'network-manager', signal })).readings;

  it('names the script of the connection that has one', async () => {
    expect(await readings()).toMatchObject([
      {
        source: 'network-manager',
        from: 'Büro: 本社',
        reading: { state: 'read', value: { mode: 'pac', pacUrl: 'http://pac.example/proxy.pac' } },
      },
    ]);
  }, 30_000);

  it("keeps another script's address, and has the earlier one again once that is taken back", async () => {
    const listed = await tools.run('nmcli', ['-t', '-f', 'UUID,DEVICE', 'connection', 'show', '--active'], { signal });
    const [, name = ''] = listed.state === 'done' ? (/^([0-9a-f-]{36}):office0$/mu.exec(listed.stdout) ?? []) : [];
    const changes = createChanges({
      openStore: linuxStores(tools),
      clock: systemClock,
      dataFolder: path.join(folder, 'data'),
    });
    const step = {
      ref: { kind: 'network-manager', name, property: 'proxy.pac-url' },
      from: 'http://pac.example/proxy.pac',
      to: 'https://pac.example/new.pac?a=1,2',
      shown: { what: 'Office', from: null, to: null },
    } as const;
    const made = await changes.apply({ reason: { kind: 'relay' }, steps: [step], restart: [] }, { signal });
    expect(made).toMatchObject({ ok: true });
    expect(await readings()).toMatchObject([{ reading: { value: { pacUrl: 'https://pac.example/new.pac?a=1,2' } } }]);
    expect(await changes.undo(made.ok ? made.value.id : '', { signal, insist: false })).toMatchObject({ ok: true });
    expect(await readings()).toMatchObject([{ reading: { value: { pacUrl: 'http://pac.example/proxy.pac' } } }]);
  }, 30_000);
});
