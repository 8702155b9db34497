/** Programs that write firewall rules, and how their own names stand in them. Adding one is one row. */
const RULE_PRODUCTS: readonly (readonly [product: string, sign: RegExp])[] = [
  ['ufw', /\bufw6?-|\bufw\b/iu],
  ['firewalld', /\bfirewalld\b/iu],
  ['Docker', /\bDOCKER\b/u],
  ['Mullvad', /\bmullvad\b/iu],
  ['NordVPN', /\bnord(?:vpn|lynx)\b/iu],
  ['Proton VPN', /\b(?:proton(?:vpn)?|pvpn)\b/iu],
  ['ExpressVPN', /\b(?:evpn|xvpn|expressvpn)\b/iu],
  ['Private Internet Access', /\bpiavpn\b/iu],
  ['Windscribe', /\bwindscribe\b/iu],
  ['Cloudflare WARP', /\bcloudflare-?warp\b/iu],
  ['Tailscale', /\bts-(?:input|forward)\b/u],
  ['OpenSnitch', /\bopensnitch\b/iu],
  ['Portmaster', /\bportmaster\b/iu],
  ['Zscaler', /\bzscaler\b/iu],
  ['CrowdStrike Falcon', /\b(?:crowdstrike|falcon)\b/iu],
  ['Microsoft Defender', /\b(?:mdatp|microsoft defender)\b/iu],
  ['ESET', /\beset\b/iu],
  ['Bitdefender', /\bbitdefender\b/iu],
  ['Kaspersky', /\bkaspersky\b/iu],
  ['Sophos', /\bsophos\b/iu],
  ['Symantec Endpoint Protection', /\bsymantec\b/iu],
  ['Trend Micro', /\btrend ?micro\b/iu],
  ['McAfee', /\b(?:mcafee|trellix)\b/iu],
  ['FortiClient', /\bforticlient\b/iu],
  ['Little Snitch', /\blittle ?snitch\b/iu],
  ['LuLu', /\blulu\b/iu],
];

/** Returns the program whose name stands in a firewall rule; `undefined` where none does. */
export function productOfRule(rule: string): string | undefined {
  return RULE_PRODUCTS.find(([, sign]) => sign.test(rule))?.[0];
}
