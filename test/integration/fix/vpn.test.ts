import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Lab, type Squid } from '../../lab/lab.ts';
import { whyNoLab, whyNoPrograms } from '../../lab/network.ts';
import { startOpenvpn, startWireguard } from '../../lab/servers/vpn-gateway.ts';
import { NOT_BUILT } from '../cli/run-cli.ts';
import { FixOffice, proveFix } from './fix-office.ts';

const WHY_NOT = NOT_BUILT ?? whyNoLab();
const NO_MANAGER = whyNoPrograms(['NetworkManager', 'nmcli', 'openvpn', '/usr/lib/NetworkManager/nm-openvpn-service']);
const NO_WIREGUARD = whyNoPrograms(['wg-quick', 'wireguard-go']);
const LONG = 120_000;

/** As people name theirs: with what a list would have to escape, and letters of their own. */
const VPN_NAME = 'Office: 本社';

const note = (why: string | null): string => (why === null ? '' : ` (skipped: ${why})`);

describe.skipIf(WHY_NOT !== null)(`a VPN on a real network${note(WHY_NOT)}`, () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await Lab.build('guided fixes of a VPN');
  }, LONG);
  afterEach(async () => {
    await lab.reset();
  }, LONG);
  afterAll(async () => {
    await lab.remove();
  }, LONG);

  /** A computer whose proxy is `squid`. */
  const office = (squid: Squid): FixOffice => {
    const one = new FixOffice(lab, 'kde');
    const place = `http://${squid.spot.name} ${String(squid.port)}`;
    one.write('home/.config/kioslaverc', `[Proxy Settings]\nProxyType=1\nhttpProxy=${place}\nhttpsProxy=${place}\n`);
    return one;
  };

  /** Only the VPN leads to the proxies, and there is none without it. */
  const closeOtherWays = async (): Promise<void> => {
    await lab.direct('dropped');
    const way = `ip saddr ${lab.network.networks.client} ip daddr ${lab.network.networks.proxy}`;
    await lab.filter(`${way} reject with icmp type host-unreachable`);
    await lab.settle();
  };

  /** A real NetworkManager, which runs the cable and knows a VPN by the plugin of OpenVPN. */
  async function startManager(desk: FixOffice, pushes: readonly string[]): Promise<void> {
    const vpn = await startOpenvpn(lab, pushes);
    const { client } = lab.network.addresses;
    const folder = 'etc/NetworkManager';
    desk.write(
      `${folder}/NetworkManager.conf`,
      '[main]\nplugins=keyfile\ndns=none\nrc-manager=unmanaged\nauth-polkit=false\n[connectivity]\nenabled=false\n',
    );
    const cable = [
      ...['[connection]', 'id=Cable', 'type=ethernet', `interface-name=${lab.network.clientInterface}`],
      ...['[ipv4]', 'method=manual', `address1=${client[0] ?? ''}/24,${lab.network.gateways.client}`],
      ...['[ipv6]', 'method=disabled', ''],
    ];
    const office = [
      ...['[connection]', `id=${VPN_NAME}`, 'type=vpn', 'autoconnect=false'],
      ...['[vpn]', 'service-type=org.freedesktop.NetworkManager.openvpn', 'connection-type=tls'],
      ...[`remote=${vpn.address}`, `ca=${vpn.certFile}`, `cert=${vpn.certFile}`, `key=${vpn.keyFile}`],
      ...['cert-pass-flags=4', 'data-ciphers=AES-256-GCM'],
      ...['[ipv4]', 'method=auto', 'never-default=true', '[ipv6]', 'method=disabled', ''],
    ];
    desk.writePrivate(`${folder}/system-connections/cable.nmconnection`, cable.join('\n'));
    desk.writePrivate(`${folder}/system-connections/office.nmconnection`, office.join('\n'));
    desk.ownPlace('/var/lib/NetworkManager');
    await desk.startSystemBus();
    // Without udev it must not wait for it: it finds that out by whether /sys can be written.
    await desk.startService(
      ['sh', '-c', 'mount -o remount,ro /sys && exec NetworkManager --no-daemon'],
      async () => (await desk.run(['nmcli', '-t', 'general'])).status === 0,
    );
    expect(await desk.run(['nmcli', '--wait', '15', 'connection', 'up', 'id', 'Cable'])).toMatchObject({ status: 0 });
  }

  it.skipIf(NO_MANAGER !== null)(
    `is switched on by NetworkManager, and off again by undo${note(NO_MANAGER)}`,
    async () => {
      const squid = await lab.squid(lab.spot());
      const desk = office(squid);
      await closeOtherWays();
      const [network = ''] = lab.network.networks.proxy.split('/');
      await startManager(desk, [`route ${network} 255.255.255.0`]);
      await proveFix(desk, { url: lab.sites.main.https(), code: 'vpn.required', fix: 'connect-vpn' });
    },
    LONG,
  );

  it.skipIf(NO_WIREGUARD !== null)(
    `is switched on by wg-quick, and off again by undo${note(NO_WIREGUARD)}`,
    async () => {
      const squid = await lab.squid(lab.spot());
      const desk = office(squid);
      await closeOtherWays();
      desk.ownPlace('/run');
      desk.writePrivate('etc/wireguard/wgoffice.conf', await startWireguard(lab, [lab.network.networks.proxy]));
      await proveFix(desk, { url: lab.sites.main.https(), code: 'vpn.required', fix: 'connect-vpn' });
    },
    LONG,
  );

  it.skipIf(NO_MANAGER !== null)(
    `is switched off for a comparison and on again by NetworkManager, with the exact route to set${note(NO_MANAGER)}`,
    async () => {
      await lab.direct('dropped');
      const squid = await lab.squid(lab.spot());
      const desk = office(squid);
      await lab.settle();
      const [network = ''] = lab.network.networks.proxy.split('/');
      await startManager(desk, [`route ${network} 255.255.255.0`]);
      // The tunnel leads to the proxies, and its far end lets nothing through to them.
      await lab.filter(`iifname "tun*" drop`);
      await lab.network.inside('client', [
        ...['ip', 'route', 'add', lab.network.networks.proxy],
        ...['via', lab.network.gateways.client, 'metric', '600'],
      ]);
      expect(await desk.run(['nmcli', '--wait', '15', 'connection', 'up', 'id', VPN_NAME])).toMatchObject({
        status: 0,
      });
      const before = await desk.picture();
      const url = lab.sites.main.https();
      const ended = await desk.cli(['fix', 'compare-without-vpn', '--for', url, '--yes', '--json']);
      expect({ status: ended.status, document: JSON.parse(ended.stdout) }, ended.stdout).toMatchObject({
        status: 1,
        document: {
          code: 'vpn.captures-proxy-route',
          changed: false,
          flow: ['set-place', 'compare', 'put-back', 'guide', 'verify'],
          compared: { code: 'ok' },
          verification: { result: 'still' },
          told: [
            {
              guide: 'split-tunnel',
              args: {
                command: `ip route add ${squid.spot.address}/32 via ${lab.network.gateways.client} dev ${lab.network.clientInterface}`,
              },
            },
          ],
        },
      });
      await expect.poll(() => desk.picture(), { timeout: 5_000 }).toEqual(before);
      // What it tells to do is what cures it.
      const told: readonly { readonly args: { readonly command: string } }[] = JSON.parse(ended.stdout).told;
      for (const { args } of told) expect(await desk.run(['sh', '-c', args.command])).toMatchObject({ status: 0 });
      expect(await desk.diagnosed(url)).toBe('ok');
    },
    LONG,
  );

  it.skipIf(NO_MANAGER !== null)(
    `keeps its own resolvers away from the proxy’s name by the exact command${note(NO_MANAGER)}`,
    async () => {
      await lab.direct('dropped');
      const squid = await lab.squid(lab.spot());
      const desk = office(squid);
      lab.resolver.forget(squid.spot.name);
      // The router of this network still knows the name.
      const { client } = lab.network.gateways;
      await lab.rewrite(`ip daddr ${client} udp dport 53 dnat ip to ${lab.officeResolver.address}`);
      await lab.settle();
      await startManager(desk, ['route 10.200.0.0 255.255.0.0']);
      expect(await desk.run(['nmcli', '--wait', '15', 'connection', 'up', 'id', VPN_NAME])).toMatchObject({
        status: 0,
      });
      const before = await desk.picture();
      const ended = await desk.cli(['fix', 'compare-without-vpn', '--for', lab.sites.main.https(), '--yes', '--json']);
      const zone = squid.spot.name.split('.').slice(1).join('.');
      const link = lab.network.clientInterface;
      expect({ status: ended.status, document: JSON.parse(ended.stdout) }, ended.stdout).toMatchObject({
        status: 1,
        document: {
          code: 'vpn.dns-override',
          changed: false,
          flow: ['set-place', 'compare', 'put-back', 'guide', 'verify'],
          told: [
            {
              guide: 'choose-dns',
              args: {
                server: client,
                address: zone,
                command: `resolvectl dns ${link} ${client} && resolvectl domain ${link} '~${zone}'`,
              },
            },
          ],
        },
      });
      await expect.poll(() => desk.picture(), { timeout: 5_000 }).toEqual(before);
    },
    LONG,
  );
});
