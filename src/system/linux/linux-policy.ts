/** Where policies lie on Linux, and what tells places apart there. */
import { ABSENT, read, type Reading, unreadable } from '../../base/reading.ts';
import { LINUX_FOLDERS } from '../../presets/policy-folders.ts';
import { APPLIED_FILE, PRESET_FILE, type PolicyPlaces } from '../policy-places.ts';
import { isAdminOnly } from '../admin-only.ts';
import { readPlaceFacts } from '../place-facts.ts';
import type { SystemTools } from '../system-tools.ts';
import { autoDetectionOnLinux } from './auto-detection.ts';
import { readLinuxNetwork } from './network.ts';
import { vpnConnectionsOnLinux } from './vpn-connections.ts';

/** Returns the places of Linux. */
export function linuxPolicy(tools: SystemTools): PolicyPlaces {
  const [own, vendor] = LINUX_FOLDERS;
  return {
    files: [
      { kind: 'machine-file', path: `${own}/${PRESET_FILE}` },
      { kind: 'machine-file', path: `${own}/${APPLIED_FILE}` },
      { kind: 'vendor-file', path: `${vendor}/${PRESET_FILE}` },
    ],
    managed: () => Promise.resolve([]),
    keyFolders: LINUX_FOLDERS.map((folder) => `${folder}/trusted-keys`),
    isAdminOnly,
    managedKeys: () => Promise.resolve([]),
    machineFile: `${own}/${APPLIED_FILE}`,
    placeFacts: (needs, signal) =>
      readPlaceFacts(tools, {
        needs,
        signal,
        readers: {
          network: () => readLinuxNetwork(tools),
          vpns: () => vpnConnectionsOnLinux(tools, signal),
          neighbours: async () => neighboursOf(await tools.readFile('/proc/net/arp')),
          dnsSuffixes: async () => read((await autoDetectionOnLinux(tools, signal)).domains),
          ssids: () => readSsids(tools, signal),
        },
      }),
  };
}

/** `IP address  HW type  Flags  HW address  Mask  Device` (proc(5)). */
function neighboursOf(file: Reading<string>): Reading<ReadonlyMap<string, string>> {
  if (file.state !== 'read') return file;
  const lines = file.value.split('\n').slice(1, 10_000);
  return read(
    new Map(
      lines.flatMap((line) => {
        const [address, , , mac] = line.trim().split(/\s+/u);
        return address === undefined || mac === undefined ? [] : [[address, mac] as const];
      }),
    ),
  );
}

/** NetworkManager knows the name of the network; where it doesn't run, the wireless tools do. */
async function readSsids(tools: SystemTools, signal: AbortSignal): Promise<Reading<readonly string[]>> {
  const managed = await tools.run('nmcli', ['-t', '-f', 'ACTIVE,SSID', 'device', 'wifi', 'list', '--rescan', 'no'], {
    signal,
  });
  if (managed.state === 'done' && managed.exitCode === 0) {
    const active = managed.stdout.split('\n').flatMap((line) => /^yes:(.+)$/u.exec(line)?.[1] ?? []);
    return read(active.map((name) => name.replace(/\\(.)/gu, '$1')));
  }
  const bare = await tools.run('iwgetid', ['-r'], { signal });
  if (bare.state === 'failed') return unreadable(bare.why);
  if (bare.state === 'missing') return await readSsidsOfIw(tools, signal);
  const name = bare.stdout.trim();
  return read(name === '' ? [] : [name]);
}

/** `\t\tssid Office`; what is no printable ASCII stands as `\xe6`, and a backslash as `\\` (iw's print_ssid_escaped). */
async function readSsidsOfIw(tools: SystemTools, signal: AbortSignal): Promise<Reading<readonly string[]>> {
  const outcome = await tools.run('iw', ['dev'], { signal });
  if (outcome.state === 'failed') return unreadable(outcome.why);
  if (outcome.state === 'missing') return ABSENT;
  const names = [...outcome.stdout.slice(0, 100_000).matchAll(/^\t\tssid (.+)$/gmu)].map(([, name = '']) => name);
  return read(
    names.map((name) => {
      const bytes = name.replace(
        /\\(?:x([0-9a-f]{2})|(.))/giu,
        (_all, hex: string | undefined, sign: string | undefined) =>
          hex === undefined ? (sign ?? '') : String.fromCharCode(Number.parseInt(hex, 16)),
      );
      return Buffer.from(bytes, 'latin1').toString('utf8');
    }),
  );
}
