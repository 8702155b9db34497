import ipaddr from 'ipaddr.js';
import type { ObservationOf } from '../../observation/observation.ts';
import { listOf, parseJson, textOf } from './parse-network.ts';

type Connections = ObservationOf<'vpn.connections'>['connections'];

/** The connections of this user and of all users, as JSON. */
export const VPN_SCRIPT = [
  "$ErrorActionPreference='SilentlyContinue'",
  '[Console]::OutputEncoding=[Text.Encoding]::UTF8',
  'ConvertTo-Json -Depth 4 -Compress @(@(Get-VpnConnection)+@(Get-VpnConnection -AllUserConnection)|' +
    "Select-Object Name,@{n='Tunnel';e={[string]$_.TunnelType}},@{n='Status';e={[string]$_.ConnectionStatus}},SplitTunneling,DnsSuffix,@{n='Networks';e={@($_.Routes|ForEach-Object DestinationPrefix)}})",
].join(';');

/** Returns the connections of `VPN_SCRIPT`; `null` where the text is no answer. Without split tunnelling all goes through. */
export function parseVpnConnections(text: string): Connections | null {
  if (text.trim() === '') return [];
  const parsed = parseJson(text);
  if (parsed === null) return null;
  return listOf(parsed).flatMap((one) => {
    const name = textOf(one['Name']);
    if (name === '') return [];
    const listed: readonly unknown[] = Array.isArray(one['Networks']) ? one['Networks'] : [];
    const routes = listed.map(textOf).filter((route) => ipaddr.isValidCIDR(route));
    const networks = one['SplitTunneling'] === false ? ['0.0.0.0/0', '::/0'] : routes;
    const isUp = textOf(one['Status']) === 'Connected';
    const by = 'rasdial' as const;
    const kind = textOf(one['Tunnel']).toLowerCase();
    const suffix = textOf(one['DnsSuffix'])
      .replace(/^\.+|\.+$/gu, '')
      .toLowerCase();
    const domains = suffix === '' ? {} : { domains: [suffix] };
    return [{ name, kind, isUp, by, ...(networks.length === 0 ? {} : { networks }), ...domains }];
  });
}

/** Returns the names of the entries in a phone book (`rasphone.pbk`): where PowerShell may not run, at least these. */
export function parsePhoneBook(text: string): readonly string[] {
  return text
    .slice(0, 1_000_000)
    .split(/\r?\n/u)
    .flatMap((line) => /^\[([^\]]+)\]\s*$/u.exec(line)?.[1] ?? []);
}
