/** Networks as others would think of them who know the codes and not the rules: links, names, VPNs, local filters. */
import { command } from '../command.ts';
import type { Lab, Spot, Squid } from '../lab.ts';
import { scenario, type Scenario } from '../scenario.ts';
import { putProxiesFar } from '../servers/far-path.ts';
import { httpAnswer } from '../servers/misbehaving.ts';
import { startOddResolver } from '../servers/odd-resolver.ts';
import { setProxy } from './proxy-env.ts';

const main = (lab: Lab): { readonly url: string } => ({ url: lab.sites.main.https() });
const byProxy = (lab: Lab, squid: Squid) => ({ ...main(lab), env: setProxy(squid.spot.url()) });

const batch = (namespace: string, ...lines: readonly string[]): Promise<string> =>
  command('ip', ['-n', namespace, '-batch', '-'], lines.join('\n'));
const client = (lab: Lab, ...lines: readonly string[]): Promise<string> =>
  batch(lab.network.namespaces.client, ...lines);

/** Has lines of `ip` undo something after the scenario. */
const undo = (lab: Lab, place: 'client' | 'router', ...lines: readonly string[]): void => {
  lab.afterwards(async () => {
    await batch(lab.network.namespaces[place], ...lines);
  });
};

const squidAlone = async (lab: Lab): Promise<Squid> => {
  await lab.direct('dropped');
  return lab.squid(lab.spot());
};

const silentSpot = async (lab: Lab): Promise<Spot> => {
  await lab.direct('dropped');
  const spot = lab.spot();
  await lab.filter(`ip daddr ${spot.address} drop`);
  return spot;
};

const LINKS: readonly Scenario[] = [
  scenario('there is no default route and no resolver, and the proxy is in the same network', {
    code: 'ok',
    nearMissOf: ['device.offline', 'dns.resolver-unreachable'],
    given: async (lab) => {
      const squid = await lab.squid(lab.spot());
      const address = lab.network.gateways.client.replace(/\.1$/, '.203');
      await batch(lab.network.namespaces.router, `addr add ${address}/32 dev to-client`);
      undo(lab, 'router', `addr del ${address}/32 dev to-client`);
      await lab.rewrite(`ip daddr ${address} tcp dport ${String(squid.port)} dnat ip to ${squid.spot.address}`);
      await client(lab, 'route del default');
      return `http://${address}:${String(squid.port)}`;
    },
    when: (lab, proxy) => ({ ...main(lab), env: setProxy(proxy) }),
  }),
  scenario('the computer gave itself an address because nobody else did', {
    code: 'device.offline',
    nearMissOf: ['dns.resolver-unreachable', 'site.unreachable'],
    given: async (lab) => {
      const device = lab.network.clientInterface;
      await client(
        lab,
        `addr flush dev ${device}`,
        `addr add 169.254.7.9/16 dev ${device} scope link`,
        `route add default dev ${device} metric 1002`,
      );
      undo(lab, 'client', `addr del 169.254.7.9/16 dev ${device}`);
    },
    when: main,
  }),
  scenario('the cable is out at the other end, and the address has stayed', {
    code: 'device.offline',
    nearMissOf: ['dns.resolver-unreachable', 'proxy.unreachable'],
    given: async (lab) => {
      await batch(lab.network.namespaces.router, 'link set to-client down');
      undo(lab, 'router', 'link set to-client up');
      return lab.spot();
    },
    when: (lab, spot) => ({ ...main(lab), env: setProxy(`http://${spot.address}:${String(spot.port)}`) }),
  }),
  scenario('the cable is out, and a bridge for containers keeps its address', {
    code: 'device.offline',
    nearMissOf: ['dns.resolver-unreachable', 'site.unreachable'],
    given: async (lab) => {
      const down = `link set ${lab.network.clientInterface} down`;
      await client(
        lab,
        'link add docker0 type bridge',
        'addr add 172.17.0.1/16 dev docker0',
        'link set docker0 up',
        down,
      );
      undo(lab, 'client', 'link del docker0');
    },
    when: main,
  }),
  scenario('the computer has only the second family, and the site has only the first', {
    code: 'device.offline',
    nearMissOf: ['site.unreachable', 'firewall.network-block'],
    given: async (lab) => {
      const device = lab.network.clientInterface;
      await client(
        lab,
        `addr replace fd79:1::10/64 dev ${device} nodad`,
        `route replace default via fd79:1::1 dev ${device}`,
        `addr del ${lab.network.addresses.client[0] ?? ''}/24 dev ${device}`,
      );
      undo(lab, 'client', 'route del default via fd79:1::1', `addr del fd79:1::10/64 dev ${device}`);
    },
    when: (lab) => ({ url: `http://${lab.sites.main.address}/` }),
  }),
  scenario('the office forbids every plain page that is asked for directly, and its proxy does not listen', {
    code: 'proxy.down',
    nearMissOf: 'device.captive-portal',
    given: async (lab) => {
      const gate = lab.siteSpot(lab.sites.noPorts, 80);
      const outward = `ip saddr ${lab.network.networks.client} ip daddr ${lab.network.networks.site}`;
      await lab.misbehaving(gate, { does: 'answers', with: httpAnswer('403 Forbidden') }, 'site');
      await lab.rewrite(`${outward} tcp dport 80 dnat ip to ${gate.address}`);
      await lab.filter(`${outward} tcp dport 443 drop`);
      return lab.spot();
    },
    when: (lab, spot) => ({ ...main(lab), env: setProxy(spot.url()) }),
  }),
];

const NAMES: readonly Scenario[] = [
  scenario('the resolver says that no name in the world exists', {
    code: 'dns.resolver-unreachable',
    nearMissOf: 'site.name-not-found',
    given: (lab) => startOddResolver(lab, { says: 3 }),
    when: main,
    // A closed network says so too, and the name may be wrong besides.
    then: () => ({ confidence: 0.5, atMostConfidence: 0.79, alsoFound: ['site.name-not-found'] }),
  }),
  scenario('the resolver takes four seconds for each answer', {
    code: 'ok',
    nearMissOf: 'dns.resolver-unreachable',
    given: (lab) => startOddResolver(lab, { afterMs: 4_000 }),
    when: (lab) => ({ ...main(lab), systemFiles: { '/etc/resolv.conf': `nameserver ${lab.resolver.address}\n` } }),
  }),
];

const asleep = (
  title: string,
  file: string,
  write: (lab: Lab) => readonly string[],
  then: Parameters<typeof scenario<Spot>>[1]['then'] = () => ({ confidence: 0.85 }),
): Scenario =>
  scenario(title, {
    code: 'vpn.required',
    nearMissOf: ['proxy.unreachable', 'settings.proxy-not-needed-here'],
    given: silentSpot,
    when: (lab, spot) => ({
      ...main(lab),
      env: setProxy(spot.url()),
      systemFiles: { [file]: `${write(lab).join('\n')}\n` },
    }),
    then,
  });

const VPN: readonly Scenario[] = [
  scenario('the resolver of the VPN refuses the name of the proxy, the one of the cable knows it', {
    code: 'vpn.dns-override',
    nearMissOf: ['dns.proxy-name-not-found', 'dns.resolver-unreachable'],
    given: async (lab) => {
      const squid = await squidAlone(lab);
      lab.resolver.failFor(squid.spot.name, 'REFUSED');
      await lab.tunnel('tun0');
      await client(lab, 'link set tun0 up', 'addr add 10.255.7.2/24 dev tun0', 'route add 10.200.0.0/16 dev tun0');
      return squid;
    },
    when: (lab, squid) => ({
      ...byProxy(lab, squid),
      systemFiles: {
        '/var/lib/dhcp/dhclient.leases': `lease {\n  interface "${lab.network.clientInterface}";\n  option domain-name-servers ${lab.officeResolver.address};\n}\n`,
      },
    }),
  }),
  asleep(
    'a profile of NetworkManager that is off carries the network of the silent proxy',
    '/etc/NetworkManager/system-connections/work.nmconnection',
    (lab) => ['[connection]', 'id=Work', 'type=vpn', '[ipv4]', 'method=auto', `route1=${lab.network.networks.proxy}`],
  ),
  asleep(
    'a profile of OpenVPN that is off carries the network of the silent proxy',
    '/etc/openvpn/client/work.conf',
    (lab) => ['client', 'dev tun', `route ${lab.network.networks.proxy.replace('/24', '')} 255.255.255.0`],
  ),
  asleep(
    'a VPN for private surfing is off, and the proxy of the office is silent',
    '/etc/wireguard/mullvad.conf',
    () => ['[Interface]', 'PrivateKey = none', '[Peer]', 'PublicKey = none', 'AllowedIPs = 0.0.0.0/0, ::/0'],
    () => ({ confidence: 0.5, atMostConfidence: 0.79, alsoFound: ['proxy.unreachable'] }),
  ),
];

const local = (title: string, rule: (lab: Lab, squid: Squid) => string): Scenario =>
  scenario(title, {
    code: 'firewall.local-block',
    nearMissOf: ['proxy.unreachable', 'proxy.down', 'firewall.network-block'],
    given: async (lab) => {
      const squid = await squidAlone(lab);
      await lab.network.inside('client', ['nft', '-f', '-'], `table ${rule(lab, squid)}\n`);
      return squid;
    },
    when: byProxy,
  });

const FILTERS: readonly Scenario[] = [
  local(
    'a rule on this computer drops packets on their way into the cable',
    (lab, { spot }) =>
      `netdev own { chain leave { type filter hook egress device "${lab.network.clientInterface}" priority 0; ip daddr ${spot.address} drop; }; }`,
  ),
  local(
    'a rule left over on this computer turns the port of the proxy to a program that is gone',
    (_, { port }) =>
      `ip own { chain out { type nat hook output priority -100; tcp dport ${String(port)} redirect to :9; }; }`,
  ),
  local(
    'a map of verdicts on this computer has the port of the proxy among those to be dropped',
    (_, { port }) =>
      `inet own { chain out { type filter hook output priority 0; ct state vmap { established : accept, invalid : drop }; tcp dport vmap { 22 : accept, ${String(port)} : drop }; }; }`,
  ),
  local(
    'a rule on this computer drops what a group of its people sends to the proxy',
    (_, { spot }) =>
      `inet own { chain away { drop; }; chain out { type filter hook output priority 0; meta skgid 0 ip daddr ${spot.address} jump away; }; }`,
  ),
  scenario('a rule on this computer asks for a program’s group of processes, and the network drops the proxy’s port', {
    code: 'firewall.network-block',
    nearMissOf: 'firewall.local-block',
    given: async (lab) => {
      const squid = await squidAlone(lab);
      const rules = `table inet own { chain out { type filter hook output priority 0; ip daddr ${squid.spot.address} meta cgroup 7 drop; }; }`;
      await lab.network.inside('client', ['nft', '-f', '-'], `${rules}\n`);
      await lab.filter(`ip daddr ${squid.spot.address} tcp dport ${String(squid.port)} drop`);
      return squid;
    },
    when: byProxy,
    // Whether that rule is about this program is not known.
    then: () => ({ confidence: 0.5, atMostConfidence: 0.79 }),
  }),
  scenario('a rule of routing swallows what goes to the proxy', {
    code: 'firewall.local-block',
    nearMissOf: ['proxy.unreachable', 'device.offline'],
    given: async (lab) => {
      const squid = await squidAlone(lab);
      const rule = `to ${squid.spot.address} uidrange 0-60000 blackhole`;
      await client(lab, `rule add ${rule}`);
      undo(lab, 'client', `rule del ${rule}`);
      return squid;
    },
    when: byProxy,
  }),
  scenario('the router resets the port of a proxy that is 150 milliseconds away', {
    code: 'firewall.network-block',
    nearMissOf: 'proxy.down',
    given: async (lab) => {
      const squid = await squidAlone(lab);
      await putProxiesFar(lab, 150);
      await lab.filter(
        `iifname "to-client" ip daddr ${squid.spot.address} tcp dport ${String(squid.port)} reject with tcp reset`,
      );
      return squid;
    },
    when: byProxy,
  }),
  scenario('a proxy that is 150 milliseconds away does not listen', {
    code: 'proxy.down',
    nearMissOf: 'firewall.network-block',
    given: async (lab) => {
      await lab.direct('dropped');
      await putProxiesFar(lab, 150);
      return lab.spot();
    },
    when: (lab, spot) => ({ ...main(lab), env: setProxy(spot.url()) }),
  }),
];

export const FOREIGN_NETWORKS: readonly Scenario[] = [...LINKS, ...NAMES, ...VPN, ...FILTERS];
