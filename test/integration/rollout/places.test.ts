/** A computer that learns, one after the other, where it is: each kind of condition on a network that is really there. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { CLI, NOT_BUILT } from '../cli/run-cli.ts';

function noNetwork(): string | null {
  if (NOT_BUILT !== null) return NOT_BUILT;
  const probe = spawnSync('unshare', ['--net', '--mount', 'ip', 'link', 'show', 'lo'], { timeout: 5_000 });
  return probe.status === 0 ? null : 'this process may not make networks of its own';
}

/** The further up, the stronger; each holds from a step of the script on. */
const PRESET = {
  throughway: 1,
  places: [
    { name: 'vpn', when: { vpn: ['wg0'] }, direct: true },
    { name: 'ssid', when: { ssid: ['本社 Wi-Fi: 5G'] }, direct: true },
    { name: 'reachable', when: { reachable: ['10.71.1.1:8443', 'no-such-name.example'] }, direct: true },
    { name: 'two conditions', when: { dnsSuffix: ['corp.example'], gateway: ['10.71.0.0/16'] }, direct: true },
    { name: 'suffix', when: { dnsSuffix: ['corp.example'] }, direct: true },
    { name: 'mac', when: { gateway: ['02:00:5E:00:53:01'] }, direct: true },
    { name: 'gateway', when: { gateway: ['10.71.1.254'] }, direct: true },
    { name: 'no VPN', when: { vpn: false }, direct: true },
  ],
};

/** As NetworkManager 1.42 writes it with `-t`: fields parted by colons, which a backslash goes before within them. */
const NMCLI = String.raw`#!/bin/sh
case "$*" in *'device wifi'*) [ ! -e in-reach ] || printf 'no:Guest\nyes:本社 Wi-Fi\: 5G\n' ;; esac
`;

/** A tunnel is up as long as a program holds it. */
const TUN = `import fcntl, struct, time
tun = open('/dev/net/tun', 'r+b', buffering=0)
fcntl.ioctl(tun, 0x400454ca, struct.pack('16sH', b'wg0', 1))
time.sleep(60)`;

const SCRIPT = String.raw`
set -eu
mkdir bin; mv nmcli bin/nmcli; chmod +x bin/nmcli; PATH="$PWD/bin:$PATH"
place() { printf '%s ' "$("$NODE" "$CLI" preset show preset.throughway.json --json | grep -o '"place":{"name":"[^"]*"' | cut -d'"' -f6)"; }
mount -t sysfs none /sys
touch resolv.conf; mount --bind resolv.conf /etc/resolv.conf
ip link set lo up
place
ip link add office type veth peer name far; ip link set far up; ip addr add 10.71.1.1/24 dev office; ip link set office up
ip route add default via 10.71.1.254
place
ip neigh replace 10.71.1.254 lladdr 02:00:5e:00:53:01 dev office
place
ip route del default; ip route add default via 10.72.1.254 dev office onlink; echo 'search branch.corp.example' > resolv.conf
place
ip route replace default via 10.71.1.254
place
"$NODE" -e 'require("net").createServer().listen(8443, "10.71.1.1", () => console.error("ready"))' 2> ready & server=$!
until grep -qs ready ready; do sleep 0.05; done
place
touch in-reach
place
python3 -c "$TUN" & vpn=$!
until ip link show wg0 >/dev/null 2>&1; do sleep 0.05; done
ip addr add 10.99.0.2/24 dev wg0; ip link set wg0 up
place
kill $server $vpn; rm in-reach; : > resolv.conf; ip route del default
place
`;

const skip = noNetwork();
it.skipIf(skip !== null)(
  `the first place whose conditions all hold is chosen, by gateway, address of hardware, suffix, reachable name, Wi-Fi and VPN${skip === null ? '' : ` (skipped: ${skip})`}`,
  { timeout: 60_000 },
  () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'throughway-places-'));
    try {
      writeFileSync(path.join(folder, 'preset.throughway.json'), JSON.stringify(PRESET));
      writeFileSync(path.join(folder, 'nmcli'), NMCLI);
      writeFileSync(path.join(folder, 'places.sh'), SCRIPT);
      const said = execFileSync('unshare', ['--net', '--mount', 'bash', 'places.sh'], {
        cwd: folder,
        encoding: 'utf8',
        env: {
          PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
          NODE: process.execPath,
          CLI,
          TUN,
          HOME: folder,
          XDG_CURRENT_DESKTOP: 'KDE',
          THROUGHWAY_DATA_DIR: path.join(folder, 'data'),
          LANG: 'C.UTF-8',
        },
      });
      const names = ['no VPN', 'gateway', 'mac', 'suffix', 'two conditions', 'reachable', 'ssid', 'vpn', 'no VPN'];
      expect(said.trim()).toBe(names.join(' '));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
);
