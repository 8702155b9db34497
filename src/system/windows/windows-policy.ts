/** Where policies lie on Windows, and what tells places apart there. */
import { read, type Reading, unreadable } from '../../base/reading.ts';
import { WINDOWS_FOLDER, WINDOWS_POLICY_KEY } from '../../presets/policy-folders.ts';
import type { LayerKind, PolicyLayer } from '../../presets/policy-layer.ts';
import { POLICY_KEYS, policyKeys } from '../../presets/preset-fields.ts';
import { APPLIED_FILE, PRESET_FILE, type PolicyPlaces } from '../policy-places.ts';
import { readPlaceFacts } from '../place-facts.ts';
import type { SystemTools } from '../system-tools.ts';
import { readConsole } from './console-text.ts';
import { plainValues, queryKey } from './registry.ts';
import { powershell, readWindowsNetwork, vpnConnectionsOnWindows } from './windows-network.ts';

/** Returns the places of Windows. */
export function windowsPolicy(tools: SystemTools): PolicyPlaces {
  const data = `${tools.env['ProgramData'] ?? 'C:\\ProgramData'}\\${WINDOWS_FOLDER}`;
  const programs = `${tools.env['ProgramFiles'] ?? 'C:\\Program Files'}\\${WINDOWS_FOLDER}`;
  return {
    files: [
      { kind: 'machine-file', path: `${data}\\${PRESET_FILE}` },
      { kind: 'machine-file', path: `${data}\\${APPLIED_FILE}` },
    ],
    managed: async (signal) =>
      (
        await Promise.all([
          readRegistryLayers(tools, { hive: 'HKLM', kind: 'machine-policy' }, signal),
          readRegistryLayers(tools, { hive: 'HKCU', kind: 'user-policy' }, signal),
        ])
      ).flat(),
    keyFolders: [`${programs}\\trusted-keys`],
    // The access lists of %ProgramFiles% let nobody else write, and are handed down to folders in it.
    isAdminOnly: () => Promise.resolve(true),
    managedKeys: async (signal) => {
      const keys = await queryKey(tools, `HKLM\\${WINDOWS_POLICY_KEY}\\trustedKeys`, signal);
      return keys.state === 'read' ? [...keys.value.values()].map(({ data: text }) => pemOf(text)) : [];
    },
    machineFile: `${data}\\${APPLIED_FILE}`,
    placeFacts: (needs, signal) =>
      readPlaceFacts(tools, {
        needs,
        signal,
        readers: {
          network: () => readWindowsNetwork(tools, signal),
          vpns: () => vpnConnectionsOnWindows(tools, signal),
          neighbours: () => readNeighbours(tools, signal),
          dnsSuffixes: () => readSuffixes(tools, signal),
          ssids: () => readSsids(tools, signal),
        },
      }),
  };
}

/** A hive has two layers: what is locked, and below it what is only proposed. */
async function readRegistryLayers(
  tools: SystemTools,
  { hive, kind }: { readonly hive: 'HKLM' | 'HKCU'; readonly kind: LayerKind },
  signal: AbortSignal,
): Promise<readonly PolicyLayer[]> {
  const key = `${hive}\\${WINDOWS_POLICY_KEY}`;
  // Most computers have none of it: one command says so.
  const top = await queryKey(tools, key, signal);
  if (top.state === 'absent') return [];
  // The schema of presets is large, and most computers never need it.
  const { managedPreset } = await import('../../presets/managed-values.ts');
  const layers = [
    { from: key, locks: true },
    { from: `${key}\\Defaults`, locks: false },
  ];
  return await Promise.all(
    layers.map(async ({ from, locks }): Promise<PolicyLayer> => {
      const values = await readValues(tools, from, signal);
      return { kind, from, reading: values.state === 'read' ? managedPreset(values.value, { locks }) : values };
    }),
  );
}

async function readValues(
  tools: SystemTools,
  key: string,
  signal: AbortSignal,
): Promise<Reading<Readonly<Record<string, unknown>>>> {
  const own = await queryKey(tools, key, signal);
  if (own.state !== 'read') return own;
  const lists = policyKeys().filter((name) => POLICY_KEYS[name] === 'list');
  const listed = await Promise.all(
    lists.map(async (name) => [name, await queryKey(tools, `${key}\\${name}`, signal)] as const),
  );
  const values: Record<string, unknown> = Object.fromEntries(plainValues(own.value));
  for (const [name, list] of listed) {
    if (list.state === 'unreadable') return unreadable(list.why);
    if (list.state === 'read' && list.value.size > 0) values[name] = [...list.value.values()].map(({ data }) => data);
  }
  return read(values);
}

/** A registry value has one line: the key without its PEM frame. */
function pemOf(text: string): string {
  if (text.includes('BEGIN')) return text;
  return `-----BEGIN PUBLIC KEY-----\n${text.replace(/\s+/gu, '')}\n-----END PUBLIC KEY-----\n`;
}

/** `  192.0.2.1    aa-bb-cc-dd-ee-ff    dynamic`; only the last word is translated. */
async function readNeighbours(tools: SystemTools, signal: AbortSignal): Promise<Reading<ReadonlyMap<string, string>>> {
  const outcome = await tools.run('arp.exe', ['-a'], { signal });
  if (outcome.state !== 'done') return unreadable('arp.exe gave no answer');
  const pairs = [
    ...outcome.stdout.slice(0, 500_000).matchAll(/^\s+([0-9.]+)\s+([0-9a-f]{2}(?:-[0-9a-f]{2}){5})\s/gimu),
  ];
  return read(new Map(pairs.map(([, address = '', mac = '']) => [address, mac])));
}

const SUFFIX_SCRIPT =
  '@((Get-DnsClientGlobalSetting).SuffixSearchList)+@(Get-DnsClient|ForEach-Object{$_.ConnectionSpecificSuffix})';

async function readSuffixes(tools: SystemTools, signal: AbortSignal): Promise<Reading<readonly string[]>> {
  const outcome = await powershell(tools, SUFFIX_SCRIPT, signal);
  if (outcome.state !== 'done') return unreadable('PowerShell gave no answer');
  const lines = outcome.stdout.split(/\r?\n/u).map((line) => line.trim());
  return read([...new Set(lines.filter((line) => line !== ''))].slice(0, 100));
}

/** `    SSID                   : Office`; this word stands so in every language, `BSSID` is another line. */
async function readSsids(tools: SystemTools, signal: AbortSignal): Promise<Reading<readonly string[]>> {
  const outcome = await tools.run('netsh.exe', ['wlan', 'show', 'interfaces'], { signal, encoding: 'latin1' });
  if (outcome.state !== 'done') return unreadable('netsh.exe gave no answer');
  const text = await readConsole(tools, outcome.stdout, signal);
  return read([...text.matchAll(/^\s+SSID\s+: (.+?)\r?$/gmu)].map(([, name = '']) => name));
}
