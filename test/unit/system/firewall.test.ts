import { describe, expect, it } from 'vitest';
import {
  evaluateFirewall,
  firstPacket,
  judgeFirewall,
  type OutgoingConnection,
} from '../../../src/system/linux/evaluate-firewall.ts';
import { firewallRulesOnLinux } from '../../../src/system/linux/firewall.ts';
import { parseIptablesSave } from '../../../src/system/linux/iptables-save.ts';
import { parseNftRuleset } from '../../../src/system/linux/nft-ruleset.ts';
import { fixture, NO_SIGNAL, recordedTools } from './helpers.ts';

const wire = { interface: 'eth0', sourceAddress: '198.51.100.2', uid: 1000 };

describe('nftables', () => {
  const verdict = (connection: OutgoingConnection): string | undefined =>
    evaluateFirewall(parseNftRuleset(fixture('nft-ruleset-debian12.json'), firstPacket(connection)) ?? [])[0]?.verdict;

  it.each<[OutgoingConnection, string | undefined]>([
    [{ ...wire, address: '10.0.0.5', port: 3128 }, 'drop'],
    [{ ...wire, address: '10.0.0.5', port: 80 }, undefined],
    [{ ...wire, address: '10.9.4.4', port: 443 }, 'drop'],
    [{ ...wire, address: '10.9.4.4', port: 22 }, undefined],
    [{ ...wire, address: '192.0.2.7', port: 443 }, 'drop'],
    [{ ...wire, address: '198.51.100.9', port: 8080 }, 'drop'],
    [{ ...wire, uid: 0, address: '198.51.100.9', port: 8080 }, 'reject'],
    [{ ...wire, address: '198.51.100.9', port: 8050 }, 'reject'],
    [{ ...wire, address: 'fd12::1', port: 3128 }, 'reject'],
    [{ ...wire, address: '2001:db8::1', port: 3128 }, 'reject'],
    [{ ...wire, interface: 'lo', address: '127.0.0.1', port: 3128 }, 'accept'],
  ])('decides %j: %s', (connection, expected) => {
    expect(verdict(connection)).toBe(expected);
  });

  it('claims nothing behind a rule that it can’t judge', () => {
    expect(verdict({ ...wire, address: '172.16.0.9', port: 3128 })).toBeUndefined();
    expect(verdict({ address: '10.0.0.5', port: 3128 })).toBeUndefined();
  });

  it('of another form is no ruleset', () => {
    expect(parseNftRuleset('nonsense', firstPacket({ address: '10.0.0.1', port: 1 }))).toBeNull();
  });
});

describe('maps of verdicts, chains of a device and translations in nftables', () => {
  const judged = (to: { readonly address: string; readonly port: number }) =>
    judgeFirewall(parseNftRuleset(fixture('nft-maps-debian12.json'), firstPacket({ ...wire, gid: 1000, ...to })) ?? []);

  it.each([
    ['192.0.2.1', 1500, 'drop'],
    ['192.0.2.1', 22, 'accept'],
    ['192.0.2.1', 80, undefined],
    ['192.0.2.2', 80, 'drop'],
    ['192.0.2.2', 443, undefined],
    ['192.0.2.8', 443, 'drop'],
    ['192.0.2.3', 80, 'drop'],
    ['192.0.2.3', 81, undefined],
    ['192.0.2.4', 80, 'drop'],
    ['192.0.2.6', 3128, 'redirect'],
    ['192.0.2.6', 3129, 'redirect'],
    ['192.0.2.7', 99, 'drop'],
  ])('decide %s port %i: %s', (address, port, verdict) => {
    expect(judged({ address, port })).toMatchObject({ doubt: null });
    expect(judged({ address, port }).decisions[0]?.verdict).toBe(verdict);
  });

  it('leave a doubt where a rule asks for what can’t be known, and then the rules count as not read', async () => {
    const to = { address: '192.0.2.5', port: 80 };
    expect(judged(to)).toEqual({ decisions: [], doubt: 'inet own out: ip daddr 192.0.2.5 cgroup 7 drop' });
    const tools = recordedTools({ commands: { nft: fixture('nft-maps-debian12.json') } });
    expect(await firewallRulesOnLinux(tools, to, NO_SIGNAL)).toMatchObject({ state: 'unreadable' });
  });
});

describe('iptables', () => {
  it('turns connections away in its table of translations', () => {
    const rules = ['*nat', ':OUTPUT ACCEPT [0:0]', '-A OUTPUT -p tcp --dport 3128 -j REDIRECT --to-ports 99', 'COMMIT'];
    const found = evaluateFirewall(
      parseIptablesSave(rules.join('\n'), firstPacket({ ...wire, address: '10.0.0.5', port: 3128 })),
    );
    expect(found).toMatchObject([{ verdict: 'redirect' }]);
  });

  const verdict = (connection: OutgoingConnection): string | undefined =>
    evaluateFirewall(parseIptablesSave(fixture('iptables-save-ufw.txt'), firstPacket(connection)))[0]?.verdict;

  it.each<[OutgoingConnection, string | undefined]>([
    [{ ...wire, address: '10.0.0.5', port: 3128 }, 'drop'],
    [{ ...wire, address: '10.0.0.6', port: 3128 }, undefined],
    [{ ...wire, address: '10.0.0.6', port: 9050 }, 'reject'],
    [{ ...wire, address: '192.0.2.9', port: 25 }, undefined],
    [{ ...wire, address: '192.0.3.9', port: 25 }, 'drop'],
    [{ ...wire, address: '192.0.3.9', port: 1080 }, undefined],
  ])('decides %j: %s', (connection, expected) => {
    expect(verdict(connection)).toBe(expected);
  });
});

describe('the local firewall', () => {
  it('is unreadable without permission, and absent without a tool', async () => {
    const to = { address: '10.0.0.5', port: 3128 };
    const denied = {
      state: 'done',
      exitCode: 1,
      stdout: '',
      stderr: 'Operation not permitted (you must be root)\n',
    } as const;
    const closed = await firewallRulesOnLinux(recordedTools({ commands: { nft: denied } }), to, NO_SIGNAL);
    expect(closed).toEqual({ state: 'unreadable', why: 'nftables: Operation not permitted (you must be root)' });
    expect(await firewallRulesOnLinux(recordedTools({}), to, NO_SIGNAL)).toEqual({ state: 'absent' });
    const files = { '/proc/7/comm': 'bash\n', '/proc/812/comm': 'wdavdaemon_unpr\n', '/proc/90/comm': 'opensnitchd\n' };
    expect(await firewallRulesOnLinux(recordedTools({ commands: { nft: denied }, files }), to, NO_SIGNAL)).toEqual({
      state: 'unreadable',
      why: `nftables: Operation not permitted (you must be root); security software that may decide: Microsoft Defender, OpenSnitch`,
    });
  });

  it('names the rule that decides', async () => {
    const commands = {
      nft: fixture('nft-ruleset-debian12.json'),
      ip: '[{"dst":"10.0.0.5","dev":"eth0","prefsrc":"198.51.100.2"}]',
    };
    const reading = await firewallRulesOnLinux(
      recordedTools({ commands }),
      { address: '10.0.0.5', port: 3128 },
      NO_SIGNAL,
    );
    expect(reading).toEqual({
      state: 'read',
      value: [{ rule: 'inet f out: ip daddr 10.0.0.5 tcp dport 3128 drop', verdict: 'drop', backend: 'nftables' }],
    });
  });
});
