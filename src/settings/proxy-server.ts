/** The kinds of proxy server that a route may name (cli.md, `settings.route`). */
export const PROXY_KINDS = ['http', 'https', 'socks4', 'socks5'] as const;

export type ProxyKind = (typeof PROXY_KINDS)[number];

/** A proxy server as Chromium's documentation calls it: kind, host (lower case, A-labels, IPv6 without brackets), port. */
export interface ProxyServer {
  readonly kind: ProxyKind;
  readonly host: string;
  readonly port: number;
}

/** One element of a resolved route. */
export type Leg = { readonly kind: 'direct' } | ProxyServer;

export const DIRECT: Leg = { kind: 'direct' };
