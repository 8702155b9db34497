/** What automatic detection of a proxy script (WPAD) starts from on Linux: search domains and DHCP leases. */
import type { AutoDetectionInputs } from '../system.ts';
import type { SystemTools } from '../system-tools.ts';

/** Folders in which DHCP clients keep leases as text: systemd-networkd, dhclient (Debian, Red Hat), NetworkManager. */
const LEASE_FOLDERS = [
  { folder: '/run/systemd/netif/leases', ending: '' },
  { folder: '/var/lib/dhcp', ending: '.leases' },
  { folder: '/var/lib/dhclient', ending: '.leases' },
  { folder: '/var/lib/NetworkManager', ending: '.lease' },
  { folder: '/run/NetworkManager/devices', ending: '' },
] as const;

const MOST_LEASES = 20;
/** As many as resolv.conf(5) lets the C library use since version 2.26 in practice; more only cost time. */
const MOST_DOMAINS = 6;

/** Reads them. What can't be read counts as not there: detection then has less to start from. */
export async function autoDetectionOnLinux(tools: SystemTools, signal: AbortSignal): Promise<AutoDetectionInputs> {
  const [resolv, hostName, managed, ...folders] = await Promise.all([
    tools.readFile('/etc/resolv.conf'),
    tools.readFile('/proc/sys/kernel/hostname'),
    tools.run('nmcli', ['-f', 'DHCP4', 'device', 'show'], { signal }),
    ...LEASE_FOLDERS.map(({ folder }) => tools.listFolder(folder)),
  ]);
  const paths = folders.flatMap((names, index) => {
    const place = LEASE_FOLDERS[index];
    if (place === undefined || names.state !== 'read') return [];
    return names.value.filter((name) => name.endsWith(place.ending)).map((name) => `${place.folder}/${name}`);
  });
  const leases = await Promise.all(paths.slice(0, MOST_LEASES).map((path) => tools.readFile(path)));
  const domains = [
    ...(hostName.state === 'read' ? domainOfHost(hostName.value) : []),
    ...(resolv.state === 'read' ? searchDomains(resolv.value) : []),
  ];
  return {
    domains: [...new Set(domains)].slice(0, MOST_DOMAINS),
    dhcpTexts: [
      ...(managed.state === 'done' && managed.exitCode === 0 ? [managed.stdout] : []),
      ...leases.flatMap((lease) => (lease.state === 'read' ? [latestLease(lease.value)] : [])),
    ],
  };
}

/** Returns the search list of a resolv.conf: the last `search` or `domain` line counts (resolv.conf(5)). */
export function searchDomains(text: string): readonly string[] {
  const lines = text.split('\n').flatMap((line) => /^(?:search|domain)\s+(.*)$/u.exec(line)?.[1] ?? []);
  const domains = (lines.at(-1) ?? '').split(/[#;]/u, 1).join('').trim().split(/\s+/u);
  return domains.map((domain) => domain.replace(/\.$/u, '')).filter((domain) => domain !== '');
}

function domainOfHost(name: string): readonly string[] {
  const domain = name.trim().replace(/^[^.]*\.?/u, '');
  return domain === '' ? [] : [domain];
}

/** dhclient writes each lease below the one before; only the last one is in force (dhclient.leases(5)). */
function latestLease(text: string): string {
  const last = text.lastIndexOf('lease {');
  return last < 0 ? text : text.slice(last);
}
