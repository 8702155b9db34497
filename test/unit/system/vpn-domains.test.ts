import { describe, expect, test } from 'vitest';
import { vpnConnectionsOnLinux } from '../../../src/system/linux/vpn-connections.ts';
import { openvpnDomains, wireguardDomains } from '../../../src/system/linux/vpn-profiles.ts';
import { parseVpnConnections } from '../../../src/system/windows/parse-vpn.ts';
import type { SystemTools } from '../../../src/system/system-tools.ts';
import { NO_SIGNAL, recordedTools } from './helpers.ts';

describe('the domains that a VPN resolves', () => {
  test('stand under DNS in a wg-quick profile, beside the resolvers', () => {
    const profile =
      '[Interface]\nPrivateKey = x\nDNS = 10.1.1.1, fd00::1, Corp.Example. # ours\n[Peer]\nEndpoint = a:1\n';
    expect(wireguardDomains(profile)).toEqual(['corp.example']);
    expect(wireguardDomains('[Interface]\nDNS = 10.1.1.1\n')).toBeUndefined();
  });

  test('stand in dhcp-option and dns lines of an OpenVPN profile', () => {
    const profile =
      'client\ndhcp-option DOMAIN corp.example\ndhcp-option DNS 10.1.1.1\ndns search-domains a.example b.example\n';
    expect(openvpnDomains(profile)).toEqual(['corp.example', 'a.example', 'b.example']);
    expect(openvpnDomains('client\n')).toBeUndefined();
  });

  test('are asked of NetworkManager for those that are off alone', async () => {
    const said = (args: readonly string[]): string =>
      args.includes('-g')
        ? '~corp.example,lan.example\n\n'
        : 'Office:vpn:::/etc/NetworkManager/system-connections/Office.nmconnection\n';
    const tools: SystemTools = {
      ...recordedTools({}),
      run: (program, args) =>
        Promise.resolve(
          program === 'nmcli' ? { state: 'done', exitCode: 0, stdout: said(args), stderr: '' } : { state: 'missing' },
        ),
    };
    const found = await vpnConnectionsOnLinux(tools, NO_SIGNAL);
    expect(found).toMatchObject({
      value: [{ name: 'Office', isUp: false, domains: ['corp.example', 'lan.example'] }],
    });
  });

  test('are the suffix of a connection on Windows', () => {
    const text = JSON.stringify([
      {
        Name: 'Work',
        Tunnel: 'Ikev2',
        Status: 'Disconnected',
        SplitTunneling: true,
        DnsSuffix: 'Corp.Example',
        Networks: [],
      },
      { Name: 'Bare', Tunnel: 'Ikev2', Status: 'Disconnected', SplitTunneling: true, DnsSuffix: '', Networks: [] },
    ]);
    expect(parseVpnConnections(text)?.map((one) => one.domains)).toEqual([['corp.example'], undefined]);
  });
});
