import { describe, expect, it } from 'vitest';
import { dhcpOption252 } from '../../../src/pac/wpad.ts';
import { autoDetectionOnLinux, searchDomains } from '../../../src/system/linux/auto-detection.ts';
import { NO_SIGNAL, recordedTools } from './helpers.ts';

/** What the clients of DHCP write where the server sends option 252, written by hand in their own formats. */
const NMCLI = [
  'DHCP4.OPTION[1]:                        dhcp_lease_time = 3600',
  'DHCP4.OPTION[2]:                        domain_name = tokyo.example.co.jp',
  'DHCP4.OPTION[3]:                        wpad = http://wpad.example.co.jp/wpad.dat',
  '',
].join('\n');
const DHCLIENT = [
  'lease {',
  '  interface "eth0";',
  '  option unknown-252 "http://old.example.test/p.pac";',
  '  expire 4 2026/03/05 09:00:00;',
  '}',
  'lease {',
  '  interface "eth0";',
  '  option wpad "http://new.example.test/p.pac";',
  '  expire 5 2026/03/06 09:00:00;',
  '}',
].join('\n');
const NETWORKD = `ADDRESS=192.0.2.7\nOPTION_252=${Buffer.from('http://d.test/w.dat').toString('hex')}\n`;

describe('autoDetectionOnLinux', () => {
  it('reads the search list, the own domain and every lease it is shown', async () => {
    const tools = recordedTools({
      files: {
        '/etc/resolv.conf':
          'domain old.test\nsearch tokyo.example.co.jp example.co.jp. # office\nnameserver 192.0.2.53\n',
        '/proc/sys/kernel/hostname': 'pc7.office.example.co.jp\n',
        '/run/systemd/netif/leases/2': NETWORKD,
        '/var/lib/dhcp/dhclient.eth0.leases': DHCLIENT,
        '/var/lib/dhcp/notes': 'wpad = http://wrong.test/',
      },
      commands: { nmcli: NMCLI },
    });
    const { domains, dhcpTexts } = await autoDetectionOnLinux(tools, NO_SIGNAL);
    expect(domains).toEqual(['office.example.co.jp', 'tokyo.example.co.jp', 'example.co.jp']);
    expect(dhcpTexts.map(dhcpOption252)).toEqual([
      'http://wpad.example.co.jp/wpad.dat',
      'http://d.test/w.dat',
      'http://new.example.test/p.pac',
    ]);
  });

  it('has nothing to say where nothing can be read', async () => {
    expect(await autoDetectionOnLinux(recordedTools({}), NO_SIGNAL)).toEqual({ domains: [], dhcpTexts: [] });
  });

  it.each([
    ['search .', []],
    ['', []],
    ['search\ta.test  b.test', ['a.test', 'b.test']],
    ['search a.test\ndomain b.test', ['b.test']],
  ])('takes from %j the domains %j', (text, domains) => {
    expect(searchDomains(text)).toEqual(domains);
  });
});
