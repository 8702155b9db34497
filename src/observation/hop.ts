/** The stages of the way from this computer to the site, in order (causes.md). */
export const HOPS = ['device', 'settings', 'vpn', 'firewall', 'dns', 'proxy', 'tls', 'site'] as const;

export type Hop = (typeof HOPS)[number];
