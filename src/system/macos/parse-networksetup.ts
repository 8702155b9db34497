/** Answers of `networksetup`, which speaks English in every language of macOS. */

/** A network service: what the settings of macOS list, e.g. "Wi-Fi". */
export interface NetworkService {
  readonly name: string;
  /** The interface, e.g. `en0`; empty for services of VPN programs. */
  readonly device: string;
  readonly isEnabled: boolean;
}

/** One proxy of a service. */
export interface ServiceProxy {
  readonly enabled: boolean;
  readonly server: string;
  readonly port: number;
  /** A user name stands beside it, and a password in the keychain. */
  readonly authenticated: boolean;
}

const MOST_LINES = 10_000;

/** Returns the services of `-listnetworkserviceorder`, the preferred one first. */
export function parseServiceOrder(text: string): readonly NetworkService[] {
  const services: NetworkService[] = [];
  let head: { readonly name: string; readonly isEnabled: boolean } | null = null;
  for (const line of text.split('\n').slice(0, MOST_LINES)) {
    const device = /^\(Hardware Port: .*, Device: (\S*)\)$/u.exec(line)?.[1];
    if (device !== undefined && head !== null) {
      services.push({ ...head, device });
      head = null;
      continue;
    }
    const [, mark = '', name] = /^\((\d+|\*)\) (.+)$/u.exec(line) ?? [];
    if (name !== undefined) head = { name, isEnabled: mark !== '*' };
  }
  return services;
}

/** Returns the answer of `-getwebproxy` and its siblings; `null` where it is none. */
export function parseServiceProxy(text: string): ServiceProxy | null {
  const enabled = valueOf(text, 'Enabled');
  const port = Number(valueOf(text, 'Port'));
  if ((enabled !== 'Yes' && enabled !== 'No') || !Number.isInteger(port) || port < 0 || port > 65_535) return null;
  return {
    enabled: enabled === 'Yes',
    server: valueOf(text, 'Server') ?? '',
    port,
    authenticated: valueOf(text, 'Authenticated Proxy Enabled') === '1',
  };
}

/** Returns the answer of `-getautoproxyurl`; `(null)` is its word for "none". */
export function parseAutoProxyUrl(text: string): { readonly enabled: boolean; readonly url: string } | null {
  const enabled = valueOf(text, 'Enabled');
  const url = valueOf(text, 'URL');
  if ((enabled !== 'Yes' && enabled !== 'No') || url === undefined) return null;
  return { enabled: enabled === 'Yes', url: url === '(null)' ? '' : url };
}

/** Returns the answer of `-getproxyautodiscovery`. */
export function parseAutoDiscovery(text: string): boolean | null {
  const value = valueOf(text, 'Auto Proxy Discovery');
  return value === 'On' ? true : value === 'Off' ? false : null;
}

/** Returns the entries of `-getproxybypassdomains`, one a line; a line with a blank is its sentence for "none". */
export function parseBypassDomains(text: string): readonly string[] {
  return text
    .split('\n')
    .slice(0, MOST_LINES)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/\s/u.test(line));
}

/** `networksetup` must be run by an administrator (exit status 14, since macOS 10.15.5). */
export function isRefusedToUsers(outcome: {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}): boolean {
  return (
    outcome.exitCode === 14 || /requires admin privileges|must be run as root/iu.test(outcome.stdout + outcome.stderr)
  );
}

function valueOf(text: string, label: string): string | undefined {
  const line = text.split('\n', 100).find((one) => one.startsWith(`${label}:`));
  return line?.slice(label.length + 1).trim();
}
