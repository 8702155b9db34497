/** A VPN client, and the signs by which it is known: names it gives to interfaces, and its programs. */
export interface VpnProduct {
  readonly product: string;
  /** Names of its interfaces on Linux. */
  readonly interfaces?: RegExp;
  /** What Windows calls its adapter (`ipconfig /all`, "Description"). */
  readonly adapter?: RegExp;
  /** Its programs as a list of processes shows them, without folder and `.exe`, lower case. */
  readonly programs?: readonly string[];
}

/**
 * VPN clients by the names that their own documentation and packages use. The first that fits counts.
 * Adding one is one row.
 */
const VPN_PRODUCTS: readonly VpnProduct[] = [
  {
    product: 'Cisco Secure Client',
    interfaces: /^cscotun\d+$/u,
    adapter: /Cisco (?:AnyConnect|Secure Client)/iu,
    programs: ['vpnagentd', 'vpnagent', 'csc_vpnagent'],
  },
  {
    product: 'GlobalProtect',
    interfaces: /^gpd\d+$/u,
    adapter: /PANGP|GlobalProtect/iu,
    programs: ['pangps', 'pangpa', 'gpclient'],
  },
  {
    product: 'FortiClient',
    interfaces: /^fctvpn/u,
    adapter: /Forti(?:net|SSL|Client)/iu,
    programs: ['forticlient', 'fctservctl', 'openfortivpn'],
  },
  {
    product: 'Check Point',
    interfaces: /^tunsnx$/u,
    adapter: /Check Point Virtual/iu,
    programs: ['snx', 'tracsrvwrapper'],
  },
  {
    product: 'Ivanti Secure Access',
    adapter: /Juniper Networks Virtual|Pulse Secure|Ivanti/iu,
    programs: ['pulsesecure', 'pulselauncher'],
  },
  { product: 'F5 BIG-IP Edge', adapter: /F5 Networks VPN/iu, programs: ['f5fpclientw', 'svpn'] },
  {
    product: 'Zscaler',
    interfaces: /^zcctun\d+$/u,
    adapter: /Zscaler/iu,
    programs: ['zstunnel', 'zsatunnel', 'zsaservice'],
  },
  { product: 'Netskope', adapter: /Netskope/iu, programs: ['stagentsvc', 'nsagent'] },
  { product: 'Cloudflare WARP', interfaces: /^CloudflareWARP$/u, adapter: /Cloudflare WARP/iu, programs: ['warp-svc'] },
  { product: 'Tailscale', interfaces: /^tailscale\d+$/u, adapter: /Tailscale/iu, programs: ['tailscaled'] },
  { product: 'ZeroTier', interfaces: /^zt[a-z0-9]{6,}$/u, adapter: /ZeroTier/iu, programs: ['zerotier-one'] },
  { product: 'NetBird', interfaces: /^wt\d+$/u, adapter: /NetBird/iu, programs: ['netbird'] },
  { product: 'Nebula', interfaces: /^nebula\d*$/u, programs: ['nebula'] },
  { product: 'NordVPN', interfaces: /^nord(?:lynx|tun)$/u, adapter: /NordLynx|NordVPN/iu, programs: ['nordvpnd'] },
  { product: 'Mullvad', interfaces: /^wg\d*-mullvad$/u, adapter: /Mullvad/iu, programs: ['mullvad-daemon'] },
  {
    product: 'Proton VPN',
    interfaces: /^proton\d+$/u,
    adapter: /Proton ?VPN/iu,
    programs: ['protonvpn', 'protonvpnservice'],
  },
  { product: 'Outline', interfaces: /^outline-tun\d+$/u, adapter: /outline/iu },
  { product: 'SoftEther', interfaces: /^vpn_/u, adapter: /VPN Client Adapter/iu, programs: ['vpnclient'] },
  { product: 'OpenVPN', adapter: /TAP-Windows|OpenVPN|ovpn-dco|Data Channel Offload/iu, programs: ['openvpn'] },
  { product: 'WireGuard', adapter: /WireGuard|Wintun/iu, programs: ['wireguard'] },
  { product: 'OpenConnect', programs: ['openconnect'] },
  { product: 'strongSwan', interfaces: /^ipsec\d+$/u, programs: ['charon', 'charon-nm'] },
];

/** Names that only tunnels bear, whoever made them; a network card is never called so. */
const TUNNEL_NAME = /^(?:tun|tap|wg|ppp|utun|vpn|ipsec|xfrm)\d*$/u;

/** Returns the client that an interface's name belongs to; `undefined` for a name that says nothing. */
export function productOfInterface(name: string): string | undefined {
  return VPN_PRODUCTS.find(({ interfaces }) => interfaces?.test(name) === true)?.product;
}

/** Returns the client that a Windows adapter's description belongs to. */
export function productOfAdapter(description: string): string | undefined {
  return VPN_PRODUCTS.find(({ adapter }) => adapter?.test(description) === true)?.product;
}

/** Whether an interface bears a name that only tunnels bear. */
export function isTunnelName(name: string): boolean {
  return TUNNEL_NAME.test(name) || productOfInterface(name) !== undefined;
}
