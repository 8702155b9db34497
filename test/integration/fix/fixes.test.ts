import { existsSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Lab } from '../../lab/lab.ts';
import { whyNoLab } from '../../lab/network.ts';
import { NOT_BUILT } from '../cli/run-cli.ts';
import { FixOffice, proveFix } from './fix-office.ts';

const WHY_NOT = NOT_BUILT ?? whyNoLab();
const NO_GNOME = ['gsettings', 'dbus-daemon'].every((program) => existsSync(`/usr/bin/${program}`))
  ? null
  : 'gsettings or D-Bus is not installed';
const LONG = 120_000;

describe.skipIf(WHY_NOT !== null)(`fixes on a real network${WHY_NOT === null ? '' : ` (skipped: ${WHY_NOT})`}`, () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await Lab.build('guided fixes');
  }, LONG);
  afterEach(async () => {
    await lab.reset();
  }, LONG);
  afterAll(async () => {
    await lab.remove();
  }, LONG);

  const kde = (lines: readonly string[]): FixOffice => {
    const office = new FixOffice(lab, 'kde');
    office.write('home/.config/kioslaverc', ['[Proxy Settings]', 'ProxyType=1', ...lines, ''].join('\r\n'));
    return office;
  };

  it(
    'correct a wrong port in KDE, and take it back byte by byte',
    async () => {
      await lab.direct('dropped');
      const squid = await lab.squid(lab.spot(3128));
      const { name } = squid.spot;
      const office = kde([`httpProxy=http://${name} 3998`, `httpsProxy=http://${name} 3998`, 'NoProxyFor=x.example']);
      await lab.settle();
      await proveFix(office, { url: lab.sites.main.https(), code: 'settings.proxy-port-wrong', fix: 'correct-port' });
    },
    LONG,
  );

  it.skipIf(NO_GNOME !== null)(
    `correct a wrong port in GNOME${NO_GNOME === null ? '' : ` (skipped: ${NO_GNOME})`}`,
    async () => {
      await lab.direct('dropped');
      const squid = await lab.squid(lab.spot(8080));
      await lab.settle();
      const office = new FixOffice(lab, 'gnome');
      await office.startBus();
      for (const [schema, key, value] of [
        ['org.gnome.system.proxy.https', 'host', squid.spot.name],
        ['org.gnome.system.proxy.https', 'port', '3998'],
        ['org.gnome.system.proxy', 'ignore-hosts', "['日本.example']"],
        ['org.gnome.system.proxy', 'mode', 'manual'],
      ] as const)
        expect(await office.run(['gsettings', 'set', schema, key, value])).toMatchObject({ status: 0 });
      await proveFix(office, { url: lab.sites.main.https(), code: 'settings.proxy-port-wrong', fix: 'correct-port' });
    },
    LONG,
  );

  it(
    'correct a wrong port in /etc/environment, and leave its other lines alone',
    async () => {
      await lab.direct('dropped');
      const squid = await lab.squid(lab.spot(3128));
      await lab.settle();
      const office = new FixOffice(lab, 'etc-environment');
      const wrong = `http://${squid.spot.name}:3998`;
      office.write(
        'etc/environment',
        `PAGER=less # ours\nhttp_proxy=${wrong}\nhttps_proxy="${wrong}"\nno_proxy=x.example`,
      );
      await proveFix(office, { url: lab.sites.main.https(), code: 'settings.proxy-port-wrong', fix: 'correct-port' });
    },
    LONG,
  );

  it(
    'correct a wrong kind',
    async () => {
      await lab.direct('dropped');
      const spot = lab.spot(1080);
      await lab.microsocks(spot);
      const office = kde([`httpProxy=http://${spot.name} 1080`, `httpsProxy=http://${spot.name} 1080`]);
      await lab.settle();
      await proveFix(office, { url: lab.sites.main.https(), code: 'settings.proxy-type-wrong', fix: 'correct-kind' });
    },
    LONG,
  );

  it(
    'remove a proxy on this computer that has gone',
    async () => {
      const office = kde(['httpProxy=http://127.0.0.1 8899', 'httpsProxy=http://127.0.0.1 8899']);
      await lab.settle();
      await proveFix(office, {
        url: lab.sites.main.https(),
        code: 'settings.stale-local-proxy',
        fix: 'remove-local-proxy',
      });
    },
    LONG,
  );

  it(
    'go direct where the proxy belongs to another network',
    async () => {
      const office = kde([
        'httpProxy=http://proxy.elsewhere.example 3128',
        'httpsProxy=http://proxy.elsewhere.example 3128',
      ]);
      await lab.settle();
      await proveFix(office, { url: lab.sites.main.https(), code: 'settings.proxy-not-needed-here', fix: 'go-direct' });
    },
    LONG,
  );

  it(
    'correct an address with the one that is given',
    async () => {
      await lab.direct('dropped');
      const squid = await lab.squid(lab.spot());
      const office = kde(['httpProxy=http://gone.office.example 3128', 'httpsProxy=http://gone.office.example 3128']);
      await lab.settle();
      await proveFix(office, {
        url: lab.sites.main.https(),
        code: 'dns.proxy-name-not-found',
        fix: 'correct-address',
        options: ['--proxy', `${squid.spot.name}:${String(squid.port)}`],
      });
    },
    LONG,
  );

  it(
    'take a site out of the exceptions that has to go through the proxy',
    async () => {
      await lab.direct('dropped');
      const squid = await lab.squid(lab.spot());
      const { name, port } = squid.spot;
      const place = `http://${name} ${String(port)}`;
      const domain = lab.sites.main.name.split('.').slice(-2).join('.');
      const office = kde([`httpProxy=${place}`, `httpsProxy=${place}`, `NoProxyFor=${domain},x.example`]);
      await lab.settle();
      await proveFix(office, { url: lab.sites.main.https(), code: 'settings.bypass-too-broad', fix: 'narrow-bypass' });
    },
    LONG,
  );

  it(
    'except a site that the proxy can not reach',
    async () => {
      const squid = await lab.squid(lab.spot());
      const { name, port } = squid.spot;
      const place = `http://${name} ${String(port)}`;
      const office = kde([`httpProxy=${place}`, `httpsProxy=${place}`, 'NoProxyFor=x.example']);
      await lab.filter(
        `ip saddr ${lab.network.networks.proxy} ip daddr ${lab.sites.main.address} reject with icmp type host-unreachable`,
      );
      await lab.settle();
      await proveFix(office, { url: lab.sites.main.https(), code: 'settings.bypass-missing', fix: 'bypass-site' });
    },
    LONG,
  );

  it(
    'use the proxy that another source names',
    async () => {
      await lab.direct('dropped');
      const squid = await lab.squid(lab.spot());
      const office = new FixOffice(lab, 'kde');
      office.write('home/.config/kioslaverc', '[Proxy Settings]\nProxyType=0\n');
      office.write('etc/environment', `http_proxy=${squid.spot.url()}\nhttps_proxy=${squid.spot.url()}\n`);
      await lab.settle();
      await proveFix(office, { url: lab.sites.main.https(), code: 'settings.proxy-missing', fix: 'use-found-proxy' });
    },
    LONG,
  );

  it(
    'fall back to the proxy that another source names where the script is gone',
    async () => {
      await lab.direct('dropped');
      const squid = await lab.squid(lab.spot());
      const office = new FixOffice(lab, 'kde');
      const gone = lab.sites.noPorts.http('/proxy.pac');
      office.write('home/.config/kioslaverc', `[Proxy Settings]\nProxyType=2\nProxy Config Script=${gone}\n`);
      office.write('etc/environment', `http_proxy=${squid.spot.url()}\nhttps_proxy=${squid.spot.url()}\n`);
      await lab.settle();
      await proveFix(office, { url: lab.sites.main.https(), code: 'settings.pac-unreachable', fix: 'repair-pac' });
    },
    LONG,
  );

  it(
    'let the connection through a filter of this computer',
    async () => {
      await lab.direct('dropped');
      const squid = await lab.squid(lab.spot());
      const place = `http://${squid.spot.name} ${String(squid.port)}`;
      const office = kde([`httpProxy=${place}`, `httpsProxy=${place}`]);
      await lab.settle();
      const { address, port } = squid.spot;
      const rules = [
        'table inet office {',
        '  chain out { type filter hook output priority 0; policy accept;',
        `    ip daddr ${address} tcp dport ${String(port)} reject`,
        '  }',
        '  chain back { type filter hook input priority 0; policy drop;',
        `    ip saddr != ${address} accept`,
        '  }',
        '}',
        '',
      ];
      await lab.network.inside('client', ['nft', '-f', '-'], rules.join('\n'));
      await proveFix(office, { url: lab.sites.main.https(), code: 'firewall.local-block', fix: 'allow-in-firewall' });
    },
    LONG,
  );

  it(
    'are taken back by themselves where they did not help',
    async () => {
      await lab.direct('dropped');
      const office = kde(['httpProxy=http://gone.office.example 3128', 'httpsProxy=http://gone.office.example 3128']);
      await lab.settle();
      const before = await office.picture();
      const url = lab.sites.main.https();
      const fixed = await office.cli([
        'fix',
        'correct-address',
        '--for',
        url,
        '--yes',
        '--json',
        '--proxy',
        'missing.example:3128',
      ]);
      expect({ status: fixed.status, document: JSON.parse(fixed.stdout) }).toMatchObject({
        status: 1,
        document: { cured: false, changed: false, takenBack: true, verification: { result: 'still' } },
      });
      expect(await office.picture()).toEqual(before);
      expect(await office.cli(['undo', 'all', '--yes', '--quiet'])).toEqual({ status: 0, stdout: '', stderr: '' });
    },
    LONG,
  );

  /** Begins a fix, and does what it waits for once it has begun to watch. */
  async function whileWatching(
    office: FixOffice,
    args: readonly string[],
    acts: readonly (() => Promise<unknown>)[],
  ): Promise<{ readonly status: number | null; readonly document: unknown }> {
    const state = { isOver: false };
    const running = office.cli([...args, '--yes', '--json', '--wait', '60']).finally(() => {
      state.isOver = true;
    });
    for (const act of acts) {
      // The person needs some time; nothing is known yet of how far the program is.
      await new Promise((resolve) => setTimeout(resolve, 12_000));
      if (!state.isOver) await act();
    }
    const { status, stdout } = await running;
    return { status, document: JSON.parse(stdout) };
  }

  it(
    'take the proxy out of the way for the sign-in to a network, and put it back',
    async () => {
      const squid = await lab.squid(lab.spot());
      const place = `http://${squid.spot.name} ${String(squid.port)}`;
      const office = kde([`httpProxy=${place}`, `httpsProxy=${place}`]);
      const client = `ip saddr ${lab.network.networks.client}`;
      await lab.rewrite(
        `${client} ip daddr ${lab.network.networks.site} tcp dport 80 dnat ip to ${lab.sites.portal.address}`,
      );
      await lab.filter(
        `${client} ip daddr ${lab.network.networks.proxy} drop`,
        `${client} ip daddr ${lab.network.networks.site} tcp dport != 80 drop`,
      );
      await lab.settle();
      const before = await office.picture();
      const url = lab.sites.main.https();
      expect(await office.diagnosed(url)).toBe('device.captive-portal');
      let during: unknown = null;
      const ended = await whileWatching(
        office,
        ['fix', 'sign-in-to-portal', '--for', url],
        [
          async () => {
            during = office.read('home/.config/kioslaverc');
            await lab.network.filter([], []);
          },
        ],
      );
      expect({ during, ended }).toMatchObject({ during: expect.stringContaining('ProxyType=0') });
      expect(ended).toMatchObject({
        status: 0,
        document: { cured: true, changed: false, verification: { code: 'ok' } },
      });
      expect(await office.picture()).toEqual(before);
    },
    LONG,
  );

  it(
    'tell what changes without the VPN, and which route it would take',
    async () => {
      await lab.direct('dropped');
      const squid = await lab.squid(lab.spot());
      const place = `http://${squid.spot.name} ${String(squid.port)}`;
      const office = kde([`httpProxy=${place}`, `httpsProxy=${place}`]);
      await lab.settle();
      await lab.tunnel('tun0');
      const up = (): Promise<string> =>
        lab.network.inside('client', [
          'sh',
          '-c',
          [
            'ip link set tun0 up',
            'ip addr replace 10.255.7.2/24 dev tun0',
            `ip route replace ${lab.network.networks.proxy} dev tun0 metric 50`,
          ].join(' && '),
        ]);
      await up();
      await lab.network.inside('client', [
        'ip',
        'route',
        'replace',
        lab.network.networks.proxy,
        'via',
        lab.network.gateways.client,
        'metric',
        '600',
      ]);
      const url = lab.sites.main.https();
      expect(await office.diagnosed(url)).toBe('vpn.captures-proxy-route');
      const down = (): Promise<string> => lab.network.inside('client', ['ip', 'link', 'set', 'tun0', 'down']);
      const ended = await whileWatching(office, ['fix', 'compare-without-vpn', '--for', url], [down, up]);
      expect(ended).toMatchObject({
        status: 1,
        document: {
          cured: false,
          changed: false,
          compared: { code: 'ok' },
          verification: { result: 'still' },
          told: [{}, {}, { guide: 'split-tunnel', args: { interface: lab.network.clientInterface } }],
        },
      });
    },
    LONG,
  );

  it(
    'say beforehand that a right is missing, and change nothing without it',
    async () => {
      await lab.direct('dropped');
      const squid = await lab.squid(lab.spot(3128));
      await lab.settle();
      const office = new FixOffice(lab, 'etc-environment');
      const wrong = `http://${squid.spot.name}:3998`;
      office.write('etc/environment', `http_proxy=${wrong}\nhttps_proxy=${wrong}\n`);
      const url = lab.sites.main.https();
      const before = await office.picture();
      const listed = await office.cli(['fix', '--list', '--for', url, '--json'], { asNobody: true });
      expect(JSON.parse(listed.stdout)).toMatchObject({
        fixes: [{ id: 'correct-port', needsAdministrator: ['/etc/environment'] }],
      });
      const fixed = await office.cli(['fix', 'correct-port', '--for', url, '--yes', '--json'], { asNobody: true });
      expect({ status: fixed.status, document: JSON.parse(fixed.stdout) }).toMatchObject({
        status: 5,
        document: { cured: false, changed: false, problem: { problem: { kind: 'needs-administrator' } } },
      });
      expect(await office.picture()).toEqual(before);
    },
    LONG,
  );

  it(
    'have a message ready where somebody else has to act, and store no password without a keychain',
    async () => {
      await lab.direct('dropped');
      const squid = await lab.squidWithBasic(lab.spot());
      const place = `http://${squid.spot.name} ${String(squid.port)}`;
      const office = kde([`httpProxy=${place}`, `httpsProxy=${place}`]);
      await lab.settle();
      const url = lab.sites.main.https();
      const entered = await office.cli(
        ['fix', 'enter-credentials', '--for', url, '--yes', '--json', '--user', lab.user.name, '--password-stdin'],
        { stdin: `${lab.user.password}\n` },
      );
      expect({ status: entered.status, document: JSON.parse(entered.stdout) }).toMatchObject({
        status: 1,
        document: { code: 'proxy.auth-required', cured: false, problem: { kind: 'no-keychain' } },
      });
      expect(entered.stdout + entered.stderr).not.toContain(lab.user.password);
      await squid.stop();
      const asked = await office.cli(['fix', 'ask-administrator', '--for', url, '--yes', '--json']);
      expect({ status: asked.status, document: JSON.parse(asked.stdout) }).toMatchObject({
        status: 1,
        document: { code: 'proxy.down', problem: { kind: 'with-somebody-else', to: 'admin' } },
      });
      expect(asked.stdout).toContain('proxy.down');
      expect(asked.stdout).toContain('"subject"');
    },
    LONG,
  );
});
