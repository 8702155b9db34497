import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Lab, type Squid } from '../../lab/lab.ts';
import { whyNoLab, whyNoPrograms } from '../../lab/network.ts';
import { httpAnswer } from '../../lab/servers/misbehaving.ts';
import { NOT_BUILT } from '../cli/run-cli.ts';
import { FixOffice, proveFix } from './fix-office.ts';

const WHY_NOT = NOT_BUILT ?? whyNoLab();
const NO_GIT = whyNoPrograms(['git']);
const NO_FAKETIME = whyNoPrograms(['faketime']);
const LONG = 120_000;

const note = (why: string | null): string => (why === null ? '' : ` (skipped: ${why})`);

describe.skipIf(WHY_NOT !== null)(`further fixes on a real network${note(WHY_NOT)}`, () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await Lab.build('further guided fixes');
  }, LONG);
  afterEach(async () => {
    await lab.reset();
  }, LONG);
  afterAll(async () => {
    await lab.remove();
  }, LONG);

  const kde = (lines: readonly string[]): FixOffice => {
    const office = new FixOffice(lab, 'kde');
    office.write('home/.config/kioslaverc', ['[Proxy Settings]', ...lines, ''].join('\n'));
    return office;
  };
  const throughProxy = ({ spot }: Pick<Squid, 'spot'>): FixOffice => {
    const place = `http://${spot.name} ${String(spot.port)}`;
    return kde(['ProxyType=1', `httpProxy=${place}`, `httpsProxy=${place}`]);
  };
  const done = async (office: FixOffice, args: readonly string[], stdin = '') => {
    const { status, stdout, stderr } = await office.cli(args, { stdin });
    return { status, document: JSON.parse(stdout === '' ? '{}' : stdout) as unknown, stderr };
  };

  it(
    'take over the proxy that the preset of IT names',
    async () => {
      await lab.direct('dropped');
      const squid = await lab.squid(lab.spot());
      await lab.settle();
      const office = kde(['ProxyType=0']);
      office.write(
        'etc/throughway/preset.throughway.json',
        JSON.stringify({ throughway: 1, proxies: { all: squid.spot.url() } }),
      );
      await proveFix(office, { url: lab.sites.main.https(), code: 'settings.proxy-missing', fix: 'use-found-proxy' });
    },
    LONG,
  );

  it(
    'take over what the network offers by automatic detection',
    async () => {
      await lab.direct('dropped');
      const squid = await lab.squid(lab.spot());
      const domain = `${lab.draw.word()}.example`;
      const script = `function FindProxyForURL() { return "PROXY ${squid.spot.address}:${String(squid.port)}"; }`;
      const [address = ''] = lab.network.addresses.proxy.slice(-1);
      await lab.webServer(lab.spotAt(address, 80, `wpad.${domain}`), [
        `location / { default_type application/x-ns-proxy-autoconfig; return 200 '${script}'; }`,
      ]);
      await lab.settle();
      const office = kde(['ProxyType=0']);
      office.write('etc/resolv.conf', `search ${domain}\n${office.read('etc/resolv.conf')}`);
      await proveFix(office, { url: lab.sites.main.https(), code: 'settings.proxy-missing', fix: 'use-found-proxy' });
    },
    LONG,
  );

  it(
    'put a script that answers in the place of one that is gone',
    async () => {
      await lab.direct('dropped');
      const squid = await lab.squid(lab.spot());
      const script = `function FindProxyForURL() { return "PROXY ${squid.spot.address}:${String(squid.port)}"; }`;
      const [address = ''] = lab.network.addresses.proxy.slice(-1);
      const spot = lab.spotAt(address, 80, `pac.${lab.draw.word()}.example`);
      await lab.webServer(spot, [
        `location / { default_type application/x-ns-proxy-autoconfig; return 200 '${script}'; }`,
      ]);
      await lab.settle();
      const office = kde(['ProxyType=2', `Proxy Config Script=${lab.sites.noPorts.http('/proxy.pac')}`]);
      office.write(
        'etc/throughway/preset.throughway.json',
        JSON.stringify({ throughway: 1, pac: `http://${spot.name}/proxy.pac` }),
      );
      await proveFix(office, { url: lab.sites.main.https(), code: 'settings.pac-unreachable', fix: 'repair-pac' });
    },
    LONG,
  );

  it.skipIf(NO_GIT !== null)(
    `tell programs of their own settings to go the way of this computer${note(NO_GIT)}`,
    async () => {
      await lab.direct('dropped');
      const squid = await lab.squid(lab.spot());
      await lab.settle();
      const office = throughProxy(squid);
      const before = '[user]\n\tname = A\n[http]\n\tproxy = http://old.office.example:8080 ; since 2019\n';
      office.write('home/.gitconfig', before);
      const url = lab.sites.main.https();
      const args = ['fix', 'set-tool-proxy', '--for', url, '--json'];
      expect(await done(office, [...args, '--dry-run'])).toMatchObject({ status: 0, document: { changed: false } });
      expect(office.read('home/.gitconfig')).toBe(before);
      expect(await done(office, [...args, '--yes'])).toMatchObject({
        status: 0,
        document: { fix: 'set-tool-proxy', code: 'ok', cured: true, changed: true },
      });
      const said = await office.run(['git', 'config', '--global', '--get', 'http.proxy']);
      expect(said.stdout.trim()).toBe(`http://${squid.spot.name}:${String(squid.port)}`);
      const reached = await office.run(['git', 'ls-remote', url]);
      expect(reached.stderr).not.toContain('old.office.example');
      expect(await office.cli(['undo', 'last'])).toMatchObject({ status: 0 });
      expect(office.read('home/.gitconfig')).toBe(before);
    },
    LONG,
  );

  it(
    'give the exact command where only the person can set a variable of the shell',
    async () => {
      await lab.direct('dropped');
      const squid = await lab.squid(lab.spot());
      await lab.settle();
      const office = new FixOffice(lab, 'etc-environment');
      office.write('etc/environment', '');
      office.write('home/.bashrc', '# mine\nexport http_proxy=http://gone.office.example:3128\n');
      for (const name of ['http_proxy', 'https_proxy']) office.setVariable(name, 'http://gone.office.example:3128');
      const url = lab.sites.main.https();
      const address = `http://${squid.spot.name}:${String(squid.port)}`;
      const fixed = await done(office, [
        ...['fix', 'correct-address', '--for', url, '--yes', '--json', '--proxy', address],
      ]);
      expect(fixed).toMatchObject({
        status: 1,
        document: {
          code: 'dns.proxy-name-not-found',
          changed: false,
          told: [{ guide: 'change-variable', args: { command: expect.stringContaining(`http_proxy=${address}`) } }],
          verification: { result: 'by-hand', code: 'ok' },
        },
      });
      // Typed as it stands, it works.
      const { told }: { told: readonly { readonly args: { readonly command: string } }[] } = JSON.parse(
        JSON.stringify(fixed.document),
      );
      const [{ args } = { args: { command: 'false' } }] = told;
      const typed = await office.run([
        ...['sh', '-c', `${args.command}; exec "$@"`, 'sh', 'curl', '-sS', '-o', '/dev/null', '-w', '%{http_code}'],
        ...['--cacert', lab.sites.bundleFile, url],
      ]);
      expect(typed, typed.stderr).toMatchObject({ status: 0, stdout: '200' });
    },
    LONG,
  );

  it(
    'correct an address with the other scheme, and with the www that was left out',
    async () => {
      const office = kde(['ProxyType=0']);
      await lab.settle();
      const { name } = lab.sites.main;
      for (const [url, code] of [
        [`https://${name}:80/`, 'site.scheme-mismatch'],
        [`https://${name.replace(/^www\./u, '')}/`, 'site.name-not-found'],
      ] as const)
        expect(await done(office, ['fix', 'correct-url', '--for', url, '--yes', '--json'])).toMatchObject({
          status: 0,
          document: { code, cured: true, changed: false, told: [{ guide: 'open-url' }] },
        });
    },
    LONG,
  );

  it(
    'try again after as long as a busy proxy asks for',
    async () => {
      await lab.direct('dropped');
      const spot = lab.spot();
      const busy = await lab.filteringProxy(spot, {
        hosts: { '*': { does: 'answer', with: httpAnswer('429 Too Many Requests', ['Retry-After: 12']) } },
      });
      await lab.settle();
      const office = throughProxy({ spot });
      const running = done(office, ['fix', 'try-again-later', '--for', lab.sites.main.https(), '--yes', '--json']);
      // The diagnosis has been made once the proxy hears nothing more.
      let heard = -1;
      for (let looks = 0; looks < 30 && (heard <= 0 || busy.log().length > heard); looks += 1) {
        heard = busy.log().length;
        await pause(2_000);
      }
      await busy.stop();
      await lab.squid(spot);
      expect(await running).toMatchObject({ status: 0, document: { code: 'proxy.overloaded', cured: true } });
    },
    LONG,
  );

  it.skipIf(NO_FAKETIME !== null)(
    `watch until the clock is right${note(NO_FAKETIME)}`,
    async () => {
      await lab.settle();
      const office = kde(['ProxyType=0']);
      const clock = path.join(office.home, 'clock');
      const library = execFileSync('sh', ['-c', 'ls /usr/lib/*/faketime/libfaketime.so.1']).toString().trim();
      writeFileSync(clock, '+90d\n');
      for (const [name, value] of Object.entries({
        LD_PRELOAD: library,
        FAKETIME_TIMESTAMP_FILE: clock,
        FAKETIME_NO_CACHE: '1',
        FAKETIME_DONT_FAKE_MONOTONIC: '1',
      }))
        office.setVariable(name, value);
      const url = lab.sites.main.https();
      expect(await office.diagnosed(url)).toBe('device.clock-wrong');
      const running = done(office, ['fix', 'set-clock', '--for', url, '--yes', '--json', '--wait', '60']);
      await pause(8_000);
      writeFileSync(clock, '+0\n');
      expect(await running).toMatchObject({
        status: 0,
        document: { code: 'device.clock-wrong', cured: true, flow: ['guide', 'verify'] },
      });
    },
    LONG,
  );
});
