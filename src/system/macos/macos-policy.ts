/** Where policies lie on macOS, and what tells places apart there. */
import { isRecord } from '../../base/is-record.ts';
import { ABSENT, read, type Reading, unreadable } from '../../base/reading.ts';
import { MACOS_DOMAIN, MACOS_FOLDER } from '../../presets/policy-folders.ts';
import type { LayerKind, PolicyLayer } from '../../presets/policy-layer.ts';
import { APPLIED_FILE, PRESET_FILE, type PolicyPlaces } from '../policy-places.ts';
import { isAdminOnly } from '../admin-only.ts';
import { readPlaceFacts } from '../place-facts.ts';
import type { SystemTools } from '../system-tools.ts';
import { readMacosNetwork, vpnConnectionsOnMacos } from './macos-network.ts';

const MANAGED_FOLDER = '/Library/Managed Preferences';

/** Returns the places of macOS. */
export function macosPolicy(tools: SystemTools): PolicyPlaces {
  const file = `${MACOS_DOMAIN}.plist`;
  const user = tools.env['USER'] ?? '';
  const isName = /^[\w.-]+$/u.test(user);
  return {
    files: [
      { kind: 'machine-file', path: `${MACOS_FOLDER}/${PRESET_FILE}` },
      { kind: 'machine-file', path: `${MACOS_FOLDER}/${APPLIED_FILE}` },
    ],
    managed: async (signal) =>
      (
        await Promise.all([
          readManaged(tools, { kind: 'machine-policy', path: `${MANAGED_FOLDER}/${file}` }, signal),
          isName ? readManaged(tools, { kind: 'user-policy', path: `${MANAGED_FOLDER}/${user}/${file}` }, signal) : [],
        ])
      ).flat(),
    keyFolders: [`${MACOS_FOLDER}/trusted-keys`],
    isAdminOnly,
    managedKeys: () => Promise.resolve([]),
    machineFile: `${MACOS_FOLDER}/${APPLIED_FILE}`,
    placeFacts: (needs, signal) =>
      readPlaceFacts(tools, {
        needs,
        signal,
        readers: {
          network: () => readMacosNetwork(tools, signal),
          vpns: () => vpnConnectionsOnMacos(tools, signal),
          neighbours: () => readNeighbours(tools, signal),
          dnsSuffixes: () => readSuffixes(tools, signal),
          ssids: () => readSsids(tools, signal),
        },
      }),
  };
}

/** A property list of managed preferences: what is forced at its top, what is only proposed in its `Defaults`. */
async function readManaged(
  tools: SystemTools,
  { kind, path }: { readonly kind: LayerKind; readonly path: string },
  signal: AbortSignal,
): Promise<readonly PolicyLayer[]> {
  // Mostly there is none; then no program needs to be started.
  if ((await tools.readFile(path)).state === 'absent') return [];
  const outcome = await tools.run('/usr/bin/plutil', ['-convert', 'json', '-o', '-', path], { signal });
  const values = outcome.state === 'done' && outcome.exitCode === 0 ? parseRecord(outcome.stdout) : null;
  if (values === null) return [{ kind, from: path, reading: unreadable('plutil gave no answer') }];
  const { Defaults: defaults, ...forced } = values;
  // The schema of presets is large, and most computers never need it.
  const { managedPreset } = await import('../../presets/managed-values.ts');
  return [
    { kind, from: path, reading: managedPreset(forced, { locks: true }) },
    {
      kind,
      from: `${path}#Defaults`,
      reading: isRecord(defaults) ? managedPreset(defaults, { locks: false }) : ABSENT,
    },
  ];
}

function parseRecord(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** `? (192.0.2.1) at a:bb:cc:d:ee:ff on en0 ifscope [ethernet]` */
async function readNeighbours(tools: SystemTools, signal: AbortSignal): Promise<Reading<ReadonlyMap<string, string>>> {
  const outcome = await tools.run('/usr/sbin/arp', ['-an'], { signal });
  if (outcome.state !== 'done') return unreadable('arp gave no answer');
  const pairs = [...outcome.stdout.slice(0, 500_000).matchAll(/\(([0-9a-f.:]+)\) at ([0-9a-f:]+) on /giu)];
  return read(new Map(pairs.map(([, address = '', mac = '']) => [address, mac])));
}

/** `  search domain[0] : corp.example` */
async function readSuffixes(tools: SystemTools, signal: AbortSignal): Promise<Reading<readonly string[]>> {
  const outcome = await tools.run('/usr/sbin/scutil', ['--dns'], { signal });
  if (outcome.state !== 'done') return unreadable('scutil gave no answer');
  const names = [...outcome.stdout.slice(0, 500_000).matchAll(/^\s+search domain\[\d+\] : (\S+)$/gmu)];
  return read([...new Set(names.map(([, name = '']) => name))].slice(0, 100));
}

/** The first links; from macOS 15 on the name is hidden from programs without the right to the location. */
async function readSsids(tools: SystemTools, signal: AbortSignal): Promise<Reading<readonly string[]>> {
  const looks = await Promise.all(
    ['en0', 'en1'].map((link) => tools.run('/usr/sbin/ipconfig', ['getsummary', link], { signal })),
  );
  const names = looks.flatMap((one) => {
    if (one.state !== 'done') return [];
    return /^\s+SSID : (.+)$/mu.exec(one.stdout.slice(0, 500_000))?.[1] ?? [];
  });
  if (names.some((name) => name === '<redacted>')) return unreadable('the name of the network is hidden');
  return read(names);
}
