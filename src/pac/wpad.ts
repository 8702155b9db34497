/** Web Proxy Auto-Discovery (draft-ietf-wrec-wpad-01): DHCP option 252 first, then `wpad.` names in DNS. */
import { parse } from 'tldts';
import { ok, refuse } from '../base/result.ts';
import type { Result } from '../base/result.ts';

/** What auto-detection looks at; all of it only reads. */
export interface WpadSources {
  /** Domains of this computer and its search list, most specific first. */
  readonly domains: () => Promise<readonly string[]>;
  /** What the system shows of its DHCP leases (`nmcli -f DHCP4 device show`, lease files); empty where it shows none. */
  readonly dhcpTexts: () => Promise<readonly string[]>;
  readonly resolve: (name: string, signal: AbortSignal) => Promise<readonly string[] | null>;
}

export interface WpadFound {
  readonly url: string;
  readonly by: 'dhcp' | 'dns';
}

/** Nothing was found; `asked` are the names that have no address. */
export interface WpadNothing {
  readonly asked: readonly string[];
}

const MOST_NAMES = 12;

/** Looks for the URL of a script. The names are asked at once, the most specific one with an address wins. */
export async function findWpad(sources: WpadSources, signal: AbortSignal): Promise<Result<WpadFound, WpadNothing>> {
  const fromDhcp = (await sources.dhcpTexts()).map(dhcpOption252).find((url) => url !== null);
  if (typeof fromDhcp === 'string') return ok({ url: fromDhcp, by: 'dhcp' });
  const names = wpadNames(await sources.domains());
  const asked = names.map((name) => ({ name, answer: sources.resolve(name, signal).catch(() => null) }));
  // One by one: a less specific name that nobody answers must not hold up what the most specific one has said.
  for (const { name, answer } of asked) {
    if (((await answer) ?? []).length > 0) return ok({ url: `http://${name}/wpad.dat`, by: 'dns' });
  }
  return refuse({ asked: names });
}

/**
 * Returns the names to ask, most specific first: each domain is shortened from the left, and never beyond what its owner
 * registered (public suffix list), as anybody may own `wpad.co.jp`. The bare `wpad` comes last: hosts file, mDNS.
 * @example wpadNames(['tokyo.example.co.jp']) // ['wpad.tokyo.example.co.jp', 'wpad.example.co.jp', 'wpad']
 */
export function wpadNames(domains: readonly string[]): readonly string[] {
  const names = domains.flatMap((domain) => shortened(domain.toLowerCase().replace(/\.$/u, '')));
  return [...new Set(names)].slice(0, MOST_NAMES - 1).concat('wpad');
}

function shortened(domain: string): readonly string[] {
  const { domain: owned, isIcann, isIp, hostname } = parse(domain, { allowPrivateDomains: true });
  if (isIp === true || hostname === null || hostname === '') return [];
  // A single label is a network of its own (`lan`), unless it is a public suffix.
  if (owned === null) return domain.includes('.') || isIcann === true ? [] : [`wpad.${domain}`];
  const labels = domain.split('.');
  const kept = owned.split('.').length;
  return labels.slice(0, labels.length - kept + 1).map((_, index) => `wpad.${labels.slice(index).join('.')}`);
}

/**
 * Returns the URL of option 252 in what a DHCP client shows, or `null`: NetworkManager's `wpad = URL`, dhclient's
 * `option wpad "URL"` and `option unknown-252 68:74:…`, systemd's `OPTION_252=6874…`.
 */
export function dhcpOption252(text: string): string | null {
  const plain = /\b(?:wpad|unknown[-_]252|private_252)\s*=?\s*"?((?:https?|file):\/\/[^\s"';\0]+)/iu.exec(text)?.[1];
  const hex = /\b(?:wpad|unknown[-_]252|OPTION_252|private_252)\s*[= ]\s*((?:[\da-f]{2}:?){8,})/iu.exec(text)?.[1];
  const decoded = hex === undefined ? undefined : Buffer.from(hex.replaceAll(':', ''), 'hex').toString('latin1');
  const url = (plain ?? decoded)?.replace(/[\0\s]+$/u, '');
  return url !== undefined && URL.canParse(url) && /^https?:/iu.test(url) ? url : null;
}
